"""Reading: any survey file, or a pandas DataFrame, to the one shape in ``csat.io.source``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csat.errors import InputError, one_line
from csat.io.arrival import arrive
from csat.io.request import LEAST_MEMORY, LIMIT, Request, readable_size
from csat.io.source import Source

if TYPE_CHECKING:
    import pandas

__all__ = ["LIMIT", "READERS", "open_source"]


def _text(request: Request) -> Source:
    from csat.io.delimited import read_delimited

    return read_delimited(request)


# Each begins its reading process first, and imports what it needs itself meanwhile.
def _workbook(request: Request) -> Source:
    from csat.io.guarded import Reading

    reading = Reading(request, "workbook")
    from csat.io.workbook import read_workbook

    return read_workbook(request, reading)


def _parquet(request: Request) -> Source:
    from csat.io.guarded import Reading

    reading = Reading(request, "parquet")
    from csat.io.parquet import read_parquet

    return read_parquet(request, reading)


def _spss(request: Request) -> Source:
    from csat.io.guarded import Reading

    reading = Reading(request, "spss")
    from csat.io.spss import read_spss

    return read_spss(request, reading)


# A new format is one file, one line here, and one line of its first bytes in arrival.py.
READERS: dict[str, Callable[[Request], Source]] = {
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _workbook,
    ".ods": _workbook,
    ".parquet": _parquet,
    ".sav": _spss,
    ".zsav": _spss,
}


def open_source(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pandas.DataFrame,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    header: int | None = None,
    limit: int | None = None,
    max_memory: int | None = None,
    max_seconds: float | None = None,
) -> Source:
    """Open a survey for reading in chunks.

    ``data`` is a file of one of the ``READERS`` (text kinds also with ``.gz``), ``"-"`` for standard input, a pattern
    such as ``waves/*.csv``, a list of files of one layout, or a DataFrame. What the bytes are decides, not the name.
    ``sheet`` is a workbook's sheet; ``encoding`` that of a text file; ``header`` the 1-based row (line of a text
    file) of the column names; ``limit`` the most bytes a file may hold once unpacked: ``LIMIT`` for what is
    packed or comes from standard input, none for plain text, which is read piece by piece. ``max_memory`` and
    ``max_seconds`` bound the readers of native code (``guarded.py``).

    Raises InputError when the file or the call must be mended, MachineError when a limit is reached.
    """
    paths = [data] if isinstance(data, (str, os.PathLike)) else data
    if not isinstance(paths, (list, tuple)) or not all(isinstance(path, (str, os.PathLike)) for path in paths):
        from csat.io.frame import read_frame

        return read_frame(data)
    if header is not None and header < 1:
        raise InputError(f"--header {header}: rows are counted from 1.")
    if max_memory is not None and max_memory < LEAST_MEMORY:
        least = readable_size(LEAST_MEMORY)
        raise InputError(
            f"--max-memory {readable_size(max_memory)}: too little to read anything. Give {least} or more."
        )
    if max_seconds is not None and not max_seconds > 0:
        raise InputError(f"--max-seconds {max_seconds:g}: give more than none.")
    chosen = {
        "sheet": sheet, "encoding": encoding, "header": header, "max_memory": max_memory, "max_seconds": max_seconds
    }  # fmt: skip
    if len(paths) != 1 or any(sign in os.fspath(paths[0]) for sign in "*?["):
        from csat.io.several import Several, files_of

        paths = files_of(paths)
        if not paths:
            raise InputError("No survey file is given.")
        if len(paths) > 1:
            return Several([_open(path, limit, chosen) for path in paths])
    return _open(paths[0], limit, chosen)


def _open(path: str | os.PathLike[str], limit: int | None, chosen: Mapping[str, Any]) -> Source:
    """Open one file; ``chosen`` are fields of its request."""
    if any("\ud800" <= sign <= "\udfff" for sign in os.fspath(path)):  # no reader takes it, nor could a record tell it
        raise InputError(f"{one_line(Path(path).name)}: its name, or a folder's, is no UTF-8. Rename it.")
    request, spooled = arrive(path, LIMIT if limit is None else limit)
    request = replace(request, **chosen)
    try:
        _refuse_idle(request)
        if limit is not None and (size := request.path.stat().st_size) > limit:
            raise request.too_large(f"the file holds {readable_size(size)}")
        source = READERS["." + request.kind](request)
    except BaseException:
        if spooled:
            with suppress(OSError):
                request.path.unlink()
        raise
    if spooled:
        _remove_with(source, request.path)
    return source


def _refuse_idle(request: Request) -> None:
    """Raise InputError for an option that would do nothing to a file of this kind."""
    reader = READERS["." + request.kind]
    idle = [
        (option, what)
        for option, given, what, fits in (
            ("--sheet", request.sheet, "sheets", reader is _workbook),
            ("--encoding", request.encoding, "encoding to choose", reader is _text),
            ("--header", request.header, "header row to choose", reader in (_text, _workbook)),
        )
        if given is not None and not fits
    ]
    if idle:
        raise request.refuse(f"{idle[0][0]} has no meaning here, the file has no {idle[0][1]}. Leave it away.")


def _remove_with(source: Source, path: Path) -> None:
    """Standard input was kept in a temporary file: it goes when the source goes, at the latest when Python ends."""
    import weakref

    def remove() -> None:
        with suppress(OSError):
            path.unlink()

    weakref.finalize(source, remove)
