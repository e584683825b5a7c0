"""One stream out of a compound file, the container of .xls (Microsoft's [MS-CFB])."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence

_END = 0xFFFFFFFA  # this and all above end a chain, or are no sector
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class BrokenError(Exception):
    """The container contradicts itself."""


def read_stream(data: bytes, names: Sequence[str]) -> bytes:
    """The first stream that has one of these names. Raises BrokenError; ends and loops of chains are checked."""
    try:
        return _Container(data).stream(names)
    except (struct.error, ValueError, IndexError, OverflowError):
        raise BrokenError from None


class _Container:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenError
        self._size = 1 << shift
        directory, self._cutoff = struct.unpack_from("<I4xI", data, 48)
        first_mini, _, next_table, _ = struct.unpack_from("<4I", data, 60)
        tables = list(struct.unpack_from("<109I", data, 76))
        seen = 0
        while next_table < _END:  # the list of tables goes on in sectors of its own
            more = _numbers(self._sector(next_table))
            tables += more[:-1]
            next_table = more[-1]
            seen += 1
            if seen * self._size > len(data):
                raise BrokenError
        self._table = array("I")
        for table in tables:
            if table < _END:
                self._table.extend(_numbers(self._sector(table)))
        self._entries = self._chain(directory)
        self._mini_table = _numbers(self._chain(first_mini)) if first_mini < _END else array("I")

    def stream(self, names: Sequence[str]) -> bytes:
        found: dict[str, tuple[int, int]] = {}
        root = 0
        for at in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self._entries, at + 64)
            start, size = struct.unpack_from("<II", self._entries, at + 116)
            if kind == _ROOT:
                root = start
            elif kind == _STREAM:
                name = self._entries[at : at + min(64, max(0, length - 2))].decode("utf-16-le")
                found.setdefault(name.casefold(), (start, size))
        for name in names:
            if name.casefold() in found:
                start, size = found[name.casefold()]
                content = self._chain(start) if size >= self._cutoff else self._mini_chain(root, start)
                if len(content) < size:
                    raise BrokenError
                return content[:size]
        raise BrokenError

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise BrokenError
        return self._data[start : start + self._size].ljust(self._size, b"\0")  # some writers cut the last one short

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _linked(self._table, start)))

    def _mini_chain(self, root: int, start: int) -> bytes:
        small = self._chain(root)
        return b"".join(small[at * 64 : at * 64 + 64] for at in _linked(self._mini_table, start))


def _linked(table: Sequence[int], start: int) -> list[int]:
    sectors: list[int] = []
    while start < _END:
        sectors.append(start)
        if len(sectors) > len(table):
            raise BrokenError
        start = table[start]
    return sectors


def _numbers(data: bytes) -> array[int]:
    return array("I", struct.unpack(f"<{len(data) // 4}I", data))
