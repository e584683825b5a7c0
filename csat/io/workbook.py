"""Sheets of .xlsx, .xls and .ods files, whole in memory as codes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from csat.io.cells import is_blank
from csat.io.grid import Grid
from csat.io.guarded import MemoryLimitError, Reading
from csat.io.layout import PREVIEW, filled, footer, name_of
from csat.io.platforms import find_table
from csat.io.request import Request
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.sheets import Book, MisreadError
from csat.io.source import GENERIC, About, Chunk, Coded, column_letter
from csat.io.strays import far_rows, nameless_rows
from csat.io.workbook_xml import Findings

_COLUMNS_TOLD = 5
_FOOT = 60  # rows looked at to find the end of the table


class WorkbookSource:
    """One sheet of a workbook. ``Chunk.first`` is always 0: one chunk holds all rows."""

    def __init__(
        self,
        about: About,
        headers: Sequence[str],
        columns: Sequence[Coded],
        rows: Sequence[int],
        first_column: int,
        set_aside: Mapping[str, int],
    ) -> None:
        """``columns`` hold the kept rows, ``rows`` their 0-based rows in the sheet; ``first_column`` is 0-based."""
        self.about = about
        self.headers = headers
        self._columns = columns
        self._rows = rows
        self.column_offset = first_column
        self._set_aside = set_aside
        self.reading: Reading | None = None  # kept so that its process is waited for when it is long gone

    @property
    def whole(self) -> bool:
        return True

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        wanted = range(len(self.headers)) if columns is None else columns
        layout = self.about.layout
        stopped = unfinished(layout, {column: self._columns[column] for column in watched(layout, len(self.headers))})
        chosen = {column: self._columns[column] for column in wanted}
        yield Chunk(0, len(self._rows), chosen, self._set_aside, stopped)

    def place(self, row: int, column: int) -> str:
        return f"cell {self.letter(column)}{self._rows[row] + 1}"

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, int(self._rows[row]) + 1

    def letter(self, column: int) -> str:
        return column_letter(self.column_offset + column)


def read_workbook(request: Request, reading: Reading) -> WorkbookSource:
    """Open one sheet of a workbook. Raises InputError, or MachineError when a limit is reached."""
    try:
        return _read(request, reading)
    except (MemoryLimitError, MisreadError):
        if request.kind != "xlsx":
            raise
        return _read(request, Reading(request, "lean workbook"))


def _read(request: Request, reading: Reading) -> WorkbookSource:
    with ThreadPoolExecutor(2) as pool:
        # Hashing and unpacking let go of Python's lock, and another process reads: they run side by side.
        digest = pool.submit(_digest, request)
        book = Book(request, reading, pool)
        try:
            book.open()
            sheet, notices = book.choose()
            grid = book.cells(sheet)
            found = book.findings(sheet)
            book.settle()
        finally:
            book.close()
        sha256, size = digest.result()
        reading.finish()
        about = About(request.name, request.kind, size, sha256, sheet)
        source = _lay_out(request, about, grid, found, [*request.notices, *reading.notices, *notices])
    source.reading = reading
    return source


def _digest(request: Request) -> tuple[str, int]:
    with request.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _lay_out(request: Request, about: About, grid: Grid, found: Findings, notices: list[str]) -> WorkbookSource:
    """Find the table in the cells of a sheet."""
    sheet, start = about.sheet, grid.start
    grid.put(found.errors)
    given = None if request.header is None else request.header - 1 - start[0]
    if given is None:
        at, layout = find_table(grid.rows(0, PREVIEW))
    else:
        at, layout = given, find_table(grid.rows(given, given + PREVIEW), 0)[1] if given >= 0 else GENERIC
    if at is None:
        raise request.refuse(f'sheet "{sheet}" is empty: it has no cells with text or numbers.')
    if not 0 <= at < grid.height or not filled(grid.row(at)):
        raise request.refuse(f'sheet "{sheet}" has nothing in row {request.header}, which --header names.')
    if request.header is None and at != next(index for index in range(at + 1) if filled(grid.row(index))):
        notices.append(
            f"Row {start[0] + at + 1} was taken as the header; the rows above it are a title or a group heading "
            "(--header N settles it)."
        )
    names = [name_of(cell) for cell in layout.names or grid.row(at)]
    notices += layout.notices
    first_row = at + layout.header_rows  # of the answers, in the grid
    kept = ~grid.blank()
    kept[:first_row] = False
    end = int(kept.nonzero()[0][-1]) + 1 if kept.any() else first_row  # styled but empty rows may go on for thousands
    foot = max(first_row, end - _FOOT)
    aside = {foot + row: reason for row, reason in footer(grid.rows(foot, end), sum(map(bool, names))) if reason}
    for row, reason in sorted(aside.items()):
        notices.append(f"Row {start[0] + 1 + row} below the table is a {reason} and was set aside.")
    if aside:
        kept[min(aside) :] = False
        end = int(kept.nonzero()[0][-1]) + 1 if kept.any() else first_row
    counts = Counter(aside.values())
    if again := _header_again(grid, range(first_row, end), grid.rows(at, first_row)):
        kept[again] = False
        counts["repeated header"] = len(again)
    if blank := end - first_row - int(kept.sum()) - len(again):
        counts["blank row"] = blank
    if not kept.any():
        raise request.refuse(f'sheet "{sheet}" has no rows below its header: no respondents.')
    rows = np.flatnonzero(kept)
    columns = grid.coded(kept)
    first, last = _used_columns(names, columns)
    notices += far_rows(sheet, rows + start[0] + 1)
    if layout is GENERIC:
        notices += nameless_rows(sheet, names[: last + 1], columns, rows + start[0] + 1, start[1])
    if layout is not GENERIC:
        first = 0  # what a platform says of its columns counts from its first
    if layout.aside:
        left, coded, mask = respondents(layout, dict(enumerate(columns)), len(rows), counts)
        if not left:
            raise request.refuse(f'sheet "{sheet}": {none_left(counts)}')
        if mask is not None:
            columns = list(coded.values())
            rows = rows[mask]
    source = WorkbookSource(
        replace(about, header_row=start[0] + at + 1, layout=layout),
        names[first : last + 1],
        columns[first : last + 1],
        (rows + start[0]).tolist(),
        start[1] + first,
        dict(counts),
    )
    notices += _remarks(request, source, found, range(start[0] + first_row, start[0] + end))
    source.about = replace(source.about, notices=tuple(notices))
    return source


def _header_again(grid: Grid, rows: range, headers: Sequence[Sequence[object]]) -> list[int]:
    """Rows between the respondents that are the header once more."""
    titles = [[name_of(cell) for cell in header] for header in headers]
    front = next(at for at, title in enumerate(titles[0]) if title)
    firsts = frozenset(title[front] for title in titles if sum(map(bool, title)) > 1)
    found = []
    for row in grid.holding(front, firsts).tolist():
        if row in rows:
            names = [name_of(value) for value in grid.row(row)]
            if any(all(name == names[at] for at, name in enumerate(title) if name) for title in titles):
                found.append(row)
    return found


def _used_columns(names: Sequence[str], columns: Sequence[Coded]) -> tuple[int, int]:
    """First and last column of the table: outer columns without a name and without a cell are no part of it."""
    used = [at for at, name in enumerate(names) if name or not all(map(is_blank, columns[at].values))]
    return used[0], used[-1]


def _remarks(request: Request, source: WorkbookSource, found: Findings, rows: range) -> list[str]:
    """Notices on formulas and hidden rows. Raises InputError for formulas without a stored result."""
    width = len(source.headers)
    first = source.column_offset
    missing = [(row, column) for row, column in found.no_result if row in rows and 0 <= column - first < width]
    if missing:
        columns = Counter(column for _, column in missing)
        column, count = columns.most_common(1)[0]
        cells = [f"{column_letter(column)}{row + 1}" for row, at in missing if at == column]
        others = f" {len(columns) - 1} more columns are like it." if len(columns) > 1 else ""
        raise request.refuse(
            f'sheet "{source.about.sheet}", column "{source.headers[column - first]}": {count} formulas have no stored '
            f"result (cells {', '.join(cells[:5])}{' …' if count > 5 else ''}), so their answers are not in the file."
            f"{others} Open it in Excel or LibreOffice and save it."
        )
    notices = _empty_results(source, found, rows)
    hidden_columns = [
        column_letter(first + at)
        for at, name in enumerate(source.headers)
        if name and any(first + at in span for span in found.hidden_columns)
    ]
    if hidden_columns:
        more = len(hidden_columns) - _COLUMNS_TOLD
        shown = ", ".join(hidden_columns[:_COLUMNS_TOLD]) + (f", {more} more" if more > 0 else "")
        notices.append(f'Columns hidden in sheet "{source.about.sheet}" were read like the others: {shown}.')
    hidden = sum(row in rows for row in found.hidden_rows)
    sheet, by = source.about.sheet, " by a filter" if found.filtered else ""
    if hidden == 1:
        notices.append(f'1 row of sheet "{sheet}" is hidden{by}; it was read and counts like the others.')
    elif hidden:
        notices.append(f'{hidden:,} rows of sheet "{sheet}" are hidden{by}; they were read and count like the others.')
    return notices


def _empty_results(source: WorkbookSource, found: Findings, rows: range) -> list[str]:
    """Columns where formulas have the empty text stored, which in .xls may also mean that nobody computed them."""
    first = source.column_offset
    columns: dict[int, list[int]] = {}
    for row, column in found.empty_result:
        if row in rows and 0 <= column - first < len(source.headers):
            columns.setdefault(column, []).append(row)
    return [
        f'Column "{source.headers[column - first]}": {len(cells)} formulas have the empty text as stored result (first '
        f"in {_cell(min(cells), column)}), and count as blank. If Excel shows answers there, save the "
        "file in Excel and score it again."
        for column, cells in sorted(columns.items())[:_COLUMNS_TOLD]
    ]


def _cell(row: int, column: int) -> str:
    return f"cell {column_letter(column)}{row + 1}"
