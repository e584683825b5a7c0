"""How many rows gave each combination of answers to a set of items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item

MOST = 50_000
"""Different combinations up to which they are kept; memory must not grow with the rows."""


class Patterns:
    """Distinct rows of positions (-1: no valid answer) of the items, with their counts.

    ``over``: there are more than ``most`` combinations, and none is kept. ``complete`` counts only rows that answered
    every item.
    """

    def __init__(self, items: Sequence[Item], most: int = MOST, complete: bool = False) -> None:
        self.items = tuple(items)
        self.most = most
        self.complete = complete
        self.over = False
        self._rows: NDArray[np.int16] = np.empty((0, len(self.items)), dtype=np.int16)
        self._counts: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    @property
    def n(self) -> int:
        """Rows counted."""
        return int(self._counts.sum())

    def table(self) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
        """Combinations (distinct × items), sorted, and how many rows have each. Not where there are too many."""
        if self.over:
            raise ValueError("too many combinations were met, and none is kept")
        return self._rows, self._counts

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        if self.over:
            return
        rows = answers.matrix(self.items).T
        if self.complete:
            rows = rows[(rows >= 0).all(axis=1)]
        self._add(rows, np.ones(len(rows), dtype=np.int64))

    def __add__(self, other: Patterns) -> Patterns:
        both = Patterns(self.items, self.most, self.complete)
        both.over = self.over or other.over
        if not both.over:
            both._add(np.concatenate([self._rows, other._rows]), np.concatenate([self._counts, other._counts]))
        return both

    def _add(self, rows: NDArray[np.int16], counts: NDArray[np.int64]) -> None:
        if not len(rows):
            return
        rows, counts = np.concatenate([self._rows, rows]), np.concatenate([self._counts, counts])
        order = np.lexsort(rows.T[::-1])  # by the first item first, so that the table never depends on the chunks
        rows, counts = rows[order], counts[order]
        starts = np.flatnonzero(np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)]))
        self._rows, self._counts = rows[starts], np.add.reduceat(counts, starts)
        if len(starts) > self.most:
            self.over = True
            self._rows, self._counts = self._rows[:0], self._counts[:0]
