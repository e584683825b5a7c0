"""What calamine does not tell, or does not survive, of an .ods sheet: repeat counts, error cells, filtered rows."""

from __future__ import annotations

from csat.io.archive import Archive
from csat.io.workbook_xml import Findings


def refuse_absurd(archive: Archive, most_cells: int) -> None:
    """Raise InputError when repeat counts stand for more cells, rows or spaces than can be held."""


def scan(archive: Archive, sheet: str) -> Findings:
    """Error cells and hidden rows of a sheet."""
    return Findings()
