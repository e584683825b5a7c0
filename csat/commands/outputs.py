"""Where the files of a report go: single files by their suffix, and sets of files in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from csat.boundary import tell
from csat.commands.deadline import Deadline
from csat.errors import InputError
from csat.report import WRITERS, Writer, installed, spare, writer
from csat.report.folder import Folder
from csat.report.language import Language
from csat.report.safe import clean
from csat.report.whole import write_whole
from csat.results import Record

RECORD, REPORT = "record.json", "report"
USUAL = ("html", "xlsx")


@dataclass(frozen=True)
class Outputs:
    """What is to be written: single files, and a set in these formats where there is a folder."""

    folder: str | None
    files: tuple[str, ...]
    formats: tuple[str, ...]

    def spare(self, plan: str | None) -> None:
        """Raises InputError where a file of the set would replace the plan."""
        for name in (RECORD, *(f"{REPORT}.{name}" for name in self.formats)):
            if self.folder is not None:
                spare(plan, Path(self.folder, name))

    def rendered(self, record: Record, language: Language) -> dict[str, bytes]:
        """The single files, by path."""
        return {path: writer(path)(record, language) for path in self.files}

    def of_set(self, record: Record, language: Language) -> dict[str, bytes]:
        """The renderings of the set, by name."""
        return {f"{REPORT}.{name}": _writers()[name](record, language) for name in self.formats}


def outputs(given: Sequence[str], formats: str | None, otherwise: str | None) -> Outputs:
    """Turn ``-o`` and ``--format`` into files and a folder; ``otherwise``: the folder where no ``-o`` is given."""
    if not all(path.strip() for path in given):
        raise InputError(f"-o is empty. Say where the report goes: -o {REPORT}.html, or -o out/ for a folder.")
    folders = [path for path in given if _folder(path)]
    files = tuple(path for path in given if path not in folders)
    if not given and otherwise is None:
        raise InputError(f"Say where the report goes: -o {REPORT}.html, or -o out/ for a folder.")
    if len(folders) > 1:
        raise InputError(f"Two folders are given with -o, '{clean(folders[0])}' and '{clean(folders[1])}'. Give one.")
    for path in files:
        writer(path)
    if formats is not None and given and not folders:
        raise InputError(
            "--format says what a folder gets; a file has its format by its suffix. Give a folder with -o."
        )
    folder = folders[0] if folders else None if given else otherwise
    return Outputs(folder, files, () if folder is None else _formats(formats))


def _folder(path: str) -> bool:
    if path.endswith(("/", os.sep)) or not Path(path).suffix:
        return True
    with suppress(OSError):  # a name too long for the machine: told when it is written
        return Path(path).is_dir()
    return False


def _formats(told: str | None) -> tuple[str, ...]:
    """The formats asked for, in one order; the record is always written, so json asks for nothing more."""
    names = USUAL if told is None else [name.strip().lower().removeprefix(".") for name in told.split(",")]
    for name in names:
        if name not in _writers() and name != "json":
            raise InputError(f'--format "{clean(name)}" is not known. Write one or several of {",".join(_writers())}.')
        installed(f".{name}")
    return tuple(name for name in _writers() if name in names)


def _writers() -> dict[str, Writer]:
    return {suffix[1:]: write for suffix, write in WRITERS.items() if suffix != ".json"}


@contextmanager
def held(path: str | None, wait: bool, deadline: Deadline) -> Iterator[Folder | None]:
    """The folder of a set, for this run alone; nothing where there is no set."""
    if path is None:
        yield None
        return
    with Folder(path, wait) as folder:
        deadline.before_leaving(folder.abandon)
        yield folder


def write(
    record: Record, files: Mapping[str, bytes], folder: Folder | None, of_set: Mapping[str, bytes], deadline: Deadline
) -> list[str]:
    """Write single files, and a set with its record last; what is told of it, a line each.

    Of the set before, what this one has not is removed, for it belongs to another record; where the record is the
    same, it stays.
    """
    private = bool(record.comments)
    told = []
    with deadline.closed():
        for path, body in files.items():
            write_whole(body, path, record.source, private)
            told.append(f"Wrote {clean(path)}.")
        if folder is not None:
            keep = folder.names() if _same(folder.path / RECORD, of_set[RECORD]) else ()
            gone = folder.put(of_set, record.source, keep, private)
            told.append(f"Wrote {_listed(list(of_set))} to {folder.name}.")
            if gone:
                told.append(f"Removed {_listed(gone)}, which belonged to an earlier record.")
    return told


def _same(path: Path, body: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == body
    except OSError:
        return False


def _listed(names: Sequence[str]) -> str:
    shown = [clean(name) for name in names[:8]]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown):,} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def tell_written(told: Sequence[str]) -> None:
    """Say on stderr what was written."""
    for line in told:
        tell(line)
