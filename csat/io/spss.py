"""SPSS files (.sav, .zsav) through pyreadstat, an optional extra."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from csat.io.cells import distinct, revive, text_of, unpack
from csat.io.guarded import Reading, bounds
from csat.io.layout import name_of
from csat.io.request import Request
from csat.io.source import About, Chunk, Coded, Layout, ResponseSet
from csat.io.spss_header import more_than_announced
from csat.native.fault import Fault
from csat.plan import Role

_PACKED = 8  # times that cases pack at most in .sav; .zsav packs more, and has more room anyway


class SpssSource:
    """An SPSS file, whole in memory as codes. ``labels`` holds each column's value labels by code text."""

    def __init__(self, about: About, headers: Sequence[str], coded: Mapping[int, Coded], rows: int) -> None:
        self.about = about
        self.headers = headers
        self.labels: dict[int, dict[str, str]] = {}
        self.questions: dict[int, str] = {}
        self.reading: Reading | None = None  # kept so that its process is waited for when it is long gone
        self._coded = coded
        self._rows = rows

    @property
    def whole(self) -> bool:
        return True

    def letter(self, column: int) -> str:
        return f"#{column + 1}"

    def place(self, row: int, column: int) -> str:
        return f"case {row + 1}"

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, row + 1

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        wanted = range(len(self.headers)) if columns is None else columns
        yield Chunk(0, self._rows, {column: self._coded[column] for column in wanted})


def read_spss(request: Request, reading: Reading) -> SpssSource:
    """Open an SPSS file. Raises InputError when pyreadstat is absent or the file is damaged."""
    size = request.path.stat().st_size
    with request.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    try:
        reading.open(bounds(request, _PACKED * size))
        told: dict[str, Any] = reading.ask("dictionary")
        rows, columns = reading.ask("columns")
        reading.finish()
    except ImportError:
        raise request.refuse(
            'SPSS files need one more library: pip install "csat-toolkit[spss]". Or save the file as .csv with codes.'
        ) from None
    except Fault:
        raise request.damaged("its cases or its dictionary cannot be read to the end") from None
    if told["cases"] >= 0 and told["cases"] != rows:
        raise request.damaged(f"it announces {told['cases']:,} cases and holds {rows:,}")
    if more := more_than_announced(request.path):
        raise request.damaged(f"it announces {more[0]:,} cases and holds more")
    if not rows:
        raise request.refuse("the file has variables and no cases: no respondents.")
    coded: dict[int, Coded] = {}
    for at, missing in enumerate(told["missing"]):
        one = unpack(columns[at])
        texts = ["" if _declared_missing(text, missing) else text for text in one.values]
        coded[at] = distinct(texts, one.codes)
    names: list[str] = told["names"]
    notices = (*request.notices, *reading.notices)
    about = About(request.name, "sav", size, digest, None, told["encoding"], notices=notices)
    source = SpssSource(about, [name_of(name) for name in names], coded, rows)
    for at, labels in enumerate(told["labels"]):
        if labels:
            source.labels[at] = {text_of(revive(value)): label for value, label in labels}
        if told["questions"][at]:
            source.questions[at] = told["questions"][at]
    sets = _sets(names, told["sets"])
    known: dict[int, tuple[Role, str]] = {at: ("nothing", "multiple choice") for one in sets for at in one.columns}
    layout = Layout("spss", 0, questions=source.questions, known=known, labels=source.labels, sets=sets)
    source.about = replace(about, layout=layout)
    source.reading = reading
    return source


def _sets(names: Sequence[str], sets: Sequence[Mapping[str, Any]]) -> tuple[ResponseSet, ...]:
    """The multiple response sets that the dictionary declares: dichotomies with a counted value, or categories."""
    at = {name: column for column, name in enumerate(names)}
    found = []
    for one in sets:
        columns = tuple(at[name] for name in one["variables"] if name in at)
        counted = text_of(revive(one["counted"])).strip() if one["dichotomy"] else None
        if columns and counted != "":
            found.append(ResponseSet(one["label"].strip() or one["name"], columns, counted, codes=not one["dichotomy"]))
    return tuple(found)


def _declared_missing(text: str, ranges: Sequence[Any]) -> bool:
    """Whether the code lies in a range (or is one of the values) that the dictionary declares as missing."""
    for low, high in ranges:
        if isinstance(low, str):
            if text.strip() == low.strip():
                return True
            continue
        try:
            if low <= float(text) <= high:
                return True
        except ValueError:
            continue
    return False
