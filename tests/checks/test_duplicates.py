"""The same respondent, the same answers, the same comment twice."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.checks.repeats import Repeats

from .conftest import Check, answers, lines, only, plan_of

LONG = "The desk was friendly, but breakfast was cold every morning."


def test_an_id_that_comes_again_is_flagged_with_its_rows(checked: Check) -> None:
    ids = [f"R{i:03}" for i in range(60)]
    ids[40], ids[50], ids[55] = "R003", " r003 ", "R010"
    found = only(checked({"respondent id": ids, **answers(60, 2)}), "duplicate_ids")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 3, 60, [42, 52, 57])
    assert [list(group["survey.csv"]) for group in found.groups] == [[5, 42, 52], [12, 57]]
    assert "2 respondents come more than once" in found.notes[0]


def test_long_ids_and_blank_ones_are_no_repeats(checked: Check) -> None:
    ids = [str(10**16 + i) for i in range(58)] + ["", ""]
    found = only(checked({"respondent id": ids, **answers(60, 2)}), "duplicate_ids")
    assert (found.outcome, found.count, found.base, lines(found)) == ("passed", 0, 58, [])
    assert found.notes == ("2 rows have no id.",)


def test_persian_digits_of_an_id_are_those_of_another(checked: Check) -> None:
    ids = [str(1000 + i) for i in range(60)]
    ids[9] = "۱۰۰۳"
    found = only(checked({"شناسه": ids, **answers(60, 2)}), "duplicate_ids")
    assert lines(found) == [11]


def test_an_e_mail_address_that_comes_again_is_flagged_and_never_told(checked: Check) -> None:
    mails = [f"person{i}@mail.example" for i in range(60)]
    mails[30] = "PERSON7@mail.example"
    told = checked({"E-mail": mails, **answers(60, 2)})
    found = only(told, "duplicate_ids")
    assert (found.count, lines(found)) == (1, [32])
    assert "mail.example" not in told.to_json()


def test_without_a_column_that_identifies_it_is_not_checked(checked: Check) -> None:
    found = only(checked(answers(30, 3), plan_of(3)), "duplicate_ids")
    assert (found.outcome, found.why) == ("not checked", "no column identifies respondents")


def test_copied_rows_of_a_long_questionnaire_are_flagged(checked: Check) -> None:
    data = answers(120, 16)
    for values in data.values():
        values[77] = values[12]
        values[90] = values[12]
    found = only(checked(data, plan_of(16)), "duplicate_answers")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 2, 120, [79, 92])
    assert [list(group["survey.csv"]) for group in found.groups] == [[14, 79, 92]]


def test_equal_rows_of_a_short_questionnaire_are_told_and_not_flagged(checked: Check) -> None:
    data = answers(300, 3)
    found = only(checked(data, plan_of(3)), "duplicate_answers")
    rows = pd.DataFrame(data)
    assert found.outcome == "passed"
    assert found.rows == {}
    assert found.notes[0].startswith(f"{int(rows.duplicated().sum())} rows repeat an earlier one")


def test_straight_lines_are_no_repeats_unless_a_comment_is_the_same(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(60, 14).items()}
    for values in data.values():
        values[5] = values[6] = values[7] = 5
    assert only(checked(data, plan_of(14)), "duplicate_answers").count == 0
    data["comment"] = [f"This was comment number {i} of mine" for i in range(60)]
    data["comment"][7] = data["comment"][5]
    found = only(checked(data, plan_of(14, more='[columns]\ncomment = "comment"\n')), "duplicate_answers")
    assert lines(found) == [9]


@pytest.mark.parametrize("items", [6, 10, 20, 30])
def test_honest_answers_hold_no_repeats(checked: Check, items: int) -> None:
    found = only(checked(answers(800, items, seed=items), plan_of(items)), "duplicate_answers")
    assert found.outcome == "passed"


def test_a_threshold_of_the_plan_flags_what_chance_may_do(checked: Check) -> None:
    data = answers(300, 3)
    rule = '[[rule]]\ncheck = "duplicate_answers"\nthreshold = 1000\n'
    found = only(checked(data, rule + plan_of(3)), "duplicate_answers")
    assert found.outcome == "flagged"
    assert 0 < found.count <= int(pd.DataFrame(data).duplicated().sum())


def test_a_long_comment_of_several_is_flagged_and_never_told(checked: Check) -> None:
    said = [f"Comment {i}, which is about something else entirely" for i in range(60)]
    said[20], said[30], said[31] = LONG, f"  {LONG.upper()} ", "short"
    said[32] = "short"
    told = checked({"comment": said, **answers(60, 2)}, '[columns]\ncomment = "comment"\n' + plan_of(2))
    found = only(told, "identical_comments")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 1, 58, [32])
    assert "breakfast" not in told.to_json()


def test_persian_comments_are_compared_by_what_is_read(checked: Check) -> None:
    said = [f"نظر شماره {i} من درباره خدمات این بانک و شعبه‌های آن است" for i in range(60)]
    said[3] = "کارمندان شعبه بسیار مؤدب بودند ولی صف خیلی طولانی بود"
    said[8] = "كارمندان شعبه بسيار مؤدب بودند ولي صف خيلي طولاني بود"
    found = only(
        checked({"نظر شما": said, **answers(60, 2)}, '[columns]\ncomment = "نظر شما"\n' + plan_of(2)),
        "identical_comments",
    )
    assert lines(found) == [10]


def test_short_comments_are_not_checked(checked: Check) -> None:
    plan = '[columns]\ncomment = "comment"\n' + plan_of(2)
    found = only(checked({"comment": ["fine"] * 30, **answers(30, 2)}, plan), "identical_comments")
    assert (found.outcome, found.why) == ("not checked", "no comment has 40 characters")
    plan = '[[rule]]\ncheck = "identical_comments"\nthreshold = 3\n' + plan
    found = only(checked({"comment": ["fine"] * 30, **answers(30, 2)}, plan), "identical_comments")
    assert found.count == 29


@given(st.lists(st.integers(0, 6), max_size=60), st.randoms(use_true_random=False))
def test_repeats_are_those_that_pandas_finds(numbers: list[int], shuffled: random.Random) -> None:
    marks = np.array(numbers, np.uint64)
    repeats = Repeats(marks)
    series = pd.Series(numbers, dtype="int64")
    expected = series[(series != 0)]
    assert repeats.rows.tolist() == expected.index[expected.duplicated()].tolist()
    assert repeats.count == int((expected.value_counts() > 1).sum())
    assert [list(group) for group in repeats.groups()] == [
        rows.index.tolist() for _, rows in expected.groupby(expected, sort=False) if len(rows) > 1
    ]
    counts = expected.groupby(expected).transform("size")
    assert repeats.sizes().tolist() == counts.tolist()
    assert repeats.turns().tolist() == expected.groupby(expected).cumcount().tolist()
    shuffled.shuffle(numbers)
    again = Repeats(np.array(numbers, np.uint64))
    assert (again.count, len(again.rows), again.largest) == (repeats.count, len(repeats.rows), repeats.largest)
