"""The tests of one item: of shares, net scores, means, ranks and whole distributions, over all groups and by pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from csat.analysis.compare import means, nets, ranks, shares
from csat.analysis.compare.sides import Comparison
from csat.analysis.compare.tested import Tested, told
from csat.intervals import adjusted_wald_of_two, newcombe, welch
from csat.metrics.figure import Figure
from csat.metrics.mean import NO_SPREAD
from csat.plan import Item

NO_INTERVAL = "An interval belongs to the difference, not to its test."
NO_EFFECT_INTERVAL = "No interval is given for this effect size; that of the difference shows its precision."
ALL_ALIKE = "It is not defined: the groups do not differ in this at all, all of their answers count or none does."
SAME_ANSWER = "It is not defined: all answers of these groups are the same."
ONE_STILL = "It is not defined: in one of the groups all answers are the same."
ALL_STILL = "It is not defined: in each of the groups all answers are the same."
EQUALLY_FAR = "It is not defined: in each of the groups all answers are equally far from its median."
FISHER = "An expected count is below 5: p is that of Fisher's exact test."
ROUGH = "The smallest expected count is {least}, below 5: chi-square is rough here."

DIFFERENCE_OF_SHARES = "100 * (top_1 / base_1 - top_2 / base_2)"
DIFFERENCE_OF_NETS = "100 * ((up_1 - down_1) / base_1 - (up_2 - down_2) / base_2)"
DIFFERENCE_OF_MEANS = "sum_1 / base_1 - sum_2 / base_2"

Figures = Iterator[Figure]


@dataclass(frozen=True, slots=True)
class Family:
    """A test: ``overall`` over all groups of a comparison, ``pair`` of two of them by their places, at a level.

    Its p is the figure ``<name>_p``.
    """

    overall: Callable[[Comparison], Figures]
    pair: Callable[[Comparison, int, int, float], Figures] | None


def families_of(item: Item) -> tuple[str, ...]:
    """The tests of an item, that of its own headline figure first."""
    if item.measure == "csat" and item.boxes is not None:
        return "share", "mean", "ranks", "answers"
    if item.measure == "nps":
        return "nps", "ranks", "answers"
    if item.measure == "ces":
        return "mean", "share", "ranks", "answers"
    return "mean", "ranks", "answers"


# ---------------------------------------------------------------------- shares


def _shares(comparison: Comparison) -> Figures:
    tops = comparison.tops()
    tested = shares.chi_square_of_shares(tops)
    least = shares.least_expected(tops)
    rough = (ROUGH.format(least=f"{float(least):.1f}"),) if tested and least < shares.EXPECTED else ()
    statistic, p = _told("share", "chi_square", tested, ALL_ALIKE, "Pearson (1900), Philosophical Magazine 50", rough)
    yield statistic
    yield _exactly(p, tops[0], tops[1]) if rough and len(tops) == 2 else p
    if tested:
        yield _effect(shares.cramers_v(tested, comparison.base, len(tops), 2))


def _two_shares(comparison: Comparison, one: int, other: int, level: float) -> Figures:
    tops = comparison.tops()
    first, second = tops[one], tops[other]
    (a, n), (b, m) = first, second
    metric = "ces_easy_difference" if comparison.item.measure == "ces" else "csat_difference"
    yield Figure(
        metric, "points", float(100 * (Fraction(a, n) - Fraction(b, m))), told(top_1=a, base_1=n, top_2=b, base_2=m),
        DIFFERENCE_OF_SHARES, "difference of shares; interval: Newcombe (1998), Statistics in Medicine 17",
        newcombe(a, n, b, m, level),
    )  # fmt: skip
    tested = shares.pooled_z(first, second)
    z, p = _told("share", "z", tested, ALL_ALIKE, "z of two shares, variance pooled; z² is Pearson's chi-square")
    yield z
    few = tested is not None and shares.least_expected([first, second]) < shares.EXPECTED
    yield _exactly(p, first, second) if few else p
    yield _effect(shares.cohens_h(first, second))


def _exactly(p: Figure, first: shares.Share, second: shares.Share) -> Figure:
    """The exact p in the place of one that rests on large numbers."""
    return replace(shares.fisher(first, second), metric=p.metric, no_interval_because=NO_INTERVAL, notes=(FISHER,))


# ---------------------------------------------------------------------- net scores


def _nets(comparison: Comparison) -> Figures:
    source = "Cochran (1954), Biometrics 10, with the variances of the adjusted Wald interval"
    yield from _told("nps", "chi_square", nets.nets_chi_square(comparison.nets()), "", source)


def _two_nets(comparison: Comparison, one: int, other: int, level: float) -> Figures:
    first, second = comparison.nets()[one], comparison.nets()[other]
    (a, b, n), (c, d, m) = first, second
    source = "difference of net scores; interval: Rocks (2016), The American Statistician 70, of two samples"
    yield Figure(
        "nps_difference", "points", float(100 * (Fraction(a - b, n) - Fraction(c - d, m))),
        told(up_1=a, down_1=b, base_1=n, up_2=c, down_2=d, base_2=m), DIFFERENCE_OF_NETS, source,
        adjusted_wald_of_two(first, second, level),
    )  # fmt: skip
    source = "z of the difference, with the variances of its adjusted Wald interval"
    yield from _told("nps", "z", nets.net_z(first, second), "", source)


# ---------------------------------------------------------------------- means


def _means(comparison: Comparison) -> Figures:
    groups = comparison.moments()
    yield from _told("mean", "f", means.welch_f(groups), ONE_STILL, "Welch (1951), Biometrika 38")
    effect = means.eta_squared(groups)
    yield _effect(effect) if effect else _undefined("eta_squared", SAME_ANSWER, "Pearson (1905); Cohen (1988)")
    source = "analysis of variance: Fisher (1925), Statistical Methods for Research Workers"
    yield from _told("anova", "f", means.anova(groups), ALL_STILL, source)
    scale = comparison.item.scale
    values = [{scale.point(at): n for at, n in enumerate(side.counts) if n} for side in comparison.sides]
    source = "distances from the median: Brown and Forsythe (1974), JASA 69"
    yield from _told("levene", "f", means.levene(values), EQUALLY_FAR, source)


def _two_means(comparison: Comparison, one: int, other: int, level: float) -> Figures:
    groups = comparison.moments()
    first, second = groups[one], groups[other]
    assert first.variance is not None, "a side has two answers at least"
    assert second.variance is not None, "a side has two answers at least"
    difference, varies = first.mean - second.mean, bool(first.variance or second.variance)
    yield Figure(
        "mean_difference", "score", float(difference), means.sums(first, second), DIFFERENCE_OF_MEANS,
        "difference of means; interval: Welch (1947), Biometrika 34",
        welch(difference, first.variance, first.n, second.variance, second.n, level) if varies else None,
        None if varies else NO_SPREAD,
    )  # fmt: skip
    yield from _told("mean", "t", means.welch_t(first, second), ALL_STILL, "Welch (1947), Biometrika 34")
    if len(groups) > 2 and (found := means.games_howell(first, second, len(groups))):
        yield replace(found, no_interval_because=NO_INTERVAL)
    if d := means.cohens_d(first, second):
        yield _effect(d)
        yield _effect(means.hedges_g(d, first.n + second.n))


# ---------------------------------------------------------------------- ranks


def _ranks(comparison: Comparison) -> Figures:
    tested = ranks.kruskal([side.counts for side in comparison.sides])
    source = "Kruskal and Wallis (1952), JASA 47, corrected for ties"
    yield from _told("ranks", "chi_square", tested, SAME_ANSWER, source)
    if tested:
        yield _effect(ranks.epsilon_squared(tested, comparison.base))


def _two_ranks(comparison: Comparison, one: int, other: int, level: float) -> Figures:
    groups = [side.counts for side in comparison.sides]
    if len(groups) > 2:
        tested, source = ranks.dunn(groups, one, other), "Dunn (1964), Technometrics 6, corrected for ties"
    else:
        tested = ranks.mann_whitney(groups[one], groups[other])
        source = "Mann and Whitney (1947), corrected for ties, no continuity correction"
    yield from _told("ranks", "z", tested, SAME_ANSWER, source)
    yield _effect(ranks.cliffs_delta(groups[one], groups[other]))


# ---------------------------------------------------------------------- whole distributions


def _answers(comparison: Comparison) -> Figures:
    table = [side.counts for side in comparison.sides]
    tested = shares.chi_square(table)
    least = shares.least_expected_of(table)
    rough = (ROUGH.format(least=f"{float(least):.1f}"),) if tested and least < shares.EXPECTED else ()
    source = "Pearson (1900), Philosophical Magazine 50"
    yield from _told("answers", "chi_square", tested, SAME_ANSWER, source, rough)
    if tested:
        met = sum(any(column) for column in zip(*table, strict=True))
        v = shares.cramers_v(tested, comparison.base, len(table), met)
        yield _effect(replace(v, metric="answers_v"))


FAMILIES: Mapping[str, Family] = {
    "share": Family(_shares, _two_shares),
    "nps": Family(_nets, _two_nets),
    "mean": Family(_means, _two_means),
    "ranks": Family(_ranks, _two_ranks),
    "answers": Family(_answers, None),
}


def _told(
    name: str, symbol: str, tested: Tested | None, undefined: str, source: str, notes: tuple[str, ...] = ()
) -> tuple[Figure, Figure]:
    """The statistic of a test and its p; without values, and with the reason, where there is no test."""
    if tested is None:
        return _undefined(f"{name}_{symbol}", undefined, source), _undefined(f"{name}_p", undefined, source)
    statistic = Figure(
        f"{name}_{symbol}", "ratio", tested.statistic, tested.counts, tested.formula, source, None, NO_INTERVAL
    )
    p = Figure(f"{name}_p", "ratio", tested.p, tested.p_counts, tested.p_formula, source, None, NO_INTERVAL, notes)
    return statistic, p


def _undefined(metric: str, why: str, source: str) -> Figure:
    return Figure(metric, "ratio", None, {}, "", source, None, why, (why,))


def _effect(figure: Figure) -> Figure:
    return replace(figure, no_interval_because=NO_EFFECT_INTERVAL)
