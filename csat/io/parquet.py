"""Parquet files by batches, reading only the columns asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from csat.io.ahead import read_ahead
from csat.io.cells import unpack
from csat.io.guarded import Reading, bounds
from csat.io.layout import name_of
from csat.io.request import Request
from csat.io.source import About, Chunk
from csat.native.fault import Fault


class ParquetSource:
    """A parquet file; rows come in batches of at most 65,536."""

    def __init__(
        self, request: Request, about: About, reading: Reading, rows: int, columns: Sequence[tuple[str, str, bool]]
    ) -> None:
        """``columns`` are names, types in words, and whether they hold lists or records."""
        self.about = about
        self._request = request
        self._reading = reading
        self._rows = rows
        self._passes = 0  # that go on
        self._columns = columns
        self.headers: Sequence[str] = [name_of(name) for name, _, _ in columns]

    @property
    def whole(self) -> bool:
        return False

    def letter(self, column: int) -> str:
        return f"#{column + 1}"

    def place(self, row: int, column: int) -> str:
        return f"row {row + 1}"

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, row + 1

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The rows; None means all columns but those of lists or records.

        Raises InputError when a column asked for holds lists or records, which are no answers.
        """
        plain = [at for at, (_, _, nested) in enumerate(self._columns) if not nested]
        wanted = plain if columns is None else list(columns)
        for at in wanted:
            if at not in plain:
                raise self._request.refuse(
                    f'column "{self.headers[at]}" ({self.letter(at)}) is of type {self._columns[at][1]}: more than '
                    "one value a row, which is no answer to score. Write one plain value a row."
                )
        names = [self._columns[at][0] for at in wanted]
        if len(set(names)) < len(names):
            raise self._request.refuse("two columns have the same name, which parquet cannot read apart. Rename one.")
        # Only the first chunk is mostly asked for where no columns are: then nothing is read ahead.
        return self._chunks(wanted) if columns is None else read_ahead(self._chunks(wanted))

    def _chunks(self, columns: Sequence[int]) -> Iterator[Chunk]:
        if not columns:
            yield Chunk(0, self._rows, {})
            return
        first = 0
        self._passes += 1
        try:
            number = self._reading.ask("begin", columns)
            while (batch := self._reading.ask("batch", number)) is not None:
                rows, packed = batch
                yield Chunk(first, rows, {at: unpack(one) for at, one in zip(columns, packed, strict=True)})
                first += rows
        except Fault:
            raise self._request.damaged("its rows cannot be unpacked") from None
        finally:
            self._passes -= 1
            if not self._passes:
                self._reading.pause()


def read_parquet(request: Request, reading: Reading) -> ParquetSource:
    """Open a parquet file. Raises InputError for a damaged file or one without rows."""
    size = request.path.stat().st_size
    with request.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    try:
        reading.open(bounds(request, size))
        rows, columns = reading.ask("table")
    except Fault:
        raise request.damaged("its description at the end of the file is missing or wrong") from None
    if not rows:
        raise request.refuse("the file has columns and no rows: no respondents.")
    reading.pause()
    about = About(request.name, "parquet", size, digest, notices=(*request.notices, *reading.notices))
    return ParquetSource(request, about, reading, rows, columns)
