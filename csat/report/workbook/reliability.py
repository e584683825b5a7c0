"""Reliability: a row a figure of every construct, and of every item within it."""

from __future__ import annotations

from csat.report.chapters.reliability import OF_CONSTRUCT, OF_ITEM
from csat.report.document import words
from csat.report.page import Page
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Look, base, figure, notes, of_data, of_id, of_words


def there(page: Page) -> bool:
    """Whether there is any construct."""
    return bool(page.figures.constructs)


def write(book: Book, sheet: Sheet) -> None:
    """Constructs in the order of the record, each before its items."""
    page = book.page
    columns = [Column(page.say("construct"), 40), Column(page.say("item"), 44), Column(page.say("metric"), 38)]
    columns += [Column(page.say(name), 11, True) for name in ("value", "low", "high", "complete")]
    columns += [Column(words(book.words["notes"]), 50), Column(page.say("id"), 50)]
    sheet.columns([column.width for column in columns])
    sheet.line(page.say("reliability"), "title")
    sheet.line(page.say("reading_help", level=page.language.level(page.figures.level)))
    rows = []
    for construct in page.figures.constructs:
        of_all = [(EMPTY, page.figures.construct(metric, construct)) for metric in OF_CONSTRUCT]
        of_items = [
            (of_words(page.brief(page.figures.item_of[item])), page.figures.construct(metric, construct, item))
            for item in construct["items"]
            for metric in OF_ITEM
        ]
        for item, e in [*of_all, *of_items]:
            if e is not None:
                look: Look = "strong" if e.metric == "alpha" else ""
                told = of_data(construct["name"], look), item, of_words(page.metric(e), look)
                rows.append((*told, *figure(page, e, look), base(page, e), notes(page, e), of_id(e)))
    sheet.table(columns, rows, alone=True)
