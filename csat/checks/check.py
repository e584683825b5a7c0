"""The one shape of a check: what it looks for, what may be set about it, and how it begins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from csat.checks.finding import Found
from csat.checks.survey import Glance, Survey


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a check's rule: as the check has them, or as a plan says."""

    threshold: Fraction = Fraction(0)
    items: int = 0


class Watch:
    """One check at work on one survey: sees the rows in order, once or more, and says what it found.

    What it keeps is a few bytes a row at most, and what it finds does not depend on how rows come in chunks.
    """

    columns: Collection[int] = ()
    """Columns of the file to be read; none: it needs no row, the counts of the tally are enough."""

    def look(self, glance: Glance) -> None:
        """Take in the next rows."""

    def again(self) -> bool:
        """Asked after each pass: whether it must see all rows once more."""
        return False

    def found(self) -> Iterator[Found]:
        """What it found, once all rows were seen."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the prepared data. ``begin`` gives the watch, or says in words why it cannot be done.

    ``threshold`` is the number in its rule that a plan may set, ``about`` what it is, within ``low`` and ``high``;
    ``items`` the least number of items that its rule asks for. None: there is none. ``excludes``: it finds rows, so a
    plan may set them aside.
    """

    title: str
    reference: str
    begin: Callable[[Survey, Settings], Watch | str]
    threshold: Fraction | None = None
    about: str = ""
    low: float = 0.0
    high: float = 1.0
    items: int | None = None
    excludes: bool = False

    @property
    def settings(self) -> Settings:
        """Its own numbers."""
        return Settings(self.threshold or Fraction(0), self.items or 0)
