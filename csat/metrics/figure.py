"""What a metric takes and gives: the answers of one item in one segment, and figures with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csat.plan import Item
from csat.results import Count, Interval

NO_ANSWERS = "There are no valid answers."


@dataclass(frozen=True, slots=True)
class Boxes:
    """Positions on the scale, both ends included, that count as the top (satisfied) and bottom group."""

    bottom: tuple[int, int]
    top: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many gave each point of the item's scale, by position, lowest first."""

    item: Item
    counts: Sequence[int]
    level: float

    @property
    def base(self) -> int:
        """Number of valid answers."""
        return sum(self.counts)

    def between(self, positions: tuple[int, int]) -> int:
        """Number of answers from one position to another, both included."""
        return sum(self.counts[positions[0] : positions[1] + 1])

    def distribution(self) -> dict[Fraction | int, int]:
        """Answers by value of the scale point; integers, which are quicker, on a scale of whole points."""
        scale = self.item.scale
        if scale.step == 1:
            return dict(enumerate(self.counts, scale.low))
        return {scale.point(position): n for position, n in enumerate(self.counts)}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``formula`` evaluates on ``counts`` to ``value``; None is undefined, and ``notes`` says why."""

    metric: str
    unit: str
    value: float | None
    counts: Mapping[str, Count]
    formula: str
    source: str
    interval: Interval | None = None
    no_interval_because: str | None = None
    notes: tuple[str, ...] = ()
    column: int | None = None  # for the item of a construct


def whole(value: Fraction | int) -> Count:
    """An exact number as the record holds it: an integer wherever it is one."""
    return int(value) if value == int(value) else float(value)
