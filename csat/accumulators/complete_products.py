"""Sums and cross-products over the rows that answered every item of a set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from csat.accumulators import Answers
from csat.plan import Item
from csat.products import Products, products_of_rows


class CompleteProducts:
    """n, sums and cross-products of positions (see :class:`csat.products.Products`), exact integers."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        k = len(self.items)
        self.products = Products(0, np.zeros(k, dtype=np.int64), np.zeros((k, k), dtype=np.int64))

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        rows = answers.matrix(self.items)
        complete = rows[:, (rows >= 0).all(axis=0)]
        highest = max(item.scale.last for item in self.items)
        # Exact in floats as long as the sums fit the mantissa: 2**24 and 2**53.
        exact = np.float32 if answers.rows * highest * highest < 1 << 24 else np.float64
        self.products += products_of_rows(complete.T.astype(exact, order="C"))

    def __add__(self, other: CompleteProducts) -> CompleteProducts:
        both = CompleteProducts(self.items)
        both.products += self.products
        both.products += other.products
        return both
