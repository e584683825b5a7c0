"""A pandas DataFrame as a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from csat.errors import InputError
from csat.io.cells import code, distinct, text_of
from csat.io.foot import FOOT, Foot
from csat.io.layout import footer, name_of
from csat.io.platforms import LOOKED_AT, recognise_columns
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.source import About, Chunk, Coded

if TYPE_CHECKING:
    import pandas


class FrameSource:
    """The columns of a DataFrame; its index is no column. One chunk holds all rows."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        names = [name_of(_plain(name)) for name in frame.columns]
        first = frame.iloc[:LOOKED_AT]
        layout = recognise_columns(names, [[_cell(value) for value in row] for row in first.itertuples(index=False)])
        self.about = About("DataFrame", "frame", layout=layout, notices=layout.notices)
        self.headers: Sequence[str] = [name_of(name) for name in layout.names or names]
        kept = frame.notna().any(axis=1).to_numpy(copy=True)
        kept[: layout.header_rows] = False
        self._rows = np.flatnonzero(kept)
        blank = len(frame) - len(self._rows) - layout.header_rows
        self._aside = {"blank row": blank} if blank else {}
        self._frame = frame if kept.all() else frame[kept]
        self._cut_foot(len(names))
        self._coded: dict[int, Coded] = {}
        if layout.aside:
            telling = {column: _code(self._frame.iloc[:, column]) for column in layout.aside}
            _, _, mask = respondents(layout, telling, len(self._rows), self._aside)
            if mask is not None:
                self._rows, self._frame = self._rows[mask], self._frame[mask]

    def _cut_foot(self, width: int) -> None:
        """Set averages and notes below the answers aside, as in a file."""
        last = self._frame.iloc[-FOOT:]
        below = footer([[_cell(value) for value in row] for row in last.itertuples(index=False)], width)
        if not below or len(below) == len(self._frame):
            return
        foot = Foot(len(below), Counter(reason for _, reason in below if reason))
        self._frame, self._rows = self._frame.iloc[: -foot.rows], self._rows[: -foot.rows]
        self._aside |= foot.set_aside
        self.about = replace(self.about, notices=(*self.about.notices, *foot.notices))

    @property
    def set_aside(self) -> Mapping[str, int] | None:
        """Rows set aside by reason where no other row is left, else None."""
        return None if len(self._frame) else self._aside

    @property
    def whole(self) -> bool:
        return True

    def letter(self, column: int) -> str:
        return f"#{column + 1}"

    def place(self, row: int, column: int) -> str:
        return f"row {self._rows[row] + 1}"

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, int(self._rows[row]) + 1

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        wanted = range(len(self.headers)) if columns is None else columns
        telling = watched(self.about.layout, len(self.headers))
        for column in (*wanted, *telling):
            if column not in self._coded:
                with suppress(TypeError):  # lists and their like cannot be told apart, and are no answers
                    self._coded[column] = _code(self._frame.iloc[:, column])
        coded = {column: self._coded[column] for column in wanted if column in self._coded}
        yield Chunk(0, len(self._frame), coded, self._aside, unfinished(self.about.layout, self._coded))


def read_frame(frame: object) -> FrameSource:
    """Raises InputError when ``frame`` is not a DataFrame, or has no columns or rows."""
    import pandas

    if not isinstance(frame, pandas.DataFrame):
        raise InputError(f"a path or a pandas DataFrame is needed, not {type(frame).__name__}.")
    if not len(frame.columns) or not len(frame):
        raise InputError("the DataFrame has no rows or no columns: no respondents.")
    source = FrameSource(frame)
    aside = source.set_aside
    if aside is not None and not set(aside) - {"blank row"}:
        raise InputError("all rows of the DataFrame are blank: no respondents.")
    if aside is not None:
        raise InputError(none_left(aside))
    return source


def _plain(name: Any) -> object:
    """Levels of a MultiIndex in one name."""
    return " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else name


def _cell(value: Any) -> object:
    """A cell as it is looked at to tell the platform: what pandas takes for missing is blank."""
    import pandas

    missing = pandas.isna(value)
    return "" if missing is True or missing is pandas.NA else _python(value)


def _code(series: pandas.Series[Any]) -> Coded:
    """Distinct texts and codes of a column; everything pandas takes for missing is blank."""
    import pandas

    if series.dtype == object or pandas.api.types.is_bool_dtype(series.dtype):
        # Mixed cells: for factorize True would be the same as 1.
        missing = series.isna().to_numpy()
        return code([None if gone else _python(cell) for cell, gone in zip(series, missing, strict=True)])
    codes, values = pandas.factorize(series)
    texts = ["" if pandas.isna(value) else text_of(_python(value)) for value in values]
    numbers = codes.astype(np.int32)
    if (numbers < 0).any():
        numbers = np.where(numbers < 0, np.int32(len(texts)), numbers)
        texts.append("")
    return distinct(texts, numbers)


def _python(value: object) -> object:
    """numpy's and pandas' own scalars as Python's."""
    if isinstance(value, np.float32):
        return float(str(value))
    for name in ("to_pydatetime", "to_pytimedelta", "item"):
        convert = getattr(value, name, None)
        if convert is not None:
            return convert(warn=False) if name == "to_pydatetime" else convert()
    return value
