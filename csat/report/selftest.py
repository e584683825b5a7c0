"""The self-test on a terminal or in a pipe: per group how many digits agree, and what is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csat.report.numbers import count
from csat.report.rows import Column, Row, Screen
from csat.selftest import Group, SelfTest
from csat.selftest.check import Check

if TYPE_CHECKING:
    from rich.console import Console

OFF_SHOWN = 20


def show(found: SelfTest, console: Console) -> None:
    """Print the conclusion, a row a group with its smallest log relative error (LRE), and every number that is off."""
    screen = Screen(console)
    whole = found.everything
    if found.off:
        screen.paragraph(
            f"Something is off: {count(len(found.off))} of {count(len(whole.checks))} numbers.", "bold red"
        )
    else:
        screen.paragraph(f"All {count(len(whole.checks))} numbers are as they should be.", "bold green")
    screen.paragraph(
        "LRE: how many digits agree, 15 at most. needed: how many must, of the weakest number of the group.", "dim"
    )
    screen.line()
    columns = [Column("numbers"), Column("smallest LRE"), Column("needed"), Column("", left=True)]
    rows = [_row(group) for group in (*found.groups, whole)]
    screen.table(columns, rows, "group")
    if found.off:
        screen.line()
        for check in found.off[:OFF_SHOWN]:
            screen.paragraph(line(check), "red", " ", "   ")
        if len(found.off) > OFF_SHOWN:
            screen.paragraph(f"and {count(len(found.off) - OFF_SHOWN)} more: all are in --json", "dim", " ")
    screen.show()


def _row(group: Group) -> Row:
    weakest = group.weakest
    cells = [count(len(group.checks)), f"{weakest.lre:.1f}", f"{weakest.needed:g}", "ok" if group.ok else "OFF"]
    return Row(cells, group.name, style="" if group.ok else "red")


def line(check: Check) -> str:
    """One number that is off, and by how much."""
    if check.got is None or check.expected is None:
        return f"{check.name}: it is not what was kept."
    return (
        f"{check.name}: {check.got!r}, and it should be {check.expected!r}: {check.lre:.1f} digits agree, and "
        f"{check.needed:g} must."
    )
