"""Weighted figures: each metric's value as Σwy/Σw, exact and rounded once, with its error by the design.

What a metric is (its boxes, unit, formula) stays with :mod:`csat.metrics`: y is 100 for an answer in a share's group, 0
for another, ±100 of a net score, the point itself of a mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from csat.intervals import root
from csat.metrics import OF_MEASURE, boxes_of
from csat.metrics.figure import Answered, Figure, whole
from csat.metrics.mean import NO_SPREAD, NOT_FOR_SD, TOO_FEW
from csat.plan import Item
from csat.results import Interval
from csat.weighting import intervals
from csat.weighting.linearization import Design, Mean, Table, mean_of

SOURCE = "weighted, Σwy/Σw; variance by Taylor linearization: Binder (1983), International Statistical Review 51"
NO_WEIGHT = "All its answers are of weight zero."
NO_ERROR = "By the design it has no error: all there are were asked, units do not differ in it, or margins fix it."
SD = "sqrt((sum_of_squares - sum ** 2 / base) / base * answers / (answers - 1))"

_ENDS = {"csat": ("top", "bottom"), "nps": ("promoters", "detractors"), "ces": ("easy", "hard")}
"""What the metrics call the good and the bad end of a scale in their counts, by measure."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A figure with what only weighting gives: Σw of its base, Kish's n, and the error by the design in its unit."""

    figure: Figure
    n_weighted: float
    n_eff: float | None
    standard_error: float | None = None
    deff: float | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """Respondents whose figure is asked for: their sums by cell of the design and position, weights in 1/``unit``.

    ``whole``: they are the whole file but for those without an answer, and have the degrees of freedom of the design.
    """

    design: Design
    table: Table[int]
    unit: int
    level: float
    whole: bool = True

    @property
    def counts(self) -> dict[int, int]:
        """Respondents by position, unweighted."""
        found: dict[int, int] = {}
        for (_, position), (n, _, _) in self.table.items():
            found[position] = found.get(position, 0) + n
        return found

    def mean(self, values: Mapping[int, Fraction]) -> Mean | None:
        """The weighted mean of a value of each position."""
        return mean_of(self.design, self.table, self.unit, values)

    def effective_n(self, mean: Mean) -> float:
        """What stands for n in intervals: Kish's n; of a sample of clusters no more than n over the design effect.

        Where all answers agree a design effect cannot be had: then no more than the clusters with an answer.
        """
        if not self.design.weighting.clusters or mean.deff == 0:
            return float(mean.n_eff)
        by_design = Fraction(self.design.units_of(self.table)) if mean.deff is None else mean.n / mean.deff
        return float(min(mean.n_eff, by_design))

    @property
    def df(self) -> int:
        """Degrees of freedom: the design's, or of a segment those of its units with an answer."""
        return self.design.df if self.whole else self.design.df_of(self.table)


def of_item(item: Item, domain: Domain) -> Iterator[Weighted]:
    """Every figure of an item, in the order of its metrics."""
    counts = domain.counts
    answered = Answered(item, [counts.get(position, 0) for position in range(item.scale.last + 1)], domain.level)
    points = {position: Fraction(item.scale.point(position)) for position in range(item.scale.last + 1)}
    base = domain.mean(points)
    found = boxes_of(item)
    good, bad = _ENDS.get(item.measure, ("", ""))
    inside = {good: _range(found.top), bad: _range(found.bottom)}
    inside["passives"] = frozenset(points) - inside[good] - inside[bad]
    for metric in OF_MEASURE[item.measure]:
        for figure in metric(answered):
            if figure.value is None and figure.metric != "sd":
                yield Weighted(figure, float(base.weight) if base else 0.0, float(base.n_eff) if base else None)
            elif base is None:
                yield Weighted(_undefined(figure, NO_WEIGHT), 0.0, None)
            elif figure.metric == "sd":
                yield _sd(figure, base)
            elif figure.unit == "percent":
                (name,) = set(figure.counts) - {"base"}
                yield share(figure, name, domain, {p: Fraction(p in inside[name]) for p in points})
            elif figure.unit == "points":
                yield _net(figure, (good, bad), domain, inside)
            else:
                yield _mean(figure, item, domain, points)


