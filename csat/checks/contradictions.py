"""A number and a label that say different things: in one cell, or in two columns of one question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Indices, Part
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.io.text import key, number, option
from csat.labels import not_an_answer, read_labels, read_most

TITLE = "Number and label contradict each other"
IN_CELL = (
    "An answer such as “5 - Very dissatisfied” whose number and words do not go together as in most answers of its "
    "column, or run against the column's scale."
)
IN_TWO = "A number in one column with another label in its twin column than most rows with that number have."
_FEW = 11  # numbers, or labels, of a scale at most
_TWIN = re.compile(
    r"[\s(\[_.:-]*\b(?:labels?|text|words?|codes?|values?|numeric|num|numbers?|scores?|برچسب|متن|کد|عدد|امتیاز)\b[\s)\]]*\Z"
)

Mismatch = Literal["odd", "against"]
Pair = tuple[Fraction, str]


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column with numbers and words in its answers, or a column of each."""
    columns = [use.column for use in survey.uses("item", "not scored") if use.column not in survey.tally.many]
    columns = list(dict.fromkeys([*(item.column for item in survey.items), *columns]))
    mixed = [column for column in columns if len(_numbered(survey.tally.texts(column))) > 1]
    twins = list(_twins(survey))
    if not mixed and not twins:
        return "no answers hold a number and a label, and no two columns are the number and the label of one question"
    return _Contradictions(survey, mixed, twins)


@dataclass(frozen=True, slots=True)
class Twins:
    """Two columns of one question."""

    numbers: int
    labels: int


