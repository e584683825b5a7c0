"""The differences of two records on a terminal or in a pipe, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from csat.audit.differences import Differences, FigureChange
from csat.definitions import Difference
from csat.report.language import ENGLISH, read_language
from csat.report.numbers import PLACES, figure, rounded
from csat.report.rows import Screen

_LONGEST = 300


def show(found: Differences, console: Console) -> None:
    """Print the differences under three headings; one line where there are none."""
    screen = Screen(console)
    if found.same:
        screen.paragraph(f"No difference between {found.names[0]} and {found.names[1]}.")
        screen.show()
        return
    screen.paragraph(f"From {found.names[0]} to {found.names[1]}", "bold")
    _part(screen, "Definitions", [_line(one) for one in found.definitions], "defined alike")
    equal = f"; the other {found.equal:,} are the same" if found.equal and found.figures else ""
    title = f"Figures: {len(found.figures):,} differ{equal}" if found.figures else "Figures"
    _part(screen, title, [_figure(one) for one in found.figures], "all the same")
    _part(screen, "Rows and answers", [_line(one) for one in found.ledger], "all the same")
    screen.show()


def _part(screen: Screen, title: str, lines: Sequence[str], nothing: str) -> None:
    screen.line()
    screen.paragraph(title if lines else f"{title}: {nothing}", "bold")
    for line in lines:
        screen.paragraph(line, "", "  ", "    ")


def _line(one: Difference) -> str:
    what = read_language(ENGLISH).label("differ", one.what)
    about = f"{one.of}, {what}" if one.of else what
    before, after = (text if text is None or len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
                     for text in (one.before, one.after))  # fmt: skip
    if one.before is None:
        return f"{about}: {after}" if one.what.endswith(" came") else f"{about}: now {after}"
    if one.after is None:
        return f"{about}: {before}" if one.what.endswith(" went") else f"{about}: no longer {before}"
    return f"{about}: {before} → {after}"


def _figure(one: FigureChange) -> str:
    before, after = (
        "withheld" if hidden else figure(value, one.unit)
        for value, hidden in zip((one.before, one.after), one.withheld, strict=True)
    )
    if one.kind != "changed":
        return f"{one.figure} {one.kind}: {after if one.kind == 'came' else before}"
    return f"{one.figure}: {before} → {after}{_change(one)}"


def _change(one: FigureChange) -> str:
    change = one.change or {}
    if change.get("value") is None:
        return f". {change['because']}" if change.get("because") else ""
    places = PLACES[one.unit]
    by = rounded(change["value"], places, sign=True)
    if change["low"] is None:
        return f", by {by}"
    low, high = (rounded(change[bound], places, sign=True) for bound in ("low", "high"))
    return f", by {by} ({low} to {high})"
