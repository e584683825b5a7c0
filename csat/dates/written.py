"""What one date text says, as it is written: its numbers and their places, the time of day, the zone.

Which of two numbers is the day is not decided here: that takes the whole column (:mod:`csat.dates.column`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from csat.dates.calendars import Calendar, NoSuchDayError, calendar_of, day_of, year_of_two_digits
from csat.dates.months import LUNAR, MONTHS, WEEKDAYS
from csat.io.text import folded, key

Order = Literal["ymd", "dmy", "mdy"]
Way = tuple[Calendar, Order]
"""A way to read three numbers."""

NO_DATE = "not a date in a form that csat reads"
_BARE = "a bare number; where a spreadsheet counts days, format the cells as dates in it and export again"
_LUNAR = "a month of the Islamic lunar calendar, which csat does not read"
_LUNAR_YEARS = range(1430, 1450)  # 2009 to 2028 of the Islamic lunar calendar, 2051 to 2071 of the Jalali

_LONGEST = 80  # characters; the longest form has 60
_UNSEEN = re.compile("[\u200b\u200c\u00ad]")
_SLASHES = str.maketrans({"؍": "/", "∕": "/", "⁄": "/"})
_CLOCK = re.compile(r"(?<![0-9:.,])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?![0-9:])")
_BEFORE = re.compile(r"(?:(?<=[0-9])t|,|،|-|\bساعت|\bالساعه|\bat|\bum|\bà|\ba las|\bsaat)$")
_AFTERNOON = r"p\. ?m\.?|pm|ب\. ?ظ\.?|ب ?ظ|بعد ?از ?ظهر|عصر|م|مساء|ös"
_MORNING = r"a\. ?m\.?|am|ق\. ?ظ\.?|ق ?ظ|قبل ?از ?ظهر|صبح|ص|صباحا|öö"
_HALF_AFTER = re.compile(rf"\s*({_MORNING}|{_AFTERNOON})(?![^\W\d_])")
_HALF_BEFORE = re.compile(rf"(?<![^\W\d_])({_MORNING}|{_AFTERNOON})\s*$")
_PM = re.compile(rf"(?:{_AFTERNOON})\Z")
_OFFSET = re.compile(r"\s*\(?(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?\)?(?![0-9])")
_ZONE = re.compile(r"\s*\(?([a-z]+/[a-z_/]+|[a-z]{1,5})\)?(?![^\W_])")
_REMARK = re.compile(r"\s*\([^()0-9]{1,40}\)$")  # GMT+0330 (Iran Standard Time)

_ROOM = re.compile(r" ?([-/.]) ?")  # spaces around the signs between numbers
_NUMBERS = re.compile(r"([0-9]{1,4})([-/. ])([0-9]{1,2})\2([0-9]{1,4})\.?")
_JOINED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:t?([0-9]{2})([0-9]{2})([0-9]{2})?)?(z)?")
_NAME = r"([^\W\d_]+(?: [\u0600-\u06ff]+)?)\.?"  # two words: تشرین الاول, مرداد ماه
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th|er|º|ª|ام|م)?"
_DAY_FIRST = re.compile(
    rf"{_DAY}[ .,،/-]{{0,2}}(?:de |del )?{_NAME}[ .,،/-]{{0,2}}(?:de |del |سال )?([0-9]{{4}}|[0-9]{{2}})"
)
_MONTH_FIRST = re.compile(rf"{_NAME}[ /-]?{_DAY}[ .,،/-]{{1,2}}([0-9]{{4}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[ .,،/-]{{0,2}}{_NAME}[ .,/-]{{0,2}}([0-9]{{1,2}})")
_EDGE_WORD = re.compile(r"^([^\W\d_]+(?: شنبه)?)[.,،]?[ .,،]+|[ ,،]+\(?([^\W\d_]+(?: شنبه)?)\)?$")


@dataclass(frozen=True, slots=True)
class Day:
    """The day that a text writes: the date by every way to read it; ``bad`` says why there is none.

    ``form``: ``named`` has a month in words and ``early`` its year first, so both have one reading; ``late`` ends in a
    year of four digits, so that day and month may change places; ``short`` has a year of two digits. ``lunar``: its
    year may be one of the Islamic lunar calendar.
    """

    form: Literal["named", "early", "late", "short"] = "early"
    ways: tuple[tuple[Way, date], ...] = ()
    bad: str = ""
    lunar: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A date text: its day, how far into that day, and the time zone as it is written."""

    day: Day
    clock: timedelta | None = None
    zone: str | None = None

    def moment(self, day: date) -> datetime:
        """The wall time that the text means if its day is that one."""
        return datetime.combine(day, time()) + (self.clock or timedelta())


