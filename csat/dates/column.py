"""What the date texts of a column mean together: which number is the day, which calendar, which time zone.

Nothing is guessed. Where no date of the column forbids that day and month change places, that is a doubt, which the
caller settles by pinning ``order`` or ``calendar``. All follows from the set of texts alone, so it does not matter how
a file is cut into chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from csat.dates.calendars import Calendar, day_of
from csat.dates.day import Day, Order, Parts, Way, read_day

UNSURE = "it can be more than one day"
SAID: Mapping[Order, str] = {"ymd": "year first", "dmy": "day first", "mdy": "month first"}
"""The orders of dates in numbers, in words."""

_TURNED = 5  # days of each kind from which it is no accident that none is of the other kind

# Most timestamps are of this form: their day is understood once, not once for each second of it.
_PLAIN = (
    r"([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})"
    r"([ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?)?"
)


@dataclass(frozen=True, slots=True)
class Dates:
    """The date texts of a column, understood together. Blank texts are in none of the three.

    ``moments``: naive wall time, Gregorian; ``bad``: texts that are no date, with the reason; ``unsure``: texts that
    could be more than one day, as ``doubt`` tells. ``order`` is that of the dates in numbers, None where they have
    none or it is in doubt. ``zone``: ``UTC``, ``+03:30``, an abbreviation as written, several with commas, or None.
    ``notices``: what else the column holds that a person must be told of.
    """

    moments: Mapping[str, datetime]
    bad: Mapping[str, str]
    unsure: frozenset[str]
    calendar: Calendar
    order: Order | None
    zone: str | None
    doubt: str | None
    notices: tuple[str, ...]


def read_dates(texts: Iterable[str], calendar: Calendar | None = None, order: Order | None = None) -> Dates:
    """Understand the distinct texts of a column together; ``calendar`` and ``order`` are what the caller pins."""
    kept = [text for text in dict.fromkeys(texts) if text and not text.isspace()]
    way = DateReading(calendar, order)
    way.add(kept)
    moments: dict[str, datetime] = {}
    bad: dict[str, str] = {}
    for text in kept:
        found = way.moment(text)
        if isinstance(found, datetime):
            moments[text] = found
        else:
            bad[text] = found
    unsure = frozenset(text for text, why in bad.items() if why == UNSURE)
    bad = {text: why for text, why in bad.items() if why != UNSURE}
    return Dates(moments, bad, unsure, way.calendar, way.order, way.zone, way.doubt, tuple(way.notices()))


def writes_day(text: str) -> bool:
    """Whether a text is a date, whichever day it may be."""
    if plain := re.fullmatch(_PLAIN, text):
        return bool(read_day(plain[1]).ways)
    from csat.dates.moment import read_text

    return bool(read_text(text).day.ways)


class DateReading:
    """How the texts of a column are to be read, by all that were added. Add first, then ask."""

    def __init__(self, calendar: Calendar | None = None, order: Order | None = None) -> None:
        self.pinned_calendar, self.pinned_order = calendar, order
        self.days: set[Day] = set()
        self.zones: set[str | None] = set()  # of texts with a time of day
        self._known: dict[str, date | str] = {}

    def add(self, texts: Iterable[str]) -> None:
        """Take in texts of the column."""
        plain: set[tuple[str, bool]] = set()
        for text in texts:
            if found := re.fullmatch(_PLAIN, text):
                plain.add((found[1], found[2] is not None))
                continue
            from csat.dates.moment import read_text

            written = read_text(text)
            if written.day.ways:
                self.days.add(written.day)
                if written.clock is not None:
                    self.zones.add(written.zone)
        for said, timed in plain:
            if (day := read_day(said)).ways:
                self.days.add(day)
                if timed:
                    self.zones.add(None)

    def moment(self, text: str) -> datetime | str:
        """The wall time of a text, or why it has none: :data:`UNSURE`, or what is wrong with it."""
        from csat.dates.moment import read_text

        written = read_text(text)
        day = self._settle(written.day)
        return written.moment(day) if isinstance(day, date) else day

    def day(self, text: str) -> date | str:
        """The day of :meth:`moment`, found sooner."""
        if plain := re.fullmatch(_PLAIN, text):
            known = self._known.get(plain[1])
            if known is None:
                known = self._known[plain[1]] = self._settle(read_day(plain[1]))
            return known
        found = self.moment(text)
        return found.date() if isinstance(found, datetime) else found

    def _settle(self, day: Day) -> date | str:
        if day.bad:
            return day.bad
        allowed = self._allowed(day)
        if not allowed:
            return f"no such day, {SAID[self.pinned_order]}" if self.pinned_order else "no such day"
        if day.lunar and self.pinned_calendar is None:
            return UNSURE
        left = self._left.get(day.form)
        found = {(way[0], parts) for way, parts in allowed.items() if not left or way in left}
        if len(found) != 1:
            return UNSURE
        calendar, parts = found.pop()
        return day_of(*parts, calendar)

    def _allowed(self, day: Day) -> dict[Way, Parts]:
        """The readings of a day that the caller's pins leave."""
        calendar, order = self.pinned_calendar, self.pinned_order
        if day.form == "late":
            return {way: parts for way, parts in day.ways if order in (None, "ymd", way[1])}
        if day.form == "short":
            ways = {w: parts for w, parts in day.ways if calendar in (None, w[0]) and order in (None, w[1])}
            if (calendar, order) != ("jalali", "mdy"):  # which nobody writes
                ways.pop(("jalali", "mdy"), None)
            return ways
        return dict(day.ways)

    @cached_property
    def _left(self) -> Mapping[str, Set[Way]]:
        """By form the ways that every day of it allows; the calendar of a late year is its own."""
        left: dict[str, set[Way]] = {}
        calendars: tuple[Calendar, Calendar] = ("gregorian", "jalali")
        for day in self.days:
            allowed = set(self._allowed(day))
            if day.form == "late":
                allowed = {(calendar, order) for calendar in calendars for _, order in allowed}
            if allowed:
                left[day.form] = left.get(day.form, allowed) & allowed
        return left

    @cached_property
    def calendars(self) -> frozenset[Calendar]:
        """The calendars that dates are certainly of."""
        found: set[Calendar] = set()
        for day in self.days:
            ways = self._left.get("short", set()) if day.form == "short" else self._allowed(day)
            if len(of := {calendar for calendar, _ in ways}) == 1:
                found |= of
        return frozenset(found)

    @property
    def calendar(self) -> Calendar:
        """The calendar of the column: Jalali as soon as one date is."""
        if self.calendars:
            return "jalali" if "jalali" in self.calendars else "gregorian"
        return self.pinned_calendar or "gregorian"

    @property
    def order(self) -> Order | None:
        """The order of dates in numbers: of those that could have another, where there are such."""
        open_forms = [form for form in ("late", "short") if form in self._left]
        orders = {order for form in open_forms for _, order in self._left[form]}
        if len(orders) == 1:
            return orders.pop()
        return "ymd" if not open_forms and any(day.form == "early" for day in self.days) else None

    @property
    def zone(self) -> str | None:
        """The time zone as written; several in the order of the alphabet."""
        return ", ".join(sorted(zone for zone in self.zones if zone)) or None

    @cached_property
    def doubt(self) -> str | None:
        """What is in doubt, in words that end in what settles it."""
        doubts = [*self._unsettled(), *([self._turned] if self._turned else [])]
        return "; ".join(doubts) or None

    def _unsettled(self) -> Iterator[str]:
        unsure = {day.form for day in self.days if self._settle(day) == UNSURE}
        if self._left.get("late") == set():
            yield "some dates can only be day first, others only month first"
        elif "late" in unsure:
            yield "every date can be read day first or month first"
        if "short" in unsure or self._left.get("short") == set():
            yield "years have two digits, and not one order in one calendar alone fits every date"
        if any(day.lunar for day in self.days) and self.pinned_calendar is None:
            yield "years from 1430 to 1449 may be of the Islamic lunar calendar, which csat does not read"

    @cached_property
    def _turned(self) -> str:
        """Whether a spreadsheet turned the dates it could turn, and left those it could not as they were."""
        if self.pinned_order:
            return ""
        cells = {day.ways[0][1] for day in self.days if day.form == "early" and day.ways[0][0][0] == "gregorian"}
        texts = [dict(day.ways) for day in self.days if day.form == "late"]
        fixed = {parts for ways in texts if len(ways) == 1 for parts in ways.values()}
        if min(len(cells), len(fixed)) < _TURNED or len(fixed) < len(texts) or any(day > 12 for _, _, day in cells):
            return ""
        return (
            "no date written year first has a day above 12, and every other has one: a spreadsheet has probably "
            "changed the places of day and month in the first"
        )

    def notices(self) -> Iterator[str]:
        """What the column holds that a person must be told of beside the doubts."""
        if len(self.calendars) > 1:
            yield "dates of the Jalali and of the Gregorian calendar, each told by its year"
        zones = sorted(zone for zone in self.zones if zone)
        if len(self.zones) > 1:
            said = ", ".join([*zones, *(["none"] if None in self.zones else [])])
            yield f"times of different time zones ({said}), each taken as it is written"
        elif zones and zones[0] != "UTC" and not zones[0].startswith(("+", "-")) and "/" not in zones[0]:
            yield f'times of a zone "{zones[0]}", which may be one of several; they are taken as they are written'
