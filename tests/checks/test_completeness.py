"""Partials, unfinished respondents, item non-response, constant items, answers off the scale."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

import csat

from .conftest import Check, answers, lines, only, plan_of


def test_respondents_are_complete_partial_or_broken_off(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(40, 10).items()}
    data["town"] = ["here"] * 40  # a row without any cell would be no respondent
    for row, left_out in ((3, 2), (4, 3), (5, 5), (6, 6), (7, 10)):
        for item in range(1, left_out + 1):
            data[f"q{item}"][row] = ""
    found = only(checked(data, plan_of(10)), "partials")
    assert {part.what: part.count for part in found.parts} == {
        "complete": 36, "partial": 2, "broken off": 2, "of these without any answer": 1
    }  # fmt: skip
    assert lines(found) == [8, 9]
    assert [list(part.rows["survey.csv"]) for part in found.parts[1:]] == [[6, 7], [8, 9], [9]]
    share = pd.DataFrame(data).drop(columns="town").replace("", None).notna().mean(axis=1)
    assert found.count == int((share < 0.5).sum())


def test_words_for_no_answer_are_answers_of_who_reached_the_question(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(40, 4).items()}
    for name in ("q1", "q2", "q3"):
        data[name][0] = "N/A"
        data[name][1] = "don't know"
        data[name][2] = "   "
    found = only(checked(data, plan_of(4)), "partials")
    assert lines(found) == [4]


def test_a_plan_moves_where_a_break_off_begins(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(40, 10).items()}
    for item in range(1, 7):
        data[f"q{item}"][0] = ""
    plan = '[[rule]]\ncheck = "partials"\nthreshold = 0.4\n' + plan_of(10)
    assert only(checked(data, plan), "partials").count == 0


def test_one_item_alone_makes_nobody_partial(checked: Check) -> None:
    found = only(checked(answers(30, 1), plan_of(1)), "partials")
    assert (found.outcome, found.why) == ("not checked", "there are fewer than two items")


QUALTRICS = (
    "StartDate,EndDate,Status,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,DistributionChannel,"
    "UserLanguage,Q1,Q2\n"
    "Start Date,End Date,Response Type,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,"
    "Distribution Channel,User Language,Overall satisfaction,Satisfaction with staff\n"
    + ",".join(f'"{{""ImportId"":""{name}""}}"' for name in "abcdefghijkl")
    + "\n"
)


def test_unfinished_rows_are_those_the_platform_marks(tmp_path: Path) -> None:
    draw = random.Random(2)
    rows = [
        f"2026-05-{1 + i % 28:02} 10:00:00,2026-05-{1 + i % 28:02} 10:05:00,IP Address,100,{200 + i},"
        f"{'False' if i in (4, 9) else 'True'},2026-05-{1 + i % 28:02} 10:05:00,R_{i},anonymous,EN,"
        f"{draw.randint(1, 5)},{draw.randint(1, 5)}"
        for i in range(30)
    ]
    path = tmp_path / "survey.csv"
    path.write_text(QUALTRICS + "\n".join(rows) + "\n", "utf-8")
    told = csat.check(path)
    assert told.source["platform"] == "qualtrics"
    found = only(told, "unfinished")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 2, 30, [8, 13])
    assert only(told, "date_order").outcome == "passed"
    assert only(told, "speeders").base == 28  # those who finished


def test_items_that_many_left_out(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(40, 3).items()}
    data["q1"][:5] = [""] * 5
    data["q2"][:4] = [""] * 4
    found = only(checked(data, plan_of(3)), "item_nonresponse")
    assert (found.outcome, found.count, found.base, found.of) == ("flagged", 1, 3, "items")
    assert [column.header for column in found.columns] == ["q1"]
    assert {part.what: part.count for part in found.parts} == {'"q1" (#1)': 5, '"q2" (#2)': 4}
    plan = '[[rule]]\ncheck = "item_nonresponse"\nthreshold = 0.09\n' + plan_of(3)
    assert only(checked(data, plan), "item_nonresponse").count == 2


def test_constant_items(checked: Check) -> None:
    data = answers(40, 3)
    data["q2"] = [4] * 40
    found = only(checked(data, plan_of(3)), "constant_items")
    assert (found.outcome, found.count, found.base) == ("flagged", 1, 3)
    assert [column.header for column in found.columns] == ["q2"]
    few = {name: values[:9] for name, values in data.items()}
    assert only(checked(few, plan_of(3)), "constant_items").outcome == "not checked"


def test_answers_off_the_scale_and_of_no_label_are_told_by_row_and_never_in_words(checked: Check) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(40, 3).items()}
    data["q1"][3], data["q1"][8], data["q1"][9] = 7, 7, "99"
    data["q3"][3], data["q3"][20] = "My name is Jane Roe", "N/A"
    told = checked(data, plan_of(3))
    found = only(told, "invalid_answers")
    assert (found.outcome, found.count, found.base, found.of) == ("flagged", 4, 120, "answers")
    assert lines(found) == [5, 10, 11]
    assert {part.what: list(part.rows["survey.csv"]) for part in found.parts} == {
        '"q1" (#1): 7 is off the scale': [5, 10],
        '"q1" (#1): 99 is off the scale': [11],
        '"q3" (#3): a text that matches no label': [5],
    }
    assert "Jane" not in told.to_json()
    assert only(checked(answers(40, 3), plan_of(3)), "invalid_answers").outcome == "passed"


def test_the_counts_are_those_of_the_ledger(checked: Check, tmp_path: Path) -> None:
    data: dict[str, list[object]] = {name: list(values) for name, values in answers(200, 5).items()}
    draw = random.Random(3)
    for values in data.values():
        for row in range(200):
            if draw.random() < 0.1:
                values[row] = draw.choice(["", 6, "0", "x y", "N/A", "۳"])
    told = checked(data, plan_of(5))
    record = csat.score(tmp_path / "survey.csv", plan=tmp_path / "plan.toml")
    invalid = sum(item["invalid"] for item in record.ledger["items"])
    assert only(told, "invalid_answers").count == invalid > 0
    blank = {f'"{item["column"]}" (#{n})': item["blank"] for n, item in enumerate(record.ledger["items"], 1)}
    assert {part.what: part.count for part in only(told, "item_nonresponse").parts} == blank


@pytest.mark.parametrize("name", ["partials", "item_nonresponse", "invalid_answers", "constant_items", "cycles"])
def test_without_items_there_is_nothing_to_check(checked: Check, name: str) -> None:
    told = checked({"respondent id": list(range(30)), "town": ["A", "B", "C"] * 10})
    found = only(told, name)
    assert found.outcome == "not checked"
    assert found.why
    assert "No column is scored" in told.notices[-1]
