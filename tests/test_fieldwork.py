"""What the record tells of columns of dates: only what was counted to the end, and nobody's own day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.results import Record


def survey(tmp_path: Path, header: str, dates: list[str]) -> Path:
    path = tmp_path / "survey.csv"
    rows = [f'"{text}",{number % 5 + 1}' for number, text in enumerate(dates)]
    path.write_text("\n".join([f"{header},Satisfaction", *rows, ""]), encoding="utf-8")
    return path


def why(record: Record) -> str:
    return next(str(column["why"]) for column in record.plan["columns"] if column["role"] == "date")


def test_first_and_last_day_calendar_order_and_zone(tmp_path: Path) -> None:
    path = survey(tmp_path, "Submit date", [f"۱۴۰۴/۰۵/{day:02} ساعت ۱۴:۳۰" for day in range(12, 20)])
    record = csat.score(path)
    assert record.ledger["fieldwork"] == [
        {"column": "Submit date", "calendar": "jalali", "first": "2025-08-03", "last": "2025-08-10"}
    ]
    assert why(record) == (
        "its cells are dates; in the Jalali calendar; year first; 1404/05/12 to 1404/05/19 (2025-08-03 to 2025-08-10); "
        "no time zone told"
    )


def test_a_zone_and_a_doubt_are_told(tmp_path: Path) -> None:
    record = csat.score(survey(tmp_path, "Submit date", ["05/06/2026 10:00 AST"] * 6))
    assert "fieldwork" not in record.ledger
    assert why(record) == (
        "its cells are dates; in the Gregorian calendar; time zone AST; "
        "in doubt: every date can be read day first or month first"
    )


def test_a_plan_settles_the_doubt(tmp_path: Path) -> None:
    path = survey(tmp_path, "When", ["05/06/2026"] * 6)
    plan = tmp_path / "survey.toml"
    plan.write_text(
        '[columns]\ndate = "When"\ndate_order = "mdy"\n'
        '[[item]]\ncolumn = "Satisfaction"\nmeasure = "csat"\nscale = "1-5"\n',
        encoding="utf-8",
    )
    record = csat.score(path, plan=plan)
    assert record.ledger["fieldwork"] == [
        {"column": "When", "calendar": "gregorian", "first": "2026-05-06", "last": "2026-05-06"}
    ]


@pytest.mark.parametrize(
    ("header", "dates"),
    [
        ("When were you here", [f"2026-01-{day:02}" for day in range(1, 20)]),  # which may be anybody's own day
        ("Submit date", ["2026-01-01", "2026-01-02", "2026-01-03"]),  # of so few that each is somebody
    ],
)
def test_no_days_are_told_that_may_be_somebodys(tmp_path: Path, header: str, dates: list[str]) -> None:
    record = csat.score(survey(tmp_path, header, dates), scale=["1-5"])
    assert "fieldwork" not in record.ledger
    assert "2026" not in record.to_json().split('"plan"')[1]
    assert why(record) == "its cells are dates; in the Gregorian calendar; year first"


@pytest.mark.parametrize(
    "header", ["Date of birth", "Geburtsdatum", "تاریخ تولد", "Fecha de nacimiento", "Doğum tarihi"]
)
def test_birthdays_are_personal(tmp_path: Path, header: str) -> None:
    record = csat.score(survey(tmp_path, header, [f"19{70 + n}-03-0{n % 9 + 1}" for n in range(20)]))
    assert "fieldwork" not in record.ledger
    assert [column["role"] for column in record.plan["columns"]] == ["personal data", "item"]


def test_nothing_is_told_of_a_part(tmp_path: Path) -> None:
    moments = [f"{date(2026, 1, 1) + timedelta(n)} 10:00:{n % 60:02}" for n in range(1200)]
    record = csat.score(survey(tmp_path, "Submit date", moments))  # more texts than are counted
    assert "fieldwork" not in record.ledger
    assert ";" not in why(record).replace("its header says so; ", "")


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["۱۲ مرداد ۱۴۰۴", "۱۳ مرداد ۱۴۰۴"], "Jalali calendar"),
        (["سه‌شنبه ۱۲ مرداد ۱۴۰۴", "چهارشنبه ۱۳ مرداد ۱۴۰۴"], "Jalali calendar"),
        (["12 Mordad 1404", "13 Mordad 1404"], "Jalali calendar"),
        (["۱۲ اسد ۱۴۰۴", "۱۳ اسد ۱۴۰۴"], "Jalali calendar"),
        (["۱۴:۳۰ ۱۴۰۴/۰۵/۱۲", "۱۴:۳۱ ۱۴۰۴/۰۵/۱۲"], "Jalali calendar; year first"),
        (["12/05/1404", "13/05/1404"], "Jalali calendar; day first"),
        (["14040512", "14040513"], "Jalali calendar; year first"),
        (["04/05/12", "04/05/13"], "in doubt: years have two digits"),
        (["12 دی 1404", "13 دی 1404"], "Jalali calendar"),
        (["Aug 12, 2026", "Aug 13, 2026"], "Gregorian calendar"),
        (["3 août 2026", "4 août 2026"], "Gregorian calendar"),
        (["3/22/25 14:29:25", "3/23/25 4:54:28"], "Gregorian calendar; month first"),
        (["2024/04/01 7:42:34 AM AST", "2024/04/02 7:42:34 PM AST"], "time zone AST"),
        (["2026-08-12T14:30:05.123Z", "2026-08-13T14:30:05.123Z"], "time zone UTC"),
        (["20260812", "20260813"], "Gregorian calendar; year first"),
    ],
)
def test_dates_of_every_form_are_known(tmp_path: Path, dates: list[str], said: str) -> None:
    record: Any = csat.score(survey(tmp_path, "تاریخ", dates * 6))
    assert said in why(record)


@pytest.mark.parametrize(
    "texts",
    [
        ["18-24", "25-34", "35-44"],
        ["1.5", "2.5", "3.5", "4.5"],
        ["10 to 20 days", "20 to 30 days"],
        ["46027", "46028", "46029"],
        ["14 / 3 / x", "1 of 12"],
        ["10.0.1", "10.2.3"],
    ],
)
def test_what_is_no_date_is_not_taken_for_one(tmp_path: Path, texts: list[str]) -> None:
    record = csat.score(survey(tmp_path, "Answer", texts * 6))
    assert "date" not in [column["role"] for column in record.plan["columns"]]
