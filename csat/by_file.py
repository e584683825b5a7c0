"""Files as waves: a source of several files with one more column, which tells of each row the file that it is from.

Nothing downstream knows of files: the name of one is a value of a segment as any other. The column is there only where
it is asked for (``--by "(file)"``, a plan's ``[[segment]]`` or ``[[filter]]``, a record made so), after all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from csat.errors import InputError
from csat.io.source import Chunk, Coded, Source
from csat.io.text import alike, plain
from csat.plan import FILE, NO_PLACE
from csat.sift import Over


def by_file(source: Source) -> Source:
    """The source with its column of files. Raises InputError where there are not several that can be told apart."""
    files = [about.name for about in source.about.files]
    if len(files) < 2:
        raise InputError(
            f'"{FILE}" stands for the files of a survey, such as a file a wave, and only {source.about.name} is '
            "given. Give two or more."
        )
    if FILE in source.headers:
        raise InputError(
            f'"{FILE}" stands for the files of a survey, and a column of them has that name too. Rename the column.'
        )
    seen: dict[str, str] = {}
    for name in files:
        if (other := seen.setdefault(alike(name), name)) is not name:
            raise InputError(
                f'The files "{plain(other)}" and "{plain(name)}" have names that read alike, so that their figures '
                "could not be told apart. Rename one."
            )
    return ByFile(source)


class ByFile(Over):
    """A source whose last column, :data:`csat.plan.FILE`, holds the name of the file that a row is from."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._column = len(source.headers)
        layout = self.about.layout  # no question of a platform's survey, whoever counts those
        self.about = replace(self.about, layout=replace(layout, beside=layout.beside | {self._column}))

    @property
    def headers(self) -> Sequence[str]:
        return [*self._source.headers, FILE]

    def letter(self, column: int) -> str:
        return NO_PLACE if column == self._column else self._source.letter(column)

    def place(self, row: int, column: int) -> str:
        return self._source.row(row)[0] if column == self._column else self._source.place(row, column)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        wanted = columns is None or self._column in columns
        below = None if columns is None else [column for column in columns if column != self._column]
        for chunk in self._source.chunks(below):
            if wanted:
                told = Coded([chunk.file], np.zeros(chunk.rows, np.int32))
                chunk = replace(chunk, columns={**chunk.columns, self._column: told})
            yield chunk
