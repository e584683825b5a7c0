"""SPSS files (.sav, .zsav) through pyreadstat, an optional extra."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from csat.io.cells import code, distinct, text_of
from csat.io.layout import name_of
from csat.io.request import Request
from csat.io.source import About, Chunk, Coded, Layout
from csat.plan import Role

_ROWS = 50_000


class SpssSource:
    """An SPSS file, whole in memory as codes. ``labels`` holds each column's value labels by code text."""

    def __init__(self, about: About, headers: Sequence[str], coded: Mapping[int, Coded], rows: int) -> None:
        self.about = about
        self.headers = headers
        self.labels: dict[int, dict[str, str]] = {}
        self.questions: dict[int, str] = {}
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


def read_spss(request: Request) -> SpssSource:
    """Open an SPSS file. Raises InputError when pyreadstat is absent or the file is damaged."""
    try:
        import pyreadstat
    except ImportError:
        raise request.refuse(
            'SPSS files need one more library: pip install "csat-toolkit[spss]". Or save the file as .csv with codes.'
        ) from None
    try:
        table, meta = pyreadstat.read_sav(str(request.path), output_format="dict", user_missing=True)
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, OSError, ValueError, UnicodeError, KeyError):
        raise request.damaged("its cases or its dictionary cannot be read to the end") from None
    columns: list[Any] = [table[name] for name in meta.column_names]
    rows = len(columns[0]) if columns else 0
    if meta.number_rows is not None and meta.number_rows >= 0 and meta.number_rows != rows:
        raise request.damaged(f"it announces {meta.number_rows:,} cases and holds {rows:,}")
    if not rows:
        raise request.refuse("the file has variables and no cases: no respondents.")
    coded: dict[int, Coded] = {}
    for at, name in enumerate(meta.column_names):
        missing = meta.missing_ranges.get(name, [])
        one = code([_blank(cell) for cell in _cells(columns[at])])
        texts = ["" if _declared_missing(text, missing) else text for text in one.values]
        coded[at] = distinct(texts, one.codes)
    with request.path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    about = About(
        request.name, "sav", request.path.stat().st_size, digest, None, meta.file_encoding, notices=request.notices
    )
    source = SpssSource(about, [name_of(name) for name in meta.column_names], coded, rows)
    for at, name in enumerate(meta.column_names):
        labels = meta.variable_value_labels.get(name)
        if labels:
            source.labels[at] = {text_of(value): str(label) for value, label in labels.items()}
        if meta.column_labels[at]:
            source.questions[at] = str(meta.column_labels[at])
    sets = _sets(meta)
    known: dict[int, tuple[Role, str]] = {at: ("nothing", "multiple choice") for one in sets for at in one}
    layout = Layout("spss", 0, questions=source.questions, known=known, labels=source.labels, groups=sets)
    source.about = replace(about, layout=layout)
    return source


def _sets(meta: Any) -> tuple[tuple[int, ...], ...]:
    """The columns of each multiple-response set."""
    at = {name: column for column, name in enumerate(meta.column_names)}
    sets = getattr(meta, "mr_sets", None) or {}
    return tuple(tuple(at[name] for name in one["variable_list"] if name in at) for one in sets.values())


def _cells(column: Any) -> list[object]:
    found: list[object] = column.tolist() if isinstance(column, np.ndarray) else list(column)
    return found


def _blank(cell: object) -> object:
    return None if isinstance(cell, float) and cell != cell else cell


def _declared_missing(text: str, ranges: Sequence[Any]) -> bool:
    """Whether the code lies in a range (or is one of the values) that the dictionary declares as missing."""
    for span in ranges:
        if not isinstance(span, dict):
            span = {"lo": span, "hi": span}
        low, high = span["lo"], span["hi"]
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
