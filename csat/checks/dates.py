"""The columns of dates of a survey: which says when somebody answered, and the wall time of each text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from csat.dates import Calendar, DateReading, Order
from csat.io.text import key
from csat.plan import Use

NO_TIME = -1
_DAY = 86_400

_START = re.compile(r"\bstart|\bbeg[ai]n|\bopened|\bdébut|\binicio|\bbaşla|شروع|آغاز")
_END = re.compile(r"\bend|submit|complet|finish|record(?:ed|date)|\bfin\b|\bbitiş|پایان|تکمیل|ارسال|ثبت")
_STAMP = re.compile(r"time ?stamp|zeitstempel|\bdate\b|\bdatum\b|\bfecha\b|تاریخ")
_CLOCK = re.compile(r"([0-9/-]{6,10})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?")


class Dates:
    """Columns of dates. Learn all the texts of one first, then ask for moments."""

    def __init__(self, uses: Sequence[Use], known: Collection[int], pins: tuple[Calendar | None, Order | None]) -> None:
        """``known``: columns that the platform or a plan file says are dates of the survey; ``pins``: how to read."""
        self._pins = pins
        self._readings: dict[int, DateReading] = {}
        self.start = _first(uses, _START)
        self.end = _first([use for use in uses if use is not self.start], _END)
        stamped = _first([use for use in uses if use is not self.start], _STAMP)
        said = next((use for use in uses if use.column in known), None)
        self.answered = self.end or stamped or self.start or said
        """The column that says when somebody answered: at the end, else by its stamp, else from the start."""

    def learn(self, column: int, texts: Iterable[str]) -> None:
        """Take in texts of a column."""
        if column not in self._readings:
            self._readings[column] = DateReading(*self._pins)
        self._readings[column].add(text for text in texts if text and not text.isspace())

    def doubt(self, column: int) -> str | None:
        """Why the column cannot be read: its dates could be other days, or none was met."""
        reading = self._readings.get(column)
        if reading is None or not reading.days:
            return "no cell of it can be read as a date"
        return reading.doubt

    def moment(self, column: int, text: str) -> int:
        """Wall time in seconds since day 0, :data:`NO_TIME` where the text has none."""
        reading = self._readings[column]
        if found := _CLOCK.fullmatch(text):  # as most are written: the day is understood once, not for each second
            day = reading.day(found[1])
            hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
            if hour < 24 and minute < 60 and second < 60:
                return day.toordinal() * _DAY + hour * 3600 + minute * 60 + second if isinstance(day, date) else NO_TIME
        moment = reading.moment(text)
        if not isinstance(moment, datetime):
            return NO_TIME
        return moment.toordinal() * _DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def seconds_of(day: date) -> int:
    """The beginning of a day, as :meth:`Dates.moment` counts."""
    return day.toordinal() * _DAY


def _first(uses: Sequence[Use], wanted: re.Pattern[str]) -> Use | None:
    return next((use for use in uses if wanted.search(key(use.header))), None)
