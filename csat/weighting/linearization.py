"""Variances of weighted sums, by Taylor linearization, from counts of a design's cells. Exact until the last root.

A weighted mean is Σwy/Σw. To the first order it varies as the sum of z = w·(y − mean)/Σw over the sampled units, which
is 0 of every unit outside the domain (another segment, no answer): the design stays that of the whole file. Variance
of a sum over independent units is, per stratum, n/(n − 1) · (Σz² − (Σz)²/n), the units being clusters' totals, or
respondents where there are no clusters. With n of N units drawn without replacement it is (1 − n/N) times that, and of
n/N of the variance within each unit the second stage adds its own. Without N only the first stage counts.

Sources: Woodruff (1971), JASA 66; Binder (1983), International Statistical Review 51; Särndal, Swensson and Wretman
(1992), Model Assisted Survey Sampling, chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, TypeVar

from csat.accumulators.weighted_counts import Cell, Sums
from csat.errors import InputError
from csat.io.text import alike, number, plain
from csat.weighting import Weighting

if TYPE_CHECKING:
    from csat.weighting.calibrated_counts import Residuals

_NOTHING = Fraction(1, 10**24)
"""A design effect below it is none."""

Key = TypeVar("Key")
Table = Mapping[tuple[Cell, Key], Sums]
"""Sums by cell of the design, and by what respondents of a domain said: each respondent under one key."""


@dataclass(slots=True)
class _Units:
    """What was sampled together at one stage: ``n`` units of ``population``; ``within``: theirs, if these count."""

    n: int
    population: int | None
    unit_of: Mapping[Cell, str] | None  # None: the units are respondents
    within: Mapping[str, _Units] = field(default_factory=dict)


class Design:
    """How a sample was drawn, with all its units.

    ``cells``: rows by their texts in the columns ``axes``, which are those of the weighting and may be more. Strata are
    one where a reader takes their texts for one word, as segments are; of clusters, as of ids, capitals count. Raises
    InputError where a variance cannot be had from it; ``names`` calls columns in its words. ``residuals``: of weights
    calibrated to margins, in place of what is summed.
    """

    def __init__(
        self,
        weighting: Weighting,
        axes: Sequence[int],
        cells: Mapping[Cell, Sums],
        names: Mapping[int, str] | None = None,
        residuals: Residuals | None = None,
    ) -> None:
        self.weighting = weighting
        self._at = {column: place for place, column in enumerate(axes)}
        self._names = names or {}
        self._residuals = residuals
        self._sizes = {alike(stratum): size for stratum, size in weighting.sizes}
        self._same = {
            column: {text: same(text) for text in {cell[self._at[column]] for cell in cells}}
            for columns, same in (((weighting.strata,), alike), (weighting.clusters, plain))
            for column in columns
            if column is not None
        }
        for column, texts in self._same.items():
            self._check_blank(column, sum(cells[cell][0] for cell in cells if not texts[cell[self._at[column]]]))
        strata: dict[str, list[Cell]] = {}
        for cell in cells:
            strata.setdefault(self._stratum(cell), []).append(cell)
        self._strata = {stratum: self._units(cells, strata[stratum], 0) for stratum in sorted(strata)}
        self._check()

    @property
    def calibrated(self) -> bool:
        """Whether the weights were brought to margins."""
        return self._residuals is not None

    @property
    def units(self) -> int:
        """Sampling units of the first stage: clusters, or respondents."""
        return sum(units.n for units in self._strata.values())

    @property
    def df(self) -> int:
        """Degrees of freedom of the design: first-stage units less strata."""
        return self.units - len(self._strata)

    def df_of(self, table: Table[Key]) -> int:
        """Degrees of freedom of a domain: the units and strata in which somebody answered."""
        return self.units_of(table) - len({self._stratum(cell) for (cell, _), (n, _, _) in table.items() if n})

    def units_of(self, table: Table[Key]) -> int:
        """First-stage units in which somebody answered."""
        if not self.weighting.clusters:
            return sum(n for n, _, _ in table.values())
        return len({(self._stratum(cell), self._unit(cell, 0)) for (cell, _), (n, _, _) in table.items() if n})

    def variance(self, table: Table[Key], unit: int, values: Mapping[Key, Fraction]) -> Fraction:
        """Of Σw·value over the domain that ``table`` holds, its weights in 1/``unit``. Exact."""
        if self._residuals is not None:
            table, values = self._residuals.of(table, unit, values)
        scale = lcm(*(value.denominator for value in values.values())) if values else 1
        whole = {key: int(value * scale) for key, value in values.items()}
        sums: dict[str, dict[Cell, tuple[int, int]]] = {}
        for (cell, key), (_, w, w2) in table.items():
            if value := whole[key]:
                known = sums.setdefault(self._stratum(cell), {})
                z, z2 = known.get(cell, (0, 0))
                known[cell] = z + w * value, z2 + w2 * value * value
        found = sum((_variance(self._strata[stratum], of) for stratum, of in sums.items()), Fraction(0))
        return found / (unit * scale) ** 2

    def _stratum(self, cell: Cell) -> str:
        strata = self.weighting.strata
        return "" if strata is None else self._same[strata][cell[self._at[strata]]]

    def _unit(self, cell: Cell, stage: int) -> str:
        column = self.weighting.clusters[stage]
        return self._same[column][cell[self._at[column]]]

    def _units(self, rows: Mapping[Cell, Sums], cells: Sequence[Cell], stage: int) -> _Units:
        clusters, population = self.weighting.clusters, self._population(cells, stage)
        if not clusters:
            return _Units(sum(rows[cell][0] for cell in cells), population, None)
        unit_of = {cell: self._unit(cell, stage) for cell in cells}
        members: dict[str, list[Cell]] = {}
        for cell, unit in unit_of.items():
            members.setdefault(unit, []).append(cell)
        within: dict[str, _Units] = {}
        if stage + 1 < min(len(clusters), len(self.weighting.population)):
            within = {unit: self._units(rows, mine, stage + 1) for unit, mine in members.items()}
        return _Units(len(members), population, unit_of, within)

    def _population(self, cells: Sequence[Cell], stage: int) -> int | None:
        """How many units there are to sample from, the same in all these cells."""
        weighting = self.weighting
        if weighting.sizes and not stage:
            stratum = self._stratum(cells[0])
            if stratum not in self._sizes:
                raise InputError(
                    f"{self._name(weighting.strata)} has a stratum of which [weighting] population gives no size. Name "
                    "every stratum there."
                )
            return self._sizes[stratum]
        if stage >= len(weighting.population):
            return None
        column = weighting.population[stage]
        found = {number(cell[self._at[column]]) for cell in cells}
        if len(found) > 1:
            raise InputError(
                f"{self._name(column)} is to hold the population of each {'cluster' if stage else 'stratum'}, and "
                "differs within one. Mend the column, or population in [weighting]."
            )
        (size,) = found
        if size is None or size.denominator != 1 or size < 1:
            raise InputError(
                f"{self._name(column)} is to hold how many there are to sample from, and has a cell that is no whole "
                "number above zero. Mend the column, or population in [weighting]."
            )
        return int(size)

    def _check_blank(self, column: int, n: int) -> None:
        """Raises InputError where ``n`` respondents have no value in a column of the design."""
        if n:
            what = "stratum" if column == self.weighting.strata else "cluster"
            raise InputError(
                f"{n:,} {'rows have' if n > 1 else 'row has'} no {what} in {self._name(column)}. Fill it in, or set "
                'such rows aside with a [[filter]] of the plan: drop = ["(blank)"].'
            )

    def _check(self) -> None:
        clusters = self.weighting.clusters
        alone = sum(_alone(units) for units in self._strata.values())
        if alone:
            what = f"cluster ({self._name(clusters[0])})" if clusters else "respondent"
            of = f"{alone} of {len(self._strata)} strata ({self._name(self.weighting.strata)})"
            if self.weighting.strata is None:
                raise InputError(f"The sample holds a single {what}, so no standard error can be had from it.")
            raise InputError(
                f"{of} hold a single {what}: how much these vary cannot be known, and taking it for nothing would give "
                "standard errors that are too small. Put such strata together with others in a column of the file."
            )
        every = [*self._strata.values()]
        while every:
            units = every.pop()
            every += units.within.values()
            if units.population is not None and units.population < units.n:
                raise InputError(
                    f"[weighting] population says that there are {units.population:,} to sample from, where the file "
                    f"has {units.n:,}. It is the number of {'clusters' if clusters else 'persons'} there are, by "
                    "stratum; mend it."
                )
            if _alone(units):
                raise InputError(
                    f"A cluster holds a single unit of the second stage ({self._name(clusters[-1])}) of several that "
                    "there are, so how much these vary cannot be known. Name the first stage alone in clusters."
                )

    def _name(self, column: int | None) -> str:
        return self._names.get(-1 if column is None else column, "the column")


def _alone(units: _Units) -> bool:
    return units.n == 1 and units.population != 1


def _variance(units: _Units, sums: Mapping[Cell, tuple[int, int]]) -> Fraction:
    """Of a sum over the units of one stage; ``sums``: Σwg and Σw²g² of cells, nothing where it is nothing."""
    if units.unit_of is None:
        total, squares = (sum(column) for column in zip(*sums.values(), strict=True))
    else:
        by_unit: dict[str, int] = {}
        for cell, (z, _) in sums.items():
            by_unit[units.unit_of[cell]] = by_unit.get(units.unit_of[cell], 0) + z
        total, squares = sum(by_unit.values()), sum(z * z for z in by_unit.values())
    found = Fraction(0)
    if units.n > 1:
        found = Fraction(units.n * squares - total * total, units.n - 1)
    if units.population is None:
        return found
    drawn = Fraction(units.n, units.population)
    return found * (1 - drawn) + drawn * _within(units, sums)


def _within(units: _Units, sums: Mapping[Cell, tuple[int, int]]) -> Fraction:
    if not units.within or units.unit_of is None:
        return Fraction(0)
    parts: dict[str, dict[Cell, tuple[int, int]]] = {}
    for cell, found in sums.items():
        parts.setdefault(units.unit_of[cell], {})[cell] = found
    return sum((_variance(units.within[unit], of) for unit, of in parts.items()), Fraction(0))


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean of a domain: ``n`` respondents, Σw, Σw², Σwy, Σwy², and its variance by the design. Exact."""

    n: int
    weight: Fraction
    squares: Fraction
    sum: Fraction
    sum_of_squares: Fraction
    variance: Fraction

    @property
    def value(self) -> Fraction:
        """Σwy/Σw."""
        return self.sum / self.weight

    @property
    def n_eff(self) -> Fraction:
        """Respondents of equal weight that would be as precise, for nothing but weights: (Σw)²/Σw², Kish (1965)."""
        return self.weight**2 / self.squares

    @property
    def spread(self) -> Fraction | None:
        """Weighted variance of y: (Σwy² − (Σwy)²/Σw)/Σw · n/(n − 1); None of fewer than 2 respondents."""
        if self.n < 2:
            return None
        return (self.sum_of_squares - self.sum**2 / self.weight) / self.weight * Fraction(self.n, self.n - 1)

    @property
    def deff(self) -> Fraction | None:
        """Design effect: the variance as a multiple of that of n respondents drawn at random with replacement."""
        return self.variance / (self.spread / self.n) if self.spread else None