def read_text(text: str) -> Written:
    """Understand one text as far as it can be alone."""
    if len(text) > _LONGEST:
        return Written(Day(bad=NO_DATE))
    said = _UNSEEN.sub("", folded(text).translate(_SLASHES))
    found = _CLOCK.search(said)
    if not found:
        return _without_clock(said)
    before, after = said[: found.start()].rstrip(), said[found.end() :]
    half, after = _taken(_HALF_AFTER, after)
    if half is None and (early := _HALF_BEFORE.search(before)):
        half, before = early[1], before[: early.start()].rstrip()
    zone, after = _zone(after)
    while cut := _BEFORE.search(before):
        before = before[: cut.start()].rstrip()
    clock = _clock(found, half)
    if clock is None:
        return Written(Day(bad=f"no such time of day: {found[0]}"))
    return Written(read_day(f"{before} {after.strip(' -,،')}".strip()), clock, zone)


def _without_clock(said: str) -> Written:
    joined = _JOINED.fullmatch(said)
    if not joined or joined[4] is None:
        return Written(read_day(said))
    hour, minute, second = (int(part or 0) for part in joined.group(4, 5, 6))
    if hour > 23 or minute > 59 or second > 59:
        return Written(Day(bad=NO_DATE))
    clock = timedelta(hours=hour, minutes=minute, seconds=second)
    return Written(read_day("".join(joined.group(1, 2, 3))), clock, "UTC" if joined[7] else None)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    found = pattern.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)


def _zone(text: str) -> tuple[str | None, str]:
    """The time zone after a time of day, as ``+03:30``, ``UTC`` or the letters that stand there."""
    if found := _OFFSET.match(text):
        sign, hours, minutes = found[1], int(found[2]), int(found[3] or 0)
        if hours <= 14 and minutes <= 59:
            rest = _REMARK.sub("", text[found.end() :])
            return "UTC" if not hours and not minutes else f"{sign}{hours:02}:{minutes:02}", rest
    if (found := _ZONE.match(text)) and key(found[1]) not in MONTHS and key(found[1]) not in WEEKDAYS:
        name = found[1].title() if "/" in found[1] else found[1].upper()
        return "UTC" if name in ("Z", "UTC", "GMT") else name, text[found.end() :]
    return None, text


def _clock(found: re.Match[str], half: str | None) -> timedelta | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if half is not None and not (1 <= hour <= 12 or (_PM.match(half) and 13 <= hour <= 23)):
        return None
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if _PM.match(half) else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    fraction = int((found[4] or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)


@lru_cache(maxsize=20_000)
def read_day(said: str) -> Day:
    """The day that a folded text without a time of day writes."""
    for _ in range(2):
        if found := _NUMBERS.fullmatch(_ROOM.sub(r"\1", said)):
            return _numbers(found[1], found[3], found[4], found[2] == ".")
        if (found := _JOINED.fullmatch(said)) and found[4] is None:
            return _early(*(int(part) for part in found.group(1, 2, 3)))
        for form, places in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3))):
            if (found := form.fullmatch(said)) and (named := _named(*found.group(*places))):
                return named
        edge = _EDGE_WORD.search(said)
        if not edge or key(edge[1] or edge[2]) not in WEEKDAYS:
            break
        said = (said[: edge.start()] + said[edge.end() :]).strip(" ,،-")
    bare = said.replace(".", "", 1).isdigit()
    return Day(bad=_BARE if bare else NO_DATE)


def _named(year: str, month: str, day: str) -> Day | None:
    """The day of a month with a name; None where the word is no month's."""
    name = key(month)
    if name not in MONTHS and name.endswith("ماه"):
        name = name.removesuffix("ماه")
    if name in LUNAR:
        return Day(bad=_LUNAR)
    if name not in MONTHS:
        return None
    calendar, number = MONTHS[name]
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
        found = day_of(year, month, day, calendar)
    except NoSuchDayError as error:
        return Day(bad=str(error))
    return Day(form, (((calendar, "ymd"), found),), lunar=form == "early" and year in _LUNAR_YEARS)


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
    tried: dict[Way, tuple[int, int, int]] = {}
    calendars: tuple[Calendar, Calendar] = ("gregorian", "jalali")
    for calendar in calendars:
        if len(a) == 2 and (year := year_of_two_digits(first, calendar)):
            tried[calendar, "ymd"] = (year, second, third)
        if len(c) == 2 and (year := year_of_two_digits(third, calendar)):
            tried[calendar, "dmy"] = (year, second, first)
            tried[calendar, "mdy"] = (year, first, second)
    ways = _valid(tried, dotted)
    return Day("short", ways) if ways else Day(bad=f"no such day: {a}/{b}/{c}, in whatever order")


def _valid(tried: Mapping[Way, tuple[int, int, int]], dotted: bool) -> tuple[tuple[Way, date], ...]:
    ways: dict[Way, date] = {}
    for way, (year, month, day) in tried.items():
        try:
            ways[way] = day_of(year, month, day, way[0])
        except NoSuchDayError:
            continue
    if dotted:  # then the month never comes first
        for calendar in [calendar for calendar, order in ways if order == "dmy"]:
            ways.pop((calendar, "mdy"), None)
    return tuple(ways.items())
