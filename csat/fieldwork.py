"""When respondents answered: what the columns of dates hold, from the first day to the last.

Only of columns whose every text was counted, so that nothing is told of a part of a file as if it were the whole; and
no days of a column that nothing says is about the survey itself, since they may be birthdays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from csat.plan import Plan
from csat.tally import Tally
from csat.wording import read_header

if TYPE_CHECKING:
    from csat.dates import Calendar, DateReading, Order


@dataclass(frozen=True, slots=True)
class Span:
    """The dates of a column: what they are in words, and the days between which they lie where that may be told."""

    column: int
    header: str
    said: str
    calendar: Calendar
    days: tuple[date, date] | None = None

    def told(self) -> dict[str, Any]:
        """As the ledger has it, the days in the Gregorian calendar."""
        first, last = (None, None) if self.days is None else self.days
        return {"column": self.header, "calendar": self.calendar, "first": str(first), "last": str(last)}


def spans_of_dates(
    plan: Plan, tally: Tally, known: Collection[int] = (), pins: tuple[Calendar | None, Order | None] = (None, None)
) -> list[Span]:
    """What each column of dates holds, as far as all its texts were counted.

    ``known``: columns that the platform or a plan file says are dates; ``pins``: calendar and order as a plan says.
    """
    found = []
    for use in plan.uses:
        if use.role != "date" or use.column not in tally.first:
            continue
        from csat.dates import DateReading

        reading, texts = DateReading(*pins), tally.texts(use.column)
        reading.add(texts)
        if reading.days:
            own = use.column in known or "date" in read_header(use.header).hints
            days = _first_and_last(reading, texts, plan.suppress_below) if own else None
            said = _said(reading, days)
            found.append(Span(use.column, use.header, said, reading.calendar, days))
    return found


def explained(plan: Plan, spans: Sequence[Span]) -> Plan:
    """The plan with what their dates are in the reasons of columns."""
    said = {span.column: span.said for span in spans}
    uses = (replace(use, why=f"{use.why}; {said[use.column]}") if use.column in said else use for use in plan.uses)
    return replace(plan, uses=tuple(uses))


def _first_and_last(reading: DateReading, texts: Mapping[str, int], least: int) -> tuple[date, date] | None:
    """The days between which all dates lie; None where they are in doubt, or so few that a day tells of a person."""
    days = [(found, n) for text, n in texts.items() if isinstance(found := reading.day(text), date)]
    if reading.doubt or not days or sum(n for _, n in days) < least:
        return None
    return min(days)[0], max(days)[0]


def _said(reading: DateReading, days: tuple[date, date] | None) -> str:
    from csat.dates import SAID, written

    parts = [f"in the {reading.calendar.title()} calendar"]
    if reading.order:
        parts.append(SAID[reading.order])
    if days:
        first, last = (written(day, "gregorian") for day in days)
        own_first, own_last = (written(day, reading.calendar) for day in days)
        jalali = reading.calendar == "jalali"
        parts.append(f"{own_first} to {own_last} ({first} to {last})" if jalali else f"{first} to {last}")
    if reading.zones:
        parts.append(f"time zone {reading.zone}" if reading.zone else "no time zone told")
    if reading.doubt:
        parts.append(f"in doubt: {reading.doubt}")
    return "; ".join(parts)
