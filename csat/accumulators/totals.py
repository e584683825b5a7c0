"""How many rows have each sum of their answers to a set of items."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.plan import Item


class Totals:
    """Counts of the total of the items, in ``unit`` above the sum of the lowest points, over the rows that answered
    every one.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        steps = [item.scale.step for item in self.items]
        self.unit = Fraction(gcd(*(step.numerator for step in steps)), lcm(*(step.denominator for step in steps)))
        self.steps = np.array([int(step / self.unit) for step in steps], dtype=np.int64)
        lasts = np.array([item.scale.last for item in self.items], dtype=np.int64)
        self.counts: NDArray[np.int64] = np.zeros(int(lasts @ self.steps) + 1, dtype=np.int64)

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk."""
        rows = answers.matrix(self.items)
        complete = rows[:, (rows >= 0).all(axis=0)].astype(np.int64)
        self.counts = self.counts + np.bincount(self.steps @ complete, minlength=len(self.counts))

    def power_sums(self) -> tuple[int, int, int, int]:
        """n, Σt, Σt² and Σt³ of the totals in units, exact."""
        found = [(total, n) for total, n in enumerate(self.counts.tolist()) if n]
        return (
            sum(n for _, n in found),
            sum(n * total for total, n in found),
            sum(n * total**2 for total, n in found),
            sum(n * total**3 for total, n in found),
        )

    def __add__(self, other: Totals) -> Totals:
        both = Totals(self.items)
        both.counts = self.counts + other.counts
        return both
