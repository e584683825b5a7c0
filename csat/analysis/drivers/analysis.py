"""``csat drivers``: which answers go with one outcome, and how much of it each accounts for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from csat.analysis.analysis import Entry, Settling
from csat.analysis.drivers.choosing import by_default, named_items, refuse
from csat.analysis.told import parts
from csat.plan import Item, Plan
from csat.results import Estimate
from csat.tally import Tally

if TYPE_CHECKING:
    from csat.accumulators import Accumulator
    from csat.analysis.drivers.survey import Drivers

DRAWS = 1000
"""Draws of the bootstrap where nobody says how many."""

MOST_PATTERNS = 10_000
"""Different complete rows up to which rows are drawn without being asked for: it takes half a second then."""

MOST_BY_MOMENTS = 21
"""Items up to which a large file has intervals by the delta method: its moments grow as their fourth power."""

MOST_ASKED = 200_000
"""The same where it is asked for: what fits into memory."""


@dataclass(frozen=True)
class KeyDrivers:
    """Key drivers of one outcome. ``items``: none: all items that ask about single things (settled: their ids).

    ``method``: ``lmg`` (exact, to 15 drivers), ``johnson``, or ``auto``: LMG where it can be. ``bootstrap``: draws, 0
    none, None: 1,000 where rows differ in few enough ways. ``left_out``: ids of items that were not taken because
    nobody named drivers, each with the reason.
    """

    of: str
    items: tuple[str, ...] = ()
    method: str = "auto"
    bootstrap: int | None = None
    seed: int = 1
    left_out: tuple[tuple[str, str], ...] = ()

    kind: ClassVar[str] = "drivers"

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """From a table ``[[drivers]]`` or a record's plan."""
        items = entry.get("items") or ()
        return cls(
            entry["of"],
            (items,) if isinstance(items, str) else tuple(items),
            entry.get("method", "auto"),
            entry.get("bootstrap"),
            entry.get("seed", 1),
            tuple((id, why) for id, why in entry.get("left_out", ())),
        )

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it."""
        return {
            "of": self.of,
            "items": list(self.items),
            "method": self.method,
            "bootstrap": self.bootstrap,
            "seed": self.seed,
            "left_out": [list(pair) for pair in self.left_out],
        }

    def columns(self) -> list[str]:
        """Every name in it, as asked for; a list in one text also taken apart."""
        return [self.of, *parts(self.items)]

    def settled(self, settling: Settling) -> Self:
        """With the drivers by their ids and the method decided. Raises InputError where it cannot be done."""
        refuse(self.method, self.bootstrap, self.seed)
        outcome = settling.item(self.of, "--of")
        left = self.left_out
        if self.items:
            items = named_items(self.items, outcome, settling)
        else:
            items, left = by_default(outcome, settling.plan)
        method = refuse(self.method, self.bootstrap, self.seed, len(items))
        return replace(self, of=outcome.id, items=tuple(item.id for item in items), method=method, left_out=left)

    def tallies(self, plan: Plan) -> Mapping[str, Accumulator]:
        """Products and tables of complete rows; distinct rows where they are to be drawn from."""
        from csat.analysis.drivers.survey import counted

        items = self._items(plan)
        wanted = self.bootstrap != 0 or items[0].scale.last == 1
        most = MOST_PATTERNS if self.bootstrap is None and items[0].scale.last > 1 else MOST_ASKED
        large = self.bootstrap is None and len(items) <= MOST_BY_MOMENTS
        return counted(items, most if wanted else 0, large)

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """R² of all drivers together, then the figures of each, the one that accounts for most first."""
        from csat.analysis.drivers.estimates import estimates_of

        yield from estimates_of(self._drivers(plan, counted), self._id(plan), plan, counted["tables"].rows)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """What was taken and left out, how many rows it rests on, and what to be careful about."""
        from csat.analysis.drivers.notices import notices_of

        found = self._drivers(plan, counted)
        yield from notices_of(found, [(_of(plan, id), why) for id, why in self.left_out], counted["tables"].rows)

    def _items(self, plan: Plan) -> list[Item]:
        return [_of(plan, id) for id in (self.of, *self.items)]

    def _id(self, plan: Plan) -> str:
        """``drivers_overall``; numbered where the plan asks for drivers of that outcome more than once."""
        same = [other for other in plan.analyses if isinstance(other, KeyDrivers) and other.of == self.of]
        place = same.index(self) + 1 if self in same else 1
        return f"drivers_{self.of}" + (f"_{place}" if place > 1 else "")

    def _drivers(self, plan: Plan, counted: Mapping[str, Any]) -> Drivers:
        from csat.analysis.drivers.survey import Drivers

        times = DRAWS if self.bootstrap is None else self.bootstrap
        made = (
            self._items(plan), counted["products"].products, counted["tables"], counted.get("patterns"),
            counted.get("moments"), self.method, times, self.seed, self.bootstrap is not None,
            MOST_PATTERNS if self.bootstrap is None else MOST_ASKED, plan.level,
        )  # fmt: skip
        return Drivers(*made)


def _of(plan: Plan, id: str) -> Item:
    return next(item for item in plan.items if item.id == id)
