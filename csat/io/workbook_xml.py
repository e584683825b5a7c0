"""What calamine does not tell of an .xlsx sheet: error cells, formulas without a result, hidden rows, far-off cells.

The sheet's XML is looked at as bytes. A clean sheet costs a few searches for byte strings; only blocks with a
finding are taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

from csat.io.archive import Archive, normal
from csat.io.source import column_letter

# Prefixes differ between writers (<c>, <x:c>), and so do quotes around attributes.
_CELL = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|c)\b(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?P<closed>/?)>", re.DOTALL
)
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_REF = re.compile(rb"\br=[\"']([A-Z]{0,3})([0-9]+)[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_HIDDEN = re.compile(rb"\b(?:hidden=[\"'](?:1|true)|ht=[\"']0(?:\.0*)?)[\"']")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_SPAN = re.compile(rb"\b(min|max)=[\"']([0-9]{1,5})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?v>)", re.DOTALL)
_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_WIDE = re.compile(rb"[\"'][A-Z]{3}[0-9]")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\b")
# A formula's end directly followed by its cell's end, an empty value, or white space as in hand-made XML.
_NO_RESULT = (b"</f></", b"/></c>", b"/></x:c>", b":f></", b"<v></v>", b":v></", b"</f>\n", b"</f>\r", b"</f> ")
# Readers differ on what stands between the digits of a value: calamine takes the last piece, or none.
_MARKED = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_REFERENCE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<&]*&")
_TEXT_INDEX = re.compile(rb"t=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>(?!\s*[0-9]+\s*</)(?!</)")
_ROW_NUMBER = re.compile(rb"row [^>]*?\br=[\"']([0-9]+)")
_ADDRESS = re.compile(rb"c [^>r]*r=[\"']([A-Z]+[0-9]+)")
# calamine takes a sheet with any other error for damaged.
_OLD_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!"})
_OF_THE_DATA = ("worksheet", "sharedStrings", "styles")
_FORMULA_SIGNS = (b"<f", b":f")
_ERROR_SIGNS = (b't="e"', b"t='e'")


@dataclass(slots=True)
class Findings:
    """Cells and rows to speak of; rows and columns are 0-based."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    no_result: list[tuple[int, int]] = field(default_factory=list)
    empty_result: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    filtered: bool = False
    marked: bool = False  # some value holds comments, CDATA, processing instructions or references
    again: str = ""  # the first row or cell that comes twice or out of order
    no_text: str = ""  # the first cell that points to a shared text by what is no number
    last_row: int = -1
    wide: bool = False  # some cell is beyond column ZZ

    @property
    def new_error(self) -> bool:
        """Whether some error is of a newer kind, as ``#SPILL!`` is."""
        return not _OLD_ERRORS.issuperset(self.errors.values())

    @property
    def area_at_most(self) -> int:
        """Cells of the used range can be no more than this."""
        return (self.last_row + 1) * (16384 if self.wide else 702)


@dataclass(frozen=True, slots=True)
class Extent:
    """The cells that hold something: counts and the far corner (0-based)."""

    cells: int
    last_row: int
    last_column: int
    corner: str  # address of the cell farthest out

    @property
    def area(self) -> int:
        return (self.last_row + 1) * (self.last_column + 1)


def column_number(letters: bytes) -> int:
    """0-based number of a column's letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def sheet_parts(archive: Archive) -> list[str]:
    """The part of each sheet in the workbook's order, from its list and its relationships; ``""`` where there is none.

    Raises InputError where the list is damaged, or a part of the data lies in another file.
    """
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError, ValueError, LookupError):
        raise archive.request.damaged("its list of sheets cannot be read") from None
    for link in links:
        if link.get("TargetMode") == "External" and link.get("Type", "").rpartition("/")[2] in _OF_THE_DATA:
            raise archive.request.refuse(
                "a part of its data lies in another file (an external relation), which is never fetched. Open it in "
                "Excel or LibreOffice and save it again."
            )
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: list[str] = []
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        wanted = next((value for key, value in sheet.attrib.items() if key.rpartition("}")[2] == "id"), None)
        target = targets.get(wanted, "").replace("\\", "/")
        part = normal(target if target.startswith("/") else "xl/" + target)
        parts.append(part if part in archive.names else "")
    return parts


def _row_blocks(archive: Archive, part: str) -> Iterator[bytes]:
    """The sheet's bytes in blocks that begin at a row and hold whole rows."""
    rest = b""
    for block in archive.blocks(part):
        rest += block
        cut = max(rest.rfind(b"<row"), rest.rfind(b":row"))
        cut = rest.rfind(b"<", 0, cut + 1)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def scan(archive: Archive, part: str, extent_too: bool = True) -> Findings:
    """Read the whole part once, and note what a reader of values would not see.

    ``extent_too`` also looks for cells beyond column ZZ. Rare bytes are looked for first: an error cell has a ``#``,
    a formula an ``f`` that begins a name, and a clean sheet of 76 MB is then seen through in 0.1 s.
    """
    found = Findings()
    row = -1
    block = b""
    for block in _row_blocks(archive, part):
        marked = _has_markup(block, first=row < 0)
        found.marked = found.marked or marked
        odd = (
            marked
            or _in_disorder(block, row)
            or ((b't="s"' in block or b"t='s'" in block) and _TEXT_INDEX.search(block) is not None)
            or (b"#" in block and any(sign in block for sign in _ERROR_SIGNS))
            or (any(sign in block for sign in _FORMULA_SIGNS) and any(sign in block for sign in _NO_RESULT))
            or ((b"hidden" in block or b' ht="0' in block) and _HIDDEN.search(block) is not None)
        )
        if odd and row < 0:
            found.hidden_columns = _hidden_columns(block)
        row = _take_apart(block, row, found) if odd else _last_row(block, row)
        found.last_row = max(found.last_row, row)
        found.wide = found.wide or (extent_too and _WIDE.search(block) is not None)
    found.filtered = _FILTER.search(block) is not None  # it stands behind the last row
    return found


