"""Sums and cross-products of every two items over the rows that answered both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item

_ROWS = 1 << 16  # at once, so that float64 sums stay exact and memory small


class PairwiseProducts:
    """Items × items tables over the rows that answered both i and j, exact integers of positions.

    ``n``: how many; ``sums[i, j]``: Σxᵢ; ``squares[i, j]``: Σxᵢ²; ``cross[i, j]``: Σxᵢxⱼ. ``rows``: rows counted, of
    any answers.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self.rows = 0
        self.n, self.sums, self.squares, self.cross = (
            np.zeros((len(self.items), len(self.items)), dtype=np.int64) for _ in range(4)
        )

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        self.rows += answers.rows
        matrix = answers.matrix(self.items)
        for start in range(0, answers.rows, _ROWS):
            some = matrix[:, start : start + _ROWS]
            there = (some >= 0).astype(np.float64)
            values = np.where(some >= 0, some, 0).astype(np.float64)
            self.n += _exact(there, there)
            self.sums += _exact(values, there)
            self.squares += _exact(values * values, there)
            self.cross += _exact(values, values)

    def __add__(self, other: PairwiseProducts) -> PairwiseProducts:
        both = PairwiseProducts(self.items)
        for part in (self, other):
            both.rows += part.rows
            both.n += part.n
            both.sums += part.sums
            both.squares += part.squares
            both.cross += part.cross
        return both


def _exact(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray(one @ other.T).astype(np.int64)
