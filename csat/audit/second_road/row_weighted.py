"""The second road of weighted figures: whole rows with their weights in pandas, errors by linearization row by row.

It shares no arithmetic with csat.weighting: weights are floats here, and deviations are summed as they stand.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_answers import value
from csat.audit.second_road.row_figures import Second, of_choice, of_item
from csat.audit.second_road.row_margins import Margin, margins_of, raked, unexplained

if TYPE_CHECKING:
    import pandas as pd

_NOTHING = 1e-12
STAGES = "errors of several stages with their populations, which are not done twice"


@dataclass(frozen=True)
class Sample:
    """Rows with their weights, strata and first-stage units, and how many units there are by stratum.

    ``base``: the weights before they were brought to ``margins``.
    """

    weights: pd.Series[float]
    strata: pd.Series[str]
    units: pd.Series[Any]
    population: Mapping[str, float]
    clustered: bool
    base: pd.Series[float]
    margins: Sequence[Margin] = ()

    @property
    def df(self) -> int:
        """First-stage units less strata."""
        return int(self.units.nunique()) - int(self.strata.nunique())

    def df_of(self, rows: pd.Series[bool]) -> int:
        """The same of some rows."""
        return int(self.units[rows].nunique()) - int(self.strata[rows].nunique())

    def variance(self, values: pd.Series[float]) -> float:
        """Of the weighted sum of values over the sample."""
        left = unexplained(values, self.base, self.margins) if self.margins else values
        deviations = self.weights * left
        totals = deviations.groupby([self.strata, self.units]).sum()
        found = 0.0
        for stratum, sums in totals.groupby(level=0):
            drawn = len(sums) / self.population.get(str(stratum), math.inf)
            if len(sums) > 1:
                found += len(sums) * float(sums.var(ddof=1)) * (1 - drawn)
        return found


def sample_of(weighting: Mapping[str, Any], column: Callable[[str], pd.Series[str]]) -> Sample | str:
    """The sample that a record's weighting tells of, or why it is not covered. ``column``: the texts under a letter."""
    import pandas as pd

    if len(weighting.get("population", ())) > 1:
        return STAGES
    named = [weighting[name]["letter"] for name in ("weight", "strata") if name in weighting]
    named += [told["letter"] for name in ("clusters", "population") for told in weighting.get(name, ())]
    named += [told["letter"] for margin in weighting.get("margins", ()) for told in margin["columns"]]
    index = column(named[0]).index if named else None
    if index is None:
        return "a population without any column"

    def texts(name: str) -> pd.Series[str]:
        told = weighting.get(name)
        return pd.Series("", index=index) if not told else column((told if name == "strata" else told[0])["letter"])

    weights = pd.Series(1.0, index=index)
    if "weight" in weighting:
        weights = column(weighting["weight"]["letter"]).map(_number).astype(float)
    strata = texts("strata").astype(str).map(value)
    units = pd.Series(index, index=index).astype(str)
    if weighting.get("clusters"):
        units = texts("clusters").astype(str).map(_id)
    population = {value(str(name)): float(size) for name, size in weighting.get("sizes", {}).items()}
    if weighting.get("population"):
        sizes = texts("population").groupby(strata).first()
        population = {str(stratum): _number(size) for stratum, size in sizes.items()}
    base, margins = weights, margins_of(weighting.get("margins", ()), column, float(weights.sum()))
    if margins:
        weights = raked(base, margins, weighting.get("trim", (None, None)))
    units = strata + "\x00" + units
    return Sample(weights, strata, units, population, bool(weighting.get("clusters")), base, margins)


def _number(text: str) -> float:
    return float(text.strip().replace(",", ".").replace("٫", "."))  # float reads the digits of every script


def _id(text: str) -> str:
    """What two spellings of an id have in common: its digits, of any script, and letters; capitals count."""
    signs = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(str(unicodedata.decimal(sign, sign)) for sign in signs).split())


