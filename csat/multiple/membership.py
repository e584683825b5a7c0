"""Which rows of a chunk chose which option of a multiple choice: one boolean a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from csat.io.source import Coded
from csat.multiple import MultipleChoice
from csat.multiple.selections import NOT_ASKED, OTHER, CellReader, read_tick

CHOSE, OTHERS, NOT_APPLICABLE = "chose", "others", "not applicable"
"""Rows that chose any option, chose one that is not named, and chose none since the question does not apply."""

Rows = NDArray[np.bool_]


def rows_of(question: MultipleChoice, columns: Mapping[int, Coded], reader: CellReader) -> Iterator[tuple[str, Rows]]:
    """For each option, by the name that :func:`name_of` gives, the rows that chose it; last the sums over options."""
    found = _ticked(question, columns) if question.dichotomies else _named(question, columns, reader)
    rows = len(next(iter(columns.values())).codes)
    chose, others, escaped = (np.zeros(rows, np.bool_) for _ in range(3))
    for place, hit in found:
        if place == NOT_ASKED or (place != OTHER and question.options[place].escape):
            escaped |= hit
            continue
        chose |= hit
        if place == OTHER:
            others |= hit
        else:
            yield name_of(question, place), hit
    yield CHOSE, chose
    yield OTHERS, others
    yield NOT_APPLICABLE, escaped & ~chose


def name_of(question: MultipleChoice, place: int) -> str:
    """What the counts of an option are kept under: its column or its key, wherever it stands among the options."""
    option = question.options[place]
    return f"={option.key}" if option.column is None else f"#{option.column}"


def _ticked(question: MultipleChoice, columns: Mapping[int, Coded]) -> Iterator[tuple[int, Rows]]:
    for place, option in enumerate(question.options):
        if option.column is None:
            continue
        coded = columns[option.column]
        said = [read_tick(question, option, text) for text in coded.values]
        yield place, _where([tick is True for tick in said], coded)
        if None in said:
            yield NOT_ASKED, _where([tick is None for tick in said], coded)


def _named(question: MultipleChoice, columns: Mapping[int, Coded], reader: CellReader) -> Iterator[tuple[int, Rows]]:
    holders: dict[int, list[tuple[Coded, list[int]]]] = {}
    for column in question.columns:
        coded = columns[column]
        here: dict[int, list[int]] = {}
        for at, text in enumerate(coded.values):
            for place in reader.read(text):
                here.setdefault(place, []).append(at)
        for place, texts in here.items():
            holders.setdefault(place, []).append((coded, texts))
    rows = len(next(iter(columns.values())).codes)
    for place in (*range(len(question.options)), OTHER, NOT_ASKED):
        hit = np.zeros(rows, np.bool_)
        for coded, texts in holders.get(place, ()):
            held = np.zeros(len(coded.values), np.bool_)
            held[texts] = True
            hit |= held[coded.codes]
        yield place, hit


def _where(held: list[bool], coded: Coded) -> Rows:
    hit: Rows = np.array(held, np.bool_)[coded.codes]
    return hit
