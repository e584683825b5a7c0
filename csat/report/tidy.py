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
"""The first columns of :meth:`Record.rows`; written even where a record holds no estimate."""

LABELS = ("metric_label", "unit_label", "notes_label")
"""Beside them: what a person reads, in the language of the report."""

MORE = ("analysis", "about", "n_weighted", "n_eff", "standard_error", "deff")
"""The rest of :meth:`Record.rows`, at the end, so that the columns before them keep their places."""


def render(record: Record, language: Language) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes Persian for Western letters.

    Numbers are written unrounded, as the shortest text that reads back the same; an undefined one is empty.
    Text is cleaned of controls and never a live formula. What a program reads, the names of the columns among it, is
    the same in every language; only :data:`LABELS` are not.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEADER + LABELS + MORE)
    for row, estimate in zip(record.rows(), record.estimates, strict=True):
        notes = " ".join(plain(tell(language, "notes", note)) for note in estimate.notes)
        labels = language.label("metrics", estimate.metric), language.label("units", estimate.unit), notes
        cells = [*(row[name] for name in HEADER), *labels, *(row[name] for name in MORE)]
        writer.writerow(list(map(_cell, cells)))
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    return for_spreadsheet(str(value))
