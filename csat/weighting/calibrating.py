"""Margins brought to the cells of a survey: every value has a target and respondents, or it is told what lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import fsum
from typing import Any

import numpy as np

from csat.accumulators.joint_cells import Cell, JointCells, Values
from csat.errors import InputError
from csat.io.text import plain
from csat.weighting.margins import BLANK, TOGETHER, Margin, same, scaled
from csat.weighting.raking import Fit, Numbers, Places, fit, kish

Trim = tuple[float | None, float | None]
NO_TRIM: Trim = (None, None)

_SHOWN = 5  # values in one message
_LEAST = 5  # rows that must hold a value before a message names it: it may be of a person


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a margin: its respondents, and its share of them, of the population and of the weights, in percent.

    ``base``: its share of the base weights.
    """

    margin: str
    value: str
    n: int
    sample: float
    base: float
    target: float
    weighted: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights by cell, and what they make of the sample. ``n_eff``: Kish's (Σw)²/Σw²; ``deff``: n / n_eff.

    ``total``: the sum of the weights; ``low`` and ``high``: the least and the greatest, None where cells do not tell
    theirs.
    """

    fit: Fit
    lines: tuple[Line, ...]
    n: int
    total: float
    low: float | None
    high: float | None
    n_eff: float
    weight_of: Mapping[
        tuple[Values, Fraction | None], float
    ]  # of one respondent; of a base weight of 1 where it is None

    def told(self) -> dict[str, Any]:
        """What the ledger tells of margins: how they were met, and each value's shares, in percent."""
        lines = [asdict(line) for line in self.lines]
        return {"passes": self.fit.steps, "rounds": self.fit.rounds, "values": lines}

    @property
    def mean(self) -> float:
        """The mean weight."""
        return self.total / self.n

    @property
    def deff(self) -> float:
        """Design effect of unequal weights: n / n_eff."""
        return self.n / self.n_eff

    def weight(self, values: Values, base: Fraction) -> float:
        """The weight of a respondent of that cell and base weight."""
        found = self.weight_of.get((values, base))
        return self.weight_of[values, None] * float(base) if found is None else found


@dataclass(frozen=True, slots=True)
class _Row:
    values: Values
    base: Fraction | None  # of each respondent, where weights are trimmed
    cell: Cell


def calibrated(
    cells: JointCells,
    margins: Sequence[Margin],
    columns: Sequence[Sequence[int]],
    place: Callable[[int, int], str] | None = None,
    trim: Trim = NO_TRIM,
) -> Calibration:
    """Weights that meet the margins. ``columns``: those of each margin; ``place``: where a row and column is.

    ``trim``: least and greatest weight as ratios to the mean (cells must tell rows by base weight, ``each``).
    Raises InputError, naming the margin and the value, where a value of the file has no target, a target no respondent,
    totals disagree, or no weights meet all margins.
    """
    _check_trim(trim)
    of_column = {column: at for at, column in enumerate(cells.columns)}
    picked = [tuple(of_column[column] for column in listed) for listed in columns]
    places = [{tuple(map(same, values)): at for at, (values, _) in enumerate(m.targets)} for m in margins]
    for margin, known, pick, listed in zip(margins, places, picked, columns, strict=True):
        _check_values(cells, margin, known, pick, listed, place)
    rows = list(_rows(cells, trim != NO_TRIM))
    base_total = sum((cell.sum for cell in cells.cells.values()), Fraction(0))
    wanted = scaled(margins, base_total)
    targets = [np.array([float(target) for target in listed]) for listed in wanted]
    values = [
        np.array([known[tuple(row.values[at] for at in pick)] for row in rows], dtype=np.intp)
        for known, pick in zip(places, picked, strict=True)
    ]
    counts = np.array([row.cell.n for row in rows], dtype=np.float64)
    base = np.array([float(row.cell.sum / row.cell.n) for row in rows])
    _check_reach(trim, margins, values, targets, counts)
    found = fit(counts, base, values, targets, trim)
    if not found.met:
        raise InputError(_unmet(found, margins))
    return _told(found, margins, rows, values, targets, counts, base, float(base_total))


def _check_trim(trim: Trim) -> None:
    low, high = trim
    if (low is not None and not 0 <= low < 1) or (high is not None and not 1 < high < 1e6):
        raise InputError(
            "Weights are trimmed at ratios to their mean: a least one from 0 to below 1, a greatest one above 1, "
            "such as 0.3 and 3."
        )


def _check_reach(
    trim: Trim, margins: Sequence[Margin], values: Sequence[Places], targets: Sequence[Numbers], counts: Numbers
) -> None:
    """Raises InputError where the respondents of a value need a mean weight that is beyond the bounds."""
    low, high = 0.0 if trim[0] is None else trim[0], np.inf if trim[1] is None else trim[1]
    for margin, places, target in zip(margins, values, targets, strict=True):
        needed = target / np.bincount(places, weights=counts, minlength=len(target)) * counts.sum() / target.sum()
        for (value, _), ratio in zip(margin.targets, needed.tolist(), strict=True):
            if not low <= ratio <= high:
                raise InputError(
                    f'Margin "{margin.name}": to meet its target, respondents of "{plain(TOGETHER.join(value))}" need '
                    f"{ratio:.3g} times the mean weight, which trimming does not allow. Widen the bounds, or put small "
                    "values together."
                )


