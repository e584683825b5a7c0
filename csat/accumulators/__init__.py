"""What an analysis has counted while a survey is read: one file each. Accumulators of one kind add up exactly.

An analysis says what it needs (:meth:`csat.analysis.analysis.Analysis.tallies`); the tally hands every chunk to each,
as :class:`Answers`, and adds them up where it is added up itself. So figures depend neither on chunks nor on row order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from csat.io.source import Chunk, Coded
from csat.plan import Item


class Answers:
    """A chunk as accumulators see it: its columns, and answers as positions on their items' scales."""

    def __init__(self, chunk: Chunk, positions: Callable[[Item, Sequence[str]], NDArray[np.int16]]) -> None:
        self.chunk = chunk
        self.rows = chunk.rows
        self._positions = positions
        self._known: dict[tuple[int, str], NDArray[np.int16]] = {}

    def coded(self, column: int) -> Coded:
        """The texts of a column and the codes of its rows into them."""
        return self.chunk.columns[column]

    def positions(self, item: Item) -> NDArray[np.int16]:
        """Per row the 0-based position of the answer to an item; -1 where there is no valid answer."""
        place = item.column, item.measure
        if place not in self._known:
            coded = self.coded(item.column)
            self._known[place] = self._positions(item, coded.values)[coded.codes]
        return self._known[place]

    def matrix(self, items: Sequence[Item]) -> NDArray[np.int16]:
        """Items × rows of positions; -1 where there is no valid answer."""
        return np.array([self.positions(item) for item in items], dtype=np.int16).reshape(len(items), self.rows)


class Accumulator(Protocol):
    """Counts of rows that grow by chunks and add up exactly."""

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        ...

    def __add__(self, other: Any) -> Self:
        """Those of both sets of rows; neither is changed."""
        ...
