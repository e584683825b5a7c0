"""Small .xls files, written record by record: a compound file (MS-CFB) around BIFF8 (MS-XLS)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True)
class Error:
    """A cell that is an error, or a formula whose result is one; ``code`` as in the file format."""

    code: int
    formula: bool = False


@dataclass(frozen=True)
class EmptyText:
    """A formula whose stored result is the empty text."""


Cell = str | float | bool | Error | EmptyText | None


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def cell(row: int, column: int, value: Cell) -> bytes:
    at = struct.pack("<HHH", row, column, 0)
    if value is None:
        return b""
    if isinstance(value, Error):
        if value.formula:
            return record(0x0006, at + struct.pack("<BBB3xHHIH", 2, 0, value.code, 0xFFFF, 0, 0, 0))
        return record(0x0205, at + bytes([value.code, 1]))
    if isinstance(value, EmptyText):
        return record(0x0006, at + struct.pack("<BBB3xHHIH", 3, 0, 0, 0xFFFF, 0, 0, 0))
    if isinstance(value, bool):
        return record(0x0205, at + bytes([value, 0]))
    if isinstance(value, str):
        return record(0x0204, at + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, at + struct.pack("<d", value))


def sheet(rows: Sequence[Sequence[Cell]], hidden: Sequence[int] = (), filtered: bool = False) -> bytes:
    width = max(map(len, rows))
    body = _begin(0x0010) + (record(0x009B, b"") if filtered else b"")
    body += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row in hidden:
        body += record(0x0208, struct.pack("<HHHHHHI", row, 0, width, 255, 0, 0, 0x120))
    body += b"".join(cell(row, column, value) for row, cells in enumerate(rows) for column, value in enumerate(cells))
    return body + record(0x000A, b"")


def workbook(sheets: dict[str, bytes]) -> bytes:
    """The stream of a workbook."""
    names = [name.encode("utf-16-le") for name in sheets]
    start = len(_begin(5)) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for name, body in zip(names, sheets.values(), strict=True):
        listed += record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name) // 2, 1) + name)
        start += len(body)
    return _begin(5) + listed + record(0x000A, b"") + b"".join(sheets.values())


def container(stream: bytes, small: bool = False) -> bytes:
    """A compound file with the stream; ``small`` keeps a stream of less than 4096 bytes in sectors of 64."""
    if not small:
        stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    mini = -(-len(stream) // 64)
    # Sector 0 holds the table, 1 the directory, 2 the table of small sectors, the stream follows.
    chain = [TABLE, END, END, *range(4, 3 + count), END]
    chain += [FREE] * (SECTOR // 4 - len(chain))
    table = struct.pack(f"<{SECTOR // 4}I", *chain)
    minis = [*range(1, mini), END] if small else []
    mini_table = struct.pack(f"<{SECTOR // 4}I", *minis, *[FREE] * (SECTOR // 4 - len(minis)))
    root = _entry("Root Entry", 5, 3 if small else END, count * SECTOR if small else 0, 1)
    own = _entry("Workbook", 2, 0 if small else 3, len(stream), FREE)
    directory = (root + own).ljust(SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIII", 0, 1, 1, 0, 4096)
    header += struct.pack("<IIII", 2 if small else END, 1 if small else 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + directory + mini_table + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(path: Path, sheets: dict[str, bytes], small: bool = False) -> Path:
    path.write_bytes(container(workbook(sheets), small))
    return path
