"""Renderings of a Record: the terminal's in :mod:`csat.report.terminal`, and one writer a file format here.

Every rendering is made from a Record alone, never from the data, and rounds, if at all, once, at the very end.
A new file format is one module with ``render(record, language) -> bytes`` and one line in ``WRITERS``. What a record
says, and so its JSON, is the same in every language; the other formats are written in the one asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from csat.errors import InputError
from csat.report.safe import clean
from csat.report.whole import write_whole
from csat.results import Record

if TYPE_CHECKING:
    from csat.report.language import Language


def _json(record: Record, language: Language) -> bytes:
    # A lone surrogate, which UTF-8 cannot hold, becomes \udXXX: that is JSON's own way to write it.
    return record.to_json().encode("utf-8", "backslashreplace")


def _csv(record: Record, language: Language) -> bytes:
    from csat.report import tidy

    return tidy.render(record, language)


def _markdown(record: Record, language: Language) -> bytes:
    from csat.report import markdown

    return markdown.render(record, language)


def _html(record: Record, language: Language) -> bytes:
    from csat.report import html

    return html.render(record, language)


def _workbook(record: Record, language: Language) -> bytes:
    from csat.report import workbook

    return workbook.render(record, language)


def _pdf(record: Record, language: Language) -> bytes:
    from csat.report import pdf

    return pdf.render(record, language)


Writer = Callable[[Record, "Language"], bytes]

WRITERS: dict[str, Writer] = {
    ".json": _json,
    ".csv": _csv,
    ".md": _markdown,
    ".pdf": _pdf,
    ".html": _html,
    ".xlsx": _workbook,
}
"""What each suffix of an output file is written by."""


def writer(path: str | os.PathLike[str]) -> Writer:
    """The rendering that the suffix of ``path`` asks for. Raises InputError where there is none."""
    suffix, folder = Path(path).suffix.lower(), False
    with suppress(OSError):  # a name too long for the machine: told when it is written
        folder = Path(path).is_dir()
    if folder:
        raise InputError(f"Output '{clean(path)}' is a folder. Give the name of a file in it, such as figures.json.")
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        found = f"'{clean(suffix)}' is not a format it can write" if suffix else "the name has no suffix"
        raise InputError(f"Output '{clean(Path(path).name)}': {found}. End the name in one of {known}.")
    installed(suffix)
    return WRITERS[suffix]


def installed(suffix: str) -> None:
    """Raises InputError where what a format takes is not installed: told first, and not after all is computed."""
    if suffix == ".pdf":
        from csat.report.pdf import setter

        setter()


def check(
    paths: Iterable[str | os.PathLike[str]],
    language: str | None,
    digits: str | None = None,
    spared: str | os.PathLike[str] | None = None,
) -> None:
    """Raises InputError where the files, language or digits asked for cannot be meant, before anything is computed.

    ``spared``: the plan, or the record, which is not to be replaced.
    """
    for path in paths:
        writer(path)
        spare(spared, path)
    if language is not None or digits is not None:
        from csat.report.language import known_digits, known_language

        spoken = None if language is None else known_language(language)
        if digits is not None:
            known_digits(digits, spoken)


def spare(spared: str | os.PathLike[str] | None, path: str | os.PathLike[str]) -> None:
    """Raises InputError where an output is the plan, or the record, that the report is made by."""
    same = False
    with suppress(OSError):  # one of them is not there
        same = spared is not None and Path(path).samefile(spared)
    if same:
        raise InputError(f"Output '{clean(Path(path).name)}' is what the report is made by. Give another name.")


def write(record: Record, path: str | os.PathLike[str], language: str | None = None, digits: str | None = None) -> None:
    """Write the whole record to ``path`` in the format of its suffix, or leave everything as it was.

    ``language``: the code of a catalogue, such as ``fa``; by default the language of the survey, where its plan tells
    one that there is a catalogue of, else English. ``digits``: ``latin`` or ``persian``, by default the language's.
    Raises InputError where one of them cannot be meant, MachineError where the machine would not write it.
    """
    from csat.record.file import read_back
    from csat.report.language import language_of

    body = writer(path)(read_back(record), language_of(record, language, digits))
    write_whole(body, path, record.source, private=bool(record.comments))
