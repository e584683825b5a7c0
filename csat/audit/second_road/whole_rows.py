"""The second road's reading: a survey file as whole rows of texts, through openpyxl, pandas or pyreadstat.

It shares no code with csat.io. Where the table stands in the file it takes from the record, since that is part of what
the record says of its source.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import math
import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csat.errors import InputError, one_line

if TYPE_CHECKING:
    import pandas as pd

_UNSEEN = "\u200b\ufeff \t\r\n\u00a0\u3000"
_LINE_BREAK = re.compile("\r\n|\r|\n")
_TEXT_CODECS = {"utf-8": "utf-8-sig"}  # pandas leaves a byte order mark in the first name


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows below the header of one file: ``cells`` has a text for each cell, ``""`` where there is none.

    ``titles`` are the header rows themselves, ``numbers`` the 1-based place of each row in the file: of the sheet's
    row, of the line that the row begins on, of the case.
    """

    name: str
    titles: Sequence[Sequence[str]]
    cells: pd.DataFrame
    numbers: Sequence[int]


def read_rows(data: str | os.PathLike[str] | pd.DataFrame, told: Mapping[str, Any]) -> Rows:
    """The rows of a file, or of a DataFrame, as the record tells where they are.

    ``told`` is the record's ``source``, or one of its ``files``. Raises InputError where the file is gone, is of a kind
    that only csat's own readers know, or has not what the record says.
    """
    kind = told["format"]
    if kind == "frame" or not isinstance(data, (str, os.PathLike)):
        return _frame(data, told)
    path = Path(data)
    if not path.is_file():
        raise InputError(f"{one_line(path.name)}: no such file. Give the data that the record was made from.")
    if kind not in _READERS:
        raise InputError(
            f"{one_line(path.name)}: .{kind} files are read by csat's own reader alone, so there is no second road to "
            "their figures. It goes from .xlsx, delimited text, parquet and .sav."
        )
    try:
        titles, body, numbers = _READERS[kind](path, told)
    except InputError:
        raise
    except ImportError:
        raise InputError('SPSS files need one more library: pip install "csat-toolkit[spss]".') from None
    except Exception as error:  # whatever a library raises on a file that is not what it was: its words hold answers
        raise InputError(
            f"{one_line(path.name)}: the second road's reader of {kind} files cannot read it ({type(error).__name__}). "
            "Where it is the file that the record was made from, there is no second road to its figures."
        ) from None
    import pandas as pd

    width = max([len(row) for row in body] + [len(row) for row in titles], default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in body]
    return Rows(told["name"], titles, pd.DataFrame(filled, columns=range(width), dtype=object), numbers)


Table = tuple[list[list[str]], list[list[str]], list[int]]


def _workbook(path: Path, told: Mapping[str, Any]) -> Table:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and names, which hold no answers
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if told["sheet"] not in book.sheetnames:
            raise InputError(
                f'{one_line(path.name)}: openpyxl finds no sheet "{told["sheet"]}" in it, which the record tells of.'
            )
        sheet = book[told["sheet"]]
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        rows = [[text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()
    return _below(rows, told["header_row"] - 1, told["header_rows"], 1)


def _delimited(path: Path, told: Mapping[str, Any]) -> Table:
    import pandas as pd

    raw = path.read_bytes()
    raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    body = raw.decode(_TEXT_CODECS.get(told["encoding"], told["encoding"])).removeprefix("\ufeff")
    above = told["header_row"] - 1
    for _ in range(above):
        body = body[found.end() :] if (found := _LINE_BREAK.search(body)) else ""

    def table(**given: Any) -> Any:
        return pd.read_csv(
            io.StringIO(body), header=None, sep=told["delimiter"], dtype=str, keep_default_na=False, na_filter=False,
            skip_blank_lines=False, index_col=False, **given,
        )  # fmt: skip

    width = table(nrows=1).shape[1]
    # A line that ends with one delimiter more than the header has a last field that is empty.
    frame = table(names=list(range(width + 1)))
    rows = [[cell if isinstance(cell, str) else "" for cell in row] for row in frame.itertuples(index=False)]
    numbers, line = [], above + 1
    for row in rows:
        numbers.append(line)
        line += 1 + sum(len(_LINE_BREAK.findall(cell)) for cell in row)
    count = told["header_rows"]
    return rows[:count], rows[count:], numbers[count:]


def _parquet(path: Path, told: Mapping[str, Any]) -> Table:
    import pandas as pd

    return _unheaded(pd.read_parquet(path), told)


def _spss(path: Path, told: Mapping[str, Any]) -> Table:
    import pyreadstat

    frame, _ = pyreadstat.read_sav(str(path))  # values that the dictionary declares missing come as none
    return _unheaded(frame, told)


def _unheaded(frame: pd.DataFrame, told: Mapping[str, Any]) -> Table:
    names = [text(name) for name in frame.columns]
    columns = [[text(cell) for cell in frame.iloc[:, at].tolist()] for at in range(frame.shape[1])]
    rows = [list(row) for row in zip(*columns, strict=True)]
    count = told["header_rows"] or 0
    return [names, *rows[:count]], rows[count:], [count + at + 1 for at in range(len(rows) - count)]


def _below(rows: Sequence[list[str]], at: int, count: int, first: int) -> Table:
    """Header and body of rows of which the header begins at ``at``; ``first`` is the number of the first row."""
    end = at + count
    return list(rows[at:end]), list(rows[end:]), [first + place for place in range(end, len(rows))]


def _frame(data: Any, told: Mapping[str, Any]) -> Rows:
    import pandas as pd

    if not isinstance(data, pd.DataFrame):
        raise InputError("The record was made from a DataFrame, so its data are not in a file: give the DataFrame.")
    titles, rows, numbers = _unheaded(data, {**told, "header_rows": told.get("header_rows") or 0})
    return Rows(told["name"], titles, pd.DataFrame(rows, columns=range(data.shape[1]), dtype=object), numbers)


_READERS = {"xlsx": _workbook, "csv": _delimited, "parquet": _parquet, "sav": _spss}


def text(cell: Any) -> str:
    """A cell as text: 5.0 is ``5``, TRUE is ``TRUE``, a day is ``2026-11-21``, nothing is ``""``."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.datetime):
        if cell != cell:
            return ""  # pandas' missing time
        day = cell.tzinfo is None and cell.time() == dt.time()
        return str(cell.date().isoformat() if day else cell.isoformat())
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    if type(cell).__name__ in ("bool", "bool_"):
        return "TRUE" if cell else "FALSE"
    if hasattr(cell, "item"):
        cell = cell.item()  # numpy's numbers
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if str(cell) in ("<NA>", "NaT") else str(cell)


def blank(cells: Iterable[str]) -> bool:
    """Whether none of these cells shows anything."""
    return not any(cell.strip(_UNSEEN) for cell in cells)
