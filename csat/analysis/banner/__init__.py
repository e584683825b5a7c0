"""Banner tables: items down, segments across, and beside each figure the letters of what it is significantly above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from csat.analysis.analysis import Entry, Settling
from csat.analysis.banner.letters import Higher, higher
from csat.analysis.banner.lines import NOT_FOR_P, Counts, Line, difference, lines_of, source_of
from csat.analysis.compare import pair_of
from csat.analysis.compare.adjusting import SOURCES, check_adjustment
from csat.analysis.told import named, parts
from csat.errors import InputError
from csat.io.text import key, plain
from csat.measure import NO_SEGMENT_VALUE, Group, Reader, groups_of, withheld_groups
from csat.metrics.figure import Figure
from csat.plan import UNDATED, Item, Plan
from csat.results import Estimate

if TYPE_CHECKING:
    from csat.accumulators import Accumulator
    from csat.tally import Tally

LEVELS = (0.95, 0.80)
LEAST = 2
"""Columns of fewer answers have no variance."""


@dataclass(frozen=True, slots=True)
class Banner:
    """``by``: segmentings (none: all), ``items`` (none: all), ``levels``: of capital and of small letters.

    ``min_base``: columns of fewer answers to an item are not tested; None until it is settled: the plan's flag_below.
    """

    kind: ClassVar[str] = "banner"
    by: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    levels: tuple[float, ...] = LEVELS
    min_base: int | None = None
    adjust: str = "holm"
    id: str = "banner"

    @classmethod
    def of_entry(cls, entry: Entry) -> Banner:
        levels = entry.get("levels", LEVELS)
        return cls(
            _listed(entry.get("by", ())),
            _listed(entry.get("items", ())),
            tuple(levels) if isinstance(levels, (list, tuple)) else (levels,),
            entry.get("min_base"),
            entry.get("adjust", "holm"),
            entry.get("id", "banner"),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "by": list(self.by), "items": list(self.items), "levels": list(self.levels),
            "min_base": self.min_base, "adjust": self.adjust,
        }  # fmt: skip

    def columns(self) -> Sequence[str]:
        return *self.by, *parts(self.items)

    def settled(self, settling: Settling) -> Banner:
        """Raises InputError where columns overlap or are no segments, and where a number makes no sense."""
        plan = settling.plan
        if not re.fullmatch(r"\w+", self.id):
            raise InputError(f'The id of a banner is of letters, digits and _ alone, not "{plain(self.id)}".')
        levels = tuple(sorted(set(self.levels), reverse=True))
        if not 1 <= len(levels) <= 2 or not all(0.5 <= level <= 0.9999 for level in levels):
            raise InputError("The letters of a banner are at one level or at two, such as 0.95 and 0.80.")
        check_adjustment(self.adjust)
        headers = {use.column: use.header for use in plan.uses}
        by = tuple(dict.fromkeys(self._segmenting(name, settling) for name in self.by))
        by = by or tuple(headers[column] for column in plan.segments)
        if not by:
            raise InputError("A banner has a column for each value of a segment. Name some with --by COLUMN.")
        items = tuple(dict.fromkeys(item.id for item in named(self.items, settling, "[[banner]] items"))) or tuple(
            item.id for item in plan.items if item.measure != "part"
        )
        if not items:
            raise InputError("A banner has lines for items, and this survey has none that is scored.")
        least = max(LEAST, plan.flag_below if self.min_base is None else self.min_base)
        return replace(self, by=by, items=items, levels=levels, min_base=least)

    def _segmenting(self, name: str, settling: Settling) -> str:
        """The header of a segmenting that is asked for."""
        plan = settling.plan
        for question in plan.multiple:
            if key(name) in (key(question.id), key(question.text)):
                raise InputError(
                    f'"{plain(name)}" is a multiple choice: who chose two options would be in two columns, and columns '
                    "that overlap cannot be tested against each other. Choose a column of one value a respondent."
                )
        column = settling.names.find(name)
        if column not in plan.segments:
            raise InputError(f'A banner by "{plain(name)}" needs its figures: add --by, or a [[segment]] of it.')
        return settling.names.headers[column]

    def tallies(self, plan: Plan) -> Mapping[str, Accumulator]:
        """Nothing: the answers of each segment are counted anyway."""
        if [analysis for analysis in plan.analyses if isinstance(analysis, Banner) and analysis.id == self.id] != [
            self
        ]:
            raise InputError(f'Two [[banner]] have the id "{self.id}". Give each an id of its own.')
        return {}

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """For each letter the difference and its p value. What has no letter is not in the record."""
        reader, groups = Reader(plan, tally), groups_of(plan, tally)
        of_id = {item.id: item for item in plan.items}
        for item in (of_id[id] for id in self.items):
            counts = {group: reader.answering(item, group).counts for group in groups}
            bases = {group: sum(own) for group, own in counts.items()}
            hidden = withheld_groups(plan, tally, groups, bases)
            for name in self.by:
                columns = columns_of(groups, name)
                shown: list[Counts | None] = [
                    None if group in hidden or bases[group] < (self.min_base or LEAST) else counts[group]
                    for group in columns
                ]
                for line in lines_of(item):
                    for found in higher(line, item, shown, self.adjust, self.levels[-1]):
                        yield from self._of_letter(found, line, item, columns, counts, plan)

    def _of_letter(
        self, found: Higher, line: Line, item: Item, columns: Sequence[Group], counts: Mapping[Group, Counts],
        plan: Plan,
    ) -> Iterator[Estimate]:  # fmt: skip
        one, other = columns[found.column], columns[found.other]
        apart = difference(line, item, counts[one], counts[other], plan.level)
        if (apart.value or 0) <= 0:  # of few answers the added ones may turn a net score: no letter says the opposite
            return
        source = source_of(line) + (f"; {SOURCES[self.adjust]}" if self.adjust in SOURCES else "")
        p = Figure(f"{apart.metric}_p", "ratio", found.p, found.counts, found.formula, source, None, NOT_FOR_P)
        about = {
            "item": item.id, "line": line.name, "by": one.name or "", "column": one.label, "other": other.label,
        }  # fmt: skip
        where = f"{item.id}.{line.name}.{one.name}={pair_of(one.label, other.label)}"
        for figure in (apart, p):
            yield Estimate(
                f"{self.id}.{figure.metric}.{where}", figure.metric, figure.unit, figure.value,
                sum(counts[one]) + sum(counts[other]), item.header, None, {}, figure.interval,
                figure.no_interval_because, None, figure.counts, figure.formula, figure.source, analysis=self.kind,
                about=about,
            )  # fmt: skip

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        return iter(())


def columns_of(groups: Sequence[Group], name: str) -> list[Group]:
    """The columns of a segmenting: its values, but not rows without one, which have nothing in common."""
    return [group for group in groups if group.name == name and group.label not in (NO_SEGMENT_VALUE, UNDATED)]


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
