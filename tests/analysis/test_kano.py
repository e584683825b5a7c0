"""Kano's method: the evaluation table cell by cell, shares, coefficients and ties."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.analysis.kano import CATEGORIES, TABLE, commonest, not_apart
from csat.errors import InputError
from csat.intervals import wilson
from csat.results import Estimate

METRICS = {letter: f"kano_{name.replace('-', '_')}" for letter, name in CATEGORIES.items()}
LIKE, MUST, NEUTRAL, LIVE, DISLIKE = range(1, 6)


def made(answers: list[tuple[int, int]], order: str = "like first", **more: Any) -> dict[str, Estimate]:
    data = pd.DataFrame(answers, columns=["there", "missing"])
    record = csat.kano(
        data, [["there", "missing", "GPS"]], order=order, csat=["there", "missing"],
        scale=more.pop("scale", ("1-5",)), **more,
    )  # fmt: skip
    return {e.metric: e for e in record.estimates if e.analysis == "kano"}


def test_the_table_is_that_of_berger_and_others() -> None:
    """What a pair of answers means, said in words and not by the table."""
    for there, missing in product(range(1, 6), repeat=2):
        if there == missing and there in (LIKE, DISLIKE):
            wanted = "Q"
        elif there == DISLIKE or missing == LIKE:
            wanted = "R"
        elif there == LIKE:
            wanted = "O" if missing == DISLIKE else "A"
        else:
            wanted = "M" if missing == DISLIKE else "I"
        assert TABLE[there - 1][missing - 1] == wanted
        found = made([(there, missing)] * 3)
        assert found[METRICS[wanted]].value == 100
        turned = made([(6 - there, 6 - missing)] * 3, "dislike first")
        assert turned[METRICS[wanted]].value == 100


def test_shares_and_coefficients() -> None:
    cells = {(LIKE, DISLIKE): 7, (LIKE, LIVE): 12, (MUST, DISLIKE): 20, (NEUTRAL, NEUTRAL): 5, (DISLIKE, LIKE): 4,
             (LIKE, LIKE): 2}  # fmt: skip
    found = made([pair for pair, times in cells.items() for _ in range(times)])
    assert {metric: round((found[metric].value or 0) * 50 / 100) for metric in METRICS.values()} == {
        "kano_must_be": 20, "kano_one_dimensional": 7, "kano_attractive": 12, "kano_indifferent": 5,
        "kano_reverse": 4, "kano_questionable": 2,
    }  # fmt: skip
    share = found["kano_must_be"].interval
    assert share == wilson(20, 50, 0.95)
    better, worse = found["kano_better"], found["kano_worse"]
    assert (better.n, worse.n) == (44, 44)
    assert better.value == pytest.approx(100 * 19 / 44)
    assert worse.value == pytest.approx(-100 * 27 / 44)
    up = wilson(27, 44, 0.95)
    assert worse.interval is not None
    assert (worse.interval.low, worse.interval.high) == (-up.high, -up.low)
    assert better.missing == {"reverse": 4, "questionable": 2}
    assert found["kano_strength"].about["category"] == "must-be"
    assert found["kano_strength"].value == pytest.approx(100 * 8 / 50)


def test_ties_are_said_and_settled_for_none() -> None:
    found = made([(LIKE, DISLIKE)] * 5 + [(NEUTRAL, NEUTRAL)] * 5)["kano_strength"]
    assert found.value == 0
    assert found.about["category"] == "one-dimensional, indifferent"
    assert any("equally common" in note for note in found.notes)


def test_fongs_test() -> None:
    # |20 - 7| against 1.65 sqrt(27 * 73 / 100) = 7.33; |20 - 14| against 1.65 sqrt(34 * 66 / 100) = 7.82
    assert not not_apart(20, 7, 50)
    assert not_apart(20, 14, 50)
    assert commonest({"M": 2, "O": 2, "A": 1}) == ["M", "O"]


def test_all_reverse_has_no_coefficients() -> None:
    found = made([(DISLIKE, LIKE)] * 4)
    assert found["kano_better"].value is None
    assert found["kano_reverse"].value == 100


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40), st.randoms())
def test_shares_are_of_everybody_and_rows_have_no_order(answers: list[tuple[int, int]], draw: Any) -> None:
    found = made(answers)
    assert sum(e.counts[m.removeprefix("kano_")] for m, e in found.items() if m in METRICS.values()) == len(answers)
    assert sum(found[metric].value or 0 for metric in METRICS.values()) == pytest.approx(100)
    mixed = list(answers)
    draw.shuffle(mixed)
    assert made(mixed) == found


@pytest.mark.parametrize(
    ("more", "said"),
    [({"scale": ("1-7",)}, "the answers of Kano's method are five"), ({"reverse": ["there"]}, "is reversed")],
)
def test_what_cannot_be_done_is_said(more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        made([(1, 5), (2, 3)], **more)
