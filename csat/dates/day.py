"""The day that one text writes: which numbers stand in it, and every date that they may be.

Which of two numbers is the day of the month is not decided here: that takes the whole column
(:mod:`csat.dates.column`). Patterns are compiled when they are first used: most columns need one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from csat.dates.calendars import Calendar, NoSuchDayError, calendar_of, check_day, year_of_two_digits
from csat.io.text import key

Order = Literal["ymd", "dmy", "mdy"]
Way = tuple[Calendar, Order]
"""A way to read three numbers."""
Parts = tuple[int, int, int]
"""Year, month and day of the month."""

NO_DATE = "not a date in a form that csat reads"
BARE = "a bare number; where a spreadsheet counts days, format the cells as dates in it and export again"
_LUNAR = "a month of the Islamic lunar calendar, which csat does not read"
_LUNAR_YEARS = range(1430, 1450)  # 2009 to 2028 of the Islamic lunar calendar, 2051 to 2071 of the Jalali

_NUMBERS = r"([0-9]{1,4}) ?([-/. ]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})\.?"
_JOINED = r"([0-9]{4})([0-9]{2})([0-9]{2})"
_NAME = r"([^\W\d_]+(?: [\u0600-\u06ff]+)?)\.?"  # two words: تشرین الاول, مرداد ماه
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th|er|º|ª|ام|م)?"
_NAMED = (  # each with the places of year, month and day in it
    (rf"{_DAY}[ .,،/-]{{0,2}}(?:de |del )?{_NAME}[ .,،/-]{{0,2}}(?:de |del |سال )?([0-9]{{4}}|[0-9]{{2}})", (3, 2, 1)),
    (rf"{_NAME}[ /-]?{_DAY}[ .,،/-]{{1,2}}([0-9]{{4}})", (3, 1, 2)),
    (rf"([0-9]{{4}})[ .,،/-]{{0,2}}{_NAME}[ .,/-]{{0,2}}([0-9]{{1,2}})", (1, 2, 3)),
)
_EDGE_WORD = r"^([^\W\d_]+(?: شنبه)?)[.,،]?[ .,،]+|[ ,،]+\(?([^\W\d_]+(?: شنبه)?)\)?$"


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a text writes: the date by every way to read it; ``bad`` says why there is none.

    ``form``: ``named`` has a month in words and ``early`` its year first, so both have one reading; ``late`` ends in a
    year of four digits, so that day and month may change places; ``short`` has a year of two digits. ``lunar``: its
    year may be one of the Islamic lunar calendar.
    """

    form: Literal["named", "early", "late", "short"] = "early"
    ways: tuple[tuple[Way, Parts], ...] = ()
    bad: str = ""
    lunar: bool = False


@lru_cache(maxsize=20_000)
def read_day(said: str) -> Day:
    """The day that a folded text without a time of day writes."""
    for _ in range(2):
        if found := re.fullmatch(_NUMBERS, said):
            return _numbers(found[1], found[3], found[4], found[2] == ".")
        if found := re.fullmatch(_JOINED, said):
            return _early(int(found[1]), int(found[2]), int(found[3]))
        for form, places in _NAMED:
            if (found := re.fullmatch(form, said)) and (named := _named(*found.group(*places))):
                return named
        edge = re.search(_EDGE_WORD, said)
        if not edge or not _weekday(edge[1] or edge[2]):
            break
        said = (said[: edge.start()] + said[edge.end() :]).strip(" ,،-")
    bare = said.replace(".", "", 1).isdigit()
    return Day(bad=BARE if bare else NO_DATE)


def _weekday(word: str) -> bool:
    from csat.dates.months import weekdays

    return key(word) in weekdays()


def _named(year: str, month: str, day: str) -> Day | None:
    """The day of a month with a name; None where the word is no month's."""
    from csat.dates.months import lunar_months, months

    name = key(month)
    name = name if name in months() else name.removesuffix("ماه")
    if name in lunar_months():
        return Day(bad=_LUNAR)
    if name not in months():
        return None
    calendar, number = months()[name]
    full = int(year) if len(year) == 4 else year_of_two_digits(int(year), calendar)
    if full is None or calendar_of(full) != calendar:
        return Day(bad=f"no such year: {year}, with a month of the {calendar.title()} calendar")
    return _one(full, number, int(day), calendar, "named")


def _early(year: int, month: int, day: int) -> Day:
    calendar = calendar_of(year)
    if calendar is None:
        return Day(bad=f"no year of a survey: {year}")
    return _one(year, month, day, calendar, "early")


def _one(year: int, month: int, day: int, calendar: Calendar, form: Literal["named", "early"]) -> Day:
    try:
        check_day(year, month, day, calendar)
    except NoSuchDayError as error:
        return Day(bad=str(error))
    return Day(form, (((calendar, "ymd"), (year, month, day)),), lunar=form == "early" and year in _LUNAR_YEARS)


def _numbers(a: str, b: str, c: str, dotted: bool) -> Day:
    first, second, third = int(a), int(b), int(c)
    if 3 in (len(a), len(c)) or (len(a) == len(c) == 4):
        return Day(bad=NO_DATE)
    if len(a) == 4:
        return _early(first, second, third)
    if len(c) < 4:
        return _short(a, b, c, dotted)
    calendar = calendar_of(third)
    if calendar is None:
        return Day(bad=f"no year of a survey: {third}")
    ways = _valid({(calendar, "dmy"): (third, second, first), (calendar, "mdy"): (third, first, second)}, dotted)
    if not ways:  # with a month that there is, say what is wrong with its day
        return _one(third, *((second, first) if second <= 12 else (first, second)), calendar, "early")
    return Day("late", ways, lunar=third in _LUNAR_YEARS)


def _short(a: str, b: str, c: str, dotted: bool) -> Day:
    first, second, third = int(a), int(b), int(c)
    tried: dict[Way, Parts] = {}
    calendars: tuple[Calendar, Calendar] = ("gregorian", "jalali")
    for calendar in calendars:
        if len(a) == 2 and (year := year_of_two_digits(first, calendar)):
            tried[calendar, "ymd"] = (year, second, third)
        if len(c) == 2 and (year := year_of_two_digits(third, calendar)):
            tried[calendar, "dmy"] = (year, second, first)
            tried[calendar, "mdy"] = (year, first, second)
    ways = _valid(tried, dotted)
    return Day("short", ways) if ways else Day(bad=f"no such day: {a}/{b}/{c}, in whatever order")


def _valid(tried: Mapping[Way, Parts], dotted: bool) -> tuple[tuple[Way, Parts], ...]:
    ways: dict[Way, Parts] = {}
    for way, (year, month, day) in tried.items():
        try:
            check_day(year, month, day, way[0])
        except NoSuchDayError:
            continue
        ways[way] = (year, month, day)
    if dotted:  # then the month never comes first
        for calendar in [calendar for calendar, order in ways if order == "dmy"]:
            ways.pop((calendar, "mdy"), None)
    return tuple(ways.items())
