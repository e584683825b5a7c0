"""Charts as inline SVG: bars around the middle, bars of shares, points with their intervals.

Every place along the width is in percent and every text in pixels, so that a chart fits a phone and a sheet of paper
with letters of one size; labels stand above their bars, where there is room for them on both. In a page the style sheet
(``csat/data/report.css``) paints the classes, in light and in dark; a chart that stands alone, as in a PDF, has its
colours written into it. From right to left the whole picture is mirrored, its numbers are not.

Colours run from orange (bad) over grey to blue (good), which the usual kinds of colour blindness tell apart; the order
of the parts, the gaps between them and their numbers say the same without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil, floor, log10
from typing import NamedTuple

from csat.report.chart_quadrants import FAR, HEIGHT, NEAR, along, down, placed
from csat.report.chart_text import fitting, marked, width_of
from csat.report.document import Bar, Chart, Point, Share, Text, plain
from csat.report.language import Language
from csat.report.markup import escape

PALETTE = {
    "ink": "#1c2128", "soft": "#57606a", "grid": "#d5dae0", "target": "#8a1c5b",
    "a": "#9a4700", "b": "#cc7a29", "m": "#868e97", "c": "#518fca", "d": "#1b579c", "p": "#4585c4",
    "A": "#ffffff", "B": "#14181d", "M": "#14181d", "C": "#14181d", "D": "#ffffff", "P": "#14181d",
}  # fmt: skip
"""Light colours by class, as the style sheet has them: ``a`` worst, ``b`` low, ``m`` middle, ``c`` high, ``d`` best,
``p`` of no order; ``A`` is what is written on ``a``.
"""

MOST_ROWS = 16
"""Rows of one picture: more would not fit a sheet of paper."""

_WIDE, _NARROW = 620, 270  # pixels that a page has for a chart, on a desk and on a phone
_FONT, _SMALL = 13, 11  # sizes of letters
_BOLD = 1.1  # how much wider they are in bold
_LABEL, _BAR, _ROW = 12, 14, 45  # a label's baseline below the top of its row, heights of a bar and of a row
_BAR_TOP = 20
_EDGE = 1.5  # percent at each side of an axis, for a dot on its end
_AXIS = 22
_TARGET = 18
_LEGEND = 22


class Key(NamedTuple):
    """An entry of a chart's legend: the class of its colour and what it stands for."""

    paint: str
    name: Text


def pieces(chart: Chart, most: int = MOST_ROWS) -> list[Chart]:
    """The chart in pictures of at most so many rows each, all on one axis."""
    if not chart.rows or chart.kind == "quadrants":  # whose spots stand on one picture however many
        return [chart] if chart.rows else []
    if chart.kind == "stacked":
        chart = replace(chart, low=_around(chart)[0], high=_around(chart)[1])
    count = ceil(len(chart.rows) / most)
    each = ceil(len(chart.rows) / count)
    return [replace(chart, rows=chart.rows[start : start + each]) for start in range(0, len(chart.rows), each)]


def legend(chart: Chart) -> list[Key]:
    """What the colours of a stacked chart stand for, from worst to best; nothing for the others."""
    found: dict[tuple[str, str], Key] = {}
    rows: list[list[Key]] = []
    for row in chart.rows if chart.kind == "stacked" else ():
        if isinstance(row, Bar):
            rows.append([Key(paint, share.name) for paint, share in _painted(row.shares)])
    for row_of_keys in sorted(rows, key=len, reverse=True):  # the fullest row tells the order
        for key in row_of_keys:
            found.setdefault((key.paint, plain(key.name)), key)
    return list(found.values())


def svg(chart: Chart, language: Language, name: str, alone: int | None = None, font: str = "sans-serif") -> str:
    """The chart as an ``<svg>`` element.

    ``name``: unique in the page; the ids of its title and description are made of it. ``alone``: the width in pixels
    of a picture that stands by itself, as a file of its own or in a PDF: with its colours, ``font`` and legend in it.
    """
    return _Drawing(chart, language, name, alone, font).whole()


