"""Split-half reliability: the items in their order, every second one in the other half."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from csat.analysis.reliability.variations import Exact, Variations
from csat.intervals import root


@dataclass(frozen=True)
class Halves:
    """Variations of the sums of the odd and of the even items, and of both together; how many items each has."""

    odd: Exact
    even: Exact
    cross: Exact
    odd_items: int
    even_items: int

    @property
    def total(self) -> Exact:
        """Variation of the sum of all items."""
        return self.odd + self.even + 2 * self.cross

    @property
    def r(self) -> float:
        """Correlation of the halves. Both must vary."""
        size = root(Fraction(self.cross * self.cross) / (self.odd * self.even))
        return size if self.cross >= 0 else -size

    @property
    def guttman(self) -> Fraction:
        """4 · cross / total: for halves of any length and spread. Guttman (1945); Rulon (1939)."""
        return Fraction(4 * self.cross) / self.total


def halves(of: Variations) -> Halves:
    """The first, third, fifth … item against the second, fourth …, as the construct lists them."""
    odd, even = range(0, of.k, 2), range(1, of.k, 2)

    def summed(these: range, those: range) -> Exact:
        return sum(of.ss[i][j] for i in these for j in those)

    return Halves(summed(odd, odd), summed(even, even), summed(odd, even), len(odd), len(even))


def spearman_brown(r: float) -> float:
    """2r / (1 + r), of halves of equal length. Spearman (1910), Brown (1910)."""
    return 2 * r / (1 + r)


def horst(r: float, odd_items: int, even_items: int) -> float:
    """Reliability of the whole from halves of unequal length that correlate by ``r`` > 0.

    (√(r⁴ + 4 r² (1 − r²) p q) − r²) / (2 p q (1 − r²)), with the shares p and q of the items in each half.
    Horst (1951), "Estimating total test reliability from parts of unequal length", Educational and Psychological
    Measurement 11.
    """
    if r == 1:
        return 1.0
    k = odd_items + even_items
    pq, rest = odd_items * even_items / (k * k), 1 - r * r
    return (sqrt(r**4 + 4 * r * r * rest * pq) - r * r) / (2 * pq * rest)
