"""Gaps between two items of each pair, as of expectation and perception: paired, from exact cross-products.

A gap is the second minus the first, so below 0 where customers got less than they expected (or found important).
Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64 (SERVQUAL); pairs may be put into dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar

from csat.accumulators.complete_products import CompleteProducts
from csat.analysis.analysis import Entry, Settling
from csat.analysis.linear import mean_of, moments_of, per_point
from csat.analysis.told import NOBODY, also_scored, estimate, id_of, items_of, one_of, pairs_of
from csat.errors import InputError
from csat.io.text import plain
from csat.metrics.figure import Figure
from csat.multiple.selections import slug
from csat.plan import Item, Plan
from csat.results import Estimate
from csat.tally import Tally

SOURCE = "mean of paired differences; Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64"
OF_ONE = "mean over those who answered both items of the pair"
POINTS, ON_100 = "points", "0-100"
TO_100 = "The items are on different scales, so all were moved to 0-100 by their declared bounds first."
Pair = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Pairs of (first, second item, dimension or ""). ``of``: what the first items ask for, expectation or importance.

    ``on``: points of the one scale that all items have, or 0-100; found when settled where it is "".
    """

    kind: ClassVar[str] = "gap"
    name: str
    pairs: tuple[Pair, ...]
    of: str = "expectation"
    on: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        where = f'[[gap]] "{plain(self.name)}"'
        one_of(self.of, ("expectation", "importance"), f"{where}: of")
        one_of(self.on, ("", POINTS, ON_100), f"{where}: on")

    @classmethod
    def of_entry(cls, entry: Entry) -> Gap:
        pairs = pairs_of(entry["pairs"], "[[gap]] pairs")
        return cls(
            entry["name"], pairs, entry.get("of", "expectation"), entry.get("on", ""), entry.get("id", "")
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        pairs = [[first, second, *([dimension] if dimension else [])] for first, second, dimension in self.pairs]
        return {"id": self.id, "name": self.name, "of": self.of, "on": self.on, "pairs": pairs}

    def columns(self) -> Sequence[str]:
        return [name for first, second, _ in self.pairs for name in (first, second)]

    def settled(self, settling: Settling) -> Gap:
        where = f'[[gap]] "{self.name}"'
        found = [(settling.item(a, where), settling.item(b, where), " ".join(c.split())) for a, b, c in self.pairs]
        seconds = [second.id for _, second, _ in found]
        for first, second, _ in found:
            if seconds.count(second.id) > 1:
                raise InputError(f'{where}: "{plain(second.header)}" is the second of two pairs. Name each pair once.')
            if first.column == second.column and first.id != second.id:
                raise InputError(f'{where}: both items of a pair are column "{plain(first.header)}".')
        if len({bool(dimension) for _, _, dimension in found}) > 1:
            raise InputError(
                f"{where}: some pairs have a dimension and some have none. Write one for all, or for none."
            )
        dimensions = [slug(dimension) for dimension in dict.fromkeys(c for _, _, c in found if c)]
        if len(set(dimensions)) < len(dimensions) or "" in dimensions:
            raise InputError(f"{where}: two dimensions have names that are alike, or one has no letters. Rename it.")
        scales = {item.scale for first, second, _ in found for item in (first, second)}
        if self.on == POINTS and len(scales) > 1:
            raise InputError(
                f"{where}: its items are on different scales ({', '.join(sorted(map(str, scales)))}), which have no "
                'points in common. Write on = "0-100".'
            )
        return replace(
            self, pairs=tuple((first.id, second.id, dimension) for first, second, dimension in found),
            on=self.on or (POINTS if len(scales) == 1 else ON_100), id=self.id or id_of(self.name, self.kind, settling),
        )  # fmt: skip

    def tallies(self, plan: Plan) -> Mapping[str, CompleteProducts]:
        several = {} if len(self.pairs) < 2 else {"every": self.pairs}
        sets = {second: [(first, second, "")] for first, second, _ in self.pairs}
        products = {f"pair {name}": CompleteProducts(self._items(plan, pairs)) for name, pairs in sets.items()}
        for name, pairs in {**self._dimensions(), **several}.items():
            products[name] = CompleteProducts(self._items(plan, pairs))
        return products

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        about = {"gap": self.name}
        for first, second, dimension in self.pairs:
            found = counted[f"pair {second}"]
            of_pair = {**about, "first": first, "second": second} | ({"dimension": dimension} if dimension else {})
            items = self._items(plan, [(first, second, "")])
            for metric, signs, source in (
                ("gap", (-1, 1), SOURCE), ("gap_first", (1, 0), OF_ONE), ("gap_second", (0, 1), OF_ONE),
            ):  # fmt: skip
                figure = self._mean(metric, found, items, [Fraction(sign) for sign in signs], plan, source)
                item = items[0] if metric == "gap_first" else items[1]
                yield self._made(f"{metric}.{second}", figure, plan, tally, found, of_pair, item)
        for name, pairs in self._dimensions().items():
            figure = self._over("gap_dimension", counted[name], pairs, plan)
            of_dimension = {**about, "dimension": pairs[0][2]}
            yield self._made(f"gap_dimension.{slug(pairs[0][2])}", figure, plan, tally, counted[name], of_dimension)
        if len(self.pairs) > 1:
            figure = self._over("gap_overall", counted["every"], self.pairs, plan)
            yield self._made("gap_overall", figure, plan, tally, counted["every"], about)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        yield from also_scored(plan, (first for first, _, _ in self.pairs), self.of)

    # ------------------------------------------------------------------ figures

    def _items(self, plan: Plan, pairs: Sequence[Pair]) -> list[Item]:
        return items_of(plan, (name for first, second, _ in pairs for name in (first, second)))

    def _dimensions(self) -> dict[str, list[Pair]]:
        found: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            if pair[2]:
                found.setdefault(f"dimension {pair[2]}", []).append(pair)
        return found

    def _over(self, metric: str, found: CompleteProducts, pairs: Sequence[Pair], plan: Plan) -> Figure:
        """The mean of respondents' mean gaps over several pairs, of those who answered them all."""
        signs = [Fraction(sign, len(pairs)) for _ in pairs for sign in (-1, 1)]
        return self._mean(metric, found, self._items(plan, pairs), signs, plan, SOURCE)

    def _mean(
        self, metric: str, found: CompleteProducts, items: Sequence[Item], signs: Sequence[Fraction], plan: Plan,
        source: str,
    ) -> Figure:  # fmt: skip
        """The mean of a signed sum of items. Lowest points cancel in a gap on one scale, and are 0 on 0-100."""
        to_100 = self.on == ON_100
        factors = [sign * (per_point(item) if to_100 else 1) for sign, item in zip(signs, items, strict=True)]
        values = moments_of(found.products, items, factors)
        if not to_100:
            low = sum((sign * item.scale.low for sign, item in zip(signs, items, strict=True)), Fraction())
            values = values.plus(low)
        figure = mean_of(metric, values, plan.level, source, NOBODY)
        scales = {item.scale for first, second, _ in self.pairs for item in items_of(plan, (first, second))}
        return (
            replace(figure, notes=(*figure.notes, TO_100)) if to_100 and metric == "gap" and len(scales) > 1 else figure
        )

    def _made(
        self, rest: str, figure: Figure, plan: Plan, tally: Tally, found: CompleteProducts, about: Mapping[str, str],
        item: Item | None = None,
    ) -> Estimate:  # fmt: skip
        n = found.products.n
        return estimate(self.kind, f"{self.id}.{rest}", figure, plan, n, {"incomplete": tally.rows - n}, about, item)
