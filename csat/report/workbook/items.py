"""Items: a row a figure of every item."""

from __future__ import annotations

from csat.report.document import words
from csat.report.page import Page
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import WEIGHTED, Look, base, figure, notes, of_data, of_id, of_words, weighted


def there(page: Page) -> bool:
    """Whether there is any."""
    return bool(page.figures.items)


def write(book: Book, sheet: Sheet) -> None:
    """The figures of an item in the order of the record, its headline in bold."""
    page = book.page
    columns = [Column(page.say("column"), 9), Column(page.say("question"), 58), Column(page.say("metric"), 38)]
    columns += [Column(page.say(name), 12, True) for name in ("value", "low", "high")]
    columns += [Column(words(book.words["unit"]), 20), Column(page.say("base"), 9, True)]
    columns += [Column(page.say(name), 14, True) for name in WEIGHTED if page.figures.weighted]
    columns += [Column(words(book.words["notes"]), 46), Column(page.say("id"), 44)]
    sheet.columns([column.width for column in columns])
    sheet.line(words(book.words["items"]), "title")
    sheet.line(page.say("reading_help", level=page.language.level(page.figures.level)))
    rows = []
    whole = [e for e in page.record.estimates if not e.segment and e.construct is e.option is e.analysis is None]
    for e in whole:
        item = page.figures.item_of.get(e.id.rpartition(".")[0])
        if item is None:
            continue
        look: Look = "strong" if e.metric == page.headline(item) else ""
        rows.append(
            (
                of_data(item["letter"]),
                of_data(item.get("text") or item["column"]),
                of_words(page.metric(e), look),
                *figure(page, e, look),
                of_words(words(page.language.label("units", e.unit))),
                base(page, e),
                *weighted(page, e),
                notes(page, e),
                of_id(e),
            )
        )
    sheet.table(columns, rows, alone=True)
