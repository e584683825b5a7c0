"""Parquet files by batches, reading only the columns asked for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from csat.errors import InputError
from csat.io.ahead import read_ahead
from csat.io.cells import keep_rows, unpack
from csat.io.guarded import Reading, bounds
from csat.io.layout import name_of
from csat.io.platforms import LOOKED_AT, recognise_columns
from csat.io.request import Request
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.source import About, Chunk, Coded
from csat.native.fault import Fault

_BATCH = 1 << 16
Batch = tuple[int, int, dict[int, Coded]]


class ParquetSource:
    """A parquet file; rows come in batches of at most 65,536."""

    def __init__(
        self, request: Request, about: About, reading: Reading, rows: int, columns: Sequence[tuple[str, str, bool]]
    ) -> None:
        """``columns`` are names, types in words, and whether they hold lists or records."""
        self._request = request
        self._reading = reading
        self._rows = rows
        self._columns = columns
        names = [name_of(name) for name, _, _ in columns]
        self._layout = recognise_columns(names, self._first_rows())
        if nested := {at: kind for at, (_, kind, holds) in enumerate(columns) if holds}:
            self._layout = replace(self._layout, nested=nested)
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
                    f'column "{self.headers[at]}" ({self.letter(at)}) is of type {self._columns[at][1]}: more than '
                    "one value a row, which is no answer to score. Write one plain value a row."
                )
        telling = watched(self._layout, len(self.headers))
        first, total = 0, Counter[str]()
        batches = self._batches(sorted({*wanted, *telling}))
        # Only the first chunk is mostly asked for where no columns are: then nothing is read ahead.
        for before, rows, coded in batches if columns is None else read_ahead(batches):
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

    def _batches(self, columns: Sequence[int], size: int = _BATCH) -> Iterator[Batch]:
        """Batches of these columns: how many rows come before, how many it has, and its columns."""
        names = [self._columns[at][0] for at in columns]
        if len(set(names)) < len(names):
            raise self._request.refuse("two columns have the same name, which parquet cannot read apart. Rename one.")
        if not names:
            yield 0, self._rows, {}
            return
        before = 0
        try:
            with self._reading.held():
                number = self._reading.ask("begin", columns, size)
                while (batch := self._reading.ask("batch", number)) is not None:
                    rows, packed = batch
                    yield before, rows, {at: unpack(one) for at, one in zip(columns, packed, strict=True)}
                    before += rows
        except Fault:
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
        if len({self._columns[at][0] for at in plain}) < len(plain):
            return []
        try:
            _, rows, coded = next(self._batches(plain, LOOKED_AT))
        except InputError:
            return []  # whoever reads the rows is told what is wrong with them
        texts = {at: [one.values[code] for code in one.codes.tolist()] for at, one in coded.items()}
        return [[texts[at][row] if at in texts else "" for at in range(len(self._columns))] for row in range(rows)]

    def _plain(self) -> list[int]:
        return [at for at, (_, _, nested) in enumerate(self._columns) if not nested]


def read_parquet(request: Request, reading: Reading) -> ParquetSource:
    """Open a parquet file. Raises InputError for a damaged file or one without rows."""
    size = request.path.stat().st_size
    with request.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    try:
        with reading.held():
            reading.open(bounds(request, size))
            rows, columns = reading.ask("table")
    except Fault:
        raise request.damaged("its description at the end of the file is missing or wrong") from None
    if not rows:
        raise request.refuse("the file has columns and no rows: no respondents.")
    about = About(request.name, "parquet", size, digest, notices=(*request.notices, *reading.notices))
    return ParquetSource(request, about, reading, rows, columns)
