"""Bootstrap intervals of alpha, from the distinct answers of complete cases and how many gave each.

Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapters 13 and 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from csat.analysis.progress import tell

Floats = NDArray[np.float64]

_AT_ONCE = 4_000_000  # numbers of a block of resamples
_MOST_UNDEFINED = 0.01
_TIE = 1e-12  # alphas that are equal but for rounding
PERCENTILE = "bootstrap percentile, {n} resamples of complete cases, PCG64, seed {seed}"
BCA = "bootstrap BCa (bias-corrected and accelerated), {n} resamples of complete cases, PCG64, seed {seed}"


@dataclass(frozen=True)
class Resampled:
    """Alphas of the resamples in which it is defined, sorted; ``undefined``: how many of the others.

    ``acceleration`` is that of the jackknife, None where leaving out a row makes alpha undefined or never changes it.
    """

    alphas: Floats
    undefined: int
    estimate: float
    acceleration: float | None

    @property
    def usable(self) -> bool:
        """Whether so few are undefined that the others stand for all."""
        return self.undefined <= _MOST_UNDEFINED * (len(self.alphas) + self.undefined)

    @property
    def same(self) -> bool:
        """Whether all are the same: items that repeat each other, or answers along one line."""
        return float(self.alphas[-1] - self.alphas[0]) <= _TIE * max(1.0, abs(self.estimate))

    def percentile(self, level: float) -> tuple[float, float]:
        """The middle ``level`` of the resamples (quantiles of type 7)."""
        low, high = np.quantile(self.alphas, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def bca(self, level: float) -> tuple[float, float] | None:
        """The same with shares moved by bias and skew; None where these cannot be told from the resamples.

        Shares Φ(z₀ + (z₀ ± z) / (1 − a (z₀ ± z))), z₀ = Φ⁻¹(share of resamples below the estimate, ties half).
        Efron (1987), "Better bootstrap confidence intervals", Journal of the American Statistical Association 82.
        """
        from scipy.special import ndtr, ndtri

        if self.acceleration is None:
            return None
        tie = _TIE * max(1.0, abs(self.estimate))
        below = np.searchsorted(self.alphas, self.estimate - tie)
        upto = np.searchsorted(self.alphas, self.estimate + tie)
        share = (below + upto) / 2 / len(self.alphas)
        if not 0 < share < 1:
            return None
        bias, z = float(ndtri(share)), float(ndtri((1 + level) / 2))
        shares = []
        for side in (bias - z, bias + z):
            stretch = 1 - self.acceleration * side
            if stretch <= 0:
                return None
            shares.append(float(ndtr(bias + side / stretch)))
        low, high = np.quantile(self.alphas, shares)
        return float(low), float(high)


def resample(rows: NDArray[np.int64], counts: NDArray[np.int64], times: int, seed: int) -> Resampled:
    """Alphas of ``times`` samples as large as the data, drawn from it with replacement.

    ``rows`` are the distinct answers (patterns × items, in whole steps) in an order of their own, ``counts`` how many
    gave each: so the draws do not depend on the order of the respondents. Alpha needs of a sample no more than the
    sums of each item, of all squares and of squared totals: whole numbers, exact in floats up to 2**53.
    """
    parts = _parts(rows)
    k, n = rows.shape[1], int(counts.sum())
    estimate = float(_alpha(counts.astype(np.float64) @ parts, n, k))
    random = np.random.Generator(np.random.PCG64(seed))
    shares = counts / n
    found, block = [], max(1, _AT_ONCE // len(rows))
    for start in range(0, times, block):
        drawn = random.multinomial(n, shares, size=min(block, times - start)).astype(np.float64)
        found.append(_alpha(drawn @ parts, n, k))
        tell("resamples", min(start + block, times), times)
    alphas = np.concatenate(found)
    defined = np.sort(alphas[np.isfinite(alphas)])
    return Resampled(defined, len(alphas) - len(defined), estimate, _acceleration(parts, counts, n, k))


def _parts(rows: NDArray[np.int64]) -> Floats:
    """Per pattern: the items, the sum of their squares, and the square of their sum."""
    squares, totals = (rows * rows).sum(axis=1), rows.sum(axis=1)
    return np.column_stack([rows, squares, totals * totals]).astype(np.float64)


def _alpha(sums: Floats, n: int, k: int) -> Floats:
    """Alpha from sums of the parts over n rows; nan where the total does not vary."""
    items, squares, totals = sums[..., :k], sums[..., k], sums[..., k + 1]
    items_ss = n * squares - (items * items).sum(axis=-1)
    total_ss = n * totals - items.sum(axis=-1) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(total_ss > 0, k / (k - 1) * (1 - items_ss / total_ss), np.nan)
    return found


def _acceleration(parts: Floats, counts: NDArray[np.int64], n: int, k: int) -> float | None:
    """Σ d³ / (6 (Σ d²)^1.5), with d the mean alpha without a row less the one without this row; equal rows at once."""
    if n < 3:
        return None
    left = _alpha(counts.astype(np.float64) @ parts - parts, n - 1, k)
    if not np.isfinite(left).all():
        return None
    mean = fsum((counts * left).tolist()) / n
    away = mean - left
    squares = fsum((counts * away**2).tolist())
    if squares <= 1e-24 * n:
        return None
    cubes = fsum((counts * away**3).tolist())
    return cubes / float(6 * squares**1.5)
