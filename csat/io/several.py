"""Several files of one layout as one survey: their common columns, one file after the other."""

from __future__ import annotations

import glob
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from csat.errors import InputError, one_line
from csat.io.source import About, Chunk, Source
from csat.io.text import key, plain

_TOLD = 8
Shared = TypeVar("Shared")


def files_of(paths: Sequence[str | os.PathLike[str]]) -> list[str | os.PathLike[str]]:
    """The files that a caller names, with patterns such as ``waves/*.csv`` spelled out in the order of their names.

    Raises InputError where a pattern fits no file, or a file is given twice.
    """
    found: list[str | os.PathLike[str]] = []
    for path in paths:
        text = os.fspath(path)
        if not glob.has_magic(text) or os.path.lexists(text):
            found.append(path)
            continue
        names = glob.glob(text, recursive=True)  # noqa: PTH207  (pathlib's takes no absolute pattern)
        fitting = sorted(name for name in names if Path(name).is_file())
        if not fitting:
            raise InputError(f'No file fits "{one_line(text)}". Check the folder and the pattern.')
        found += fitting
    seen: set[str] = set()
    for path in found:
        place = "-" if os.fspath(path) == "-" else os.path.realpath(path)
        if place in seen:
            raise InputError(
                f"{one_line(Path(path).name)}: the file is given twice, which would count everybody in it twice."
            )
        seen.add(place)
    return found


class Several:
    """Sources of one layout, read one after the other. Columns are those that all of them have."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Raises InputError where the sources are not of one layout, or two are the same file."""
        self._sources = sources
        self._names = _told_apart([source.about.name for source in sources])
        _refuse_twins(sources)
        places = [_places(source) for source in sources]
        common = [name for name in places[0] if all(name in other for other in places)]
        for source, own in zip(sources[1:], places[1:], strict=True):
            shared = len(own.keys() & places[0].keys())
            if 2 * shared < min(len(own), len(places[0])):
                raise InputError(
                    f"{source.about.name}: {shared or 'none'} of its {len(own)} columns are in "
                    f"{sources[0].about.name}, so the two are not of one layout, nor one survey. Score them one by one."
                )
        self._columns = [[own[name] for name in common] for own in places]  # per file, where each column is
        # whether every file says who finished: of some alone it would be a count of nobody knows whom
        self._finish = all(source.about.layout.unfinished for source in sources)
        self._starts: list[int] = []  # the first row of each file, as far as a pass has reached
        first = sources[0]
        self.headers: Sequence[str] = [first.headers[at] for at in self._columns[0]]
        self.about = self._together(_partly(self._names, sources, places, common))

    @property
    def whole(self) -> bool:
        return False

    def letter(self, column: int) -> str:
        return self._sources[0].letter(self._columns[0][column])

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        first = 0
        for number, (source, own) in enumerate(zip(self._sources, self._columns, strict=True)):
            if number == len(self._starts):
                self._starts.append(first)
            wanted = range(len(own)) if columns is None else columns
            for chunk in source.chunks([own[column] for column in wanted]):
                coded = {column: chunk.columns[own[column]] for column in wanted if own[column] in chunk.columns}
                finish = chunk.unfinished if self._finish else None
                yield replace(chunk, first=first, columns=coded, file=self._names[number], unfinished=finish)
                first += chunk.rows

    def place(self, row: int, column: int) -> str:
        number = self._file(row)
        source = self._sources[number]
        place = source.place(row - self._starts[number], self._columns[number][column])
        return f"{self._names[number]}, {place}"

    def row(self, row: int) -> tuple[str, int]:
        number = self._file(row)
        return self._names[number], self._sources[number].row(row - self._starts[number])[1]

    def _file(self, row: int) -> int:
        return bisect_right(self._starts, row) - 1

    def _together(self, partly: Mapping[str, str]) -> About:
        abouts = [replace(source.about, name=name) for source, name in zip(self._sources, self._names, strict=True)]
        layouts = [about.layout.picked(columns) for about, columns in zip(abouts, self._columns, strict=True)]
        for about, layout in zip(abouts[1:], layouts[1:], strict=True):
            if layout.platform != layouts[0].platform or layout.labels != layouts[0].labels:
                what = "the value labels differ" if layout.platform == layouts[0].platform else layout.platform
                raise InputError(
                    f"{about.name}: it is not of the layout of {abouts[0].name} ({layouts[0].platform}; {what}). "
                    "Score them one by one."
                )
        told = Counter(notice for about in abouts for notice in about.notices)
        own = [
            notice if told[notice] == len(abouts) else f"{about.name}: {notice}"
            for about in abouts
            for notice in about.notices
        ]
        silent = [about.name for about in abouts if about.layout.unfinished is None]
        if 0 < len(silent) < len(abouts):
            own.append(f"{_listed(silent)}: it is not said there who finished the survey, so it is told of no file.")
        if partly:
            them = _listed([f'"{plain(header)[:60]}" (only in {files})' for header, files in partly.items()])
            own.append(f"Columns that not every file has were left out: {them}.")
        return About(
            f"{abouts[0].name} and {len(abouts) - 1} more",
            _same(about.format for about in abouts) or "several",
            sum(about.size or 0 for about in abouts),
            None,
            _same(about.sheet for about in abouts),
            _same(about.encoding for about in abouts),
            _same(about.delimiter for about in abouts),
            _same(about.header_row for about in abouts),
            layouts[0],
            tuple(dict.fromkeys(own)),
            tuple(abouts),
            partly,
        )


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of files, numbered where files of several folders have one name."""
    met: Counter[str] = Counter()
    told = []
    for name in names:
        met[name] += 1
        told.append(name if names.count(name) == 1 else f"{name} ({met[name]})")
    return told


def _same(values: Iterable[Shared]) -> Shared | None:
    """The value, where it is one."""
    found = list(dict.fromkeys(values))
    return found[0] if len(found) == 1 else None


def _places(source: Source) -> dict[Hashable, int]:
    """Per column its name, as it is found again in another file: columns of one name by their order."""
    met: Counter[str] = Counter()
    places: dict[Hashable, int] = {}
    for at, header in enumerate(source.headers):
        name = key(header) or header
        met[name] += 1
        places[(name, met[name]) if name else at] = at
    return places


def _partly(
    names: Sequence[str], sources: Sequence[Source], places: Sequence[dict[Hashable, int]], common: Sequence[Hashable]
) -> dict[str, str]:
    """The columns that only some of the files have, with the names of these files."""
    only: dict[str, list[str]] = {}
    for file, source, own in zip(names, sources, places, strict=True):
        for name in own.keys() - set(common):
            if header := source.headers[own[name]]:
                only.setdefault(header, []).append(file)
    return {header: _listed(files) for header, files in sorted(only.items())}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_TOLD]) + (f" and {len(names) - _TOLD} more" if len(names) > _TOLD else "")


def _refuse_twins(sources: Sequence[Source]) -> None:
    """Raise InputError where two files hold the same bytes: everybody in them would be counted twice."""
    seen: dict[str, str] = {}
    for source in sources:
        about = source.about
        if about.sha256 and seen.setdefault(about.sha256, about.name) is not about.name:
            raise InputError(
                f"{about.name}: it holds the same bytes as {seen[about.sha256]}, so that everybody in it would be "
                "counted twice. Leave one of them out."
            )
