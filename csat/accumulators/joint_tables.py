"""How many rows gave each pair of answers to every two items of a set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item

_AT_ONCE = 1 << 22  # numbers of a block of rows; below 2**24 rows, so that float32 counts exactly


class JointTables:
    """Joint tables of positions of all pairs of items, over the rows that answered every one of them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self._ends = np.cumsum([0, *(item.scale.last + 1 for item in self.items)])
        self._counts = np.zeros((self._ends[-1], self._ends[-1]), dtype=np.int64)

    def table(self, one: int, other: int) -> NDArray[np.int64]:
        """Positions of the item at one place × those of the other; with itself, its counts on the diagonal."""
        rows, columns = (slice(*list(pairwise(self._ends))[place]) for place in (one, other))
        return self._counts[rows, columns]

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        matrix = answers.matrix(self.items)
        complete = matrix[:, (matrix >= 0).all(axis=0)].T + self._ends[:-1]
        wide = int(self._ends[-1])
        block = max(1, _AT_ONCE // wide)
        for start in range(0, len(complete), block):
            some = complete[start : start + block]
            given = np.zeros((len(some), wide), dtype=np.float32)
            given[np.arange(len(some))[:, None], some] = 1
            self._counts += (given.T @ given).astype(np.int64)

    def __add__(self, other: JointTables) -> JointTables:
        both = JointTables(self.items)
        both._counts = self._counts + other._counts
        return both
