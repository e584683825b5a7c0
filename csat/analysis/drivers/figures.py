"""The figures of one driver: how it goes with the outcome by itself, beside the others, and what it accounts for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import fsum

from csat.analysis.drivers import large_sample, words
from csat.analysis.drivers.correlation import (
    Table,
    Variation,
    fisher,
    normal_p,
    of_points,
    of_ranks,
    order_of,
    student_p,
)
from csat.analysis.drivers.regression import Model
from csat.analysis.drivers.survey import Drivers
from csat.intervals import normal_quantile, root, student_quantile
from csat.metrics.figure import Answered, Figure
from csat.metrics.mean import mean
from csat.results import Count, Interval

SLOPE = "Student t, n - k - 1 degrees of freedom"
WALD = "Wald, normal"
R = "co_ss / sqrt(driver_ss * outcome_ss)"
R_P = "2 * t_tail(abs(r) * sqrt((n - 2) / (1 - r ** 2)), n - 2)"


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the rows it rests on, and its standard error where it has one."""

    figure: Figure
    n: int
    standard_error: float | None = None


def undefined(
    metric: str, source: str, why: str, unit: str = "ratio", counts: Mapping[str, Count] | None = None
) -> Figure:
    """A figure that is not there, and why."""
    return Figure(metric, unit, None, counts or {}, "", source, None, why, (why,))


def of_driver(of: Drivers, place: int) -> Iterator[Told]:
    """All figures of the driver at a place of the items."""
    table, pairs = of.tables.complete[place - 1], of.tables.pairs[place - 1]
    names = of.items[place].header, of.items[0].header
    shares = list(_importance(of, place))
    yield from (Told(figure, of.n) for figure in shares)
    answered = Answered(of.items[place], [int(count) for count in table.sum(axis=0)], of.level)
    yield Told(next(iter(mean(answered, "driver_mean"))), of.n)
    yield from (Told(figure, of.n) for figure in _pearson("driver_r", table, of.level, names, words.STILL))
    yield Told(_rank_r("driver_rank_r", table, names, words.STILL), of.n)
    both = int(pairs.sum())
    for figure in _pearson("pair_r", pairs, of.level, names, words.STILL_IN_PAIRS):
        yield Told(figure, both)
    spearman = _rank_r("pair_rank_r", pairs, names, words.STILL_IN_PAIRS)
    yield Told(spearman, both)
    yield Told(_student("pair_rank_r_p", spearman.value, both, words.SPEARMAN, spearman.notes), both)
    yield from (Told(figure, both) for figure in _kendall(pairs, names))
    yield from _regression(of, place)


# --------------------------------------------------------------------------------------------- by itself


def _pearson(metric: str, table: Table, level: float, names: tuple[str, str], still: str) -> Iterator[Figure]:
    found, n = of_points(table), int(table.sum())
    figure = _correlation(metric, found, n, words.PEARSON, names, still)
    if figure.value is not None:
        interval, why = None, None
        if abs(figure.value) == 1:
            why = words.EXACTLY_ONE
        elif n < 4:
            why = words.FEW_PAIRS.format(of=4, n=n)
        else:
            interval = fisher(figure.value, n, level)
        figure = replace(figure, interval=interval, no_interval_because=why)
    yield figure
    yield _student(f"{metric}_p", figure.value, n, words.PEARSON, figure.notes)


def _rank_r(metric: str, table: Table, names: tuple[str, str], still: str) -> Figure:
    return _correlation(metric, of_ranks(table), int(table.sum()), words.SPEARMAN, names, still)


def _correlation(metric: str, found: Variation, n: int, source: str, names: tuple[str, str], still: str) -> Figure:
    counts = {"co_ss": found.co, "driver_ss": found.other, "outcome_ss": found.one}
    if n < 2:
        return undefined(metric, source, words.FEW_PAIRS.format(of=2, n=n))
    if not found.one or not found.other:
        return undefined(metric, source, still.format(column=names[0] if not found.other else names[1]))
    return Figure(metric, "ratio", found.r, counts, R, source, None, words.NONE_GIVEN)


