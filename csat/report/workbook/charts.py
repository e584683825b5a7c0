"""Native charts: pictures of cells that stand on the sheets. Nothing is in one that no cell shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csat.report.workbook.book import BLUE, GREY, INK, LINE, MUTED, ORANGE, Area, Book, Sheet
from csat.results import Estimate

MOST_BARS = 60
"""A chart of more bars cannot be read."""

_PIXELS_OF_A_ROW = 20
_BAR, _AROUND, _LEAST = 26, 96, 190  # pixels: a bar, what stands around the bars, the lowest chart
_TITLE = 160  # letters; Excel takes up to 255
COLOURS = {"low": ORANGE, "middle": GREY, "high": BLUE}
"""From worst to best."""


def points(
    sheet: Sheet,
    title: str,
    names: Sequence[Any],
    values: Sequence[Any],
    estimates: Sequence[Estimate | None],
    at: tuple[int, int],
    width: int,
) -> int:
    """A bar a figure, with the line of its interval; returns how many rows it covers.

    ``at``: the row, and how many pixels from the edge of the sheet. ``names`` and ``values`` are ranges of cells; ``estimates`` the figures in these rows. Those that are undefined or
    withheld have an empty cell there, and so no bar.
    """
    book = sheet.book
    low = -100 if any(e is not None and e.unit == "points" for e in estimates) else 0
    chart = _bars(book, "clustered", title, len(estimates), width, (low, 100))
    chart.add_series(
        {
            "name": book.words["value_series"],
            "categories": names,
            "values": values,
            "gap": 60,
            "fill": {"color": BLUE},
            "data_labels": {
                "value": True,
                "position": "inside_base",
                "num_format": "+0.0;-0.0;0.0" if low else "0.0",
                "font": _font(book, 9, "#FFFFFF", bold=True),
            },
            **({"y_error_bars": _intervals(estimates)} if any(e is not None and e.interval for e in estimates) else {}),
        }
    )
    chart.set_legend({"none": True})
    return _insert(sheet, chart, at, title, len(estimates), width)


def stacked(
    sheet: Sheet,
    title: str,
    names: Sequence[Any],
    parts: Mapping[str, tuple[str, Sequence[Any]]],
    bars: int,
    at: tuple[int, int],
    width: int,
) -> int:
    """Bars of parts that make up 100 percent, from worst to best. ``parts``: by kind its name and its cells."""
    chart = _bars(sheet.book, "stacked", title, bars, width, (0, 100))
    for kind, (name, values) in parts.items():
        label = _font(sheet.book, 9, INK if kind == "middle" else "#FFFFFF")
        chart.add_series(
            {
                "name": name,
                "categories": names,
                "values": values,
                "gap": 45,
                "fill": {"color": COLOURS[kind]},
                "border": {"color": "#FFFFFF", "width": 0.75},
                # A part that is too narrow for its number goes without; the table beside has them all.
                "data_labels": {"value": True, "num_format": "[<6]\"\";0", "position": "center", "font": label},
            }
        )
    chart.set_legend({"position": "top", "font": _font(sheet.book, 9, INK)})
    return _insert(sheet, chart, at, title, bars, width)


def shares(
    sheet: Sheet, title: str, area: Area, names: int, values: int, at: tuple[int, int], width: int
) -> int:
    """A bar a row, of percent, as of the options of a multiple choice."""
    bars = area.last - area.first + 1
    chart = _bars(sheet.book, "clustered", title, bars, width, (0, 100))
    chart.add_series(
        {
            "name": sheet.book.words["value_series"],
            "categories": area.column(names),
            "values": area.column(values),
            "gap": 60,
            "fill": {"color": BLUE},
            "data_labels": {"value": True, "num_format": "0.0", "font": _font(sheet.book, 9, INK)},
        }
    )
    chart.set_legend({"none": True})
    return _insert(sheet, chart, at, title, bars, width)


def height(bars: int) -> int:
    """Pixels of a chart."""
    return max(_AROUND + _BAR * bars, _LEAST)


def _bars(
    book: Book, kind: str, title: str, bars: int, width: int, axis: tuple[int, int]
) -> Any:
    """An empty chart of lying bars, the first on top, on an axis that is never cut short."""
    chart = book.made.add_chart({"type": "bar", "subtype": kind})
    # XlsxWriter takes a title that begins with = for a cell; ours begin with words of the catalogue.
    chart.set_title({"name": _short(title), "name_font": _font(book, 11, INK, bold=True), "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": _font(book, 9, INK), "line": {"color": MUTED}, "major_tick_mark": "none"})
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


def _insert(sheet: Sheet, chart: Any, at: tuple[int, int], title: str, bars: int, width: int) -> int:
    told = sheet.book.words["chart"].replace("{title}", title)
    place = {"x_offset": at[1], "y_offset": 6, "object_position": 2}
    sheet.made.insert_chart(at[0], 0, chart, {"description": told, **place})
    return -(-height(bars) // _PIXELS_OF_A_ROW) + 1


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rstrip()}…"


def _font(book: Book, size: int, color: str, bold: bool = False) -> dict[str, Any]:
    return {"name": book.font, "size": size, "color": color, "bold": bold}


def _intervals(estimates: Sequence[Estimate | None]) -> dict[str, Any]:
    return {
        "type": "custom",
        "plus_values": [_reach(e, "high") for e in estimates],
        "minus_values": [_reach(e, "low") for e in estimates],
        "end_style": 1,
        "line": {"color": INK, "width": 1.25},
    }


def _reach(estimate: Estimate | None, end: str) -> float | None:
    """How far an end of the interval is from the value."""
    if estimate is None or estimate.value is None or estimate.interval is None:
        return None
    return abs(float(getattr(estimate.interval, end)) - estimate.value)
