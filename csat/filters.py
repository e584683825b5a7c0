"""Whose answers a plan scores: respondents who do not pass its filters, or did not finish, are sifted out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csat.errors import InputError
from csat.io.source import Chunk, Source
from csat.io.text import alike, blank, number, plain
from csat.measure import named
from csat.plan import Filter
from csat.sift import Sieve, Sifted

if TYPE_CHECKING:
    from csat.dates import Calendar, DateReading, Order

UNFINISHED = "did not finish"
_TOLD = 8


def sifted(
    source: Source,
    filters: Sequence[Filter],
    finished_only: bool,
    calendar: Calendar | None = None,
    date_pins: tuple[Calendar | None, Order | None] = (None, None),
) -> Source:
    """The source without the respondents that filters leave out. Nothing to leave out, and it is the source itself.

    ``calendar`` is that of the days which filters name, ``date_pins`` the calendar and order of the dates in cells.
    Raises InputError where the file does not say who finished, a column of dates is none, or nobody is left.
    """
    if not filters and not finished_only:
        return source
    readings = _dates(source, [f for f in filters if f.of_dates], date_pins)
    passes = [
        _Dates(filter, readings[filter.column], calendar) if filter.of_dates
        else _Numbers(filter) if filter.low or filter.high
        else _Values(filter)
        for filter in filters
    ]  # fmt: skip
    kept: list[list[NDArray[np.bool_]]] = [[] for _ in passes]
    stopped: list[NDArray[np.bool_]] = []
    unread: Counter[Filter] = Counter()
    for chunk in source.chunks(sorted({filter.column for filter in filters})):
        for found, filter, passing in zip(kept, filters, passes, strict=True):
            coded = chunk.columns[filter.column]
            found.append(np.array([passing.passes(text) for text in coded.values], np.bool_)[coded.codes])
            if isinstance(passing, _Dates):
                unread[filter] += int(
                    np.array([passing.unread(text) for text in coded.values], np.bool_)[coded.codes].sum()
                )
        if finished_only:
            stopped.append(_stopped(source, chunk))
    sieves = [Sieve(UNFINISHED, np.concatenate(stopped))] if finished_only else []
    sieves += [Sieve(filter.reason, ~np.concatenate(found)) for filter, found in zip(filters, kept, strict=True)]
    if np.logical_or.reduce([sieve.held for sieve in sieves]).all():
        told = ", ".join(f"{int(sieve.held.sum()):,} {sieve.reason}" for sieve in sieves)
        raise InputError(f"{source.about.name}: the plan leaves no respondents: {plain(told)}.")
    notices = [notice for passing in passes if isinstance(passing, _Values) for notice in passing.unmet()]
    for filter, n in unread.items():
        if not n:
            continue
        notices.append(
            f'The filter on "{plain(filter.header)[:60]}": cells of {n:,} rows are filled and hold no day that can be '
            "told, so these rows did not pass."
        )
    return Sifted(source, sieves, notices)


def _stopped(source: Source, chunk: Chunk) -> NDArray[np.bool_]:
    if chunk.unfinished is None and chunk.rows:
        raise InputError(
            f"{source.about.name}: it does not say who finished the survey, so nobody can be set aside for that. Take "
            "--finished-only away, or finished_only out of the plan."
        )
    return chunk.unfinished if chunk.unfinished is not None else np.zeros(0, np.bool_)


def _dates(
    source: Source, filters: Sequence[Filter], pins: tuple[Calendar | None, Order | None]
) -> Mapping[int, DateReading]:
    """How the dates of filtered columns are read, by all rows together."""
    if not filters:
        return {}
    from csat.by_period import settled, texts_of_rows
    from csat.dates import DateReading

    readings = {filter.column: DateReading(*pins) for filter in filters}
    for chunk in source.chunks(sorted(readings)):
        for column, reading in readings.items():
            reading.add(texts_of_rows(chunk.columns[column]))
    for filter in filters:
        reading = readings[filter.column]
        if not reading.days:
            raise InputError(f'The filter on "{plain(filter.header)}" is of days, but the column holds no dates.')
        if reading.doubt:
            where = f'The filter on "{plain(filter.header)}" cannot be applied'
            raise InputError(f"{where}: {reading.doubt}. {settled(reading)}")
    return readings


class _Values:
    """A filter on values, each compared as a reader would."""

    def __init__(self, filter: Filter) -> None:
        self._filter = filter
        self._values = {named(value): value for value in (*filter.keep, *filter.drop)}
        self._met: set[str] = set()

    def passes(self, text: str) -> bool:
        """Whether a row with this text is scored."""
        value = alike(text)
        if value in self._values:
            self._met.add(value)
        return (value in self._values) == bool(self._filter.keep)

    def unmet(self) -> Iterator[str]:
        """The values that no row has: a slip of the pen, or another wave's."""
        missed = [value for comparable, value in self._values.items() if comparable not in self._met]
        if missed:
            told = ", ".join(f'"{plain(value)[:60]}"' for value in missed[:_TOLD])
            more = " …" if len(missed) > _TOLD else ""
            yield f'The filter on "{plain(self._filter.header)[:60]}" names values that no row has: {told}{more}.'


class _Numbers:
    """A filter from one number to another; what is no number does not pass."""

    def __init__(self, filter: Filter) -> None:
        self._low, self._high = number(filter.low or ""), number(filter.high or "")

    def passes(self, text: str) -> bool:
        """Whether a row with this text is scored."""
        found = number(text)
        if found is None:
            return False
        return (self._low is None or found >= self._low) and (self._high is None or found <= self._high)


class _Dates:
    """A filter from one day to another; what is no date does not pass."""

    def __init__(self, filter: Filter, reading: DateReading, calendar: Calendar | None) -> None:
        from csat.dates import read_period

        self._reading = reading
        self._low = read_period(filter.low, calendar)[0] if filter.low else date.min
        self._high = read_period(filter.high, calendar)[1] if filter.high else date.max

    def passes(self, text: str) -> bool:
        """Whether a row with this text is scored."""
        day = self._reading.day(text)
        return isinstance(day, date) and self._low <= day <= self._high

    def unread(self, text: str) -> bool:
        """Whether a text is there and no day."""
        return not blank(text) and not isinstance(self._reading.day(text), date)
