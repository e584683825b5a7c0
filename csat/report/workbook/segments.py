"""Segments: a row a figure of every segment; what is withheld is said in words, and nowhere a number."""

from __future__ import annotations

from collections.abc import Iterator

from csat.multiple import OTHER_ANSWERS
from csat.report.chapters.segments import BLANK, UNDATED
from csat.report.document import Text, data, plain, words
from csat.report.figures import WHOLE, Segment
from csat.report.page import Page
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import WEIGHTED, Cell, base, figure, notes, of_id, of_words, weighted
from csat.results import Estimate

_NO_VALUE = {"": "no_value", BLANK: "no_value", UNDATED: "no_date"}


def there(page: Page) -> bool:
    """Whether the survey is split by anything."""
    return bool(page.figures.segmentings)


def write(book: Book, sheet: Sheet) -> None:
    """Every figure of the record, first of the whole file, then of each segment."""
    page = book.page
    say = page.say
    columns = [Column(words(book.words["by"]), 18), Column(say("question"), 46), Column(say("metric"), 38)]
    columns += [Column(say("segment"), 26), *(Column(say(name), 12, True) for name in ("value", "low", "high"))]
    columns.append(Column(say("base"), 9, True))
    columns += [Column(say(name), 14, True) for name in WEIGHTED if page.figures.weighted]
    columns += [Column(words(book.words["notes"]), 50), Column(say("id"), 50)]
    sheet.columns([column.width for column in columns])
    sheet.line(say("segments"), "title")
    sheet.line(say("reading_help", level=page.language.level(page.figures.level)))
    if any(page.figures.withheld(e) for e in page.record.estimates):
        sheet.line(say("withheld_why", n=page.language.count(page.figures.suppress_below)))
    rows: list[tuple[Cell, ...]] = []
    for names, whole, found in _figures(page):
        by = of_words(page.joined(data(name) for name in names))
        told = by, of_words(_question(page, whole)), of_words(page.metric(whole))
        for segment, e in found:
            if e is not None:
                shown = *figure(page, e), base(page, e), *weighted(page, e), notes(page, e, bounds=False), of_id(e)
                rows.append((*told, of_words(label(page, segment)), *shown))
    sheet.table(columns, rows, alone=True)


def _figures(page: Page) -> Iterator[tuple[tuple[str, ...], Estimate, list[tuple[Segment, Estimate | None]]]]:
    """By what it is split, the figure of the whole file, and the same figure of it and of each segment."""
    of: dict[tuple[Segment, str], Estimate] = {}
    figures = [e for e in page.record.estimates if e.analysis is None]  # those of analyses have a sheet of their own
    for e in figures:
        own = "".join(f"@{name}={value}" for name, value in e.segment.items())
        of.setdefault((tuple(e.segment.items()), e.id.removesuffix(own)), e)
    whole = [e for e in figures if not e.segment]
    for names, segments in page.figures.segmentings.items():
        for e in whole:
            yield names, e, [(WHOLE, e), *((segment, of.get((segment, e.id))) for segment in segments)]


def _question(page: Page, e: Estimate) -> Text:
    """What a figure is of: an item, an option, a construct, an item of one."""
    if e.construct is not None:
        own = page.figures.item_of.get(e.id.rpartition(".")[2]) if e.column is not None else None
        return (*data(e.construct), *(((*words(": "), *page.brief(own))) if own else ()))
    if e.option is not None:
        option = page.say("other_answers") if e.option == OTHER_ANSWERS else data(e.option)
        return (*data(e.column or ""), *words(": "), *option) if e.column else option
    item = page.figures.item_of.get(e.id.rpartition(".")[0])
    return page.brief(item) if item else data(e.column or "")


def label(page: Page, segment: Segment) -> Text:
    """What a segment is called."""
    if not segment:
        return page.say("whole_file")
    values = [value for _, value in segment]
    shown = page.joined(page.say(_NO_VALUE[value]) if value in _NO_VALUE else data(value) for value in values)
    return shown if plain(shown).strip() else page.say("no_value")
