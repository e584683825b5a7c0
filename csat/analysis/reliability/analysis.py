"""The analysis ``reliability``: each construct's reliability in full, and whether constructs differ from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar, Self

from csat.accumulators import Accumulator
from csat.accumulators.complete_products import CompleteProducts
from csat.accumulators.joint_tables import JointTables
from csat.accumulators.pairwise_products import PairwiseProducts
from csat.accumulators.patterns import MOST as MOST_PATTERNS
from csat.accumulators.patterns import Patterns
from csat.accumulators.totals import Totals
from csat.analysis.reliability import validity
from csat.analysis.reliability.alpha_intervals import SKEWED, SKEWNESS, TOO_MANY, bootstrapped, skewness
from csat.analysis.reliability.by_pairs import by_pairs
from csat.analysis.reliability.dimensions import dimensions
from csat.analysis.reliability.found import FEW_CASES, NO_VARIATION, STILL, TWO_ITEMS, Found
from csat.analysis.reliability.inter_item import correlations, scores
from csat.analysis.reliability.lower_bounds import bounds, split
from csat.analysis.reliability.omega import MINRES, one_factor
from csat.analysis.reliability.ordinal import fit_for_ranks, ordinal_alpha
from csat.analysis.reliability.variations import of_complete
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import base_notes
from csat.plan import Construct, Item, Plan
from csat.results import Estimate

if TYPE_CHECKING:
    from csat.analysis.analysis import Entry, Settling
    from csat.tally import Tally

LEAST_RESAMPLES, MOST_RESAMPLES = 20, 100_000


@dataclass(frozen=True, slots=True)
class Reliability:
    """``constructs``: names or ids of those asked about, none: all. ``bootstrap``: resamples, 0: none."""

    kind: ClassVar[str] = "reliability"
    constructs: tuple[str, ...] = ()
    bootstrap: int = 2000
    seed: int = 1
    pairwise: bool = False
    ordinal: bool = True

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """From a table of a plan file or of a record."""
        listed = entry.get("constructs", ())
        own = {name: entry[name] for name in ("bootstrap", "seed", "pairwise", "ordinal") if name in entry}
        return cls((listed,) if isinstance(listed, str) else tuple(listed), **own)

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it."""
        return {
            "constructs": list(self.constructs),
            "bootstrap": self.bootstrap,
            "seed": self.seed,
            "pairwise": self.pairwise,
            "ordinal": self.ordinal,
        }

    def columns(self) -> tuple[str, ...]:
        """None of its own: constructs have theirs."""
        return ()

    def settled(self, settling: Settling) -> Reliability:
        """The constructs by their ids. Raises InputError where there are none, or none of a name."""
        plan = settling.plan
        if not plan.constructs:
            raise InputError(
                "There is no construct whose reliability could be told: no block of questions that belong together was "
                'found. Name the columns: csat reliability FILE --of "NAME=COLUMN,COLUMN,COLUMN".'
            )
        if not 0 <= self.bootstrap <= MOST_RESAMPLES or 0 < self.bootstrap < LEAST_RESAMPLES:
            raise InputError(
                f"bootstrap is {self.bootstrap:,}: write 0 for no bootstrap interval, or {LEAST_RESAMPLES} to "
                f"{MOST_RESAMPLES:,} resamples, such as 2000."
            )
        if self.seed < 0:
            raise InputError(f"seed is {self.seed}: write a whole number from 0 on.")
        asked = [_named(name, plan) for name in self.constructs] or list(plan.constructs)
        return replace(self, constructs=tuple(dict.fromkeys(construct.id for construct in asked)))

    def tallies(self, plan: Plan) -> dict[str, Accumulator]:
        """What a construct's reliability needs beyond the sums that every plan with constructs has."""
        found: dict[str, Accumulator] = {}
        for construct in self._constructs(plan):
            items = [plan.item_of[column] for column in construct.columns]
            found[f"totals {construct.id}"] = Totals(items)
            if self.bootstrap:
                found[f"patterns {construct.id}"] = Patterns(items, MOST_PATTERNS, complete=True)
            if self.ordinal and fit_for_ranks(tuple(items)):
                found[f"joint {construct.id}"] = JointTables(items)
            if self.pairwise:
                found[f"pairs {construct.id}"] = PairwiseProducts(items)
        for one, other in self._couples(plan):
            found[f"both {one.id} {other.id}"] = CompleteProducts(validity.items_of_both(plan, one, other))
        return found

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """Construct by construct, then the constructs two by two. Alpha itself is among the plan's own figures."""
        for construct in self._constructs(plan):
            items = tuple(plan.item_of[column] for column in construct.columns)
            for found in self._of_construct(construct, items, plan, tally, counted):
                yield self._estimate(plan, construct, found, tally)
        for one, other in self._couples(plan):
            yield self._estimate(plan, one, validity.htmt(one, other, counted[f"both {one.id} {other.id}"]), tally)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """Totals that are skewed, and constructs of which something asked for is not told."""
        for construct in self._constructs(plan):
            patterns = counted.get(f"patterns {construct.id}")
            found = skewness(counted[f"totals {construct.id}"]).figure.value
            if found is not None and abs(found) > SKEWED:
                yield SKEWED_NOTICE.format(construct=construct.name, n=f"{found:.2f}", ask=_then(patterns))
            if patterns is not None and patterns.over:
                yield f'Construct "{construct.name}": ' + TOO_MANY.format(n=f"{patterns.most:,}")
            if self.ordinal and f"joint {construct.id}" not in counted:
                yield NOT_RANKS.format(construct=construct.name)
        if len(self.constructs) > validity.MOST_CONSTRUCTS:
            yield TOO_MANY_CONSTRUCTS.format(n=len(self.constructs), of=validity.MOST_CONSTRUCTS)

    def _constructs(self, plan: Plan) -> list[Construct]:
        of_id = {construct.id: construct for construct in plan.constructs}
        return [of_id[id] for id in self.constructs]

    def _couples(self, plan: Plan) -> list[tuple[Construct, Construct]]:
        constructs = self._constructs(plan)
        return list(combinations(constructs, 2)) if len(constructs) <= validity.MOST_CONSTRUCTS else []

    def _of_construct(
        self, construct: Construct, items: tuple[Item, ...], plan: Plan, tally: Tally, counted: Mapping[str, Any]
    ) -> Iterator[Found]:
        products = tally.products_of(construct)
        of = of_complete(items, products)
        if why := _in_the_way(items, of.n, of.own, of.total):
            yield Found(SKEWNESS.is_not(why))
        else:
            yield from scores(products, of, plan.level)
            yield skewness(counted[f"totals {construct.id}"])
            if self.bootstrap:
                yield from bootstrapped(of, counted[f"patterns {construct.id}"], self.bootstrap, self.seed, plan.level)
            yield from correlations(of)
            if f"joint {construct.id}" in counted:
                yield from ordinal_alpha(counted[f"joint {construct.id}"])
            yield from split(of)
            yield from bounds(of)
            if of.k > 2:
                yield from one_factor(of)
            else:
                yield Found(MINRES.is_not(TWO_ITEMS))
            yield from dimensions(of)
        if self.pairwise:
            yield from by_pairs(counted[f"pairs {construct.id}"], plan.level)

    def _estimate(self, plan: Plan, construct: Construct, found: Found, tally: Tally) -> Estimate:
        figure = found.figure
        n = tally.products_of(construct).n if found.n is None else found.n
        id = ".".join((construct.id, figure.metric, *found.of))
        missing = {"incomplete": tally.rows - n} if tally.rows > n else {}
        notes = base_notes(plan, n, "complete cases") if found.n is None else ()
        return Estimate(
            id, figure.metric, figure.unit, figure.value, n, found.item.header if found.item else None, construct.name,
            interval=figure.interval, no_interval_because=figure.no_interval_because, n_eff=n, counts=figure.counts,
            formula=figure.formula, source=figure.source, missing=missing,
            notes=(*figure.notes, *notes), analysis=self.kind, about=found.about,
        )  # fmt: skip


