"""Distribution: how many gave each answer, items of one scale side by side; and the options of multiple choices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from csat.multiple import OTHER_ANSWERS
from csat.report.chapters.items import CHAPTER_OF
from csat.report.chapters.pictures import SIDES, side_name, sides
from csat.report.document import Run, Text, data, words
from csat.report.figures import Entry
from csat.report.page import HEADLINES, Page
from csat.report.workbook import charts
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, Exact, base, figure, of_count, of_data, of_id, of_value, of_words
from csat.report.workbook.cells import told as text_of
from csat.results import Estimate

_NAME, _NUMBER = 48, 11.5
_MOST_POINTS = 11  # more stand below each other
Group = list[tuple[Entry, Estimate]]


def there(page: Page) -> bool:
    """Whether anything was answered that has a distribution."""
    return bool(_groups(page) or page.figures.multiple)


def write(book: Book, sheet: Sheet) -> None:
    """A pair of tables for each scale, answers and shares, with a chart; then the multiple choices."""
    page = book.page
    groups = _groups(page)
    widest = max([3, *(len(_points(group)) for group in groups if not _long(group))])
    sheet.columns([_NAME, *[_NUMBER] * (1 + widest + len(SIDES))])
    sheet.line(words(book.words["distribution"]), "title")
    sheet.made.freeze_panes(1, 1)
    for group in groups:
        item = group[0][0]
        title = (*page.say(CHAPTER_OF[item["measure"]]), *words(" · "), *page.scale(item["scale"]))
        sheet.keep(110 + 30 * len(group) + 0.75 * charts.height(len(group)))
        sheet.chapter(title)
        if _long(group):
            _below_each_other(sheet, group)
        else:
            _side_by_side(sheet, group, title)
    if page.figures.multiple:
        sheet.chapter(page.say("multiple"))
        sheet.line(page.say("multiple_help"))
        for question in page.figures.multiple:
            _options(sheet, question)


def _groups(page: Page) -> list[Group]:
    """Items of one measure, scale and top, each with the figure that holds its distribution."""
    groups: dict[str, Group] = {}
    for measure in HEADLINES:
        for item in page.figures.items:
            head = page.figures.item(HEADLINES[measure], item) if item["measure"] == measure else None
            if head is not None and head.distribution:
                groups.setdefault(repr((measure, item["scale"], item["top"], item["variant"])), []).append((item, head))
    return list(groups.values())


def _points(group: Group) -> list[str]:
    """The points of the scale, from low to high."""
    return sorted({point for _, head in group for point in head.distribution or ()}, key=float)


def _long(group: Group) -> bool:
    return len(_points(group)) > _MOST_POINTS


def _share(page: Page, n: int, of: int) -> Cell:
    return of_value(page, float(Fraction(100 * n, of)), "percent", sign=False) if of else EMPTY


def _point(page: Page, point: str) -> Text:
    return (Run("number", f"{float(point):g}"),)


def _side_by_side(sheet: Sheet, group: Group, title: Text) -> None:
    page, own, points, first = sheet.book.page, sheet.book.words, _points(group), group[0][0]
    heads = [Column(_point(page, point), _NUMBER, True) for point in points]
    name, n = Column(page.say("item"), _NAME), Column(page.say("base"), _NUMBER, True)
    rows = [
        (of_words(page.brief(item)), of_count(head.n), *(of_count((head.distribution or {}).get(p, 0)) for p in points))
        for item, head in group
    ]
    sheet.line(words(own["answers"]))
    sheet.table([name, n, *heads], rows)
    sheet.row += 1
    sheet.line(words(own["shares"]))
    parts = [side for side in SIDES if any(side in sides(item, head.distribution or {}) for item, head in group)]
    parts = parts if first["top"] else []
    named = [Column(side_name(page, first, side), _NUMBER, True) for side in parts]
    rows = [
        (
            of_words(page.brief(item)),
            of_count(head.n),
            *(_share(page, (head.distribution or {}).get(point, 0), head.n) for point in points),
            *(_share(page, sides(item, head.distribution or {}).get(side, 0), head.n) for side in parts),
        )
        for item, head in group
    ]
    area = sheet.table([name, n, *heads, *named], rows)
    if parts and len(rows) <= charts.MOST_BARS and any(head.n for _, head in group):
        sheet.row += 1
        ends = {
            side: (text_of(side_name(page, first, side)), area.column(2 + len(points) + place))
            for place, side in enumerate(parts)
        }
        charts.stacked(sheet, text_of(title), area.column(0), ends, len(rows))


def _below_each_other(sheet: Sheet, group: Group) -> None:
    """A row an answer: of a scale with too many points for columns."""
    page = sheet.book.page
    columns = [Column(page.say("item"), _NAME)]
    columns += [Column(page.say(name), _NUMBER, True) for name in ("answer", "count", "share")]
    rows = [
        (of_words(page.brief(item)), Cell(Exact(float(point)), "General"), of_count(n), _share(page, n, head.n))
        for item, head in group
        for point, n in sorted((head.distribution or {}).items(), key=lambda pair: float(pair[0]))
        if n
    ]
    sheet.table(columns, rows)


def _options(sheet: Sheet, question: Entry) -> None:
    page, found = sheet.book.page, sheet.book.page.figures.chosen(question)
    if not found:
        return
    sheet.row += 1
    text = str(question["text"])
    sheet.line((*data(text), *words(" ("), *data(page.figures.where(question)), *words(")")), "strong")
    columns = [Column(page.say("option"), _NAME)]
    columns += [Column(page.say(name), _NUMBER, True) for name in ("chosen", "chosen_share", "low", "high", "base")]
    columns += [Column(page.say("id"), _NUMBER)]
    rows: Sequence[tuple[Cell, ...]] = [
        (
            of_words(page.say("other_answers")) if option == OTHER_ANSWERS else of_data(option),
            of_count(e.counts["chosen"]),
            *figure(page, e, "strong"),
            base(page, e),
            of_id(e),
        )
        for option, e in found
    ]
    area = sheet.table(columns, rows)
    if len(found) <= charts.MOST_BARS and any(e.value is not None for _, e in found):
        sheet.row += 1
        title = text_of((*page.say("multiple"), *words(": "), *data(text)))
        charts.shares(sheet, title, area, 0, 2)
