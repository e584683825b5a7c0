"""Segments on the terminal: for each ``--by``, a row a segment and the headline figures side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from csat.report.figures import WHOLE, Entry, Figures, Segment
from csat.report.numbers import count, level
from csat.report.rows import Cell, Column, Row, Screen
from csat.report.safe import clean
from csat.report.tables import align, cell
from csat.results import Estimate

TABLES_SHOWN = 6
SEGMENTS_SHOWN = 40
HEADS = {"csat": "CSAT", "mean": "mean", "nps": "NPS", "ces": "CES"}
MORE_ITEMS = 8  # beside the first item of each measure, where the screen is wide enough


class _Headline(NamedTuple):
    head: str
    find: Callable[[Segment], Estimate | None]
    interval: int = 0  # how soon its interval may go, 0: it has no column
    spare: int = 0


def segments(screen: Screen, figures: Figures) -> None:
    """A table for each segmenting."""
    headlines = _headlines(figures)
    if not headlines:
        return
    for names in list(figures.segmentings)[:TABLES_SHOWN]:
        _table(screen, figures, names, headlines)
    hidden = len(figures.segmentings) - TABLES_SHOWN
    if hidden > 0:
        screen.line()
        screen.paragraph(f"and by {count(hidden)} more columns: all are in --json and -o out.csv", "dim")


def _headlines(figures: Figures) -> list[_Headline]:
    """The first item of each measure and the first alpha; then further items, for which there may be room."""
    first: list[_Headline] = []
    more: list[_Headline] = []
    for kind, interval in (("csat", 1), ("nps", 2), ("ces", 3)):
        items = [item for item in figures.items if item["measure"] == kind]
        for place, item in enumerate(items[: MORE_ITEMS + 1]):
            metric = "mean" if figures.without_boxes(item) else kind
            found = _Headline(f"{HEADS[metric]} {item['letter']}", _of_item(figures, metric, item), interval)
            if place:
                more.append(found._replace(interval=0, spare=20 + len(more)))
            else:
                first.append(found)
    for place, construct in enumerate(figures.constructs[: MORE_ITEMS + 1]):
        title = "alpha" if len(figures.constructs) == 1 else f"alpha {place + 1}"
        found = _Headline(title, _of_construct(figures, construct))
        if place:
            more.append(found._replace(spare=20 + len(more)))
        else:
            first.append(found)
    return first + more


def _of_item(figures: Figures, metric: str, item: Entry) -> Callable[[Segment], Estimate | None]:
    return lambda segment: figures.item(metric, item, segment)


def _of_construct(figures: Figures, construct: Entry) -> Callable[[Segment], Estimate | None]:
    return lambda segment: figures.construct("alpha", construct, segment=segment)


def _table(screen: Screen, figures: Figures, names: tuple[str, ...], headlines: list[_Headline]) -> None:
    all_segments = figures.segmentings[names]
    shown = all_segments[:SEGMENTS_SHOWN]
    columns = [Column("n")]
    for headline in headlines:
        columns.append(Column(headline.head, headline.spare, "" if headline.spare else "bold"))
        if headline.interval:
            columns.append(Column(f"{level(figures.level)} interval", headline.interval))
    rows, small, withheld = [], False, False
    for segment in [WHOLE, *shown]:
        found = [headline.find(segment) for headline in headlines]
        small |= any(figures.small(estimate) for estimate in found)
        hidden = [estimate for estimate in found if estimate is not None and figures.withheld(estimate)]
        withheld |= bool(hidden)
        words = ""
        if hidden and len(hidden) == sum(estimate is not None for estimate in found):
            words = f"< {figures.suppress_below} answers: withheld"
            if min(estimate.n for estimate in hidden) >= figures.suppress_below:
                words = "withheld: it would give away a smaller segment"
        label = " / ".join(clean(value) or "(blank)" for _, value in segment) if segment else "(all)"
        rows.append(Row(_cells(figures, headlines, found), label, words, 0))
    screen.line()
    letters = figures.letters
    titles = [f"{clean(name)} ({letters[name]})" if name in letters else clean(name) for name in names]
    screen.paragraph(f"By {' and '.join(titles)}{_base_of(headlines)}", "bold")
    screen.table(columns, align(columns, rows), "segment")
    if len(all_segments) > len(shown):
        rest = count(len(all_segments) - len(shown))
        screen.paragraph(f"and {rest} more segments: all are in --json and -o out.csv", "dim", " ", " ")
    if small:
        screen.paragraph(f"* fewer than {figures.flag_below} answers: read with care", "dim", " ", "   ")
    if withheld:
        screen.paragraph(
            f"withheld: fewer than {figures.suppress_below} answers, or such a figure could be worked out from it",
            "dim",
            " ",
            "   ",
        )


def _base_of(headlines: list[_Headline]) -> str:
    """Whose answers the column ``n`` counts: those of the first figure."""
    return f", n of {headlines[0].head}" if headlines else ""


def _cells(figures: Figures, headlines: list[_Headline], found: list[Estimate | None]) -> list[Cell]:
    first = found[0] if found else None
    cells: list[Cell] = [count(first.n) if first is not None else ""]
    for headline, estimate in zip(headlines, found, strict=True):
        cells.append(cell(estimate, "value", figures) + ("*" if figures.small(estimate) else ""))
        if headline.interval:
            cells.append(cell(estimate, "interval", figures))
    return cells