def mean_of(design: Design, table: Table[Key], unit: int, values: Mapping[Key, Fraction]) -> Mean | None:
    """The weighted mean of a domain; None where it holds no weight."""
    n, w, w2, wy, wyy = _moments(table.items(), values)
    if not w:
        return None
    mean = wy / w
    variance = design.variance(table, unit, {key: (values[key] - mean) * unit / w for key in {k for _, k in table}})
    found = Mean(n, Fraction(w, unit), Fraction(w2, unit**2), wy / unit, wyy / unit, variance)
    if (
        design.calibrated and found.deff is not None and found.deff < _NOTHING
    ):  # margins explain all of it, but for the rounding of slopes
        return replace(found, variance=Fraction(0))
    return found


def difference_of(
    design: Design, one: Table[Key], other: Table[Key], unit: int, values: Mapping[Key, Fraction]
) -> tuple[Fraction, Fraction] | None:
    """The weighted mean of the second of two domains less that of the first, and its variance by the design, in which
    both may share sampling units. The domains have no respondent in common. None where one of them holds no weight.
    """
    means = [mean_of(design, table, unit, values) for table in (one, other)]
    if means[0] is None or means[1] is None:
        return None
    first, second = means[0], means[1]
    both = {(cell, (at, key)): sums for at, table in enumerate((one, other)) for (cell, key), sums in table.items()}
    parts = {(0, key): -(value - first.value) / first.weight for key, value in values.items()}
    parts |= {(1, key): (value - second.value) / second.weight for key, value in values.items()}
    return second.value - first.value, design.variance(both, unit, parts)


def _moments(
    entries: Iterable[tuple[tuple[Cell, Key], Sums]], values: Mapping[Key, Fraction]
) -> tuple[int, int, int, Fraction, Fraction]:
    totals: dict[Key, list[int]] = {}
    for (_, key), sums in entries:
        known = totals.setdefault(key, [0, 0, 0])
        for place, value in enumerate(sums):
            known[place] += value
    n, w, w2 = (sum(known[place] for known in totals.values()) for place in range(3))
    wy = sum((values[key] * known[1] for key, known in totals.items()), Fraction(0))
    wyy = sum((values[key] ** 2 * known[1] for key, known in totals.items()), Fraction(0))
    return n, w, w2, wy, wyy
