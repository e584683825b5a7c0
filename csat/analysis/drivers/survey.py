"""One analysis of drivers over what was counted for it: the outcome, the drivers, and everything worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from csat.accumulators.complete_products import CompleteProducts
from csat.accumulators.outcome_tables import OutcomeTables
from csat.accumulators.patterns import Patterns
from csat.accumulators.product_moments import ProductMoments
from csat.analysis.drivers import johnson, shapley
from csat.analysis.drivers.bootstrap import Draws, OfMany, draws
from csat.analysis.drivers.large_sample import Errors, errors
from csat.analysis.drivers.logit import Logit, logit
from csat.analysis.drivers.regression import Model, model_of
from csat.analysis.drivers.variations import of_some, variations
from csat.plan import Item

if TYPE_CHECKING:
    from csat.products import Products

METHODS = ("lmg", "johnson")


@dataclass(frozen=True)
class Drivers:
    """What was counted of an outcome (item 0) and its drivers (items from 1), and how it is to be shared out.

    ``times``: draws of the bootstrap; ``asked``: whether somebody asked for so many;
    ``most``: distinct rows that are drawn from.
    """

    items: Sequence[Item]
    products: Products
    tables: OutcomeTables
    patterns: Patterns | None
    moments: ProductMoments | None
    method: str
    times: int
    seed: int
    asked: bool
    most: int
    level: float

    @property
    def n(self) -> int:
        """Rows with a valid answer to the outcome and to every driver."""
        return self.products.n

    @cached_property
    def ss(self) -> list[list[int]]:
        """Variations of the items in positions."""
        return variations(self.products)

    @cached_property
    def model(self) -> Model | None:
        """The regression; None where the outcome does not vary or there are too few rows for its drivers."""
        if not self.ss[0][0]:
            return None
        found = model_of(self.products)
        return found if found.kept and found.free > 0 else None

    @property
    def least_rows(self) -> int:
        """Complete rows that the model of all drivers needs."""
        return len(self.items) + 1

    @property
    def lmg_possible(self) -> bool:
        """Whether there are few enough drivers for LMG."""
        return len(self.items) - 1 <= shapley.MOST_DRIVERS

    @property
    def kept(self) -> tuple[int, ...]:
        """Places of the drivers that a model can tell apart."""
        return self.model.kept if self.model else ()

    @cached_property
    def _of_kept(self) -> Products:
        return of_some(self.products, (0, *self.kept))

    @cached_property
    def added(self) -> Mapping[int, list[float]] | None:
        """Per driver what it adds to the models of 0, 1, 2 … others, by place; None of none or too many."""
        if not self.kept or not self.lmg_possible:
            return None
        return dict(zip(self.kept, shapley.added_by_size(self._of_kept).tolist(), strict=True))

    @cached_property
    def relative(self) -> Mapping[int, list[float]]:
        """Per driver the parts of its relative weight, by place."""
        if not self.kept:
            return {}
        return dict(zip(self.kept, johnson.parts(self._of_kept).tolist(), strict=True))

    @cached_property
    def importance(self) -> Mapping[int, float]:
        """What each driver accounts for of R² (0 to 1) by the method asked for."""
        if self.method == "lmg":
            return {place: fsum(added) / len(added) for place, added in (self.added or {}).items()}
        return {place: fsum(parts) for place, parts in self.relative.items()}

    @cached_property
    def draws(self) -> Draws | None:
        """Draws of the bootstrap; None where there are none."""
        if not self.kept or not self.times or self.patterns is None or self.too_many:
            return None
        rows, counts = self.patterns.table()
        return draws(rows[:, [0, *self.kept]], counts, self._of_many, self.times, self.seed)

    @cached_property
    def too_many(self) -> bool:
        """Whether there are more distinct complete rows than are drawn from."""
        return self.patterns is not None and (self.patterns.over or len(self.patterns.table()[1]) > self.most)

    @cached_property
    def errors(self) -> Errors | None:
        """Standard errors of a large file, whose rows are not drawn; None where there are none."""
        if not self.kept or not self.model or not self.model.r2 or not self.times or self.moments is None:
            return None
        if not self.too_many:
            return None
        return errors(self.moments, self.kept, self._of_many)

    @property
    def _of_many(self) -> OfMany:
        return shapley.lmg_of_many if self.method == "lmg" else johnson.weights_of_many

    @property
    def binary(self) -> bool:
        """Whether the outcome has two points."""
        return self.items[0].scale.last == 1

    @cached_property
    def logit(self) -> Logit | None:
        """The logistic regression of an outcome of two points; None where there is none."""
        if not self.binary or not self.kept or self.patterns is None or self.patterns.over:
            return None
        rows, counts = self.patterns.table()
        values = np.stack([self._points(place, rows) for place in self.kept], axis=1)
        return logit(values, rows[:, 0].astype(np.int64), counts)

    def _points(self, place: int, rows: NDArray[np.int16]) -> NDArray[np.float64]:
        scale = self.items[place].scale
        return np.array([float(scale.point(p)) for p in range(scale.last + 1)])[rows[:, place]]


def counted(
    items: Sequence[Item], most: int, large: bool
) -> dict[str, CompleteProducts | OutcomeTables | Patterns | ProductMoments]:
    """New accumulators for an outcome and its drivers.

    ``most``: distinct rows that are kept, 0 for none; ``large``: whether moments are counted for where there are more.
    """
    kept = {"patterns": Patterns(items, most, complete=True)} if most else {}
    moments = {"moments": ProductMoments(items)} if large else {}
    return {"products": CompleteProducts(items), "tables": OutcomeTables(items), **kept, **moments}
