"""Weighted counts brought to margins, and what calibration takes out of the variance of what is made of them.

A calibrated weight is w = d·g, the base weight times a factor of the cell. The variance of a sum of calibrated weights
is that of the residuals of a regression, with base weights, of what is summed on the values of the margins: what the
margins explain no longer varies. Deville and Särndal (1992), JASA 87; Särndal, Swensson and Wretman (1992), Model
Assisted Survey Sampling, chapter 6. With one margin this is the variance of a post-stratified estimator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from csat.accumulators.joint_cells import Cell as Joint
from csat.accumulators.joint_cells import JointCells
from csat.accumulators.weighted_counts import NOTHING, Cell, Sums, WeightedCounts
from csat.io.text import alike
from csat.weighting import Weighting
from csat.weighting.calibrating import NO_TRIM, Calibration, calibrated
from csat.weighting.margins import same

OUT = "outside"
"""The key of respondents of a cell who are not of the domain."""

Table = Mapping[tuple[Cell, Any], Sums]


@dataclass(frozen=True, slots=True)
class CalibratedCounts:
    """``counts`` with calibrated weights; ``calibration``: how these came about; ``residuals``: for variances."""

    counts: WeightedCounts
    calibration: Calibration
    residuals: Residuals


def calibrate(counts: WeightedCounts, weighting: Weighting) -> CalibratedCounts:
    """Weighted counts whose weights meet the margins of a weighting; ``counts`` are not changed.

    Raises InputError as :func:`csat.weighting.calibrating.calibrated`.
    """
    at = {column: place for place, column in enumerate(counts.axes)}
    trimmed = weighting.trim != NO_TRIM
    joint, own, base = JointCells(weighting.margin_columns, weighting.weight, each=trimmed), {}, {}
    for cell, (n, w, w2) in counts.cells.items():
        texts = [cell[at[column]] for column in joint.columns]
        own[cell] = tuple(map(alike, texts))
        # where weights are trimmed, or there are none, all respondents of a cell have one base weight
        base[cell] = Fraction(w, counts.unit * n)
        for column, value, text in zip(joint.columns, own[cell], texts, strict=True):
            joint.spelled[column, value] = min(text, joint.spelled.get((column, value), text))
        _grow(joint.cells.setdefault(own[cell], Joint()), n, w, w2, counts.unit)
        if trimmed:
            each = joint.cells[own[cell]].each
            each[base[cell]] = each.get(base[cell], 0) + n
    margins = [margin for _, margin in weighting.margins]
    columns = [listed for listed, _ in weighting.margins]
    found = calibrated(joint, margins, columns, None, weighting.trim)
    if trimmed:
        weights = {cell: Fraction(found.weight_of[own[cell], base[cell]]) for cell in counts.cells}
        factors = {cell: weight / base[cell] if base[cell] else weight for cell, weight in weights.items()}
        scaled = counts.weighing(weights)
    else:
        factors = {cell: Fraction(found.weight_of[own[cell], None]) for cell in counts.cells}
        scaled = counts.times(factors)
    places = _places(own, joint, weighting)
    return CalibratedCounts(scaled, found, Residuals(counts, scaled, factors, places))


def _grow(cell: Joint, n: int, w: int, w2: int, unit: int) -> None:
    cell.n += n
    cell.sum += Fraction(w, unit)
    cell.squares += Fraction(w2, unit * unit)


def _places(
    own: Mapping[Cell, tuple[str, ...]], joint: JointCells, weighting: Weighting
) -> dict[Cell, tuple[int, ...]]:
    """The values of the margins that a cell has, each a number of its own."""
    at = {column: place for place, column in enumerate(joint.columns)}
    numbers: dict[tuple[int, tuple[str, ...]], int] = {}
    for margin, (_, told) in enumerate(weighting.margins):
        for values, _ in told.targets:
            numbers[margin, tuple(map(same, values))] = len(numbers)
    return {
        cell: tuple(
            numbers[margin, tuple(values[at[column]] for column in columns)]
            for margin, (columns, _) in enumerate(weighting.margins)
        )
        for cell, values in own.items()
    }


class Residuals:
    """Residuals of the regression on the margins. The normal equations are solved once, exactly."""

    def __init__(
        self,
        base: WeightedCounts,
        counts: WeightedCounts,
        factors: Mapping[Cell, Fraction],
        places: Mapping[Cell, tuple[int, ...]],
    ) -> None:
        self._cells, self._factors, self._places = counts.cells, factors, places
        self._n = 1 + max(place for listed in places.values() for place in listed)
        normal = [[Fraction(0)] * self._n for _ in range(self._n)]
        for cell, (_, w, _) in base.cells.items():
            for one in places[cell]:
                for other in places[cell]:
                    normal[one][other] += Fraction(w, base.unit)
        self._inverse = _inverse(normal)

    def of(self, table: Table, unit: int, values: Mapping[Any, Fraction]) -> tuple[Table, dict[Any, Fraction]]:
        """The table over all rows of the file and the residuals of their values, in place of a domain and its values.

        ``values``: what is summed, by key of the table; 0 of all who are not in it. ``unit``: of the table's weights.
        """
        right = [Fraction(0)] * self._n
        inside: dict[Cell, Sums] = {}
        for (cell, key), sums in table.items():
            known = inside.get(cell, NOTHING)
            inside[cell] = known[0] + sums[0], known[1] + sums[1], known[2] + sums[2]
            if self._factors[cell]:
                for place in self._places[cell]:
                    right[place] += Fraction(sums[1], unit) / self._factors[cell] * values[key]
        # rounded once: the variance does not hang on the last bit of a slope
        slopes = [
            Fraction(float(sum((a * b for a, b in zip(row, right, strict=True)), Fraction(0)))) for row in self._inverse
        ]
        explained = {places: sum((slopes[p] for p in places), Fraction(0)) for places in set(self._places.values())}
        over: dict[tuple[Cell, Any], Sums] = {
            (cell, (key, self._places[cell])): sums for (cell, key), sums in table.items()
        }
        for cell, (n, w, w2) in self._cells.items():
            known = inside.get(cell, NOTHING)
            if n > known[0]:
                over[cell, (OUT, self._places[cell])] = n - known[0], w - known[1], w2 - known[2]
        left = {key: values.get(key[0], Fraction(0)) - explained[key[1]] for _, key in over}
        return over, left


def _inverse(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """A generalized inverse of a symmetric matrix, by elimination: margins depend on each other, since each adds up to
    the same whole, and such columns are passed over.
    """
    n = len(matrix)
    rows = [[*row, *(Fraction(int(at == place)) for at in range(n))] for place, row in enumerate(matrix)]
    pivots: list[int] = []
    for column in range(n):
        if not rows[column][column]:
            continue
        pivots.append(column)
        pivot = rows[column][column]
        rows[column] = [value / pivot for value in rows[column]]
        for other in range(n):
            if other != column and (factor := rows[other][column]):
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[column], strict=True)]
    return [[rows[i][n + j] if i in pivots and j in pivots else Fraction(0) for j in range(n)] for i in range(n)]
