"""A chart of quadrants as lines of signs, for a screen: numbers stand for the items of the table below it."""

from __future__ import annotations

from csat.report.document import Axis, Chart, Spot, plain
from csat.report.rows import Part, Screen, Signs

_HIGH, _WIDE = 15, 64  # lines and cells of the square at most
_BEFORE = 8  # cells for the numbers of the upright axis


def write(screen: Screen, chart: Chart) -> None:
    """Add the picture to a screen, at most as wide as that."""
    assert chart.axes is not None
    across, upwards = chart.axes
    screen.line()
    screen.paragraph(plain(chart.title), "bold", " ", " ")
    screen.line(f"{plain(upwards.name)}")
    wide = min(screen.width - _BEFORE - 1, _WIDE)
    lines = picture(chart, screen.signs, wide, _HIGH)
    numbers = {0: upwards.high, _row(upwards, upwards.cross, _HIGH): upwards.cross, _HIGH - 1: upwards.low}
    for place, parts in enumerate(lines):
        number = _told(numbers[place], upwards) if place in numbers else ""
        screen.line((f"{number:>{_BEFORE - 1}} ", "dim"), *_filled(parts))
    low, cross, high = (_told(value, across) for value in (across.low, across.cross, across.high))
    middle = min(
        max(_column(across, across.cross, wide) - len(cross) // 2, len(low) + 1), wide - len(cross) - len(high) - 1
    )
    foot = low.ljust(middle) + cross
    screen.line((" " * _BEFORE + foot + high.rjust(wide - len(foot)), "dim"))
    screen.line(plain(across.name).rjust(_BEFORE + wide))


def picture(chart: Chart, signs: Signs, wide: int, high: int) -> list[list[Part]]:
    """The square, line by line: the cross, the names of the corners, and the marks of the spots on top of both.

    A mark that another one covers stands as near to its place as there is room.
    """
    assert chart.axes is not None
    across, upwards = chart.axes
    cross, level = _column(across, across.cross, wide), _row(upwards, upwards.cross, high)
    cells = [[signs.span if row == level else " "] * wide for row in range(high)]
    for row in range(high):
        cells[row][cross] = signs.cross if row == level else signs.axis
    for place, corner in enumerate(chart.corners):
        name, row = plain(corner), 0 if place < 2 else high - 1
        room = cross - 1 if place % 2 == 0 else wide - cross - 2
        if len(name) <= room and row != level:
            start = 0 if place % 2 == 0 else wide - len(name)
            cells[row][start : start + len(name)] = name
    styles: dict[tuple[int, int], str] = {}
    for spot in chart.rows:
        if isinstance(spot, Spot):
            mark = plain(spot.mark)
            row, column = _row(upwards, spot.y, high), _column(across, spot.x, wide)
            row, column = _free(styles, row, min(column, wide - len(mark)), len(mark), wide, high)
            for offset, sign in enumerate(mark):
                cells[row][column + offset] = sign
                styles[row, column + offset] = "bold" if spot.settled else ""
    return [
        [(sign, styles.get((row, place), "dim")) for place, sign in enumerate(line)] for row, line in enumerate(cells)
    ]


def _filled(parts: list[Part]) -> list[Part]:
    """A line without the blanks at its end."""
    last = max((place for place, (sign, _) in enumerate(parts) if sign.strip()), default=-1)
    return parts[: last + 1]


def _free(
    taken: dict[tuple[int, int], str], row: int, column: int, length: int, wide: int, high: int
) -> tuple[int, int]:
    """The nearest place where a mark touches no other: along the line first, then above and below."""
    for away in range(high):
        for line in dict.fromkeys((row, row - away, row + away)):
            for step in dict.fromkeys((0, 3 * away, -3 * away)):
                start = column + step
                cells = range(start - 1, start + length + 1)
                if 0 <= line < high and 0 <= start <= wide - length and not any((line, c) in taken for c in cells):
                    return line, start
    return row, column


def _column(axis: Axis, value: float, wide: int) -> int:
    return round(_within(axis, value) * (wide - 1))


def _row(axis: Axis, value: float, high: int) -> int:
    return round((1 - _within(axis, value)) * (high - 1))


def _within(axis: Axis, value: float) -> float:
    return min(max((value - axis.low) / (axis.high - axis.low), 0.0), 1.0)


def _told(value: float, axis: Axis) -> str:
    return f"{value:.2f}" if axis.high - axis.low < 5 else f"{value:.1f}"
