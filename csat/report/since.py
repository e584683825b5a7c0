"""What has changed since an earlier record, on the terminal: the headline figures of the whole survey."""

from __future__ import annotations

from csat.report.figures import Figures
from csat.report.numbers import count, figure, level, rounded
from csat.report.rows import Cell, Column, Row, Screen
from csat.results import Record

_HEADLINES = ("csat", "nps", "ces", "alpha")
_SHOWN = 40


def since(screen: Screen, record: Record, figures: Figures) -> None:
    """A row for each headline figure that the earlier record has too: before, now, the change and its interval."""
    changes = {change["figure"]: change for change in record.previous.get("changes", ())}
    rows, apart = [], 0
    for estimate in record.estimates:
        change = changes.get(estimate.id)
        if change is None or estimate.metric not in _HEADLINES or estimate.segment or estimate.value is None:
            continue
        if change.get("value") is None:
            apart += 1
            continue
        places = figures.places.get(estimate.unit, 3)
        value, low, high = (
            "" if change.get(part) is None else rounded(change[part], places, sign=True)
            for part in ("value", "low", "high")
        )
        cells: list[Cell] = [
            figure(change.get("before"), estimate.unit, figures.places),
            figure(estimate.value, estimate.unit, figures.places),
            value,
            f"{low} to {high}" if low and high else "",
        ]
        rows.append(Row(cells, estimate.id))
    if not rows and not apart:
        return
    screen.line()
    screen.line(("Changes since the earlier record", "bold"))
    columns = [
        Column("before"),
        Column("now"),
        Column("change", style="bold"),
        Column(f"{level(figures.level)} interval"),
    ]
    if rows:
        screen.table(columns, rows[:_SHOWN], "figure")
    if len(rows) > _SHOWN:
        screen.paragraph(f"and {count(len(rows) - _SHOWN)} more: all are in --json, under previous", "dim", " ", " ")
    if apart:
        screen.paragraph(f"{count(apart)} not compared: --json says why, under previous", "dim", " ", " ")
