"""The chapters of analyses on a screen: the blocks that every format writes down, as lines of at most its width.

Figures stand first and what they are of last, as in all tables of the terminal, so that a long or right-to-left name
moves no figure. Charts are drawn as signs beside the rows of the table that follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console

from csat.report import banner_lines, text_quadrants
from csat.report.chapters import OF_ANALYSIS
from csat.report.document import (
    Banner,
    Bar,
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    Point,
    Run,
    Spot,
    Table,
    Text,
)
from csat.report.language import read_language
from csat.report.numbers import count
from csat.report.page import Page
from csat.report.rows import Cell, Column, Row, Screen, length
from csat.report.safe import clean, right_to_left
from csat.report.terminal import add_notices
from csat.report.text_charts import axis, legend, pictures
from csat.results import Record

SHOWN = 60  # rows of a table; of a longer one the first
_SHORT = 14  # cells of a text that may stand before the label
_BESIDE = " \u00b7 "
_SPARE = 3  # all figures want as little room for labels; of those the last goes first
_PICTURE = 9  # how soon a picture is left out where room is short: before every figure


def show(record: Record, kinds: Sequence[str], console: Console, *, isolate: bool | None = None) -> None:
    """Print the chapters of these kinds of analysis, in English; in pipes and files with the notices."""
    screen = Screen(console, isolate)
    chapters(screen, record, kinds)
    if record.notices and not console.is_terminal:
        screen.line()
        add_notices(screen, record.notices)
    screen.show()


def chapters(screen: Screen, record: Record, kinds: Sequence[str]) -> None:
    """Add the chapters of these kinds of analysis to what a screen shows."""
    page = Page(record, read_language("en"))
    for kind, blocks in OF_ANALYSIS.items():
        if kind in kinds:
            write(screen, blocks(page))


def write(screen: Screen, blocks: Iterable[Block]) -> None:
    """Blocks as lines. A chart stands in the table that follows it where that has a row for each of its own."""
    made = list(blocks)
    chart: Chart | None = None
    for before, block, after in zip([None, *made], made, [*made[1:], None], strict=False):
        match block:
            case Heading(level=level, text=text):
                screen.line()
                screen.paragraph(_told(text), "bold" if level < 4 else "", "" if level < 3 else " ", " ")
            case Paragraph(text=text):
                screen.paragraph(_told(text), "", " ", " ")
            case Bullets(lines=lines):
                for line in lines:
                    screen.paragraph(_told(line), "", " - ", "   ")
            case Chart(kind="quadrants"):
                text_quadrants.write(screen, block)
            case Chart():
                if isinstance(after, Table) and any(after.heads) and len(after.rows) == len(block.rows):
                    chart = block
                else:
                    _alone(screen, block)
            case Banner():
                banner_lines.write(screen, block)
            case Table():
                if isinstance(before, Table):
                    screen.line()
                _table(screen, block, chart)
                chart = None


def _table(screen: Screen, table: Table, chart: Chart | None) -> None:
    """Figures, then what is short, then a picture, then the label and what of the row is long."""
    if not any(table.heads):
        for name, *said in table.rows:
            screen.paragraph(": ".join(filter(None, map(_told, (name, *said)))), "", " ", "   ")
        return
    rows = _filled_down(table)
    beside = [place for place in range(1, len(table.heads)) if place not in table.ends and _long(rows, place)]
    order = [place for place in range(1, len(table.heads)) if place not in beside]
    columns = [
        Column(_told(table.heads[place]), min(spare, _SPARE), "", place not in table.ends)
        for spare, place in enumerate(order)
    ]
    cells = [list(row) for row in zip(*(_aligned(rows, place) for place in order), strict=True)]
    cells = cells or [[] for _ in rows]
    if chart is not None:
        columns.append(Column(axis(chart), _PICTURE, "", left=True))
        for row, picture in zip(cells, pictures(chart, screen.signs), strict=True):
            row.append(picture)
    told = _rows(screen, cells, rows, beside, _least(columns, cells))
    head = _BESIDE.join(filter(None, (_told(table.heads[place]) for place in (0, *beside))))
    left_out = screen.table(columns, told, head, broken_heads=True) if told else []
    if chart is not None:
        if axis(chart) in left_out:
            left_out.remove(axis(chart))
        else:
            _legend(screen, chart)
    if len(rows) > SHOWN:
        screen.paragraph(f"and {count(len(rows) - SHOWN)} more rows: all are in -o report.html", "dim", " ", " ")
    if left_out:
        screen.paragraph(f"no room here for: {', '.join(left_out)}; -o report.html has it", "dim", " ", " ")


def _rows(
    screen: Screen, cells: Sequence[list[Cell]], rows: Sequence[Sequence[Text]], beside: Sequence[int], taken: int
) -> list[Row]:
    """Rows with their labels; what of a row is long stands behind the label, or below it where that has no room."""
    whole = [[_told(row[place]) for place in (0, *beside)] for row in rows[:SHOWN]]
    labels = [_BESIDE.join(filter(None, parts)) for parts in whole]
    if not beside or taken + max(map(cell_len, labels), default=0) <= screen.width:
        return [Row(one, label) for one, label in zip(cells, labels, strict=False)]
    found = []
    for one, (label, *more) in zip(cells, whole, strict=False):
        found.append(Row(one, label))
        found += [Row([""] * len(one), f"{screen.signs.dot} {said}", style="dim") for said in more if said]
    return found


def _least(columns: Sequence[Column], cells: Sequence[list[Cell]]) -> int:
    """How many cells of a line the columns take at least but for a picture: their heads may be broken."""
    taken = 1
    for place, column in enumerate(columns):
        if column.spare != _PICTURE:
            widths = [length(row[place]) for row in cells]
            taken += max([*map(len, column.head.split(" ")), *widths]) + len(column.gap)
    return taken


def _alone(screen: Screen, chart: Chart) -> None:
    """A chart without a table of its rows: a picture, its number, its label."""
    if not chart.rows:
        return
    screen.line()
    screen.paragraph(_told(chart.title), "", " ", " ")
    _legend(screen, chart)
    drawn, every = pictures(chart, screen.signs), [row for row in chart.rows if not isinstance(row, Spot)]
    rows = [Row([_told(_value(row, chart)), drawn[place]], _told(row.label)) for place, row in enumerate(every)]
    screen.table([Column(""), Column(axis(chart), left=True)], rows[:SHOWN], "")


def _value(row: Bar | Point, chart: Chart) -> Text:
    if isinstance(row, Point):
        return row.told
    return row.shares[0].told if row.shares and chart.kind == "bars" else ()


def _legend(screen: Screen, chart: Chart) -> None:
    if key := legend(chart, screen.signs):
        screen.line(" ", *((screen.isolated(text), style) for text, style in key))


# ---------------------------------------------------------------------- cells


def _filled_down(table: Table) -> list[Sequence[Text]]:
    """The rows; where a first cell is empty, which goes on with the row above, with that row's."""
    rows: list[Sequence[Text]] = []
    for row in table.rows:
        goes_on = rows and len(row) > 2 and not row[0] and any(row)
        rows.append((rows[-1][0], *row[1:]) if goes_on else row)
    return rows


