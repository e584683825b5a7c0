"""The report as an Excel workbook: a sheet for each kind of reader, every number unrounded and the record's own.

A sheet is one file here and one line in ``SHEETS``. No cell holds a formula, and no text of a survey can become one.
"""

from __future__ import annotations

from collections.abc import Callable

from csat.report.chapters.opening import source_name
from csat.report.clock import reported
from csat.report.document import data
from csat.report.language import Language
from csat.report.page import Page
from csat.report.workbook import (
    analyses,
    banner,
    comments,
    distribution,
    items,
    method,
    preparation,
    reliability,
    segments,
    summary,
)
from csat.report.workbook.book import Book, Sheet
from csat.report.workbook.cells import told
from csat.report.workbook.packing import packed
from csat.results import Record


def _always(page: Page) -> bool:
    return True


SHEETS: dict[str, tuple[Callable[[Page], bool], Callable[[Book, Sheet], None]]] = {
    "summary": (_always, summary.write),
    "items": (items.there, items.write),
    "segments": (segments.there, segments.write),
    "reliability": (reliability.there, reliability.write),
    "distribution": (distribution.there, distribution.write),
    "comments": (comments.there, comments.write),
    "preparation": (_always, preparation.write),
    "method": (_always, method.write),
}
"""The sheets in their order, by their names in the catalogue: whether a record has any of it, and what fills it."""

BEFORE_ANALYSES = "reliability"
"""The sheet that those of the analyses follow, one a kind (:mod:`csat.report.workbook.analyses`)."""

OF_THEIR_OWN: dict[str, Callable[[Book, str], None]] = {"banner": banner.write}
"""What writes the sheets of a kind of analysis where the blocks of its chapter do not."""


def render(record: Record, language: Language) -> bytes:
    """The workbook: the same bytes for the same record, on every machine."""
    day = reported(record)
    return packed(_filled(record, language).close(_title(record, language), day), dated=day is not None)


def figures_shown(record: Record, language: Language) -> dict[tuple[str, str], tuple[str, str]]:
    """Which figure each cell of the workbook shows: by sheet and cell (``Items``, ``D5``) the id of an estimate and its
    part (``v`` value, ``l`` low, ``h`` high, ``n`` base).
    """
    book = _filled(record, language)
    book.close(_title(record, language), None)
    return book.shown


def _filled(record: Record, language: Language) -> Book:
    page = Page(record, language)
    book = Book(page)
    for name, (there, write) in SHEETS.items():
        if there(page):
            write(book, book.sheet(name))
        if name == BEFORE_ANALYSES:
            for kind in analyses.kinds(page):
                OF_THEIR_OWN.get(kind, analyses.write)(book, kind)
    return book


def _title(record: Record, language: Language) -> str:
    page = Page(record, language)
    title = record.plan.get("survey", {}).get("title")
    return told(page.say("title", name=data(title) if title else source_name(page)))[:255]
