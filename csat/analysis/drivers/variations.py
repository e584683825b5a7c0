"""Variations and correlations of items, from their sums of products."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.intervals import root
from csat.products import Products

Variations = Sequence[Sequence[int]]
"""n·Σxy − Σx·Σy of every two items, in positions: n(n − 1) times their covariance. Symmetric, exact integers."""


class UndeterminedError(ValueError):
    """The outcome or a driver is constant, or a driver is an exact combination of others."""


def variations(products: Products) -> list[list[int]]:
    """Variations and co-variations of the items, as :data:`Variations`."""
    sums, cross = products.sums.tolist(), products.cross.tolist()
    return [
        [products.n * both - one * other for both, other in zip(row, sums, strict=True)]
        for one, row in zip(sums, cross, strict=True)
    ]


def of_some(products: Products, places: Sequence[int]) -> Products:
    """The products of some of the items, in that order."""
    chosen = list(places)
    return Products(products.n, products.sums[chosen], products.cross[np.ix_(chosen, chosen)])


def correlation(cross: int, one: int, other: int) -> float:
    """cross / √(one·other) of variations, rounded once. Raises UndeterminedError where one of two does not vary."""
    if not one or not other:
        raise UndeterminedError("there is no correlation with what does not vary")
    size = root(Fraction(cross * cross, one * other))
    return size if cross >= 0 else -size


def correlations(products: Products) -> NDArray[np.float64]:
    """Pearson correlations of all items (items × items), each rounded once. Raises UndeterminedError of a constant."""
    ss = variations(products)
    return np.array([[correlation(ss[i][j], ss[i][i], ss[j][j]) for j in range(len(ss))] for i in range(len(ss))])
