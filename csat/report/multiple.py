"""Multiple choices on the terminal: for each the options most chosen, as shares of those who chose any."""

from __future__ import annotations

from csat.report.figures import Entry, Figures
from csat.report.numbers import count, level
from csat.report.rows import Cell, Column, Row, Screen, shorten
from csat.report.safe import clean
from csat.report.tables import align, cell
from csat.results import Estimate

QUESTIONS_SHOWN = 12
OPTIONS_SHOWN = 8
ALL_SHOWN = 10  # so few are still all shown
_ELSEWHERE = "all are in --json and -o out.csv"


def multiple(screen: Screen, figures: Figures) -> None:
    """A small table for each multiple choice, the options most chosen first."""
    shown = figures.multiple[:QUESTIONS_SHOWN]
    if not shown:
        return
    screen.line()
    screen.paragraph("Multiple choice, percent of respondents who chose at least one option", "bold")
    small = False
    for question in shown:
        small |= _question(screen, figures, question)
    if small:
        screen.paragraph(f"* fewer than {figures.flag_below} respondents: read with care", "dim", " ", "   ")
    hidden = len(figures.multiple) - len(shown)
    if hidden:
        screen.paragraph(f"and {count(hidden)} more multiple choices: {_ELSEWHERE}", "dim", " ", " ")
    if figures.segmentings:
        screen.paragraph(f"multiple choices by segment: {_ELSEWHERE}", "dim", " ", " ")


def _question(screen: Screen, figures: Figures, question: Entry) -> bool:
    """Returns whether its base is small."""
    letters = clean(figures.where(question))
    title = shorten(clean(question["text"]), screen.width - len(letters) - 3, screen.signs.more)
    screen.line(" ", (letters, "cyan"), "  ", screen.isolated(title))
    found = figures.chosen(question)
    base = found[0][1]
    if base.value is None:
        screen.paragraph(base.notes[0], "dim", " ", " ")
        return False
    kept = found if len(found) <= ALL_SHOWN else found[:OPTIONS_SHOWN]
    columns = [Column("%", style="bold"), Column(f"{level(figures.level)} interval"), Column("chosen")]
    rows = [Row(_cells(figures, estimate), label) for label, estimate in kept]
    screen.table(columns, align(columns, rows), _head(figures, base))
    if len(found) > len(kept):
        screen.paragraph(f"and {count(len(found) - len(kept))} more options: {_ELSEWHERE}", "dim", " ", " ")
    return figures.small(base)


def _cells(figures: Figures, estimate: Estimate) -> list[Cell]:
    return [
        cell(estimate, "value", figures),
        cell(estimate, "interval", figures),
        count(estimate.counts["chosen"]),
    ]


def _head(figures: Figures, base: Estimate) -> str:
    """The head of the options, with the respondents that the shares are of and those without a choice."""
    star = "*" if figures.small(base) else ""
    rest = "".join(f", {count(n)} {reason}" for reason, n in base.missing.items() if n)
    return f"option, n = {count(base.n)}{star}{rest}"