def share(figure: Figure, name: str, domain: Domain, inside: Mapping[int, Fraction]) -> Weighted:
    """A share of the base; ``inside`` is 1 of the positions that count, and 0 of the others."""
    mean = domain.mean({position: 100 * one for position, one in inside.items()})
    if mean is None:
        return Weighted(_undefined(figure, NO_WEIGHT), 0.0, None)
    part, effective = mean.sum / 100, domain.effective_n(mean)
    counts = {name: whole(part), "base": whole(mean.weight), "effective_n": effective}
    interval = intervals.share(float(counts[name]), float(counts["base"]), effective, domain.level)
    return _weighted(figure, mean, counts, interval)


def _net(figure: Figure, ends: tuple[str, str], domain: Domain, inside: Mapping[str, frozenset[int]]) -> Weighted:
    up, down = (inside[name] for name in ends)
    values = {p: Fraction(100 * ((p in up) - (p in down))) for (_, p) in domain.table}
    mean = domain.mean(values)
    assert mean is not None
    parts = [domain.mean({p: Fraction(p in end) for p in values}) for end in (up, down)]
    effective = domain.effective_n(mean)
    counts = {name: whole(part.sum if part else 0) for name, part in zip(ends, parts, strict=True)}
    counts |= {"base": whole(mean.weight), "effective_n": effective}
    one, other, base = (float(counts[name]) for name in (*ends, "base"))
    return _weighted(figure, mean, counts, intervals.net(one, other, base, effective, domain.level))


def _mean(figure: Figure, item: Item, domain: Domain, points: Mapping[int, Fraction]) -> Weighted:
    low, high = item.scale.low, item.scale.high
    scaled = figure.metric == "score"
    plain = domain.mean(points)
    mean = domain.mean({p: 100 * (x - low) / (high - low) for p, x in points.items()}) if scaled else plain
    assert mean is not None
    assert plain is not None
    counts = {"sum": whole(plain.sum), "base": whole(mean.weight)}
    if scaled:
        counts |= {"low": low, "high": high}
    df, because, interval = domain.df, None, None
    if mean.n < 2 or df < 1:
        because = TOO_FEW.format(n=mean.n)
    elif not mean.variance:
        because = NO_ERROR if mean.spread else NO_SPREAD
    else:
        error = root(mean.variance)
        counts |= {"standard_error": error, "df": df}
        interval = intervals.mean(float(mean.value), error, df, domain.level)
    return _weighted(replace(figure, no_interval_because=because), mean, counts, interval)


def _sd(figure: Figure, base: Mean) -> Weighted:
    spread = base.spread
    counts = {
        "sum": whole(base.sum), "base": whole(base.weight), "sum_of_squares": whole(base.sum_of_squares),
        "answers": base.n,
    }  # fmt: skip
    source = "weighted standard deviation, with n/(n - 1)"
    if spread is None:
        few = TOO_FEW.format(n=base.n)
        told = replace(figure, value=None, no_interval_because=few, notes=(few,))
    else:
        told = replace(figure, value=root(spread), no_interval_because=NOT_FOR_SD, notes=())
    told = replace(told, counts=counts, formula=SD, source=source, interval=None)
    return Weighted(told, float(base.weight), float(base.n_eff))


def _weighted(figure: Figure, mean: Mean, counts: Mapping[str, int | float], interval: Interval | None) -> Weighted:
    counts = {**counts, "deff_kish": float(mean.n / mean.n_eff)}
    # an estimate of no spread has no error that the sample could tell: it is not nothing
    error = root(mean.variance) if mean.variance else None
    told = replace(
        figure, value=float(mean.value), counts=counts, interval=interval, source=f"{figure.source}; {SOURCE}"
    )
    return Weighted(told, float(mean.weight), float(mean.n_eff), error, float(mean.deff) if mean.deff else None)


def _undefined(figure: Figure, why: str) -> Figure:
    return replace(figure, value=None, interval=None, no_interval_because=why, notes=(why,), counts={"base": 0})


def _range(ends: tuple[int, int]) -> frozenset[int]:
    return frozenset(range(ends[0], ends[1] + 1))
