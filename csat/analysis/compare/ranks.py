"""Answers as ranks: Mann-Whitney of two groups, Kruskal-Wallis and Dunn of several, corrected for ties.

Groups are given as counts by point of one scale, lowest first; points are not measured, only put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from csat.analysis.compare.tested import Tested, by_chi_square, by_normal, ratio_to_root, told
from csat.metrics.figure import Figure

Z = (
    "(u - base_1 * base_2 / 2) / sqrt(base_1 * base_2 / 12 "
    "* (base_1 + base_2 + 1 - ties / ((base_1 + base_2) * (base_1 + base_2 - 1))))"
)
H = "12 * between / (n * (n + 1)) / (1 - ties / (n ** 3 - n))"
DUNN = (
    "(rank_sum_1 / base_1 - rank_sum_2 / base_2) "
    "/ sqrt((ranked * (ranked + 1) - ties / (ranked - 1)) / 12 * (1 / base_1 + 1 / base_2))"
)

Counts = Sequence[int]


def u_of(one: Counts, other: Counts) -> Fraction:
    """Mann-Whitney's U of the first group: pairs in which it is higher, and half of those that are tied."""
    below, pairs = 0, Fraction(0)
    for a, b in zip(one, other, strict=True):
        pairs += a * (below + Fraction(b, 2))
        below += b
    return pairs


def mann_whitney(one: Counts, other: Counts) -> Tested | None:
    """z of U, tie-corrected, without continuity correction; z² is Kruskal-Wallis' H of the two groups.

    None where all answers are the same. Mann and Whitney (1947), Annals of Mathematical Statistics 18.
    """
    n, m, u, ties = sum(one), sum(other), u_of(one, other), ties_of([one, other])
    variance = Fraction(n * m, 12) * (n + m + 1 - Fraction(ties, (n + m) * (n + m - 1)))
    if not variance:
        return None
    z = ratio_to_root(u - Fraction(n * m, 2), variance)
    return by_normal(z, told(u=u, base_1=n, base_2=m, ties=ties), Z)


def cliffs_delta(one: Counts, other: Counts) -> Figure:
    """How much more often the first group is higher than lower, -1 to 1; the same as the rank-biserial correlation.

    Cliff (1993), Psychological Bulletin 114.
    """
    n, m, u = sum(one), sum(other), u_of(one, other)
    counts = told(u=u, base_1=n, base_2=m)
    value, source = float(2 * u / (n * m) - 1), "Cliff (1993), Psychological Bulletin 114"
    return Figure("cliffs_delta", "ratio", value, counts, "2 * u / (base_1 * base_2) - 1", source)


def kruskal(groups: Sequence[Counts]) -> Tested | None:
    """H of several groups, tie-corrected, k − 1 degrees of freedom. None where all answers are the same.

    Kruskal and Wallis (1952), Journal of the American Statistical Association 47.
    """
    n, ties = sum(map(sum, groups)), ties_of(groups)
    if ties == n**3 - n:
        return None
    middle = Fraction(n + 1, 2)
    sums = rank_sums(groups)
    between = sum(sum(group) * (ranks / sum(group) - middle) ** 2 for group, ranks in zip(groups, sums, strict=True))
    h = 12 * Fraction(between) / (n * (n + 1)) / (1 - Fraction(ties, n**3 - n))
    counts = told(between=Fraction(between), n=n, ties=ties)
    return by_chi_square(float(h), len(groups) - 1, counts, H)


def dunn(groups: Sequence[Counts], one: int, other: int) -> Tested | None:
    """z of the difference of mean ranks of two of several groups, ranked among all of them; tie-corrected.

    Positive where the first ranks higher. None where all answers are the same. Dunn (1964), Technometrics 6.
    """
    n, ties = sum(map(sum, groups)), ties_of(groups)
    if ties == n**3 - n:
        return None
    (a, b), sums = (sum(groups[one]), sum(groups[other])), rank_sums(groups)
    variance = (n * (n + 1) - Fraction(ties, n - 1)) / 12 * (Fraction(1, a) + Fraction(1, b))
    z = ratio_to_root(sums[one] / a - sums[other] / b, variance)
    counts = told(rank_sum_1=sums[one], base_1=a, rank_sum_2=sums[other], base_2=b, ranked=n, ties=ties)
    return by_normal(z, counts, DUNN)


def epsilon_squared(tested: Tested, n: int) -> Figure:
    """H / (n − 1): Kelley (1935), as Tomczak and Tomczak (2014), Trends in Sport Sciences 21, have it for ranks."""
    counts = {"chi_square": tested.statistic, "n": n}
    value, source = tested.statistic / (n - 1), "Tomczak and Tomczak (2014), Trends in Sport Sciences 21"
    return Figure("epsilon_squared", "ratio", value, counts, "chi_square / (n - 1)", source)


def rank_sums(groups: Sequence[Counts]) -> list[Fraction]:
    """The sum of the ranks of each group among all; answers that are the same share the middle of their ranks."""
    sums, before = [Fraction(0)] * len(groups), 0
    for point in zip(*groups, strict=True):
        tied = sum(point)
        middle = before + Fraction(tied + 1, 2)
        sums = [total + count * middle for total, count in zip(sums, point, strict=True)]
        before += tied
    return sums


def ties_of(groups: Sequence[Counts]) -> int:
    """Σ (t³ − t) over the points of the scale, t answers each."""
    return sum(tied**3 - tied for tied in map(sum, zip(*groups, strict=True)))
