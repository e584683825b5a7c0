"""The chapters of a report, one file each, in a reader's order. A new chapter is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from csat.report.chapters import (
    about,
    cards,
    columns,
    comments,
    evidence,
    headlines,
    items,
    label_map,
    limits,
    method,
    multiple,
    notices,
    opening,
    preparation,
    reliability,
    segments,
    targets,
)
from csat.report.document import Block
from csat.report.language import Language
from csat.report.page import Page
from csat.results import Record

CHAPTERS: tuple[Callable[[Page], Iterator[Block]], ...] = (
    opening.blocks,
    headlines.blocks,
    targets.blocks,
    about.blocks,
    preparation.blocks,
    items.blocks,
    reliability.blocks,
    multiple.blocks,
    segments.blocks,
    comments.blocks,
    limits.blocks,
    notices.blocks,
    columns.blocks,
    method.blocks,
    cards.blocks,
    label_map.blocks,
    evidence.blocks,
)


def document(record: Record, language: Language) -> Iterator[Block]:
    """The whole report of a record."""
    page = Page(record, language)
    for chapter in CHAPTERS:
        yield from chapter(page)
