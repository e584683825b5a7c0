"""The chapters of a report, one file each, in a reader's order. A new chapter is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from csat.report.chapters import (
    about,
    banner,
    cards,
    columns,
    comments,
    compare,
    drivers,
    evidence,
    gap,
    headlines,
    index,
    items,
    kano,
    label_map,
    limits,
    margins,
    method,
    multiple,
    notices,
    opening,
    paired,
    preparation,
    priorities,
    reliability,
    reliability_full,
    segments,
    targets,
    themes,
)
from csat.report.document import Block
from csat.report.language import Language
from csat.report.page import Page
from csat.results import Record

OF_ANALYSIS: Mapping[str, Callable[[Page], Iterator[Block]]] = {
    "index": index.blocks,
    "compare": compare.blocks,
    "paired": paired.blocks,
    "drivers": drivers.blocks,
    "priorities": priorities.blocks,
    "gap": gap.blocks,
    "kano": kano.blocks,
    "themes": themes.blocks,
    "reliability": reliability_full.blocks,
    "banner": banner.blocks,
}
"""The chapter of each kind of analysis (see :data:`csat.analysis.ANALYSES`), in the order of reports."""


def analyses(page: Page) -> Iterator[Block]:
    """The chapters of the analyses that the plan asks for."""
    asked = {analysis["kind"] for analysis in page.record.plan.get("analyses", ())}
    for kind, blocks in OF_ANALYSIS.items():
        if kind in asked:
            yield from blocks(page)


CHAPTERS: tuple[Callable[[Page], Iterator[Block]], ...] = (
    opening.blocks,
    headlines.blocks,
    targets.blocks,
    about.blocks,
    preparation.blocks,
    margins.blocks,
    items.blocks,
    reliability.blocks,
    multiple.blocks,
    segments.blocks,
    analyses,
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
