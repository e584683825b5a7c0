"""The second road's arithmetic: figures of columns of scored rows by pandas, scipy.stats and pingouin.

It shares no arithmetic with csat.metrics, csat.counts or csat.intervals. A figure that is not defined is None.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_NOTHING = 1e-12
"""Below this a spread in points of a scale is a crumb of floats."""


@dataclass(frozen=True, slots=True)
class Second:
    """A figure of the second road, with its bounds where it has any, its base, and the answers by point."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    distribution: Mapping[float, int] | None = None
    standard_error: float | None = None  # of weighted figures


def of_item(item: Mapping[str, Any], answers: pd.Series[float], level: float) -> Iterator[tuple[str, Second]]:
    """The figures of an item by metric. ``answers``: points of the scale, reversed where the item is, NaN for none."""
    answers = answers.dropna()
    points = answers.value_counts()
    counts = dict(zip(points.index.astype(float).tolist(), points.astype(int).tolist(), strict=True))
    n, top, measure = len(answers), item["top"], item["measure"]
    if measure == "nps":
        up, down = int((answers >= 9).sum()), int((answers <= 6).sum())
        yield "nps", _net(up, down, n, level, counts)
        for metric, count in (("promoters", up), ("passives", n - up - down), ("detractors", down)):
            yield f"nps_{metric}", _share(count, n, level)
    elif measure == "ces":
        average, spread = _mean(answers, level, counts)
        yield "ces", average
        yield "sd", spread
        yield "ces_easy", _share(int(answers.isin(top).sum()), n, level)
    elif measure == "csat":
        low, high = item["scale"]["low"], item["scale"]["high"]
        if top:
            step = Fraction(repr(item["scale"]["step"]))
            bottom = [float(low + place * step) for place in range(len(top))]
            up, down = int(answers.isin(top).sum()), int(answers.isin(bottom).sum())
            yield "csat", _share(up, n, level, counts)
            yield "csat_bottom", _share(down, n, level)
            yield "csat_net", _net(up, down, n, level)
        else:
            yield "csat", Second(None, n, distribution=counts)
        average, spread = _mean(answers, level)
        yield "mean", average
        yield "sd", spread
        moved = [None if part is None else 100 * (part - low) / (high - low) for part in _parts(average)]
        yield "score", Second(moved[0], n, moved[1], moved[2])


def of_choice(chose: pd.DataFrame, level: float) -> Iterator[tuple[str, Second]]:
    """The share of each option (``chosen.website``) among the rows that chose any; a column an option."""
    base = int(chose.any(axis=1).sum())
    for id in chose.columns:
        yield f"chosen.{id}", _share(int(chose[id].sum()), base, level)


def _parts(figure: Second) -> tuple[float | None, float | None, float | None]:
    return figure.value, figure.low, figure.high


def _share(count: int, n: int, level: float, counts: Mapping[float, int] | None = None) -> Second:
    """A percentage with its Wilson interval."""
    from scipy import stats

    if not n:
        return Second(None, n, distribution=counts)
    found = stats.binomtest(count, n).proportion_ci(confidence_level=level, method="wilson")
    return Second(100 * count / n, n, 100 * float(found.low), 100 * float(found.high), counts)


def _net(up: int, down: int, n: int, level: float, counts: Mapping[float, int] | None = None) -> Second:
    """A net score with its adjusted Wald interval: mean and variance of +1, 0 and -1, three answers added."""
    import numpy as np
    from scipy import stats

    if not n:
        return Second(None, n, distribution=counts)
    signs, weights = np.array([1.0, 0.0, -1.0]), np.array([up + 0.75, n - up - down + 1.5, down + 0.75])
    centre = float(np.average(signs, weights=weights))
    variance = float(np.average((signs - centre) ** 2, weights=weights)) / float(weights.sum())
    low, high = stats.norm.interval(level, loc=100 * centre, scale=100 * math.sqrt(variance))
    score = 100 * up / n - 100 * down / n
    # the scale ends at 100, and an interval around an adjusted score holds the score itself
    return Second(score, n, min(max(float(low), -100.0), score), max(min(float(high), 100.0), score), counts)


def _mean(answers: pd.Series[float], level: float, counts: Mapping[float, int] | None = None) -> tuple[Second, Second]:
    """Mean with its t interval, and the standard deviation."""
    from scipy import stats

    n = len(answers)
    if not n:
        return Second(None, n, distribution=counts), Second(None, n)
    mean = float(answers.mean())
    if n < 2:
        return Second(mean, n, distribution=counts), Second(None, n)
    spread = float(answers.std(ddof=1))
    if spread < _NOTHING:
        return Second(mean, n, distribution=counts), Second(0.0, n)
    low, high = stats.t.interval(level, n - 1, loc=mean, scale=float(stats.sem(answers)))
    return Second(mean, n, float(low), float(high), counts), Second(spread, n)


def of_construct(ids: Sequence[str], answers: pd.DataFrame, level: float) -> Iterator[tuple[str, Second]]:
    """The figures of a construct by metric, and by metric and item (``item_rest_r.room``).

    ``answers`` has a column an item, in the order of ``ids``; rows that lack one are left out before anything is
    counted: pingouin would take n before.
    """
    complete = answers.dropna()
    n, k = len(complete), len(ids)
    total = complete.sum(axis=1)
    alpha = _alpha(complete)
    low, high = _feldt(alpha, n, k, level)
    yield "alpha", Second(alpha, n, low, high)
    mean_r = None
    if n >= 2 and _varies(total) and all(_varies(complete.iloc[:, at]) for at in range(k)):
        table = complete.corr().to_numpy()
        below = [float(table[i, j]) for i in range(k) for j in range(i)]
        mean_r = sum(below) / len(below)
    yield "alpha_standardized", Second(None if mean_r is None else _standardized(mean_r, k), n)
    yield "inter_item_r", Second(mean_r, n)
    for at, id in enumerate(ids):
        item, others = complete.iloc[:, at], complete.drop(columns=complete.columns[at])
        yield f"item_rest_r.{id}", Second(_correlation(item, others.sum(axis=1)), n)
        yield f"alpha_if_dropped.{id}", Second(_alpha(others), n)


def _standardized(mean_r: float, k: int) -> float | None:
    divisor = 1 + (k - 1) * mean_r
    return k * mean_r / divisor if divisor > k * _NOTHING else None


def _varies(column: pd.Series[float]) -> bool:
    return len(column) > 1 and float(column.max() - column.min()) > _NOTHING


def _alpha(complete: pd.DataFrame) -> float | None:
    import pingouin

    if complete.shape[1] < 2 or len(complete) < 2 or not _varies(complete.sum(axis=1)):
        return None
    return float(pingouin.cronbach_alpha(data=complete)[0])


def _feldt(alpha: float | None, n: int, k: int, level: float) -> tuple[float | None, float | None]:
    """The interval of alpha; pingouin rounds its own to 3 digits."""
    from scipy import stats

    if alpha is None or 1 - alpha < _NOTHING:
        return None, None
    spread = stats.f(n - 1, (n - 1) * (k - 1))
    tail = (1 - level) / 2
    return 1 - (1 - alpha) * float(spread.isf(tail)), 1 - (1 - alpha) * float(spread.ppf(tail))


def _correlation(one: pd.Series[float], other: pd.Series[float]) -> float | None:
    from scipy import stats

    if not (_varies(one) and _varies(other)):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that few rows, or nearly alike ones, say little is told elsewhere
        return float(stats.pearsonr(one, other).statistic)
