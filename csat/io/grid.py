"""The used range of a sheet as columns of distinct values and codes, and single rows of it as lists of cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from csat.io.cells import distinct, is_blank, keep_rows, revive, text_of
from csat.io.source import Coded
from csat.native.columns import Packed


class Grid:
    """``start`` is the 0-based row and column of the first cell; all rows are equally long. An empty cell is ``""``."""

    def __init__(self, start: tuple[int, int], height: int, columns: Sequence[Packed]) -> None:
        self.start = start
        self.height = height
        self._values = [[revive(value) for value in values] for values, _ in columns]
        self._codes: list[NDArray[np.int32]] = [np.frombuffer(codes, np.int32) for _, codes in columns]

    @property
    def width(self) -> int:
        return len(self._values)

    def rows(self, first: int, end: int) -> list[list[object]]:
        """Rows ``first`` to before ``end``, counted from the first of the range."""
        columns = [
            [values[code] for code in codes[first:end].tolist()]
            for values, codes in zip(self._values, self._codes, strict=True)
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def row(self, at: int) -> list[object]:
        return self.rows(at, at + 1)[0]

    def put(self, texts: Mapping[tuple[int, int], str]) -> None:
        """Write texts over cells, given by row and column of the sheet; those outside the range are left out."""
        cells: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for (row, column), text in texts.items():
            at, place = row - self.start[0], column - self.start[1]
            if 0 <= at < self.height and 0 <= place < self.width:
                cells[place].append((at, text))
        for place, new in cells.items():
            values, codes = self._values[place], self._codes[place].copy()
            code_of = {text: len(values) + code for code, text in enumerate(dict.fromkeys(text for _, text in new))}
            values += code_of
            codes[[at for at, _ in new]] = [code_of[text] for _, text in new]
            self._codes[place] = codes

    def blank(self) -> NDArray[np.bool_]:
        """Which rows hold nothing."""
        blank = np.ones(self.height, np.bool_)
        # Columns of few values come first: they cost little, and mostly leave nothing to ask of the others.
        for column in sorted(range(self.width), key=lambda at: len(self._values[at])):
            table = np.array([is_blank(value) for value in self._values[column]], np.bool_)
            blank &= table[self._codes[column]]
            if not blank.any():
                break
        return blank

    def holding(self, column: int, texts: frozenset[str]) -> NDArray[np.intp]:
        """Rows whose cell in ``column`` is one of these texts, outer spaces apart."""
        values = self._values[column]
        table = np.array([isinstance(value, str) and value.strip() in texts for value in values], np.bool_)
        return np.flatnonzero(table[self._codes[column]]) if table.any() else np.zeros(0, np.intp)

    def coded(self, kept: NDArray[np.bool_]) -> list[Coded]:
        """Each column's canonical texts and codes in the rows kept."""
        return [
            keep_rows(distinct(map(text_of, values), codes), kept)
            for values, codes in zip(self._values, self._codes, strict=True)
        ]
