"""Workbooks (.xlsx) through openpyxl, row by row: slow, and in little memory whatever the cells hold.

calamine keeps a copy of its text for every cell, so one long text that thousands of cells share swells it. Here cells
share their texts as they do in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from csat.native.columns import Column, Packed, pack
from csat.native.fault import Fault

_SLICE = 100


class Workbook:
    """The commands of ``csat.native.workbook``, with the same answers."""

    def __init__(self, path: str) -> None:
        import warnings

        import openpyxl

        with _calmly(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and links, which hold no answers
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=True)

    def sheets(self) -> list[tuple[str, bool, bool]]:
        with _calmly():
            return [
                (name, hasattr(self._book[name], "iter_rows"), self._book[name].sheet_state == "visible")
                for name in self._book.sheetnames
            ]

    def top(self, name: str, count: int) -> list[list[object]]:
        rows = list(islice(self._rows(name), count))
        width = max(map(len, rows), default=0)
        return [[pack(cell) for cell in row] + [""] * (width - len(row)) for row in rows]

    def cells(self, name: str) -> tuple[int, int, int, list[Packed]]:
        columns: list[Column] = []
        first = count = seen = 0
        coming = self._rows(name)
        while part := list(islice(coming, _SLICE)):
            if not count:
                lead = next((at for at, row in enumerate(part) if any(cell != "" for cell in row)), len(part))
                first, part = first + lead, part[lead:]
            width = max(map(len, part), default=0)
            columns += [Column(count) for _ in range(len(columns), width)]
            padded = [[*row, *[""] * (len(columns) - len(row))] for row in part]
            for column, cells in zip(columns, zip(*padded, strict=True), strict=False):
                column.add(cells)
            count += len(part)
            seen = count if any(cell != "" for row in part for cell in row) else seen
        used = [at for at, column in enumerate(columns) if column.filled]
        if not used:
            return 0, 0, 0, []
        return first, used[0], count, [column.packed() for column in columns[used[0] : used[-1] + 1]]

    def _rows(self, name: str) -> Iterator[Sequence[object]]:
        """Rows from the sheet's first on, each as long as it is; an empty cell is ``""``."""
        with _calmly():
            sheet: Any = self._book[name]
            sheet.reset_dimensions()  # what a sheet declares is not to be trusted
            for row in sheet.iter_rows(values_only=True):
                # A number is a double in every workbook, so that an id of 20 digits is the same text on both roads.
                yield ["" if cell is None else float(cell) if type(cell) is int else cell for cell in row]


@contextmanager
def _calmly() -> Iterator[None]:
    """Whatever openpyxl raises, the file is the reason: it checks little, and trusts what calamine has opened."""
    try:
        yield
    except (MemoryError, ImportError):
        raise
    except Exception as error:
        if "memory" in str(error).lower():  # of the libraries that unpack and parse
            raise MemoryError from None
        raise Fault("damaged") from None
