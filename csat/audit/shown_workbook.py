"""An Excel report beside a new rendering of its record: cell by cell, then every other part of the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from csat.audit.outcome import Difference

_MISSING = "not there"
_MOST = 1000  # differences


def of_workbook(made: bytes, raw: bytes) -> Iterator[Difference]:
    """Every cell whose value or number format is not the record's; where all are, the parts that differ otherwise."""
    import openpyxl

    try:
        held = openpyxl.load_workbook(io.BytesIO(raw))
    except Exception as trouble:  # openpyxl raises whatever its parsers do
        yield Difference("the workbook", f"cannot be opened ({type(trouble).__name__})", "")
        return
    again = openpyxl.load_workbook(io.BytesIO(made))
    found = 0
    for difference in _cells(held, again):
        found += 1
        yield difference
        if found == _MOST:
            return
    if not found:
        yield from _parts(made, raw)


def _cells(held: Any, again: Any) -> Iterator[Difference]:
    for title in dict.fromkeys((*held.sheetnames, *again.sheetnames)):
        if title not in again.sheetnames or title not in held.sheetnames:
            there = "there" if title in held.sheetnames else _MISSING
            yield Difference(f"sheet {title}", there, _MISSING if there == "there" else "there")
            continue
        mine, new = held[title], again[title]
        for row in range(1, max(mine.max_row, new.max_row) + 1):
            for column in range(1, max(mine.max_column, new.max_column) + 1):
                one, other = mine.cell(row, column), new.cell(row, column)
                where = f"sheet {title}, cell {one.coordinate}"
                if type(one.value) is not type(other.value) or one.value != other.value:
                    numbers = isinstance(one.value, (int, float)) and isinstance(other.value, (int, float))
                    gap = abs(one.value - other.value) if numbers else None
                    yield Difference(where, one.value, other.value, gap)
                elif one.number_format != other.number_format:
                    yield Difference(f"{where}, number format", one.number_format, other.number_format)


def _parts(made: bytes, raw: bytes) -> Iterator[Difference]:
    """The parts of the archive that differ: charts, styles, properties."""
    with zipfile.ZipFile(io.BytesIO(raw)) as held, zipfile.ZipFile(io.BytesIO(made)) as again:
        names = dict.fromkeys((*held.namelist(), *again.namelist()))
        for name in names:
            bodies = [archive.read(name) if name in archive.namelist() else None for archive in (held, again)]
            if bodies[0] != bodies[1]:
                there = [_MISSING if body is None else "others than csat writes" for body in bodies]
                yield Difference(f"part {name}", there[0], there[1] if bodies[0] else "there")
