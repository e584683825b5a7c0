"""Sums of products of answers, over rows that answered every item of a set. They add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SLAB = 400_000  # items × (items + 1) × rows up to which OpenBLAS multiplies in one thread


@dataclass
class Products:
    """Sums over the complete rows of one construct in one segment: n, sums and cross-products of positions.

    ``pairs`` counts the rows that have both items of each pair (the whole file only).
    """

    n: int
    sums: NDArray[np.int64]
    cross: NDArray[np.int64]
    pairs: NDArray[np.int64] | None = None

    def __iadd__(self, other: Products) -> Products:
        self.n += other.n
        self.sums = self.sums + other.sums
        self.cross = self.cross + other.cross
        if self.pairs is not None and other.pairs is not None:
            self.pairs = self.pairs + other.pairs
        return self


def pairs_of_rows(answered: NDArray[np.bool_], complete: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows that answered both items, for every pair: all complete rows, and what the others add."""
    both = np.full((len(answered), len(answered)), np.count_nonzero(complete), dtype=np.int64)
    others = np.flatnonzero(~complete)
    for start in range(0, len(others), 1 << 20):  # float32 counts exactly up to 2**24 rows
        some = answered[:, others[start : start + (1 << 20)]]
        both += products_of_rows(some.T.astype(np.float32, order="C")).cross
    return both


def products_of_rows(values: NDArray[Any]) -> Products:
    """Sums and cross-products over complete rows, given as rows × items.

    In slabs so small that BLAS keeps to one thread: with two it is slower on sums like these, and on a busy
    machine much slower.
    """
    rows, items = values.shape
    slab = max(1, _SLAB // (items * (items + 1)))
    even = rows // slab * slab
    cross = (values[even:].T @ values[even:]).astype(np.float64)
    if even:
        stacked = values[:even].reshape(-1, slab, items)
        cross += np.matmul(stacked.transpose(0, 2, 1), stacked).sum(axis=0, dtype=np.float64)
    return Products(rows, values.sum(axis=0, dtype=np.float64).astype(np.int64), cross.astype(np.int64))
