"""Priorities: items by importance and performance, in a picture of four quadrants and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.report.document import Axis, Block, Chart, Heading, Paragraph, Spot, Table, Text, data, joined, words
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate

CORNERS = ("concentrate here", "keep up the good work", "low priority", "possible overkill")
"""From the upper left to the lower right, with performance along the line and importance upwards."""

_DERIVED = {"derived": "priorities_derived", "drivers": "priorities_drivers"}
_CROSSHAIR = {"means": "crosshair_means", "midpoints": "crosshair_midpoints", "": "crosshair_given"}
_MARGIN = 0.12  # of what the points take, on each side of them
Row = tuple[Text, Estimate, Estimate]


def blocks(page: Page) -> Iterator[Block]:
    """A section a matrix."""
    of_id = {e.id: e for e in page.record.estimates if e.analysis == "priorities"}
    every = [entry for entry in page.record.plan["analyses"] if entry["kind"] == "priorities"]
    yield Heading(2, page.say("priorities"))
    told: list[Estimate] = []
    for matrix in every:
        if len(every) > 1:
            yield Heading(3, data(matrix["name"]))
        yield from _matrix(page, matrix, of_id, told)
    yield Paragraph(page.say("priorities_caution"))
    yield from page.small_base(told)
    yield from page.without_interval(e for e in told if not e.metric.startswith("crosshair"))


def _matrix(page: Page, matrix: Entry, of_id: dict[str, Estimate], told: list[Estimate]) -> Iterator[Block]:
    own = matrix["id"]
    cross = [of_id[f"{own}.crosshair_performance"], of_id[f"{own}.crosshair_importance"]]
    yield Paragraph(joined(list(_about(page, matrix, cross)), " "))
    rows: list[Row] = [
        (
            (*page.language.number(str(place)), *words(" "), *page.brief(page.figures.item_of[id])),
            of_id[f"{own}.priority_performance.{id}"],
            of_id[f"{own}.priority_importance.{id}"],
        )
        for place, id in enumerate(matrix["items"], 1)
    ]
    if any(placed(performance) for _, performance, _ in rows):
        yield chart(page, matrix, rows, cross)
    heads = [page.say(name) for name in ("item", "performance", "importance", "quadrant")]
    table = [(name, page.value(one), page.value(other), _quadrant(page, one)) for name, one, other in rows]
    yield Table(heads, table, frozenset({1, 2}))
    if any(one.about.get("settled") == "no" for _, one, _ in rows):
        yield Paragraph(page.say("not_settled"))
    if any(one.about.get("settled") == "unknown" for _, one, _ in rows):
        yield Paragraph(page.say("half_settled"))
    for name, found in (
        ("performance", [(label, one) for label, one, _ in rows]),
        ("importance", [(label, other) for label, _, other in rows]),
    ):
        heads = [page.say("item"), page.say(name), page.interval_head(), page.say("base")]
        lines = [(label, page.value(e), page.interval(e), page.base(e)) for label, e in found]
        yield Table(heads, lines, frozenset({1, 2, 3}))
    figures = [figure for _, *both in rows for figure in both]
    yield from page.remarks(figures)
    told += [*figures, *cross]


def _about(page: Page, matrix: Entry, lines: Sequence[Estimate]) -> Iterator[Text]:
    """Where importance comes from, and where the cross-hair stands."""
    yield page.say("priorities_performance")
    if matrix["importance"] == "stated":
        yield page.say("priorities_stated" if isinstance(matrix["stated"][0], str) else "priorities_numbers")
    else:
        yield page.say(_DERIVED[matrix["importance"]], of=page.brief(page.figures.item_of[matrix["of"]]))
    rule = matrix["crosshair"] if isinstance(matrix["crosshair"], str) else ""
    yield page.say(_CROSSHAIR[rule], performance=page.value(lines[0]), importance=page.value(lines[1]))


def placed(performance: Estimate) -> bool:
    """Whether an item has a place in the matrix."""
    return "quadrant" in performance.about


def _quadrant(page: Page, performance: Estimate) -> Text:
    if not placed(performance):
        return page.say("not_placed")
    told = words(page.language.label("quadrants", performance.about["quadrant"]))
    return (*told, *words("*")) if performance.about["settled"] == "no" else told


def chart(page: Page, matrix: Entry, rows: Sequence[Row], lines: Sequence[Estimate]) -> Chart:
    """The items as numbered points, performance along the line and importance upwards."""
    spots = [
        Spot(page.language.number(str(place)), name, one.value, other.value, one.about["settled"] != "no")
        for place, (name, one, other) in enumerate(rows, 1)
        if placed(one) and one.value is not None and other.value is not None
    ]
    axes = (
        _axis(page, "performance", [spot.x for spot in spots], lines[0]),
        _axis(page, "importance", [spot.y for spot in spots], lines[1]),
    )
    corners = tuple(words(page.language.label("quadrants", name)) for name in CORNERS)
    title = page.say("priorities") if matrix["name"] == "Priorities" else data(matrix["name"])
    return Chart("quadrants", title, spots, axes=axes, corners=corners)


def _axis(page: Page, name: str, values: Sequence[float], line: Estimate) -> Axis:
    """As much of what a figure can be as the points and the cross-hair take, with some room around."""
    cross = line.value or 0.0
    low, high = min(*values, cross), max(*values, cross)
    if line.unit == "ratio":
        room, ends = max((high - low) * _MARGIN, 0.02), (-1.0, 1.0)
    else:
        room, ends = max((high - low) * _MARGIN, 2.0), (0.0, 100.0)
    low, high = low - room, high + room
    if ends[0] <= min(*values, cross) and max(*values, cross) <= ends[1]:
        low, high = max(low, ends[0]), min(high, ends[1])
    return Axis(page.say(name), low, high, cross)
