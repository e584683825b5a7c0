"""Intervals of alpha by resampling, and the skewness of the total that says which interval to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from csat.accumulators.patterns import Patterns
from csat.accumulators.totals import Totals
from csat.analysis.reliability.bootstrap import BCA, PERCENTILE, Resampled, resample
from csat.analysis.reliability.found import Found, Metric
from csat.analysis.reliability.variations import Variations
from csat.intervals import root
from csat.metrics.alpha import ALPHA, SOURCE
from csat.metrics.figure import Figure, whole
from csat.results import Interval

SKEWED = 0.75
"""Skewness of the total beyond which Feldt's interval does not keep its level (simulated: see the documentation)."""

SKEWNESS = Metric(
    "total_skewness",
    "sqrt(n * (n - 1)) / (n - 2) * third / (second * sqrt(second))",
    "skewness of the total, type 2 (Joanes and Gill 1998, The Statistician 47)",
)
READ_FELDT = (
    "Between -0.75 and 0.75: read the interval of Feldt, which takes totals for normal and is exact where they are."
)
READ_BCA = (
    "Beyond -0.75 or 0.75: read the bootstrap interval (BCa). That of Feldt takes totals for normal, and holds the "
    "truth less often than it says where they are not."
)
NO_SKEWNESS_INTERVAL = "No interval is given for this figure; it only says which interval of alpha to read."
NO_SKEWNESS = "It needs at least 3 complete cases whose totals differ."
TOO_MANY = "There are more than {n} different sets of answers, too many to resample."
TOO_FEW = "Alpha is not defined in too many of the resamples."
SAME = "Alpha is the same in every resample, so they say nothing about its precision."
NO_BCA = "Bias and skew of the resamples cannot be told: read the percentile interval."


def skewness(totals: Totals) -> Found:
    """√(n (n − 1)) / (n − 2) · m₃ / m₂^1.5 of the totals, exact to its last step."""
    n, first, squares, cubes = totals.power_sums()
    second = n * squares - first * first
    if n < 3 or not second:
        return Found(SKEWNESS.is_not(NO_SKEWNESS))
    third = n * n * cubes - 3 * n * first * squares + 2 * first**3
    size = root(Fraction(n * (n - 1) * third * third, (n - 2) ** 2 * second**3))
    value = size if third >= 0 else -size
    note = READ_BCA if abs(value) > SKEWED else READ_FELDT
    counts = {"n": n, "second": second, "third": third}
    return Found(replace(SKEWNESS.is_(value, counts, notes=(note,)), no_interval_because=NO_SKEWNESS_INTERVAL))


def bootstrapped(of: Variations, patterns: Patterns, times: int, seed: int, level: float) -> Iterator[Found]:
    """Alpha with its percentile and its BCa interval. The total must vary."""
    counts = {"k": of.k, "n": of.n, "items_ss": whole(sum(of.own)), "total_ss": whole(of.total)}
    found = None if patterns.over else _resampled(patterns, times, seed)
    for metric, method in (("alpha_percentile", PERCENTILE), ("alpha_bca", BCA)):
        bounds, why = None, TOO_MANY.format(n=f"{patterns.most:,}")
        if found is not None:
            spread = found.usable and not found.same
            bounds = (found.percentile if metric == "alpha_percentile" else found.bca)(level) if spread else None
            why = TOO_FEW if not found.usable else SAME if found.same else NO_BCA
        interval = Interval(*bounds, level, method.format(n=f"{times:,}", seed=seed)) if bounds else None
        yield Found(
            Figure(metric, "ratio", float(of.alpha), counts, ALPHA, SOURCE, interval, None if interval else why)
        )


def _resampled(patterns: Patterns, times: int, seed: int) -> Resampled:
    rows, counts = patterns.table()
    steps = Totals(patterns.items).steps
    return resample(rows.astype(np.int64) * steps, counts, times, seed)
