"""The tally: how many gave each answer, and sums of products of answers. Tallies add up exactly.

After tallying no respondent's row is touched again, so time and memory from there on do not
depend on the number of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Accumulator, Answers
from csat.counts import Counts
from csat.io.source import Chunk, Coded
from csat.multiple import MultipleChoice
from csat.multiple.membership import rows_of
from csat.multiple.parts import Parts
from csat.multiple.selections import CellReader
from csat.plan import Construct, Item, Plan
from csat.prepare import positions
from csat.products import Products, pairs_of_rows, products_of_rows

if TYPE_CHECKING:
    from csat.accumulators.weighted_counts import WeightedCounts

Segment = tuple[int, str]
"""A segment: column of the segmenting and the value in it. WHOLE stands for the whole file."""
WHOLE: Segment = (-1, "")

MANY = 1000
"""More different texts than this in one column, and it is neither an item nor a segment."""

_COMBINATIONS = 1024


@dataclass
class Tally:
    """Everything a report needs from the rows that met one plan.

    ``answers``: per column and segmenting (-1: none) the counts of its texts. A column with more than
    :data:`MANY` texts is in ``many`` instead. ``first``: the first row of each text of a column.
    ``products``: per construct and segment. ``chosen``: per multiple choice, by its place in the plan, and segmenting
    the rows that chose each option (see :mod:`csat.multiple.membership`). ``parts``: of columns of joined choices
    that have more than :data:`MANY` texts, by separator; without a plan yet, the ``separators`` given are tried.
    ``crossed``: of every two segmentings the pairs of values that a row holds. ``also``: what analyses have counted, by
    their place in the plan and the name that they have for it. ``weighted``: sums of weights, where the plan weights.
    """

    plan: Plan
    rows: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    files: dict[str, tuple[int, int]] = field(default_factory=dict)  # of several: rows tallied, rows set aside
    unfinished: int = 0  # rows of respondents who did not reach the end, where the platform says so
    answers: dict[tuple[int, int], Counts] = field(default_factory=dict)
    first: dict[int, dict[str, int]] = field(default_factory=dict)
    many: set[int] = field(default_factory=set)
    products: dict[str, dict[Segment, Products]] = field(default_factory=dict)
    chosen: dict[tuple[int, int], Counts] = field(default_factory=dict)
    parts: dict[int, dict[str, Parts]] = field(default_factory=dict)
    crossed: dict[tuple[int, int], set[tuple[str, str]]] = field(default_factory=dict)
    separators: tuple[str, ...] = ()
    also: dict[tuple[int, str], Accumulator] = field(init=False)
    weighted: WeightedCounts | None = field(init=False, default=None)
    known: dict[tuple[int, str], dict[str, int]] = field(default_factory=dict, repr=False)  # positions of texts met
    readers: dict[int, CellReader] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.also = {
            (place, name): accumulator
            for place, analysis in enumerate(self.plan.analyses)
            for name, accumulator in analysis.tallies(self.plan).items()
        }
        if self.plan.weighting is not None:
            from csat.accumulators.weighted_counts import WeightedCounts

            weighting = self.plan.weighting
            self.weighted = WeightedCounts(
                weighting.weight, weighting.axes, self.plan.items, self.plan.segments, self.plan.multiple
            )

    def count(self, chunk: Chunk) -> None:
        """Add the rows of a chunk."""
        self.rows += chunk.rows
        if chunk.unfinished is not None:
            self.unfinished += int(chunk.unfinished.sum())
        if chunk.file:
            self._count_file(chunk.file, chunk.rows, sum(chunk.set_aside.values()))
        for reason, n in chunk.set_aside.items():
            self.set_aside[reason] = self.set_aside.get(reason, 0) + n
        segmentings = {
            column: chunk.columns[column]
            for column in self.plan.segments
            if column in chunk.columns and column not in self.many
        }
        joint = _joint(segmentings)
        for one, other in combinations((c for c, g in segmentings.items() if len(g.values) <= MANY), 2):
            self._cross(one, segmentings[one], other, segmentings[other])
        for column, coded in chunk.columns.items():
            if column in self.many or len(coded.values) > MANY:
                if column not in self.many:
                    self._give_up(column, coded.values)
                for parts in self.parts.get(column, {}).values():
                    if not parts.over:
                        parts.add(_texts(coded))
                continue
            codes = coded.codes.astype(np.intp)
            self._note_first(column, coded, codes, chunk.first)
            if column in self.plan.item_of and joint:
                for grouping in joint:
                    self._count_by(column, coded, codes, grouping)
            else:
                table = np.bincount(codes, minlength=len(coded.values))
                self._counts(column, -1).add([""], coded.values, table[np.newaxis, :])
            if len(self.first[column]) > MANY:
                self._give_up(column)
        for construct in self.plan.constructs:
            if all(c in chunk.columns for c in construct.columns):
                self._multiply(construct, chunk, segmentings)
        for place, question in enumerate(self.plan.multiple):
            self._choose(place, question, chunk, segmentings)
        counters = (*self.also.values(), *([self.weighted] if self.weighted is not None else []))
        if counters:
            answers = Answers(chunk, self._positions)
            for accumulator in counters:
                accumulator.count(answers)

    def _cross(self, one: int, first: Coded, other: int, second: Coded) -> None:
        wide = max(1, len(second.values))
        both = np.flatnonzero(np.bincount(first.codes.astype(np.intp) * wide + second.codes)).tolist()
        self.crossed.setdefault((one, other), set()).update(
            (first.values[place // wide], second.values[place % wide]) for place in both
        )

    def _count_file(self, name: str, rows: int, aside: int) -> None:
        before = self.files.get(name, (0, 0))
        self.files[name] = before[0] + rows, before[1] + aside

    def _counts(self, column: int, segmenting: int) -> Counts:
        return self.answers.setdefault((column, segmenting), Counts())

    def _give_up(self, column: int, values: Sequence[str] = ()) -> None:
        joined = [q.separator for q in self.plan.multiple if q.separator and column in q.columns]
        tried = [mark for mark in self.separators if 5 * sum(mark in text for text in values) > len(values)]
        for separator in dict.fromkeys((*joined, *tried)):
            parts = self.parts.setdefault(column, {})[separator] = Parts(separator)
            parts.add(self.texts(column))
        self.many.add(column)
        self.first.pop(column, None)
        for segmenting in (-1, *self.plan.segments):
            self.answers.pop((column, segmenting), None)

    def _note_first(self, column: int, coded: Coded, codes: NDArray[np.intp], start: int) -> None:
        known = self.first.setdefault(column, {})
        if all(text in known for text in coded.values):
            return
        rows = np.full(len(coded.values), -1, dtype=np.int64)
        rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # the last assignment, the first row, wins
        for text, row in zip(coded.values, rows.tolist(), strict=True):
            if row >= 0:
                known.setdefault(text, start + row)

    def _count_by(self, column: int, coded: Coded, codes: NDArray[np.intp], grouping: _Grouping) -> None:
        """Count once for several segmentings together, and add up over all but one for each."""
        shape = tuple(len(coded_groups.values) for coded_groups in grouping.segmentings.values())
        wide = len(coded.values)
        table = np.bincount(grouping.codes * wide + codes, minlength=prod(shape) * wide).reshape(*shape, wide)
        for axis, (segmenting, groups) in enumerate(grouping.segmentings.items()):
            others = tuple(other for other in range(len(shape)) if other != axis)
            self._counts(column, segmenting).add(groups.values, coded.values, table.sum(axis=others))

    def _multiply(self, construct: Construct, chunk: Chunk, segmentings: Mapping[int, Coded]) -> None:
        items = [self.plan.item_of[column] for column in construct.columns]
        highest = max(item.scale.last for item in items)
        matrix = np.empty((len(items), chunk.rows), dtype=np.int8 if highest < 127 else np.int16)
        for row, item in zip(matrix, items, strict=True):
            coded = chunk.columns[item.column]
            row[:] = self._positions(item, coded.values).astype(matrix.dtype)[coded.codes]
        answered = matrix >= 0
        complete: NDArray[np.bool_] = np.logical_and.reduce(answered, axis=0)
        rows = np.flatnonzero(complete)
        # Sums of products of small integers are exact in floats, in any order, as long as they fit the
        # mantissa: 2**24 and 2**53. So BLAS may be used, and figures stay the same bits everywhere.
        exact = np.float32 if chunk.rows * highest * highest < 1 << 24 else np.float64
        whole: Products | None = None
        for segmenting, groups in segmentings.items():
            narrow = np.uint8 if len(groups.values) < 256 else np.int32  # one byte sorts in one sweep
            codes = groups.codes[rows].astype(narrow)
            values = matrix[:, rows[np.argsort(codes, kind="stable")]].T.astype(exact, order="C")
            ends = np.cumsum(np.bincount(codes, minlength=len(groups.values)))
            start, total = 0, products_of_rows(values[:0])
            for value, end in zip(groups.values, ends.tolist(), strict=True):
                products = products_of_rows(values[start:end])
                total += products
                self._addproducts_of_rows(construct.name, (segmenting, value), products)
                start = end
            whole = whole or total
        if whole is None:
            whole = products_of_rows(matrix[:, rows].T.astype(exact, order="C"))
        whole.pairs = pairs_of_rows(answered, complete)
        self._addproducts_of_rows(construct.name, WHOLE, whole)

    def _choose(self, place: int, question: MultipleChoice, chunk: Chunk, segmentings: Mapping[int, Coded]) -> None:
        """Count the rows that chose each option, over all and by each segmenting."""
        reader = self.readers.setdefault(place, CellReader(question))
        columns = {column: chunk.columns[column] for column in question.columns}
        names: list[str] = []
        counts: dict[int, list[NDArray[np.intp]]] = {segmenting: [] for segmenting in (-1, *segmentings)}
        for name, hit in rows_of(question, columns, reader):
            names.append(name)
            counts[-1].append(np.array([np.count_nonzero(hit)], dtype=np.intp))
            for segmenting, groups in segmentings.items():
                counts[segmenting].append(np.bincount(groups.codes[hit], minlength=len(groups.values)))
        for segmenting, found in counts.items():
            groups_met = segmentings[segmenting].values if segmenting >= 0 else [""]
            self.chosen.setdefault((place, segmenting), Counts()).add(groups_met, names, np.array(found).T)

    def _positions(self, item: Item, texts: Sequence[str]) -> NDArray[np.int16]:
        known = self.known.setdefault((item.column, item.measure), {})
        new = [text for text in texts if text not in known]
        known.update(zip(new, positions(item, new).tolist(), strict=True))
        return np.array([known[text] for text in texts], dtype=np.int16)

    def _addproducts_of_rows(self, name: str, segment: Segment, products: Products) -> None:
        known = self.products.setdefault(name, {})
        if segment in known:
            known[segment] += products
        else:
            known[segment] = products

    def __add__(self, other: Tally) -> Tally:
        """The tally of both sets of rows; those of ``other`` come after, for the places of odd answers.

        Raises ValueError where the two do not have the same layout.
        """
        if self.plan.layout() != other.plan.layout():
            raise ValueError("tallies of different plans do not add up")
        both = Tally(self.plan, separators=self.separators)
        for part, start in ((self, 0), (other, self.rows)):
            both.rows += part.rows
            both.unfinished += part.unfinished
            for name, counts_of_file in part.files.items():
                both._count_file(name, *counts_of_file)
            for reason, n in part.set_aside.items():
                both.set_aside[reason] = both.set_aside.get(reason, 0) + n
            both.many |= part.many
            for place, counts in part.answers.items():
                both._counts(*place).join(counts)
            for columns, met in part.crossed.items():
                both.crossed.setdefault(columns, set()).update(met)
            for place, counts in part.chosen.items():
                both.chosen.setdefault(place, Counts()).join(counts)
            for column, rows in part.first.items():
                known = both.first.setdefault(column, {})
                for text, row in rows.items():
                    known.setdefault(text, start + row)
            for name, segments in part.products.items():
                for segment, products in segments.items():
                    copy = Products(products.n, products.sums, products.cross, products.pairs)
                    both._addproducts_of_rows(name, segment, copy)
        both.also = {place: accumulator + other.also[place] for place, accumulator in self.also.items()}
        if self.weighted is not None and other.weighted is not None:
            both.weighted = self.weighted + other.weighted
        for column in [c for c, rows in both.first.items() if c in both.many or len(rows) > MANY]:
            both._give_up(column)
        for part in (self, other):
            for column, kept in part.parts.items():
                for separator, parts in kept.items():
                    both.parts.setdefault(column, {}).setdefault(separator, Parts(separator)).join(parts)
        return both

    def texts(self, column: int, segmenting: int = -1, values: Sequence[str] = ()) -> dict[str, int]:
        """How many rows hold each text of a column: all rows, or those whose segment is one of ``values``."""
        if segmenting >= 0:
            counts = self.answers.get((column, segmenting), Counts())
            both: Counter[str] = Counter()
            for value in values:
                both.update(counts.of(value))
            return dict(both)
        for place in (-1, *self.plan.segments):
            if (column, place) in self.answers:
                return self.answers[column, place].total()
        return {}

    def chosen_by(self, place: int, segmenting: int = -1, values: Sequence[str] = ("",)) -> dict[str, int]:
        """How many rows chose each option of a multiple choice: all, or those whose segment is one of ``values``."""
        both: Counter[str] = Counter()
        for value in values:
            both.update(self.chosen.get((place, segmenting), Counts()).of(value))
        return dict(both)

    def products_of(self, construct: Construct, segmenting: int = -1, values: Sequence[str] = ("",)) -> Products:
        """Sums and cross-products of a construct over all rows, or those whose segment is one of ``values``."""
        k = len(construct.columns)
        both = Products(0, np.zeros(k, dtype=np.int64), np.zeros((k, k), dtype=np.int64))
        for value in values:
            found = self.products.get(construct.name, {}).get((segmenting, value))
            if found is not None:
                both += found
                both.pairs = found.pairs
        return both

    def profile(self, columns: int) -> list[dict[str, int] | None]:
        """Per column of the file the counts of its texts, None where there are too many of them."""
        return [None if column not in self.first else self.texts(column) for column in range(columns)]


def _texts(coded: Coded) -> dict[str, int]:
    """How many rows of a chunk hold each text."""
    return dict(zip(coded.values, np.bincount(coded.codes, minlength=len(coded.values)).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Segmentings counted together: ``codes`` number the combinations of their values, the last one fastest."""

    segmentings: Mapping[int, Coded]
    codes: NDArray[np.intp]


def _joint(segmentings: Mapping[int, Coded]) -> list[_Grouping]:
    """Segmentings put together as long as their combinations stay few: each item is then counted once for all."""
    joint: list[_Grouping] = []
    combinations = _COMBINATIONS + 1
    for segmenting, groups in segmentings.items():
        codes = groups.codes.astype(np.intp)
        combinations *= max(1, len(groups.values))
        if combinations <= _COMBINATIONS:
            last = joint.pop()
            joint.append(_Grouping({**last.segmentings, segmenting: groups}, last.codes * len(groups.values) + codes))
        else:
            combinations = max(1, len(groups.values))
            joint.append(_Grouping({segmenting: groups}, codes))
    return joint
