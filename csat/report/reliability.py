"""Constructs on the terminal: Cronbach's alpha of each, and the items that fit badly."""

from __future__ import annotations

from typing import NamedTuple

from csat.report.figures import Entry, Figures
from csat.report.numbers import count, level
from csat.report.rows import EXTRA, Cell, Column, Row, Screen
from csat.report.tables import align, because, cell
from csat.results import Estimate

CONSTRUCTS_SHOWN = 10
ITEMS_SHOWN = 8  # in all: so few are shown whole; of more, the badly fitting ones alone
WORST_SHOWN = 4  # of each construct
WEAK = 0.3  # item-rest correlation below which an item is looked at again (Nunnally and Bernstein 1994)
HARMS = 0.01  # alpha must rise by this much without an item before that is worth a line


class _Fit(NamedTuple):
    letter: str
    column: str
    rest: Estimate | None
    without: Estimate | None
    remark: str


def constructs(screen: Screen, figures: Figures) -> None:
    """A row for each construct, its warnings, then its items: all where they are few, else the worst."""
    shown = figures.constructs[:CONSTRUCTS_SHOWN]
    if not shown:
        return
    screen.line()
    screen.line(("Reliability, Cronbach's alpha of complete answers", "bold"))
    rows: list[Row] = []
    notes: dict[str, list[str]] = {}
    spare: list[str | None] = []
    for construct in shown:
        alpha = figures.construct("alpha", construct)
        cells: list[Cell] = [str(len(rows) + 1), cell(alpha, "value", figures), cell(alpha, "interval", figures)]
        cells += [cell(alpha, "n", figures), str(len(construct["columns"]))]
        cells += [cell(figures.construct(name, construct), "value", figures) for name in _BESIDE]
        defined = alpha is not None and alpha.value is not None
        rows.append(Row(cells, str(construct["name"]), "" if defined else because(alpha)))
        if alpha is not None:
            for note in alpha.notes if defined else alpha.notes[1:]:
                if not note.startswith("Small base"):  # the star tells
                    notes.setdefault(note, []).append(str(len(rows)))
            spare.append(alpha.no_interval_because if defined and not alpha.interval else None)
    columns = [
        Column("no.", style="cyan"),
        Column("alpha", style="bold"),
        Column(f"{level(figures.level)} interval"),
        Column("n"),
        Column("items"),
        Column("mean r", 1),
        Column("standardized", EXTRA),
    ]
    screen.table(columns, align(columns, rows), "construct")
    for reason in sorted({reason for reason in spare if reason}):
        screen.paragraph(f"no interval: {reason}", "dim", " ", "   ")
    if any(figures.small(figures.construct("alpha", construct)) for construct in shown):
        screen.paragraph(f"* fewer than {figures.flag_below} complete cases: read with care", "dim", " ", "   ")
    for note, numbers in notes.items():
        screen.paragraph(note if len(shown) == 1 else f"no. {', '.join(numbers)}: {note}", "yellow", " ! ", "   ")
    hidden = len(figures.constructs) - len(shown)
    if hidden:
        screen.paragraph(f"and {count(hidden)} more constructs: all are in --json and -o out.csv", "dim", " ", " ")
    _items(screen, figures, shown)


_BESIDE = ("inter_item_r", "alpha_standardized")


def _items(screen: Screen, figures: Figures, shown: list[Entry]) -> None:
    few = sum(len(construct["columns"]) for construct in shown) <= ITEMS_SHOWN
    rows = []
    for construct in shown:
        fits = [_fit(figures, construct, item) for item in construct["items"]]
        if not few:
            fits = sorted((fit for fit in fits if fit.remark), key=_rest)[:WORST_SHOWN]
        for fit in fits:
            cells: list[Cell] = [fit.letter, cell(fit.rest, "value", figures), cell(fit.without, "value", figures)]
            if len(shown) > 1:
                cells.append(str(shown.index(construct) + 1))
            rows.append(Row([*cells, fit.remark], fit.column))
    if not rows:
        return
    columns = [Column("", left=True, style="cyan"), Column("item-rest r"), Column("alpha without it")]
    if len(shown) > 1:
        columns.append(Column("of no."))
    if any(row.cells[-1] for row in rows):
        columns.append(Column("remark", 1, left=True, style="yellow"))
    else:
        rows = [Row(row.cells[:-1], row.label) for row in rows]
    screen.line()
    screen.table(columns, rows, "item" if few else "badly fitting item")


def _fit(figures: Figures, construct: Entry, item: str) -> _Fit:
    alpha = figures.construct("alpha", construct)
    rest = figures.construct("item_rest_r", construct, item)
    without = figures.construct("alpha_if_dropped", construct, item)
    remark = ""
    if rest and rest.value is not None and rest.value < 0:
        remark = "reversed?"
    elif rest and rest.value is not None and rest.value < WEAK:
        remark = "weak"
    elif alpha and without and None not in (alpha.value, without.value) and _rise(alpha, without) > HARMS:
        remark = "alpha rises"
    found = figures.item_of[item]
    return _Fit(found["letter"], found["column"], rest, without, remark)


def _rise(alpha: Estimate, without: Estimate) -> float:
    return (without.value or 0.0) - (alpha.value or 0.0)


def _rest(fit: _Fit) -> float:
    return fit.rest.value if fit.rest and fit.rest.value is not None else 1.0
