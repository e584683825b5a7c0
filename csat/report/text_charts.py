"""Charts as signs in a line, for a screen: bars, bars of parts, and points on their intervals.

A picture of each row, all of one width, to stand in a column of the table that tells the same in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from csat.report.document import Bar, Chart, Point, Share, Spot, plain
from csat.report.rows import Part, Signs

WIDTH = 20
_STYLES = {"low": "red", "middle": "yellow", "high": "green", "plain": "blue"}


def pictures(chart: Chart, signs: Signs, width: int = WIDTH) -> list[list[Part]]:
    """A picture a row, at most ``width`` cells wide. Of a row without a figure it is empty."""
    if chart.kind == "bars":
        longest = max((row.shares[0].share for row in chart.rows if isinstance(row, Bar) and row.shares), default=0.0)
        return [_bar(row, longest, signs, width) for row in chart.rows]
    if chart.kind == "stacked":
        return [_stacked(row.shares, signs, width) if isinstance(row, Bar) else [] for row in chart.rows]
    return [_point(row, chart, signs, width) if isinstance(row, Point) else [] for row in chart.rows]


def axis(chart: Chart, width: int = WIDTH) -> str:
    """What heads the pictures of points: both ends of what they stand on; nothing over bars."""
    if chart.kind != "points":
        return ""
    low, high = f"{chart.low:.3g}", f"{chart.high:.3g}"
    return low + high.rjust(width - len(low))


def legend(chart: Chart, signs: Signs) -> list[Part]:
    """What the signs of bars of parts stand for."""
    if chart.kind == "stacked":
        names = {share.kind: plain(share.name) for row in chart.rows if isinstance(row, Bar) for share in row.shares}
        keys = [((_sign(kind, signs), _STYLES[kind]), (f" {name}  ", "dim")) for kind, name in names.items()]
        return [part for key in keys for part in key]
    return []


def _sign(kind: str, signs: Signs) -> str:
    return {"low": signs.low, "middle": signs.mid}.get(kind, signs.top)


def _bar(row: Bar | Point | Spot, longest: float, signs: Signs, width: int) -> list[Part]:
    if not isinstance(row, Bar) or not row.shares or not row.shares[0].share > 0:
        return []
    share = row.shares[0]
    return [(signs.top * max(round(width * share.share / longest), 1), _STYLES[share.kind])]


def _stacked(shares: Sequence[Share], signs: Signs, width: int) -> list[Part]:
    """Parts of the whole in so many signs; whoever is there gets one at least."""
    total = sum(share.share for share in shares)
    if not total > 0:
        return []
    cells = [max(int(share.share * width / total), 1 if share.share > 0 else 0) for share in shares]
    while sum(cells) != width:  # the largest remainder takes what is left, the largest part gives what is too much
        if sum(cells) > width:
            cells[cells.index(max(cells))] -= 1
            continue
        gaps = [share.share * width / total - taken for share, taken in zip(shares, cells, strict=True)]
        cells[gaps.index(max(gaps))] += 1
    return [(_sign(share.kind, signs) * taken, _STYLES[share.kind]) for share, taken in zip(shares, cells, strict=True)]


def _point(row: Point, chart: Chart, signs: Signs, width: int) -> list[Part]:
    """The value on its interval, with a line at nought where the axis goes below it, and one at the target."""
    if row.value is None or not chart.high > chart.low:
        return []

    def at(value: float) -> int:
        return round(min(max((value - chart.low) / (chart.high - chart.low), 0.0), 1.0) * (width - 1))

    line = [" "] * width
    for mark in (0.0 if chart.low < 0 < chart.high else None, chart.target):
        if mark is not None and chart.low <= mark <= chart.high:
            line[at(mark)] = signs.axis
    if row.low is not None and row.high is not None:
        for place in range(at(row.low), at(row.high) + 1):
            line[place] = signs.span
    line[at(row.value)] = signs.point
    return [("".join(line), "cyan")]
