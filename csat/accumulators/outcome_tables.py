"""Tables of one item by each of several others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item


class OutcomeTables:
    """How many rows gave each two answers to the first item and to one of the others, for each of these.

    ``pairs``: per other item points of the first × its own points, of the rows that answered both; ``complete``: the
    same of the rows that answered every item. ``rows``: rows counted, of any answers.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self.rows = 0
        first, *others = (item.scale.last + 1 for item in self.items)
        self.pairs: list[NDArray[np.int64]] = [np.zeros((first, points), dtype=np.int64) for points in others]
        self.complete: list[NDArray[np.int64]] = [table.copy() for table in self.pairs]

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        self.rows += answers.rows
        matrix = answers.matrix(self.items)
        complete = np.flatnonzero((matrix >= 0).all(axis=0))
        first = matrix[0].astype(np.intp) + 1
        for other, pairs, whole in zip(matrix[1:], self.pairs, self.complete, strict=True):
            points, wide = pairs.shape[0] + 1, pairs.shape[1] + 1
            codes = first * wide + (other + 1)
            counts = np.bincount(codes, minlength=points * wide).reshape(points, wide)[1:, 1:]
            pairs += counts
            if len(complete) == answers.rows:
                whole += counts
            else:
                whole += np.bincount(codes[complete], minlength=points * wide).reshape(points, wide)[1:, 1:]

    def __add__(self, other: OutcomeTables) -> OutcomeTables:
        both = OutcomeTables(self.items)
        for part in (self, other):
            both.rows += part.rows
            for mine, theirs in zip((*both.pairs, *both.complete), (*part.pairs, *part.complete), strict=True):
                mine += theirs
        return both
