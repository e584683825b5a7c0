"""The two calendars of survey dates: which days they have, and how a day of one is called in the other.

Jalali: the Solar Hijri calendar of Iran and Afghanistan; its leap years follow the March equinox.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Literal

Calendar = Literal["gregorian", "jalali"]

JALALI_YEARS = range(1200, 1500)
GREGORIAN_YEARS = range(1900, 2200)
"""Years of four digits that are believed; the two ranges tell the calendars apart."""

_GREGORIAN_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_SHORT = {"gregorian": 1970, "jalali": 1350}
_SHORT_YEARS = 80


class NoSuchDayError(ValueError):
    """A day that its calendar does not have; its text says which, and why."""


def calendar_of(year: int) -> Calendar | None:
    """The calendar that a year of four digits belongs to; None where it is a year of no survey."""
    return "jalali" if year in JALALI_YEARS else "gregorian" if year in GREGORIAN_YEARS else None


def year_of_two_digits(year: int, calendar: Calendar) -> int | None:
    """The year that two digits stand for: 1970 to 2049, or 1350 to 1429; None where they are none of these."""
    first = _FIRST_SHORT[calendar]
    full = first + (year - first) % 100
    return full if full < first + _SHORT_YEARS else None


def day_of(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The Gregorian date of a day. Raises NoSuchDayError for 1404/12/30, and for a month 13."""
    check_day(year, month, day, calendar)
    return date(year, month, day) if calendar == "gregorian" else _from_jalali(year, month, day)


def check_day(year: int, month: int, day: int, calendar: Calendar) -> None:
    """Raises NoSuchDayError where a calendar does not have the day."""
    if not 1 <= month <= 12:
        raise NoSuchDayError(f"no such day: {_said(year, month, day, calendar)}; there is no month {month}")
    if 1 <= day <= 28:
        return
    days = _days_in_month(year, month, calendar)
    if not 1 <= day <= days:
        why = _why(year, month, day, calendar, days)
        raise NoSuchDayError(f"no such day: {_said(year, month, day, calendar)}; {why}")


def parts_of(day: date, calendar: Calendar) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian date in a calendar."""
    if calendar == "gregorian":
        return day.year, day.month, day.day
    return _to_jalali(date(day.year, day.month, day.day))


def last_of_month(year: int, month: int, calendar: Calendar) -> date:
    """The last day of a month."""
    return day_of(year, month, _days_in_month(year, month, calendar), calendar)


def written(day: date, calendar: Calendar) -> str:
    """A day as people of its calendar write it: ``2025-08-03``, ``1404/05/12``."""
    return _said(*parts_of(day, calendar), calendar)


def _said(year: int, month: int, day: int, calendar: Calendar) -> str:
    sign = "/" if calendar == "jalali" else "-"
    return f"{year:04}{sign}{month:02}{sign}{day:02}"


def _days_in_month(year: int, month: int, calendar: Calendar) -> int:
    if calendar == "gregorian":
        return 29 if month == 2 and _leap(year) else _GREGORIAN_MONTHS[month - 1]
    if month < 12:
        return 31 if month <= 6 else 30
    return 30 if _jalali_leap(year) else 29


def _why(year: int, month: int, day: int, calendar: Calendar, days: int) -> str:
    last = (2, 29) if calendar == "gregorian" else (12, 30)
    leap = _leap(year) if calendar == "gregorian" else _jalali_leap(year)
    if (month, day) == last and not leap:
        return f"{year} is no leap year"
    return f"the month has {days} days"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@lru_cache(maxsize=1000)
def _jalali_leap(year: int) -> bool:
    from persiantools.jdatetime import JalaliDate

    return bool(JalaliDate.is_leap(year))


@lru_cache(maxsize=20_000)
def _from_jalali(year: int, month: int, day: int) -> date:
    from persiantools.jdatetime import JalaliDate

    found = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return date(found.year, found.month, found.day)


@lru_cache(maxsize=20_000)
def _to_jalali(day: date) -> tuple[int, int, int]:
    from persiantools.jdatetime import JalaliDate

    found = JalaliDate(day)  # type: ignore[no-untyped-call]
    return found.year, found.month, found.day
