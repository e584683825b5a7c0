"""Whether the items are fit for a factor: KMO, Bartlett's test, eigenvalues of their correlations."""

from __future__ import annotations

from fractions import Fraction
from math import fsum, log

import numpy as np

from csat.analysis.reliability.inverse import inverse
from csat.analysis.reliability.variations import Variations


def squared_partials(of: Variations) -> tuple[float, float, Fraction] | None:
    """Σ r² and Σ of the squared partial correlations of all i ≠ j, and the determinant of the correlations.

    A partial correlation is that of two items with all others held fixed. None where an item is made of the others.
    """
    found = inverse(of.ss)
    if found is None:
        return None
    upside_down, determinant = found
    pairs = [(i, j) for i in range(of.k) for j in range(i)]
    partials = (
        float(upside_down[i][j] * upside_down[i][j] / (upside_down[i][i] * upside_down[j][j])) for i, j in pairs
    )
    product = Fraction(1)
    for own in of.own:
        product *= own
    return 2 * fsum(float(of.squared_r(i, j)) for i, j in pairs), 2 * fsum(partials), determinant / product


def kmo(squares: float, partials: float) -> float:
    """Measure of sampling adequacy, Σr² / (Σr² + Σ partial²). Kaiser (1970), "A second generation little jiffy"."""
    return squares / (squares + partials)


def bartlett(determinant: Fraction, n: int, k: int) -> float:
    """Chi-square with k (k − 1) / 2 degrees of freedom of "no item correlates with another".

    −(n − 1 − (2k + 5) / 6) · ln |R|. Bartlett (1950), British Journal of Psychology, Statistical Section 3.
    """
    return (n - 1 - (2 * k + 5) / 6) * -log(determinant) + 0.0  # and no -0.0


def eigenvalues(of: Variations) -> list[float]:
    """Of the correlations, the largest first; they add to k. None is below 0 but by rounding."""
    return [max(0.0, float(value)) for value in np.linalg.eigvalsh(of.correlations)[::-1]]
