"""Weighted answers: how many rows, Σw and Σw² by cell of the sampling design, segment and answer. Exact integers.

A weight is text of the file, so a ratio of integers. All are brought to one common denominator, ``unit``, and added up
as whole numbers: sums neither depend on chunks nor on the order of rows, and nothing is rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.io.text import number, plain
from csat.multiple import MultipleChoice
from csat.multiple.membership import rows_of
from csat.multiple.selections import CellReader
from csat.plan import Item

Cell = tuple[str, ...]
"""The texts of a row in the columns ``axes``."""
Sums = tuple[int, int, int]
"""Rows, Σw in 1/unit and Σw² in 1/unit²."""
NOTHING: Sums = (0, 0, 0)
Key = TypeVar("Key")

NONE, NO_NUMBER, NEGATIVE = "no weight", "no number", "a weight below zero"
"""What may be wrong with the weight of a row."""

_LIMB = 24  # bits: sums of so small parts are exact in float64 for 2**29 rows at once
_DENSE = 1 << 20  # places up to which a table is counted whole
_USUAL = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,2}")  # squares of longer ones are beyond floats


def read_weight(text: str) -> Fraction | str:
    """The exact weight that a text is, or what is wrong with it."""
    if len(text) <= 40 and (usual := _USUAL.fullmatch(text)):  # as nearly all are: there may be one for each row
        whole, rest = usual.groups(default="")
        return Fraction(int(whole + rest), 10 ** len(rest))
    if not text.strip():
        return NONE
    value = number(text)
    if value is None and len(text) <= 40 and _SCIENTIFIC.fullmatch(said := plain(text)):
        value = Fraction(said)
    if value is None:
        return NO_NUMBER
    return NEGATIVE if value < 0 else value


class WeightedCounts:
    """Sums of weights (column ``weight``; None: every row weighs 1) by cell of the columns ``axes``.

    ``cells``: all rows of a cell. ``answers``: per item, by its place, and segmenting (-1: none) the :data:`Sums` of
    (cell, value of the segmenting, position); rows without a valid answer are in none. ``chosen``: per multiple
    choice, by its place, and segmenting those of (cell, value, name of the option; see
    :mod:`csat.multiple.membership`). ``wrong``: rows whose weight is none, by what is wrong: how many, and the first.
    They count as of weight zero. ``zeros``: rows of weight zero. ``weights``: the least and the largest one.
    """

    def __init__(
        self,
        weight: int | None,
        axes: Sequence[int],
        items: Sequence[Item],
        segments: Sequence[int] = (),
        questions: Sequence[MultipleChoice] = (),
    ) -> None:
        self.weight, self.axes, self.items = weight, tuple(axes), tuple(items)
        self.segments, self.questions = tuple(segments), tuple(questions)
        self.unit = 1
        self.rows = self.zeros = 0
        self.weights: tuple[Fraction, Fraction] | None = None
        self.wrong: dict[str, tuple[int, int]] = {}
        self.cells: dict[Cell, Sums] = {}
        self.answers: dict[tuple[int, int], dict[tuple[Cell, str, int], Sums]] = {}
        self.chosen: dict[tuple[int, int], dict[tuple[Cell, str, str], Sums]] = {}
        self._readers: dict[int, CellReader] = {}

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        weights = self._weights(answers)
        cells, codes = self._cells(answers)
        every = slice(None)
        for place, sums in weights.sums(codes, every, len(cells)):
            self.cells[cells[place]] = _add(self.cells.get(cells[place], NOTHING), sums)
        groups = {-1: ([""], np.zeros(answers.rows, dtype=np.int64))} | {
            column: (list(answers.coded(column).values), answers.coded(column).codes.astype(np.int64))
            for column in self.segments
        }
        for segmenting, (values, group) in groups.items():
            joint = codes * len(values) + group
            for place, item in enumerate(self.items):
                known = self.answers.setdefault((place, segmenting), {})
                given = answers.positions(item)
                rows, wide = np.flatnonzero(given >= 0), item.scale.last + 1
                high = len(cells) * len(values) * wide
                for at, sums in weights.sums(joint[rows] * wide + given[rows], rows, high):
                    cell, value, position = np.unravel_index(at, (len(cells), len(values), wide))
                    met = cells[cell], values[value], int(position)
                    known[met] = _add(known.get(met, NOTHING), sums)
        for at_question, question in enumerate(self.questions):
            reader = self._readers.setdefault(at_question, CellReader(question))
            columns = {column: answers.coded(column) for column in question.columns}
            for name, hit in rows_of(question, columns, reader):
                rows = np.flatnonzero(hit)
                for segmenting, (values, group) in groups.items():
                    chosen = self.chosen.setdefault((at_question, segmenting), {})
                    joint = codes[rows] * len(values) + group[rows]
                    for at, sums in weights.sums(joint, rows, len(cells) * len(values)):
                        choice = cells[at // len(values)], values[at % len(values)], name
                        chosen[choice] = _add(chosen.get(choice, NOTHING), sums)
        self.rows += answers.rows

    def _weights(self, answers: Answers) -> _Weights:
        """The weights of a chunk's rows, brought to the common unit."""
        if self.weight is None:
            self._span([Fraction(1)] if answers.rows else [])
            return _Weights([self.unit], np.zeros(answers.rows, dtype=np.int64))
        coded = answers.coded(self.weight)
        codes = coded.codes.astype(np.int64)
        times = np.bincount(codes, minlength=len(coded.values)).tolist()
        read = [read_weight(text) if n else Fraction(0) for text, n in zip(coded.values, times, strict=True)]
        for at, found in enumerate(read):
            if isinstance(found, str):
                first = self.rows + int(np.flatnonzero(codes == at)[0])
                n, before = self.wrong.get(found, (0, first))
                self.wrong[found] = n + times[at], min(first, before)
        values = [Fraction(0) if isinstance(found, str) else found for found in read]
        met = [value for value, found, n in zip(values, read, times, strict=True) if n and not isinstance(found, str)]
        self._span(met)
        self.zeros += sum(n for found, n in zip(read, times, strict=True) if found == 0)
        self._bring_to(lcm(self.unit, *(value.denominator for value in values)))
        return _Weights([int(value * self.unit) for value in values], codes)

    def _span(self, values: Iterable[Fraction]) -> None:
        known = [*values, *(self.weights or ())]
        if known:
            self.weights = min(known), max(known)

    def _bring_to(self, unit: int) -> None:
        factor = unit // self.unit
        self.unit = unit
        if factor == 1:
            return
        self.cells = _times(self.cells, factor)
        self.answers = {place: _times(table, factor) for place, table in self.answers.items()}
        self.chosen = {place: _times(table, factor) for place, table in self.chosen.items()}

    def _cells(self, answers: Answers) -> tuple[list[Cell], NDArray[np.int64]]:
        """The cells met in a chunk, and each row's place among them."""
        codes = np.zeros(answers.rows, dtype=np.int64)
        cells: list[Cell] = [()]
        for column in self.axes:
            coded = answers.coded(column)
            wide = max(1, len(coded.values))
            met, codes = np.unique(codes * wide + coded.codes, return_inverse=True)
            cells = [(*cells[place // wide], coded.values[place % wide]) for place in met.tolist()]
        return cells, codes.astype(np.int64)

    def __add__(self, other: WeightedCounts) -> WeightedCounts:
        """Those of both sets of rows; neither is changed."""
        both = WeightedCounts(self.weight, self.axes, self.items, self.segments, self.questions)
        for part, start in ((self, 0), (other, self.rows)):
            both._bring_to(lcm(both.unit, part.unit))
            factor = both.unit // part.unit
            both.rows += part.rows
            both.zeros += part.zeros
            both._span(part.weights or ())
            for what, (n, first) in part.wrong.items():
                known, before = both.wrong.get(what, (0, start + first))
                both.wrong[what] = known + n, min(before, start + first)
            _join(both.cells, part.cells, factor)
            for place, answered in part.answers.items():
                _join(both.answers.setdefault(place, {}), answered, factor)
            for place, chosen in part.chosen.items():
                _join(both.chosen.setdefault(place, {}), chosen, factor)
        return both

    def times(self, factors: Mapping[Cell, Fraction]) -> WeightedCounts:
        """The same respondents with other weights: those of a cell times its factor. Exact."""
        common = lcm(*(factor.denominator for factor in factors.values())) if factors else 1
        whole = {cell: int(factor * common) for cell, factor in factors.items()}

        def times(cell: Cell, sums: Sums) -> Sums:
            n, w, w2 = sums
            return n, w * whole[cell], w2 * whole[cell] ** 2

        return self._changed(self.unit * common, times)

    def weighing(self, weights: Mapping[Cell, Fraction]) -> WeightedCounts:
        """The same respondents with other weights: in a cell, each has its weight. Exact."""
        unit = lcm(*(weight.denominator for weight in weights.values())) if weights else 1
        whole = {cell: int(weight * unit) for cell, weight in weights.items()}

        def weigh(cell: Cell, sums: Sums) -> Sums:
            return sums[0], sums[0] * whole[cell], sums[0] * whole[cell] ** 2

        return self._changed(unit, weigh)

    def _changed(self, unit: int, change: Callable[[Cell, Sums], Sums]) -> WeightedCounts:
        other = WeightedCounts(self.weight, self.axes, self.items, self.segments, self.questions)
        other.unit, other.rows, other.zeros, other.wrong = unit, self.rows, self.zeros, dict(self.wrong)
        other.cells = {cell: change(cell, sums) for cell, sums in self.cells.items()}
        other.answers = {
            place: {at: change(at[0], sums) for at, sums in table.items()} for place, table in self.answers.items()
        }
        other.chosen = {
            place: {at: change(at[0], sums) for at, sums in table.items()} for place, table in self.chosen.items()
        }
        return other

    def answered(self, place: int, segmenting: int = -1, values: Sequence[str] = ("",)) -> dict[tuple[Cell, int], Sums]:
        """The sums by cell and position of an item, over all rows or those whose segment is one of ``values``."""
        return _over(self.answers.get((place, segmenting), {}), values)

    def chosen_by(
        self, place: int, segmenting: int = -1, values: Sequence[str] = ("",)
    ) -> dict[tuple[Cell, str], Sums]:
        """The same of a multiple choice, by cell and the name that an option is counted under."""
        return _over(self.chosen.get((place, segmenting), {}), values)


class _Weights:
    """Whole weights of rows, in limbs so small that float64 adds them up exactly."""

    def __init__(self, values: Sequence[int], codes: NDArray[np.int64]) -> None:
        self.codes = codes
        self.one = _limbs(values)
        self.square = _limbs([value * value for value in values])

    def sums(self, places: NDArray[np.int64], rows: NDArray[np.intp] | slice, high: int) -> Iterator[tuple[int, Sums]]:
        """Per place met (below ``high``) how many of the rows are there, their Σw and Σw²."""
        places = places.astype(np.int64)
        met: NDArray[np.int64] | None = None
        if high > _DENSE:  # most places are empty
            met, places = np.unique(places, return_inverse=True)
            high = len(met)
        codes = self.codes[rows]
        counts = np.bincount(places, minlength=high)
        filled = np.flatnonzero(counts)
        totals = [
            [np.bincount(places, limb[codes], minlength=high)[filled].tolist() for limb in limbs]
            for limbs in (self.one, self.square)
        ]
        for at, place in enumerate(filled.tolist()):
            w, w2 = (sum(int(limb[at]) << (_LIMB * n) for n, limb in enumerate(limbs)) for limbs in totals)
            yield place if met is None else int(met[place]), (int(counts[place]), w, w2)


def _limbs(values: Sequence[int]) -> list[NDArray[np.float64]]:
    longest = max((value.bit_length() for value in values), default=0)
    mask = (1 << _LIMB) - 1
    return [
        np.array([(value >> start) & mask for value in values], dtype=np.float64)
        for start in range(0, max(1, longest), _LIMB)
    ]


def _add(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _times(table: Mapping[Key, Sums], factor: int) -> dict[Key, Sums]:
    return {place: (n, w * factor, w2 * factor * factor) for place, (n, w, w2) in table.items()}


def _join(table: dict[Key, Sums], more: Mapping[Key, Sums], factor: int) -> None:
    for place, sums in _times(more, factor).items():
        table[place] = _add(table.get(place, NOTHING), sums)


def _over(table: Mapping[tuple[Cell, str, Key], Sums], values: Sequence[str]) -> dict[tuple[Cell, Key], Sums]:
    wanted = frozenset(values)
    found: dict[tuple[Cell, Key], Sums] = {}
    for (cell, value, place), sums in table.items():
        if value in wanted:
            found[cell, place] = _add(found.get((cell, place), NOTHING), sums)
    return found
