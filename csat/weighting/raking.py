"""Iterative proportional fitting on cells: their weights are brought to one margin after another until all are met.

Deming and Stephan (1940), Annals of Mathematical Statistics 11; as calibration: Deville and Särndal (1992), JASA 87.
With a single margin (or one joint table) it is post-stratification, and is done after one step. Cells are in an order
of their own, never that of rows, and their sums are exact before, so that the outcome depends on counts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-12
"""Largest difference of a margin from its target, as a part of the target, at which it is met."""

MOST_STEPS = 10_000
MOST_ROUNDS = 1_000
_AT_BOUND = 1e-10  # by which a trimmed weight may pass its bound, as a part of it

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Fit:
    """``weights``: of one respondent of each cell. ``steps``: passes over all margins; ``rounds`` of trimming.

    ``largest``: the largest difference of a margin from its target, as a part of the target; ``at``: the margin and
    the place of the value where it is. ``met``: whether that is within :data:`TOLERANCE`, and weights within bounds.
    """

    weights: Numbers
    steps: int
    rounds: int
    largest: float
    at: tuple[int, int]
    met: bool
    bounds: tuple[float, float] | None = None  # of weights, where they were trimmed


def fit(
    counts: Numbers,
    base: Numbers,
    values: Sequence[Places],
    targets: Sequence[Numbers],
    trim: tuple[float | None, float | None] = (None, None),
) -> Fit:
    """Weights that meet all margins, from base weights.

    ``counts``: respondents of each cell; ``base``: the base weight of one of them (of each where weights are trimmed,
    else their mean); ``values``: per margin, the place of each cell's value in its ``targets``; ``trim``: least and
    greatest weight as ratios to the mean weight (None: no bound). Trimmed weights are put at their bound and raked
    again, until margins and bounds hold together. Every value needs a cell with a base weight above zero; those of
    weight zero stay there.
    """
    weights, steps, rounds = base.astype(np.float64), 0, 0
    there = base > 0
    mean = fsum(targets[0]) / fsum(counts[there])
    low, high = (0.0 if trim[0] is None else trim[0] * mean), (np.inf if trim[1] is None else trim[1] * mean)
    bounds = None if trim == (None, None) else (low, high)
    while True:
        factors, taken, largest, at = _raked(counts * weights, values, targets)
        weights, steps = weights * factors, steps + taken
        met = largest <= TOLERANCE
        if bounds is None or not met:
            return Fit(weights, steps, rounds, largest, at, met, bounds)
        clipped = np.where(there, np.clip(weights, low, high), 0)
        within = bool((np.abs(weights - clipped) <= _AT_BOUND * clipped).all())
        if within or rounds == MOST_ROUNDS:
            if not within:
                largest, at = _largest(counts * clipped, values, targets)
            return Fit(weights, steps, rounds, largest, at, within, bounds)
        weights, rounds = clipped, rounds + 1


def _raked(
    totals: Numbers, values: Sequence[Places], targets: Sequence[Numbers]
) -> tuple[Numbers, int, float, tuple[int, int]]:
    """Factors of cells, steps taken, and the largest difference that is left."""
    factors, step, largest, at = np.ones(len(totals)), 0, np.inf, (0, 0)
    while largest > TOLERANCE and step < MOST_STEPS:
        step += 1
        for places, target in zip(values, targets, strict=True):
            factors = factors * (target / _sums(totals * factors, places, len(target)))[places]
        largest, at = _largest(totals * factors, values, targets)
    return factors, step, largest, at


def _largest(totals: Numbers, values: Sequence[Places], targets: Sequence[Numbers]) -> tuple[float, tuple[int, int]]:
    """The largest difference of a margin from its target, as a part of the target, and where it is."""
    worst, at = -1.0, (0, 0)
    for margin, (places, target) in enumerate(zip(values, targets, strict=True)):
        apart = np.abs(_sums(totals, places, len(target)) / target - 1)
        place = int(apart.argmax())
        if apart[place] > worst:
            worst, at = float(apart[place]), (margin, place)
    return worst, at


def _sums(totals: Numbers, places: Places, n: int) -> Numbers:
    sums: Numbers = np.bincount(places, weights=totals, minlength=n).astype(np.float64)
    return sums


def kish(counts: Numbers, weights: Numbers, squares: Numbers | None = None) -> float:
    """Effective sample size (Σw)²/Σw², Kish (1965). ``squares``: Σw² of each cell, where weights in it differ."""
    total = fsum(counts * weights)
    return total * total / fsum(counts * weights * weights if squares is None else squares)
