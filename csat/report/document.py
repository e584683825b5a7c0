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

    ``of``: of a number that is a figure of the record, which: its place among the record's estimates and the letter
    of its part, ``17v`` (``v`` value, ``l`` low, ``h`` high, ``n`` base). A format may mark it so, for an auditor.
    """

    kind: Kind
    text: str
    strong: bool = False
    of: str = ""


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


@dataclass(frozen=True, slots=True)
class Banner(Table):
    """A wide table of segments. A format that knows no more than tables shows it as one; its heads and cells are whole.

    ``above``: heads above the heads, each with how many columns it stands over. ``names`` and ``letters``: what a head
    is made of. ``marks``: per cell the letters at its end, which are its last run.
    """

    above: Sequence[tuple[Text, int]] = ()
    names: Sequence[Text] = ()
    letters: Sequence[str] = ()
    marks: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: ``kind`` is how good it is (``low``, ``middle``, ``high``; ``plain`` of no order), ``share``
    percent of the whole, ``told`` the same as a reader sees it.
    """

    kind: Literal["low", "middle", "high", "plain"]
    name: Text
    share: float
    told: Text


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart of bars: its parts from worst to best."""

    label: Text
    shares: Sequence[Share]


@dataclass(frozen=True, slots=True)
class Point:
    """A row of a chart of points: a figure and the ends of its interval, None where there is none.

    ``value`` is None where the figure is undefined or withheld: then the row has its label, and ``told`` says which.
    """

    label: Text
    value: float | None
    low: float | None
    high: float | None
    told: Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a chart of quadrants: a mark beside it, what it stands for, and where it is on both axes.

    ``settled``: whether it is surely in its quadrant.
    """

    mark: Text
    label: Text
    x: float
    y: float
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a chart of quadrants, from ``low`` to ``high``; quadrants are parted at ``cross``."""

    name: Text
    low: float
    high: float
    cross: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of the table that follows it, which tells the same in numbers; a format may leave it out.

    ``stacked``: bars of parts from worst to best around the middle, as of items on a scale; ``bars``: bars of one part
    each, as of answers or options; ``points``: figures with their intervals on one axis from ``low`` to ``high``, with
    a line at ``target`` where there is one; ``quadrants``: spots on two ``axes``, along the line and upwards, with the
    names of the ``corners`` from the upper left to the lower right.
    """

    kind: Literal["stacked", "bars", "points", "quadrants"]
    title: Text
    rows: Sequence[Bar] | Sequence[Point] | Sequence[Spot]
    low: float = 0
    high: float = 100
    target: float | None = None
    axes: tuple[Axis, Axis] | None = None
    corners: tuple[Text, ...] = ()


Block = Heading | Paragraph | Bullets | Table | Chart
