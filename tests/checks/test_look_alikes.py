"""Names of segments that may be one name."""

from __future__ import annotations

import pytest

from csat.checks.look_alikes import _alike

from .conftest import Check, answers, lines, only, plan_of

SEGMENT = '[[segment]]\ncolumn = "Region"\n'


def test_spellings_of_one_name_are_told_with_the_rows_of_the_rarer(checked: Check) -> None:
    names = ["North", "South"] * 30
    names[4], names[6] = "north ", "NORTH"
    found = only(checked({"Region": names, **answers(60, 2)}, SEGMENT + plan_of(2)), "look_alikes")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 1, 4, [6, 8])
    assert found.parts[0].what == '"North": one name in 3 spellings, counted together'


def test_a_letter_apart_is_told(checked: Check) -> None:
    names = ["Hamburg", "Berlin", "Munich"] * 20
    names[10] = "Hamburgg"
    names[11] = "Brelin"
    found = only(checked({"Region": names, **answers(60, 2)}, SEGMENT + plan_of(2)), "look_alikes")
    assert [part.what for part in found.parts] == [
        '"Berlin" and "Brelin": a letter apart, counted apart',
        '"Hamburg" and "Hamburgg": a letter apart, counted apart',
    ]
    assert lines(found) == [12, 13]


def test_persian_names(checked: Check) -> None:
    names = ["شعبه میرداماد", "شعبه ونک"] * 30
    names[4] = "شعبه ميرداماد"
    names[7] = "شعبه میراماد"
    found = only(checked({"Region": names, **answers(60, 2)}, SEGMENT + plan_of(2)), "look_alikes")
    assert found.count == 2
    assert lines(found) == [6, 9]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Plan A", "Plan B"), ("Branch 11", "Branch 12"), ("Hotel I", "Hotel II"), ("Male", "Female"), ("Iran", "Iraq"),
     ("North East", "South East"), ("2024", "2025"), ("شعبه الف", "شعبه ب")],
)  # fmt: skip
def test_names_that_are_two(one: str, other: str, checked: Check) -> None:
    assert not _alike(one, other)
    found = only(checked({"Region": [one, other] * 30, **answers(60, 2)}, SEGMENT + plan_of(2)), "look_alikes")
    assert found.outcome == "passed"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hamburg", "Hamburgg"), ("Hamburg", "Hmaburg"), ("Munich", "Munick"), ("New York", "NewYork"),
     ("تهرانپارس", "تهرانپار")],
)  # fmt: skip
def test_names_that_may_be_one(one: str, other: str) -> None:
    assert _alike(one, other)
    assert _alike(other, one)


def test_words_that_nobody_asked_to_see_stay_unseen(checked: Check) -> None:
    names = ["Jane Roebuck", "John Doe", "Ann Smith"] * 20
    names[10] = "Jane Roebucks"
    told = checked({"Clerk": names, **answers(60, 2)})
    found = only(told, "look_alikes")
    assert (found.count, lines(found)) == (1, [12])
    assert found.parts[0].what.startswith("two names: ")
    assert "Jane" not in told.to_json()


def test_without_segments_it_is_not_checked(checked: Check) -> None:
    assert only(checked(answers(30, 3), plan_of(3)), "look_alikes").why == "no column holds segments"
