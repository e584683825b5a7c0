"""Weighted counts against plain sums of fractions: exact, in any chunks, in any order, added up in any parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csat.accumulators import Answers
from csat.accumulators.weighted_counts import NEGATIVE, NO_NUMBER, NONE, WeightedCounts, read_weight
from csat.io.source import Chunk, Coded
from csat.multiple import MultipleChoice, Option
from csat.multiple.membership import CHOSE
from csat.plan import Item, Scale
from csat.prepare import positions

Row = tuple[str, ...]  # weight, stratum, segment, answer, choices
ITEM = Item(3, "q", "q", "csat", Scale(1, 5))
QUESTION = MultipleChoice(
    "used", "Used", (4,), (Option("app", "app", None, "app"), Option("shop", "shop", None, "shop")), ";"
)
WEIGHTS = ["1", "0", "2.50", "0.2847177143", "3", "1e-3", "12345678901234567890.123456789", "۱٫۵"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(WEIGHTS), st.sampled_from("ab"), st.sampled_from(["n", "s", ""]),
        st.sampled_from(["1", "2", "5", "", "9"]), st.sampled_from(["app", "shop", "app;shop", ""]),
    ),
    max_size=40,
)  # fmt: skip


def seen(rows: Sequence[Row], first: int = 0) -> Answers:
    columns = {}
    for column in range(5):
        cells = [row[column] for row in rows]
        values = list(dict.fromkeys(cells))
        columns[column] = Coded(values, np.array([values.index(cell) for cell in cells], dtype=np.int32))
    return Answers(Chunk(first, len(rows), columns), lambda item, texts: positions(item, texts))


def counted(rows: Sequence[Row], size: int = 1000, weight: int | None = 0) -> WeightedCounts:
    made = WeightedCounts(weight, (1,), (ITEM,), (2,), (QUESTION,))
    for start in range(0, len(rows), size):
        made.count(seen(rows[start : start + size], start))
    return made


def known(made: WeightedCounts) -> dict[str, Any]:
    def exact(table: dict[Any, Any]) -> dict[Any, Any]:
        return {p: (n, Fraction(w, made.unit), Fraction(w2, made.unit**2)) for p, (n, w, w2) in table.items()}

    return {
        "cells": exact(made.cells), "rows": made.rows, "zeros": made.zeros, "weights": made.weights,
        "wrong": {what: n for what, (n, _) in made.wrong.items()},
        "answers": {place: exact(table) for place, table in made.answers.items() if table},
        "chosen": {place: exact(table) for place, table in made.chosen.items() if table},
    }  # fmt: skip


def plainly(rows: Sequence[Row]) -> dict[Any, Any]:
    """Rows, Σw and Σw² of (stratum, segment, position) by a loop over rows."""
    found: dict[Any, Any] = {}
    for weight, stratum, segment, answer, _ in rows:
        if answer in ("1", "2", "5"):
            w: Any = read_weight(weight)
            n, one, two = found.get(((stratum,), segment, int(answer) - 1), (0, 0, 0))
            found[(stratum,), segment, int(answer) - 1] = n + 1, one + w, two + w * w
    return found


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(1, 9), st.randoms())
def test_any_chunks_and_any_order_give_the_sums_of_a_loop_over_rows(rows: list[Row], size: int, random: Random) -> None:
    whole = known(counted(rows))
    assert whole["answers"].get((0, 2), {}) == plainly(rows)
    assert known(counted(rows, size)) == whole
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert known(counted(shuffled, size)) == whole


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_counts_add_up_and_leave_their_parts_alone(one: list[Row], other: list[Row]) -> None:
    first, second = counted(one), counted(other)
    before = known(first), known(second)
    assert known(first + second) == known(counted([*one, *other]))
    assert (known(first), known(second)) == before
    assert (first + second).unit == counted([*one, *other]).unit


def test_a_sum_over_spellings_of_a_segment_and_over_choices() -> None:
    made = counted([("2", "a", "n", "5", "app;shop"), ("0.5", "a", "", "5", "shop"), ("1", "b", "s", "1", "")])
    assert made.unit == 2
    assert made.answered(0, 2, ["n", ""]) == {(("a",), 4): (2, 5, 17)}
    assert made.answered(0) == {(("a",), 4): (2, 5, 17), (("b",), 0): (1, 2, 4)}
    assert made.chosen_by(0)[("a",), CHOSE] == (2, 5, 17)
    assert made.chosen_by(0, 2, ["n"])[("a",), "=app"] == (1, 4, 16)


def test_without_a_column_of_weights_every_row_weighs_one() -> None:
    made = counted([("x", "a", "n", "5", ""), ("", "a", "n", "4", "")], weight=None)
    assert made.cells == {("a",): (2, 2, 2)}
    assert not made.wrong


@pytest.mark.parametrize(
    ("text", "found"),
    [("", NONE), (" ", NONE), ("n/a", NO_NUMBER), ("1,000", NO_NUMBER), ("-1", NEGATIVE), ("-0.5", NEGATIVE),
     ("0", Fraction(0)), ("0,25", Fraction(1, 4)), ("1.5E-05", Fraction(15, 10**6)), ("inf", NO_NUMBER)],
)  # fmt: skip
def test_what_a_weight_is(text: str, found: object) -> None:
    assert read_weight(text) == found


def test_what_is_wrong_with_weights_is_counted_with_its_first_row() -> None:
    rows = [("1", "a", "n", "5", ""), ("", "a", "n", "5", ""), ("-2", "a", "n", "5", ""), ("", "b", "n", "5", "")]
    for size in (1, 3, 9):
        assert counted(rows, size).wrong == {NONE: (2, 1), NEGATIVE: (1, 2)}
    assert (counted(rows[:1]) + counted(rows[1:])).wrong == {NONE: (2, 1), NEGATIVE: (1, 2)}


def test_more_cells_than_a_table_has_places_are_counted_the_same() -> None:
    rows = [("1.5", str(n), str(n), "5", "") for n in range(900)]
    made = counted(rows)  # 900 cells × 900 segments × 5 points
    assert len(made.answers[0, 2]) == 900
    assert made.answers[0, 2][("7",), "7", 4] == (1, 3, 9)
