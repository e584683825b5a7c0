"""Aligned rows for a screen or a pipe: the label last, nothing wider than the screen, no control from the data.

Not rich's tables: these take a tenth of the time, drop the columns that matter least where room is short, and keep
right-to-left text from reordering a row, since nothing stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from csat.report.safe import RIGHT_TO_LEFT, clean, right_to_left

NARROWEST = 60  # below this the figures themselves would be cut; a narrower screen wraps them
_MARKS = 4  # characters a cell at most: a cell of a workbook may hold thousands of marks over one letter
EXTRA = 4  # columns this spare are good to have, but only beside labels that can be read whole, or nearly
_ROOM, _ROOM_WITH_EXTRAS = 16, 34  # cells that labels want before a column is spared, if they are that long
_GAP = "  "
_INDENT = " "
_RUN = re.compile(f"[{RIGHT_TO_LEFT}](?:[^A-Za-z'\"`;:,=]*[{RIGHT_TO_LEFT}\\])}}»])?")
_CLOSING = {"]": "[", ")": "(", "}": "{", "»": "«"}

Part = tuple[str, str]  # text and the name of its style
Cell = str | Sequence[Part]


class Signs(NamedTuple):
    """The few characters that are not letters; each is one cell wide."""

    low: str = "\u2591"
    mid: str = "\u2592"
    top: str = "\u2588"
    more: str = "\u2026"
    dot: str = "\u00b7"
    span: str = "\u2500"
    point: str = "\u25cf"
    axis: str = "\u2502"
    cross: str = "\u253c"


ASCII = Signs(low=".", mid="-", top="#", more="~", dot="-", span="-", point="o", axis="|", cross="+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column before the label. Where room is short, those of the highest ``spare`` go first, those of 0 never."""

    head: str
    spare: int = 0
    style: str = ""
    left: bool = False
    gap: str = _GAP


@dataclass(frozen=True, slots=True)
class Row:
    """Cells and a label; ``words`` instead of the figures stand in place of all cells from ``words_from`` on."""

    cells: Sequence[Cell]
    label: str
    words: str = ""
    words_from: int = 1
    style: str = ""


class Screen:
    """Collects lines for a console and prints them at one go."""

    def __init__(self, console: Console, isolate: bool | None = None) -> None:
        terminal = console.is_terminal and not console.is_dumb_terminal
        self.isolate = terminal and console.file.isatty() if isolate is None else isolate
        self.width = max(console.width, NARROWEST)
        self._console = console
        self._encoding = console.encoding
        self._any_text = self._encoding.replace("-", "").startswith("utf")
        self._segments: list[Segment] = []
        self.signs = Signs()
        if self._written("".join(self.signs)) != "".join(self.signs):
            self.signs = ASCII

    def line(self, *parts: str | Part) -> None:
        """One line of parts: text, or text and its style."""
        for part in parts:
            text, style = (part, "") if isinstance(part, str) else part
            if text:
                self._segments.append(Segment(self._written(text), Style.parse(style) if style else None))
        self._segments.append(Segment.line())

    def paragraph(self, text: str, style: str = "", first: str = "", indent: str = "") -> None:
        """Clean text broken at spaces; ``first`` begins the first line, ``indent`` every other."""
        line, empty = first, True
        for word in clean(text).split(" "):
            for piece in _pieces(word, self.width - max(cell_len(first), cell_len(indent))):
                if not empty and cell_len(line) + 1 + cell_len(piece) > self.width:
                    self.line((self.isolated_runs(line), style))
                    line, empty = indent, True
                line += piece if empty else f" {piece}"
                empty = False
        if not empty:
            self.line((self.isolated_runs(line), style))

    def table(
        self, columns: Sequence[Column], rows: Sequence[Row], label_head: str, broken_heads: bool = False
    ) -> list[str]:
        """Rows under their heads, figures flush right, as many columns as leave the labels room, none that is empty.

        ``broken_heads``: heads stand on several lines where the table has no room otherwise. Gives the heads of the
        columns that were left out for want of room.
        """
        cells = [
            max((length(row.cells[index]) for row in rows if not row.words), default=0) for index in range(len(columns))
        ]
        heads = [[column.head] for column in columns]
        labels = [clean(row.label) for row in rows]
        longest = max(map(cell_len, [*labels, label_head]))
        there = [index for index in range(len(columns)) if any(row.words or length(row.cells[index]) for row in rows)]
        widths = _widths(cells, heads)
        needed = [index for index in there if columns[index].spare < EXTRA]
        if broken_heads and _taken(columns, widths, needed) + min(longest, _ROOM_WITH_EXTRAS) > self.width:
            heads = [_broken(column.head, width) for column, width in zip(columns, cells, strict=True)]
            widths = _widths(cells, heads)
        kept = list(there)
        for index in sorted(there, key=lambda index: (-columns[index].spare, -index)):
            spare = columns[index].spare
            wanted = min(longest, _ROOM_WITH_EXTRAS if spare >= EXTRA else _ROOM)
            if not spare or _taken(columns, widths, kept) + wanted <= self.width:
                break
            kept.remove(index)
        room = max(self.width - _taken(columns, widths, kept), 1)
        high = max((len(heads[index]) for index in kept), default=1)
        for line in range(high):
            put = _INDENT
            for index in kept:
                head = [""] * (high - len(heads[index])) + heads[index]
                put += _padded(columns[index], head[line], widths[index]) + columns[index].gap
            last = shorten(label_head, room, self.signs.more) if line == high - 1 else ""
            self.line((put + last if last else put.rstrip(), "dim"))
        labels, stems = shorten_apart(labels, room, self.signs.more)
        for place, (row, label, stem) in enumerate(zip(rows, labels, stems, strict=True)):
            if stem and stem != ["", *stems][place] and stem in stems[place + 1 : place + 2]:
                heading = shorten(f"{stem} {self.signs.more}", self.width - len(_INDENT), self.signs.more)
                self.line((_INDENT + self.isolated(heading), "dim"))
            self._row(columns, kept, widths, row, label)
        return [columns[index].head for index in there if index not in kept]

    def _row(self, columns: Sequence[Column], kept: list[int], widths: list[int], row: Row, label: str) -> None:
        parts: list[str | Part] = [_INDENT]
        for place, index in enumerate(kept):
            if row.words and place == row.words_from:
                span = _taken(columns, widths, kept[place:]) - len(_INDENT) - len(_GAP)
                words = shorten(clean(row.words), span, self.signs.more)
                parts.append((words + " " * (span - cell_len(words)) + _GAP, "dim"))
                break
            cell, column = row.cells[index], columns[index]
            pad = " " * (widths[index] - length(cell))
            shown = [(cell, row.style or column.style)] if isinstance(cell, str) else list(cell)
            parts += [*shown, pad + column.gap] if column.left else [pad, *shown, column.gap]
        self.line(*parts, (self.isolated(label), row.style))

    def isolated(self, text: str) -> str:
        """On a terminal, a right-to-left text set apart so that it cannot reorder its neighbours."""
        return f"\u2068{text}\u2069" if self.isolate and right_to_left(text) else text

    def isolated_runs(self, text: str) -> str:
        """The same for each right-to-left run inside a sentence."""
        return _RUN.sub(_isolated_run, text) if self.isolate and right_to_left(text) else text

    def show(self) -> None:
        """Print all lines. Where the console knows no colour, rich leaves the styles out."""
        self._console.print(Segments(self._segments), end="", crop=False, soft_wrap=True)
        self._segments = []

    def _written(self, text: str) -> str:
        """The text as the stream can hold it: a question mark for each character that it cannot."""
        if self._any_text or text.isascii():
            return text
        return text.encode(self._encoding, "replace").decode(self._encoding)


