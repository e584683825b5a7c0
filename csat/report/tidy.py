"""The tidy table: a row an estimate, as text that every spreadsheet and statistics program opens."""

from __future__ import annotations

import csv
import io

from csat.report.document import plain
from csat.report.language import Language
from csat.report.safe import for_spreadsheet
from csat.report.sentences import tell
from csat.results import Record

HEADER = (
    *("id", "metric", "column", "construct", "option", "segment", "value", "unit", "low", "high", "level", "method"),
    *("n", "formula", "counts", "notes"),
)
"""The columns of :meth:`Record.rows`; written even where a record holds no estimate."""

LABELS = ("metric_label", "unit_label", "notes_label")
"""Beside them, at the end: what a person reads, in the language of the report."""


def render(record: Record, language: Language) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes Persian for Western letters.

    Numbers are written unrounded, as the shortest text that reads back the same; an undefined one is empty.
    Text is cleaned of controls and never a live formula. What a program reads, the names of the columns among it, is
    the same in every language; only the last columns are not.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEADER + LABELS)
    for row, estimate in zip(record.rows(), record.estimates, strict=True):
        notes = " ".join(plain(tell(language, "notes", note)) for note in estimate.notes)
        labels = language.label("metrics", estimate.metric), language.label("units", estimate.unit), notes
        writer.writerow([*(_cell(row[name]) for name in HEADER), *map(_cell, labels)])
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    return for_spreadsheet(str(value))
