"""How many rows hold each combination of values of some columns, with the sums of their base weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.errors import InputError
from csat.io.text import alike

MOST = 50_000
"""Combinations up to which they are kept; memory must not grow with the rows."""

Values = tuple[str, ...]


@dataclass(slots=True)
class Cell:
    """Rows of one combination: how many, the exact sum of their base weights and of their squares, least and greatest.

    ``each``: rows by base weight, where that is kept.
    """

    n: int = 0
    sum: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    low: Fraction | None = None
    high: Fraction | None = None
    each: dict[Fraction, int] = field(default_factory=dict)

    def add(self, weight: Fraction, n: int, keep: bool) -> None:
        """Add ``n`` rows of a base weight."""
        self.n += n
        self.sum += n * weight
        self.squares += n * weight * weight
        self.low = weight if self.low is None else min(self.low, weight)
        self.high = weight if self.high is None else max(self.high, weight)
        if keep:
            self.each[weight] = self.each.get(weight, 0) + n


class JointCells:
    """Cells by the values of ``columns``, spellings that a reader takes for one word (:func:`csat.io.text.alike`) as
    one. ``weights``: the column of base weights, read by ``read``, which raises InputError; None: all are 1.

    ``first``: the first row that holds a value, by column and value, and ``spelled`` how one row writes it. ``each``:
    cells also tell rows by base weight.
    """

    def __init__(
        self,
        columns: Sequence[int],
        weights: int | None = None,
        read: Callable[[str, int], Fraction] | None = None,
        each: bool = False,
    ) -> None:
        self.columns, self.weights, self.read, self.each = tuple(columns), weights, read, each
        self.cells: dict[Values, Cell] = {}
        self.first: dict[tuple[int, str], int] = {}
        self.spelled: dict[tuple[int, str], str] = {}

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk. Raises InputError where there are more combinations than may be kept."""
        if not answers.rows:
            return
        start = answers.chunk.first
        joint = np.zeros(answers.rows, dtype=np.int64)
        own: list[NDArray[np.int64]] = []
        keys: list[list[str]] = []
        for column in self.columns:
            coded = answers.coded(column)
            known: dict[str, int] = {}
            place = np.array([known.setdefault(alike(text), len(known)) for text in coded.values], dtype=np.int64)
            keys.append(list(known))
            own.append(place[coded.codes])
            for row in np.unique(own[-1], return_index=True)[1].tolist():
                self.first.setdefault((column, keys[-1][own[-1][row]]), start + row)
            for key, text in zip(map(keys[-1].__getitem__, place.tolist()), coded.values, strict=True):
                self._spell((column, key), text)
            joint = _joined(joint, own[-1], len(known))
        texts: Sequence[str] = [""]
        if self.weights is not None:
            coded = answers.coded(self.weights)
            texts = coded.values
            joint = _joined(joint, coded.codes.astype(np.int64), len(texts))
        _, rows, counts = np.unique(joint, return_index=True, return_counts=True)
        read: dict[str, Fraction] = {}
        for row, n in zip(rows.tolist(), counts.tolist(), strict=True):
            text = texts[0] if self.weights is None else texts[coded.codes[row]]
            if text not in read:
                read[text] = Fraction(1) if self.read is None else self.read(text, start + row)
            values = tuple(names[codes[row]] for names, codes in zip(keys, own, strict=True))
            self._cell(values).add(read[text], n, self.each)
        self._not_too_many()

    def __add__(self, other: JointCells) -> JointCells:
        both = JointCells(self.columns, self.weights, self.read, self.each)
        for part in (self, other):
            for place, row in part.first.items():
                both.first[place] = min(row, both.first.get(place, row))
            for place, text in part.spelled.items():
                both._spell(place, text)
            for values, cell in part.cells.items():
                joined = both._cell(values)
                joined.n, joined.sum, joined.squares = (
                    joined.n + cell.n, joined.sum + cell.sum, joined.squares + cell.squares,
                )  # fmt: skip
                for weight, n in cell.each.items():
                    joined.each[weight] = joined.each.get(weight, 0) + n
                for bound in (cell.low, cell.high):
                    if bound is not None:
                        joined.low = bound if joined.low is None else min(joined.low, bound)
                        joined.high = bound if joined.high is None else max(joined.high, bound)
        both._not_too_many()
        return both

    def _spell(self, place: tuple[int, str], text: str) -> None:
        """Keep one spelling of a value: the first by its letters, whatever the order of rows."""
        self.spelled[place] = min(text, self.spelled.get(place, text))

    def _cell(self, values: Values) -> Cell:
        return self.cells.setdefault(values, Cell())

    def _not_too_many(self) -> None:
        kept = sum(len(cell.each) for cell in self.cells.values()) if self.each else len(self.cells)
        if kept > MOST:
            what = "combinations of margins and base weights" if self.each else "combinations of the margins' values"
            raise InputError(
                f"There are more than {MOST:,} different {what}: no margins are that fine. Are the columns those meant?"
            )


def _joined(joint: NDArray[np.int64], codes: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Codes of the combinations of two columns of codes, as small as there are combinations."""
    joined: NDArray[np.int64] = np.unique(joint * n + codes, return_inverse=True)[1].astype(np.int64)
    return joined
