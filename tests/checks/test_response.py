"""Response rates by the formulas of AAPOR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import csat
from csat.errors import InputError

from .conftest import Check, answers, only, plan_of


def surveyed(n: int = 60) -> dict[str, list[object]]:
    """Of n respondents two partial, one broken off."""
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(n, 10).items()}
    for row, left_out in ((1, 3), (2, 5), (3, 8)):
        for item in range(1, left_out + 1):
            data[f"q{item}"][row] = ""
    return data


def aapor(i: int, p: int, r: int, nc: int, o: int, u: int, e: float) -> dict[str, float]:
    """The four rates, as the Standard Definitions write them."""
    known = (i + p) + (r + nc + o)
    return {
        "rr1": 100 * i / (known + u),
        "rr2": 100 * (i + p) / (known + u),
        "rr3": 100 * i / (known + e * u),
        "rr4": 100 * (i + p) / (known + e * u),
    }


RESPONSE = """[response]
invited = 200
refused = 12
not_reached = 9
other = 2
undeliverable = 15
unknown = 4
not_eligible = 8
eligibility = 0.75
"""


def test_the_four_rates(checked: Check, evaluate: Callable[..., float]) -> None:
    found = only(checked(surveyed(), RESPONSE + plan_of(10)), "response_rate")
    rest = 200 - 60 - 12 - 9 - 2 - 15 - 4 - 8
    expected = aapor(57, 2, 12 + 1, 9, 2, 15 + 4 + rest, 0.75)
    assert (found.outcome, found.count, found.base) == ("told", 57, 200)
    assert {e.metric: e.value for e in found.estimates} == pytest.approx(expected, abs=1e-12)
    for estimate in found.estimates:
        assert evaluate(estimate.formula, estimate.counts) == pytest.approx(estimate.value, abs=1e-12)
    assert found.estimates[0].n == 192
    assert not found.flagged


def test_invitations_alone_give_two_rates(checked: Check) -> None:
    found = only(checked(surveyed(), plan_of(10), invited=150), "response_rate")
    assert {e.metric: e.value for e in found.estimates} == pytest.approx(
        {"rr1": 100 * 57 / 150, "rr2": 100 * 59 / 150}, abs=1e-12
    )
    assert any("RR3 and RR4 need" in note for note in found.notes)
    assert any("90 of whom nothing is known" in note for note in found.notes)


def test_break_offs_are_those_of_the_plans_rule(checked: Check) -> None:
    rule = '[[rule]]\ncheck = "partials"\nthreshold = 0.2\n'
    found = only(checked(surveyed(), rule + plan_of(10), invited=150), "response_rate")
    assert {e.metric: e.value for e in found.estimates} == pytest.approx({"rr1": 38.0, "rr2": 40.0}, abs=1e-12)


def test_the_flag_wins_over_the_plan(checked: Check) -> None:
    found = only(checked(surveyed(), RESPONSE + plan_of(10), invited=300), "response_rate")
    assert found.base == 300


def test_outcomes_without_invitations_are_all_there_is(checked: Check) -> None:
    found = only(checked(surveyed(), "[response]\nrefused = 39\nunknown = 50\n" + plan_of(10)), "response_rate")
    expected = aapor(57, 2, 40, 0, 0, 50, 1)
    assert found.estimates[0].value == pytest.approx(expected["rr1"], abs=1e-12)
    assert not any("nothing is known" in note for note in found.notes)


def test_fewer_invited_than_answered_gives_no_rate(checked: Check) -> None:
    found = only(checked(surveyed(), plan_of(10), invited=59), "response_rate")
    assert (found.outcome, found.estimates) == ("flagged", ())
    assert "do not go together" in found.notes[0]


@pytest.mark.parametrize("said", ["", "[response]\nnot_eligible = 3\n", "[response]\neligibility = 0.5\n"])
def test_nothing_is_guessed(checked: Check, said: str) -> None:
    found = only(checked(surveyed(), said + plan_of(10)), "response_rate")
    assert found.outcome == "not checked"
    assert "--invited" in str(found.why)


def test_who_left_out_the_only_item_broke_off(checked: Check) -> None:
    data: dict[str, list[object]] = {"q1": [*answers(60, 1)["q1"], *[""] * 40], "id": list(range(100))}
    found = only(checked(data, plan_of(1), invited=200), "response_rate")
    assert (found.count, found.base) == (60, 200)
    assert [e.value for e in found.estimates] == pytest.approx([30.0, 30.0], abs=1e-12)
    assert any("40 who broke off" in note for note in found.notes)


def test_one_item_makes_everybody_complete(checked: Check) -> None:
    found = only(checked(answers(30, 1), plan_of(1), invited=60), "response_rate")
    assert [e.value for e in found.estimates] == [50.0, 50.0]


@pytest.mark.parametrize("invited", [0, -5])
def test_nobody_invited_is_an_error(invited: int, tmp_path: Any) -> None:
    with pytest.raises(InputError, match="at least one"):
        csat.check(tmp_path / "no.csv", invited=invited)
