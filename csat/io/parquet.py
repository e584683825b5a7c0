"""Parquet files by batches, reading only the columns asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csat.errors import InputError
from csat.io.cells import distinct, is_blank, keep_rows, text_of
from csat.io.layout import name_of
from csat.io.platforms import LOOKED_AT, recognise_columns
from csat.io.request import Request
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.source import About, Chunk, Coded

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

_BATCH = 1 << 16


class ParquetSource:
    """A parquet file; rows come in batches of at most 65,536."""

    def __init__(self, request: Request, about: About, file: parquet.ParquetFile) -> None:
        self._request = request
        self._file = file
        self._schema = file.schema_arrow
        names = [name_of(name) for name in self._schema.names]
        self._layout = recognise_columns(names, self._first_rows())
        self.about = replace(about, layout=self._layout, notices=(*about.notices, *self._layout.notices))
        self.headers: Sequence[str] = [name_of(name) for name in self._layout.names or names]

    @property
    def whole(self) -> bool:
        return False

    def letter(self, column: int) -> str:
        return f"#{column + 1}"

    def place(self, row: int, column: int) -> str:
        return f"row {self.row(row)[1]}"

    def row(self, row: int) -> tuple[str, int]:
        if self._layout.aside:
            for first, mask in self._masks():
                kept = np.flatnonzero(mask)
                if row < len(kept):
                    return self.about.name, first + int(kept[row]) + 1
                row -= len(kept)
        return self.about.name, self._layout.header_rows + row + 1

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """Yield the rows; None means all columns but those of lists or records.

        Raises InputError when a column asked for holds lists or records, which are no answers, or no row is a
        respondent's.
        """
        plain = self._plain()
        wanted = plain if columns is None else list(columns)
        for at in wanted:
            if at not in plain:
                raise self._request.refuse(
                    f'column "{self.headers[at]}" ({self.letter(at)}) is of type {self._schema.types[at]}: more than '
                    "one value a row, which is no answer to score. Write one plain value a row."
                )
        telling = watched(self._layout, len(self.headers))
        first, total = 0, Counter[str]()
        for before, rows, coded in self._batches(sorted({*wanted, *telling})):
            aside: dict[str, int] = {}
            if before < self._layout.header_rows:
                kept = np.arange(before, before + rows) >= self._layout.header_rows
                rows, coded = int(kept.sum()), {at: keep_rows(one, kept) for at, one in coded.items()}
            if self._layout.aside:
                rows, coded, _ = respondents(self._layout, coded, rows, aside)
                total.update(aside)
            stopped = unfinished(self._layout, coded) if telling else None
            yield Chunk(first, rows, {at: coded[at] for at in wanted}, aside, stopped)
            first += rows
        if not first:
            raise self._request.refuse(none_left(total) if total else "it has no rows of answers: no respondents.")

    def _batches(self, columns: Sequence[int], size: int = _BATCH) -> Iterator[tuple[int, int, dict[int, Coded]]]:
        """Batches of these columns: how many rows come before, how many it has, and its columns."""
        import pyarrow

        names = [self._schema.names[at] for at in columns]
        if len(set(names)) < len(names):
            raise self._request.refuse("two columns have the same name, which parquet cannot read apart. Rename one.")
        before = 0
        try:
            if not names:
                yield 0, self._file.metadata.num_rows, {}
                return
            for batch in self._file.iter_batches(size, columns=names, use_threads=True):
                arrays = {at: batch.column(name) for at, name in zip(columns, names, strict=True)}
                yield before, batch.num_rows, {at: _coded(array) for at, array in arrays.items()}
                before += batch.num_rows
        except (pyarrow.ArrowException, OSError, ValueError, OverflowError):
            raise self._request.damaged("its rows cannot be unpacked") from None

    def _masks(self) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        """Which rows of each batch are respondents', with the number of rows before it."""
        for before, rows, coded in self._batches(sorted(self._layout.aside)):
            answers = np.arange(before, before + rows) >= self._layout.header_rows
            kept = respondents(self._layout, coded, rows, {})[2]
            yield before, answers if kept is None else answers & kept

    def _first_rows(self) -> list[list[str]]:
        """The texts of the first rows, by which a platform is told; none where they cannot be read."""
        plain = self._plain()
        if len({self._schema.names[at] for at in plain}) < len(plain):
            return []
        try:
            _, rows, coded = next(self._batches(plain, LOOKED_AT))
        except InputError:
            return []  # whoever reads the rows is told what is wrong with them
        texts = {at: [one.values[code] for code in one.codes.tolist()] for at, one in coded.items()}
        return [[texts[at][row] if at in texts else "" for at in range(len(self._schema.names))] for row in range(rows)]

    def _plain(self) -> list[int]:
        return [at for at in range(len(self._schema.names)) if not self._nested(at)]

    def _nested(self, column: int) -> bool:
        import pyarrow

        kind = self._schema.types[column]
        if pyarrow.types.is_dictionary(kind):
            kind = kind.value_type
        return bool(pyarrow.types.is_nested(kind))


