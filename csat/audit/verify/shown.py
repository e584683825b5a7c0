"""A report file verified against its record: the record is rendered again, and must give the same bytes.

Same record, same bytes: so a report as csat wrote it is found out in one comparison, and any other is looked into for
what differs. Of a report by another version of csat, which may word and lay out things otherwise, the figures decide.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from csat import __version__
from csat.audit.verify.outcome import Difference, Outcome
from csat.errors import InputError, one_line
from csat.report import writer
from csat.report.clock import at, reported
from csat.report.language import LATIN, Language, language_of, languages, read_language
from csat.results import Record

_LARGEST = 500_000_000  # bytes
_FAILS = "it is not what csat makes of the record"
_NUMBER = re.compile(r"[-+−]?[\d۰-۹٠-٩]+(?:[.,٫٬][\d۰-۹٠-٩]+)*")


class Renderings:
    """What csat makes of a record now, in every language, by suffix."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._made: dict[tuple[str, str], bytes] = {}

    def of(self, path: Path, language: Language) -> bytes:
        """The rendering for a file of this name. Raises InputError where there is none of its suffix."""
        place = path.suffix.lower(), _name(language)
        if place not in self._made:
            self._made[place] = writer(path)(self.record, language)
        return self._made[place]

    def spoken(self, raw: bytes) -> Iterator[Language]:
        """The languages that a report may be in, first the one that it names, and that of the survey."""
        named = re.search(rb"<html lang=\"?([a-z]+)", raw[:1000]) or re.search(
            rb"dir=\"rtl\" lang=\"([a-z]+)", raw[:100]
        )
        first = [named[1].decode()] if named else []
        for code in dict.fromkeys((*first, language_of(self.record).code, *languages())):
            if code in languages():
                own, latin = read_language(code), read_language(code, LATIN)
                yield own
                if latin.written_in:
                    yield latin


def shown(record: Record, report: str | os.PathLike[str]) -> Outcome:
    """Whether a report file shows the record. Raises InputError where it cannot be read, or is of no known format."""
    path = Path(report)
    name = one_line(path.name)
    writer(path)
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as trouble:
        reason = os.strerror(trouble.errno).lower() if trouble.errno else "it cannot be read"
        raise InputError(f"{name}: {reason}. Give a report that csat made.") from None
    return compared(Renderings(record), path, raw)


def compared(renderings: Renderings, path: Path, raw: bytes) -> Outcome:
    """The same of a report's bytes.

    A workbook or PDF bears the SOURCE_DATE_EPOCH that it was made with, which is in no record: where neither the record
    nor the environment has a date, it is compared with what csat makes at the report's own, and that is told.
    """
    found = _compared(renderings, path, raw)
    if found.state == "holds" or reported(renderings.record) is not None:
        return found
    moment = _made_at(path, raw)
    if moment is None or moment == _made_at(path, renderings.of(path, language_of(renderings.record))):
        return found
    with at(moment):
        found = _compared(Renderings(renderings.record), path, raw)
    remark = f"The date that it bears, {moment:%Y-%m-%d}, is not in the record: SOURCE_DATE_EPOCH gave it."
    return replace(found, remarks=(*found.remarks, remark)) if found.state == "holds" else found


def _made_at(path: Path, raw: bytes) -> datetime | None:
    """When a workbook or a PDF says that it was made."""
    told = None
    with suppress(ValueError, KeyError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        if path.suffix.lower() == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(raw)) as parts, parts.open("docProps/core.xml") as part:
                told = re.search(rb"created[^<>]*>(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z<", part.read(100_000))
        elif path.suffix.lower() == ".pdf":
            told = re.search(rb"/CreationDate ?\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)", raw)
        return datetime(*map(int, told.groups()), tzinfo=UTC) if told else None  # type: ignore[misc, arg-type]
    return None


def _compared(renderings: Renderings, path: Path, raw: bytes) -> Outcome:
    name, record = one_line(path.name), renderings.record
    nearest: tuple[int, Language] | None = None
    for language in renderings.spoken(raw):
        made = renderings.of(path, language)
        if made == raw:
            return Outcome(
                name, "holds", f"it is what csat makes of the record, byte for byte ({_name(language)})", (), (), True
            )
        apart = _apart(made, raw)
        if nearest is None or apart < nearest[0]:
            nearest = apart, language
    assert nearest is not None  # English is always there
    language = nearest[1]
    made = renderings.of(path, language)
    suffix, remarks = path.suffix.lower(), list[str]()
    if suffix == ".html":
        from csat.audit.verify.shown_page import of_page

        return of_page(name, record, language, made, raw)
    if suffix == ".xlsx":
        from csat.audit.verify.shown_workbook import of_workbook

        found = list(of_workbook(made, raw))
        if found and all(difference.where.startswith("part ") for difference in found if difference.fails):
            remarks.append("Its cells show what the record holds; it was saved again or changed elsewhere.")
    elif suffix == ".pdf":
        remark = "It is compared as a whole: another version of typst writes other bytes of the same figures."
        return Outcome(name, "fails", _FAILS, (), (remark,), True)
    else:
        found = list(of_lines(made, raw, record.environment.get("csat") != __version__))
    if found and not any(difference.fails for difference in found):
        said = "another version of csat made the record, so it cannot be verified. Make it anew with csat render"
        remark = "Its numbers are the record's; its words were not compared."
        return Outcome(name, "fails", said, found, (remark,), True)
    found = found or [Difference("its bytes", "others than csat writes", "")]
    return Outcome(name, "fails", _FAILS, found, remarks, True)


def of_lines(made: bytes, raw: bytes, other_version: bool = False) -> Iterator[Difference]:
    """The lines of a report that are not those of the record; by another version, words may differ and numbers not."""
    pairs = zip_longest(raw.decode("utf-8", "replace").split("\n"), made.decode("utf-8", "replace").split("\n"))
    for number, (held, again) in enumerate(pairs, 1):
        if held == again:
            continue
        worded = other_version and held is not None and again is not None
        worded = worded and _NUMBER.findall(held or "") == _NUMBER.findall(again or "")
        yield Difference(f"line {number}", *_excerpts(held, again), None, False, worded)


def _excerpts(held: str | None, again: str | None) -> tuple[str, str]:
    """Two lines from a little before the place where they part."""
    if held is None or again is None:
        return ("no line", _short(again or "")) if held is None else (_short(held), "no line")
    at = next((n for n, (a, b) in enumerate(zip_longest(held, again)) if a != b), 0)
    return _short(held[max(0, at - 30) :]), _short(again[max(0, at - 30) :])


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _apart(made: bytes, raw: bytes) -> int:
    """How far two files are apart, roughly: to choose the language of one that is like none."""
    if made[:4] == b"PK\x03\x04":
        return abs(len(made) - len(raw))
    lines = set(made.split(b"\n"))
    return sum(line not in lines for line in raw.split(b"\n"))


def _name(language: Language) -> str:
    digits = f", {language.written_in} digits" if language.written_in else ""
    return f"{language.own('name')}{digits}"