def _has_markup(block: bytes, first: bool) -> bool:
    """Whether a value may hold more than plain characters. What stands before or behind all rows does not matter."""
    if b"!" in block or b"?" in block:
        start = max(0, block.find(b"sheetData")) if first else 0
        end = block.rfind(b"</sheetData>", start)
        end = len(block) if end < 0 else end
        if block.find(b"<!", start, end) >= 0 or block.find(b"<?", start, end) >= 0:
            return True
    if b"&" not in block:
        return False
    for hit in _REFERENCE.finditer(block):
        at = hit.start()
        while at > 0 and not (opened := _CELL.match(block, at)):
            at = block.rfind(b"<", 0, at)
        kind = _TYPE.search(opened["attributes"]) if at > 0 and opened else None
        if kind is None or kind[1] != b"str":  # the texts of formulas are read with their references
            return True
    return False


def _hidden_columns(block: bytes) -> list[range]:
    """The columns that are declared hidden, which is before all rows."""
    hidden = []
    for tag in _COLUMNS.finditer(block, 0, max(0, block.find(b"sheetData"))):
        span = {name: int(number) for name, number in _SPAN.findall(tag[0])}
        if _HIDDEN.search(tag[0]) and len(span) == 2:
            hidden.append(range(span[b"min"] - 1, span[b"max"]))
    return hidden


def _in_disorder(block: bytes, row: int) -> bool:
    """Whether rows may not ascend from ``row`` on, or a cell come twice: quick, and sure only where it says no."""
    rows = list(map(int, _ROW_NUMBER.findall(block)))
    if rows and (rows[0] <= row + 1 or sorted(set(rows)) != rows):
        return True
    addresses = _ADDRESS.findall(block)
    return len(set(addresses)) < len(addresses)


def _plain(value: bytes) -> str:
    """The characters of a value, whatever is marked up in it."""
    return unescape(_MARKED.sub(lambda piece: piece[1] or b"", value).decode("utf-8", "replace")).strip()


def _last_row(block: bytes, row: int) -> int:
    """Number of the last row in a block that needs no closer look."""
    last = max(block.rfind(b"<row"), block.rfind(b":row "))
    if last < 0:
        return row
    ref = _REF.search(block, last, block.find(b">", last))
    return int(ref[2]) - 1 if ref else row + len(_ROW_START.findall(block))


def _take_apart(block: bytes, row: int, found: Findings) -> int:
    """Note the findings of one block; return the number of its last row."""
    column = -1
    for tag in _CELL.finditer(block):
        attributes = tag["attributes"]
        ref = _REF.search(attributes)
        if tag["row"]:
            before, row = row, int(ref[2]) - 1 if ref else row + 1
            if row <= before:
                found.again = found.again or f"row {row + 1}"
            column = -1
            if _HIDDEN.search(attributes):
                found.hidden_rows.append(row)
            continue
        left, column = column, column_number(ref[1]) if ref and ref[1] else column + 1
        if column <= left:
            found.again = found.again or f"cell {column_letter(column)}{row + 1}"
        if tag["closed"]:
            continue
        end = _CELL_END.search(block, tag.end())
        inner = block[tag.end() : end.start() if end else len(block)]
        kind = _TYPE.search(attributes)
        value = _VALUE.search(inner)
        if kind and kind[1] == b"e":
            found.errors[row, column] = (_plain(value[1] or b"") if value else "") or "#ERROR!"
        elif kind and kind[1] == b"s" and value and value[1] and not re.fullmatch("[0-9]+", _plain(value[1])):
            found.no_text = found.no_text or f"{column_letter(column)}{row + 1}"
        elif _FORMULA.search(inner) and not (value and (value[1] or (kind and kind[1] == b"str"))):
            # A text formula may well have the empty text as its result; it then has an empty <v>.
            found.no_result.append((row, column))
    return row


def extent(archive: Archive, part: str) -> Extent:
    """The true used range: cells that hold something, whatever the sheet declares. Slow: looks at every cell."""
    cells = last_row = last_column = 0
    corner = "A1"
    row = -1
    for block in _row_blocks(archive, part):
        column = -1
        for tag in _CELL.finditer(block):
            ref = _REF.search(tag["attributes"])
            if tag["row"]:
                row = int(ref[2]) - 1 if ref else row + 1
                column = -1
                continue
            column = column_number(ref[1]) if ref and ref[1] else column + 1
            if tag["closed"] or block.startswith(b"</", tag.end()):
                continue
            cells += 1
            if row > last_row or column > last_column:
                corner = f"{ref[1].decode()}{row + 1}" if ref else f"row {row + 1}"
            last_row, last_column = max(last_row, row), max(last_column, column)
    return Extent(cells, last_row, last_column, corner)