def read_parquet(request: Request) -> ParquetSource:
    """Open a parquet file. Raises InputError for a damaged file or one without rows."""
    import hashlib

    import pyarrow
    from pyarrow import parquet

    try:
        # "string" columns written as dictionaries are kept so: their distinct texts need no second look.
        file = parquet.ParquetFile(str(request.path), memory_map=False)
        schema = file.schema_arrow
        strings = [name for name, kind in zip(schema.names, schema.types, strict=True) if _is_text(kind)]
        if strings:
            file = parquet.ParquetFile(str(request.path), memory_map=False, read_dictionary=strings)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise request.damaged("its description at the end of the file is missing or wrong") from None
    if not file.metadata.num_rows:
        raise request.refuse("the file has columns and no rows: no respondents.")
    with request.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    size = request.path.stat().st_size
    return ParquetSource(request, About(request.name, "parquet", size, digest, notices=request.notices), file)


def _is_text(kind: pyarrow.DataType) -> bool:
    import pyarrow

    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_binary(kind))


def _coded(array: pyarrow.Array) -> Coded:
    """Any plain column as codes and canonical texts; nulls are blank."""
    import pyarrow

    if pyarrow.types.is_null(array.type):
        return Coded([""], np.zeros(len(array), np.int32))
    if not pyarrow.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    texts = _texts(array.dictionary)
    # pyarrow's to_numpy and fill_null import pandas: the codes are read from its memory.
    indices = array.indices.cast(pyarrow.int32())
    codes = np.frombuffer(indices.buffers()[1], np.int32)[indices.offset : indices.offset + len(indices)]
    if array.null_count:
        bits = np.frombuffer(array.is_valid().cast(pyarrow.int8()).buffers()[1], np.int8)[: len(array)]
        codes = np.where(bits == 1, codes, np.int32(len(texts)))
        texts.append("")
    return distinct(texts, codes)


def _texts(values: pyarrow.Array) -> list[str]:
    """Texts of the distinct values; timestamps finer than Python's are cut to microseconds."""
    import pyarrow

    kind = values.type
    if pyarrow.types.is_timestamp(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.timestamp("us", kind.tz), safe=False)
    elif pyarrow.types.is_time64(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.time64("us"), safe=False)
    elif pyarrow.types.is_duration(kind) and kind.unit == "ns":
        values = values.cast(pyarrow.duration("us"), safe=False)
    found: list[Any] = values.to_pylist()
    if pyarrow.types.is_float32(kind):
        # 4.1 as a 32-bit number is 4.0999999 as a 64-bit one: its own shortest text is what was meant.
        found = [None if value is None else float(str(np.float32(value))) for value in found]
    return ["" if is_blank(value) and value is None else text_of(value) for value in found]
