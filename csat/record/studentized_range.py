"""The upper tail of the studentized range, which Games-Howell needs; scipy.stats takes a second to load for it."""

from __future__ import annotations

from math import expm1, log

import numpy as np
from numpy.typing import NDArray

_DROP = 46.0  # what is e**-46 of the highest weight and less is left out
_MOST_NODES, _NODES, _MANY = 400, 160, 8  # of the outer integral: below so many degrees of freedom, from there on
_STEP, _END = 0.125, 9.0  # of the inner one, over a standard normal variable

Floats = NDArray[np.float64]


def range_tail(q: float, groups: float, df: float) -> float:
    """P(more than q) of the range of ``groups`` standard normal values over an independent estimate of their deviation.

    Both integrals by the trapezoid rule, which is exact to many digits for such bells: over the logarithm of the
    estimate, whose square is chi-square over its ``df`` degrees of freedom, and over the highest value. Checked against
    scipy and R to 1e-10.
    """
    if q <= 0:
        return 1.0
    nodes = _MOST_NODES if df < _MANY else _NODES
    t = np.linspace(_end(df, -1.0), _end(df, 1.0), nodes)
    weights = np.exp(df * (t - np.expm1(2 * t) / 2))
    return float(min(1.0, (weights * _of_normal(q * np.exp(t), groups)).sum() / weights.sum()))


def _of_normal(widths: Floats, groups: float) -> Floats:
    """P(range of that many standard normal values > w): k ∫ φ(z) (Φ(z)ᵏ⁻¹ − (Φ(z) − Φ(z − w))ᵏ⁻¹) dz, for each w."""
    from scipy.special import ndtr

    z = np.arange(-_END, _END + _STEP / 2, _STEP)
    below: Floats = ndtr(z)
    share = np.minimum(ndtr(z - widths[:, np.newaxis]) / below, 1)  # which rounding may pass
    with np.errstate(divide="ignore"):  # of a range of nothing: log1p(-1), and the tail is whole
        gone = -np.expm1((groups - 1) * np.log1p(-share))
    density = np.exp(-z * z / 2) * below ** (groups - 1)
    found: Floats = (density * gone).sum(axis=1) / density.sum()
    return found


def _end(df: float, side: float) -> float:
    """Where the density of the logarithm has dropped, to left (-1) or right (1) of 0, its highest place: by halving."""
    near, far = 0.0, side * (_DROP / df + 1 if side < 0 else log(2 * _DROP / df + 20))
    for _ in range(60):
        middle = (near + far) / 2
        if df * (middle - expm1(2 * middle) / 2) > -_DROP:
            near = middle
        else:
            far = middle
    return far
