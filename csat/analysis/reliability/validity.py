"""Whether two constructs are two: HTMT, the ratio of the correlations between them to those within them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import fsum, sqrt

from csat.accumulators.complete_products import CompleteProducts
from csat.analysis.reliability.found import FEW_CASES, Found, Metric
from csat.analysis.reliability.variations import Variations, of_complete
from csat.metrics.figure import Figure
from csat.plan import Construct, Item, Plan

MOST_CONSTRUCTS = 20
"""Constructs of which every two are compared: their number grows with its square."""

HTMT = Metric(
    "htmt",
    "between / sqrt(within_first * within_other)",
    "Henseler, Ringle and Sarstedt (2015), Journal of the Academy of Marketing Science 43",
)
SHARED = "It is not defined for constructs that share an item."
STILL = "It is not defined: an item has the same answer in every case."
AGAINST = "It is not defined: within a construct the items do not correlate above 0 on average."


def items_of_both(plan: Plan, one: Construct, other: Construct) -> list[Item]:
    """The items of both, each once."""
    return [plan.item_of[column] for column in dict.fromkeys((*one.columns, *other.columns))]


def htmt(one: Construct, other: Construct, counted: CompleteProducts) -> Found:
    """Mean correlation between the items of two constructs, over the geometric mean of those within each.

    Over rows complete on both. Signs are kept: items must point the same way.
    """
    n = counted.products.n
    return Found(_htmt(one, other, counted, n), (other.id,), {"construct": one.id, "other": other.id}, n=n)


def _htmt(one: Construct, other: Construct, counted: CompleteProducts, n: int) -> Figure:
    if set(one.columns) & set(other.columns):
        return HTMT.is_not(SHARED)
    if n < 2:
        return HTMT.is_not(FEW_CASES.format(n=n))
    of = of_complete(counted.items, counted.products)
    if not all(of.own):
        return HTMT.is_not(STILL)
    first = range(len(one.columns))
    last = range(len(one.columns), of.k)
    between = fsum(of.r(i, j) for i in first for j in last) / (len(first) * len(last))
    within = [_mean(of, combinations(part, 2)) for part in (first, last)]
    if min(within) <= 0:
        return HTMT.is_not(AGAINST)
    counts = {"between": between, "within_first": within[0], "within_other": within[1]}
    return HTMT.is_(between / sqrt(within[0] * within[1]), counts)


def _mean(of: Variations, pairs: Sequence[tuple[int, int]] | combinations[tuple[int, int]]) -> float:
    found = [of.r(i, j) for i, j in pairs]
    return fsum(found) / len(found)
