"""Logistic regression of an outcome of two points, by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = 60
_CLOSE = 1e-13


@dataclass(frozen=True, slots=True)
class Logit:
    """Intercept and slopes (of points of the drivers) with their standard errors, and the log-likelihood."""

    slopes: tuple[float, ...]  # the intercept first
    errors: tuple[float, ...]
    likelihood: float


def logit(values: NDArray[np.float64], outcome: NDArray[np.int64], counts: NDArray[np.int64]) -> Logit | None:
    """The fit by Newton's method (iteratively reweighted least squares); None where there is none.

    ``values``: distinct rows × drivers, in points; ``outcome``: 0 or 1 of each, ``counts``: rows it stands for.
    There is no fit where a combination of the drivers tells the two outcomes apart without fail (separation).
    """
    centre = (values * counts[:, np.newaxis]).sum(axis=0) / counts.sum()
    design = np.concatenate([np.ones((len(values), 1)), values - centre], axis=1)
    slopes = np.zeros(design.shape[1])
    before = -np.inf
    for _ in range(_STEPS):
        odds = design @ slopes
        chance = 1 / (1 + np.exp(-odds))
        weight = counts * chance * (1 - chance)
        information = (design * weight[:, np.newaxis]).T @ design
        if not np.isfinite(information).all() or np.linalg.cond(information) > 1e13:
            return None
        step = np.linalg.solve(information, design.T @ (counts * (outcome - chance)))
        slopes = slopes + step
        likelihood = _likelihood(design @ slopes, outcome, counts)
        if np.abs(step).max() <= _CLOSE * max(1.0, np.abs(slopes).max()) or likelihood == before:
            return _told(slopes, information, centre, likelihood)
        before = likelihood
    return None


def _likelihood(odds: NDArray[np.float64], outcome: NDArray[np.int64], counts: NDArray[np.int64]) -> float:
    return float((counts * (outcome * odds - np.logaddexp(0, odds))).sum())


def _told(
    slopes: NDArray[np.float64], information: NDArray[np.float64], centre: NDArray[np.float64], likelihood: float
) -> Logit | None:
    """Moved back from drivers around their means to drivers as they are."""
    covariance = np.linalg.inv(information)
    move = np.concatenate([[1.0], -centre])
    intercept = float(move @ slopes)
    errors = np.sqrt(np.diag(covariance))
    errors[0] = np.sqrt(move @ covariance @ move)
    return Logit((intercept, *slopes[1:].tolist()), tuple(errors.tolist()), likelihood)
