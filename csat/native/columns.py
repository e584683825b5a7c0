"""Columns of cells to distinct values and codes, without numpy; values of any library to plain data."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import islice

TYPE_CHECKING = False  # as in csat.native.child
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

Packed = tuple[list[object], bytes]
"""Distinct values in the order of their first rows, and an int32 of this machine for each row: the value's place."""

_SLICE = 1000  # rows whose cells fit in the processor's cache


class Column:
    """Codes one column of Python objects, given in slices."""

    def __init__(self, blank: int = 0) -> None:
        """``blank`` is the number of rows above the first slice that hold ``""``."""
        self._index: defaultdict[object, int] = defaultdict()
        self._index.default_factory = self._index.__len__
        self._codes = array("i")
        if blank:
            self._codes.extend([self._index[""]] * blank)

    def add(self, cells: Sequence[object]) -> None:
        kinds = set(map(type, cells))
        if bool in kinds or tuple in kinds:
            # True == 1 == 1.0 for a dict; a tick box must not become an answer of 1. And a tuple here is one packed.
            cells = [_apart(cell) for cell in cells]
        self._codes.extend(map(self._index.__getitem__, cells))

    @property
    def filled(self) -> bool:
        """Whether any row so far holds something."""
        return len(self._index) > 1 or "" not in self._index

    def packed(self) -> Packed:
        return [pack(value) for value in self._index], self._codes.tobytes()


def pack_rows(rows: Iterable[Sequence[object]], width: int) -> tuple[int, list[Packed]]:
    """Number of rows, and each column packed. Rows of one length are coded slice by slice as they come."""
    columns = [Column() for _ in range(width)]
    count = 0
    coming = iter(rows)
    while part := list(islice(coming, _SLICE)):
        count += len(part)
        for column, cells in zip(columns, zip(*part, strict=True), strict=True):
            column.add(cells)
    return count, [column.packed() for column in columns]


def pack(value: object) -> object:
    """A value as plain data: what is neither text, number nor bytes becomes a tuple that begins with its kind."""
    kind = value.__class__
    if kind is str or kind is float or kind is int or value is None:
        return value
    return _SHAPES[kind.__name__](value) if kind.__name__ in _SHAPES else value


def _apart(cell: object) -> object:
    return ("text", str(cell)) if cell.__class__ is tuple else pack(cell) if cell.__class__ is bool else cell


_SHAPES: dict[str, Callable[[Any], tuple[object, ...]]] = {
    "bool": lambda tick: ("bool", tick),
    "datetime": lambda at: (
        *("datetime", at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond),
        None if at.tzinfo is None else at.utcoffset().total_seconds(),
    ),
    "date": lambda at: ("date", at.year, at.month, at.day),
    "time": lambda at: ("time", at.hour, at.minute, at.second, at.microsecond),
    "timedelta": lambda span: ("timedelta", span.days, span.seconds, span.microseconds),
    "Decimal": lambda number: ("Decimal", str(number)),
}
