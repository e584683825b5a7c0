"""Columns of dates told by period: a source in which their cells are the years, quarters, months … they lie in.

Nothing downstream knows of dates: a period is a value of a segment as any other. How the texts of a column are read is
decided from all of them before the first is told, so the figures do not depend on how the file is cut into chunks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from csat.dates import SAID, Calendar, DateReading, period_of
from csat.dates.day import BARE
from csat.errors import InputError
from csat.io.source import Chunk, Coded, Source
from csat.io.text import blank, plain
from csat.plan import UNDATED, Dated
from csat.sift import Over

if TYPE_CHECKING:
    from csat.opening import Opened


def by_period(survey: Opened) -> tuple[Source, Mapping[int, Dated]]:
    """The survey's source with the columns of dates told by period that are to be, and how each is read.

    Raises InputError where such a column holds no dates, or where it is in doubt which day its dates are.
    """
    pinned, units = survey.pinned, survey.periods
    calendar, order = pinned.date_pins if pinned else (None, None)
    readings = {column: DateReading(calendar, order) for column in sorted(units)}
    rows = 0
    for chunk in survey.source.chunks(list(readings)):
        rows += chunk.rows
        for column, reading in readings.items():
            reading.add(texts_of_rows(chunk.columns[column]))
    if not rows:
        return survey.source, {}  # which is told of where the rows are counted
    told: Calendar | None = pinned.calendar if pinned else None
    dated: dict[int, Dated] = {}
    notices: list[str] = []
    for column, reading in readings.items():
        where = f'Column "{plain(survey.source.headers[column])}" ({survey.letters[column]})'
        if not reading.days:
            why = _why(survey, column)
            raise InputError(f"{where} holds no dates, so there is nothing to report by {units[column]}. {why}")
        if reading.doubt:
            raise InputError(f"{where} cannot be told by {units[column]}: {reading.doubt}. {settled(reading)}")
        dated[column] = Dated(units[column], told or reading.calendar, reading.order, reading.zone)
        notices += [f"{where} {said}" for said in _notices(dated[column], reading)]
    return ByPeriod(survey.source, readings, dated, notices), dated


def texts_of_rows(coded: Coded) -> Iterator[str]:
    """The texts of a column that a row has."""
    counts = np.bincount(coded.codes, minlength=len(coded.values))
    return (text for text, n in zip(coded.values, counts.tolist(), strict=True) if n)


def _why(survey: Opened, column: int) -> str:
    """What the column holds instead, by the first of its cells that is filled."""
    for chunk in survey.source.chunks([column]):
        for text in texts_of_rows(chunk.columns[column]):
            if not blank(text):
                bare = DateReading().moment(text) == BARE
                return f"Its first cell holds {BARE}." if bare else "Choose another --by, or leave the period away."
    return "Its cells are blank."


def settled(reading: DateReading) -> str:
    """What a person can do about a doubt."""
    pins = []
    forms = {day.form for day in reading.days}
    if forms & {"late", "short"}:
        pins.append('date_order = "dmy" (or "mdy", "ymd")')
    if "short" in forms or any(day.lunar for day in reading.days):
        pins.append('date_calendar = "jalali" (or "gregorian")')
    return f"Say it in a plan (csat init writes one): {' and '.join(pins)} under [columns]."


def _notices(dated: Dated, reading: DateReading) -> Iterator[str]:
    certain = dated.order in (None, "ymd") or reading.pinned_order
    order = "" if certain or dated.order is None else f"; its dates are read {SAID[dated.order]}"
    yield f"is told by {dated.unit} of the {dated.calendar.title()} calendar{order}."
    yield from (f"holds {held}." for held in reading.notices())


class ByPeriod(Over):
    """A source whose columns of dates hold the labels of periods: ``1404-05``, blank, or :data:`UNDATED`."""

    def __init__(
        self,
        source: Source,
        readings: Mapping[int, DateReading],
        dated: Mapping[int, Dated],
        notices: Sequence[str] = (),
    ) -> None:
        """``notices`` are told beside those of the source."""
        super().__init__(source, notices)
        self._readings, self._dated = readings, dated
        self._labels: dict[tuple[int, date], str] = {}

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        for chunk in self._source.chunks(columns):
            told = {
                column: self._told(column, chunk.columns[column]) for column in self._dated if column in chunk.columns
            }
            yield replace(chunk, columns={**chunk.columns, **told})

    def _told(self, column: int, coded: Coded) -> Coded:
        labels = [self._label(column, text) for text in coded.values]
        place = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        table = np.array([place[label] for label in labels], np.int32)
        return Coded(list(place), table[coded.codes])

    def _label(self, column: int, text: str) -> str:
        found = self._readings[column].day(text)
        if not isinstance(found, date):
            return "" if blank(text) else UNDATED
        label = self._labels.get((column, found))
        if label is None:
            dated = self._dated[column]
            label = period_of(found, dated.calendar, dated.unit).label
            self._labels[column, found] = label
        return label
