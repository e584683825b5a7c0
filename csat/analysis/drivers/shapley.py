"""LMG: R² shared out among the drivers by what each adds, over all orders of putting them in (Shapley value).

Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2006), Journal of
Statistical Software 17. The same as general dominance (Budescu 1993).
"""

from __future__ import annotations

from functools import cache
from math import comb, fsum

import numpy as np
from numpy.typing import NDArray

from csat.analysis.drivers.regression import model_of
from csat.analysis.drivers.variations import UndeterminedError, correlations
from csat.products import Products

MOST_DRIVERS = 15
"""Up to which all 2**k models are worked out."""

_NOTHING = 1e-12  # share of a driver's variance below which the drivers before it leave nothing of it
_TABLE = 1 << 17  # numbers of a table of models at once: what a processor's cache holds


def lmg(products: Products) -> NDArray[np.float64]:
    """What each driver adds to R², averaged over all orders: one number a driver, together R².

    ``products``: of complete rows, the outcome first. Raises UndeterminedError where a driver or the outcome is
    constant, a driver an exact combination of others, or rows are so few (k + 1) that any answers would be explained;
    ValueError of more than :data:`MOST_DRIVERS` drivers.
    """
    if products.n < len(products.sums) + 1:
        raise UndeterminedError("the rows are too few for the drivers")
    added = added_by_size(products)
    return np.array([fsum(row) / len(row) for row in added.tolist()])


def added_by_size(products: Products) -> NDArray[np.float64]:
    """Drivers × sizes: what each adds, on average, to the models of 0, 1, 2 … other drivers. Raises as :func:`lmg`.

    The mean of a row is the driver's LMG. Azen and Budescu (2003), Psychological Methods 8, conditional dominance.
    """
    k = len(products.sums) - 1
    if len(model_of(products).kept) < k:
        raise UndeterminedError("a driver adds nothing of its own")
    r2 = r2_of_models(correlations(products)[np.newaxis])[0]
    sizes = _sizes(k)
    table = np.empty((k, k))
    for driver in range(k):
        added = _added(r2, driver)
        for size in range(k):
            of_size = added[sizes == size].tolist()
            table[driver, size] = fsum(of_size) / len(of_size)
    return table


def lmg_of_many(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of many tables of correlations (tables × items × items), the outcome first: tables × drivers.

    A driver of which the others leave nothing adds nothing after them.
    """
    k = tables.shape[1] - 1
    slab = max(1, _TABLE >> k)
    found = []
    for start in range(0, len(tables), slab):
        r2 = r2_of_models(tables[start : start + slab])
        found.append(np.stack([(_added(r2, driver) * _weights(k)).sum(axis=-1) for driver in range(k)], axis=1))
    return np.concatenate(found) if found else np.empty((0, k))


def r2_of_models(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """R² of every model, for tables of correlations with the outcome first: tables × 2**drivers.

    Bit i of a model's number says whether driver i is in it. Driver by driver every table is kept as it is, for the
    models without it, and swept, for those with it: what is left of the other variables beside it.
    """
    k = tables.shape[1] - 1
    if k > MOST_DRIVERS:
        raise ValueError(f"2**{k} models are too many")
    order = [*range(1, k + 1), 0]
    left = tables[:, order][:, :, order][:, np.newaxis]
    for _ in range(k):
        pivot, row = left[..., 0, 0], left[..., 0, 1:]
        rest = left[..., 1:, 1:]
        share = np.divide(row, pivot[..., np.newaxis], out=np.zeros_like(row), where=(pivot > _NOTHING)[..., None])
        left = np.concatenate([rest, rest - share[..., :, np.newaxis] * row[..., np.newaxis, :]], axis=1)
    found: NDArray[np.float64] = 1 - left[..., 0, 0]
    return found


def _added(r2: NDArray[np.float64], driver: int) -> NDArray[np.float64]:
    """What a driver adds to each model without it, these in the order of their numbers."""
    *before, models = r2.shape
    pairs = r2.reshape(*before, models >> (driver + 1), 2, 1 << driver)
    added: NDArray[np.float64] = pairs[..., 1, :] - pairs[..., 0, :]
    return added.reshape(*before, models // 2)


@cache
def _sizes(k: int) -> NDArray[np.int64]:
    """How many drivers are in each model of k − 1 drivers, by number."""
    return np.array([model.bit_count() for model in range(1 << (k - 1))], dtype=np.int64)


@cache
def _weights(k: int) -> NDArray[np.float64]:
    """The share of all orders in which just the drivers of such a model come before the k-th."""
    return np.array([1 / (k * comb(k - 1, size)) for size in _sizes(k).tolist()])
