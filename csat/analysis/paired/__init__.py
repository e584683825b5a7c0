"""Paired waves: the same respondents, matched by their ids, in one wave and in the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from csat.accumulators.by_respondent import ByRespondent, Matched
from csat.analysis.analysis import Entry, Settling
from csat.analysis.compare import pair_of
from csat.analysis.compare.adjusting import ADJUSTMENTS, SOURCES, Adjusted, check_adjustment
from csat.analysis.paired.figures import NOT_FOR_P, figures
from csat.analysis.told import named, parts
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import NO_SEGMENT_VALUE, Group, Reader, groups_of, withheld_groups
from csat.metrics.figure import Figure
from csat.plan import FILE, UNDATED, Item, Plan
from csat.results import Estimate

if TYPE_CHECKING:
    from csat.accumulators import Accumulator
    from csat.tally import Tally

MATCHED = "paired_matched"
WITHHELD = "Withheld: fewer than {k} respondents answered in both waves, or it would give away fewer who did in one."
_P = ("paired_share_p", "paired_nps_p", "paired_mean_p", "paired_ranks_p")


@dataclass(frozen=True, slots=True)
class Paired:
    """``respondent`` names the column of ids, ``by`` that of waves: ``""`` until it is settled, where there is one."""

    kind: ClassVar[str] = "paired"
    respondent: str
    by: str = ""
    items: tuple[str, ...] = ()
    adjust: str = "holm"

    @classmethod
    def of_entry(cls, entry: Entry) -> Paired:
        items = entry.get("items", ())
        listed = (items,) if isinstance(items, str) else tuple(items)
        return cls(entry["respondent"], entry.get("by", ""), listed, entry.get("adjust", "holm"))

    def to_dict(self) -> dict[str, Any]:
        return {"respondent": self.respondent, "by": self.by, "items": list(self.items), "adjust": self.adjust}

    def columns(self) -> Sequence[str]:
        return tuple(filter(None, (self.respondent, self.by, *parts(self.items))))

    def settled(self, settling: Settling) -> Paired:
        """Raises InputError where the waves are no segments of the plan, or the ids stand in no column of their own."""
        plan, names = settling.plan, settling.names
        respondent = names.find(self.respondent)
        if respondent in plan.item_of or respondent in plan.segments:
            raise InputError(
                f'--paired "{plain(self.respondent)}" is an item or a segment. Name the column that tells respondents '
                "apart, which is the same in each wave."
            )
        wave = self._wave(settling)
        items = tuple(dict.fromkeys(item.id for item in named(self.items, settling, "[paired] items"))) or tuple(
            item.id for item in plan.items if item.measure != "part"
        )
        check_adjustment(self.adjust)
        return replace(self, respondent=_told(settling, respondent), by=_told(settling, wave), items=items)

    def _wave(self, settling: Settling) -> int:
        plan, names = settling.plan, settling.names
        if self.by:
            found = names.find(self.by)
            if found in plan.segments:
                return found
            raise InputError(f'Waves are compared by "{plain(self.by)}", so it must be reported by: add --by.')
        of_files = [column for column in plan.segments if names.headers[column] == FILE]
        if found_ := of_files or (plan.segments if len(plan.segments) == 1 else ()):
            return found_[0]
        raise InputError(
            "It is not said which column tells the waves apart. Give a file for each wave, or one file and --by COLUMN."
        )

    def tallies(self, plan: Plan) -> Mapping[str, Accumulator]:
        return {"waves": ByRespondent(self._items(plan), _column(plan, self.respondent), _column(plan, self.by))}

    def _items(self, plan: Plan) -> list[Item]:
        of_id = {item.id: item for item in plan.items}
        return [of_id[id] for id in self.items]

    def pairs(self, plan: Plan, tally: Tally) -> list[tuple[Group, Group]]:
        """Each wave with the next one, in the order of the report."""
        column = _column(plan, self.by)
        waves = [group for group in groups_of(plan, tally) if group.segmenting == column]
        waves = [group for group in waves if group.label not in (NO_SEGMENT_VALUE, UNDATED)]
        return list(pairwise(waves))

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """How many respondents are matched, then each item, for each two waves; p values are adjusted in the end."""
        kept: ByRespondent = counted["waves"]
        reader, groups = Reader(plan, tally), groups_of(plan, tally)
        bases = {item.id: {group: reader.answering(item, group).base for group in groups} for item in self._items(plan)}
        hidden = {id: withheld_groups(plan, tally, groups, own) for id, own in bases.items()}
        made: list[Estimate] = []
        for one, other in self.pairs(plan, tally):
            matched = kept.matched(one.values, other.values)
            made.append(_matched(matched, one, other, plan))
            for item, table in zip(self._items(plan), matched.tables, strict=True):
                n = int(table.sum())
                rest = [bases[item.id][group] - n for group in (one, other)]
                withheld = bool(hidden[item.id] & {one, other}) or any(
                    0 < count < plan.suppress_below for count in (n, *rest)
                )
                made += [
                    _estimate(figure, item, n, one, other, plan, withheld)
                    for figure in figures(item, table, plan.level)
                ]
        yield from _with_adjusted(made, self.adjust)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """How many are matched and how many are not: what is compared are the matched ones alone."""
        kept: ByRespondent = counted["waves"]
        pairs = self.pairs(plan, tally)
        if not pairs:
            yield f'Column "{plain(self.by)}" has fewer than two waves, so no respondents are paired.'
        for one, other in pairs:
            found = kept.matched(one.values, other.values)
            yield (
                f'Paired by "{plain(self.respondent)}": {found.n:,} respondents are in "{one.label}" and in '
                f'"{other.label}"; {found.only[0]:,} are only in the first and {found.only[1]:,} only in the second.'
            )
            if twice := sum(found.twice):
                yield (
                    f'Ids that come twice in "{one.label}" or in "{other.label}" are left out of the pairs, since '
                    f"nobody can tell which row is meant: {twice:,}."
                )
            if blank := sum(found.blank):
                yield f'Rows without an id in "{one.label}" or in "{other.label}" are left out of the pairs: {blank:,}.'


def _told(settling: Settling, column: int) -> str:
    """A column as the settled analysis names it: by its header, or where that is not its own by its letter."""
    header = settling.names.headers[column]
    return header if list(settling.names.headers).count(header) == 1 else settling.names.letters[column]


def _column(plan: Plan, name: str) -> int:
    """The column that :func:`_told` named."""
    by_header = [use.column for use in plan.uses if use.header == name]
    return by_header[0] if by_header else next(use.column for use in plan.uses if use.letter == name)


def _matched(found: Matched, one: Group, other: Group, plan: Plan) -> Estimate:
    counts = {
        "matched": found.n, "only_first": found.only[0], "only_second": found.only[1],
        "twice_first": found.twice[0], "twice_second": found.twice[1],
        "blank_first": found.blank[0], "blank_second": found.blank[1],
    }  # fmt: skip
    pair = pair_of(other.label, one.label)  # the later first, as in csat compare
    return Estimate(
        f"paired.{MATCHED}.{pair}", MATCHED, "count", float(found.n), found.n, no_interval_because="It is a count.",
        counts=counts, formula="matched", source="respondents that are once in each wave", analysis=Paired.kind,
        about={"first": one.label, "second": other.label},
    )  # fmt: skip


def _estimate(figure: Figure, item: Item, n: int, one: Group, other: Group, plan: Plan, withheld: bool) -> Estimate:
    pair = pair_of(other.label, one.label)
    id, about = f"paired.{figure.metric}.{item.id}.{pair}", {"item": item.id, "first": one.label, "second": other.label}
    if withheld:
        why = WITHHELD.format(k=plan.suppress_below)
        return Estimate(
            id, figure.metric, figure.unit, None, 0, item.header, no_interval_because=why, formula=figure.formula,
            source=figure.source, notes=(why,), analysis=Paired.kind, about=about,
        )  # fmt: skip
    small = (f"Small base: {n} answers (n = {n}).",) if 1 < n < plan.flag_below else ()
    return Estimate(
        id, figure.metric, figure.unit, figure.value, n, item.header, None, {}, figure.interval,
        figure.no_interval_because, None, figure.counts, figure.formula, figure.source,
        notes=(*figure.notes, *small), analysis=Paired.kind, about=about,
    )  # fmt: skip


def _with_adjusted(made: Sequence[Estimate], adjust: str) -> Iterator[Estimate]:
    """The figures, each p value followed by the adjusted one. A family are the tests of one form."""
    families = {metric: [e for e in made if e.metric == metric and e.value is not None] for metric in _P}
    adjusted: dict[str, Adjusted] = {}
    if adjust in ADJUSTMENTS:
        for family in families.values():
            found = ADJUSTMENTS[adjust]([e.value for e in family if e.value is not None])
            adjusted |= dict(zip((e.id for e in family), found, strict=True))
    for e in made:
        yield e
        if e.id in adjusted:
            own = adjusted[e.id]
            metric = f"{e.metric}_adjusted"
            yield replace(
                e, id=e.id.replace(e.metric, metric, 1), metric=metric, value=own.p, counts=own.counts,
                formula=own.formula, source=SOURCES[adjust], no_interval_because=NOT_FOR_P,
            )  # fmt: skip
