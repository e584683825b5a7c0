"""The analysis ``compare``: segments of a survey against each other, and this wave against an earlier record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from csat.accumulators import Accumulator
from csat.analysis.analysis import Entry, Settling
from csat.analysis.compare.earlier import Earlier
from csat.analysis.compare.estimating import KIND, MOST_GROUPS, estimates_of, pairs_of
from csat.analysis.compare.sides import Comparison, segments_compared, waves_compared
from csat.analysis.told import named, parts
from csat.changes import ABSENT, DEFINED, DIFFER
from csat.errors import InputError
from csat.io.text import plain
from csat.plan import Item, Plan
from csat.results import Estimate
from csat.tally import Tally

ADJUST = ("holm", "bh", "none")
NOTHING = (
    "csat compare needs groups: name a column to compare by (--by COLUMN, or [[segment]] in the plan), or an earlier "
    "record (--previous RECORD)."
)
TOO_FEW = 'By "{column}" there are no two groups with enough answers to compare {names}.'
TOO_MANY = (
    'By "{column}" there are {n} groups, too many to compare in pairs: only whether they differ at all is tested. '
    "Values put together ([[segment]] groups in the plan) make fewer."
)
LONG = (
    "{n} pairs of groups are compared, so the record is long. Fewer columns (--by) or items (--items) make it shorter."
)
MANY_PAIRS = 500
UNWEIGHTED = "Comparisons are not weighted, unlike other figures: each respondent counts once."
UNLIKE = '"{column}" is not compared with "{file}": {change}'


@dataclass(frozen=True, slots=True)
class Compare:
    """What is compared: ``items`` (all that have figures of their own) in the groups of each segmenting of ``by`` (all
    of the plan), and with ``previous``. ``adjust``: how p values are adjusted, ``holm``, ``bh`` or ``none``.
    """

    kind: ClassVar[str] = KIND

    by: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    adjust: str = "holm"
    previous: Earlier | None = None

    def __post_init__(self) -> None:
        if self.adjust not in ADJUST:
            raise InputError(f'"{plain(self.adjust)}" is no adjustment of p values: give {", ".join(ADJUST)}.')

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """From a table of a plan file, or from :meth:`to_dict`."""
        previous = entry.get("previous")
        by, items = (
            (named,) if isinstance(named := entry.get(key, ()), str) else tuple(named) for key in ("by", "items")
        )
        return cls(
            by,
            items,
            entry.get("adjust", "holm"),
            Earlier.of_entry(previous) if previous else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it."""
        told: dict[str, Any] = {"by": list(self.by), "items": list(self.items), "adjust": self.adjust}
        return told | ({"previous": self.previous.to_dict()} if self.previous else {})

    def columns(self) -> Sequence[str]:
        """The items and segments that it names."""
        return (*parts(self.items), *self.by)

    def settled(self, settling: Settling) -> Self:
        """Items by their ids, segments by the names of their columns. Raises InputError where there are no groups."""
        plan, names = settling.plan, settling.names
        items = named(self.items, settling, "csat compare")
        items = items or [item for item in plan.items if item.measure != "part"]
        columns = [names.find(name) for name in self.by] or list(plan.segments)
        for name, column in zip(self.by, columns, strict=False):
            if column not in plan.segments:
                raise InputError(
                    f'"{plain(name)}" is to be compared by, and figures are not told by it: give it with --by, or as a '
                    "[[segment]] in the plan."
                )
        if plan.items and not columns and self.previous is None:
            raise InputError(NOTHING)
        ids = tuple(dict.fromkeys(item.id for item in items))
        headers = {use.column: use.header for use in plan.uses}
        by = tuple(
            headers[column] if names.matching(headers[column]) == [column] else f"#{column + 1}" for column in columns
        )
        previous = self.previous.settled(plan, ids) if self.previous else None
        return replace(self, by=tuple(dict.fromkeys(by)), items=ids, previous=previous)

    def tallies(self, plan: Plan) -> Mapping[str, Accumulator]:
        """Nothing: answers by segment are in every tally."""
        return {}

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """Per segmenting, then of the waves, the figures of :func:`csat.analysis.compare.estimating.estimates_of`."""
        for comparisons in self._comparisons(plan, tally):
            yield from estimates_of(plan, [one for one in comparisons if len(one.sides) > 1], self.adjust)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """What is not compared, and why."""
        if plan.weighting is not None:
            yield UNWEIGHTED
        pairs = 0
        for comparisons in self._comparisons(plan, tally):
            pairs += sum(len(pairs_of(one)) for one in comparisons)
            alone = [one.item for one in comparisons if len(one.sides) < 2]
            if alone:
                yield TOO_FEW.format(column=comparisons[0].by, names=_named(alone))
            most = max((len(one.sides) for one in comparisons), default=0)
            if most > MOST_GROUPS:
                yield TOO_MANY.format(column=comparisons[0].by, n=most)
        if pairs > MANY_PAIRS:
            yield LONG.format(n=f"{pairs:,}")
        if self.previous:
            header = {item.id: item.header for item in plan.items}
            for id, differ in self.previous.unlike:
                change = DEFINED.format(differ=", ".join(DIFFER[name] for name in differ)) if differ else ABSENT
                yield UNLIKE.format(column=header[id], file=self.previous.name, change=change)

    def _comparisons(self, plan: Plan, tally: Tally) -> Iterator[list[Comparison]]:
        items = [item for item in plan.items if item.id in self.items]
        columns = {use.column for use in plan.uses if {use.header, f"#{use.column + 1}"} & set(self.by)}
        yield from segments_compared(plan, tally, items, [column for column in plan.segments if column in columns])
        if self.previous:
            yield list(waves_compared(plan, tally, items, dict(self.previous.answers)))


def _named(items: Sequence[Item]) -> str:
    told = ", ".join(f'"{item.header}"' for item in items[:5])
    return told + (f" and {len(items) - 5} more" if len(items) > 5 else "")