def weighted_item(
    item: Mapping[str, Any], answers: pd.Series[float], rows: pd.Series[bool], whole: bool, sample: Sample, level: float
) -> Iterator[tuple[str, Second]]:
    """The figures of an item by metric, over ``rows`` (all of them where ``whole``) with a valid answer."""
    low, high, top = item["scale"]["low"], item["scale"]["high"], item["top"]
    step = Fraction(repr(item["scale"]["step"]))
    bottom = [float(low + place * step) for place in range(len(top))]
    promoted, detracted, middle = answers >= 9, answers <= 6, (answers > 6) & (answers < 9)
    values = {
        "csat": 100.0 * answers.isin(top), "csat_bottom": 100.0 * answers.isin(bottom),
        "csat_net": 100.0 * answers.isin(top) - 100.0 * answers.isin(bottom), "ces_easy": 100.0 * answers.isin(top),
        "nps": 100.0 * promoted - 100.0 * detracted, "nps_promoters": 100.0 * promoted,
        "nps_passives": 100.0 * middle, "nps_detractors": 100.0 * detracted, "mean": answers, "ces": answers,
        "sd": answers, "score": 100 * (answers - low) / (high - low),
    }  # fmt: skip
    domain = rows & answers.notna()
    for metric, plain in of_item(item, answers[rows], level):
        if plain.value is None and metric != "sd":
            yield metric, plain
        else:
            yield metric, _weighted(metric, plain, values[metric], domain, whole, sample, level)


def weighted_choice(
    chose: pd.DataFrame, rows: pd.Series[bool], whole: bool, sample: Sample, level: float
) -> Iterator[tuple[str, Second]]:
    """The share of each option among the rows that chose any."""
    domain = rows & chose.any(axis=1)
    for name, plain in of_choice(chose[rows], level):
        if plain.value is not None:
            values = 100.0 * chose[name.partition(".")[2]]
            plain = _weighted("chosen", plain, values, domain, whole, sample, level)
        yield name, plain


def _weighted(
    metric: str, plain: Second, values: pd.Series[float], domain: pd.Series[bool], whole: bool, sample: Sample,
    level: float,
) -> Second:  # fmt: skip
    import numpy as np
    from scipy import stats

    weights, y = sample.weights[domain], values[domain]
    total, n = float(weights.sum()), int(domain.sum())
    nothing = replace(plain, value=None, low=None, high=None)
    if not total or (metric == "sd" and n < 2):
        return nothing
    mean = float(np.average(y, weights=weights))
    spread = float(np.average((y - mean) ** 2, weights=weights)) * n / max(n - 1, 1)
    if metric == "sd":
        return replace(nothing, value=math.sqrt(spread))
    variance = sample.variance(((values - mean) / total).where(domain, 0.0))
    error = math.sqrt(variance) if spread > _NOTHING and variance > _NOTHING**2 else None
    found = replace(nothing, value=mean, standard_error=error)
    if metric in ("mean", "ces", "score"):
        df = sample.df if whole else sample.df_of(domain)
        if error is None or n < 2 or df < 1:
            return found
        low, high = stats.t.interval(level, df, loc=mean, scale=error)
        return replace(found, low=float(low), high=float(high))
    effective = total**2 / float((weights**2).sum())
    if sample.clustered:
        by_design = n / (variance / (spread / n)) if error else math.inf
        effective = min(effective, by_design if spread > _NOTHING else float(sample.units[domain].nunique()))
    low, high = _net(mean, y, weights, effective, level) if metric in ("nps", "csat_net") else _wilson(
        mean / 100, effective, level)  # fmt: skip
    return replace(found, low=low, high=high)


def _wilson(share: float, n: float, level: float) -> tuple[float, float]:
    """The two shares q for which (share − q)² = z² q(1 − q)/n: roots of a quadratic."""
    import numpy as np
    from scipy import stats

    over = float(stats.norm.isf((1 - level) / 2)) ** 2 / n
    low, high = sorted(np.roots([1 + over, -(2 * share + over), share**2]).real.tolist())
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def _net(score: float, y: pd.Series[float], weights: pd.Series[float], n: float, level: float) -> tuple[float, float]:
    """Mean and variance of +100, 0 and −100 in their weighted shares of n answers, three answers added."""
    import numpy as np
    from scipy import stats

    signs = np.array([100.0, 0.0, -100.0])
    shares = np.array([float(weights[y == sign].sum()) for sign in signs]) / float(weights.sum())
    answers = shares * n + np.array([0.75, 1.5, 0.75])
    centre = float(np.average(signs, weights=answers))
    scale = math.sqrt(float(np.average((signs - centre) ** 2, weights=answers)) / (n + 3))
    low, high = stats.norm.interval(level, loc=centre, scale=scale)
    return min(max(float(low), -100.0), score), max(min(float(high), 100.0), score)
