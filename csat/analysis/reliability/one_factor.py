"""One factor behind the items, fitted to their correlations: by least squares (minres) and by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_STEPS = 500
_FLAT = 1e-10  # largest slope at which a fit has arrived
_LEAST = 1e-6  # a uniqueness below this is on its way to nothing
_LOADED = 1e-3  # a loading below this says nothing of the others


@dataclass(frozen=True)
class Fit:
    """Standardized loadings, signed so that they add to more than 0, and uniquenesses 1 − loading².

    ``converged``: no step made it better any more. ``heywood``: a loading of 1 or more, or a uniqueness that runs to
    nothing, which no variance of an answer can be: the figures made of it mean nothing.
    """

    loadings: Vector
    converged: bool

    @property
    def uniquenesses(self) -> Vector:
        """Share of each item's variance that is not the factor's."""
        return 1 - self.loadings**2

    @property
    def heywood(self) -> bool:
        """Whether it is improper."""
        return bool((self.uniquenesses < _LEAST).any())

    @property
    def determined(self) -> bool:
        """Whether 3 items go with the factor: of fewer only the products are known, and loadings may be many others."""
        return int((np.abs(self.loadings) > _LOADED).sum()) > 2


def minres(correlations: Vector) -> Fit:
    """Unweighted least squares: the loadings l whose products lᵢlⱼ come nearest to the correlations of all i ≠ j.

    Harman and Jones (1966), Psychometrika 31. Nothing holds the uniquenesses above 0, so that an improper fit shows.
    Where there are several minima, the lowest of those found from the first three principal axes.
    """
    values, axes = np.linalg.eigh(correlations)
    found = []
    for place in range(1, min(3, len(values)) + 1):
        start = axes[:, -place] * np.sqrt(max(values[-place], 0.01)) * 0.8
        found.append(_descend(start, lambda at: _minres_at(at, correlations)))
    # the first of those that are equal but for rounding, so that the choice is no matter of the last digit
    lowest = min(value for _, _, value in found)
    loadings, converged, _ = next(fit for fit in found if fit[2] <= lowest + 1e-10)
    return Fit(_signed(loadings), converged)


def maximum_likelihood(correlations: Vector) -> Fit:
    """Maximum likelihood of normal answers; the same as of covariances, with loadings in standard deviations.

    Jöreskog (1967), Psychometrika 32: over the logarithms of the uniquenesses, with first and second derivatives.
    Raises numpy.linalg.LinAlgError where an item is made of the others.
    """
    if np.linalg.cond(correlations) > 1e10:
        raise np.linalg.LinAlgError("an item is made of the others")
    start = np.log(np.clip((1 - 0.5 / len(correlations)) / np.diag(np.linalg.inv(correlations)), 0.005, 1.0))
    logs, converged, _ = _descend(start, lambda at: _likelihood_at(at, correlations))
    values, axes = _scaled(logs, correlations)
    loadings = np.exp(logs / 2) * axes[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    return Fit(_signed(loadings), converged)


def _signed(loadings: Vector) -> Vector:
    return loadings if loadings.sum() > 0 else -loadings


_At = Callable[[Vector], tuple[float, Vector, Vector]]


def _descend(start: Vector, at: _At) -> tuple[Vector, bool, float]:
    """Damped Newton steps to the lowest place near ``start``; ``at`` gives value, slope and curvature.

    Levenberg (1944), Marquardt (1963): the damping grows where a step leads up, and fades where it leads down.
    """
    here, damping = start, 1e-3
    value, slope, curve = at(here)
    for _ in range(_STEPS):
        if np.abs(slope).max() < 1e-15:
            break
        lowest = np.linalg.eigvalsh(curve)[0]
        lift = damping + max(0.0, -1.5 * lowest)
        step = np.linalg.solve(curve + lift * np.eye(len(here)), -slope)
        there = here + step
        found = at(there)
        if found[0] < value or (found[0] <= value + 1e-14 and np.abs(found[1]).max() < np.abs(slope).max()):
            here, (value, slope, curve) = there, found
            damping = damping / 10 if damping > 1e-14 else 0.0
        elif damping > 1e8 or np.abs(step).max() < 1e-16:
            break
        else:
            damping = max(damping, 1e-12) * 10
    return here, bool(np.abs(slope).max() < _FLAT), value


def _minres_at(loadings: Vector, correlations: Vector) -> tuple[float, Vector, Vector]:
    residual = correlations - np.outer(loadings, loadings)
    np.fill_diagonal(residual, 0)
    squares = loadings**2
    curve = np.outer(loadings, loadings) - residual
    np.fill_diagonal(curve, squares.sum() - squares)
    return float((residual**2).sum()) / 4, -residual @ loadings, curve


def _scaled(logs: Vector, correlations: Vector) -> tuple[Vector, Vector]:
    """Eigenvalues and -vectors of ψ^-½ R ψ^-½, the largest last."""
    scale = np.exp(-logs / 2)
    values, axes = np.linalg.eigh(correlations * np.outer(scale, scale))
    return values, axes


def _likelihood_at(logs: Vector, correlations: Vector) -> tuple[float, Vector, Vector]:
    """Σ (θ − ln θ − 1) over all eigenvalues but the largest, and its derivatives by ln ψ."""
    values, axes = _scaled(logs, correlations)
    rest, others, first, axis = values[:-1], axes[:, :-1], values[-1], axes[:, -1]
    if rest.min() <= 0:
        return np.inf, np.zeros(len(logs)), np.eye(len(logs))
    squares = others**2
    slope = squares @ (1 - rest)
    inner = (others * rest) @ others.T
    weights = (1 - rest) * (rest + first) / np.maximum(first - rest, 1e-300)
    outer = (others * weights) @ others.T
    curve = inner * (others @ others.T) + outer * np.outer(axis, axis)
    return float((rest - np.log(rest) - 1).sum()), slope, (curve + curve.T) / 2
