"""A workbook and its sheets, as XlsxWriter writes them: texts as texts, numbers as numbers, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from csat.report.document import Text
from csat.report.page import Page
from csat.report.safe import for_spreadsheet
from csat.report.workbook.cells import Cell, Look, told

INK, MUTED, LINE, PALE = "#1F2933", "#6B7280", "#D9DEE4", "#EAF1F8"
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#C9CED4"
"""Blue and orange are told apart by people of every colour vision (Okabe and Ito 2008)."""

FONTS = {"ltr": ("Calibri", 11), "rtl": ("Tahoma", 10)}
"""Tahoma comes with Windows and macOS and has the Persian letters."""

LOOKS: Mapping[Look, Mapping[str, Any]] = {
    "": {},
    "strong": {"bold": True},
    "muted": {"font_color": MUTED},
    "code": {"font_color": MUTED, "font_size": 9},
    "id": {"font_color": MUTED, "font_size": 9},
    "good": {"font_color": BLUE, "bold": True},
    "bad": {"font_color": ORANGE, "bold": True},
    "head": {"bold": True, "bg_color": PALE, "bottom": 1, "bottom_color": BLUE},
    "title": {"bold": True, "font_size": 18, "font_color": BLUE},
    "chapter": {"bold": True, "font_size": 13, "font_color": BLUE},
    "lead": {"font_color": MUTED},
}
_IN_TABLE = {"bottom": 1, "bottom_color": LINE}
_MOST_PIXELS = 900
_PAPER = 780, 490  # points of A4 on its side within the margins, with some to spare
_MOST_ROWS = 1_048_000  # Excel has 1,048,576 of them
_LETTER, _LINE, _HIGHEST = 1.0, 15.0, 400  # width of a letter in those of a digit; points of a line and of a row


class Column(NamedTuple):
    """A column of a table: its head, its width in characters, and whether it holds numbers."""

    head: Text
    width: float
    numbers: bool = False


class Area(NamedTuple):
    """The rows of a table below its head, on its sheet; both ends are in it. Counted from 0, as XlsxWriter does."""

    sheet: str
    first: int
    last: int

    def column(self, place: int, first: int = 0, last: int | None = None) -> list[Any]:
        """The cells of a column, for a chart: from the ``first`` row of the table to the ``last``."""
        end = self.last if last is None else self.first + last
        return [self.sheet, self.first + first, place, end, place]


class Book:
    """A workbook in a language. ``shown`` tells of each cell with a figure, by sheet and name, which figure it is."""

    def __init__(self, page: Page) -> None:
        from xlsxwriter import Workbook  # takes 30 ms, for which only who wants a workbook waits

        self.page = page
        self.words = page.language.texts["workbook"]
        self.rtl = page.language.right_to_left
        self.font, self.size = FONTS[page.language.own("direction")]
        self.shown: dict[tuple[str, str], tuple[str, str]] = {}
        self._bytes = io.BytesIO()
        own = {"font_name": self.font, "font_size": self.size}
        never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.made = Workbook(self._bytes, {"in_memory": True, "default_format_properties": own, **never})
        self._formats: dict[tuple[Any, ...], Any] = {}

    def sheet(self, name: str, widths: Sequence[float] = ()) -> Sheet:
        """A new sheet, named by the catalogue."""
        return self.titled(self.words[name], widths)

    def titled(self, title: str, widths: Sequence[float] = ()) -> Sheet:
        """A new sheet of that title."""
        return Sheet(self, title, widths)

    def format(self, look: Look, form: str, place: str, ltr: bool = False, quoted: bool = False) -> Any:
        """The format of a cell. ``place``: ``number`` or ``text`` of a table, the ``head`` of one, or a ``line``.

        ``quoted``: its text stays one though it begins like a formula, also when somebody edits it.
        """
        key = look, form, place, ltr, quoted
        if key not in self._formats:
            self._formats[key] = self.made.add_format(self._properties(*key))
        return self._formats[key]

    def _properties(self, look: Look, form: str, place: str, ltr: bool, quoted: bool) -> dict[str, Any]:
        own: dict[str, Any] = {"font_name": self.font, "font_size": self.size, "font_color": INK, "valign": "top"}
        own |= LOOKS[look]
        if place in ("number", "text"):
            own |= _IN_TABLE
        numbers = place in ("number", "number head")
        own |= {"align": "right" if numbers or self.rtl else "left", "text_wrap": place != "number" and look != "id"}
        own |= {"indent": 1} if place in ("text", "text head") else {}  # so that a text does not touch a number
        if not numbers or self.rtl:
            own["reading_order"] = 1 if ltr else 2 if self.rtl else 0
        if numbers and not place.endswith("head"):
            own.pop("reading_order", None)  # numbers stay numbers
        if quoted:
            own["quote_prefix"] = True
        return own | ({"num_format": form} if form else {})

    def close(self, title: str, day: datetime | None) -> bytes:
        """The workbook as XlsxWriter packs it; no author, and no day but the one given."""
        self.made.set_properties({"title": title, "created": day or datetime(1980, 1, 1)})
        self.made.close()
        return self._bytes.getvalue()


class Sheet:
    """A sheet that is filled from its top. ``row`` is the next one that is free; lines run over ``across`` columns."""

    def __init__(self, book: Book, name: str, widths: Sequence[float]) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        self.book, self.name, self.row = book, name, 0
        self._cell = xl_rowcol_to_cell
        self.made = book.made.add_worksheet(name)
        self.widths: list[float] = []
        self.across = 0
        self._numbers: dict[tuple[int, int], float] = {}
        self._breaks: list[int] = []
        self._heights: dict[int, float] = {}
        self.made.hide_gridlines(2)
        self.made.set_landscape()
        self.made.set_paper(9)
        self.made.fit_to_pages(1, 0)
        self.made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.made.set_footer("&L&9&A&R&9&P / &N")
        self.made.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if book.rtl:
            self.made.right_to_left()
        if widths:
            self.columns(widths)

    def columns(self, widths: Sequence[float]) -> None:
        """How wide each column is, in characters."""
        self.widths = list(widths)
        self.across = len(self.widths)
        for place, width in enumerate(widths):
            self.made.set_column(place, place, width, self.book.format("", "", "line"))

    @property
    def width(self) -> int:
        """Pixels of the columns that lines run over, as far as one sees on a usual screen."""
        return min(round(sum(7 * width + 5 for width in self.widths[: self.across])) - 4, _MOST_PIXELS)

    def line(self, text: Text | str, look: Look = "lead") -> None:
        """A text across the sheet, broken into as many lines as it needs."""
        said = text if isinstance(text, str) else told(text)
        last = self.across - 1
        size = {"title": 1.8, "chapter": 1.3}.get(look, 1.0)
        lines = _lines(said, sum(self.widths[: self.across]) / size)
        form = self.book.format(look, "", "line", quoted=_like_a_formula(said))
        self._height(self.row, min(lines * _LINE * size + 2, _HIGHEST))
        if last > 0:
            self.made.merge_range(self.row, 0, self.row, last, "", form)
        self.made.write_string(self.row, 0, said, form)
        self.row += 1

    def chapter(self, text: Text | str) -> None:
        """A heading within the sheet, with some room above."""
        self.row += 1
        self.line(text, "chapter")

    def keep(self, points: float) -> None:
        """What comes next, so many points high, is printed on a new page if it is not whole on this one."""
        start = self._breaks[-1] if self._breaks else 0
        used = sum(self._heights.get(row, _LINE) for row in range(start, self.row))
        if used and used + points > self._page:
            self._breaks.append(self.row)
            self.made.set_h_pagebreaks(self._breaks)

    @property
    def _page(self) -> float:
        """Points of rows that a page holds: of A4 on its side, made smaller where the sheet is wider than it."""
        wide = sum(7 * width + 5 for width in self.widths[: self.across]) * 0.75
        return _PAPER[1] / min(1.0, _PAPER[0] / max(wide, 1.0))

    def numbers(self, cells: Sequence[Any]) -> list[float | None]:
        """What stands in a range of one column, None where a cell is empty."""
        _, first, place, last, _ = cells
        return [self._numbers.get((row, place)) for row in range(first, last + 1)]

    def _height(self, row: int, points: float) -> None:
        self._heights[row] = points
        self.made.set_row(row, points)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], alone: bool = False) -> Area:
        """A table below its heads. One that is ``alone`` on its sheet can be filtered; its heads stay and repeat."""
        book, head = self.book, self.row
        for place, column in enumerate(columns):
            form = book.format("head", "", "number head" if column.numbers else "text head")
            self.made.write_string(head, place, told(column.head), form)
        self._high_enough(head, [Cell(told(column.head)) for column in columns])
        row = head
        for cells in rows:
            if row >= _MOST_ROWS:
                row += 1
                self.made.write_string(row, 0, book.words["cut"], book.format("bad", "", "line"))
                break
            row += 1
            self._high_enough(row, cells)
            for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
                self.put(row, place, cell, "number" if column.numbers else "text")
        self.row = row + 1
        if alone:
            self.made.freeze_panes(head + 1, 0)
            self.made.repeat_rows(head)
            self.made.autofilter(head, 0, row, len(columns) - 1)
            self.made.print_area(0, 0, row, len(columns) - 2)  # without the ids, which are for auditors
        return Area(self.name, head + 1, row)

    def _high_enough(self, row: int, cells: Sequence[Cell]) -> None:
        """Room for texts that are longer than their column: not every program makes it by itself."""
        texts = [(str(cell.value), width) for cell, width in zip(cells, self.widths, strict=False) if _wrapped(cell)]
        lines = max((_lines(text, width - 1) for text, width in texts), default=1)
        if lines > 1:
            self._height(row, min(lines * _LINE, _HIGHEST))

    def put(self, row: int, place: int, cell: Cell, kind: str = "text") -> None:
        """A cell: a text as text whatever it begins with, a number as a number."""
        quoted = isinstance(cell.value, str) and _like_a_formula(cell.value)
        form = self.book.format(cell.look, cell.form, kind, cell.ltr, quoted)
        if cell.value is None:
            self.made.write_blank(row, place, None, form)
        elif isinstance(cell.value, str):
            self.made.write_string(row, place, cell.value, form)
        else:
            self.made.write_number(row, place, cell.value, form)
            self._numbers[row, place] = cell.value
            if cell.of:
                self.book.shown[self.name, self._cell(row, place)] = cell.of


@lru_cache(maxsize=4096)
def _like_a_formula(text: str) -> bool:
    return for_spreadsheet(text).startswith("'")


def _wrapped(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.look != "id"


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return max(1, ceil(len(text) * _LETTER / max(width, 1)))
