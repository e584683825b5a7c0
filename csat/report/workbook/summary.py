"""Summary: what the survey is, every headline figure with its target and its change, and pictures of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from csat.report.chapters import about, limits, opening
from csat.report.chapters import headlines as chapter
from csat.report.chapters.headlines import Headline, headlines
from csat.report.document import Heading, Paragraph, data, words
from csat.report.figures import WHOLE
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.workbook import blocks, charts
from csat.report.workbook.book import Area, Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, base, figure, of_code, of_id, of_value, of_words, state, told
from csat.report.workbook.segments import label
from csat.results import Estimate

_NAME, _VALUE, _N = 0, 2, 5  # places of the columns that charts point at, and of the base
_AFTER_ID = 2  # what charts draw intervals by


def write(book: Book, sheet: Sheet) -> None:
    """The whole sheet."""
    page = book.page
    found = _in_order(headlines(page))
    targets = _first_of_each(page)
    columns = _columns(page, targets, found)
    sheet.columns([column.width for column in columns])
    sheet.across = len(columns) - 1 - _AFTER_ID
    blocks.write(sheet, opening.blocks(page))
    sheet.made.freeze_panes(1, 0)
    if found:
        sheet.chapter(page.say("headlines"))
        area = sheet.table(columns, [_row(page, one, targets, len(columns)) for one in found])
        # What the chapter says of its table: small bases, what stands out. Its changes stand in the table here.
        told_of = takewhile(lambda block: not (isinstance(block, Heading) and block.level > 2), chapter.blocks(page))
        blocks.write(sheet, (block for block in told_of if isinstance(block, Paragraph)))
        _unchanged(sheet, page, found)
        _draw(sheet, area, found)
        for by in page.figures.segmentings:
            _segments(sheet, by, columns)
    _other_targets(sheet, page, targets, {one.estimate.id for one in found})
    blocks.write(sheet, about.blocks(page), pairs=False)
    blocks.write(sheet, limits.blocks(page))
    sheet.made.print_area(0, 0, max(sheet.row, 1), sheet.across - 1)  # without what is for auditors and charts


def _in_order(found: Any) -> list[Headline]:
    """Percentages of a measure in one run, before means that have no share, so that one chart can hold them."""
    first: dict[str, int] = {}
    kept = list(found)
    for one in kept:
        first.setdefault(one.item["measure"] if one.item else "", len(first))
    return sorted(kept, key=lambda one: (first[one.item["measure"] if one.item else ""], one.estimate.unit == "score"))


def _columns(page: Page, targets: Mapping[str, Any], found: list[Headline]) -> list[Column]:
    say, own = page.say, page.language.texts["workbook"]
    ids = {one.estimate.id for one in found}
    columns = [Column(say("question"), 56), Column(say("measure"), 11)]
    columns += [Column(say(name), 11, True) for name in ("figure", "low", "high")]
    columns += [Column(say("base"), 9, True)]
    if ids & set(targets):
        columns += [Column(say("wanted"), 10, True), Column(say("state"), 22)]
    if any(page.change(one.estimate) for one in found):
        columns += [Column(page.say(name), 11, True) for name in ("before", "change")]
        columns += [Column(words(own[name]), 11, True) for name in ("change_low", "change_high")]
    reach = [Column(words(own[name]), 16, True) for name in ("reach_low", "reach_high")]
    return [*columns, Column(say("id"), 44), *reach]


def _row(page: Page, one: Headline, targets: Mapping[str, Any], width: int) -> list[Cell]:
    e = one.estimate
    name = page.brief(one.item) if one.item else one.name
    cells = [of_words(name), of_words(one.measure), *figure(page, e, "strong"), base(page, e)]
    if e.value is None:
        cells[_VALUE] = of_words(page.value(e), "muted")
    more = width - len(cells) - 1 - _AFTER_ID
    if more in (2, 6):
        cells += state(page, targets[e.id]) if e.id in targets else (EMPTY, EMPTY)
    if more in (4, 6):
        cells += _change(page, e)
    return [*cells, of_id(e), *_reach(page, e)]


def _reach(page: Page, e: Estimate) -> list[Cell]:
    """How far the bounds are from the value, for the lines of a chart."""
    if e.value is None or e.interval is None:
        return [EMPTY] * 2
    ends = abs(e.value - e.interval.low), abs(e.interval.high - e.value)
    return [of_value(page, end, "percent" if e.unit == "points" else e.unit, "code", sign=False) for end in ends]


def _change(page: Page, e: Estimate) -> list[Cell]:
    """The earlier value, and what has been added to it since."""
    change = page.change(e)
    if change is None:
        return [EMPTY] * 4
    added = [of_value(page, change.get(name), e.unit, difference=True) for name in ("value", "low", "high")]
    return [of_value(page, change.get("before"), e.unit), *added]


def _unchanged(sheet: Sheet, page: Page, found: Sequence[Headline]) -> None:
    """Why there is no change, or no interval of one."""
    for one in found:
        change = page.change(one.estimate) or {}
        if why := change.get("because") or change.get("no_interval_because"):
            sheet.line((*one.brief(page), *words(": "), *tell(page.language, "changes", why)))


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
    heads = [Column(page.say("id"), 0), Column(page.say("measure"), 0)]
    heads += [Column(page.say(name), 0, True) for name in ("figure", "low", "high", "wanted")]
    heads += [Column(page.say("state"), 0)]
    of_id = {estimate.id: estimate for estimate in page.record.estimates}
    rows = []
    for target in others:
        e = of_id.get(target["figure"])
        values = figure(page, e, "strong") if e is not None else [EMPTY] * 3
        metric = of_words(words(page.language.label("metrics", e.metric))) if e is not None else EMPTY
        rows.append([of_code(target["figure"]), metric, *values, *state(page, target)])
    sheet.table(heads, rows)


def _draw(sheet: Sheet, area: Area, found: Sequence[Headline]) -> None:
    """The percentages on one chart, scores from -100 to 100 on another."""
    page = sheet.book.page
    for unit in ("percent", "points"):
        places = [place for place, one in enumerate(found) if one.estimate.unit == unit]
        if places:
            title = told(words(page.language.label("metrics", found[places[0]].estimate.metric)))
            shown = [found[place].estimate for place in places]
            _points(sheet, title, area, shown, places[0])


def _points(sheet: Sheet, title: str, area: Area, shown: Sequence[Estimate], first: int = 0) -> None:
    """A chart of the rows of a table from its ``first`` on; none where nothing could be read from it."""
    if not any(e.value is not None for e in shown) or len(shown) > charts.MOST_BARS:
        return
    last = len(sheet.widths) - 1
    cells = [area.column(at, first, first + len(shown) - 1) for at in (_NAME, _VALUE, last - 1, last)]
    sheet.row += 1
    charts.points(sheet, title, -100 if shown[0].unit == "points" else 0, *cells)


def _segments(sheet: Sheet, by: tuple[str, ...], columns: Sequence[Column]) -> None:
    """The item that asks for all in all, else the first, in each segment: where there are so few that one sees them."""
    page = sheet.book.page
    items = [item for item in page.figures.items if item.get("role") == "overall"] or page.figures.items[:1]
    if not items:
        return
    metric = page.headline(items[0])
    segments = [WHOLE, *page.figures.segmentings[by]]
    found = [(segment, page.figures.item(metric, items[0], segment)) for segment in segments]
    shown = [(segment, e) for segment, e in found if e is not None]
    if len(shown) > charts.MOST_BARS:
        return
    title = page.say("of", metric=words(page.language.texts["short"][metric]), name=page.brief(items[0]))
    title = (*title, *words(" · "), *page.joined(data(name) for name in by))
    sheet.keep(60 + 15 * len(shown) + 0.75 * charts.height(len(shown)))
    sheet.chapter(title)
    heads = [Column(page.say("segment"), 0), *columns[1 : _N + 1], *columns[-1 - _AFTER_ID :]]
    between = [EMPTY] * (len(columns) - len(heads))
    rows = []
    for segment, e in shown:
        cells = [of_words(label(page, segment)), of_words(words(page.language.texts["short"][metric]))]
        cells += [*figure(page, e, "strong"), base(page, e)]
        if e.value is None:
            cells[_VALUE] = EMPTY
            cells[1] = of_words(page.value(e), "muted")
        rows.append([*cells, *between, of_id(e), *_reach(page, e)])
    heads[_N + 1 : _N + 1] = [Column((), 0)] * len(between)
    area = sheet.table(heads, rows)
    for note in page.small_base(e for _, e in shown):
        sheet.line(note.text)
    _points(sheet, told(title), area, [e for _, e in shown])
