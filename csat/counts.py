"""What a tally is made of: tables of counts that grow, and add up exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Counts:
    """Counts of texts (columns) by segment value (rows) for one column and one segmenting. Grows as needed."""

    def __init__(self) -> None:
        self.groups: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.table: NDArray[np.int64] = np.zeros((4, 8), dtype=np.int64)
        self._order: tuple[Sequence[str], Sequence[str]] = [], []

    def add(self, groups: Sequence[str], texts: Sequence[str], table: NDArray[np.int64]) -> None:
        """Add a table of counts whose rows and columns are these groups and texts."""
        if self._order == (groups, texts):  # as nearly every chunk has them
            self.table[: len(groups), : len(texts)] += table
            return
        rows = [self.groups.setdefault(g, len(self.groups)) for g in groups]
        columns = [self.texts.setdefault(t, len(self.texts)) for t in texts]
        high, wide = self.table.shape
        if len(self.groups) > high or len(self.texts) > wide:
            larger = np.zeros((max(high, 2 * len(self.groups)), max(wide, 2 * len(self.texts))), dtype=np.int64)
            larger[:high, :wide] = self.table
            self.table = larger
        self.table[np.ix_(rows, columns)] += table
        self._order = list(self.groups), list(self.texts)

    def join(self, other: Counts) -> None:
        """Add the counts of other rows."""
        groups, texts = list(other.groups), list(other.texts)
        self.add(groups, texts, other.table[: len(groups), : len(texts)])

    def of(self, group: str) -> dict[str, int]:
        """Texts with their counts in one group, none that is zero."""
        if group not in self.groups:
            return {}
        row = self.table[self.groups[group]]
        return {text: int(row[column]) for text, column in self.texts.items() if row[column]}

    def total(self) -> dict[str, int]:
        """Texts with their counts over all groups."""
        whole = self.table.sum(axis=0)
        return {text: int(whole[column]) for text, column in self.texts.items() if whole[column]}
