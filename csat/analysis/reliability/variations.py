"""Variations and correlations of the items of a construct: exact ratios of integers, rounded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import fsum

import numpy as np
from numpy.typing import NDArray

from csat.accumulators.pairwise_products import PairwiseProducts
from csat.intervals import root
from csat.metrics.alpha import variations_of
from csat.plan import Item
from csat.products import Products

Exact = int | Fraction
Matrix = Sequence[Sequence[Exact]]


@dataclass(frozen=True)
class Variations:
    """``ss[i][j]``: a fixed number of times the covariance of items i and j, exact; ``n``: the rows it rests on.

    Of complete cases it is n·Σxy − Σx·Σy, that is n(n − 1) times the covariance. Every figure made of them is a ratio,
    in which that number cancels.
    """

    items: tuple[Item, ...]
    n: int
    ss: Matrix

    @property
    def k(self) -> int:
        """How many items."""
        return len(self.items)

    @cached_property
    def own(self) -> list[Exact]:
        """Variation of each item."""
        return [self.ss[i][i] for i in range(self.k)]

    @cached_property
    def total(self) -> Exact:
        """Variation of the sum of all items."""
        return sum(sum(row) for row in self.ss)

    @property
    def alpha(self) -> Fraction:
        """Cronbach's alpha, k / (k − 1) · (1 − Σ items / total). Needs a total that varies."""
        return Fraction(self.k, self.k - 1) * (1 - Fraction(sum(self.own)) / self.total)

    def of(self, places: Sequence[int]) -> Variations:
        """Those of some of the items, in that order."""
        items = tuple(self.items[i] for i in places)
        return Variations(items, self.n, [[self.ss[i][j] for j in places] for i in places])

    def without(self, place: int) -> Variations:
        """Those of all items but one."""
        return self.of([i for i in range(self.k) if i != place])

    def squared_r(self, i: int, j: int) -> Fraction:
        """The squared correlation of two items that vary."""
        return Fraction(self.ss[i][j] * self.ss[i][j]) / (self.own[i] * self.own[j])

    def r(self, i: int, j: int) -> float:
        """The correlation of two items that vary, rounded once."""
        size = root(self.squared_r(i, j))
        return size if self.ss[i][j] >= 0 else -size

    @cached_property
    def correlations(self) -> NDArray[np.float64]:
        """Items × items. Every item must vary."""
        found = np.eye(self.k)
        for i in range(self.k):
            for j in range(i):
                found[i, j] = found[j, i] = self.r(i, j)
        return found

    @cached_property
    def pairs(self) -> list[float]:
        """Correlations of all pairs, (1, 0), (2, 0), (2, 1) …"""
        return [float(self.correlations[i, j]) for i in range(self.k) for j in range(i)]

    @cached_property
    def standardized_total(self) -> float | None:
        """Variance of the sum of the standardized items, k + 2 Σr; None where it is nothing but for rounding."""
        total = self.k + 2 * fsum(self.pairs)
        return total if total > self.k * 1e-12 else None

    @property
    def standardized_alpha(self) -> float | None:
        """Alpha of the items with equal spread, k·r̄ / (1 + (k − 1)·r̄); None where their total does not vary."""
        if self.standardized_total is None:
            return None
        mean = fsum(self.pairs) / len(self.pairs)
        return self.k * mean / (1 + (self.k - 1) * mean)

    def item_rest(self, place: int) -> float | None:
        """Correlation of an item with the sum of the others; None where one of both does not vary."""
        own, with_rest = self.own[place], sum(self.ss[place]) - self.own[place]
        rest = self.total - own - 2 * with_rest
        if own <= 0 or rest <= 0:
            return None
        size = root(Fraction(with_rest * with_rest) / (own * rest))
        return size if with_rest >= 0 else -size


def of_complete(items: Sequence[Item], products: Products) -> Variations:
    """From sums over the rows that answered every item, in points of their scales."""
    return Variations(tuple(items), products.n, variations_of(items, products))


def of_pairs(items: Sequence[Item], counted: PairwiseProducts) -> Variations:
    """Covariances of every two items over the rows that answered both, variances over all that answered the item.

    As ``cov(use = "pairwise")`` of R and ``.cov()`` of pandas. ``n`` is the smallest number of rows of a pair. Raises
    ValueError where a pair has fewer than 2.
    """
    n, sums, cross = counted.n.tolist(), counted.sums.tolist(), counted.cross.tolist()
    k, steps = range(len(items)), [item.scale.step for item in items]
    smallest = min(n[i][j] for i in k for j in k)
    if smallest < 2:
        raise ValueError("a pair of items without 2 rows that answered both")

    def covariance(i: int, j: int) -> Fraction:
        both = n[i][j]
        return Fraction(both * cross[i][j] - sums[i][j] * sums[j][i], both * (both - 1)) * steps[i] * steps[j]

    return Variations(tuple(items), smallest, [[covariance(i, j) for j in k] for i in k])
