"""Native charts: pictures of cells that stand on the sheets. Nothing is in one that no cell shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor
from typing import Any

from csat.report.chapters.pictures import Side
from csat.report.document import Axis, Chart, Spot
from csat.report.workbook.book import BLUE, GREY, INK, LINE, MUTED, ORANGE, Area, Book, Sheet
from csat.report.workbook.cells import told

Cells = Sequence[Any]
"""A range as XlsxWriter takes it: the sheet, its first row and column, its last."""

MOST_BARS = 60
"""A chart of more bars cannot be read."""

_PIXELS_OF_A_ROW, _POINTS = 20, 0.75  # and points of a pixel
_BAR, _AROUND, _LEAST = 26, 88, 150  # pixels: a bar, what stands around the bars, the lowest chart
_SQUARE = 620, 400  # pixels of a picture of quadrants
_FEW = 5  # units: an axis shorter than this has decimals
_LONGEST = 160  # letters; Excel takes up to 255
COLOURS: Mapping[Side, str] = {"low": ORANGE, "middle": GREY, "high": BLUE}
"""From worst to best."""


def points(sheet: Sheet, title: str, low: int, names: Cells, values: Cells, down: Cells, up: Cells) -> None:
    """A bar a figure, on an axis from ``low`` (0 or -100) to 100, with the line of its interval.

    The cells are ranges of the sheet: of what is measured, of the figures, and of how far the bounds are from them.
    Figures that are undefined or withheld have an empty cell there, and so no bar.
    """
    book, bars = sheet.book, len(sheet.numbers(values))
    chart = _bars(book, "clustered", title, bars, sheet.width, (low, 100))
    series = _series(sheet, book.words["value_series"], names, values) | {
        "gap": 70,
        "fill": {"color": BLUE},
        "data_labels": {
            "value": True,
            "position": "inside_base",
            "num_format": "+0.0;-0.0;0.0" if low else "0.0",
            "font": _font(book, 9, "#FFFFFF", bold=True),
        },
    }
    if any(reach is not None for reach in sheet.numbers(up)):
        series["y_error_bars"] = {
            "type": "custom",
            "plus_values": _named(up),
            "plus_data": sheet.numbers(up),
            "minus_values": _named(down),
            "minus_data": sheet.numbers(down),
            "end_style": 1,
            "line": {"color": INK, "width": 1.25},
        }
    chart.add_series(series)
    chart.set_legend({"none": True})
    _insert(sheet, chart, title, bars)


def _series(sheet: Sheet, name: str, names: Cells, values: Cells) -> dict[str, Any]:
    """Cells to be drawn, with the copy of them that a chart keeps; of an empty cell XlsxWriter would keep a 0."""
    return {"name": name, "categories": names, "values": values, "values_data": sheet.numbers(values)}


def stacked(
    sheet: Sheet,
    title: str,
    names: Sequence[Any],
    parts: Mapping[Side, tuple[str, Cells]],
    bars: int,
) -> None:
    """Bars of parts that make up 100 percent, from worst to best. ``parts``: by kind its name and its cells."""
    chart = _bars(sheet.book, "stacked", title, bars, sheet.width, (0, 100))
    for kind, (name, values) in parts.items():
        label = _font(sheet.book, 9, INK if kind == "middle" else "#FFFFFF")
        chart.add_series(
            _series(sheet, name, names, values)
            | {
                "gap": 45,
                "fill": {"color": COLOURS[kind]},
                "border": {"color": "#FFFFFF", "width": 0.75},
                # A part that is too narrow for its number goes without; the table beside has them all.
                "data_labels": {"value": True, "num_format": '[<6]"";0', "position": "center", "font": label},
            }
        )
    chart.set_legend({"position": "top", "font": _font(sheet.book, 9, INK)})
    _insert(sheet, chart, title, bars)


def shares(sheet: Sheet, title: str, area: Area, names: int, values: int) -> None:
    """A bar a row, of percent, as of the options of a multiple choice."""
    bars = area.last - area.first + 1
    chart = _bars(sheet.book, "clustered", title, bars, sheet.width, (0, 100))
    chart.add_series(
        _series(sheet, sheet.book.words["value_series"], area.column(names), area.column(values))
        | {
            "gap": 60,
            "fill": {"color": BLUE},
            "data_labels": {"value": True, "num_format": "0.0", "font": _font(sheet.book, 9, INK)},
        }
    )
    chart.set_legend({"none": True})
    _insert(sheet, chart, title, bars)


def quadrants(sheet: Sheet, picture: Chart, area: Area, across: int, upwards: int) -> None:
    """Spots by two columns of a table, which has a row for each, in their order: both axes cross where the quadrants
    part.
    """
    assert picture.axes is not None
    book, title = sheet.book, told(picture.title)
    chart = book.made.add_chart({"type": "scatter"})
    chart.set_title({"name": _title(book, title), "name_font": _font(book, 11, INK, bold=True), "overlay": False})
    x, y = area.column(across), area.column(upwards)
    marks = [told(row.mark) for row in picture.rows if isinstance(row, Spot)]
    chart.add_series(
        {
            "name": title[:_LONGEST].replace("!", "!\u2060"),
            "categories": x,
            "values": y,
            "categories_data": sheet.numbers(x),
            "values_data": sheet.numbers(y),
            "marker": {"type": "circle", "size": 8, "fill": {"color": BLUE}, "border": {"none": True}},
            "points": _looks(picture, sheet.numbers(x), sheet.numbers(y)),
            "data_labels": {
                "value": True,
                "position": "right",
                "font": _font(book, 9, INK),
                "custom": _labels(marks, sheet.numbers(x), sheet.numbers(y)),
            },
        }
    )
    for set_axis, axis in zip((chart.set_x_axis, chart.set_y_axis), picture.axes, strict=True):
        set_axis(
            {
                "name": told(axis.name),
                "name_font": _font(book, 9, INK),
                "min": _outward(axis.low, axis, floor),
                "max": _outward(axis.high, axis, ceil),
                "crossing": axis.cross,
                "label_position": "low",
                "num_format": "0.00" if axis.high - axis.low < _FEW else "0",
                "num_font": _font(book, 9, MUTED),
                "major_gridlines": {"visible": False},
                "line": {"color": INK, "width": 1},
            }
        )
    chart.set_legend({"none": True})
    chart.set_size({"width": min(sheet.width, _SQUARE[0]), "height": _SQUARE[1]})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    _put(sheet, chart, title, _SQUARE[1])


def _labels(marks: Sequence[str], x: Sequence[float | None], y: Sequence[float | None]) -> list[dict[str, Any]]:
    """A mark for each row that has a place; none for the others, which have no spot."""
    left = iter(marks)
    return [
        {"value": next(left)} if one is not None and other is not None else {"delete": True}
        for one, other in zip(x, y, strict=True)
    ]


def _looks(picture: Chart, x: Sequence[float | None], y: Sequence[float | None]) -> list[dict[str, Any] | None]:
    """Grey for spots that are not settled."""
    left = iter([row for row in picture.rows if isinstance(row, Spot)])
    placed = [next(left) if one is not None and other is not None else None for one, other in zip(x, y, strict=True)]
    grey = {"fill": {"color": MUTED}, "border": {"none": True}}
    return [None if spot is None or spot.settled else grey for spot in placed]


def _outward(value: float, axis: Axis, way: Callable[[float], int]) -> float:
    """An end of an axis moved outwards to a number that a person reads."""
    step = 0.05 if axis.high - axis.low < _FEW else 5
    return round(way(value / step) * step, 2)


def height(bars: int) -> int:
    """Pixels of a chart with so many bars."""
    return max(_AROUND + _BAR * bars, _LEAST)


def _bars(book: Book, kind: str, title: str, bars: int, width: int, axis: tuple[int, int]) -> Any:
    """An empty chart of lying bars, the first on top, on an axis that is never cut short."""
    chart = book.made.add_chart({"type": "bar", "subtype": kind})
    chart.set_title({"name": _title(book, title), "name_font": _font(book, 11, INK, bold=True), "overlay": False})
    chart.set_y_axis(
        {
            "reverse": True,
            "interval_unit": 1,
            "label_position": "low",  # beside the chart, not at nought
            "num_font": _font(book, 9, INK),
            "line": {"color": MUTED},
            "major_tick_mark": "none",
        }
    )
    chart.set_x_axis(
        {
            "min": axis[0],
            "max": axis[1],
            "major_unit": 20 if axis[0] == 0 else 50,
            "label_position": "high",  # below, since the bars run from top to bottom
            "num_format": "0",
            "num_font": _font(book, 9, MUTED),
            "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
            "line": {"none": True},
        }
    )
    chart.set_size({"width": width, "height": height(bars)})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    return chart


def _insert(sheet: Sheet, chart: Any, title: str, bars: int) -> None:
    """Put a chart of bars below what is on the sheet."""
    _put(sheet, chart, title, height(bars))


def _put(sheet: Sheet, chart: Any, title: str, high: int) -> None:
    sheet.keep(high * _POINTS)
    told_aloud = sheet.book.words["chart"].replace("{title}", title)
    place = {"x_offset": 2, "y_offset": 6, "object_position": 2}
    sheet.made.insert_chart(sheet.row, 0, chart, {"description": told_aloud, **place})
    sheet.row += -(-(high + 6) // _PIXELS_OF_A_ROW)


def _title(book: Book, title: str) -> str:
    """As much as fits. XlsxWriter takes ``x!A1`` for a cell; a joiner that nobody sees makes it a text."""
    short = (title if len(title) <= _LONGEST else f"{title[:_LONGEST].rstrip()}…").replace("!", "!\u2060")
    # Titles of charts run from left to right, and nothing but such marks turns one.
    return f"\u202b{short}\u202c" if book.rtl else short


def _font(book: Book, size: int, color: str, bold: bool = False) -> dict[str, Any]:
    return {"name": book.font, "size": size, "color": color, "bold": bold}


def _named(cells: Cells) -> str:
    from xlsxwriter.utility import xl_range_formula

    return str(xl_range_formula(*cells))
