"""What calamine does not tell of an .xls sheet: error cells and hidden rows, from its records ([MS-XLS])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from csat.io.compound import BrokenError, read_stream
from csat.io.request import Request
from csat.io.workbook_xml import Findings

_FORMULA, _EOF, _SHEET, _FILTER_MODE, _BOOL_OR_ERROR, _ROW = 0x0006, 0x000A, 0x0085, 0x009B, 0x0205, 0x0208
_BEGIN = (0x0009, 0x0209, 0x0409, 0x0809)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_HIDDEN = 0x20
_HIDDEN_BYTES = b"".join(re.escape(bytes([byte])) for byte in range(256) if byte & _HIDDEN)
# The bytes of a record of interest. They may also come by chance: records are then walked through to be sure.
_SIGNS = re.compile(
    rb"\x05\x02\x08\x00.{7}\x01"  # a cell that is an error
    rb"|\x06\x00.{8}\x02.{5}\xff\xff"  # a formula whose result is one
    rb"|\x06\x00.{8}\x03.{5}\xff\xff"  # or the empty text
    rb"|\x08\x02\x10\x00.{12}[" + _HIDDEN_BYTES + rb"]",  # a hidden row
    re.DOTALL,
)


def scan(request: Request, number: int, count: int) -> Findings:
    """Error cells and hidden rows of sheet ``number`` of ``count``; rows and columns are 0-based.

    Raises InputError when the records contradict each other.
    """
    found = Findings()
    try:
        stream = read_stream(request.path.read_bytes(), ("Workbook", "Book"))
        starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _SHEET]
        if len(starts) != count:
            raise BrokenError
        if _SIGNS.search(stream, starts[number]):
            for kind, body in _records(stream, starts[number]):
                _note(found, kind, body)
    except (BrokenError, struct.error):
        raise request.damaged("its records cannot be followed") from None
    return found


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and content of the records of the part of the stream that begins at ``start``, parts within it left out."""
    kind, length = struct.unpack_from("<HH", stream, start)
    if kind not in _BEGIN:
        raise BrokenError
    depth, at = 1, start + 4 + length
    while depth:
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _BEGIN:
            depth += 1
        elif kind == _EOF:
            depth -= 1
        elif depth == 1:
            yield kind, stream[at : at + length]
        at += length


def _note(found: Findings, kind: int, body: bytes) -> None:
    if kind == _BOOL_OR_ERROR:
        row, column, code, is_error = struct.unpack_from("<HH2xBB", body)
        if is_error:
            found.errors[row, column] = _ERRORS.get(code, "#ERROR!")
    elif kind == _FORMULA:
        row, column, result, code, mark = struct.unpack_from("<HH2xBxB3xH", body)
        if mark == 0xFFFF and result == 2:
            found.errors[row, column] = _ERRORS.get(code, "#ERROR!")
        elif mark == 0xFFFF and result == 3:
            # Excel stores this for a formula that gives "", and some programs for one they have not computed.
            found.empty_result.append((row, column))
    elif kind == _ROW:
        row, flags = struct.unpack_from("<H10xB", body)
        if flags & _HIDDEN:
            found.hidden_rows.append(row)
    elif kind == _FILTER_MODE:
        found.filtered = True
