"""Linear regression of an outcome on its drivers, in exact ratios of integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csat.analysis.drivers.variations import UndeterminedError, Variations, variations
from csat.products import Products


@dataclass(frozen=True, slots=True)
class Model:
    """Least squares on the drivers that can be told apart, taken in their order. Places: drivers from 1, outcome 0.

    ``kept``: drivers in the model. ``constant``: those with one answer in every complete row. ``combined``: those that
    kept ones before them give exactly, with the places of these. ``slope``: by driver, in positions. ``inverse``: the
    diagonal of the inverse of the drivers' variations. ``r2``: share of the outcome's variation.
    """

    n: int
    ss: Variations
    kept: tuple[int, ...]
    constant: tuple[int, ...]
    combined: Mapping[int, tuple[int, ...]]
    slope: Mapping[int, Fraction]
    inverse: Mapping[int, Fraction]
    r2: Fraction

    @property
    def free(self) -> int:
        """Degrees of freedom of the residuals."""
        return self.n - len(self.kept) - 1

    def vif(self, driver: int) -> Fraction:
        """Variance inflation: 1 / (1 − R²) of the driver on the other drivers."""
        return self.ss[driver][driver] * self.inverse[driver]

    def error(self, driver: int) -> Fraction:
        """Squared standard error of the slope; needs :attr:`free` above zero."""
        return self.ss[0][0] * (1 - self.r2) * self.inverse[driver] / self.free

    def last(self, driver: int) -> Fraction:
        """What the driver adds to R² when it comes last (squared semipartial correlation)."""
        return self.slope[driver] ** 2 / self.inverse[driver] / self.ss[0][0]

    def pratt(self, driver: int) -> Fraction:
        """Standardized slope times correlation: Pratt's measure, which adds up to R² and may be negative."""
        return self.slope[driver] * self.ss[driver][0] / self.ss[0][0]


def model_of(products: Products) -> Model:
    """The regression of the first item of these complete rows on the others.

    Gauss-Jordan elimination without fractions (Bareiss 1968, Mathematics of Computation 22): every step is in integers.
    Raises UndeterminedError where the outcome does not vary.
    """
    ss = variations(products)
    if not ss[0][0]:
        raise UndeterminedError("the outcome does not vary")
    drivers = range(1, len(ss))
    # per driver its co-variations with all drivers, with the outcome, and its row of the unit matrix
    rows = {i: [*ss[i][1:], ss[i][0], *(int(i == j) for j in drivers)] for i in drivers}
    kept: list[int] = []
    constant: list[int] = []
    combined: dict[int, tuple[int, ...]] = {}
    last = 1
    for i in drivers:
        pivot = rows[i][i - 1]
        if not ss[i][i]:
            constant.append(i)
        elif not pivot:
            combined[i] = tuple(j for j in kept if rows[j][i - 1])
        else:
            own = rows[i]
            for j in drivers:
                if j != i:
                    factor = rows[j][i - 1]
                    rows[j] = [(pivot * x - factor * y) // last for x, y in zip(rows[j], own, strict=True)]
            kept.append(i)
            last = pivot
    k = len(ss) - 1
    slope = {i: Fraction(rows[i][k], last) for i in kept}
    return Model(
        products.n, ss, tuple(kept), tuple(constant), combined, slope,
        {i: Fraction(rows[i][k + i], last) for i in kept},
        sum((slope[i] * ss[i][0] for i in kept), Fraction(0)) / ss[0][0],
    )  # fmt: skip