def _isolated_run(found: re.Match[str]) -> str:
    """A run between its marks; a closing bracket stays in it where its opening one is in it too."""
    run = found[0]
    while run[-1] in _CLOSING and run.count(run[-1]) > run.count(_CLOSING[run[-1]]):
        run = run[:-1]
    return f"\u2068{run}\u2069{found[0][len(run) :]}"


def length(cell: Cell) -> int:
    """How many signs a cell takes."""
    return len(cell) if isinstance(cell, str) else sum(len(text) for text, _ in cell)


def _padded(column: Column, text: str, width: int) -> str:
    return text.ljust(width) if column.left else text.rjust(width)


def _widths(cells: Sequence[int], heads: Sequence[Sequence[str]]) -> list[int]:
    return [max(cell, *map(len, head)) for cell, head in zip(cells, heads, strict=True)]


def _broken(head: str, width: int) -> list[str]:
    """A head on lines no wider than its column's cells, or than its longest word."""
    width = max(width, *map(len, head.split(" ")))
    lines = [""]
    for word in head.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _taken(columns: Sequence[Column], widths: Sequence[int], kept: Sequence[int]) -> int:
    return len(_INDENT) + sum(widths[index] + len(columns[index].gap) for index in kept)


def _pieces(word: str, width: int) -> list[str]:
    """A word cut into parts that fit a line each."""
    pieces = []
    while len(word) > _MARKS * width or cell_len(word) > width:
        cut = len(shorten(word, width, ""))
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def shorten(text: str, width: int, ellipsis: str = "…") -> str:
    """At most ``width`` cells of clean text, the ellipsis in place of its end."""
    kept = text[: _MARKS * width]
    if kept == text and cell_len(text) <= width:
        return text
    if width <= cell_len(ellipsis):
        return ellipsis[:width]
    while kept and cell_len(kept) > width - cell_len(ellipsis):
        kept = kept[:-1]
    return kept.rstrip() + ellipsis


def shorten_apart(texts: Sequence[str], width: int, ellipsis: str = "…") -> tuple[list[str], list[str]]:
    """Shorten each so that what tells them apart stays: ``How satisfied … [Room]`` becomes ``…[Room]``.

    The second list holds the stem that each lost, empty where it lost something else or nothing. Rows of a
    matrix lose theirs, and neighbours that begin alike; others that do keep some of their beginning too.
    """
    short = [shorten(text, width, ellipsis) for text in texts]
    stems = [text[: text.rfind(" [")] if text.endswith("]") and " [" in text else "" for text in texts]
    long = {stem for stem, text, cut in zip(stems, texts, short, strict=True) if cut != text}
    lost = [stem if stem in long else "" for stem in stems]
    short = [
        shorten(ellipsis + text[len(stem) + 1 :], width, ellipsis) if stem else cut
        for stem, text, cut in zip(lost, texts, short, strict=True)
    ]
    alike: dict[str, list[int]] = {}
    for index, stem in enumerate(lost):
        if not stem:
            alike.setdefault(short[index], []).append(index)
    for group in alike.values():
        shared = _shared_start([texts[index] for index in group])
        neighbours = group[-1] - group[0] == len(group) - 1
        for index in group if shared else ():
            end = ellipsis + texts[index][shared:]
            room = 0 if neighbours else max(width - cell_len(end), 0)
            short[index] = shorten(shorten(texts[index][:shared], room, "").rstrip() + end, width, ellipsis)
            lost[index] = texts[index][:shared].rstrip() if neighbours else ""
    return short, lost


def _shared_start(texts: Sequence[str]) -> int:
    """Up to which word texts are the same; 0 where they are one text or begin differently."""
    first, last = min(texts), max(texts)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first.rfind(" ", 0, same) + 1 if first != last else 0
