"""A tally's weighted figures: by item, by option, of the whole file and of each group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from csat.accumulators.weighted_counts import NOTHING, Cell, Sums, WeightedCounts
from csat.metrics.figure import Figure, whole
from csat.multiple.membership import CHOSE
from csat.plan import Item, Plan
from csat.tally import Tally
from csat.weighting import Weighting, figures
from csat.weighting.figures import Domain, Weighted
from csat.weighting.linearization import Design

if TYPE_CHECKING:
    from csat.weighting.calibrating import Calibration


class Group(Protocol):
    """Rows reported together (see :class:`csat.measure.Group`)."""

    @property
    def segmenting(self) -> int: ...

    @property
    def values(self) -> tuple[str, ...]: ...


def matters(weighting: Weighting, counts: WeightedCounts) -> bool:
    """Whether figures differ from unweighted ones: not where all weights are equal, with no design and no margins."""
    return (
        weighting.designed
        or bool(weighting.margins)
        or (counts.weights is not None and counts.weights[0] != counts.weights[1])
    )


def weighed(plan: Plan, tally: Tally) -> Weighed | None:
    """The weighted figures of a tally; None where there are none, or they are the unweighted ones.

    Raises InputError where standard errors cannot be had from the design, or no weights meet the margins.
    """
    if plan.weighting is None or tally.weighted is None or not matters(plan.weighting, tally.weighted):
        return None
    names = {use.column: f'column "{use.header}"' for use in plan.uses}
    counts, residuals, margins = tally.weighted, None, None
    if plan.weighting.margins:
        from csat.weighting.calibrated_counts import calibrate

        made = calibrate(counts, plan.weighting)
        counts, residuals, margins = made.counts, made.residuals, made.calibration
    return Weighed(counts, Design(plan.weighting, counts.axes, counts.cells, names, residuals), plan.level, margins)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Sums of weights with the design that they were sampled by."""

    counts: WeightedCounts
    design: Design
    level: float
    margins: Calibration | None = None  # how the weights were brought to margins

    def told(self) -> dict[str, Any]:
        """What the ledger tells of the weights of all rows: their sum, Kish's n and design effect, how many are zero;
        sampling units of the first stage and degrees of freedom of the design; how margins were met.
        """
        n, w, w2 = (sum(sums[part] for sums in self.counts.cells.values()) for part in range(3))
        return {
            "sum": whole(Fraction(w, self.counts.unit)),
            "n_eff": whole(Fraction(w * w, w2)),
            "deff_kish": whole(Fraction(n * w2, w * w)),
            "zero": self.counts.zeros,
            "units": self.design.units,
            "df": self.design.df,
            **({"margins": self.margins.told()} if self.margins else {}),
        }

    def of_item(self, place: int, item: Item, group: Group) -> Iterator[Weighted]:
        """The figures of the item at a place of the plan, of one group."""
        table = self.counts.answered(place, group.segmenting, group.values)
        return figures.of_item(item, self._domain(table, group))

    def of_option(self, place: int, option: str, figure: Figure, group: Group) -> Weighted:
        """The share that chose what is counted under ``option``, of the multiple choice at a place of the plan.

        ``figure`` is the unweighted share.
        """
        chosen = self.counts.chosen_by(place, group.segmenting, group.values)
        table: dict[tuple[Cell, int], Sums] = {}
        for (cell, name), sums in chosen.items():
            if name != CHOSE:
                continue
            hit = chosen.get((cell, option), NOTHING)
            table[cell, 1] = hit
            table[cell, 0] = sums[0] - hit[0], sums[1] - hit[1], sums[2] - hit[2]
        return figures.share(figure, "chosen", self._domain(table, group), {0: Fraction(0), 1: Fraction(1)})

    def _domain(self, table: dict[tuple[Cell, int], Sums], group: Group) -> Domain:
        return Domain(self.design, table, self.counts.unit, self.level, group.segmenting < 0)
