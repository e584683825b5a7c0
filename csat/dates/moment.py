"""What one date text says in all: its day, the time of day and the time zone, as they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from csat.dates.day import NO_DATE, Day, read_day
from csat.dates.months import months, weekdays
from csat.io.text import folded, key

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

_JOINED = re.compile(r"([0-9]{8})t?([0-9]{2})([0-9]{2})([0-9]{2})?(z)?")  # 20260812T143000Z


@dataclass(frozen=True, slots=True)
class Written:
    """A date text: its day, how far into that day, and the time zone as it is written."""

    day: Day
    clock: timedelta | None = None
    zone: str | None = None

    def moment(self, day: date) -> datetime:
        """The wall time that the text means if its day is that one."""
        return datetime.combine(day, time()) + (self.clock or timedelta())


@lru_cache(maxsize=20_000)
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
    if not joined:
        return Written(read_day(said))
    hour, minute, second = (int(part or 0) for part in joined.group(2, 3, 4))
    if hour > 23 or minute > 59 or second > 59:
        return Written(Day(bad=NO_DATE))
    return Written(read_day(joined[1]), timedelta(0, second, 0, 0, minute, hour), "UTC" if joined[5] else None)


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
    if (found := _ZONE.match(text)) and not {key(found[1])} & (months().keys() | weekdays()):
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
