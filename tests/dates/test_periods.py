from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.dates import Calendar, PeriodError, period_of, read_period
from csat.plan import PERIOD_KINDS, PeriodKind

DAY = date(2025, 8, 3)  # 12 Mordad 1404, a Sunday
SPRING = (date(2025, 3, 21), date(2025, 6, 21))
CALENDARS: tuple[Calendar, ...] = ("gregorian", "jalali")


@pytest.mark.parametrize(
    ("calendar", "unit", "label", "first", "last"),
    [
        ("gregorian", "year", "2025", "2025-01-01", "2025-12-31"),
        ("gregorian", "quarter", "2025-Q3", "2025-07-01", "2025-09-30"),
        ("gregorian", "month", "2025-08", "2025-08-01", "2025-08-31"),
        ("gregorian", "week", "2025-W31", "2025-07-28", "2025-08-03"),
        ("gregorian", "day", "2025-08-03", "2025-08-03", "2025-08-03"),
        ("jalali", "year", "1404", "2025-03-21", "2026-03-20"),
        ("jalali", "quarter", "1404-Q2", "2025-06-22", "2025-09-22"),
        ("jalali", "month", "1404-05", "2025-07-23", "2025-08-22"),
        ("jalali", "week", "1404-W21", "2025-08-02", "2025-08-08"),
        ("jalali", "day", "1404-05-12", "2025-08-03", "2025-08-03"),
    ],
)
def test_the_periods_of_a_day(calendar: Calendar, unit: PeriodKind, label: str, first: str, last: str) -> None:
    for moment in (DAY, datetime(2025, 8, 3, 23, 59)):
        period = period_of(moment, calendar, unit)
        assert (period.label, str(period.first), str(period.last)) == (label, first, last)


def test_weeks_at_the_turn_of_the_year() -> None:
    assert period_of(date(2027, 1, 1), "gregorian", "week").label == "2026-W53"
    assert period_of(date(2025, 12, 29), "gregorian", "week").label == "2026-W01"
    assert period_of(date(2025, 3, 20), "jalali", "week").label == "1404-W01"  # 1 Farvardin 1404 was a Friday
    assert period_of(date(2025, 3, 14), "jalali", "week").label == "1403-W52"
    assert period_of(date(2026, 3, 21), "jalali", "week").label == "1405-W01"  # 1 Farvardin 1405 is a Saturday


@given(
    st.datetimes(datetime(1921, 3, 28), datetime(2072, 3, 1)),
    st.sampled_from(CALENDARS),
    st.sampled_from(PERIOD_KINDS),
)
def test_periods_hold_their_moments_and_follow_each_other(
    moment: datetime, calendar: Calendar, unit: PeriodKind
) -> None:
    period = period_of(moment, calendar, unit)
    assert period.first <= moment.date() <= period.last
    assert period_of(period.first, calendar, unit) == period == period_of(period.last, calendar, unit)
    after = period_of(period.last + timedelta(days=1), calendar, unit)
    assert after.first == period.last + timedelta(days=1)
    assert after.label > period.label
    assert read_period(period.label, calendar) == (period.first, period.last)


@pytest.mark.parametrize(
    "text",
    [
        "1404/01/01 تا 1404/03/31", "از ۱۴۰۴/۰۱/۰۱ تا ۱۴۰۴/۰۳/۳۱", "1404/01/01 to 1404/03/31",
        "1404/01/01 - 1404/03/31",
        "1404/01/01-1404/03/31", "1404-01-01–1404-03-31", "1404-01 to 1404-03", "1404-Q1", "Q1 1404",
        "فروردین ۱۴۰۴ تا خرداد ۱۴۰۴", "فروردین ماه ۱۴۰۴ الی خردادماه ۱۴۰۴", "2025-03-21 to 2025-06-21",
        "from 21 March 2025 to 21 June 2025", "2025-03-21..2025-06-21", "21.03.2025 bis 21.06.2025",
        "1404/01/01 to 2025-06-21",
    ],
)  # fmt: skip
def test_one_period_in_many_forms(text: str) -> None:
    assert read_period(text) == SPRING
    assert read_period(text, "jalali") == SPRING


def test_a_day_and_a_year_are_periods() -> None:
    assert read_period("1403/12/30") == (date(2025, 3, 20), date(2025, 3, 20))
    assert read_period("1404") == (date(2025, 3, 21), date(2026, 3, 20))
    assert read_period("2026") == (date(2026, 1, 1), date(2026, 12, 31))
    assert read_period("Aug 2026") == (date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1404/12/30", "no such day: 1404/12/30; 1404 is no leap year"),
        ("1404/01/01 to 1404/12/30", "no such day: 1404/12/30; 1404 is no leap year"),
        ("1404-13", "there is no month 13"),
        ("2025-W53", "the year 2025 has no week 53"),
        ("1800", "1800 is no year of a survey"),
        ("March 1404", "the year 1404 is of another calendar than its month"),
        ("2026-06-30 to 2026-04-01", "it ends (2026-04-01) before it begins (2026-06-30)"),
        ("2026-01-01 to 2026-02-01 to 2026-03-01", "a period is one day, month, quarter, week or year, or goes from"),
        ("to 2026-03-01", "no period is read from it; write it as 2026-04-01 to 2026-06-30"),
        ("last spring", "no period is read from it; write it as 2026-04-01 to 2026-06-30"),
        ("2026 to " * 50, "no period is read from it"),
        ("05/06/2026", "every date can be read day first or month first; say the calendar, and write the year first"),
    ],
)
def test_what_is_no_period_says_why(text: str, why: str) -> None:
    with pytest.raises(PeriodError) as error:
        read_period(text)
    assert str(error.value).startswith(why)
