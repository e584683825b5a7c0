"""How products of two answers vary together, over the rows that answered every item of a set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item
from csat.products import products_of_rows

_ROWS = 512  # at once, so that what is multiplied stays in a processor's cache


class ProductMoments:
    """Sums and sums of products of z, exact integers, where z are the positions of all items and all products of two.

    z stands in the order of :func:`places`. ``n``: complete rows. What the sampling error of correlations, and of all
    that follows from them, needs.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self.n = 0
        self.one, self.other = np.triu_indices(len(self.items))
        z = len(self.items) + len(self.one)
        self.sums = np.zeros(z, dtype=np.int64)
        self.cross = np.zeros((z, z), dtype=np.int64)

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        matrix = answers.matrix(self.items)
        complete = matrix[:, (matrix >= 0).all(axis=0)].T
        self.n += len(complete)
        fourth = max(1, max(item.scale.last for item in self.items)) ** 4
        exact = np.float32 if _ROWS * fourth < 1 << 24 else np.float64  # as long as sums fit the mantissa
        for start in range(0, len(complete), _ROWS):
            values: NDArray[Any] = complete[start : start + _ROWS].astype(exact)
            products = products_of_rows(np.concatenate([values, values[:, self.one] * values[:, self.other]], axis=1))
            self.sums += products.sums
            self.cross += products.cross

    def __add__(self, other: ProductMoments) -> ProductMoments:
        both = ProductMoments(self.items)
        for part in (self, other):
            both.n += part.n
            both.sums += part.sums
            both.cross += part.cross
        return both


def places(items: int, chosen: Sequence[int]) -> NDArray[np.intp]:
    """Where some of the items, and their products of two, stand in z: items first, then products row by row."""
    one, other = np.triu_indices(items)
    inside = np.isin(one, chosen) & np.isin(other, chosen)
    return np.concatenate([np.asarray(chosen, dtype=np.intp), items + np.flatnonzero(inside)])
