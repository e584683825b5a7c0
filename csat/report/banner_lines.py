"""Banner tables on a screen: as many columns beside the names of lines as there is room for, the others below them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from csat.report.document import Banner, Text
from csat.report.rows import Part, Screen, shorten
from csat.report.safe import clean

_NAME = 12  # cells of the name of a column at most
_LABEL = 24  # and of a line
_GAP = 2


def write(screen: Screen, table: Banner) -> None:
    """The lines under their heads, in blocks of columns that fit; each block begins with the total."""
    labels = [shorten(_told(row[0]), _LABEL, screen.signs.more) for row in table.rows]
    wide = max(map(cell_len, labels), default=0)
    cells = [[_of(row[place], marks[place]) for row, marks in zip(table.rows, table.marks, strict=True)]
             for place in range(len(table.heads))]  # fmt: skip
    columns = [_Column(screen, _told(table.names[place]), table.letters[place], cells[place]) for place in
               range(1, len(table.heads))]  # fmt: skip
    above = [_told(text) for text, width in table.above for _ in range(width)][1:]
    widths = [column.width for column in columns]
    for number, block in enumerate(_blocks(widths, above, screen.width - wide - 1)):
        if number:
            screen.line()
        _heads(screen, [columns[place] for place in block], [above[place] for place in block], wide)
        for at, label in enumerate(labels):
            parts: list[str | Part] = [" ", screen.isolated(label) + " " * (wide - cell_len(label))]
            for place in block:
                parts += columns[place].at(at, place == block[-1])
            screen.line(*parts)


class _Column:
    """A column: its figures flush right, its letters behind them, its heads over the figures."""

    def __init__(self, screen: Screen, name: str, letter: str, cells: Sequence[tuple[str, str]]) -> None:
        self.name, self.letter = shorten(name, _NAME, screen.signs.more), letter
        starred = any(figure.endswith("*") for figure, _ in cells)
        self._cells = [(figure + " " * (starred and not figure.endswith("*")), mark) for figure, mark in cells]
        self._figures = max((cell_len(figure) for figure, _ in self._cells), default=0)
        self._marks = max((len(mark) for _, mark in self._cells), default=0)
        self._figures = max(self._figures, cell_len(self.name) - self._marks - (self._marks > 0), len(letter))
        self.width = _GAP + self._figures + self._marks + (self._marks > 0)

    def at(self, place: int, last: bool) -> list[str | Part]:
        """The cell of a line; behind that of the last column stand no spaces."""
        figure, mark = self._cells[place]
        behind = f" {mark:<{self._marks}}" if self._marks else ""
        behind = behind.rstrip() if last else behind
        return [" " * (_GAP + self._figures - cell_len(figure)), figure, (behind, "bold")]

    def head(self, screen: Screen, text: str, spread: bool = False) -> str:
        """A head: the name over figures and letters together, a letter over the figures alone."""
        room = self.width if spread else _GAP + self._figures
        return " " * (room - cell_len(text)) + screen.isolated(text) + " " * (self.width - room)


def _heads(screen: Screen, columns: Sequence[_Column], above: Sequence[str], wide: int) -> None:
    line, place = " " * (wide + 1), 0
    while place < len(columns):
        end = place
        while end < len(columns) and above[end] == above[place]:
            end += 1
        room = sum(column.width for column in columns[place:end])
        if end == len(columns):  # nothing stands behind it
            room = max(room, screen.width - cell_len(line))
        text = shorten(above[place], room - _GAP, screen.signs.more)
        line += " " * _GAP + screen.isolated(text) + " " * (room - _GAP - cell_len(text))
        place = end
    screen.line((line.rstrip(), "dim"))
    screen.line((" " * (wide + 1) + "".join(column.head(screen, column.name, True) for column in columns), "dim"))
    screen.line((" " * (wide + 1) + "".join(column.head(screen, column.letter) for column in columns).rstrip(), "dim"))


def _blocks(widths: Sequence[int], above: Sequence[str], room: int) -> list[list[int]]:
    """Places of columns, block by block: the first column in each, and at least one more.

    The columns of a segmenting begin a new block where they fit into one, and not into what is left of the last.
    """
    blocks: list[list[int]] = [[0]]
    left = room - widths[0]
    for place in range(1, len(widths)):
        together = [at for at in range(place, len(widths)) if above[at] == above[place]]
        whole = sum(widths[at] for at in together)
        begins = above[place] != above[place - 1] and left < whole <= room - widths[0]
        if len(blocks[-1]) > 1 and (begins or widths[place] > left):
            blocks.append([0])
            left = room - widths[0]
        blocks[-1].append(place)
        left -= widths[place]
    return blocks


def _of(text: Text, mark: str) -> tuple[str, str]:
    """The figure of a cell and its letters, which are its last run."""
    return _told(text[:-1] if mark else text), mark


def _told(text: Text) -> str:
    return "".join(run.text if run.kind in ("words", "number") else clean(run.text) for run in text)
