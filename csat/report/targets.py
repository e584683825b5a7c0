"""Targets and whether they are reached: on the terminal, and one line each for an alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csat.report.numbers import PLACES, figure
from csat.report.rows import Column, Row, Screen

STYLES = {"met": "green", "met, shown by the interval": "green", "missed": "red", "no figure": "red"}


def targets(screen: Screen, judged: Sequence[Mapping[str, Any]], places: Mapping[str, int] = PLACES) -> None:
    """A row for each target: wanted, found, and the state in words."""
    if not judged:
        return
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
    """What a mail of an alarm says of one target."""
    return f"target {target['state']}: {target['figure']} is {found(target, places)}, {wanted(target)} was wanted."


def wanted(target: Mapping[str, Any]) -> str:
    """``at least 80``, as the plan has it."""
    way, bound = ("at least", target["at_least"]) if target["at_least"] is not None else ("at most", target["at_most"])
    return f"{way} {bound:g}"


def found(target: Mapping[str, Any], places: Mapping[str, int]) -> str:
    """The value, rounded for people."""
    return figure(target["value"], target["unit"], places)


def _interval(target: Mapping[str, Any], places: Mapping[str, int]) -> str:
    if target["low"] is None:
        return ""
    return f"{figure(target['low'], target['unit'], places)} to {figure(target['high'], target['unit'], places)}"
