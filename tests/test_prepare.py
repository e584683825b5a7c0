"""One answer to a position, or to the reason why it is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from csat.io.text import key
from csat.plan import Item, Scale
from csat.prepare import positions, read_answer

NUMBERS = Item(0, "q", "q", "csat", Scale(1, 5), missing=frozenset({"4", key("skip")}))
WORDS = Item(
    0,
    "q",
    "q",
    "csat",
    Scale(1, 3),
    labels={"bad": 1, "fine": 2, "good": 3},
    numeric=False,
    not_answers={"eh": "don't know"},
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1", 0), ("5.0", 4), ("۵", 4), (" 2 ", 1), ("", "blank"), ("-", "blank"), ("N/A", "not applicable"),
        ("Don't know", "don't know"), ("4", "not applicable"), ("4.0", "not applicable"), ("SKIP", "not applicable"),
        ("0", "invalid"), ("6", "invalid"), ("99", "invalid"),
        ("-1", "invalid"), ("TRUE", "invalid"), ("4.0000001", "invalid"),
        ("3.5", "invalid"), ("20%", "invalid"), ("★★★", "invalid"),
        ("5 people were rude", "invalid"), ("#N/A", "invalid"),
    ],
)  # fmt: skip
def test_numbers(text: str, outcome: int | str) -> None:
    assert read_answer(NUMBERS, text) == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Good", 2),
        ("good ", 2),
        ("BAD", 0),
        ("3", "invalid"),
        ("eh", "don't know"),
        ("", "blank"),
        ("goood", "invalid"),
    ],
)
def test_words(text: str, outcome: int | str) -> None:
    assert read_answer(WORDS, text) == outcome


def test_reversal_is_around_the_declared_bounds() -> None:
    item = Item(0, "q", "q", "csat", Scale(0, 10, Fraction(1)), reverse=True)
    assert positions(item, ["0", "3", "10", "x"]).tolist() == [10, 7, 0, -1]


def test_half_points() -> None:
    assert read_answer(Item(0, "q", "q", "csat", Scale(1, 5, Fraction(1, 2))), "4,5") == 7
