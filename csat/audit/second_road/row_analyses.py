"""Analyses on the second road: what pandas, scipy.stats and pingouin give for whole rows of scored answers.

Of an analysis that is not here, and of figures that its function does not give, nothing is compared, which is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_figures import Second

if TYPE_CHECKING:
    import pandas as pd

Entry = Mapping[str, Any]
Name = tuple[str, str | None]
"""A figure's metric, and the item that it is about."""

_MOST_DRIVERS = 8
"""pingouin fits a regression for each set of drivers: of more of them that takes minutes."""


def of_analysis(
    entry: Entry, answers: Mapping[str, pd.Series[float]], items: Mapping[str, Entry], level: float
) -> dict[Name, Second]:
    """The figures of an analysis that a plan asks for. ``answers``: by item, NaN where there is none."""
    if entry["kind"] not in _BY_KIND:
        return {}
    return dict(_BY_KIND[entry["kind"]](entry, answers, items, level))


def _drivers(
    entry: Entry, answers: Mapping[str, pd.Series[float]], items: Mapping[str, Entry], level: float
) -> Iterator[tuple[Name, Second]]:
    """Correlations of every two, regression and LMG of the rows that answered all."""
    import pandas as pd
    import pingouin

    of, drivers = entry["of"], list(entry["items"])
    whole = pd.concat([answers[of], *(answers[id] for id in drivers)], axis=1, keys=range(1 + len(drivers))).dropna()
    n, outcome = len(whole), whole[0]
    for place, id in enumerate(drivers, 1):
        pair = pd.concat([answers[of], answers[id]], axis=1, keys=(0, 1)).dropna()
        yield ("pair_r", id), _correlation(pair[0], pair[1], "pearson", level)
        yield ("pair_rank_r", id), _correlation(pair[0], pair[1], "spearman")
        yield ("driver_r", id), _correlation(outcome, whole[place], "pearson", level)
        yield ("driver_rank_r", id), _correlation(outcome, whole[place], "spearman")
        yield ("driver_mean", id), _mean(whole[place], level)
    if not 2 <= len(drivers) <= _MOST_DRIVERS or n < len(drivers) + 3:
        return
    found = pingouin.linear_regression(whole.drop(columns=0), outcome, alpha=1 - level, relimp=True)
    bounds = [name for name in found.columns if name.startswith("CI")]
    r2, r2_adj = float(found["r2"].iloc[0]), float(found["adj_r2"].iloc[0])
    yield ("r2", None), Second(r2, n)
    yield ("r2_adj", None), Second(r2_adj, n)
    yield ("intercept", None), Second(float(found["coef"].iloc[0]), n)
    for place, id in enumerate(drivers, 1):
        row = found.iloc[place]
        yield ("driver_b", id), Second(float(row["coef"]), n, float(row[bounds[0]]), float(row[bounds[1]]))
        yield ("driver_t", id), Second(float(row["T"]), n)
        yield ("lmg", id), Second(float(row["relimp"]), n)
        yield ("lmg_share", id), Second(100 * float(row["relimp"]) / r2 if r2 else None, n)


def _gap(
    entry: Entry, answers: Mapping[str, pd.Series[float]], items: Mapping[str, Entry], level: float
) -> Iterator[tuple[Name, Second]]:
    """Means of each pair and of the differences, in points."""
    import pandas as pd

    if entry["on"] != "points":
        return
    for first, second, *_ in entry["pairs"]:
        pair = pd.concat([answers[first], answers[second]], axis=1, keys=(0, 1)).dropna()
        yield ("gap_first", second), _mean(pair[0], level)
        yield ("gap_second", second), _mean(pair[1], level)
        yield ("gap", second), _mean(pair[1] - pair[0], level)


def _priorities(
    entry: Entry, answers: Mapping[str, pd.Series[float]], items: Mapping[str, Entry], level: float
) -> Iterator[tuple[Name, Second]]:
    """Performance on 0-100, and importance where it is derived by correlation."""
    import pandas as pd

    for id in entry["items"]:
        scale = items[id]["scale"]
        moved = 100 * (answers[id].dropna() - scale["low"]) / (scale["high"] - scale["low"])
        yield ("priority_performance", id), _mean(moved, level)
        if entry["importance"] == "derived":
            pair = pd.concat([answers[entry["of"]], answers[id]], axis=1, keys=(0, 1)).dropna()
            yield ("priority_importance", id), _correlation(pair[0], pair[1], "pearson", level)


_BY_KIND: Mapping[str, Callable[..., Iterator[tuple[Name, Second]]]] = {
    "drivers": _drivers,
    "gap": _gap,
    "priorities": _priorities,
}


def _correlation(one: pd.Series[float], other: pd.Series[float], method: str, level: float | None = None) -> Second:
    """A correlation; with a ``level`` its interval by Fisher's z, which pingouin would round to two digits."""
    from scipy import stats

    n = len(one)
    if n < 2 or one.nunique() < 2 or other.nunique() < 2:
        return Second(None, n)
    found = stats.pearsonr(one, other) if method == "pearson" else stats.spearmanr(one, other)
    r = float(found.statistic)
    if level is None or n < 4 or abs(r) >= 1:
        return Second(r, n)
    bounds = found.confidence_interval(confidence_level=level)
    return Second(r, n, float(bounds.low), float(bounds.high))


def _mean(values: pd.Series[float], level: float) -> Second:
    from scipy import stats

    n = len(values)
    if not n:
        return Second(None, n)
    mean = float(values.mean())
    if n < 2 or float(values.max() - values.min()) == 0:
        return Second(mean, n)
    low, high = stats.t.interval(level, n - 1, loc=mean, scale=float(stats.sem(values)))
    return Second(mean, n, float(low), float(high))
