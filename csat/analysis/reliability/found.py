"""A figure of a construct, and which part of it it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from csat.metrics.figure import Figure
from csat.plan import Item
from csat.results import Count, Interval

NO_INTERVAL = "No interval is given for this figure; the one of alpha shows its precision."
FEW_CASES = "It needs at least 2 complete cases, and there is n = {n}."
NO_VARIATION = "It is not defined: the items' total is the same in every complete case."
STILL = "It is not defined: {names} has the same answer in every complete case."
NO_STANDARD_VARIATION = "It is not defined: the items' standardized total does not vary."
TWO_ITEMS = "It needs at least 3 items."
MADE_OF_OTHERS = "It is not defined: the answers to one item follow exactly from those to the others."


@dataclass(frozen=True, slots=True)
class Found:
    """A figure, ``of`` what its id ends in: items, another construct, a number. ``n``: its base, where that is not
    the complete cases of the construct.
    """

    figure: Figure
    of: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    item: Item | None = None
    n: int | None = None


class Metric(NamedTuple):
    """A figure without a unit: its name, the formula on its counts, and the source."""

    name: str
    formula: str
    source: str

    def is_(
        self, value: float, counts: Mapping[str, Count], interval: Interval | None = None, notes: tuple[str, ...] = ()
    ) -> Figure:
        """Where it is defined."""
        because = None if interval else NO_INTERVAL
        return Figure(self.name, "ratio", value, counts, self.formula, self.source, interval, because, notes)

    def is_not(self, why: str) -> Figure:
        """Where it is not, and why."""
        return Figure(self.name, "ratio", None, {}, self.formula, self.source, None, why, (why,))


def of_item(figure: Figure, item: Item) -> Found:
    """A figure of one of the items."""
    return Found(figure, (item.id,), {"item": item.id}, item)
