"""Straight lines, cycles, rows nearly alike, items that agree too well."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pingouin
import pytest

from csat.checks import near_duplicates
from csat.checks.near_duplicates import _near, _varied

from .conftest import Check, answers, lines, only, plan_of


def test_one_answer_throughout_six_items_is_a_straight_line(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(50, 7).items()}
    for values in data.values():
        values[4] = 3
        values[9] = 5
    data["q7"][9] = ""  # six answered
    data["q1"][11] = data["q2"][11] = ""  # five answered
    for name in ("q3", "q4", "q5", "q6", "q7"):
        data[name][11] = 5
    found = only(checked(data, plan_of(7)), "straight_lines")
    assert (found.outcome, found.base, lines(found)) == ("flagged", 49, [6, 11])
    frame = pd.DataFrame(data).replace("", np.nan).astype(float)
    assert found.count == int(((frame.nunique(axis=1) == 1) & (frame.count(axis=1) >= 6)).sum())


def test_fewer_items_need_a_reversed_one(checked: Check) -> None:
    data = answers(50, 4)
    for values in data.values():
        values[4] = 2
    found = only(checked(data, plan_of(4)), "straight_lines")
    assert (found.outcome, found.why) == (
        "not checked", "no block has 6 items on one scale, or 3 with a reversed one among them"
    )  # fmt: skip
    found = only(checked(data, plan_of(4, reverse=[2])), "straight_lines")
    straight = pd.DataFrame(data).nunique(axis=1) == 1
    assert lines(found) == [row + 2 for row in np.flatnonzero(straight)]
    assert 6 in lines(found)
    assert not found.notes  # one answer to both directions is no opinion


def test_a_reversed_item_left_out_leaves_three_answers_that_say_nothing(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(50, 4).items()}
    for values in data.values():
        values[4] = 2
    data["q2"][4] = ""
    assert 6 not in lines(only(checked(data, plan_of(4, reverse=[2])), "straight_lines"))


def test_neighbouring_items_on_one_scale_are_a_block_without_a_construct(checked: Check) -> None:
    data = answers(50, 6)
    for values in data.values():
        values[4] = 2
    found = only(checked(data, plan_of(6, construct=False)), "straight_lines")
    assert 6 in lines(found)
    apart = {"q1": data["q1"], "town": ["A", "B"] * 25} | {f"q{i}": data[f"q{i}"] for i in range(2, 7)}
    assert only(checked(apart, plan_of(6, construct=False)), "straight_lines").outcome == "not checked"


def test_answers_that_come_round_are_flagged(checked: Check) -> None:
    data = answers(60, 3)
    data["q2"] = [1 + i % 5 for i in range(60)]
    data["q3"] = [[3, 5, 4, 4, 2, 5, 1][i % 7] for i in range(60)]
    found = only(checked(data, plan_of(3)), "cycles")
    assert (found.outcome, found.count, found.base) == ("flagged", 2, 3)
    assert [part.what for part in found.parts] == ['"q2" (#2): every 5 rows', '"q3" (#3): every 7 rows']


def test_one_row_out_of_turn_and_it_does_not_come_round(checked: Check) -> None:
    data = {"q1": [1 + i % 5 for i in range(60)], "q2": [4] * 60}
    data["q1"][59] = 1
    assert only(checked(data, plan_of(2)), "cycles").count == 0  # nor does a constant item


def test_few_rows_or_one_sided_answers_may_come_round_by_chance(checked: Check) -> None:
    assert (
        only(checked({"q1": [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2], "q2": [1, 2] * 6}, plan_of(2)), "cycles").count == 0
    )
    nearly = [5] * 40
    nearly[0] = 4
    nearly[30] = 4
    assert only(checked({"q1": nearly, "q2": answers(40, 1)["q1"]}, plan_of(2)), "cycles").count == 0


def test_alpha_that_is_too_high_is_that_of_pingouin(checked: Check) -> None:
    base = answers(200, 1)["q1"]
    draw = random.Random(5)
    data = {f"q{i}": [min(5, max(1, v + (draw.random() < 0.05))) for v in base] for i in range(1, 5)}
    found = only(checked(data, plan_of(4)), "high_alpha")
    expected, _ = pingouin.cronbach_alpha(data=pd.DataFrame(data))
    assert (found.outcome, found.count, found.base) == ("flagged", 1, 1)
    assert found.estimates[0].value == pytest.approx(expected, abs=1e-12)
    assert only(checked(answers(200, 4), plan_of(4)), "high_alpha").outcome == "passed"
    assert only(checked(answers(200, 2), plan_of(2)), "high_alpha").outcome == "not checked"


def touched_up(n: int, copies: int, items: int = 40) -> dict[str, list[int]]:
    """Honest rows, and after them copies of the first ones with two answers changed."""
    data = answers(n, items, seed=8)
    draw = random.Random(9)
    for copy in range(copies):
        for values in data.values():
            values[n - 1 - copy] = values[copy]
        for item in draw.sample(range(1, items + 1), 2):
            data[f"q{item}"][n - 1 - copy] = 1 + data[f"q{item}"][n - 1 - copy] % 5
    return data


def test_copies_that_were_touched_up_are_found(checked: Check) -> None:
    found = only(checked(touched_up(200, 10), plan_of(40)), "near_duplicates")
    assert (found.outcome, found.count, found.base) == ("flagged", 20, 200)
    assert lines(found) == [*range(2, 12), *range(192, 202)]
    few = only(checked(touched_up(200, 4), plan_of(40)), "near_duplicates")
    assert (few.outcome, few.count) == ("passed", 8)
    assert only(checked(answers(200, 40), plan_of(40)), "near_duplicates").count == 0
    assert only(checked(answers(60, 29), plan_of(29)), "near_duplicates").why == "it needs 30 items, and there are 29"


def test_of_many_rows_the_same_are_compared_in_any_order(checked: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_duplicates, "COMPARED", 150)
    data = touched_up(300, 60)
    found = only(checked(data, plan_of(40)), "near_duplicates")
    order = list(range(300))
    random.Random(4).shuffle(order)
    moved = only(checked({name: [v[at] for at in order] for name, v in data.items()}, plan_of(40)), "near_duplicates")
    assert (found.base, "150 of 300 rows" in found.notes[1]) == (150, True)
    assert found.count == moved.count > 0
    rows = pd.DataFrame(data)
    same = {tuple(rows.iloc[line - 2]) for line in lines(found)}
    assert same == {tuple(rows.iloc[order[line - 2]]) for line in lines(moved)}


def test_near_rows_are_those_that_a_comparison_one_by_one_finds() -> None:
    draw = np.random.default_rng(1)
    given = draw.integers(-2, 4, (70, 12)).astype(np.int16)
    given[10] = given[3]
    given[11] = np.where(np.arange(12) < 2, 3 - given[4], given[4])
    share, least = Fraction(3, 4), 6
    expected = np.zeros(70, bool)
    for one in range(70):
        for other in range(70):
            both = (given[one] >= 0) & (given[other] >= 0)
            agree = int((both & (given[one] == given[other])).sum())
            expected[one] |= one != other and both.sum() >= least and agree >= 0.75 * both.sum()
    assert _near(given, share, least).tolist() == expected.tolist()
    assert expected.any()
    varied = [
        (row >= 0).sum() >= least and pd.Series(row[row >= 0]).value_counts().max() < 0.75 * (row >= 0).sum()
        for row in given
    ]
    assert _varied(given, share, least).tolist() == varied
