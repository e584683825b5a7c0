"""The figures of one item and two waves, from the joint table of the answers that the same respondents gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.analysis.paired.forms import Changes, changes, differences, newcombe_paired, signed_ranks
from csat.intervals import student
from csat.metrics import boxes_of
from csat.metrics.figure import NO_ANSWERS, Figure, whole
from csat.metrics.mean import NO_SPREAD, TOO_FEW, Moments, moments
from csat.plan import Item
from csat.record.formulas import decimal
from csat.results import Count, Interval

SHARE_SOURCE = "change of a share; interval: Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10"
MCNEMAR = "McNemar (1947), Psychometrika 12, exact binomial, two-sided"
STUDENT = "paired t: Student (1908), Biometrika 6"
WILCOXON = "Wilcoxon (1945), Biometrics Bulletin 1: signed ranks, normal, corrected for ties, differences of 0 left out"
BISERIAL = "matched-pairs rank-biserial correlation: Kerby (2014), Comprehensive Psychology 3"
D_Z = "Cohen (1988), d of paired differences (d_z): their mean by their standard deviation"
NOT_FOR_P = "It is a probability."
NOT_FOR_EFFECT = "An interval of this effect size is not computed."
NONE_CHANGED = "Nobody who answered in both waves changed the answer."
ALL_ALIKE = "Everybody changed by the same, so there is no spread to hold the change against."

P_OF_T = "2 * t_tail(abs(sum) / sqrt((base * sum_of_squares - sum ** 2) / (base - 1)), base - 1)"
P_OF_CHANGES = "min(1, 2 * binomial_tail(max(gained, lost), gained + lost))"
P_OF_RANKS = (
    "2 * normal_tail(abs(positive_ranks - negative_ranks) / 2"
    " / sqrt(changed * (changed + 1) * (2 * changed + 1) / 24 - ties / 48))"
)
D_OF_T = "sum / base / sqrt((sum_of_squares - sum ** 2 / base) / (base - 1))"
BISERIAL_OF_RANKS = "(positive_ranks - negative_ranks) / (positive_ranks + negative_ranks)"


def figures(item: Item, table: NDArray[np.int64], level: float) -> Iterator[Figure]:
    """Change of the headline, second wave minus first, of the mean and of the ranks, with tests and effect sizes.

    ``table``: positions in the first wave × in the second, of who gave a valid answer in both.
    """
    if not table.sum():
        yield Figure(
            "paired_ranks_p", "ratio", None, {"base": 0}, P_OF_RANKS, WILCOXON, None, NO_ANSWERS, (NO_ANSWERS,)
        )
        return
    top = boxes_of(item).top
    if item.measure == "nps":
        low, high = boxes_of(item).bottom, top
        scores = differences(table, lambda at: (high[0] <= at <= high[1]) - (low[0] <= at <= low[1]))
        yield from _means(moments(scores), "paired_nps", level)
    else:
        if item.measure == "ces" or item.boxes is not None:
            yield from _shares(changes(table, top), level)
        yield from _means(moments(differences(table, item.scale.point)), "paired_mean", level)
    yield from _ranks(table)


def _shares(found: Changes, level: float) -> Iterator[Figure]:
    counts = {name: getattr(found, name) for name in ("both", "gained", "lost", "neither", "base")}
    value = float(Fraction(100 * (found.gained - found.lost), found.base))
    interval = newcombe_paired(found, level)
    yield Figure("paired_share", "points", value, counts, "100 * (gained - lost) / base", SHARE_SOURCE, interval)
    yield _of_formula("paired_share_p", P_OF_CHANGES, counts, MCNEMAR, NOT_FOR_P)


def _means(found: Moments, metric: str, level: float) -> Iterator[Figure]:
    """Change of a mean of points, or of a score of −1, 0 and +1 told in points of −100 to +100."""
    score = metric == "paired_nps"
    counts = {"sum": whole(found.sum), "sum_of_squares": whole(found.sum_of_squares), "base": found.n}
    times = 100 if score else 1
    formula = "100 * sum / base" if score else "sum / base"
    interval, because = _interval(found, times, level)
    told = float(times * found.mean)
    yield Figure(metric, "points" if score else "score", told, counts, formula, STUDENT, interval, because)
    none = because and (ALL_ALIKE if because == NO_SPREAD else because)
    yield _of_formula(f"{metric}_p", P_OF_T, counts, STUDENT, NOT_FOR_P, none)
    if not score:
        yield _of_formula("paired_dz", D_OF_T, counts, D_Z, NOT_FOR_EFFECT, none)


def _interval(found: Moments, times: int, level: float) -> tuple[Interval | None, str | None]:
    if found.variance is None:
        return None, TOO_FEW.format(n=found.n)
    if not found.variance:
        return None, NO_SPREAD
    made = student(times * found.mean, times * times * found.variance, found.n, level)
    if times > 1:  # of scores from -100 to 100
        made = replace(made, low=max(made.low, -200.0), high=min(made.high, 200.0))
    return made, None


def _ranks(table: NDArray[np.int64]) -> Iterator[Figure]:
    found = signed_ranks(differences(table, lambda at: at))
    counts: Mapping[str, Count] = {
        "positive_ranks": whole(found.positive), "negative_ranks": whole(found.negative), "changed": found.n,
        "ties": found.ties, "unchanged": found.zeros, "base": found.n + found.zeros,
    }  # fmt: skip
    none = None if found.n else NONE_CHANGED
    yield _of_formula("paired_ranks_p", P_OF_RANKS, counts, WILCOXON, NOT_FOR_P, none)
    yield _of_formula("paired_rank_biserial", BISERIAL_OF_RANKS, counts, BISERIAL, NOT_FOR_EFFECT, none)


def _of_formula(
    metric: str, formula: str, counts: Mapping[str, Count], source: str, because: str, undefined: str | None = None
) -> Figure:
    """A figure without an interval, by its own formula; ``undefined`` says why there is none."""
    if undefined:
        return Figure(metric, "ratio", None, counts, formula, source, None, undefined, (undefined,))
    return Figure(metric, "ratio", decimal(formula, counts), counts, formula, source, None, because)
