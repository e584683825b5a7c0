"""Comparisons as estimates: their figures, p values adjusted within families, ids and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from csat.analysis.compare import pair_of
from csat.analysis.compare.adjusting import ADJUSTMENTS, SOURCES
from csat.analysis.compare.families import FAMILIES, NO_INTERVAL, families_of
from csat.analysis.compare.sides import Comparison, Side
from csat.metrics.figure import Figure
from csat.plan import Plan
from csat.results import Estimate

KIND = "compare"
MOST_GROUPS = 12
"""Of more groups there are too many pairs (of 12 there are 66): only the tests over all groups are made."""

SMALL = 'Small base: "{label}" has {n} answers.'

Pair = tuple[int, int]
_Of = TypeVar("_Of")


@dataclass(frozen=True, slots=True)
class _Tested:
    """The figures of one test of one comparison: over all groups, and by pair."""

    comparison: Comparison
    name: str
    overall: Sequence[Figure]
    pairs: Mapping[Pair, Sequence[Figure]]


def pairs_of(comparison: Comparison) -> list[Pair]:
    """The pairs of sides that are compared, none of too many groups: first the side that the other is taken from.

    That is the one that stands first, but of waves and periods the later one.
    """
    k = len(comparison.sides)
    pairs = combinations(range(k), 2) if k <= MOST_GROUPS else ()
    return [(other, one) if comparison.in_time else (one, other) for one, other in pairs]


def estimates_of(plan: Plan, comparisons: Sequence[Comparison], adjust: str) -> Iterator[Estimate]:
    """The figures of the comparisons of one segmenting, or of waves: each item, over all groups and then by pair.

    Families of adjustment, over all groups: the tests of the headline figures of all items, and those of each further
    kind of all items; by pair: those of one kind of all pairs of an item. Undefined tests count in none.
    """
    made = [
        [_tested(comparison, name, plan.level) for name in families_of(comparison.item)] for comparison in comparisons
    ]
    across = _across_items([tested for tests in made for tested in tests], adjust)
    for comparison, tests in zip(comparisons, made, strict=True):
        for tested in tests:
            adjusted = across.get((comparison.item.id, tested.name))
            for figure in _with(tested, tested.overall, adjusted):
                yield _estimate(plan, comparison, tested.name, figure, comparison.sides)
        within = [(tested, _within_item(tested, adjust)) for tested in tests]
        for pair in pairs_of(comparison):
            sides = [comparison.sides[place] for place in pair]
            named = pair_of(sides[0].label, sides[1].label)
            for tested, adjusted_pairs in within:
                for figure in _with(tested, tested.pairs.get(pair, ()), adjusted_pairs.get(pair)):
                    yield _estimate(plan, comparison, tested.name, figure, sides, named)


def _tested(comparison: Comparison, name: str, level: float) -> _Tested:
    family = FAMILIES[name]
    pairs: dict[Pair, Sequence[Figure]] = {}
    if family.pair is not None:
        pairs = {(one, other): list(family.pair(comparison, one, other, level)) for one, other in pairs_of(comparison)}
    return _Tested(comparison, name, list(family.overall(comparison)), pairs)


def _across_items(tests: Sequence[_Tested], adjust: str) -> dict[tuple[str, str], Figure]:
    """The adjusted p of each test over all groups, by item and test."""
    families: dict[str, dict[tuple[str, str], float | None]] = {}
    for tested in tests:
        item, name = tested.comparison.item, tested.name
        family = "headline" if name == families_of(item)[0] else name
        families.setdefault(family, {})[item.id, name] = _p(tested.overall, name)
    return {of: figure for ps in families.values() for of, figure in _adjusted(ps, adjust).items()}


def _within_item(tested: _Tested, adjust: str) -> dict[Pair, Figure]:
    """The adjusted p of each pair: a family is one test of all pairs of an item."""
    return _adjusted({pair: _p(figures, tested.name) for pair, figures in tested.pairs.items()}, adjust)


def _p(figures: Sequence[Figure], name: str) -> float | None:
    return next((figure.value for figure in figures if figure.metric == f"{name}_p"), None)


def _adjusted(ps: Mapping[_Of, float | None], adjust: str) -> dict[_Of, Figure]:
    if adjust not in ADJUSTMENTS:
        return {}
    known = {of: p for of, p in ps.items() if p is not None}
    adjusted = ADJUSTMENTS[adjust](list(known.values()))
    return {
        of: Figure("", "ratio", one.p, one.counts, one.formula, SOURCES[adjust], None, NO_INTERVAL)
        for of, one in zip(known, adjusted, strict=True)
    }


def _with(tested: _Tested, figures: Sequence[Figure], adjusted: Figure | None) -> Iterator[Figure]:
    """The figures with the adjusted p behind that of the test."""
    for figure in figures:
        yield figure
        if adjusted is not None and figure.metric == f"{tested.name}_p":
            yield replace(adjusted, metric=f"{figure.metric}_adjusted")


def _estimate(
    plan: Plan, comparison: Comparison, test: str, figure: Figure, sides: Sequence[Side], pair: str = ""
) -> Estimate:
    item = comparison.item
    about = {"item": item.id, "by": comparison.by, "test": test} | ({"pair": pair} if pair else {})
    n = sum(side.base for side in sides)
    small = [SMALL.format(label=side.label, n=side.base) for side in sides if side.base < plan.flag_below]
    return Estimate(
        f"{KIND}.{figure.metric}.{item.id}@{comparison.by}" + (f"={pair}" if pair else ""),
        figure.metric, figure.unit, figure.value, n, item.header, None, {}, figure.interval,
        figure.no_interval_because, None, figure.counts, figure.formula, figure.source,
        notes=(*figure.notes, *small), analysis=KIND, about=about,
    )  # fmt: skip