class _Contradictions(Watch):
    """A few bytes for each row found; twin columns are read twice."""

    def __init__(self, survey: Survey, mixed: Sequence[int], twins: Sequence[Twins]) -> None:
        self._survey, self._twins = survey, twins
        self._odd = {column: odd_texts(survey, column) for column in mixed}
        self._rows = {column: {text: Pile(np.intp) for text in odd} for column, odd in self._odd.items()}
        self._pairs: dict[Twins, Counter[Pair]] = {pair: Counter() for pair in twins}
        self._wrong: dict[Twins, frozenset[Pair]] | None = None
        self._twin_rows = {pair: Pile(np.intp) for pair in twins}
        self.columns = sorted({*(c for c, odd in self._odd.items() if odd), *_columns(twins)})

    def look(self, glance: Glance) -> None:
        if self._wrong is None:
            for column, piles in self._rows.items():
                texts, codes = glance.texts(column) if piles else ((), None)
                for code, text in enumerate(texts):
                    if text in piles:
                        piles[text].add(np.flatnonzero(codes == code) + glance.first)
        for twins in self._twins:
            self._look_at(twins, glance)

    def _look_at(self, twins: Twins, glance: Glance) -> None:
        numbers, at = glance.texts(twins.numbers)
        labels, which = glance.texts(twins.labels)
        joint = at.astype(np.int64) * len(labels) + which
        for place in np.unique(joint).tolist():
            value, label = number(numbers[place // len(labels)]), key(labels[place % len(labels)])
            if value is None or not label or not_an_answer(labels[place % len(labels)]):
                continue
            rows = np.flatnonzero(joint == place)
            if self._wrong is None:
                self._pairs[twins][value, label] += len(rows)
            elif (value, label) in self._wrong[twins]:
                self._twin_rows[twins].add(rows + glance.first)

    def again(self) -> bool:
        if self._wrong is not None:
            return False
        self._wrong = {twins: contradicting(pairs) for twins, pairs in self._pairs.items()}
        self.columns = sorted(_columns([twins for twins, wrong in self._wrong.items() if wrong]))
        self._twins = [twins for twins in self._twins if self._wrong[twins]]
        return bool(self._twins)

    def found(self) -> Iterator[Found]:
        survey = self._survey
        for column, odd in self._odd.items():
            parts = []
            for text, how in sorted(odd.items()):
                rows = np.sort(self._rows[column][text].whole())
                numbered = option(text)
                assert numbered is not None
                said = "runs against the scale" if how == "against" else "other words, or another number, elsewhere"
                parts.append(Part(f"{float(numbered[0]):g} with a label: {said}", len(rows), survey.rows, rows))
            yield self._told(f"{TITLE}, in column {survey.name(column)}", IN_CELL, (column,), parts)
        for twins in self._pairs:
            rows = np.sort(self._twin_rows[twins].whole())
            parts = (
                [Part("another label than its number has elsewhere", len(rows), survey.rows, rows)] if len(rows) else []
            )
            title = f"{TITLE}, in columns {survey.name(twins.numbers)} and {survey.name(twins.labels)}"
            yield self._told(title, IN_TWO, (twins.numbers, twins.labels), parts)

    def _told(self, title: str, rule: str, columns: tuple[int, ...], parts: Sequence[Part]) -> Found:
        rows: Indices = np.unique(np.concatenate([part.rows for part in parts])) if parts else np.zeros(0, np.intp)
        base = sum(n for text, n in self._survey.tally.texts(columns[0]).items() if text)
        return Found(title, rule, len(rows), base, len(rows) > 0, "answers", rows, columns, tuple(parts))


def _columns(twins: Sequence[Twins]) -> set[int]:
    return {column for pair in twins for column in (pair.numbers, pair.labels)}


def _numbered(texts: Mapping[str, int]) -> dict[str, Pair]:
    """The texts that hold a number and words, with both."""
    found = {}
    for text in texts:
        if (told := option(text)) and key(told[1]) and not not_an_answer(told[1]):
            found[text] = (told[0], key(told[1]))
    return found


def odd_texts(survey: Survey, column: int) -> dict[str, Mismatch]:
    """The texts of a column whose number and words do not go together."""
    texts = survey.tally.texts(column)
    numbered = _numbered(texts)
    pairs: Counter[Pair] = Counter()
    for text, pair in numbered.items():
        pairs[pair] += texts[text]
    wrong = contradicting(pairs) | _out_of_order(pairs)
    odd: dict[str, Mismatch] = {text: "odd" for text, pair in numbered.items() if pair in wrong}
    item = survey.plan.item_of.get(column)
    if item is not None and item.numeric and not item.reverse and _falling(pairs):
        odd |= {text: "against" for text in numbered if text not in odd}
    return odd


def contradicting(pairs: Mapping[Pair, int]) -> frozenset[Pair]:
    """Pairs of number and label beside which the number, or the label, has a much commoner partner.

    Several numbers may share a label (0 to 6: detractor), as long as most of each number's rows say so.
    """
    of_number: dict[Fraction, Counter[str]] = {}
    of_label: dict[str, Counter[Fraction]] = {}
    for (value, label), n in pairs.items():
        of_number.setdefault(value, Counter())[label] += n
        of_label.setdefault(label, Counter())[value] += n
    if max(len(of_number), len(of_label), 1) > _FEW:
        return frozenset()
    usual = {value: min(labels, key=lambda label: (-labels[label], label)) for value, labels in of_number.items()}
    wrong = {(value, label) for value, label in pairs if label != usual[value]}
    # one number a label, but for a few rows: then those few are wrong too, although their number has no other label
    main = {label: min(values, key=lambda value: (-values[value], value)) for label, values in of_label.items()}
    grouped = any(
        10 * n >= sum(values.values()) and value != main[label]
        for label, values in of_label.items()
        for value, n in values.items()
        if (value, label) not in wrong
    )
    if not grouped:
        wrong |= {
            (value, label)
            for value, label in pairs
            if value != main[label] and 10 * pairs[value, label] < pairs[main[label], label]
        }
    return frozenset(wrong)


def _points(pairs: Mapping[Pair, int]) -> dict[str, int]:
    """The points of the labels on the known set that holds them, or most of them."""
    labels: Counter[str] = Counter()
    for (_, label), n in pairs.items():
        labels[label] += n
    if reading := read_labels(labels):
        return {label: point for label, point in reading.codes.items() if label in labels}
    found = read_most(labels)
    return {} if found is None else {label: found[0].position[label] for label in labels if label in found[0].position}


def _out_of_order(pairs: Mapping[Pair, int]) -> frozenset[Pair]:
    """Pairs whose number is not where the known order of the labels puts it, while that of most answers is."""
    points = _points(pairs)
    placed = {pair: n for pair, n in pairs.items() if pair[1] in points}
    if len({label for _, label in placed}) < 3:
        return frozenset()
    offsets: Counter[tuple[int, Fraction]] = Counter()
    for (value, label), n in placed.items():
        offsets[1, value - points[label]] += n
        offsets[-1, value + points[label]] += n
    (way, offset), held = min(offsets.items(), key=lambda pair: (-pair[1], pair[0]))
    if 2 * held <= sum(placed.values()):
        return frozenset()
    return frozenset(pair for pair in placed if pair[0] - way * points[pair[1]] != offset)


def _falling(pairs: Mapping[Pair, int]) -> bool:
    """Whether the numbers of most answers fall as their labels rise."""
    points = _points(pairs)
    placed = {pair: n for pair, n in pairs.items() if pair[1] in points}
    if len({label for _, label in placed}) < 2:
        return False
    total = sum(placed.values())
    mean = sum((value * n for (value, _), n in placed.items()), Fraction(0)) / total
    middle = Fraction(sum(points[label] * n for (_, label), n in placed.items()), total)
    return sum((value - mean) * (points[label] - middle) * n for (value, label), n in placed.items()) < 0


def _twins(survey: Survey) -> Iterator[Twins]:
    """Columns of one question, one of numbers and one of words, as many numbers as words."""
    named: dict[str, list[int]] = {}
    for column, header in enumerate(survey.source.headers):
        if column in survey.tally.first and (name := _TWIN.sub("", key(header))):
            named.setdefault(name, []).append(column)
    for columns in named.values():
        kinds = {column: _kind(survey.tally.texts(column)) for column in columns} if len(columns) > 1 else {}
        numbers = [(column, n) for column, (kind, n) in kinds.items() if kind == "numbers"]
        labels = [(column, n) for column, (kind, n) in kinds.items() if kind == "labels"]
        if len(numbers) == 1 and len(labels) == 1 and numbers[0][1] == labels[0][1]:
            yield Twins(numbers[0][0], labels[0][0])


def _kind(texts: Mapping[str, int]) -> tuple[str, int]:
    """Whether answers are numbers of a scale, or words, and how many different ones."""
    said = {key(text) for text in texts if key(text) and not not_an_answer(text)}
    values = {value for text in said if (value := number(text)) is not None}
    if not 2 <= len(said) <= _FEW:
        return "", 0
    if len(values) == len(said) and all(value.denominator == 1 for value in values):
        return "numbers", len(values)
    return ("", 0) if values or any(option(text) for text in said) else ("labels", len(said))


CHECK = Check(TITLE, "ISO 10004:2018, 7.4.2", begin, excludes=True)
