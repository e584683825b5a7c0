"""Targets and whether they are reached: on the terminal, and one line each for an alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from csat.report.numbers import MOST_PLACES, PLACES, figure

if TYPE_CHECKING:
    from csat.report.rows import Screen

STYLES = {
    "met": "green",
    "met, not shown by the interval": "green",
    "not met": "red",
    "no answers": "red",
    "withheld": "yellow",
    "undefined": "yellow",
    "too few answers to judge": "yellow",
}


def targets(screen: Screen, judged: Sequence[Mapping[str, Any]], places: Mapping[str, int] = PLACES) -> None:
    """A row for each target: wanted, found, and the state in words."""
    if not judged:
        return
    from csat.report.rows import Column, Row  # rich takes 20 ms, and the other reports need none of it

    screen.line()
    screen.line(("Targets", "bold"))
    rows = [
        Row(
            [
                wanted(target),
                found(target, places),
                _interval(target, places),
                [(target["state"], STYLES[target["state"]])],
            ],
            target["figure"],
        )
        for target in judged
    ]
    columns = [Column("wanted"), Column("found", style="bold"), Column("interval", 2), Column("state", left=True)]
    screen.table(columns, rows, "figure")


def line(target: Mapping[str, Any], places: Mapping[str, int] = PLACES) -> str:
    """What a mail of an alarm says of one target: the figure, its value and base, and what was wanted."""
    about = f"{target['figure']}, {target['state']}"
    if target["value"] is not None:
        about = f"{target['figure']} is {found(target, places)}, {target['state']}"
    base = "" if target["n"] is None or target["state"] == "no answers" else f" (n = {target['n']:,})"
    return f"target: {about}{base}; {wanted(target)} was wanted."


def wanted(target: Mapping[str, Any]) -> str:
    """``at least 80``, as the plan has it."""
    way, bound = ("at least", target["at_least"]) if target["at_least"] is not None else ("at most", target["at_most"])
    return f"{way} {bound_of(bound)}"


def bound_of(bound: float) -> str:
    """A bound in decimal, all its digits: 80, 79.95."""
    return f"{bound:,}" if isinstance(bound, int) else f"{Decimal(repr(bound)).normalize():,f}"


def found(target: Mapping[str, Any], places: Mapping[str, int]) -> str:
    """The value, rounded for people; with more digits where rounding would hide on which side of the bound it is."""
    return told(target, target["value"], places)


def told(target: Mapping[str, Any], value: float | None, places: Mapping[str, int]) -> str:
    """A value, or an end of the interval, of a target: 79.96 percent is no 80.0 where 80 was wanted."""
    unit = target["unit"]
    if value is None:
        return figure(value, unit, places)
    bound = Decimal(repr(float(target["at_least"] if target["at_least"] is not None else target["at_most"])))
    exact = Decimal(repr(float(value)))
    for more in range(places.get(unit, 3), MOST_PLACES + 1):
        shown = figure(value, unit, {unit: more})
        if (Decimal(shown) > bound) == (exact > bound) and (Decimal(shown) < bound) == (exact < bound):
            return shown
    return repr(float(value))


def _interval(target: Mapping[str, Any], places: Mapping[str, int]) -> str:
    if target["low"] is None:
        return ""
    return f"{told(target, target['low'], places)} to {told(target, target['high'], places)}"
