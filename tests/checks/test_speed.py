"""Durations as they are written, and respondents who were much faster than most."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from csat.checks.durations import BARE, CLOCK, seconds, whole_time
from csat.plan import Use

from .conftest import Check, answers, lines, only, plan_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95", (BARE, 95.0)),
        ("95.25", (BARE, 95.25)),
        ("۹۵", (BARE, 95.0)),
        ("٩٥", (BARE, 95.0)),
        ("0", (BARE, 0.0)),
        ("1:35", (CLOCK, 95.0)),
        ("00:01:35", (CLOCK, 95.0)),
        ("26:30:00", (CLOCK, 95400.0)),
        ("۰:۰۱:۳۵", (CLOCK, 95.0)),
        ("1 min 35 s", (CLOCK, 95.0)),
        ("1m35s", (CLOCK, 95.0)),
        ("2 hours, 3 minutes and 4 seconds", (CLOCK, 7384.0)),
        ("۲ دقیقه و ۵ ثانیه", (CLOCK, 125.0)),
        ("PT1M35S", (CLOCK, 95.0)),
        ("PT2H", (CLOCK, 7200.0)),
        ("-5", None),
        ("1:75", None),
        ("1:75:00", None),
        ("soon", None),
        ("", None),
        ("5 apples", None),
        ("2026-05-01", None),
        ("9" * 5000, None),
    ],
)
def test_seconds(text: str, expected: tuple[str, float] | None) -> None:
    assert seconds(text) == expected


def test_the_time_of_a_page_is_not_that_of_the_questionnaire() -> None:
    def use(header: str, why: str = "x") -> Use:
        return Use(0, header, "A", "duration", why)

    page, total, own = use("Time on page 3"), use("Total time"), use("Duration (in seconds)")
    assert whole_time([page, own]) is own
    assert whole_time([page, own, total]) is total
    assert whole_time([use("Q3_First Click", "Qualtrics page timing")]) is None
    assert whole_time([]) is None


def durations(n: int) -> list[float]:
    draw = random.Random(6)
    return [round(draw.lognormvariate(5.5, 0.5), 1) for _ in range(n)]


def test_speeders_are_below_a_third_of_the_median(checked: Check) -> None:
    taken = durations(200)
    taken[5], taken[9] = 12.0, 40.5
    found = only(checked({"Duration (seconds)": taken, **answers(200, 2)}), "speeders")
    median = float(np.median(taken))
    expected = [row + 2 for row, time in enumerate(taken) if 3 * time < median]
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", len(expected), 200, expected)
    assert found.notes == (f"The median is {median:.6g}.",)
    assert {7, 11} <= set(expected)


def test_exactly_a_third_of_the_median_is_not_too_fast(checked: Check) -> None:
    taken = [30.0] * 19 + [10.0, 9.99]
    found = only(checked({"Duration (seconds)": taken, **answers(21, 2)}), "speeders")
    assert lines(found) == [22]


@pytest.mark.parametrize("unit", ["clock", "persian", "minutes"])
def test_the_way_of_writing_changes_nothing(checked: Check, unit: str) -> None:
    taken = [float(round(time)) for time in durations(200)]
    said: list[object] = [
        f"{int(t) // 3600}:{int(t) // 60 % 60:02}:{int(t) % 60:02}"
        if unit == "clock"
        else str(int(t)).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        if unit == "persian"
        else t / 60
        for t in taken
    ]
    header = "مدت پاسخ" if unit == "persian" else "Time taken"
    plan = f'[columns]\nduration = "{header}"\n' + plan_of(2)
    found = only(checked({header: said, **answers(200, 2)}, plan), "speeders")
    expected = pd.Series(taken)
    assert lines(found) == [row + 2 for row in expected.index[3 * expected < expected.median()]]
    assert found.count > 0


def test_cells_of_another_kind_are_counted_and_not_compared(checked: Check) -> None:
    said: list[object] = [300 + i for i in range(30)]
    said[3], said[4], said[5] = "0:02", "a while", ""
    found = only(
        checked({"Duration": said, **answers(30, 2)}, '[columns]\nduration = "Duration"\n' + plan_of(2)), "speeders"
    )
    assert (found.outcome, found.base) == ("passed", 27)
    assert "2 cells are no durations" in found.notes[1]


def test_a_few_durations_have_no_median_to_go_by(checked: Check) -> None:
    plan = '[columns]\nduration = "Duration"\n' + plan_of(2)
    found = only(checked({"Duration": [300] * 8 + [1], **answers(9, 2)}, plan), "speeders")
    assert (found.outcome, found.why) == ("not checked", "a median needs 10 durations, and there are 9")
    assert only(checked(answers(30, 2)), "speeders").why == "no column holds durations"


def test_a_plan_moves_the_threshold(checked: Check) -> None:
    taken = durations(200)
    plan = '[columns]\nduration = "Duration"\n[[rule]]\ncheck = "speeders"\nthreshold = 0.5\n' + plan_of(2)
    found = only(checked({"Duration": taken, **answers(200, 2)}, plan), "speeders")
    series = pd.Series(taken)
    assert found.count == int((series < series.median() / 2).sum())
    assert "below half of the median" in found.rule
