"""Intervals of drivers' shares in large files, where drawing rows would take long: by the delta method.

Shares are a smooth function of the means of the answers and of their products of two; in large samples these are
normal, with a covariance that follows from sums of products of four answers. Serfling (1980), Approximation Theorems of
Mathematical Statistics, 3.3; without any assumption on how the answers are distributed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csat.accumulators.product_moments import ProductMoments, places
from csat.analysis.drivers.bootstrap import OfMany, correlations_of
from csat.intervals import normal_quantile
from csat.results import Interval

DELTA = "delta method, large sample"
_STEP = 1e-4  # standard deviations of a mean of z over which the slope of a share is taken


@dataclass(frozen=True, slots=True)
class Errors:
    """Standard errors by driver: of the ``parts`` of R² (0 to 1), and of the ``shares`` of it in percent."""

    parts: NDArray[np.float64]
    shares: NDArray[np.float64]


def errors(moments: ProductMoments, kept: Sequence[int], of_many: OfMany) -> Errors:
    """Of the drivers ``kept`` (places of the items; the outcome is item 0) and what ``of_many`` shares out."""
    items = 1 + len(kept)
    chosen = places(len(moments.items), [0, *kept])
    means = moments.sums[chosen] / moments.n
    covariance = moments.cross[np.ix_(chosen, chosen)] / moments.n - np.outer(means, means)
    steps = _STEP * np.sqrt(np.diag(covariance))
    moved = np.concatenate([means + np.diag(steps), means - np.diag(steps)])
    one, other = np.triu_indices(items)
    tables = np.empty((len(moved), items, items))
    tables[:, one, other] = moved[:, items:] - moved[:, one] * moved[:, other]
    tables[:, other, one] = tables[:, one, other]
    parts = of_many(correlations_of(tables))
    shares = 100 * parts / parts.sum(axis=1)[:, np.newaxis]
    return Errors(*(_errors(values, steps, covariance / moments.n) for values in (parts, shares)))


def _errors(
    values: NDArray[np.float64], steps: NDArray[np.float64], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of values up and down a step in each direction: √(slopes · covariance · slopes)."""
    up, down = np.split(values, 2)
    slopes = np.divide(up - down, 2 * steps[:, np.newaxis], out=np.zeros_like(up), where=steps[:, np.newaxis] > 0)
    variances = ((covariance @ slopes) * slopes).sum(axis=0)
    found: NDArray[np.float64] = np.sqrt(np.maximum(variances, 0))
    return found


def interval(value: float, error: float, level: float, most: float) -> Interval:
    """value ± z · error, kept within 0 and the most that there can be."""
    half = normal_quantile(level) * error
    return Interval(max(0.0, value - half), min(most, value + half), level, DELTA)