SKEWED_NOTICE = (
    'Construct "{construct}": the total is skewed ({n}), and Feldt\'s interval of alpha then holds the truth less '
    "often than it says: {ask}."
)
NOT_RANKS = 'Construct "{construct}": no ordinal alpha, since a scale has more than 11 points.'
TOO_MANY_CONSTRUCTS = "There are {n} constructs; whether they differ (HTMT) is told of up to {of}."


def _then(patterns: Patterns | None) -> str:
    """What to do about Feldt's interval of a skewed total."""
    if patterns is None:
        return "ask for the bootstrap interval"
    return "take it for too narrow" if patterns.over else "read the bootstrap interval (BCa)"


def _named(name: str, plan: Plan) -> Construct:
    for construct in plan.constructs:
        if construct.id == name:
            return construct
    for construct in plan.constructs:
        if construct.name.casefold() == name.strip().casefold():
            return construct
    known = ", ".join(f'"{plain(construct.name)}"' for construct in plan.constructs)
    raise InputError(
        f'There is no construct "{plain(name)}". Known are {known}. '
        f'Or name its columns: --of "{plain(name)}=COLUMN,COLUMN".'
    )


def _in_the_way(items: tuple[Item, ...], n: int, own: list[Any], total: Any) -> str | None:
    """Why nothing of a construct is defined."""
    if n < 2:
        return FEW_CASES.format(n=n)
    still = [item.header for item, variation in zip(items, own, strict=True) if not variation]
    if still:
        return STILL.format(names=", ".join(f'"{header}"' for header in still[:5]) + (" …" if len(still) > 5 else ""))
    return None if total else NO_VARIATION
