"""What joined cells are made of: how many rows hold each part, and which parts always come together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csat.multiple.selections import LONG, split

MOST = 10_000
"""More different parts than this in one column are sentences, not choices."""


@dataclass
class Parts:
    """The parts of a column's cells at one separator. Adds up, in any order.

    ``rows`` has the rows that hold each part; ``after`` the one part that follows it in every cell, None where cells
    differ, ``""`` where nothing follows; ``before`` likewise. ``filled`` are the rows with a part, ``several`` those
    with more than one.
    """

    separator: str
    rows: dict[str, int] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)
    before: dict[str, str | None] = field(default_factory=dict)
    filled: int = 0
    several: int = 0
    over: bool = False  # too many different parts: nothing more is counted

    def add(self, texts: Mapping[str, int]) -> None:
        """Add cells: each text with the rows that hold it."""
        for text, n in texts.items():
            if self.over or not n:
                continue
            parts = [part[:LONG] for part in split(text, self.separator)]
            for part in dict.fromkeys(parts):
                self.rows[part] = self.rows.get(part, 0) + n
            for one, other in zip(["", *parts], [*parts, ""], strict=True):
                _note(self.after, one, other)
                _note(self.before, other, one)
            self.filled += n if parts else 0
            self.several += n if len(parts) > 1 else 0
            self._check()

    def join(self, other: Parts) -> None:
        """Add the parts of other rows."""
        self.over |= other.over
        self.filled += other.filled
        self.several += other.several
        for part, n in other.rows.items():
            self.rows[part] = self.rows.get(part, 0) + n
        for mine, theirs in ((self.after, other.after), (self.before, other.before)):
            for part, neighbour in theirs.items():
                _note(mine, part, neighbour)
        self._check()

    def _check(self) -> None:
        self.over |= len(self.rows) > MOST
        if self.over:
            self.filled = self.several = 0
            for kept in (self.rows, self.after, self.before):
                kept.clear()


def _note(neighbours: dict[str, str | None], part: str, neighbour: str | None) -> None:
    if neighbours.setdefault(part, neighbour) != neighbour:
        neighbours[part] = None
