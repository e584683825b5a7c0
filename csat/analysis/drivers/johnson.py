"""Johnson's relative weights: R² shared out through the uncorrelated variables that are nearest to the drivers.

Johnson (2000), Multivariate Behavioral Research 35. Close to LMG, and worked out for any number of drivers.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from csat.analysis.drivers.regression import model_of
from csat.analysis.drivers.variations import UndeterminedError, correlations
from csat.products import Products

_NOTHING = 1e-12  # an eigenvalue below this is a rounding error of none
_SWEEPS = 60  # far more than it takes


def relative_weights(products: Products) -> NDArray[np.float64]:
    """The part of R² that goes to each driver: one number a driver, together R².

    ``products``: of complete rows, the outcome first. Raises UndeterminedError where a driver or the outcome is
    constant, or a driver an exact combination of others.
    """
    return np.array([math.fsum(row) for row in parts(products).tolist()])


def parts(products: Products) -> NDArray[np.float64]:
    """Drivers × uncorrelated variables: what each driver gets through each of them. Raises as the above."""
    if len(model_of(products).kept) < len(products.sums) - 1:
        raise UndeterminedError("a driver adds nothing of its own")
    table = correlations(products)
    return weights(table[1:, 1:], table[1:, 0])


def weights(drivers: NDArray[np.float64], outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same from the correlations between drivers and those with the outcome; a row's sum is a driver's weight.

    With Λ = √R_xx the drivers are Λ times uncorrelated variables Z; r_xz = Λ, b_z = Λ⁻¹ r_xy; the parts are λ² b².
    """
    values, vectors = _eigen(drivers)
    k = range(len(values))
    roots = [math.sqrt(max(value, 0.0)) for value in values]
    inverse = [1 / roots[e] if values[e] > _NOTHING else 0.0 for e in k]
    turned = [math.fsum(vectors[i][e] * float(outcome[i]) for i in k) * inverse[e] for e in k]
    slopes = [math.fsum(vectors[i][e] * turned[e] for e in k) for i in k]
    loads = [[math.fsum(vectors[i][e] * roots[e] * vectors[j][e] for e in k) for j in k] for i in k]
    return np.array([[loads[i][j] ** 2 * slopes[j] ** 2 for j in k] for i in k])


def weights_of_many(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of many tables of correlations (tables × items × items), the outcome first: tables × drivers.

    What hardly varies beside the other drivers counts for nothing.
    """
    values, vectors = np.linalg.eigh(tables[:, 1:, 1:])
    roots = np.sqrt(np.maximum(values, 0))
    inverse = np.divide(1, roots, out=np.zeros_like(roots), where=values > _NOTHING)
    turned = (np.swapaxes(vectors, 1, 2) @ tables[:, 1:, :1])[..., 0] * inverse
    slopes = (vectors @ turned[..., np.newaxis])[..., 0]
    loads = (vectors * roots[:, np.newaxis]) @ np.swapaxes(vectors, 1, 2)
    found: NDArray[np.float64] = (loads**2 @ (slopes**2)[..., np.newaxis])[..., 0]
    return found


def _eigen(matrix: NDArray[np.float64]) -> tuple[list[float], list[list[float]]]:
    """Eigenvalues and eigenvectors (as columns) by Jacobi's rotations: the same bits on every machine, unlike LAPACK's.

    Jacobi (1846); Rutishauser (1966), Numerische Mathematik 9.
    """
    a: list[list[float]] = matrix.tolist()
    k = len(a)
    vectors = [[float(i == j) for j in range(k)] for i in range(k)]
    for _ in range(_SWEEPS):
        if not any(abs(a[i][j]) > 1e-17 * math.sqrt(abs(a[i][i] * a[j][j])) for i in range(k) for j in range(i)):
            break
        for p in range(k):
            for q in range(p + 1, k):
                _rotate(a, vectors, p, q)
    return [a[i][i] for i in range(k)], vectors


def _rotate(a: list[list[float]], vectors: list[list[float]], p: int, q: int) -> None:
    """Turn two axes so that the entry between them is zero."""
    if not a[p][q]:
        return
    slant = (a[q][q] - a[p][p]) / (2 * a[p][q])
    t = math.copysign(1 / (abs(slant) + math.hypot(slant, 1)), slant)
    c = 1 / math.hypot(t, 1)
    s = t * c
    for row in (*a, *vectors):
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    above, below = a[p], a[q]
    a[p] = [c * x - s * y for x, y in zip(above, below, strict=True)]
    a[q] = [s * x + c * y for x, y in zip(above, below, strict=True)]
    a[p][q] = a[q][p] = 0.0