def _check_values(
    cells: JointCells,
    margin: Margin,
    known: Mapping[Values, int],
    pick: Sequence[int],
    columns: Sequence[int],
    place: Callable[[int, int], str] | None,
) -> None:
    met: dict[Values, int] = {}
    weighing: set[Values] = set()
    for values, cell in cells.cells.items():
        own = tuple(values[at] for at in pick)
        met[own] = met.get(own, 0) + cell.n
        if cell.sum:
            weighing.add(own)
    missed = sorted((own for own in met if own not in known), key=lambda own: (-met[own], own))
    if missed and any("" in own for own in missed):
        own = next(own for own in missed if "" in own)
        column = columns[own.index("")]
        n = sum(met[other] for other in missed if other[own.index("")] == "")
        first = "" if place is None else f" (first: {place(cells.first[column, ''], column)})"
        raise InputError(
            f'Margin "{margin.name}": {n:,} {"respondents have" if n > 1 else "respondent has"} no value{first}. '
            f'Fill the cells, give "{BLANK}" a target, or leave '
            "these rows out with a [[filter]] of the plan."
        )
    if missed:
        raise InputError(_without_target(cells, margin, missed, met, columns, place))
    told = {tuple(map(same, values)): values for values, _ in margin.targets}
    if lacking := [values for own, values in told.items() if own not in weighing]:
        listed = ", ".join(f'"{plain(TOGETHER.join(values))}"' for values in lacking[:_SHOWN])
        more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        having = " with a weight above zero" if cells.weights is not None else ""
        raise InputError(
            f'Margin "{margin.name}": no respondent{having} has {listed}{more}, so nobody can stand for them. Put such '
            "values together with others, in the file and in the margin, or mend the spelling."
        )


def _without_target(
    cells: JointCells,
    margin: Margin,
    missed: Sequence[Values],
    met: Mapping[Values, int],
    columns: Sequence[int],
    place: Callable[[int, int], str] | None,
) -> str:
    told = []
    for own in missed[:_SHOWN]:
        rows = f"{met[own]:,} respondent{'s' if met[own] > 1 else ''}"
        if met[own] >= _LEAST and all(len(value) <= 40 for value in own):
            spelled = (cells.spelled[column, value] for column, value in zip(columns, own, strict=True))
            told.append(f'"{plain(TOGETHER.join(spelled))}" ({rows})')
        else:
            where = ""
            if place is not None:
                row = max(cells.first[column, value] for column, value in zip(columns, own, strict=True))
                where = f" (such as in {place(row, columns[-1])})"
            told.append(f"a value of {rows}{where}")
    more = f" and {len(missed) - _SHOWN} more" if len(missed) > _SHOWN else ""
    return (
        f'Margin "{margin.name}": the file has values without a target: {", ".join(told)}{more}. Give each a share of '
        "the population, mend the cells, or leave these rows out with a [[filter]] of the plan."
    )


def _rows(cells: JointCells, each: bool) -> Iterator[_Row]:
    """The cells in an order of their own; where weights are trimmed, apart by base weight."""
    for values in sorted(cells.cells):
        cell = cells.cells[values]
        if not each:
            yield _Row(values, None, cell)
            continue
        for weight in sorted(cell.each):
            one = Cell()
            one.add(weight, cell.each[weight], keep=False)
            yield _Row(values, weight, one)


def _unmet(found: Fit, margins: Sequence[Margin]) -> str:
    margin, place = found.at
    value = plain(TOGETHER.join(margins[margin].targets[place][0]))
    where = f'the margin "{margins[margin].name}" is still {100 * found.largest:.3g} % off its target at "{value}"'
    if found.bounds is not None and found.rounds:
        return (
            f"No weights within the bounds of trimming meet the margins: after {found.rounds:,} rounds {where}. Widen "
            "the bounds, or put small values together."
        )
    return (
        f"Raking does not converge: after {found.steps:,} passes {where}. Some values never occur together, so no "
        "weights meet all margins. Put small values together, or leave a margin out."
    )


def _told(
    found: Fit,
    margins: Sequence[Margin],
    rows: Sequence[_Row],
    values: Sequence[Places],
    targets: Sequence[Numbers],
    counts: Numbers,
    base: Numbers,
    base_total: float,
) -> Calibration:
    n, total = int(counts.sum()), fsum(counts * found.weights)
    factors = np.divide(found.weights, base, out=np.zeros_like(base), where=base > 0)
    squares = factors**2 * np.array([float(row.cell.squares) for row in rows])
    low = high = None
    if all(row.cell.low is not None for row in rows):
        low = float((np.array([float(row.cell.low or 0) for row in rows]) * factors).min())
        high = float((np.array([float(row.cell.high or 0) for row in rows]) * factors).max())
    lines = [
        Line(
            margin.name,
            plain(TOGETHER.join(value)),
            int(counts[own].sum()),
            100 * float(counts[own].sum()) / n,
            100 * fsum((counts * base)[own]) / base_total,
            100 * float(target[at]) / fsum(target),
            100 * fsum((counts * found.weights)[own]) / total,
        )
        for margin, places, target in zip(margins, values, targets, strict=True)
        for at, (value, _) in enumerate(margin.targets)
        for own in (places == at,)
    ]
    weight_of = {
        (row.values, row.base): float(weight if row.base is not None else factor)
        for row, weight, factor in zip(rows, found.weights, factors, strict=True)
    }
    n_eff = kish(counts, found.weights, squares)
    return Calibration(found, tuple(lines), n, total, low, high, n_eff, weight_of)
