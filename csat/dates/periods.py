"""Years, quarters, months, weeks and days of both calendars: the one a moment lies in, and those a plan names.

Weeks: ISO 8601 in the Gregorian calendar (Monday first, week 1 holds 4 January); in the Jalali one Saturday first, and
week 1 holds 1 Farvardin, as the Unicode CLDR has it for Iran.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from csat.dates.calendars import Calendar, calendar_of, day_of, last_of_month, parts_of, written
from csat.dates.column import read_dates
from csat.dates.day import NO_DATE
from csat.dates.months import months
from csat.io.text import folded, key
from csat.plan import PeriodKind

_YEAR = r"([0-9]{4})"
_MONTH = r"([0-9]{4})[-/. ]([0-9]{1,2})"
_QUARTER = r"([0-9]{4})[-/. ]?q([1-4])|q([1-4])[-/. ]?([0-9]{4})"
_WEEK = r"([0-9]{4})[-/. ]?w([0-9]{1,2})"
_NAMED = r"([^\W\d_]+(?: [\u0600-\u06ff]+)?)\.?(?: ماه)?[ ,-]+([0-9]{4})"
_FROM = r"(?:from|between|از|von|du|del?)\s+"
_TO = r"\s+(?:to|until|till|through|and|bis|au|al?|hasta|تا|الی|-)\s+|\s*(?:\.{2,3})\s*"

_LONGEST = 200  # characters
_NONE = (
    "no period is read from it; write it as 2026-04-01 to 2026-06-30, 1404/01/01 to 1404/03/31, 2026-05, 2026-Q2 "
    "or 2026"
)


class PeriodError(ValueError):
    """A text that names no period; its text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days. Labels of one unit and calendar sort as the periods follow each other."""

    label: str
    first: date
    last: date


def period_of(moment: date, calendar: Calendar, unit: PeriodKind) -> Period:
    """The period of that unit in which a day, or a moment of wall time, lies."""
    day = moment.date() if isinstance(moment, datetime) else moment
    return _period_of(day, calendar, unit)


@lru_cache(maxsize=20_000)
def _period_of(day: date, calendar: Calendar, unit: PeriodKind) -> Period:
    year, month, number = parts_of(day, calendar)
    if unit == "day":
        return Period(f"{year:04}-{month:02}-{number:02}", day, day)
    if unit == "week":
        return _week_of(day, calendar)
    if unit == "month":
        return _months(f"{year:04}-{month:02}", year, month, month, calendar)
    if unit == "quarter":
        quarter = (month + 2) // 3
        return _months(f"{year:04}-Q{quarter}", year, 3 * quarter - 2, 3 * quarter, calendar)
    return _months(f"{year:04}", year, 1, 12, calendar)


def read_period(text: str, calendar: Calendar | None = None) -> tuple[date, date]:
    """First and last day (Gregorian) of a plan's period: a day, month, quarter, week or year, or from one to another.

    Raises PeriodError where the text names none.
    """
    if len(text) > _LONGEST:
        raise PeriodError(_NONE)
    whole = folded(re.sub("[–—]", " - ", text))
    if begins := re.match(_FROM, whole):
        whole = whole[begins.end() :]
    ends = re.split(_TO, whole)
    if len(ends) == 1 and whole.count("/") > 1 and whole.count("-") == 1:
        ends = whole.split("-")  # 1404/01/01-1404/03/31
    if len(ends) > 2 or not all(ends):
        raise PeriodError("a period is one day, month, quarter, week or year, or goes from one to another")
    spans = [_span(end.strip(), calendar) for end in ends]
    first, last = spans[0][0], spans[-1][1]
    if first > last:
        named: Calendar = calendar or "gregorian"
        raise PeriodError(f"it ends ({written(last, named)}) before it begins ({written(first, named)})")
    return first, last


def _span(text: str, calendar: Calendar | None) -> tuple[date, date]:
    period = _unit_of(text)
    if period is not None:
        return period.first, period.last
    dates = read_dates([text], calendar)
    for moment in dates.moments.values():
        return moment.date(), moment.date()
    if dates.doubt:
        raise PeriodError(f"{dates.doubt}; say the calendar, and write the year first, with four digits")
    why = next(iter(dates.bad.values()), "")
    if why and why != NO_DATE:
        raise PeriodError(why)
    raise PeriodError(_NONE)


def _unit_of(text: str) -> Period | None:
    """The year, quarter, month or week that a folded text names; the year tells its calendar."""
    if found := re.fullmatch(_YEAR, text):
        return _months(text, int(text), 1, 12, _calendar(text))
    if found := re.fullmatch(_QUARTER, text):
        year, quarter = (found[1] or found[4]), int(found[2] or found[3])
        return _months(text, int(year), 3 * quarter - 2, 3 * quarter, _calendar(year))
    if found := re.fullmatch(_MONTH, text):
        return _months(text, int(found[1]), int(found[2]), int(found[2]), _calendar(found[1]))
    if (found := re.fullmatch(_NAMED, text)) and (named := months().get(key(found[1]).removesuffix("ماه"))):
        calendar, month = named
        if _calendar(found[2]) != calendar:
            raise PeriodError(f"the year {found[2]} is of another calendar than its month")
        return _months(text, int(found[2]), month, month, calendar)
    if found := re.fullmatch(_WEEK, text):
        calendar = _calendar(found[1])
        inside = _week_of(day_of(int(found[1]), 6, 15, calendar), calendar)
        ahead = int(found[2]) - int(inside.label[-2:])
        period = _week_of(inside.first + timedelta(weeks=ahead), calendar)
        if period.label == f"{found[1]}-W{int(found[2]):02}":
            return period
        raise PeriodError(f"the year {found[1]} has no week {found[2]}")
    return None


def _calendar(year: str) -> Calendar:
    calendar = calendar_of(int(year))
    if calendar is None:
        raise PeriodError(f"{year} is no year of a survey")
    return calendar


def _months(label: str, year: int, first: int, last: int, calendar: Calendar) -> Period:
    if not 1 <= first <= 12:
        raise PeriodError(f"there is no month {first}")
    return Period(label, day_of(year, first, 1, calendar), last_of_month(year, last, calendar))


def _week_of(day: date, calendar: Calendar) -> Period:
    if calendar == "gregorian":
        first = day - timedelta(days=day.weekday())
        iso = day.isocalendar()
        return Period(f"{iso.year:04}-W{iso.week:02}", first, first + timedelta(days=6))
    first = day - timedelta(days=(day.weekday() + 2) % 7)
    last = first + timedelta(days=6)
    year = parts_of(last, calendar)[0]  # the week that holds 1 Farvardin is the new year's first
    new_year = day_of(year, 1, 1, calendar)
    start = new_year - timedelta(days=(new_year.weekday() + 2) % 7)
    return Period(f"{year:04}-W{(first - start).days // 7 + 1:02}", first, last)
