"""Intervals of drivers' shares by the bootstrap: rows drawn again and again from those that there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csat.analysis.progress import tell
from csat.results import Interval

_AT_ONCE = 1 << 21  # counts of patterns held at once

OfMany = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Tables of correlations, the outcome first (tables × items × items), to what each driver accounts for."""


@dataclass(frozen=True, slots=True)
class Draws:
    """What each draw gives (draws × drivers): ``parts`` of R² of 0 to 1, and percent ``shares`` of it.

    Draws in which the outcome does not vary, or nothing is explained, give none. ``asked``: how many were made.
    """

    asked: int
    seed: int
    parts: NDArray[np.float64]
    shares: NDArray[np.float64]

    @property
    def method(self) -> str:
        """As an interval tells it."""
        return f"percentile bootstrap, {self.asked} draws of rows, seed {self.seed}"

    def interval(self, values: NDArray[np.float64], level: float) -> Interval | None:
        """Percentiles of what the draws give, (1 − level)/2 on either side; None of hardly any draws."""
        if len(values) < 20:
            return None
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2]).tolist()
        return Interval(low, high, level, self.method)

    def ranks(self) -> NDArray[np.int64]:
        """1 for the driver with the largest share of a draw, 2 for the next (draws × drivers)."""
        more = self.shares[:, np.newaxis, :] > self.shares[:, :, np.newaxis]
        ranks: NDArray[np.int64] = more.sum(axis=2) + 1
        return ranks

    def interval_of_rank(self, driver: int, level: float) -> Interval | None:
        """The same of the driver's rank, in whole ranks."""
        ranks = np.sort(self.ranks()[:, driver])
        if len(ranks) < 20:
            return None
        tail = (1 - level) / 2
        low, high = (int(ranks[min(len(ranks) - 1, int(share * len(ranks)))]) for share in (tail, 1 - tail))
        return Interval(low, high, level, self.method)


def draws(rows: NDArray[np.int16], counts: NDArray[np.int64], of_many: OfMany, times: int, seed: int) -> Draws:
    """Draw as many rows as there are, ``times`` over. ``rows``: sorted distinct complete rows, the outcome first.

    PCG64 of that seed draws how often each distinct row comes (multinomial), so neither the order of the file nor its
    chunks matter. Sums of products of a draw are sums over distinct rows: whole numbers, and exact in floats.
    """
    n, items = int(counts.sum()), rows.shape[1]
    values = rows.astype(np.float64)
    one, other = np.triu_indices(items)
    products = np.concatenate([values, values[:, one] * values[:, other]], axis=1)
    random = np.random.Generator(np.random.PCG64(seed))
    shares = counts / n
    at_once = max(1, _AT_ONCE // len(counts))
    found: list[NDArray[np.float64]] = []
    for start in range(0, times, at_once):
        tell("draws", start, times)
        drawn = random.multinomial(n, shares, size=min(at_once, times - start))
        sums = drawn.astype(np.float64) @ products
        tables = np.empty((len(sums), items, items))
        tables[:, one, other] = n * sums[:, items:] - sums[:, one] * sums[:, other]
        tables[:, other, one] = tables[:, one, other]
        found.append(of_many(correlations_of(tables[tables[:, 0, 0] > 0])))
    parts = np.concatenate(found)
    r2 = parts.sum(axis=1)
    parts, r2 = parts[r2 > 0], r2[r2 > 0]
    return Draws(times, seed, parts, 100 * parts / r2[:, np.newaxis])


def correlations_of(variations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of variations (tables × items × items); a driver that does not vary goes with nothing, itself included."""
    own = np.diagonal(variations, axis1=1, axis2=2)
    inverse = np.divide(1, np.sqrt(own), out=np.zeros_like(own), where=own > 0)
    found: NDArray[np.float64] = variations * inverse[:, :, np.newaxis] * inverse[:, np.newaxis, :]
    return found
