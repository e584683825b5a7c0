"""The one shape in which every file arrives: columns of distinct texts and codes into them.

A survey column holds few distinct answers, so a chunk stores each distinct text once and an
integer per row. Nothing here knows what a column means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from csat.plan import Role

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of a chunk: ``values[codes[row]]`` is the text of that row's cell.

    ``values`` are distinct within the chunk and text exactly as stored (``""`` is a blank cell; 5.0 in a
    workbook is ``"5"``, TRUE is ``"TRUE"``, an error cell is ``"#N/A"``, a date is ISO text).
    ``codes`` has one int32 a row.
    """

    values: Sequence[str]
    codes: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive respondent rows: ``first`` is the index of its first row among the kept rows of the file."""

    first: int
    rows: int
    columns: Mapping[int, Coded]
    set_aside: Mapping[str, int] = field(default_factory=dict)  # rows met and not kept here, by reason in words
    unfinished: NDArray[np.bool_] | None = None  # rows whose respondent did not reach the end, as the platform says
    file: str = ""  # of several files of one survey, the one that these rows are from


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """A multiple choice that a file declares, or its header shows beyond doubt: a column an option.

    ``ticked`` is the one text that ticks a column, None where the usual ones do. With ``codes`` each column holds the
    code of one choice. A ``twin`` holds the same choices joined in one cell.
    """

    text: str
    columns: tuple[int, ...]
    ticked: str | None = None
    codes: bool = False
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the platform that wrote a file says of its rows and columns. Columns are 0-based.

    Recognised by the header rows alone, so it never depends on the answers. ``known`` columns are the platform's
    own, ``(role, reason)`` in the words of the plan, and never scored unless the caller names them. A reason with
    :data:`METADATA` in it says that the column belongs to no question.
    """

    platform: str = "generic"
    header_rows: int = 1
    names: tuple[str, ...] = ()  # column names where the first header row alone does not give them all
    questions: Mapping[int, str] = field(default_factory=dict)  # what was asked, where the name is not the question
    known: Mapping[int, tuple[Role, str]] = field(default_factory=dict)
    options: Mapping[int, str] = field(default_factory=dict)  # a ticked box of a multiple choice holds this text
    groups: tuple[tuple[int, ...], ...] = ()  # columns that are one multiple choice, or the rows of one matrix
    separators: tuple[str, ...] = ()  # what stands between the choices of a multiple choice in one cell
    sets: tuple[ResponseSet, ...] = ()  # columns that are one multiple choice for certain
    others: frozenset[int] = frozenset()  # a choice in the respondent's words; belongs to the group it ends or follows
    ungrouped: bool = False  # the header does not tell which options are one question: neighbours are
    not_answers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # texts that are none, with the reason
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # words of a column's codes
    codes: re.Pattern[str] | None = None  # answer codes such as A3: the second group is the number in them
    # why rows with a text in this column are no respondents (see csat.io.respondents), None where they are
    aside: Mapping[int, Callable[[str], str | None]] = field(default_factory=dict)
    unfinished: tuple[int, frozenset[str]] | None = None  # column, and its texts where a respondent did not finish
    beside: frozenset[int] = frozenset()  # columns of no question that the platform lets the survey's maker fill
    nested: Mapping[int, str] = field(default_factory=dict)  # type of columns of lists or records, which are not read
    notices: tuple[str, ...] = ()

    def picked(self, columns: Sequence[int]) -> Layout:
        """The layout of a table of these columns alone, in this order."""
        new = {old: at for at, old in enumerate(columns)}

        def moved(told: Mapping[int, Told]) -> dict[int, Told]:
            return {new[column]: what for column, what in told.items() if column in new}

        return replace(
            self,
            names=tuple(self.names[old] for old in columns) if self.names else (),
            questions=moved(self.questions),
            known=moved(self.known),
            options=moved(self.options),
            groups=tuple(group for g in self.groups if (group := tuple(new[old] for old in g if old in new))),
            not_answers=moved(self.not_answers),
            labels=moved(self.labels),
            aside=moved(self.aside),
            unfinished=(new[u[0]], u[1]) if (u := self.unfinished) and u[0] in new else None,
            beside=frozenset(new[column] for column in self.beside if column in new),
            nested=moved(self.nested),
        )

    def asked(self, headers: Sequence[str]) -> list[int] | None:
        """The columns that belong to a question; None where no platform tells."""
        if self.platform == "generic":
            return None
        own = {at for at, (_, why) in self.known.items() if METADATA in why} | self.beside
        return [at for at, header in enumerate(headers) if at not in own and (header or at in self.questions)]


METADATA = "metadata"
GENERIC = Layout()
UNHEADED = Layout(header_rows=0)  # of a table whose names are no row of it: a DataFrame, a parquet file


@dataclass(frozen=True, slots=True)
class About:
    """Where the rows came from, as the record tells it. ``None`` where it does not apply."""

    name: str  # file name without folder, "-" for stdin
    format: str  # "xlsx", "xls", "ods", "csv", "parquet", "sav", "frame"
    size: int | None = None  # bytes
    sha256: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None  # 1-based row (or line) that holds the column names, the first of several
    layout: Layout = GENERIC
    notices: tuple[str, ...] = ()  # what was assumed or noticed while opening, one sentence each
    files: tuple[About, ...] = ()  # where several files are one survey
    partly: Mapping[str, str] = field(default_factory=dict)  # columns that only some of them have: which


class Source(Protocol):
    """A table that can be read as often as needed, in chunks, a few columns at a time."""

    @property
    def about(self) -> About: ...

    @property
    def headers(self) -> Sequence[str]:
        """Column names as stored, outer spaces removed; ``""`` where the header cell is blank."""
        ...

    @property
    def whole(self) -> bool:
        """True where the rows are in memory anyway, so that one chunk holds them all."""
        ...

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """Yield the rows in file order, with these columns (all when None). May be called again."""
        ...

    def place(self, row: int, column: int) -> str:
        """Where the cell of kept row ``row`` (0-based) is, for a person: ``cell D3`` or ``line 3``."""
        ...

    def row(self, row: int) -> tuple[str, int]:
        """The file that kept row ``row`` (0-based) is in, and its 1-based number there: of the sheet's row, of the
        text's line, of the case. Cheapest when asked for in ascending order.
        """
        ...

    def letter(self, column: int) -> str:
        """How a person points at the column without its name: ``D`` in a sheet, ``#4`` in a text file."""
        ...


def column_letter(index: int) -> str:
    """Spreadsheet letters of a 0-based column: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
