"""Means of two or several groups with variances of their own: Welch's tests and Games-Howell; classical F; spreads."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gamma, sqrt

from csat.analysis.compare.tested import Tested, by_f, by_student, ratio_to_root, told
from csat.intervals import root
from csat.metrics.figure import Figure, whole
from csat.metrics.mean import Moments, moments
from csat.record.formulas import FUNCTIONS
from csat.results import Count

_SQUARES = "(squares_{0} - sum_{0} ** 2 / base_{0})"
_DIFFERENCE = "(sum_1 / base_1 - sum_2 / base_2)"
T = f"{_DIFFERENCE} / sqrt({_SQUARES.format(1)} / (base_1 - 1) / base_1 + {_SQUARES.format(2)} / (base_2 - 1) / base_2)"
D = f"{_DIFFERENCE} / sqrt(({_SQUARES.format(1)} + {_SQUARES.format(2)}) / (base_1 + base_2 - 2))"
WELCH_F = "between / (groups - 1) / (1 + 2 * (groups - 2) * imbalance / (groups ** 2 - 1))"
F = "between / (groups - 1) / (within / (n - groups))"
_FAR = 100  # from here the series of a ratio of gammas is exact to the last digit


def welch_t(one: Moments, other: Moments) -> Tested | None:
    """t of the difference of two independent means, (x̄₁ − x̄₂) / √(s₁²/n₁ + s₂²/n₂), with Welch's degrees of freedom.

    None where neither varies. Needs 2 values each. Welch (1947), Biometrika 34.
    """
    a, b = _of_mean(one), _of_mean(other)
    if not a + b:
        return None
    t = ratio_to_root(one.mean - other.mean, a + b)
    return by_student(t, float(_df(a, one.n, b, other.n)), sums(one, other), T)


def welch_f(groups: Sequence[Moments]) -> Tested | None:
    """Welch's F of several means, each weighted by nᵢ/sᵢ². Of two groups it is t².

    None where the values of a group do not vary, which has no weight then. Needs 2 values each. Welch (1951),
    Biometrika 38.
    """
    k = len(groups)
    variances = [_of_mean(group) for group in groups]
    if not all(variances):
        return None
    weights = [1 / variance for variance in variances]
    whole_weight = sum(weights)
    mean = sum(w * group.mean for w, group in zip(weights, groups, strict=True)) / whole_weight
    between = sum(w * (group.mean - mean) ** 2 for w, group in zip(weights, groups, strict=True))
    imbalance = sum((1 - w / whole_weight) ** 2 / (group.n - 1) for w, group in zip(weights, groups, strict=True))
    f = between / (k - 1) / (1 + 2 * (k - 2) * imbalance / (k * k - 1))
    counts = told(between=Fraction(between), groups=k, imbalance=Fraction(imbalance))
    return by_f(float(f), k - 1, float((k * k - 1) / (3 * imbalance)), counts, WELCH_F)


def anova(groups: Sequence[Moments]) -> Tested | None:
    """The classical F of several means, which takes the groups to vary alike. None where nothing varies within them.

    Fisher (1925), Statistical Methods for Research Workers.
    """
    between, within = variation(groups)
    if not within:
        return None
    k, n = len(groups), sum(group.n for group in groups)
    counts = told(between=between, groups=k, within=within, n=n)
    return by_f(float(between / (k - 1) / (within / (n - k))), k - 1, n - k, counts, F)


def levene(distributions: Sequence[dict[Fraction, int]]) -> Tested | None:
    """Whether groups spread alike: the classical F of the distances from each group's median.

    Values with how often each occurs. Brown and Forsythe (1974), Journal of the American Statistical Association 69.
    """
    distances = []
    for values in distributions:
        middle, found = _median(values), dict[Fraction, int]()
        for value, count in values.items():
            found[abs(value - middle)] = found.get(abs(value - middle), 0) + count
        distances.append(moments(found))
    return anova(distances)


def eta_squared(groups: Sequence[Moments]) -> Figure | None:
    """The part of the variation that lies between the groups. None where nothing varies. Pearson (1905)."""
    between, within = variation(groups)
    if not between + within:
        return None
    counts = told(between=between, within=within)
    value = float(between / (between + within))
    return Figure("eta_squared", "ratio", value, counts, "between / (between + within)", "Pearson (1905); Cohen (1988)")


def cohens_d(one: Moments, other: Moments) -> Figure | None:
    """The difference of two means in standard deviations of both together. None where neither varies.

    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences.
    """
    _, within = variation([one, other])
    if not within:
        return None
    value = ratio_to_root(one.mean - other.mean, within / (one.n + other.n - 2))
    source = "Cohen (1988), Statistical Power Analysis, 2nd edition"
    return Figure("cohens_d", "ratio", value, sums(one, other), D, source)


def hedges_g(d: Figure, n: int) -> Figure:
    """Cohen's d without its bias: times Γ(f/2) / (√(f/2) Γ((f − 1)/2)), f = n − 2 of both groups together.

    Hedges (1981), Journal of Educational Statistics 6, exactly.
    """
    df = n - 2
    correction = _ratio_of_gammas((df - 1) / 2) / sqrt(df / 2) if df > 1 else 0.0
    counts: dict[str, Count] = {"d": d.value or 0.0, "correction": correction}
    source = "Hedges (1981), Journal of Educational Statistics 6"
    return Figure("hedges_g", "ratio", counts["d"] * correction, counts, "d * correction", source)


def games_howell(one: Moments, other: Moments, groups: int) -> Figure | None:
    """p of the difference of two of several means: the studentized range of ``groups`` at √2 |t| of Welch.

    It allows for the number of pairs itself. None where neither varies. Games and Howell (1976), Journal of Educational
    Statistics 1.
    """
    tested = welch_t(one, other)
    if tested is None:
        return None
    counts: dict[str, Count] = {"t": tested.statistic, "groups": groups, "df": tested.df[0]}
    q = root(2 * Fraction(tested.statistic) ** 2)
    p = FUNCTIONS["range_tail"](q, groups, tested.df[0])
    formula, source = (
        "range_tail(sqrt(2 * t ** 2), groups, df)",
        "Games and Howell (1976), J. of Educational Statistics 1",
    )
    return Figure("games_howell_p", "ratio", p, counts, formula, source)


def variation(groups: Sequence[Moments]) -> tuple[Fraction, Fraction]:
    """Sums of squares between groups and within them."""
    none = Fraction(0)
    n, total = sum(group.n for group in groups), sum((Fraction(group.sum) for group in groups), none)
    own = sum((Fraction(group.sum) * group.sum / group.n for group in groups), none)
    squares = sum((Fraction(group.sum_of_squares) for group in groups), none)
    return own - total * total / n, squares - own


def _of_mean(group: Moments) -> Fraction:
    """The variance of a group's mean."""
    assert group.variance is not None, "callers see to it that there are two values"
    return group.variance / group.n


def _df(a: Fraction, n: int, b: Fraction, m: int) -> Fraction:
    return (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))


def sums(one: Moments, other: Moments) -> dict[str, Count]:
    """Sums, sums of squares and bases of two groups, as the formulas here name them."""
    return {
        f"{name}_{place}": whole(value)
        for place, group in ((1, one), (2, other))
        for name, value in (("sum", group.sum), ("squares", group.sum_of_squares), ("base", group.n))
    }


def _median(values: dict[Fraction, int]) -> Fraction:
    n, seen, middle = sum(values.values()), 0, list[Fraction]()
    for value in sorted(values):
        for place in ((n - 1) // 2, n // 2):  # the same one twice of an odd number
            if seen <= place < seen + values[value]:
                middle.append(value)
        seen += values[value]
    return Fraction(sum(middle), 2)


def _ratio_of_gammas(x: float) -> float:
    """Γ(x + 1/2) / Γ(x)."""
    if x < _FAR:
        return gamma(x + 0.5) / gamma(x)
    y = 1 / (8 * x)
    return sqrt(x) * (1 - y + y * y / 2 + 5 * y**3 / 2 - 21 * y**4 / 8)