def _student(metric: str, r: float | None, n: int, source: str, notes: tuple[str, ...]) -> Figure:
    if r is None:
        return undefined(metric, source, notes[0])
    if n < 3 or abs(r) == 1:
        return undefined(metric, source, words.EXACTLY_ONE if abs(r) == 1 else words.FEW_PAIRS.format(of=3, n=n))
    return Figure(metric, "ratio", student_p(r, n), {"r": r, "n": n}, R_P, source, None, words.NONE_GIVEN)


def _kendall(table: Table, names: tuple[str, str]) -> Iterator[Figure]:
    found = order_of(table)
    free, other = found.pairs - found.tied, found.pairs - found.tied_other
    if not free or not other:
        why = words.STILL_IN_PAIRS.format(column=names[0] if not other else names[1])
        if not found.pairs:
            why = words.FEW_PAIRS.format(of=2, n=int(table.sum()))
        yield undefined("pair_tau_b", words.KENDALL, why)
        yield undefined("pair_tau_b_p", words.KENDALL, why)
        return
    counts: dict[str, Count] = {
        "concordant": found.concordant, "discordant": found.discordant, "all_pairs": found.pairs,
        "outcome_ties": found.tied, "driver_ties": found.tied_other,
    }  # fmt: skip
    formula = "(concordant - discordant) / sqrt((all_pairs - outcome_ties) * (all_pairs - driver_ties))"
    yield Figure("pair_tau_b", "ratio", found.tau_b, counts, formula, words.KENDALL, None, words.NONE_GIVEN)
    if not found.variance:
        yield undefined("pair_tau_b_p", words.KENDALL, words.FEW_PAIRS.format(of=3, n=int(table.sum())))
        return
    counts = {"concordant": found.concordant, "discordant": found.discordant, "variance": float(found.variance)}
    formula = "2 * normal_tail(abs(concordant - discordant) / sqrt(variance))"
    yield Figure("pair_tau_b_p", "ratio", normal_p(found), counts, formula, words.KENDALL, None, words.NONE_GIVEN)


# --------------------------------------------------------------------------------------------- what it accounts for


def _importance(of: Drivers, place: int) -> Iterator[Figure]:
    metrics = ("lmg", "lmg_share", "relative_weight", "relative_weight_share", "driver_rank")
    units = ("ratio", "percent", "ratio", "percent", "count")
    sources = (words.LMG, words.LMG, words.JOHNSON, words.JOHNSON, words.RANK)
    why = why_not(of, place)
    if why is None and of.model and not of.model.r2:
        why = words.NOTHING_EXPLAINED
    if why is not None or of.model is None:
        for metric, unit, source in zip(metrics, units, sources, strict=True):
            if of.lmg_possible or not metric.startswith("lmg"):
                yield undefined(metric, source, why or "", unit)
        return
    r2 = float(of.model.r2)
    if of.added is not None:
        yield from _parts(of, place, "lmg", of.added[place], r2)
    yield from _parts(of, place, "johnson", of.relative[place], r2)
    own = of.importance[place]
    higher = sum(part > own + 1e-12 for part in of.importance.values())
    interval = of.draws.interval_of_rank(of.kept.index(place), of.level) if of.draws else None
    yield Figure(
        "driver_rank", "count", higher + 1, {"higher": higher}, "higher + 1", words.RANK, interval,
        None if interval else no_draws(of),
    )  # fmt: skip