class _Drawing:
    def __init__(self, chart: Chart, language: Language, name: str, alone: int | None, font: str) -> None:
        self.chart, self.language, self.name, self.alone, self.font = chart, language, name, alone, font
        self.mirrored = language.right_to_left
        self.parts: list[str] = []
        self.top = 0.0
        self.low, self.high = _around(chart) if chart.kind == "stacked" else (chart.low, chart.high)
        if not self.high > self.low:
            self.low, self.high = self.low - 1, self.low + 1

    def whole(self) -> str:
        chart = self.chart
        if self.alone:
            self.legend()
        if chart.kind == "quadrants":
            self.quadrants()
        elif chart.kind == "points":
            self.points()
        else:
            self.bars()
        height = _short(self.top)
        size: dict[str, object] = {"width": "100%", "height": height}
        if self.alone:
            size = {
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {self.alone} {height}", "width": self.alone,
                "height": height, "font-family": self.font, "font-size": _FONT, "fill": PALETTE["ink"],
            }  # fmt: skip
        # Both are said aloud in place of the picture; every place along the line is physical, so that browsers agree.
        title, note = f"{self.name}t", f"{self.name}d"
        size |= {"role": "img", "aria-labelledby": title, "aria-describedby": note, "direction": "ltr"}
        said = self.tag("title", {"id": title}, self.told(chart.title))
        said += self.tag("desc", {"id": note}, escape(self.language.texts["page"]["chart"]))
        return self.tag("svg", size, said + "".join(self.parts))

    # ------------------------------------------------------------------ bars

    def bars(self) -> None:
        stacked = self.chart.kind == "stacked"
        if stacked:  # behind the bars, so that it cuts no number in them
            self.upright(
                0, self.top + _BAR_TOP - 3, self.top + _ROW * (len(self.chart.rows) - 1) + _BAR_TOP + _BAR + 5, "y"
            )
        for row in self.chart.rows:
            if isinstance(row, Bar):
                value = row.shares[0].told if row.shares and not stacked else ()
                self.label(row.label, value)
                left = _start(row.shares) if stacked else 0.0
                for paint, share in _painted(row.shares) if stacked else [(paint_of(s), s) for s in row.shares]:
                    self.part(paint, share, left, numbered=stacked)
                    left += share.share
            self.top += _ROW
        self.top -= _ROW - _BAR_TOP - _BAR - 6

    def part(self, paint: str, share: Share, left: float, numbered: bool) -> None:
        """A part of a bar; its number in it where there is room."""
        if not share.share > 0:
            return
        near, far = sorted((self.at(left), self.at(left + share.share)))
        self.rect(paint, near, far, self.top + _BAR_TOP, _BAR)
        if not numbered:
            return
        needed = width_of(share.told) * _SMALL + 6
        width = (far - near) / 100
        if width * (self.alone or _WIDE) >= needed:
            seen = "" if self.alone or width * _NARROW >= needed else "w "
            self.text(
                self.told(share.told), (near + far) / 2, self.top + _BAR_TOP + 11, "middle", f"{seen}v {paint.upper()}"
            )

    # ------------------------------------------------------------------ points

    def points(self) -> None:
        chart, ticks = self.chart, _ticks(self.low, self.high)
        if chart.target is not None:
            self.top += _TARGET
        first, end = self.top, self.top + _ROW * len(chart.rows)
        for tick in ticks:
            self.upright(tick, first, end, "g" if tick or self.low >= 0 else "y")
        for row in chart.rows:
            if isinstance(row, Point):
                self.label(row.label, row.told)
                self.point(row)
            self.top += _ROW
        if chart.target is not None and self.low <= chart.target <= self.high:
            self.upright(chart.target, first, end, "t")
            said = self.language.fill(
                self.language.texts["page"]["target"], {"value": self.language.number(f"{chart.target:g}")}
            )
            self.text(self.told(said), self.at(chart.target), first - 5, self.inward(chart.target), "v u")
        for tick in ticks:
            number = self.told(self.language.number(f"{tick:g}"))
            self.text(number, self.at(tick), self.top + 14, self.inward(tick), "v k")
        self.top += _AXIS

    def point(self, row: Point) -> None:
        """A dot on its interval; nothing where there is no figure."""
        if row.value is None:
            return
        middle = self.top + _BAR_TOP + _BAR / 2
        if row.low is not None and row.high is not None:
            near, far = sorted((self.at(row.low), self.at(row.high)))
            self.rect("c", near, far, middle - 3, 6)
        x = f"{_short(self.at(row.value))}%"
        self.parts.append(self.tag("circle", {"cx": x, "cy": middle, "r": 5} | self.paint("d")))

    # ------------------------------------------------------------------ quadrants

    def quadrants(self) -> None:
        """Spots on two axes, parted by a cross; from right to left what is more stands at the left."""
        assert self.chart.axes is not None
        across, upwards = self.chart.axes
        self.top += _LABEL
        self.beside(upwards.name, 0.0, self.top, first=True)
        self.top += 14
        first, end = self.top, self.top + HEIGHT
        left, right = sorted((self.side(NEAR), self.side(100 - FAR)))
        for tick, kind in [*((tick, "g") for tick in _ticks(upwards.low, upwards.high)), (upwards.cross, "y")]:
            y = first + down(upwards, tick)
            line: dict[str, object] = {"x1": f"{_short(left)}%", "x2": f"{_short(right)}%", "y1": y, "y2": y}
            self.parts.append(self.tag("line", line | self.paint(kind)))
            if kind == "g":
                self.beside(self.language.number(f"{tick:g}"), 0.0, y + 4, first=True, kind="v k")
        for tick, kind in [*((tick, "g") for tick in _ticks(across.low, across.high)), (across.cross, "y")]:
            x = f"{_short(self.side(along(across, tick)))}%"
            self.parts.append(self.tag("line", {"x1": x, "x2": x, "y1": first, "y2": end} | self.paint(kind)))
            if kind == "g":
                number = self.told(self.language.number(f"{tick:g}"))
                self.text(number, self.side(along(across, tick)), end + 14, "middle", "v k")
        for place, corner in enumerate(self.chart.corners):
            beginning, y = place % 2 == 0, end - 8 if place > 1 else first + 14
            self.beside(corner, NEAR + 1 if beginning else 100 - FAR - 1, y, first=beginning, kind="v k")
        for spot in placed(self.chart, self.alone or _WIDE):
            x, y, turn = f"{_short(self.side(spot.x))}%", first + spot.y, -1 if self.mirrored else 1
            paint = self.paint("d" if spot.spot.settled else "m")
            self.parts.append(self.tag("circle", {"cx": x, "cy": y, "r": 5} | paint))
            anchor = {"start": "end", "end": "start"}.get(spot.anchor, "middle") if self.mirrored else spot.anchor
            where: dict[str, object] = {"x": x, "y": y + spot.mark_y, "dx": turn * spot.mark_x, "text-anchor": anchor}
            self.parts.append(self.tag("text", where | self.paint("v"), self.told(spot.spot.mark)))
        self.top = end + _AXIS + 10
        self.beside(across.name, 100 - FAR, self.top, first=False)
        self.top += 6

    def side(self, percent: float) -> float:
        """Percent from the beginning of the line, as percent from the left."""
        return 100 - percent if self.mirrored else percent

    def beside(self, text: Text, percent: float, y: float, first: bool, kind: str = "") -> None:
        """A text that begins at a place of the line (``first``), or ends there."""
        anchor = "start" if first != self.mirrored else "end"
        self.text(self.told(text), self.side(percent), y, anchor, kind)

    # ------------------------------------------------------------------ what they share

    def at(self, value: float) -> float:
        """Where a value lies along the width, in percent from the left."""
        within = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        edge = _EDGE if self.chart.kind == "points" else 0.0
        place = edge + within * (100 - 2 * edge)
        return 100 - place if self.mirrored else place

    def inward(self, value: float) -> str:
        """How a text at a value is anchored, so that it stays in the picture."""
        place = self.at(value)
        return "start" if place < 10 else "end" if place > 90 else "middle"

    def label(self, label: Text, value: Text) -> None:
        """What a row is about, at its beginning, and its value at its end."""
        near, far = (100, 0) if self.mirrored else (0, 100)
        start, end = ("end", "start") if self.mirrored else ("start", "end")
        first, rest = _headword(value)
        rooms = [width_of(told) * _FONT * _BOLD + 10 if told else 0 for told in (value, first)]
        wide = fitting(label, ((self.alone or _WIDE) - rooms[0]) / _FONT)
        narrow = fitting(label, (_NARROW - rooms[1]) / _FONT)
        if self.alone or wide == narrow:
            self.text(self.told(wide), near, self.top + _LABEL, start)
        else:
            self.text(self.told(wide), near, self.top + _LABEL, start, "w")
            self.text(self.told(narrow), near, self.top + _LABEL, start, "n")
        if value:
            told = self.told(value)
            if rest and not self.alone:  # on a phone the table has it
                begin, after = (escape(marked(text, self.mirrored, whole=False)) for text in (first, rest))
                told = told.replace(begin + after, f"{begin}<tspan class=w>{after}</tspan>")
            self.text(told, far, self.top + _LABEL, end, "h")

    def legend(self) -> None:
        keys = legend(self.chart)
        left, width = 0.0, float(self.alone or _WIDE)
        for key in keys:
            needed = width_of(key.name) * _FONT + 32
            if left and left + needed > width:
                left, self.top = 0.0, self.top + _LEGEND
            near = width - left - 11 if self.mirrored else left
            swatch: dict[str, object] = {"x": _short(near), "y": self.top + 2, "width": 11, "height": 11}
            self.parts.append(self.tag("rect", swatch | self.paint(key.paint)))
            start = width - left - 17 if self.mirrored else left + 17
            anchor = "end" if self.mirrored else "start"
            self.text(self.told(key.name), 100 * start / width, self.top + 12, anchor)
            left += needed
        self.top += _LEGEND + 6 if keys else 0

    def upright(self, value: float, top: float, end: float, kind: str) -> None:
        x = f"{_short(self.at(value))}%"
        self.parts.append(self.tag("line", {"x1": x, "x2": x, "y1": top, "y2": end} | self.paint(kind)))

    def rect(self, paint: str, near: float, far: float, top: float, height: float) -> None:
        x, width = f"{_short(near)}%", f"{_short(far - near)}%"
        where: dict[str, object] = {"x": x, "y": top, "width": width, "height": height}
        gap = {"stroke": "#ffffff"} if self.alone else {}
        self.parts.append(self.tag("rect", where | self.paint(paint) | gap))

    def text(self, text: str, x: float, y: float, anchor: str, kind: str = "") -> None:
        where: dict[str, object] = {"x": f"{_short(x)}%" if x else 0, "y": y}
        # the style sheet anchors values at their end of the line and numbers in a part at its middle
        styled = not self.alone and (kind == "h" or kind[-1:].isupper())
        if anchor != "start" and not styled:
            where["text-anchor"] = anchor
        self.parts.append(self.tag("text", where | self.paint(kind), text))

    def told(self, text: Text) -> str:
        return escape(marked(text, self.mirrored))

    def paint(self, kinds: str) -> dict[str, object]:
        """The class, or where the picture stands alone the attributes that it stands for."""
        if not self.alone:
            return {"class": kinds} if kinds else {}
        found: dict[str, object] = {}
        for kind in kinds.split():
            if kind.isupper():
                found["font-size"] = _SMALL
            found |= _ALONE.get(kind, {"fill": PALETTE.get(kind, "")})
        return found

    def tag(self, tag: str, attributes: Mapping[str, object], inner: str = "") -> str:
        """An element; in a page of HTML a plain value needs no quotes."""
        given = "".join(f" {name}={self.quoted(value)}" for name, value in attributes.items())
        if inner or tag == "svg":
            return f"<{tag}{given}>{inner}</{tag}>"
        # unquoted, the last value would swallow the slash
        return f"<{tag}{given}/>" if self.alone else f"<{tag}{given} />"

    def quoted(self, value: object) -> str:
        said = _short(value) if isinstance(value, float) else str(value)
        return said if not self.alone and _PLAIN.fullmatch(said) else f'"{escape(said)}"'


