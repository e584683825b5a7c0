"""Sheets of .xlsx, .xls and .ods files, whole in memory, through calamine."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from csat.io.cells import code_rows, is_blank
from csat.io.layout import filled, footer, name_of
from csat.io.platforms import find_table
from csat.io.request import Request
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.sheets import Book, Rows
from csat.io.source import GENERIC, About, Chunk, Coded, column_letter
from csat.io.workbook_xml import Findings

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


def read_workbook(request: Request) -> WorkbookSource:
    """Open one sheet of a workbook. Raises InputError, or MachineError when a limit is reached."""
    with ThreadPoolExecutor(2) as pool:
        # Hashing and unpacking let go of Python's lock, and so does calamine: they run side by side.
        digest = pool.submit(_digest, request)
        book = Book(request, pool)
        sheet, notices = book.choose()
        with uncollected():
            rows, start = book.cells(sheet)
            found = book.findings(sheet)
            book.close()
            sha256, size = digest.result()
            about = About(request.name, request.kind, size, sha256, sheet)
            return _lay_out(request, about, rows, start, found, [*request.notices, *notices])


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for garbage: millions of new cells, none of them garbage, cost it a third more time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _digest(request: Request) -> tuple[str, int]:
    with request.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _lay_out(
    request: Request, about: About, rows: Rows, start: tuple[int, int], found: Findings, notices: list[str]
) -> WorkbookSource:
    """Find the table in the cells of a sheet, whose first cell is at ``start`` (0-based row and column)."""
    sheet = about.sheet
    for (row, column), text in found.errors.items():
        if 0 <= row - start[0] < len(rows) and 0 <= column - start[1] < len(rows[0]):
            rows[row - start[0]][column - start[1]] = text
    given = None if request.header is None else request.header - 1 - start[0]
    at, layout = find_table(rows, given) if given is None or 0 <= given < len(rows) else (given, GENERIC)
    if at is None:
        raise request.refuse(f'sheet "{sheet}" is empty: it has no cells with text or numbers.')
    if not 0 <= at < len(rows) or not filled(rows[at]):
        raise request.refuse(f'sheet "{sheet}" has nothing in row {request.header}, which --header names.')
    if request.header is None and at != next(index for index, row in enumerate(rows) if filled(row)):
        notices.append(
            f"Row {start[0] + at + 1} was taken as the header; the rows above it are a title or a group heading "
            "(--header N settles it)."
        )
    names = [name_of(cell) for cell in layout.names or rows[at]]
    notices += layout.notices
    below_header = at + layout.header_rows
    body = rows[below_header:]
    below = footer(body[-_FOOT:], sum(map(bool, names)))
    offset = len(body) - min(len(body), _FOOT)
    end = offset + below[-1][0] if below else len(body)
    while end and not filled(body[end - 1]):  # styled but empty rows may go on for thousands
        end -= 1
    aside = {offset + row: reason for row, reason in below if reason}
    for row, reason in sorted(aside.items()):
        notices.append(f"Row {start[0] + below_header + 1 + row} below the table is a {reason} and was set aside.")
    skipped = _inner_rows(body, end, rows[at:below_header])
    counts = Counter(aside.values()) + Counter(skipped.values())
    kept = [row for row in range(end) if row not in skipped] if skipped else range(end)
    if not kept:
        raise request.refuse(f'sheet "{sheet}" has no rows below its header: no respondents.')
    columns = code_rows([body[row] for row in kept])
    first, last = _used_columns(names, columns)
    if layout is not GENERIC:
        first = 0  # what a platform says of its columns counts from its first
    if layout.aside:
        left, coded, mask = respondents(layout, dict(enumerate(columns)), len(kept), counts)
        if not left:
            raise request.refuse(f'sheet "{sheet}": {none_left(counts)}')
        if mask is not None:
            columns = list(coded.values())
            kept = [row for row, keep in zip(kept, mask.tolist(), strict=True) if keep]
    first_row = start[0] + below_header
    source = WorkbookSource(
        replace(about, header_row=start[0] + at + 1, layout=layout),
        names[first : last + 1],
        columns[first : last + 1],
        [first_row + row for row in kept],
        start[1] + first,
        dict(counts),
    )
    notices += _remarks(request, source, found, range(first_row, first_row + end))
    source.about = replace(source.about, notices=tuple(notices))
    return source


def _inner_rows(body: Rows, end: int, headers: Rows) -> dict[int, str]:
    """Rows between the respondents that are none: blank ones, and the header once more."""
    titles = [[name_of(cell) for cell in header] for header in headers]
    front = next(at for at, title in enumerate(titles[0]) if title)
    firsts = {title[front] for title in titles if sum(map(bool, title)) > 1}
    skipped: dict[int, str] = {}
    for row in range(end):
        cell = body[row][front]
        if cell.__class__ is not str:
            continue
        if is_blank(cell):
            if not filled(body[row]):
                skipped[row] = "blank row"
        elif cell.strip() in firsts:
            names = [name_of(value) for value in body[row]]
            if any(all(name == names[at] for at, name in enumerate(title) if name) for title in titles):
                skipped[row] = "repeated header"
    return skipped


def _used_columns(names: Sequence[str], columns: Sequence[Coded]) -> tuple[int, int]:
    """First and last column of the table: outer columns without a name and without a cell are no part of it."""
    used = [at for at, name in enumerate(names) if name or not all(map(is_blank, columns[at].values))]
    return used[0], used[-1]


def _remarks(request: Request, source: WorkbookSource, found: Findings, rows: range) -> list[str]:
    """Notices on hidden rows. Raises InputError for formulas without a stored result."""
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
    hidden = sum(row in rows for row in found.hidden_rows)
    if not hidden:
        return []
    by = " by a filter" if found.filtered else ""
    return [f'{hidden} rows of sheet "{source.about.sheet}" are hidden{by}; they were read and count like the others.']
