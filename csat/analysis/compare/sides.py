"""Which groups of respondents are compared in an item, and with how many of each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from csat.analysis.compare import BEFORE, NOW, WAVE
from csat.measure import NO_SEGMENT_VALUE, WHOLE_FILE, Reader, groups_of, withheld_groups
from csat.metrics import boxes_of
from csat.metrics.figure import Answered
from csat.metrics.mean import Moments, moments
from csat.plan import FILE, UNDATED, Item, Plan
from csat.tally import Tally

LEAST = 2
"""Groups of fewer answers have no variance, and are not compared."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the groups compared: its name, and its answers by point of the item's scale, lowest first."""

    label: str
    counts: tuple[int, ...]

    @property
    def base(self) -> int:
        """Its valid answers."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An item in the groups of a segmenting (``by``: its column's header), or now and before (:data:`WAVE`).

    ``in_time``: the sides stand in the order of time, as files and periods do, so that a difference of two of them is a
    change: the later less the earlier.
    """

    item: Item
    by: str
    sides: tuple[Side, ...]
    in_time: bool = False

    @property
    def base(self) -> int:
        """Valid answers of all sides."""
        return sum(side.base for side in self.sides)

    def tops(self) -> list[tuple[int, int]]:
        """Per side how many answers are in the item's top group, such as its top boxes, and all of them."""
        top = boxes_of(self.item).top
        return [(Answered(self.item, side.counts, 0).between(top), side.base) for side in self.sides]

    def nets(self) -> list[tuple[int, int, int]]:
        """Per side answers in the top group, in the bottom group, and all."""
        found = boxes_of(self.item)
        answered = [Answered(self.item, side.counts, 0) for side in self.sides]
        return [(one.between(found.top), one.between(found.bottom), one.base) for one in answered]

    def moments(self) -> list[Moments]:
        """Per side number, sum and sum of squares of the answers, in points of the scale."""
        return [moments(Answered(self.item, side.counts, 0).distribution()) for side in self.sides]


def segments_compared(
    plan: Plan, tally: Tally, items: Sequence[Item], segmentings: Sequence[int]
) -> Iterator[list[Comparison]]:
    """For each segmenting, and there each item, the groups that may be compared; they may be fewer than two.

    Not compared: groups that are withheld, that have fewer than two answers, and rows without a value or date, which
    are no group of people who have something in common.
    """
    reader, groups = Reader(plan, tally), groups_of(plan, tally)
    answered = {item.id: {group: reader.answering(item, group).counts for group in groups} for item in items}
    withheld = {
        id: withheld_groups(plan, tally, groups, {group: sum(counts) for group, counts in of_group.items()})
        for id, of_group in answered.items()
    }
    header = {use.column: use.header for use in plan.uses}
    for segmenting in segmentings:
        in_time = segmenting in plan.dated or header[segmenting] == FILE
        own = [
            group
            for group in groups
            if group.segmenting == segmenting and group.label not in (NO_SEGMENT_VALUE, UNDATED)
        ]
        found = []
        for item in items:
            shown = (group for group in own if group not in withheld[item.id])
            sides = _enough(Side(group.label, answered[item.id][group]) for group in shown)
            found.append(Comparison(item, header[segmenting], sides, in_time))
        yield found


def waves_compared(
    plan: Plan, tally: Tally, items: Sequence[Item], before: Mapping[str, tuple[int, ...]]
) -> Iterator[Comparison]:
    """Each item that the earlier record has too: its answers now and ``before``, by its id."""
    reader = Reader(plan, tally)
    for item in items:
        if item.id in before:
            sides = (Side(NOW, reader.answering(item, WHOLE_FILE).counts), Side(BEFORE, before[item.id]))
            yield Comparison(item, WAVE, _enough(sides))


def _enough(sides: Iterable[Side]) -> tuple[Side, ...]:
    return tuple(side for side in sides if side.base >= LEAST)
