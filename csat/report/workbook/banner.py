"""Banner tables: a sheet each, its heads and the names of its lines always in view, letters in columns of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.report import banner
from csat.report.banner import Column, Line
from csat.report.chapters import banner as chapter
from csat.report.document import Text, plain
from csat.report.figures import Entry
from csat.report.page import Page
from csat.report.workbook.book import Book, Sheet
from csat.report.workbook.cells import EMPTY, Cell, Look, of_count, of_value, of_words, told

_LABEL, _FIGURE, _MARKS = 36, 9, 5  # widths in characters
_LINE = 15.5  # points
_HEADS = 4  # rows that stay in view: the title, segments, columns, letters
_NAME = 255  # letters of a head at most


def write(book: Book, kind: str) -> None:
    """The sheets of all banners, one each, numbered where there are several."""
    page = book.page
    entries = banner.banners(page)
    for number, entry in enumerate(entries, 1):
        name = page.language.label("analyses", kind)
        _sheet(book.titled(name if number == 1 else f"{name} {page.language.digits(str(number))}"), page, entry)


def _sheet(sheet: Sheet, page: Page, entry: Entry) -> None:
    columns = banner.columns_of(page, entry)
    places = _places(columns)
    sheet.columns([_LABEL, *(width for column in columns for width in _widths(column))])
    across, sheet.across = sheet.across, min(sheet.across, 12)  # a long line would be lost beyond the screen
    sheet.line(chapter.title(page), "title")
    sheet.across = across
    _heads(sheet, page, columns, places)
    for id in entry["items"]:
        item = page.figures.item_of[id]
        _title(sheet, page.question(item))
        for line in banner.lines_of(page, entry, item, columns):
            _line(sheet, page, line, places)
    sheet.made.freeze_panes(_HEADS, 1)
    sheet.made.repeat_rows(1, _HEADS - 1)
    sheet.made.repeat_columns(0)
    sheet.row += 1
    sheet.across = min(sheet.across, 12)
    for text in (*chapter.reading(page, entry), *(block.text for block in chapter.footnotes(page, entry, columns))):
        sheet.line(text)


def _places(columns: Sequence[Column]) -> list[int]:
    """Where the figures of each column stand; its letters stand behind them."""
    places, at = [], 1
    for column in columns:
        places.append(at)
        at += len(list(_widths(column)))
    return places


def _widths(column: Column) -> Iterator[float]:
    yield _FIGURE
    if column.by:
        yield _MARKS


def _heads(sheet: Sheet, page: Page, columns: Sequence[Column], places: Sequence[int]) -> None:
    """Segments above columns above letters."""
    made, middle = sheet.made, sheet.book.format("head", "", "number head")
    for row in range(sheet.row, sheet.row + _HEADS - 1):
        for place in range(sheet.across):
            made.write_blank(row, place, None, sheet.book.format("head", "", "text head"))
    at = 0
    for text, width in chapter.heads_above(page, columns):
        if plain(text):
            first, last = places[at], places[at + width - 1] + 1
            made.merge_range(sheet.row, first, sheet.row, last, "", sheet.book.format("head", "", "text head"))
            made.write_string(sheet.row, first, told(text)[:_NAME], sheet.book.format("head", "", "text head"))
        at += width
    lines = 1
    for column, place in zip(columns, places, strict=True):
        name = told(chapter.name_of(page, column))[:_NAME]
        wide = _FIGURE
        if column.by:
            wide += _MARKS
            made.merge_range(sheet.row + 1, place, sheet.row + 1, place + 1, "", middle)
        made.write_string(sheet.row + 1, place, name, middle)
        made.write_string(sheet.row + 2, place, column.letter, middle)
        lines = max(lines, -(-len(name) // (wide - 1)))
    made.set_row(sheet.row + 1, min(lines, 5) * _LINE)
    sheet.row += _HEADS - 1


def _title(sheet: Sheet, text: Text) -> None:
    """An item over its lines."""
    sheet.put(sheet.row, 0, of_words(text, "strong"), "text")
    for place in range(1, sheet.across):
        sheet.put(sheet.row, place, EMPTY, "text")
    if len(told(text)) > _LABEL:
        sheet.made.set_row(sheet.row, _LINE * -(-len(told(text)) // (_LABEL - 2)))
    sheet.row += 1


def _line(sheet: Sheet, page: Page, line: Line, places: Sequence[int]) -> None:
    base = line.name == "base"
    sheet.put(sheet.row, 0, of_words(line.label, "muted" if base else ""), "text")
    for cell, place in zip(line.cells, places, strict=True):
        sheet.put(sheet.row, place, _cell(page, cell, "muted" if base else ""), "number")
        if place != places[0]:
            sheet.put(sheet.row, place + 1, Cell(cell.letters, look="strong", ltr=True) if cell.letters else EMPTY)
    sheet.row += 1


def _cell(page: Page, cell: banner.Cell, look: Look) -> Cell:
    if cell.withheld:
        return of_words(page.say("withheld"), "muted")
    if cell.value is None:
        return EMPTY
    if cell.unit == "count":
        made = of_count(int(cell.value), look)
        made = made._replace(form=f'{made.form}"*"') if cell.small else made
        return made._replace(of=(cell.estimate.id, "n")) if cell.estimate else made
    made = of_value(page, cell.value, cell.unit, look, sign=False, small=cell.small)
    return made._replace(of=(cell.estimate.id, "v")) if cell.estimate else made
