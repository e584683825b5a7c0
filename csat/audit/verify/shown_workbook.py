"""An Excel report beside a new rendering of its record: cell by cell, then every other part of the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from csat.audit.verify.outcome import Difference

_MISSING = "not there"
_MOST = 1000  # differences
_LAST_DIGIT = 5e-15  # of a number, what a program that writes 15 digits may round away


def of_workbook(made: bytes, raw: bytes) -> Iterator[Difference]:
    """Every cell whose value or number format is not the record's; where all are, the parts that differ otherwise.

    A program that saves a workbook again keeps 15 or 16 digits of a number: such cells are close.
    """
    import openpyxl

    try:
        held = openpyxl.load_workbook(io.BytesIO(raw))
    except Exception as trouble:  # openpyxl raises whatever its parsers do
        yield Difference("the workbook", f"cannot be opened ({type(trouble).__name__})", "")
        return
    again = openpyxl.load_workbook(io.BytesIO(made))
    found = 0
    for difference in _cells(held, again):
        found += difference.fails
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
                numbers = _number(one.value) and _number(other.value)  # 5 and 5.0 are one to a workbook
                if one.value != other.value or not (numbers or type(one.value) is type(other.value)):
                    gap = abs(one.value - other.value) if numbers else None
                    close = gap is not None and gap <= _LAST_DIGIT * max(abs(one.value), abs(other.value))
                    yield Difference(where, one.value, other.value, gap, close)
                elif one.number_format != other.number_format:
                    yield Difference(f"{where}, number format", one.number_format, other.number_format)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _parts(made: bytes, raw: bytes) -> Iterator[Difference]:
    """The parts of the archive that differ: charts, styles, properties."""
    with zipfile.ZipFile(io.BytesIO(raw)) as held, zipfile.ZipFile(io.BytesIO(made)) as again:
        names = dict.fromkeys((*held.namelist(), *again.namelist()))
        for name in names:
            bodies = [archive.read(name) if name in archive.namelist() else None for archive in (held, again)]
            if bodies[0] != bodies[1]:
                there = [_MISSING if body is None else "others than csat writes" for body in bodies]
                yield Difference(f"part {name}", there[0], there[1] if bodies[0] else "there")