_PLAIN = re.compile(r"[\w.%#-]+")
_ALONE: dict[str, dict[str, object]] = {
    "g": {"stroke": PALETTE["grid"]},
    "y": {"stroke": PALETTE["soft"]},
    "t": {"stroke": PALETTE["target"], "stroke-dasharray": "5 3", "stroke-width": 1.5},
    "u": {"fill": PALETTE["target"]},
    "k": {"fill": PALETTE["soft"]},
    "v": {"font-size": _SMALL},
    "h": {"font-weight": "bold"},
}
"""What the classes are that are no colour alone: lines of the grid, the middle and the target, kinds of text."""


def _headword(value: Text) -> tuple[Text, Text]:
    """A value apart from what follows after a space, such as its interval."""
    cut = next((at for at, run in enumerate(value) if at and run.kind == "words" and run.text[:1] == " "), len(value))
    return value[:cut], value[cut:]


def _short(number: float) -> str:
    return f"{round(number, 2):g}"


def _start(shares: Sequence[Share]) -> float:
    """Where a bar begins: all low parts and half of the middle ones are left of the middle."""
    return -sum(share.share * {"low": 1.0, "middle": 0.5}.get(share.kind, 0.0) for share in shares)


def _around(chart: Chart) -> tuple[float, float]:
    """How far the bars of a stacked chart reach to both sides of the middle."""
    if chart.low < 0:
        return chart.low, chart.high
    starts = [
        (_start(row.shares), sum(share.share for share in row.shares)) for row in chart.rows if isinstance(row, Bar)
    ]
    low = min((start for start, _ in starts), default=0.0)
    high = max((start + whole for start, whole in starts), default=0.0)
    return min(low, -2.0), max(high, 2.0)


def _painted(shares: Sequence[Share]) -> Iterator[tuple[str, Share]]:
    """The parts with their colours: the worst and the best are strong, those nearer to the middle are not."""
    kinds = [share.kind for share in shares]
    best = max((place for place, kind in enumerate(kinds) if kind == "high"), default=-1)
    for place, share in enumerate(shares):
        worst = share.kind == "low" and "low" not in kinds[:place]
        yield "a" if worst else "d" if place == best else paint_of(share), share


def paint_of(share: Share) -> str:
    """The class of a part's colour, by how good it is."""
    return {"low": "b", "middle": "m", "high": "c"}.get(share.kind, "p")


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers along an axis, four to six of them."""
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [round(place * step, 9) + 0.0 for place in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
