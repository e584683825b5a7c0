"""Summary: what the survey is, every headline figure with its target and its change, and pictures of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csat.report.chapters import opening
from csat.report.chapters.headlines import Headline, headlines
from csat.report.document import Bullets, Heading, Paragraph, words
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.workbook import charts
from csat.report.workbook.book import Area, Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, base, figure, of_code, of_value, of_words, state, told
from csat.report.workbook.segments import Picture

_NAME, _VALUE = 0, 2  # places of the columns that charts point at
_HALF = 466  # pixels of one of two charts beside each other


def write(book: Book, sheet: Sheet, pictures: Sequence[Picture]) -> None:
    """The whole sheet; ``pictures`` are of segments, drawn from cells of their own sheet."""
    page = book.page
    found = _in_order(headlines(page))
    targets = _first_of_each(page)
    changes = {change["figure"]: change for change in page.record.previous.get("changes", ())}
    columns = _columns(page, targets, changes, found)
    sheet.columns([column.width for column in columns])
    _about(sheet, page)
    if found:
        sheet.chapter(page.say("headlines"))
        area = sheet.table(columns, [_row(page, one, targets, changes, len(columns)) for one in found])
        for note in page.small_base(one.estimate for one in found):
            sheet.line(note.text)
        _draw(sheet, area, found, pictures)
    _other_targets(sheet, page, targets, {one.estimate.id for one in found})
    sheet.made.print_area(0, 0, max(sheet.row, 1), len(columns) - 2)  # without the ids, which are for auditors


def _in_order(found: Any) -> list[Headline]:
    """Percentages of a measure in one run, before means that have no share, so that one chart can hold them."""
    first: dict[str, int] = {}
    kept = list(found)
    for one in kept:
        first.setdefault(one.item["measure"] if one.item else "", len(first))
    return sorted(kept, key=lambda one: (first[one.item["measure"] if one.item else ""], one.estimate.unit == "score"))


def _about(sheet: Sheet, page: Page) -> None:
    for block in opening.blocks(page):
        if isinstance(block, Heading):
            sheet.line(block.text, "title" if block.level == 1 else "chapter")
        elif isinstance(block, Paragraph):
            sheet.line(block.text)
        elif isinstance(block, Bullets):
            for line in block.lines:
                sheet.line(line, "")


def _columns(page: Page, targets: Mapping[str, Any], changes: Mapping[str, Any], found: list[Headline]) -> list[Column]:
    say, own = page.say, page.language.texts["workbook"]
    ids = {one.estimate.id for one in found}
    columns = [Column(say("question"), 50), Column(say("measure"), 11)]
    columns += [Column(say(name), 11, True) for name in ("figure", "low", "high")]
    columns += [Column(say("base"), 9, True)]
    if ids & set(targets):
        columns += [Column(say("wanted"), 10, True), Column(say("state"), 22)]
    if ids & set(changes):
        columns += [Column(words(own[name]), 11, True) for name in ("before", "change", "change_low", "change_high")]
    return [*columns, Column(say("id"), 44)]


def _row(
    page: Page, one: Headline, targets: Mapping[str, Any], changes: Mapping[str, Any], width: int
) -> list[Cell]:
    e = one.estimate
    name = page.brief(one.item) if one.item else one.name
    cells = [of_words(name), of_words(one.measure), *figure(page, e, "strong"), base(page, e)]
    if e.value is None:
        cells[_VALUE] = of_words(page.value(e), "muted")
    told_of = [targets.get(e.id), changes.get(e.id)]
    if width - 1 - len(cells) in (2, 6):
        cells += state(page, told_of[0]) if told_of[0] else (EMPTY, EMPTY)
    if width - 1 - len(cells) == 4:
        cells += _change(page, told_of[1]) if told_of[1] else [EMPTY] * 4
    return [*cells, of_code(e.id)]


def _change(page: Page, change: Mapping[str, Any]) -> list[Cell]:
    """The earlier value and what was added to it; why there is no change stands in its place."""
    before = of_value(page, change.get("before"), change["unit"])
    if change.get("value") is None:
        because = change.get("because") or "-"
        return [before, of_words(tell(page.language, "notes", because), "muted"), EMPTY, EMPTY]
    unit = "points" if change["unit"] == "percent" else change["unit"]
    return [before, *(of_value(page, change.get(name), unit) for name in ("value", "low", "high"))]


def _first_of_each(page: Page) -> dict[str, Mapping[str, Any]]:
    targets: dict[str, Mapping[str, Any]] = {}
    for target in page.record.targets:
        targets.setdefault(target["figure"], target)
    return targets


def _other_targets(sheet: Sheet, page: Page, targets: Mapping[str, Any], shown: set[str]) -> None:
    """Targets of figures that are no headline, and further ones of those that are."""
    others = [t for t in page.record.targets if t["figure"] not in shown or targets[t["figure"]] is not t]
    if not others:
        return
    sheet.chapter(page.say("targets"))
    width = len(sheet.widths)
    heads = [Column(page.say("id"), 0), Column(page.say("measure"), 0)]
    heads += [Column(page.say(name), 0, True) for name in ("figure", "low", "high", "wanted")]
    heads += [Column(page.say("state"), 0), *[Column((), 0)] * (width - 7)]
    of_id = {estimate.id: estimate for estimate in page.record.estimates}
    rows = []
    for target in others:
        e = of_id.get(target["figure"])
        values = figure(page, e, "strong") if e is not None else [EMPTY] * 3
        metric = of_words(words(page.language.label("metrics", e.metric))) if e is not None else EMPTY
        rows.append([of_code(target["figure"]), metric, *values, *state(page, target), *[EMPTY] * (width - 7)])
    sheet.table(heads, rows)


def _draw(sheet: Sheet, area: Area, found: Sequence[Headline], pictures: Sequence[Picture]) -> None:
    """The percentages beside the scores from -100 to 100; below them the segments, two beside each other."""
    page, ready = sheet.book.page, []
    for unit in ("percent", "points"):
        places = [place for place, one in enumerate(found) if one.estimate.unit == unit]
        shown = [found[place].estimate for place in places]
        if any(e.value is not None for e in shown) and len(shown) <= charts.MOST_BARS:
            title = told(words(page.language.label("metrics", shown[0].metric)))
            cells = [area.column(column, places[0], places[-1]) for column in (_NAME, _VALUE)]
            ready.append(Picture(title, cells[0], cells[1], shown))
    ready += pictures
    sheet.row += 1
    for place in range(0, len(ready), 2):
        rows = [
            charts.points(sheet, *one, (sheet.row, 4 + beside * (_HALF + 8)), _HALF)
            for beside, one in enumerate(ready[place : place + 2])
        ]
        sheet.row += max(rows)
