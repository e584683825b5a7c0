"""Renderings of a Record: the terminal's in :mod:`csat.report.terminal`, and one writer a file format here.

Every rendering is made from a Record alone, never from the data, and rounds, if at all, once, at the very end.
A new file format is one module with ``render(record) -> bytes`` and one line in ``WRITERS``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from csat.errors import InputError
from csat.report.safe import clean
from csat.report.whole import write_whole
from csat.results import Record


def _json(record: Record) -> bytes:
    # A lone surrogate, which UTF-8 cannot hold, becomes \udXXX: that is JSON's own way to write it.
    return record.to_json().encode("utf-8", "backslashreplace")


def _csv(record: Record) -> bytes:
    from csat.report import tidy

    return tidy.render(record)


WRITERS: dict[str, Callable[[Record], bytes]] = {
    ".json": _json,
    ".csv": _csv,
}
"""What each suffix of an output file is written by."""


def writer(path: str | os.PathLike[str]) -> Callable[[Record], bytes]:
    """The rendering that the suffix of ``path`` asks for. Raises InputError where there is none."""
    suffix = Path(path).suffix.lower()
    if Path(path).is_dir():
        raise InputError(f"Output '{clean(path)}' is a folder. Give the name of a file in it, such as figures.json.")
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        found = f"'{clean(suffix)}' is not a format it can write" if suffix else "the name has no suffix"
        raise InputError(f"Output '{clean(Path(path).name)}': {found}. End the name in one of {known}.")
    return WRITERS[suffix]


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write the whole record to ``path`` in the format of its suffix, or leave everything as it was.

    Raises InputError where the path cannot be meant, MachineError where the machine would not write it.
    """
    write_whole(writer(path)(record), path, record.source)
