"""Segments: a row a figure of every segment; what is withheld is said in words, and nowhere a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from csat.multiple import OTHER_ANSWERS
from csat.report.chapters.segments import BLANK, UNDATED
from csat.report.document import Text, data, plain, words
from csat.report.figures import WHOLE, Entry, Segment
from csat.report.page import Page
from csat.report.workbook import charts
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import Cell, base, figure, notes, of_code, of_words, told
from csat.results import Estimate

_SEGMENT, _VALUE = 3, 4
_NO_VALUE = {"": "no_value", BLANK: "no_value", UNDATED: "no_date"}


class Picture(NamedTuple):
    """A chart of figures: its title, the cells of their names and values, and the figures themselves."""

    title: str
    names: Sequence[Any]
    values: Sequence[Any]
    estimates: Sequence[Estimate | None]


def there(page: Page) -> bool:
    """Whether the survey is split by anything."""
    return bool(page.figures.segmentings)


def write(book: Book, sheet: Sheet) -> list[Picture]:
    """Every figure of the record, first of the whole file, then of each segment; and a picture of the overall item's."""
    page = book.page
    say = page.say
    columns = [Column(words(book.words["by"]), 18), Column(say("question"), 46), Column(say("metric"), 32)]
    columns += [Column(say("segment"), 26), *(Column(say(name), 12, True) for name in ("value", "low", "high"))]
    columns += [Column(say("base"), 9, True), Column(words(book.words["notes"]), 50), Column(say("id"), 50)]
    sheet.columns([column.width for column in columns])
    sheet.line(say("segments"), "title")
    sheet.line(say("reading_help", level=page.language.level(page.figures.level)))
    if any(page.figures.withheld(e) for e in page.record.estimates):
        sheet.line(say("withheld_why", n=page.language.count(page.figures.suppress_below)))
    rows: list[tuple[Cell, ...]] = []
    wanted: list[tuple[Text, int, list[Estimate | None]]] = []
    overall = _overall(page)
    for names, whole, found in _figures(page):
        by = page.joined(data(name) for name in names)
        if overall == whole.id:
            title = (*page.metric(whole), *words(": "), *page.brief(page.figures.item_of[_item(whole)]))
            wanted.append(((*title, *words(" · "), *by), len(rows), [e for _, e in found]))
        question = _question(page, whole)
        for segment, e in found:
            if e is not None:
                told_of = of_words(by), of_words(question), of_words(page.metric(e)), of_words(_label(page, segment))
                rows.append((*told_of, *figure(page, e), base(page, e), notes(page, e), of_code(e.id)))
    area = sheet.table(columns, rows, alone=True)
    return [
        Picture(told(title), *(area.column(c, at, at + len(shown) - 1) for c in (_SEGMENT, _VALUE)), shown)
        for title, at, shown in wanted
        if None not in shown and len(shown) <= charts.MOST_BARS
    ]


def _figures(page: Page) -> Iterator[tuple[tuple[str, ...], Estimate, list[tuple[Segment, Estimate | None]]]]:
    """By what it is split, the figure of the whole file, and the same figure of it and of each segment."""
    of: dict[tuple[Segment, str], Estimate] = {}
    for e in page.record.estimates:
        own = "".join(f"@{name}={value}" for name, value in e.segment.items())
        of.setdefault((tuple(e.segment.items()), e.id.removesuffix(own)), e)
    whole = [e for e in page.record.estimates if not e.segment]
    for names, segments in page.figures.segmentings.items():
        for e in whole:
            yield names, e, [(WHOLE, e), *((segment, of.get((segment, e.id))) for segment in segments)]


def _overall(page: Page) -> str | None:
    """The id of the figure that is drawn: of the item that asks for all in all, else of the first one."""
    items: list[Entry] = [item for item in page.figures.items if item.get("role") == "overall"] or page.figures.items
    for item in items:
        estimate = page.figures.item(page.headline(item), item)
        if estimate is not None and estimate.unit in ("percent", "points"):
            return estimate.id
    return None


def _item(estimate: Estimate) -> str:
    return estimate.id.rpartition(".")[0]


def _question(page: Page, e: Estimate) -> Text:
    """What a figure is of: an item, an option, a construct, an item of one."""
    if e.construct is not None:
        own = page.figures.item_of.get(e.id.rpartition(".")[2]) if e.column is not None else None
        return (*data(e.construct), *(((*words(": "), *page.brief(own))) if own else ()))
    if e.option is not None:
        option = page.say("other_answers") if e.option == OTHER_ANSWERS else data(e.option)
        return (*data(e.column or ""), *words(": "), *option) if e.column else option
    item = page.figures.item_of.get(_item(e))
    return page.brief(item) if item else data(e.column or "")


def _label(page: Page, segment: Segment) -> Text:
    if not segment:
        return page.say("whole_file")
    values = [value for _, value in segment]
    shown = page.joined(page.say(_NO_VALUE[value]) if value in _NO_VALUE else data(value) for value in values)
    return shown if plain(shown).strip() else page.say("no_value")
