"""A weighting as it is asked for, by a flag, a plan file or a record; and what is wrong with weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Any

from csat.accumulators.weighted_counts import NEGATIVE, NO_NUMBER, NONE, WeightedCounts
from csat.errors import InputError
from csat.io.text import plain
from csat.weighting import Weighting

if TYPE_CHECKING:
    from csat.choices import Choices
    from csat.opening import Pins
    from csat.plan import Plan

_DO = {
    NONE: 'Fill it in, or set such rows aside in a plan: [[filter]] column = "{column}", drop = ["(blank)"].',
    NO_NUMBER: "Write weights as plain numbers, such as 0.85.",
    NEGATIVE: "A weight says for how many a respondent stands; mend it, or name the right column.",
}


def weighting_of(choices: Choices, pinned: Pins | None) -> Weighting | None:
    """What the figures are weighted by: the caller's column of weights in the place of the plan's."""
    planned = pinned.weighting if pinned else None
    return planned if choices.weight is None else (planned or Weighting()).weighted_by(choices.weight)


def of_table(table: Mapping[str, Any], find: Callable[[str, str], int | None]) -> Weighting:
    """From a plan file's ``[weighting]``; ``find`` gives the column of a key and a name (None: not in the survey)."""

    def columns(key: str) -> Iterator[int]:
        told = table.get(key, ())
        for name in [told] if isinstance(told, str) else told:
            if (column := find(key, name)) is not None:
                yield column

    population = table.get("population")
    sizes: tuple[tuple[str, int], ...] = ()
    if isinstance(population, int):
        sizes = (("", population),)
    elif isinstance(population, Mapping):
        sizes = tuple(population.items())
    return Weighting(
        next(columns("weight"), None),
        next(columns("strata"), None),
        tuple(columns("clusters")),
        () if sizes else tuple(columns("population")),
        sizes,
        *_margins(table, find),
    )


def _margins(table: Mapping[str, Any], find: Callable[[str, str], int | None]) -> Iterator[Any]:
    """The margins with their columns, and the bounds of trimming."""
    placed = []
    if "margins" in table:
        from csat.weighting.margins import of_tables

        for margin in of_tables(table["margins"], "[weighting.margins]"):
            found = [find("margins", name) for name in margin.columns]
            if None not in found:
                placed.append((tuple(found), margin))
    yield tuple(placed)
    low, high = table.get("trim", (0, inf))
    yield low or None, None if high == inf else high


def mistakes(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong in a plan file's ``[weighting]`` whatever the survey, by key."""
    if not table:
        yield "weight", "[weighting] says nothing; name the column of weights, or take the table out"
    if "margins" in table:
        from csat.weighting.margins import of_tables

        try:
            of_tables(table["margins"], "[weighting.margins]")
        except InputError as trouble:
            yield "margins", str(trouble)
    if "trim" in table:
        low, high = table["trim"]
        if "margins" not in table:
            yield "trim", "trim bounds the weights that margins give, and there are none"
        elif not 0 <= low < 1 < high:
            yield "trim", "trim is a least ratio to the mean weight from 0 to below 1, and a greatest above 1: [0.3, 3]"
    population, strata, clusters = table.get("population"), table.get("strata"), table.get("clusters", ())
    stages = 1 if isinstance(clusters, str) else max(1, len(clusters))
    if population is None:
        return
    if isinstance(population, list) and len(population) > stages:
        yield "population", "population names more columns than there are stages in clusters"
    if isinstance(population, int) and strata is not None:
        yield "population", "population is one number, and there are strata: give the size of each, or their column"
    if isinstance(population, Mapping) and strata is None:
        yield "population", "population gives sizes of strata, and no column of strata is named"
    if "weight" not in table and (strata is not None or stages > 1):
        yield "population", "population tells that respondents stand for different numbers; name their weight too"


def check_weights(plan: Plan, counts: WeightedCounts, place: Callable[[int, int], str]) -> None:
    """Raises InputError where a row has no usable weight, or no row has any. ``place``: of a row and column."""
    if plan.weighting is None or plan.weighting.weight is None:
        return
    column = plan.weighting.weight
    header = plain(next(use.header for use in plan.uses if use.column == column))
    for what in (NO_NUMBER, NEGATIVE, NONE):
        if what in counts.wrong:
            n, first = counts.wrong[what]
            rows = f"{n:,} rows have {what}, the first in" if n > 1 else f"a row has {what}, in"
            raise InputError(f'Weights in "{header}": {rows} {place(first, column)}. {_DO[what].format(column=header)}')
    if counts.weights is not None and not counts.weights[1]:
        raise InputError(f'Every weight in "{header}" is zero, so no respondent counts. Name another column.')
