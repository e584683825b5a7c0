"""The tables of the items on the terminal: one for each measure and scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from csat.report.figures import Figures
from csat.report.numbers import bounds, count, figure, level
from csat.report.rows import Cell, Column, Part, Row, Screen
from csat.results import Estimate

BAR_STYLES = ("red", "yellow", "green")
ITEMS_SHOWN = 40
ALL_SHOWN = 60  # so few are still all shown


class Shown(NamedTuple):
    """A column of figures: its head, the metric, which part of the estimate, and how soon it may go (0: never)."""

    head: str
    metric: str
    part: str = "value"
    spare: int = 0
    gap: str = "  "


class Layout(NamedTuple):
    """How a measure is told: the name and the columns, the headline figure first."""

    name: str
    columns: tuple[Shown, ...]


LAYOUTS = {
    "csat": Layout(
        "Satisfaction",
        (
            Shown("CSAT %", "csat"),
            Shown("", "csat", "interval"),
            Shown("n", "csat", "n"),
            Shown("mean", "mean", spare=1),
            Shown("SD", "sd", spare=5),
            Shown("net", "csat_net", spare=6),
        ),
    ),
    "rating": Layout(
        "Rating",
        (
            Shown("mean", "mean"),
            Shown("", "mean", "interval"),
            Shown("n", "mean", "n"),
            Shown("SD", "sd", spare=4),
            Shown("0-100", "score", spare=5),
        ),
    ),
    "nps": Layout(
        "Net promoter score",
        (
            Shown("NPS", "nps"),
            Shown("", "nps", "interval"),
            Shown("n", "nps", "n"),
            Shown("det%", "nps_detractors", gap=" "),
            Shown("pas%", "nps_passives", gap=" "),
            Shown("pro%", "nps_promoters"),
            Shown("mean", "mean", spare=5),
        ),
    ),
    "ces": Layout(
        "Customer effort score",
        (
            Shown("CES", "ces"),
            Shown("", "ces", "interval"),
            Shown("n", "ces", "n"),
            Shown("easy %", "ces_easy"),
            Shown("", "ces_easy", "interval", spare=4),
            Shown("SD", "sd", spare=5),
        ),
    ),
}
VARIANTS = {"ces2": "high is easy", "ces1": "low is easy", "ease": "high is easy"}
NAMES = {"csat": ("low", "middle", "satisfied"), "nps": ("detractors", "passives", "promoters")}


def measures(screen: Screen, figures: Figures) -> None:
    """A table for each measure and scale, in the order of the columns; only so many items in all."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    left = ITEMS_SHOWN if len(figures.items) > ALL_SHOWN else 4 * ALL_SHOWN
    for kind in ("nps", "ces", "csat"):  # the few of these two come first, so that many ratings do not hide them
        items = [item for item in figures.items if item["measure"] == kind]
        for item in items[: left if kind == "csat" else left // 4]:
            scale = item["scale"]
            key = (kind, item.get("variant"), scale["low"], scale["high"], scale["step"], tuple(item["top"] or ()))
            groups.setdefault(key, []).append(item)
            left -= 1
    for kind in ("csat", "nps", "ces"):
        for key in [key for key in groups if key[0] == kind]:
            _measure(screen, figures, groups[key])
        hidden = sum(item["measure"] == kind for item in figures.items)
        hidden -= sum(len(items) for key, items in groups.items() if key[0] == kind)
        if hidden:
            screen.paragraph(
                f"and {count(hidden)} more {LAYOUTS[kind].name.lower()} items: all are in --json and -o out.csv",
                "dim", " ", " ",
            )  # fmt: skip


def _measure(screen: Screen, figures: Figures, items: Sequence[Mapping[str, Any]]) -> None:
    item = items[0]
    kind = "rating" if figures.without_boxes(item) else item["measure"]
    layout = with_effective_n(LAYOUTS[kind], figures)
    scale = item["scale"]
    points = f"{_point(scale['low'])}-{_point(scale['high'])}"
    title = f"{layout.name}, scale {points}"
    if kind == "ces":
        title += f", {VARIANTS.get(item['variant'], item['variant'])} ({item['variant']})"
    screen.line()
    _heading(screen, title, kind, item)
    width = 20 if screen.width >= 100 else 8 if kind == "nps" else 10
    rows = []
    for one in items:
        found = {shown.metric: figures.item(shown.metric, one) for shown in layout.columns}
        head = found[layout.columns[0].metric]
        cells: list[Cell] = [one["letter"]]
        cells += [cell(found[shown.metric], shown.part, figures) for shown in layout.columns]
        if kind != "rating":
            cells.append(_bar(screen, head, one, width))
        words = "" if head is not None and head.value is not None else because(head)
        rows.append(Row(cells, ("(reversed) " if one.get("reverse") else "") + str(one["column"]), words))
    columns = [Column("", left=True, style="cyan")]
    for place, shown in enumerate(layout.columns):
        head_text = f"{level(figures.level)} interval" if shown.part == "interval" else shown.head
        columns.append(Column(head_text, shown.spare, "" if place else "bold", gap=shown.gap))
    if kind != "rating":
        columns.append(Column("answers", 2, left=True))
    screen.table(columns, align(columns, rows), "item")
    _footnotes(screen, figures, items, layout)


def with_effective_n(layout: Layout, figures: Figures) -> Layout:
    """Of weighted figures the sum of weights and the effective n beside the number of answers."""
    if not figures.weighted:
        return layout
    columns: list[Shown] = []
    for shown in layout.columns:
        columns.append(shown)
        if shown.part == "n":
            columns.append(Shown("n wtd", shown.metric, "n_weighted", 1))
            columns.append(Shown("n eff", shown.metric, "n_eff"))
    return Layout(layout.name, tuple(columns))


def _heading(screen: Screen, title: str, kind: str, item: Mapping[str, Any]) -> None:
    """The title, and what the three kinds of the bar's characters stand for, on its line or on the next."""
    if kind == "rating":
        screen.line((title, "bold"))
        return
    names = NAMES.get(kind, ("hard", "middle", "easy"))
    groups: tuple[list[float], list[float], list[float]] = ([], [], [])
    for point in _points(item["scale"]):
        groups[_third(point, item)].append(point)
    legend: list[Part] = []
    step = float(item["scale"]["step"])
    for place, sign in enumerate((screen.signs.low, screen.signs.mid, screen.signs.top)):
        if groups[place]:
            ends = _point(groups[place][0])
            if len(groups[place]) > 1:
                ends += ("-" if step == 1 else " to ") + _point(groups[place][-1])
            legend += [("   ", ""), (sign, BAR_STYLES[place]), (f" {names[place]} {ends}", "dim")]
    if len(title) + sum(len(text) for text, _ in legend) > screen.width:
        screen.line((title, "bold"))
        screen.line(*legend[1:])
    else:
        screen.line((title, "bold"), *legend)


def _points(scale: Mapping[str, Any]) -> list[float]:
    low, high, step = float(scale["low"]), float(scale["high"]), float(scale["step"])
    return [low + place * step for place in range(round((high - low) / step) + 1)]


def _point(value: float) -> str:
    return f"{value:g}"


def _third(point: float, item: Mapping[str, Any]) -> int:
    """0 for the bottom boxes, 1 for the middle, 2 for the top: detractors, passives, promoters; hard, so-so, easy."""
    if item["measure"] == "nps":
        return 0 if point <= 6 else 1 if point <= 8 else 2
    top = [float(code) for code in item["top"] or ()]
    if point in top:
        return 2
    return 0 if item["scale"]["low"] + item["scale"]["high"] - point in top else 1


def _bar(screen: Screen, head: Estimate | None, item: Mapping[str, Any], width: int) -> Cell:
    """The shares of bottom, middle and top answers, in as many characters; whoever is there gets one at least."""
    if head is None or not head.distribution:
        return ""
    thirds = [0, 0, 0]
    for answer, number in head.distribution.items():
        thirds[_third(float(answer), item)] += number
    total = sum(thirds)
    if not total:
        return ""
    cells = [max(third * width // total, min(third, 1)) for third in thirds]
    while sum(cells) != width:  # the largest remainder takes what is left, the largest bar gives what is too much
        over = sum(cells) > width
        gap = [third * width / total - taken for third, taken in zip(thirds, cells, strict=True)]
        cells[gap.index(min(gap) if over else max(gap))] += -1 if over else 1
    signs = (screen.signs.low, screen.signs.mid, screen.signs.top)
    return [(sign * taken, style) for sign, taken, style in zip(signs, cells, BAR_STYLES, strict=True)]


def cell(estimate: Estimate | None, part: str, figures: Figures) -> str:
    """One figure. An interval comes as ``low to high``; what is not defined or withheld, in a word."""
    if estimate is None:
        return ""
    if part == "n":
        return count(estimate.n) + ("*" if figures.small(estimate) else "")
    if estimate.value is None:
        return "" if part == "interval" else "withheld" if figures.withheld(estimate) else "undefined"
    if part in ("n_weighted", "n_eff"):
        number = estimate.n_weighted if part == "n_weighted" else estimate.n_eff
        return "" if number is None else f"{number:,.0f}" if number >= 10 else f"{number:.3g}"
    if part == "interval":
        return " to ".join(bounds(estimate.interval, estimate.unit, figures.places)) if estimate.interval else "none"
    return figure(estimate.value, estimate.unit, figures.places)


def because(estimate: Estimate | None) -> str:
    """Why there is no figure, in words."""
    return next(iter(estimate.notes), "undefined") if estimate is not None else "not computed"


def align(columns: Sequence[Column], rows: Sequence[Row]) -> list[Row]:
    """Bounds under bounds, and figures with a star in line with figures without one."""
    table = [list(row.cells) for row in rows]
    for place in range(len(columns)):
        texts = [cells[place] for cells in table]
        if any(isinstance(text, str) and " to " in text for text in texts):
            _pad_bounds(table, place)
        elif any(isinstance(text, str) and text.endswith("*") for text in texts):
            for cells in table:
                text = cells[place]
                if isinstance(text, str) and text and not text.endswith("*"):
                    cells[place] = text + " "
    return [Row(cells, row.label, row.words, row.words_from, row.style) for cells, row in zip(table, rows, strict=True)]


def _pad_bounds(table: Sequence[list[Cell]], place: int) -> None:
    pairs = [text.partition(" to ") for cells in table if isinstance(text := cells[place], str) and " to " in text]
    low, high = max(len(pair[0]) for pair in pairs), max(len(pair[2]) for pair in pairs)
    for cells in table:
        text = cells[place]
        if isinstance(text, str) and " to " in text:
            left, _, right = text.partition(" to ")
            cells[place] = f"{left:>{low}} to {right:>{high}}"


def _footnotes(screen: Screen, figures: Figures, items: Sequence[Mapping[str, Any]], layout: Layout) -> None:
    heads = [figures.item(layout.columns[0].metric, item) for item in items]
    if any(figures.small(head) for head in heads):
        screen.paragraph(f"* fewer than {figures.flag_below} answers: read with care", "dim", " ", "   ")
    reasons = {head.no_interval_because for head in heads if head and head.value is not None and not head.interval}
    for reason in sorted(filter(None, reasons))[:3]:
        screen.paragraph(f"no interval: {reason}", "dim", " ", "   ")
    missing: dict[str, int] = {}
    for head in heads:
        for reason, number in head.missing.items() if head else ():
            missing[reason] = missing.get(reason, 0) + number
    told = [f"{count(number)} {reason.replace('_', ' ')}" for reason, number in missing.items() if number]
    if told:
        screen.paragraph(f"not in any base: {', '.join(told)}", "dim", " ", "   ")
