"""Rows that hold the same: which come again, and which belong together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from csat.checks.finding import Indices

_GROUPS = 10_000  # groups told one by one; the count and the rows are always whole


class Pile:
    """Arrays of chunks, put together when all are there."""

    def __init__(self, dtype: Any) -> None:
        self._dtype = dtype
        self._parts: list[NDArray[Any]] = []

    def add(self, part: NDArray[Any]) -> None:
        """One chunk's."""
        self._parts.append(np.asarray(part, self._dtype))

    def whole(self) -> NDArray[Any]:
        """All of them, in order."""
        if len(self._parts) != 1:
            self._parts = [np.concatenate(self._parts) if self._parts else np.zeros(0, self._dtype)]
        return self._parts[0]


class Repeats:
    """Of one number a row (0: not looked at), the rows whose number came before, and the groups they form."""

    def __init__(self, marks: NDArray[np.uint64], looked_at: NDArray[np.bool_] | None = None) -> None:
        self.among: Indices = np.flatnonzero(marks if looked_at is None else (marks != 0) & looked_at)
        marks = marks[self.among]
        order = np.argsort(marks, kind="stable")
        ordered = marks[order]
        self._rows = self.among[order]  # rows of one number together, in the order of the file
        new = np.ones(len(ordered), np.bool_)
        new[1:] = ordered[1:] != ordered[:-1]
        self._starts = np.flatnonzero(new)
        self._sizes = np.diff(np.append(self._starts, len(ordered)))
        self._again = ~new

    @property
    def rows(self) -> Indices:
        """The rows that repeat an earlier one, ascending."""
        return np.sort(self._rows[self._again])

    @property
    def count(self) -> int:
        """How many different numbers come more than once."""
        return int((self._sizes > 1).sum())

    @property
    def largest(self) -> int:
        """Rows of the commonest number."""
        return int(self._sizes.max()) if len(self._sizes) else 0

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The rows that hold the same, those of the earliest row first."""
        several = np.flatnonzero(self._sizes > 1)
        firsts = self._rows[self._starts[several]]
        chosen = several[np.argsort(firsts, kind="stable")][:_GROUPS]
        return tuple(
            tuple(self._rows[self._starts[at] : self._starts[at] + self._sizes[at]].tolist()) for at in chosen.tolist()
        )

    def sizes(self) -> NDArray[np.int64]:
        """For each row of :attr:`among` how many rows hold the same, itself with them."""
        return np.repeat(self._sizes, self._sizes)[np.argsort(self._rows, kind="stable")]

    def turns(self) -> NDArray[np.int64]:
        """For each row of :attr:`among` how many rows before it hold the same."""
        turns = np.arange(len(self._rows)) - np.repeat(self._starts, self._sizes)
        return turns[np.argsort(self._rows, kind="stable")]
