"""What other tools print where csat decided otherwise, for whom compares with them: in no record."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from csat.analysis.compare.ranks import Counts, ties_of, u_of
from csat.analysis.compare.shares import Share
from csat.analysis.compare.tested import Tested, by_chi_square, by_normal, ratio_to_root, told
from csat.intervals import normal_quantile
from csat.metrics.figure import Figure
from csat.results import Count, Interval


def chi_square_yates(one: Share, other: Share) -> Tested | None:
    """Chi-square of two shares with Yates' continuity correction, as R ``chisq.test`` and scipy do by default.

    N (max(0, |ad − bc| − N/2))² over the product of the margins; the correction is never more than the difference.
    """
    (a, n), (b, m) = one, other
    top, total = a + b, n + m
    if top in (0, total):
        return None
    apart = max(Fraction(0), abs(Fraction(a * m - b * n)) - Fraction(total, 2))
    margins = n * m * top * (total - top)
    formula = "n * apart ** 2 / margins"
    return by_chi_square(float(total * apart**2 / margins), 1, told(n=total, apart=apart, margins=margins), formula)


def mann_whitney_corrected(one: Counts, other: Counts) -> Tested | None:
    """Mann-Whitney with the continuity correction, as R ``wilcox.test`` and scipy do by default: |U − n₁n₂/2| − 1/2."""
    n, m, ties = sum(one), sum(other), ties_of([one, other])
    variance = Fraction(n * m, 12) * (n + m + 1 - Fraction(ties, (n + m) * (n + m - 1)))
    if not variance:
        return None
    apart = u_of(one, other) - Fraction(n * m, 2)
    corrected = apart - Fraction((apart > 0) - (apart < 0), 2)
    return by_normal(
        ratio_to_root(corrected, variance), told(corrected=corrected, variance=variance), "corrected / sqrt(variance)"
    )


def wald(one: Share, other: Share, level: float) -> Interval:
    """The difference of two shares ± z √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂), in points: R ``prop.test(correct=FALSE)``."""
    (a, n), (b, m) = one, other
    difference = 100 * (a * m - b * n) / (n * m)
    half = 100 * normal_quantile(level) * sqrt(a * (n - a) / n**3 + b * (m - b) / m**3)
    return Interval(difference - half, difference + half, level, "Wald")


def rank_eta_squared(tested: Tested, n: int) -> Figure:
    """(H − k + 1) / (n − k): the effect size of ranks that rstatix prints; below zero where H is less than chance."""
    counts: dict[str, Count] = {"chi_square": tested.statistic, "df": tested.df[0], "n": n}
    value = (tested.statistic - tested.df[0]) / (n - tested.df[0] - 1)
    source = "Tomczak and Tomczak (2014), Trends in Sport Sciences 21"
    return Figure("rank_eta_squared", "ratio", value, counts, "(chi_square - df) / (n - df - 1)", source)
