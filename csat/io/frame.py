"""A pandas DataFrame as a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from csat.errors import InputError
from csat.io.cells import code, distinct, text_of
from csat.io.layout import name_of
from csat.io.source import About, Chunk, Coded

if TYPE_CHECKING:
    import pandas


class FrameSource:
    """The columns of a DataFrame; its index is no column. One chunk holds all rows."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        self.about = About("DataFrame", "frame")
        self.headers: Sequence[str] = [name_of(_plain(name)) for name in frame.columns]
        kept = frame.notna().any(axis=1).to_numpy()
        self._rows = np.flatnonzero(kept)
        self._aside = {"blank row": len(frame) - len(self._rows)} if not kept.all() else {}
        self._frame = frame[kept] if self._aside else frame
        self._coded: dict[int, Coded] = {}

    @property
    def blank(self) -> bool:
        return not len(self._frame)

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
        for column in wanted:
            if column not in self._coded:
                with suppress(TypeError):  # lists and their like cannot be told apart, and are no answers
                    self._coded[column] = _code(self._frame.iloc[:, column])
        coded = {column: self._coded[column] for column in wanted if column in self._coded}
        yield Chunk(0, len(self._frame), coded, self._aside)


def read_frame(frame: object) -> FrameSource:
    """Raises InputError when ``frame`` is not a DataFrame, or has no columns or rows."""
    import pandas

    if not isinstance(frame, pandas.DataFrame):
        raise InputError(f"a path or a pandas DataFrame is needed, not {type(frame).__name__}.")
    if not len(frame.columns) or not len(frame):
        raise InputError("the DataFrame has no rows or no columns: no respondents.")
    source = FrameSource(frame)
    if source.blank:
        raise InputError("all rows of the DataFrame are blank: no respondents.")
    return source


def _plain(name: Any) -> object:
    """Levels of a MultiIndex in one name."""
    return " ".join(str(part) for part in name if str(part)) if isinstance(name, tuple) else name


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