def _long(rows: Sequence[Sequence[Text]], place: int) -> bool:
    """Whether texts of a column are too long to stand before the label, or would reorder what stands beside them."""
    told = [_told(row[place]) for row in rows]
    return any(len(said) > _SHORT or cell_len(said) != len(said) or right_to_left(said) for said in told)


def _aligned(rows: Sequence[Sequence[Text]], place: int) -> list[Cell]:
    """The cells of a column: bounds under bounds, and a figure with a star in line with those without one."""
    told = [_told(row[place]) for row in rows]
    pairs = [said.split(" to ") for said in told if said.count(" to ") == 1]
    wide = [max((len(pair[end]) for pair in pairs), default=0) for end in (0, 1)]
    starred = any(said.endswith("*") for said in told)
    cells: list[Cell] = []
    for row, said in zip(rows, told, strict=True):
        if said.count(" to ") == 1:
            low, high = said.split(" to ")
            said = f"{low:>{wide[0]}} to {high:>{wide[1]}}"
        elif starred and said and not said.endswith("*"):
            said += " "
        cells.append([(said, "bold")] if any(run.strong for run in row[place]) else said)
    return cells


def _told(text: Text) -> str:
    """A text of the report as a screen may show it: nothing from the survey but letters."""
    return "".join(_said(run) for run in text)


def _said(run: Run) -> str:
    return run.text if run.kind in ("words", "number") else clean(run.text)
