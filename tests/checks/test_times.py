"""Dates outside the fieldwork, ends before starts, early against late respondents."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

import csat
from csat.dates.calendars import day_of, parts_of

from .conftest import Check, answers, lines, only, plan_of

PERIOD = '[survey]\nperiod = "2026-05-01 to 2026-05-31"\n[columns]\ndate = "Submitted"\n'


def days(n: int, first: date = date(2026, 5, 1)) -> list[str]:
    return [(first + timedelta(days=i % 31)).isoformat() for i in range(n)]


def test_dates_outside_the_period_are_flagged(checked: Check) -> None:
    dates = days(40)
    dates[3], dates[7], dates[8], dates[9] = "2026-04-30", "2026-06-01", "soon", ""
    found = only(checked({"Submitted": dates, **answers(40, 2)}, PERIOD + plan_of(2)), "fieldwork")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 3, 39, [5, 9, 10])
    assert {part.what: part.count for part in found.parts} == {
        "before 2026-05-01": 1, "after 2026-05-31": 1, "no date": 1
    }  # fmt: skip
    assert found.notes == ("1 row has no date.",)
    inside = only(checked({"Submitted": days(40), **answers(40, 2)}, PERIOD + plan_of(2)), "fieldwork")
    assert (inside.outcome, inside.base) == ("passed", 40)


def test_the_last_day_belongs_to_the_period_to_its_end(checked: Check) -> None:
    stamps = [f"{day} 23:59:59" for day in days(40)]
    assert only(checked({"Submitted": stamps, **answers(40, 2)}, PERIOD + plan_of(2)), "fieldwork").count == 0
    stamps[0] = "2026-06-01 00:00:00"
    assert lines(only(checked({"Submitted": stamps, **answers(40, 2)}, PERIOD + plan_of(2)), "fieldwork")) == [2]


def test_jalali_dates_and_periods(checked: Check) -> None:
    first = day_of(1404, 1, 1, "jalali")
    said = ["{:04}/{:02}/{:02}".format(*parts_of(first + timedelta(days=i), "jalali")) for i in range(40)]
    said = [text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) for text in said]
    plan = '[survey]\nperiod = "1404/01/01 to 1404/01/31"\ncalendar = "jalali"\n[columns]\ndate = "تاریخ ثبت"\n'
    found = only(checked({"تاریخ ثبت": said, **answers(40, 2)}, plan + plan_of(2)), "fieldwork")
    assert lines(found) == list(range(33, 42))
    assert found.parts[1].what == "after 2025-04-20"


def test_without_a_period_it_says_so(checked: Check) -> None:
    found = only(checked({"Submitted": days(40), **answers(40, 2)}), "fieldwork")
    assert (found.outcome, found.why) == ("not checked", "the plan gives no period ([survey] period)")
    plan = '[survey]\nperiod = "2026-05"\n' + plan_of(2)
    assert only(checked(answers(40, 2), plan), "fieldwork").why == "no column holds dates"


def test_dates_that_could_be_other_days_are_not_judged(checked: Check) -> None:
    dates = [f"{1 + i % 5:02}/{1 + i % 6:02}/2026" for i in range(40)]
    told = checked({"Submitted": dates, **answers(40, 2)}, PERIOD + plan_of(2))
    for name in ("fieldwork", "early_late"):
        found = only(told, name)
        assert found.outcome == "not checked"
        assert "day first or month first" in str(found.why)


def test_a_plan_settles_the_order_of_dates(checked: Check) -> None:
    dates = [f"{1 + i % 5:02}/05/2026" for i in range(40)]
    dates[7] = "01/06/2026"
    plan = PERIOD + 'date_order = "dmy"\n' + plan_of(2)
    assert lines(only(checked({"Submitted": dates, **answers(40, 2)}, plan), "fieldwork")) == [9]


def test_a_column_of_dates_that_is_reported_by_period_is_checked_by_its_days(checked: Check) -> None:
    dates = days(40)
    dates[3] = "2026-04-30"
    plan = PERIOD + '[[segment]]\ncolumn = "Submitted"\nperiod = "month"\n' + plan_of(2)
    told = checked({"Submitted": dates, **answers(40, 2)}, plan)
    assert lines(only(told, "fieldwork")) == [5]
    assert only(told, "look_alikes").outcome == "not checked"


def test_dates_that_nothing_says_are_of_the_survey_are_no_dates_of_answering(checked: Check) -> None:
    told = checked({"Delivered": days(40), **answers(40, 2)}, '[survey]\nperiod = "2026-05"\n' + plan_of(2))
    assert only(told, "fieldwork").why == "no column holds dates"
    assert only(checked({"Delivered": days(40), **answers(40, 2)}), "early_late").outcome == "not checked"


def test_an_end_before_the_start_is_flagged(checked: Check) -> None:
    starts = [f"2026-05-{1 + i % 28:02} 10:00:00" for i in range(40)]
    ends = [f"2026-05-{1 + i % 28:02} 10:05:{i % 60:02}" for i in range(40)]
    ends[6], ends[7], ends[8] = "2026-05-07 09:59:59", "", starts[8]
    found = only(checked({"Start date": starts, "End date": ends, **answers(40, 2)}), "date_order")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 1, 39, [8])
    assert only(checked({"Submitted": days(40), **answers(40, 2)}), "date_order").outcome == "not checked"


MEASURES = """
[columns]
date = "Submitted"
[[item]]
id = "sat"
column = "sat"
measure = "csat"
scale = "1-5"
[[item]]
id = "low"
column = "low"
measure = "csat"
scale = "1-5"
reverse = true
[[item]]
id = "rec"
column = "rec"
measure = "nps"
[[item]]
id = "easy"
column = "easy"
measure = "ces"
variant = "ces2"
scale = "1-7"
"""


def waves(n: int, shift: float) -> dict[str, list[object]]:
    """Answers over n minutes; the later the worse."""
    draw = random.Random(11)
    start = datetime(2026, 5, 1, 8)
    late = [i / n * shift for i in range(n)]

    def point(mean: float, low: int, high: int) -> int:
        return min(high, max(low, round(draw.gauss(mean, 1.4))))

    return {
        "Submitted": [(start + timedelta(minutes=i)).strftime("%Y-%m-%d %H:%M:%S") for i in range(n)],
        "sat": [point(4 - d, 1, 5) for d in late],
        "low": [point(2, 1, 5) for _ in late],
        "rec": [point(8 - 2 * d, 0, 10) for d in late],
        "easy": ["" if i % 9 == 0 else point(5, 1, 7) for i, _ in enumerate(late)],
    }


def test_early_and_late_are_compared_as_statsmodels_and_scipy_do(checked: Check) -> None:
    data = waves(301, 1.5)
    found = only(checked(data, MEASURES), "early_late")
    frame = pd.DataFrame(data).replace("", np.nan)
    early, late = frame.iloc[:100], frame.iloc[201:]
    level = 1 - 0.05 / 4
    figures = {estimate.id: estimate for estimate in found.estimates}
    assert all(estimate.interval and estimate.interval.level == level for estimate in found.estimates)
    for name, best in (("sat", {4, 5}), ("low", {1, 2})):
        counts = [int(part[name].isin(best).sum()) for part in (late, early)]
        low, high = confint_proportions_2indep(counts[0], 100, counts[1], 100, method="newcomb", alpha=1 - level)
        _close(figures[f"{name}.csat.late_minus_early"], counts[0] - counts[1], 100 * low, 100 * high)
    net = [100.0 * (part["rec"] >= 9) - 100.0 * (part["rec"] <= 6) for part in (late, early)]
    _welch(figures["rec.nps.late_minus_early"], net[0], net[1], level)
    easy = [part["easy"].dropna().astype(float) for part in (late, early)]
    _welch(figures["easy.ces.late_minus_early"], easy[0], easy[1], level)
    assert (found.outcome, found.base) == ("flagged", 4)
    outside = [e for e in found.estimates if e.interval and not e.interval.low <= 0 <= e.interval.high]
    assert found.count == len(outside) >= 2
    assert {column.header for column in found.columns} == {e.column for e in outside}


def _welch(estimate: csat.Estimate, late: pd.Series[Any], early: pd.Series[Any], level: float) -> None:
    test = stats.ttest_ind(late, early, equal_var=False).confidence_interval(level)
    _close(estimate, late.mean() - early.mean(), test.low, test.high)


def _close(estimate: csat.Estimate, value: float, low: float, high: float) -> None:
    assert estimate.interval is not None
    assert estimate.value == pytest.approx(value, abs=1e-9)
    assert (estimate.interval.low, estimate.interval.high) == pytest.approx((low, high), abs=1e-9)


def test_formulas_give_the_values(checked: Check, evaluate: Callable[..., float]) -> None:
    for estimate in only(checked(waves(301, 1.5), MEASURES), "early_late").estimates:
        assert evaluate(estimate.formula, estimate.counts) == pytest.approx(estimate.value, abs=1e-9)


def test_the_same_answers_throughout_are_not_flagged(checked: Check) -> None:
    data = waves(300, 0)
    for name in ("sat", "low", "rec", "easy"):
        data[name] = data[name][:100] * 3
    found = only(checked(data, MEASURES), "early_late")
    assert [e.value for e in found.estimates] == [0.0] * 4
    assert (found.outcome, found.count) == ("passed", 0)


def test_the_order_of_rows_does_not_matter(checked: Check) -> None:
    data = waves(301, 1.0)
    found = only(checked(data, MEASURES), "early_late")
    order = list(range(301))
    random.Random(2).shuffle(order)
    moved = only(checked({name: [v[at] for at in order] for name, v in data.items()}, MEASURES), "early_late")
    assert moved == found


def test_rows_of_one_moment_stay_together(checked: Check) -> None:
    data = waves(300, 1.0)
    data["Submitted"] = [*["2026-05-01"] * 120, *["2026-05-02"] * 60, *["2026-05-03"] * 120]
    found = only(checked(data, MEASURES), "early_late")
    assert found.estimates[0].counts["early_base"] == found.estimates[0].counts["late_base"] == 120
    data["Submitted"] = [*["2026-05-01"] * 20, *["2026-05-02"] * 260, *["2026-05-03"] * 20]
    assert "same date" in str(only(checked(data, MEASURES), "early_late").why)
    few = {name: values[:29] for name, values in waves(300, 1.0).items()}
    assert only(checked(few, MEASURES), "early_late").why == "it needs 30 rows with a date, and there are 29"


def test_constant_thirds_have_no_interval(checked: Check) -> None:
    data = waves(60, 0.0)
    data["easy"] = [5] * 60
    found = only(checked(data, MEASURES), "early_late")
    easy = next(e for e in found.estimates if e.id.startswith("easy"))
    assert (easy.value, easy.interval) == (0.0, None)
    assert easy.no_interval_because


def test_a_parquet_file_gives_what_the_text_gives(tmp_path: Path, checked: Check) -> None:
    data = waves(301, 1.0)
    text = only(checked(data, MEASURES), "early_late")
    pd.DataFrame(data).astype(str).to_parquet(tmp_path / "survey.parquet")
    assert only(csat.check(tmp_path / "survey.parquet", plan=tmp_path / "plan.toml"), "early_late") == text


def test_a_plan_that_leaves_out_start_and_end_is_told_which_columns_they_are(checked: Check) -> None:
    data: dict[str, list[object]] = {"StartDate": ["2026-04-01 10:00:00"] * 30, "EndDate": ["2026-04-01 10:05:00"] * 30}
    data |= {name: list(values) for name, values in answers(30, 2).items()}
    why = str(only(checked(data, plan_of(2)), "date_order").why)
    assert why.startswith('the plan does not name "StartDate" (#1) and "EndDate" (#2)')
    assert only(checked(data, '[columns]\ndate = ["StartDate", "EndDate"]\n' + plan_of(2)), "date_order").why is None
    bare = {name: column for name, column in data.items() if name.startswith("q")}
    assert only(checked(bare, plan_of(2)), "date_order").why == "no two columns hold start and end"
