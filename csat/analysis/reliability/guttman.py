"""Guttman's lower bounds of reliability, of covariances and of correlations.

Guttman (1945), "A basis for analyzing test-retest reliability", Psychometrika 10.
"""

from __future__ import annotations

from fractions import Fraction
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from csat.analysis.reliability.inverse import inverse
from csat.analysis.reliability.variations import Variations
from csat.intervals import root


def lambda1(of: Variations) -> Fraction:
    """1 − Σ items / total: alpha without its k / (k − 1)."""
    return 1 - Fraction(sum(of.own)) / of.total


def off_squares(of: Variations) -> Fraction:
    """Σ of the squared covariations of all i ≠ j."""
    return Fraction(sum(of.ss[i][j] * of.ss[i][j] for i in range(of.k) for j in range(of.k) if i != j))


def lambda2(of: Variations) -> float:
    """(Σ off + √(k / (k − 1) · Σ off²)) / total, of covariances."""
    off = of.total - sum(of.own)
    return (float(off) + root(Fraction(of.k, of.k - 1) * off_squares(of))) / float(of.total)


def lambda2_of_correlations(of: Variations) -> float:
    """The same of the correlations of the items: what psych reports. Needs a standardized total that varies."""
    off, squares = 2 * fsum(of.pairs), 2 * fsum(r * r for r in of.pairs)
    return (off + sqrt(of.k / (of.k - 1) * squares)) / (of.k + off)


def unexplained(of: Variations) -> list[Fraction] | None:
    """1 − smc of each item: the share of its variance that the other items do not explain by regression.

    1 / (ssᵢᵢ · (ss⁻¹)ᵢᵢ), exact. None where an item is made of the others.
    """
    found = inverse(of.ss)
    if found is None:
        return None
    upside_down, _ = found
    return [1 / (of.own[i] * upside_down[i][i]) for i in range(of.k)]


def residual(of: Variations, shares: list[Fraction]) -> Fraction:
    """Σ of the variations of the items that the others do not explain."""
    return sum((own * share for own, share in zip(of.own, shares, strict=True)), Fraction(0))


def lambda6(of: Variations, shares: list[Fraction]) -> Fraction:
    """1 − Σ varᵢ (1 − smcᵢ) / total, of covariances; ``shares`` from :func:`unexplained`."""
    return 1 - residual(of, shares) / of.total


def lambda6_of_correlations(of: Variations, shares: list[Fraction]) -> float:
    """1 − Σ (1 − smcᵢ) / ΣR, of correlations: what psych reports as G6(smc). Needs the same."""
    return 1 - float(sum(shares)) / (of.k + 2 * fsum(of.pairs))


def overlap_corrected_r(of: Variations, shares: list[Fraction]) -> list[float]:
    """Correlation of each item with the total, its own variance replaced by what the others explain (psych ``r.cor``).

    Column sum of R with smc on the diagonal, over the square root of the sum of that matrix.
    """
    matrix: NDArray[np.float64] = of.correlations.copy()
    np.fill_diagonal(matrix, [float(1 - share) for share in shares])
    whole = fsum(matrix.ravel().tolist())
    return [fsum(column.tolist()) / sqrt(whole) for column in matrix.T]
