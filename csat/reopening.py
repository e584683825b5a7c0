"""A record made once more: its data opened as they were then, and scored by the plan that the record holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from csat.choices import Choices
from csat.errors import InputError
from csat.filters import sifted
from csat.io import open_source
from csat.io.source import About, Chunk, Source
from csat.ledger import source_of
from csat.names import Names
from csat.opening import Opened, needed
from csat.plan import FILE, NO_PLACE
from csat.planfile.stored import find_stored
from csat.reading import Progress
from csat.results import Record
from csat.scoring import scored
from csat.sift import Over

if TYPE_CHECKING:
    import pandas as pd

Data = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

_HOW = (("sheet", "sheet"), ("encoding", "encoding"), ("header", "header_row"))
"""What a caller may have said of how a file is read, and where the record tells it."""


def again(
    record: Record, data: Data | pd.DataFrame, progress: Progress | None = None, **limits: Any
) -> tuple[About, Record]:
    """What the data are now, and the record that they give by the stored plan; ``limits`` as :func:`csat.score` has.

    Raises InputError where the data cannot be read, or a column that the figures need is not there.
    """
    source = _opened(record, data, limits)
    about = source.about
    wanted = str(record.source["name"])
    if about.name != wanted and not about.files:
        source = _Renamed(source, wanted)
    if any(use["column"] == FILE and use["letter"] == NO_PLACE for use in record.plan.get("columns", ())):
        from csat.by_file import by_file

        source = by_file(source)
    letters = [source.letter(column) for column in range(len(source.headers))]
    told = [(entry["column"], entry["letter"]) for entry in record.comments if "theme" not in entry]
    stored = find_stored(record.plan, source.headers, letters, about.name, told)
    meaning = stored.meaning
    chosen = Choices(level=meaning.level, suppress_below=meaning.suppress_below, finished_only=meaning.finished_only)
    if meaning.analyses:
        chosen = replace(chosen, needed=needed(meaning.analyses, Names(source.headers, letters)))
    if meaning.weighting:
        chosen = replace(chosen, needed=chosen.needed | set(meaning.weighting.columns))
    kept = sifted(source, meaning.filters, meaning.finished_only, stored.calendar, meaning.date_pins)
    comments = [f"#{letters.index(letter) + 1}" for _, letter in told]
    return about, scored(Opened(kept, letters, chosen, stored), progress, comments)


def _opened(record: Record, data: Data | pd.DataFrame, limits: Mapping[str, Any]) -> Source:
    """The data read as they were: by csat's own finding, or with what the caller must have said then."""
    first: Source | None = None
    fitting: Source | None = None
    refused: InputError | None = None
    said = set(record.notices)
    for chosen in _ways(record.source):
        try:
            source = open_source(data, **chosen, **limits)
        except InputError as trouble:  # such as where the sheet must be named
            refused = refused or trouble
            continue
        first = first or source
        now = source_of(source)
        if all(now[name] == record.source.get(name) for name in ("sheet", "encoding", "header_row", "header_rows")):
            if said.issuperset(source.about.notices):
                return source
            fitting = fitting or source
    if found := fitting or first:
        return found
    assert refused is not None  # no way was left out
    raise refused


def _ways(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    told = {option: source[name] for option, name in _HOW if source.get(name) is not None}
    if source.get("format") in ("frame", "parquet", "sav", "zsav"):
        told = {}
    for size in range(len(told) + 1):
        for names in combinations(told, size):
            yield {name: told[name] for name in names}


class _Renamed(Over):
    """A source under the name that its record knows it by: what is told of rows has the name of their file."""

    def __init__(self, source: Source, name: str) -> None:
        super().__init__(source)
        self.about = replace(self.about, name=name)

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, self._source.row(row)[1]

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        return self._source.chunks(columns)
