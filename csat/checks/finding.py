"""What a check gives: counts, rows, and the rule they were found by. It flags; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from csat.results import Estimate

Outcome = Literal["flagged", "passed", "told", "not checked", "off"]
"""``told``: a figure that no rule judges, such as a response rate."""

Indices = NDArray[np.intp]
"""0-based places of rows among the kept rows of a source, ascending."""

NO_ROWS: Indices = np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a finding: an item, a code, a value, with its own count and rows."""

    what: str
    count: int
    base: int
    rows: Indices = field(default_factory=lambda: NO_ROWS)


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found, with rows by their place. ``count`` of ``base`` ``of`` (rows, items, answers …).

    ``rows`` are what an excluding rule would set aside; ``groups`` are rows that belong together, such as a row and
    its repeats. ``columns`` are those concerned, 0-based.
    """

    title: str
    rule: str
    count: int
    base: int
    flagged: bool
    of: str = "rows"
    rows: Indices = field(default_factory=lambda: NO_ROWS)
    columns: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    estimates: tuple[Estimate, ...] = ()
    notes: tuple[str, ...] = ()
    told: bool = False  # a figure that no rule judges
    why: str | None = None  # why it could not be checked after all

    @property
    def outcome(self) -> Outcome:
        """How it is reported."""
        if self.why is not None:
            return "not checked"
        return "flagged" if self.flagged else "told" if self.told else "passed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a person finds it."""

    header: str
    letter: str


Rows = Mapping[str, Sequence[int]]
"""Per file the numbers of rows: of the sheet's row, of the text's line, of the case."""


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A :class:`Part` with rows as in the sheet."""

    what: str
    count: int
    base: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found in a file, as the record tells it. Never an answer in words, a name or an address.

    ``count`` of ``base`` ``of`` something (rows, items …) meet ``rule``, whose source is ``reference``. ``why`` says
    why a check could not be done. ``blocking``: a rule of the plan must hold here, and does not or cannot be checked.
    """

    check: str
    outcome: Outcome
    title: str
    rule: str
    reference: str
    count: int = 0
    base: int = 0
    of: str = "rows"
    rows: Rows = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    parts: tuple[FoundPart, ...] = ()
    groups: tuple[Rows, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    notes: tuple[str, ...] = ()
    why: str | None = None
    excludes: bool = False
    blocking: bool = False

    @property
    def flagged(self) -> bool:
        """Whether something was found that a person should look at."""
        return self.outcome == "flagged"
