"""Correlations of two items from their table: Pearson, Spearman and Kendall's tau-b, with their p-values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.analysis.drivers.variations import correlation
from csat.intervals import FISHER, normal_quantile, root
from csat.results import Interval

Table = NDArray[np.int64]
"""How many gave each two answers: points of one item × points of the other, lowest first."""


@dataclass(frozen=True, slots=True)
class Variation:
    """n·Σxy − Σx·Σy of two variables, and of each with itself: their correlation is co / √(one·other)."""

    co: int
    one: int
    other: int

    @property
    def r(self) -> float:
        """The correlation, rounded once; both variables must vary."""
        return correlation(self.co, self.one, self.other)


def of_points(table: Table) -> Variation:
    """Of the answers as positions: Pearson's correlation."""
    return _variation(table, list(range(table.shape[0])), list(range(table.shape[1])))


def of_ranks(table: Table) -> Variation:
    """Of twice the mid-ranks of the answers: Spearman's correlation, ties included."""
    return _variation(table, _ranks(table.sum(axis=1)), _ranks(table.sum(axis=0)))


def _ranks(counts: NDArray[np.int64]) -> list[int]:
    before, ranks = 0, []
    for count in counts.tolist():
        ranks.append(2 * before + count + 1)
        before += count
    return ranks


def _variation(table: Table, rows: list[int], columns: list[int]) -> Variation:
    n = int(table.sum())
    counts = table.tolist()
    by_row, by_column = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    sum_one = sum(x * count for x, count in zip(rows, by_row, strict=True))
    sum_other = sum(x * count for x, count in zip(columns, by_column, strict=True))
    co = sum(
        x * sum(y * count for y, count in zip(columns, line, strict=True)) for x, line in zip(rows, counts, strict=True)
    )
    one = sum(x * x * count for x, count in zip(rows, by_row, strict=True))
    other = sum(x * x * count for x, count in zip(columns, by_column, strict=True))
    return Variation(n * co - sum_one * sum_other, n * one - sum_one**2, n * other - sum_other**2)


@dataclass(frozen=True, slots=True)
class Order:
    """Pairs of rows by how their two answers are ordered: Kendall's tau-b is score / √((pairs − tied)(pairs − other)).

    ``concordant``, ``discordant``: both answers differ, the same way or opposite ways. ``tied``, ``tied_other``: pairs
    that agree in the one answer, and in the other. ``variance``: of the score where the answers are independent.
    """

    concordant: int
    discordant: int
    pairs: int
    tied: int
    tied_other: int
    variance: Fraction | None

    @property
    def score(self) -> int:
        """Concordant minus discordant pairs."""
        return self.concordant - self.discordant

    @property
    def tau_b(self) -> float:
        """Kendall's tau-b, rounded once; both variables must vary."""
        size = root(Fraction(self.score**2, (self.pairs - self.tied) * (self.pairs - self.tied_other)))
        return size if self.score >= 0 else -size


def order_of(table: Table) -> Order:
    """How the pairs of a table are ordered. Kendall (1970), Rank Correlation Methods; variance with ties."""
    above = np.zeros((table.shape[0] + 1, table.shape[1] + 1), dtype=np.int64)
    above[1:, 1:] = table.cumsum(axis=0).cumsum(axis=1)  # rows lower in both answers
    beside = above[:, -1:] - above  # rows lower in the one answer, at this place or higher in the other
    concordant = int((table * above[:-1, :-1]).sum())
    discordant = int((table * beside[:-1, 1:]).sum())
    n = int(table.sum())
    ties, others = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    return Order(
        concordant, discordant, n * (n - 1) // 2,
        sum(t * (t - 1) // 2 for t in ties), sum(t * (t - 1) // 2 for t in others), _variance(n, ties, others),
    )  # fmt: skip


def _variance(n: int, ties: list[int], others: list[int]) -> Fraction | None:
    if n < 3:
        return None
    (one, two, three), (other_one, other_two, other_three) = (
        (
            sum(t * (t - 1) * (2 * t + 5) for t in tied),
            sum(t * (t - 1) for t in tied),
            sum(t * (t - 1) * (t - 2) for t in tied),
        )
        for tied in (ties, others)
    )
    return (
        Fraction(n * (n - 1) * (2 * n + 5) - one - other_one, 18)
        + Fraction(two * other_two, 2 * n * (n - 1))
        + Fraction(three * other_three, 9 * n * (n - 1) * (n - 2))
    )


def fisher(r: float, n: int, level: float) -> Interval:
    """Interval of a correlation: tanh(atanh r ± z/√(n − 3)). Fisher (1921), Metron 1. Needs n > 3 and |r| < 1."""
    from math import atanh, sqrt, tanh

    half = normal_quantile(level) / sqrt(n - 3)
    return Interval(tanh(atanh(r) - half), tanh(atanh(r) + half), level, FISHER)


def student_p(r: float, n: int) -> float:
    """Two-sided p of a correlation of n pairs: Student's t of r·√((n − 2)/(1 − r²)). Needs n > 2 and |r| < 1."""
    from math import sqrt

    from scipy.special import stdtr

    return 2 * float(stdtr(n - 2, -abs(r) * sqrt((n - 2) / (1 - r * r))))


def normal_p(order: Order) -> float:
    """Two-sided p of Kendall's tau-b by the normal distribution, without a correction for continuity."""
    from scipy.special import ndtr

    if not order.variance:
        raise ValueError("the score does not vary")
    return 2 * float(ndtr(-abs(order.score) / root(order.variance)))
