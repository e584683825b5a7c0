"""The paired forms: what follows from how the same respondents answered twice, each a function of a joint table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from csat.intervals import wilson
from csat.results import Interval

Value = TypeVar("Value", int, Fraction)

NEWCOMBE_PAIRED = "Newcombe, square-and-add of Wilson scores with phi"


@dataclass(frozen=True, slots=True)
class Changes:
    """Who was among some (the satisfied, say) in the first wave and in the second: ``both``, ``gained`` only in the
    second, ``lost`` only in the first, ``neither``.
    """

    both: int
    gained: int
    lost: int
    neither: int

    @property
    def base(self) -> int:
        """Respondents."""
        return self.both + self.gained + self.lost + self.neither


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Midranks of absolute differences, summed by their sign. Differences of nothing are left out (Wilcoxon 1945).

    ``n``: differences that are left; ``ties``: Σ(t³ − t) over absolute differences that t respondents share.
    """

    positive: Fraction
    negative: Fraction
    n: int
    ties: int
    zeros: int


def changes(table: NDArray[np.int64], among: tuple[int, int]) -> Changes:
    """Changes into and out of the positions ``among``, both ends included. ``table``: first wave × second."""
    inside = slice(among[0], among[1] + 1)
    both, first, second = int(table[inside, inside].sum()), int(table[inside].sum()), int(table[:, inside].sum())
    return Changes(both, second - both, first - both, int(table.sum()) - first - second + both)


def differences(table: NDArray[np.int64], value: Callable[[int], Value]) -> dict[Value, int]:
    """How often each difference occurs, second wave minus first, of what ``value`` makes of a position; ascending."""
    found: dict[Value, int] = {}
    for first, second in zip(*np.nonzero(table), strict=True):
        difference = value(int(second)) - value(int(first))
        found[difference] = found.get(difference, 0) + int(table[first, second])
    return dict(sorted(found.items()))


def signed_ranks(distribution: Mapping[int, int]) -> SignedRanks:
    """The signed ranks of differences given with how often each occurs. Exact."""
    sizes = sorted({abs(difference) for difference in distribution if difference})
    positive = negative = Fraction(0)
    below = ties = 0
    for size in sizes:
        up, down = distribution.get(size, 0), distribution.get(-size, 0)
        together = up + down
        rank = below + Fraction(together + 1, 2)
        positive += up * rank
        negative += down * rank
        below += together
        ties += together**3 - together
    return SignedRanks(positive, negative, below, ties, distribution.get(0, 0))


def newcombe_paired(found: Changes, level: float) -> Interval:
    """Interval of the difference of two shares of the same respondents, (gained − lost)/base, in points.

    d − √((p − l)² − 2φ(p − l)(u′ − p′) + (u′ − p′)²) to d + √((u − p)² − 2φ(u − p)(p′ − l′) + (p′ − l′)²) with the
    Wilson bounds l, u of the second wave's share p and l′, u′ of the first one's p′. φ is that of the joint table, its
    numerator both·neither − gained·lost brought nearer to nought by base/2 where it is positive; 0 where a margin is.
    Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10. Needs a base.
    """
    n = found.base
    now, before = found.both + found.gained, found.both + found.lost
    numerator = Fraction(found.both * found.neither - found.gained * found.lost)
    if numerator > 0:
        numerator = max(numerator - Fraction(n, 2), Fraction(0))
    margins = now * (n - now) * before * (n - before)
    phi = float(numerator) / sqrt(margins) if margins else 0.0
    second, first = wilson(now, n, level), wilson(before, n, level)
    p, q = 100 * now / n, 100 * before / n
    d = 100 * (found.gained - found.lost) / n
    low = d - _added(p - second.low, first.high - q, phi)
    high = d + _added(second.high - p, q - first.low, phi)
    return Interval(max(low, -100.0), min(high, 100.0), level, NEWCOMBE_PAIRED)


def _added(one: float, other: float, phi: float) -> float:
    # 1 - φ in front keeps a square that rounding would make negative from becoming one
    return sqrt(max((one - other) ** 2 + 2 * (1 - phi) * one * other, 0.0))
