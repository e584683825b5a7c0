"""Where the parts of a chart of quadrants stand: its spots, their marks beside them, and the ticks of both axes.

Along the line everything is in percent, so that the picture fits any width; upwards it is in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csat.report.chart_text import width_of
from csat.report.document import Axis, Chart, Spot

HEIGHT = 320
"""Pixels of the square that the spots stand in."""

NEAR, FAR = 9.0, 2.0  # percent beside it: for the numbers of the axis, and for a mark at its end
_DOT = 5.5  # pixels around the middle of a spot
_LETTER = 11
_SIDES: tuple[tuple[float, float, str], ...] = ((8, 4, "start"), (-8, 4, "end"), (0, -9, "middle"), (0, 16, "middle"))


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot at ``x`` percent of the line and ``y`` pixels below the top, its mark moved from there by pixels."""

    spot: Spot
    x: float
    y: float
    mark_x: float
    mark_y: float
    anchor: str


def along(axis: Axis, value: float) -> float:
    """Where a value lies along the line, in percent from its beginning."""
    return NEAR + _within(axis, value) * (100 - NEAR - FAR)


def down(axis: Axis, value: float) -> float:
    """Where a value lies, in pixels below the top."""
    return (1 - _within(axis, value)) * HEIGHT


def _within(axis: Axis, value: float) -> float:
    return min(max((value - axis.low) / (axis.high - axis.low), 0.0), 1.0)


def placed(chart: Chart, width: float) -> list[Placed]:
    """Every spot with its mark at the first of four sides where it covers no other spot and no other mark."""
    assert chart.axes is not None
    across, upwards = chart.axes
    spots = [row for row in chart.rows if isinstance(row, Spot)]
    middles = [(along(across, spot.x) * width / 100, down(upwards, spot.y)) for spot in spots]
    taken = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in middles]
    found = []
    for spot, (x, y) in zip(spots, middles, strict=True):
        wide = width_of(spot.mark) * _LETTER + 2
        boxes = [_box(x + dx, y + dy, wide, anchor) for dx, dy, anchor in _SIDES]
        free = [
            place
            for place, box in enumerate(boxes)
            if box[0] >= 0 and box[2] <= width and not any(_meet(box, other) for other in taken)
        ]
        place = free[0] if free else 0
        taken.append(boxes[place])
        dx, dy, anchor = _SIDES[place]
        found.append(Placed(spot, along(across, spot.x), y, dx, dy, anchor))
    return found


def _box(x: float, y: float, wide: float, anchor: str) -> tuple[float, float, float, float]:
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return left, y - _LETTER, left + wide, y + 2


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
