"""Polychoric correlations: of two normal variables supposed behind two ordinal items, from their joint table."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import asin, pi

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]
_STEPS = 200
_NOTHING = 1e-13
_BESIDE = 1e-5
_EDGE = 0.9998  # a correlation beyond is that of a table with empty corners, and has no finite estimate


def polychoric(table: Table) -> float | None:
    """The correlation that makes the joint table likeliest, thresholds taken from its margins.

    Olsson (1979), "Maximum likelihood estimation of the polychoric correlation coefficient", Psychometrika 44: the
    two-step estimator, by Fisher's scoring, without anything added to empty cells. None where an item has one answer
    only, or the likelihood still rises at ±1.
    """
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return None
    a, b = _thresholds(table.sum(axis=1)), _thresholds(table.sum(axis=0))
    low, high, here = -_EDGE, _EDGE, 0.0
    for _ in range(_STEPS):
        slope, information = _slope(here, a, b, table)
        low, high = (here, high) if slope > 0 else (low, here)
        there = here + slope / information if information > 0 else np.inf
        there = there if low < there < high else (low + high) / 2
        moved, here = abs(there - here), there
        if moved < 1e-14:
            break
    # Where a cell is empty the likelihood may rise for ever, ever less: a maximum has a slope on either side.
    sides = [_slope(here + side, a, b, table)[0] for side in (-_BESIDE, _BESIDE)]
    return here if abs(here) + _BESIDE < _EDGE and sides[0] > 0 > sides[1] else None


def _thresholds(margin: NDArray[np.int64]) -> NDArray[np.float64]:
    """Standard normal quantiles of the cumulative shares, the ends left out."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.cumsum(margin)[:-1] / margin.sum()))


def _slope(r: float, a: NDArray[np.float64], b: NDArray[np.float64], table: Table) -> tuple[float, float]:
    """Derivative of the log-likelihood by the correlation, Σ n · P' / P over the cells that are not empty, and its
    expected loss, Σ P'² / P times all answers.
    """
    from scipy.special import ndtr

    grid = np.zeros((len(a) + 2, len(b) + 2))  # Φ₂ at every corner; below the first threshold it is 0
    grid[1:-1, 1:-1] = _lower_left(r, a, b)
    grid[1:-1, -1], grid[-1, 1:-1], grid[-1, -1] = ndtr(a), ndtr(b), 1
    density = np.zeros_like(grid)  # dΦ₂/dr is the bivariate normal density (Plackett 1954)
    x, y = a[:, None], b[None, :]
    rest = 1 - r * r
    density[1:-1, 1:-1] = np.exp(-(x * x - 2 * r * x * y + y * y) / (2 * rest)) / (2 * pi * np.sqrt(rest))
    cells = np.diff(np.diff(grid, axis=0), axis=1)
    change = np.diff(np.diff(density, axis=0), axis=1)
    full = table > 0
    if cells[full].min() < _NOTHING:  # below the precision of Φ₂: so far out that answers there are impossible
        return -np.inf if r > 0 else np.inf, 1.0
    slope = (table[full] * change[full] / cells[full]).sum()
    return float(slope), float(table.sum() * (change**2)[cells > _NOTHING] @ (1 / cells[cells > _NOTHING]))


def _lower_left(r: float, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Φ₂(a, b; r) = Φ(a) Φ(b) + 1 / 2π ∫ exp(−(a² + b² − 2ab sin t) / 2cos²t) dt, t from 0 to arcsin r.

    By Gauss-Legendre on panels that grow finer towards the end, where the integrand may turn sharply.
    Drezner and Wesolowsky (1990), Journal of Statistical Computation and Simulation 35.
    """
    from scipy.special import ndtr

    t, weights = _nodes()
    t, weights = t * asin(r), weights * asin(r)
    sine, cosine = np.sin(t), np.cos(t)
    x, y = a[:, None, None], b[None, :, None]
    inside = np.exp(-(x * x + y * y - 2 * x * y * sine) / (2 * cosine * cosine))
    product: NDArray[np.float64] = np.outer(ndtr(a), ndtr(b)) + (inside @ weights) / (2 * pi)
    return product


@lru_cache(maxsize=1)
def _nodes() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    points, weights = np.polynomial.legendre.leggauss(16)
    ends = [0.0, 0.5, 0.75, 0.875, 0.9375, 1.0]
    panels = list(pairwise(ends))
    places = [low + (high - low) * (points + 1) / 2 for low, high in panels]
    sizes = [(high - low) * weights / 2 for low, high in panels]
    return np.concatenate(places), np.concatenate(sizes)
