"""Method: the source and its digests, the formula of every metric, how every item was read, evidence for an auditor."""

from __future__ import annotations

from itertools import islice

from csat.report.chapters import cards, evidence, label_map, method
from csat.report.document import words
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.workbook import blocks
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, Exact, of_words

_WIDTHS = (44, 46, 44, 34, 10, 10)
_FORMULAS = 3  # blocks of the cards: heading, help, table; the figures after them stand on other sheets


def write(book: Book, sheet: Sheet) -> None:
    """What it takes to do every figure again."""
    page = book.page
    sheet.columns(_WIDTHS)
    sheet.made.freeze_panes(1, 0)
    blocks.write(sheet, method.blocks(page))
    blocks.write(sheet, islice(cards.blocks(page), _FORMULAS))
    _items(sheet, page)
    blocks.write(sheet, label_map.blocks(page))
    blocks.write(sheet, evidence.blocks(page))


def _items(sheet: Sheet, page: Page) -> None:
    own, say = sheet.book.words, page.say
    if not page.figures.items:
        return
    sheet.chapter(words(own["items_read"]))
    columns = [Column(text, 0) for text in (say("question"), say("why"), words(own["direction"]))]
    columns += [Column(words(own["good_answers"]), 0), Column(say("low"), 0, True), Column(say("high"), 0, True)]
    rows = []
    for item in page.figures.items:
        good = sorted({min(item["top"]), max(item["top"])}) if item["top"] else []
        direction = [words(page.language.label("variants", item["variant"]))] if item.get("variant") else []
        direction += [words(own["reversed"])] if item.get("reverse") else []
        rows.append(
            (
                of_words(page.question(item)),
                of_words(tell(page.language, "reasons", item["why"])),
                of_words(page.joined(direction)) if direction else EMPTY,
                Cell(" – ".join(f"{point:g}" for point in good), ltr=True) if good else EMPTY,
                Cell(Exact(item["scale"]["low"]), "General"),
                Cell(Exact(item["scale"]["high"]), "General"),
            )
        )
    sheet.table(columns, rows)