def _parts(of: Drivers, place: int, method: str, parts: list[float], r2: float) -> Iterator[Figure]:
    """What a driver accounts for, of R² and in percent of it; with intervals where that is the method asked for."""
    counts: dict[str, Count]
    if method == "lmg":
        metric, source, value, formula = "lmg", words.LMG, fsum(parts) / len(parts), "added / drivers"
        counts = {"added": fsum(parts), "drivers": len(parts)}
    else:
        metric, source, value, formula = "relative_weight", words.JOHNSON, fsum(parts), "through_own + through_others"
        own = parts[of.kept.index(place)]
        counts = {"through_own": own, "through_others": value - own}
    part = share = None
    why = no_draws(of) if method == of.method else words.NONE_GIVEN
    at = of.kept.index(place)
    if of.errors and method == of.method:
        part = large_sample.interval(value, float(of.errors.parts[at]), of.level, 1)
        share = large_sample.interval(100 * value / r2, float(of.errors.shares[at]), of.level, 100)
    elif of.draws and method == of.method:
        part = of.draws.interval(of.draws.parts[:, at], of.level)
        share = of.draws.interval(of.draws.shares[:, at], of.level)
    yield Figure(metric, "ratio", value, counts, formula, source, part, None if part else why)
    yield Figure(
        f"{metric}_share", "percent", 100 * value / r2, {metric: value, "r2": r2}, f"100 * {metric} / r2", source,
        share, None if share else why, (words.ASSOCIATION,),
    )  # fmt: skip


def no_draws(of: Drivers) -> str:
    """Why there is no interval by the bootstrap."""
    if not of.times:
        return words.NOT_ASKED
    if of.too_many:
        return (words.TOO_MANY_ASKED if of.asked else words.TOO_MANY).format(n=f"{of.most:,}")
    return words.FEW_DRAWS


def why_not(of: Drivers, place: int) -> str | None:
    """Why a driver is in no model; None where it is in it."""
    if of.n < 2:
        return words.FEW_ROWS.format(of=f"{of.least_rows:,}", n=f"{of.n:,}")
    if not of.ss[0][0]:
        return words.STILL.format(column=of.items[0].header)
    if not of.ss[place][place]:
        return words.STILL.format(column=of.items[place].header)
    if of.model is None:
        return words.FEW_ROWS.format(of=f"{of.least_rows:,}", n=f"{of.n:,}")
    if place in of.model.combined:
        names = ", ".join(f'"{of.items[other].header}"' for other in of.model.combined[place])
        return words.COMBINED.format(names=names, column=of.items[place].header)
    return None


# --------------------------------------------------------------------------------------------- beside the others


def _regression(of: Drivers, place: int) -> Iterator[Told]:
    metrics = (
        "driver_b",
        "driver_t",
        "driver_p",
        "driver_beta",
        "driver_vif",
        "driver_last",
        "driver_first",
        "driver_pratt",
    )
    why, model = why_not(of, place), of.model
    if why is not None or model is None:
        for metric in metrics:
            unit = "score" if metric == "driver_b" else "ratio"
            yield Told(undefined(metric, words.LEAST_SQUARES, why or "", unit), of.n)
        return
    yield from _slope(of, model, place)
    yield from (Told(figure, of.n) for figure in _beside(of, model, place))
    if of.binary:
        yield from _logit(of, place)


def _slope(of: Drivers, model: Model, place: int) -> Iterator[Told]:
    """The slope, in points of the outcome a point of the driver, with its t and p."""
    turn = of.items[0].scale.step / of.items[place].scale.step  # from positions to points
    b = model.slope[place] * turn
    own = 1 / model.inverse[place]
    counts: dict[str, Count] = {"unique_co_ss": float(model.slope[place] * own * turn), "unique_ss": float(own)}
    notes = (words.SIGNS,) if signs_differ(model, place) else ()
    formula = "unique_co_ss / unique_ss"
    error = root(model.error(place)) * float(turn)
    if not error:
        yield Told(
            Figure("driver_b", "score", float(b), counts, formula, words.LEAST_SQUARES, None, words.PERFECT, notes),
            of.n,
        )
        for metric in ("driver_t", "driver_p"):
            yield Told(undefined(metric, words.LEAST_SQUARES, words.PERFECT), of.n)
        return
    half = student_quantile(of.level, model.free) * error
    interval = Interval(float(b) - half, float(b) + half, of.level, SLOPE)
    figure = Figure("driver_b", "score", float(b), counts, formula, words.LEAST_SQUARES, interval, None, notes)
    yield Told(figure, of.n, error)
    t = root(model.slope[place] ** 2 / model.error(place)) * (1 if b >= 0 else -1)
    yield Told(
        Figure(
            "driver_t", "ratio", t, {"b": float(b), "standard_error": error}, "b / standard_error",
            words.LEAST_SQUARES, None, words.NONE_GIVEN,
        ),
        of.n,
    )  # fmt: skip
    yield Told(
        Figure(
            "driver_p", "ratio", student_tail(t, model.free), {"t": t, "df": model.free}, "2 * t_tail(abs(t), df)",
            words.LEAST_SQUARES, None, words.NONE_GIVEN,
        ),
        of.n,
    )  # fmt: skip


