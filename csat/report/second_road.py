"""What the second road found, on a terminal or in a pipe: both numbers and the gap, and what was not covered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from csat.audit.second_road import TOLERANCE, Comparison, Gap
from csat.errors import DONE, MISSED
from csat.report.numbers import count
from csat.report.rows import Screen
from csat.report.safe import clean

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 10
"""Gaps shown of figures that agree; those that do not are all shown."""


def report(comparison: Comparison, every: bool = False, quiet: bool = False) -> int:
    """Print a comparison and give the exit code: 0 where every figure that it covers agrees, and it covers any."""
    if not quiet:
        from rich.console import Console

        show(comparison, Console(soft_wrap=True, highlight=False), every)
    return DONE if comparison.agrees else MISSED


def show(comparison: Comparison, console: Console, every: bool = False) -> None:
    """Print it, conclusion first. ``every``: all numbers, and the id of every figure that is not covered."""
    screen = Screen(console)
    screen.paragraph(f"{clean(comparison.name)}: the second road", "bold")
    screen.paragraph(_conclusion(comparison), "green" if comparison.agrees else "red", indent="  ")
    for note in comparison.notes:
        screen.paragraph(note, "yellow", "note: ", "      ")
    apart = comparison.disagreements
    shown = comparison.gaps if every else comparison.gaps[: max(SHOWN, len(apart))]
    if shown:
        screen.line()
        for gap in shown:
            style = "" if gap.agrees else "red"
            screen.paragraph(f"{gap.id}: {gap.part}", style, " ", "   ")
            screen.paragraph(_numbers(gap), "dim" if gap.agrees else style, "   ", "     ")
        if len(shown) < len(comparison.gaps):
            screen.paragraph(
                f"and {count(len(comparison.gaps) - len(shown))} more numbers with gaps no larger", "dim", " ", " "
            )
    if comparison.uncovered:
        screen.line()
        screen.line(("Not covered", "bold"))
        for reason, ids in comparison.uncovered.items():
            screen.paragraph(f"{count(len(ids))} figure{'s' * (len(ids) != 1)}: {reason}.", "", " ", "   ")
            for id in ids if every else ():
                screen.paragraph(id, "dim", "   ", "     ")
    screen.show()


def _conclusion(comparison: Comparison) -> str:
    figures, numbers = len(comparison.covered), len(comparison.gaps)
    apart = comparison.disagreements
    if apart:
        which = len({gap.id for gap in apart})
        return (
            f"The two roads disagree: {count(len(apart))} of {count(numbers)} numbers, in {count(which)} "
            f"figure{'s' * (which != 1)}."
        )
    if not figures:
        return "Nothing is confirmed: the second road covers none of the figures."
    largest = max(gap.relative for gap in comparison.gaps)
    return (
        f"The two roads agree on {count(figures)} figures ({count(numbers)} numbers). The largest relative gap is "
        f"{largest:.1e}; {TOLERANCE:.0e} is allowed, and counts are equal."
    )


def _numbers(gap: Gap) -> str:
    """Both numbers and the gap, to the last digit that a double has."""
    both = f"record {_number(gap, gap.record)}, second road {_number(gap, gap.second)}"
    if not math.isfinite(gap.relative):
        return f"{both}: one of them is none"
    return f"{both}; gap {gap.absolute:.1e}, relative {gap.relative:.1e}" if gap.absolute else f"{both}; equal"


def _number(gap: Gap, value: float | None) -> str:
    if value is None:
        return "none"
    return repr(float(value)) if gap.part in ("value", "low", "high") else f"{value:g}"
