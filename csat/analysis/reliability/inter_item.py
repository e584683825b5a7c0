"""Correlations between the items, and the score of the construct."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csat.analysis.reliability.found import Found, Metric
from csat.analysis.reliability.variations import Variations
from csat.intervals import root, student
from csat.metrics.figure import Figure, whole
from csat.products import Products

SOURCE = "Pearson correlations between items"
SCORE = "mean of a respondent's answers to the items of the construct"
R = "with_other_ss / sqrt(item_ss * other_ss)"
MEDIAN = Metric("inter_item_r_median", "(lower_r + upper_r) / 2", SOURCE)
LOWEST, HIGHEST = Metric("inter_item_r_min", R, SOURCE), Metric("inter_item_r_max", R, SOURCE)
PAIR = Metric("inter_item_r_pair", R, SOURCE)
NO_SPREAD = "All answers are the same, so their spread says nothing about the precision of the mean."
NO_INTERVAL_OF_SD = "An interval of the standard deviation assumes normal answers, which points of a scale are not."


def correlations(of: Variations) -> Iterator[Found]:
    """Median, lowest and highest, then every pair. All items must vary."""
    pairs = [(i, j) for i in range(of.k) for j in range(i)]
    ordered = sorted(pairs, key=lambda pair: of.r(*pair))
    lower, upper = (of.r(*ordered[place]) for place in ((len(pairs) - 1) // 2, len(pairs) // 2))
    yield Found(MEDIAN.is_((lower + upper) / 2, {"lower_r": lower, "upper_r": upper}))
    for metric, (i, j) in ((LOWEST, ordered[0]), (HIGHEST, ordered[-1])):
        yield Found(_of_pair(metric, of, i, j), about=_about(of, i, j))
    for i, j in sorted((j, i) for i, j in pairs):
        yield Found(_of_pair(PAIR, of, i, j), (of.items[i].id, of.items[j].id), _about(of, i, j))


def _about(of: Variations, i: int, j: int) -> dict[str, str]:
    first, last = sorted((i, j))
    return {"item": of.items[first].id, "other": of.items[last].id}


def _of_pair(metric: Metric, of: Variations, i: int, j: int) -> Figure:
    first, last = sorted((i, j))
    counts = {"with_other_ss": of.ss[first][last], "item_ss": of.own[first], "other_ss": of.own[last]}
    return metric.is_(of.r(i, j), {name: whole(ss) for name, ss in counts.items()})


def scores(products: Products, of: Variations, level: float) -> Iterator[Found]:
    """Mean and standard deviation of the respondents' mean answers, on complete cases (n ≥ 2)."""
    n, k = products.n, of.k
    total = sum(
        n * item.scale.low + sum_ * item.scale.step for item, sum_ in zip(of.items, products.sums.tolist(), strict=True)
    )
    mean = Fraction(total) / (n * k)
    variance = Fraction(of.total) / (n * (n - 1) * k * k)
    yield Found(
        Figure(
            "construct_mean", "score", float(mean), {"sum": whole(total), "n": n, "k": k}, "sum / (n * k)", SCORE,
            student(mean, variance, n, level) if variance else None, None if variance else NO_SPREAD,
        )
    )  # fmt: skip
    spread = {"total_ss": whole(of.total), "n": n, "k": k}
    formula = "sqrt(total_ss / (n * (n - 1))) / k"
    yield Found(Figure("construct_sd", "score", root(variance), spread, formula, SCORE, None, NO_INTERVAL_OF_SD))
