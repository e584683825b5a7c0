"""Rows that a plan leaves out: a source without them, which says how many and why.

A sieve is a reason in words and the rows it holds back. Nothing downstream knows of it: what is left is tallied as
any other survey, and what is not is counted in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from csat.io.cells import keep_rows
from csat.io.source import Chunk, Source


@dataclass(frozen=True, slots=True)
class Sieve:
    """Rows held back for one reason: ``held`` has one boolean a kept row of the source, in its order."""

    reason: str
    held: NDArray[np.bool_]


class Over:
    """A source laid over another one, whose rows and columns it tells as that does; ``chunks`` is what it changes."""

    def __init__(self, source: Source, notices: Sequence[str] = ()) -> None:
        """``notices`` are told beside those of the source."""
        self._source = source
        self.about = replace(source.about, notices=(*source.about.notices, *notices))

    @property
    def headers(self) -> Sequence[str]:
        return self._source.headers

    @property
    def whole(self) -> bool:
        return self._source.whole

    def letter(self, column: int) -> str:
        return self._source.letter(column)

    def place(self, row: int, column: int) -> str:
        return self._source.place(self._original(row), column)

    def row(self, row: int) -> tuple[str, int]:
        return self._source.row(self._original(row))

    def _original(self, row: int) -> int:
        """The row of the source below that is row ``row`` here."""
        return row


class Sifted(Over):
    """A source without the rows that sieves hold back; a row that several hold counts for the first of them.

    One byte a row is kept, and nothing else.
    """

    def __init__(self, source: Source, sieves: Sequence[Sieve], notices: Sequence[str] = ()) -> None:
        """``notices`` are told beside those of the source."""
        if len(sieves) > 254:
            raise ValueError("more reasons than a byte can tell apart")
        super().__init__(source, notices)
        self._reasons = [sieve.reason for sieve in sieves]
        self._why: NDArray[np.uint8] = np.zeros(len(sieves[0].held) if sieves else 0, np.uint8)
        for number, sieve in enumerate(sieves, 1):
            self._why[sieve.held & (self._why == 0)] = number
        self._kept: NDArray[np.intp] | None = None

    def _original(self, row: int) -> int:
        if self._kept is None:
            self._kept = np.flatnonzero(self._why == 0)
        return int(self._kept[row])

    def held(self) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Per reason the rows that it holds back, by their place among the kept rows of the source."""
        for number, reason in enumerate(self._reasons, 1):
            yield reason, np.flatnonzero(self._why == number)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        first = 0
        for chunk in self._source.chunks(columns):
            why = self._why[chunk.first : chunk.first + chunk.rows]
            kept = why == 0
            rows = int(kept.sum())
            if rows == chunk.rows:
                yield replace(chunk, first=first)
            else:
                counts = np.bincount(why, minlength=len(self._reasons) + 1).tolist()
                aside = dict(chunk.set_aside)
                for reason, n in zip(self._reasons, counts[1:], strict=True):
                    if n:
                        aside[reason] = aside.get(reason, 0) + n
                coded = {column: keep_rows(one, kept) for column, one in chunk.columns.items()}
                stopped = None if chunk.unfinished is None else chunk.unfinished[kept]
                yield replace(chunk, first=first, rows=rows, columns=coded, set_aside=aside, unfinished=stopped)
            first += rows


def spans_of(source: Source, rows: NDArray[np.intp]) -> Mapping[str, str]:
    """Rows as a person finds them again: per file their numbers there, such as ``4-7, 12``."""
    numbers: dict[str, list[int]] = {}
    for row in rows.tolist():
        file, number = source.row(row)
        numbers.setdefault(file, []).append(number)
    return {file: spans(found) for file, found in numbers.items()}


def spans(numbers: Sequence[int]) -> str:
    """Ascending numbers in short: ``4-7, 12``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
