"""Ordinal alpha: standardized alpha of polychoric correlations."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from csat.accumulators.joint_tables import JointTables
from csat.analysis.reliability.found import Found, Metric
from csat.analysis.reliability.polychoric import polychoric
from csat.plan import Item

MOST_POINTS = 11
"""Points of a scale up to which its answers are taken for ranks."""

ORDINAL_ALPHA = Metric(
    "ordinal_alpha",
    "k * mean_polychoric_r / (1 + (k - 1) * mean_polychoric_r)",
    "Zumbo, Gadermann and Zeisser (2007), Journal of Modern Applied Statistical Methods 6",
)
NOT_ALPHA = (
    "It is the alpha of normal variables supposed behind the answers, not of the sum of the answers, and mostly higher "
    "(Chalmers 2018)."
)
NO_POLYCHORIC = (
    "It is not defined: answers to a pair of items fall together so that their polychoric correlation has no end."
)


def fit_for_ranks(items: tuple[Item, ...]) -> bool:
    """Whether every scale has so few points that its answers are ranks."""
    return all(item.scale.last < MOST_POINTS for item in items)


def ordinal_alpha(tables: JointTables) -> Iterator[Found]:
    """k · r̄ / (1 + (k − 1) · r̄) of the polychoric correlations of all pairs."""
    k = len(tables.items)
    found = [polychoric(tables.table(i, j)) for i in range(k) for j in range(i)]
    defined = [r for r in found if r is not None]
    divisor = 1 + (k - 1) * fsum(defined) / len(found)
    if len(defined) < len(found) or divisor <= 1e-12:
        yield Found(ORDINAL_ALPHA.is_not(NO_POLYCHORIC))
        return
    mean = fsum(defined) / len(found)
    yield Found(ORDINAL_ALPHA.is_(k * mean / divisor, {"k": k, "mean_polychoric_r": mean}, notes=(NOT_ALPHA,)))