def student_tail(t: float, free: int) -> float:
    """Two-sided p of Student's t."""
    from scipy.special import stdtr

    return 2 * float(stdtr(free, -abs(t)))


def signs_differ(model: Model, place: int) -> bool:
    """Whether a driver goes one way with the outcome by itself, and the other way beside the other drivers."""
    return model.slope[place] * model.ss[place][0] < 0


def _beside(of: Drivers, model: Model, place: int) -> Iterator[Figure]:
    ss, slope = model.ss, model.slope[place]
    own, outcome, co, unique = ss[place][place], ss[0][0], ss[place][0], 1 / model.inverse[place]
    beta = root(slope * slope * own / outcome) * (1 if slope >= 0 else -1)
    notes = (words.SIGNS,) if signs_differ(model, place) else ()
    counts: dict[str, Count] = {"slope": float(slope), "driver_ss": own, "outcome_ss": outcome}
    yield Figure(
        "driver_beta", "ratio", beta, counts, "slope * sqrt(driver_ss / outcome_ss)", words.STANDARDIZED, None,
        words.NONE_GIVEN, notes,
    )  # fmt: skip
    vif = model.vif(place)
    above = next((bound for bound in (10, 5) if vif > bound), None)
    yield Figure(
        "driver_vif", "ratio", float(vif), {"driver_ss": own, "unique_ss": float(unique)}, "driver_ss / unique_ss",
        words.INFLATION, None, words.NONE_GIVEN, (words.INFLATED.format(n=above),) if above else (),
    )  # fmt: skip
    counts = {"unique_co_ss": float(slope * unique), "unique_ss": float(unique), "outcome_ss": outcome}
    yield Figure(
        "driver_last", "ratio", float(model.last(place)), counts, "unique_co_ss ** 2 / (unique_ss * outcome_ss)",
        words.LAST, None, words.NONE_GIVEN,
    )  # fmt: skip
    counts = {"co_ss": co, "driver_ss": own, "outcome_ss": outcome}
    yield Figure(
        "driver_first", "ratio", float(Fraction(co * co, own * outcome)), counts,
        "co_ss ** 2 / (driver_ss * outcome_ss)", words.FIRST, None, words.NONE_GIVEN,
    )  # fmt: skip
    counts = {"slope": float(slope), "co_ss": co, "outcome_ss": outcome}
    yield Figure(
        "driver_pratt", "ratio", float(model.pratt(place)), counts, "slope * co_ss / outcome_ss", words.PRATT, None,
        words.NONE_GIVEN,
    )  # fmt: skip


def _logit(of: Drivers, place: int) -> Iterator[Told]:
    yield logistic("logit_b", of, of.kept.index(place) + 1)


def logistic(metric: str, of: Drivers, at: int) -> Told:
    """A coefficient of the logistic regression, in log odds a point; the intercept is the first."""
    if of.logit is None:
        return Told(undefined(metric, words.LOGISTIC, no_logit(of), "score"), of.n)
    value, error = of.logit.slopes[at], of.logit.errors[at]
    half = normal_quantile(of.level) * error
    return Told(
        Figure(
            metric, "score", value, {"z": value / error, "standard_error": error}, "z * standard_error",
            words.LOGISTIC, Interval(value - half, value + half, of.level, WALD),
        ),
        of.n,
        error,
    )  # fmt: skip


def no_logit(of: Drivers) -> str:
    """Why there is no logistic regression."""
    if of.patterns is not None and of.patterns.over:
        return words.NO_LOGIT_OF_MANY.format(n=f"{of.patterns.most:,}")
    return words.NO_LOGIT
