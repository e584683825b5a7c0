"""Cells of any library to canonical text, and columns of cells to distinct texts and codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from csat.io.source import Coded
from csat.native.columns import Column, Packed


def text_of(value: object) -> str:
    """The canonical text of one cell, the same from every format.

    5.0 is ``"5"``, 4.5 is ``"4.5"``, True is ``"TRUE"``, a date is ISO text, a span of time is
    ``"26:30:00"``, nothing is ``""``.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, dt.datetime):
        # A spreadsheet cannot tell a day from its midnight.
        if value.tzinfo is None and value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _span_text(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _float_text(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    if value != value:
        return ""
    text = repr(value)
    # 1e-05 is no way to show an answer, and other formats write it out.
    return _decimal_text(Decimal(text)) if "e" in text else text


def _decimal_text(value: Decimal) -> str:
    if value.is_nan():
        return ""
    if not value.is_finite():
        return str(value).lower()
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _span_text(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta() else ""
    value = abs(value)
    seconds = value.days * 86400 + value.seconds
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{value.microseconds:06d}".rstrip("0") if value.microseconds else text


def is_blank(value: object) -> bool:
    """True where a cell shows nothing to a reader: empty, or only spaces of any kind."""
    return value is None or (isinstance(value, str) and not value.strip("\u200b\ufeff \t\r\n\u00a0\u3000"))


def code(cells: Sequence[object]) -> Coded:
    """Distinct texts and codes of one column of Python objects."""
    column = Column()
    column.add(cells)
    return unpack(column.packed())


def unpack(packed: Packed) -> Coded:
    """Distinct texts and codes of a column as a reader hands it over."""
    values, codes = packed
    return distinct(map(text_of, map(revive, values)), np.frombuffer(codes, np.int32))


def revive(value: object) -> object:
    """The cell that ``csat.native.columns.pack`` made plain data of."""
    return _REVIVED[value[0]](*value[1:]) if type(value) is tuple else value


def _datetime(
    year: int, month: int, day: int, hour: int, minute: int, second: int, micro: int, offset: float | None
) -> dt.datetime:
    zone = None if offset is None else dt.timezone(dt.timedelta(seconds=offset))
    return dt.datetime(year, month, day, hour, minute, second, micro, zone)


_REVIVED: dict[object, Callable[..., object]] = {
    "bool": bool,
    "datetime": _datetime,
    "date": dt.date,
    "time": dt.time,
    "timedelta": dt.timedelta,
    "Decimal": Decimal,
    "text": str,
}


def distinct(texts: Iterable[str], codes: NDArray[np.int32]) -> Coded:
    """Codes into ``texts``, where two of them may be the same text ("5" and 5.0), to codes into distinct texts."""
    values = list(texts)
    index = dict(zip(reversed(values), range(len(values) - 1, -1, -1), strict=True))
    if len(index) == len(values):
        return Coded(values, codes)
    kept = sorted(index.values())
    renumber = {old: new for new, old in enumerate(kept)}
    table = np.array([renumber[index[text]] for text in values], np.int32)
    return Coded([values[old] for old in kept], table[codes])


def keep_rows(coded: Coded, kept: NDArray[np.bool_]) -> Coded:
    """The column without the rows set aside, and without the texts only they had."""
    codes = coded.codes[kept]
    used = np.bincount(codes, minlength=len(coded.values)) > 0
    if used.all():
        return Coded(coded.values, codes)
    table = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return Coded([text for text, is_used in zip(coded.values, used.tolist(), strict=True) if is_used], table[codes])
