"""The tidy table: a row an estimate, as text that every spreadsheet and statistics program opens."""

from __future__ import annotations

import csv
import io

from csat.report.safe import for_spreadsheet
from csat.results import Record

HEADER = (
    *("id", "metric", "column", "construct", "option", "segment", "value", "unit", "low", "high", "level", "method"),
    *("n", "formula", "counts", "notes"),
)
"""The columns of :meth:`Record.rows`; written even where a record holds no estimate."""


def render(record: Record) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes Persian for Western letters.

    Numbers are written unrounded, as the shortest text that reads back the same; an undefined one is empty.
    Text is cleaned of controls and never a live formula.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEADER)
    for row in record.rows():
        writer.writerow([_cell(row[name]) for name in HEADER])
    return ("\ufeff" + sheet.getvalue()).encode("utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    return for_spreadsheet(str(value))
