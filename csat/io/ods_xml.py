"""What calamine does not tell, or does not survive, of an .ods sheet: repeat counts, error cells, filtered rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from csat.io.archive import Archive
from csat.io.workbook_xml import Findings

_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14  # of any sheet that LibreOffice or Excel can show
_MOST_SPACES, _MOST_SPACES_IN_ALL = 100_000, 10_000_000
_LARGE_REPEAT = re.compile(rb"table:number-(rows|columns)-repeated=[\"']([0-9]{4,})[\"']")
_NO_REPEAT = re.compile(rb"table:number-(?:rows|columns)-repeated=[\"']0+[\"']")
_SPACES = re.compile(rb"text:c=[\"']([0-9]{5,})[\"']")
_TABLE = re.compile(rb"<table:table\s[^>]*?\btable:name=(?:\"([^\"]*)\"|'([^']*)')")
_TAG = re.compile(
    rb"<table:(?P<name>table-row|table-cell|covered-table-cell)\b"
    rb"(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?P<closed>/?)>"
)
_ROWS = re.compile(rb"table:number-rows-repeated=[\"']([0-9]+)")
_COLUMNS = re.compile(rb"table:number-columns-repeated=[\"']([0-9]+)")
_TEXT = re.compile(rb"<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
_ERROR_TEXT = re.compile(r"#[A-Z]+(?:/[A-Z0-9]+)?[!?]?|Err:[0-9]+")
_HOLDS = (b"<text:p", b"office:value=")
_SIGNS = (b'value-type="error"', b">#", b">Err:", b'visibility="filter"', b'visibility="collapse"', b"table:formula")


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    start: int
    end: int


def _sheets(content: bytes) -> list[_Sheet]:
    starts = [(found.start(), found[1] or found[2] or b"") for found in _TABLE.finditer(content)]
    ends = [*(start for start, _ in starts[1:]), len(content)][: len(starts)]
    return [
        _Sheet(unescape(name.decode("utf-8", "replace")), start, end)
        for (start, name), end in zip(starts, ends, strict=True)
    ]


def refuse_absurd(archive: Archive, most_cells: int) -> None:
    """Raise InputError when repeat counts stand for more cells, rows or spaces than can be held."""
    content = archive.read("content.xml")
    for sheet in _sheets(content):
        if _NO_REPEAT.search(content, sheet.start, sheet.end):
            raise archive.request.damaged(f'sheet "{sheet.name}" repeats rows or columns 0 times')
        spaces = [int(found[1]) for found in _SPACES.finditer(content, sheet.start, sheet.end)]
        if max(spaces, default=0) > _MOST_SPACES or sum(spaces) > _MOST_SPACES_IN_ALL:
            raise archive.request.refuse(
                f'sheet "{sheet.name}" has cells of millions of spaces. Delete what is no answer and save it again.'
            )
        rows, columns = _repeated(content, sheet)
        if rows > _MOST_ROWS or columns > _MOST_COLUMNS or rows * columns > most_cells:
            raise archive.request.refuse(
                f'sheet "{sheet.name}" declares {rows:,} rows of {columns:,} columns by repeat counts, more than can '
                "be held. Delete what is beyond the table and save it again."
            )


def _repeated(content: bytes, sheet: _Sheet) -> tuple[int, int]:
    """Rows and columns up to the last that holds something, as far as large repeat counts make them."""
    rows, columns = 0, 1
    # LibreOffice ends each sheet and each row with a large count of nothing: these are no cells.
    last = max(content.rfind(sign, sheet.start, sheet.end) for sign in _HOLDS)
    for found in _LARGE_REPEAT.finditer(content, sheet.start, sheet.end):
        count = int(found[2])
        opened = content.find(b">", found.end(), sheet.end)
        if found[1] == b"rows":
            if found.start() < last or count > _MOST_ROWS:
                rows += count
        else:
            row_ends = content.find(b"</table:table-row>", opened, sheet.end)
            start = content.rfind(b"<", sheet.start, found.start())
            is_column = content.startswith(b"<table:table-column", start)
            if count > _MOST_COLUMNS or (not is_column and start < last and _filled(content, start, row_ends)):
                columns = max(columns, count)
    return max(rows, 1), columns


def _filled(content: bytes, start: int, end: int) -> bool:
    return any(content.find(sign, start, end) >= 0 for sign in _HOLDS)


def scan(archive: Archive, name: str) -> Findings:
    """Error cells, formulas without a result, and hidden rows of a sheet; rows and columns are 0-based."""
    content = archive.read("content.xml")
    found = Findings()
    for sheet in _sheets(content):
        if sheet.name == name:
            body = content[sheet.start : sheet.end]
            if any(sign in body for sign in _SIGNS):
                for row, repeat, column, attributes, inner in _cells(body, found):
                    _note(found, range(row, row + repeat), column, attributes, inner)
    return found


def _note(found: Findings, rows: range, column: int, attributes: bytes, inner: bytes) -> None:
    formula = b"table:formula" in attributes
    if formula and b"value-type" not in attributes and not inner:
        found.no_result += [(row, column) for row in rows]
        return
    if b'"error"' not in attributes and not (formula and (b">#" in inner or b">Err:" in inner)):
        return
    text = _TEXT.search(inner)
    shown = unescape(text[1].decode("utf-8", "replace")).strip() if text else ""
    if b'"error"' in attributes or _ERROR_TEXT.fullmatch(shown):
        for row in rows:
            found.errors[row, column] = shown or "#ERROR!"


def _cells(body: bytes, found: Findings) -> Iterator[tuple[int, int, int, bytes, bytes]]:
    """First row, repeats of the row, column, attributes and content of each cell; notes hidden rows on the way."""
    row, repeat, column = 0, 0, 0
    for tag in _TAG.finditer(body):
        attributes = tag["attributes"]
        if tag["name"] == b"table-row":
            row += repeat
            count = _ROWS.search(attributes)
            repeat, column = int(count[1]) if count else 1, 0
            if b'"filter"' in attributes or b'"collapse"' in attributes:
                found.filtered = found.filtered or b'"filter"' in attributes
                found.hidden_rows += range(row, row + min(repeat, _MOST_ROWS))
            continue
        count = _COLUMNS.search(attributes)
        width = int(count[1]) if count else 1
        inner = b""
        if not tag["closed"]:
            inner = body[tag.end() : body.find(b"</table:", tag.end())]
        if inner or b"table:formula" in attributes:
            for at in range(column, column + min(width, _MOST_COLUMNS)):
                yield row, repeat, at, attributes, inner
        column += width
