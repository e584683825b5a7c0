"""What a report is made of, whatever its format: blocks of text in which what comes from the survey is told apart.

The chapters make blocks of a Record; a format (:mod:`csat.report.markdown`) writes blocks down. So the words and the
order of a report are decided once, and every format escapes and sets apart by the kind of a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["words", "data", "number", "code"]


class Run(NamedTuple):
    """A piece of a line: ``words`` of the catalogue, ``data`` from somebody's survey, a ``number`` in the digits of the
    language, or ``code``: what a program understands, written from left to right in every language.
    """

    kind: Kind
    text: str
    strong: bool = False


Text = tuple[Run, ...]


def words(text: str) -> Text:
    """Words of the catalogue that need nothing filled in."""
    return (Run("words", text),)


def data(text: object) -> Text:
    """Text out of the survey, a plan or a file name."""
    return (Run("data", str(text)),)


def code(text: object) -> Text:
    """A name, formula or number as a program writes it."""
    return (Run("code", str(text)),)


def strong(text: Text) -> Text:
    """The same, to be seen first."""
    return tuple(run._replace(strong=True) for run in text)


def joined(texts: Sequence[Text], between: str) -> Text:
    """Texts in a row with words between them."""
    return tuple(
        run for place, text in enumerate(texts) for run in ((*words(between), *text) if place and between else text)
    )


def plain(text: Text) -> str:
    """The text alone, for a cell of a table or a comparison."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: ``level`` 1 is the report's own, 2 a chapter's."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or some."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    lines: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below heads. Columns at the places ``ends`` hold figures, which stand flush with the end of the line."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    ends: frozenset[int] = field(default_factory=frozenset)


Block = Heading | Paragraph | Bullets | Table
