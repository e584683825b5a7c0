"""The figures of all drivers together: how much of the outcome they account for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csat.analysis.drivers import words
from csat.analysis.drivers.figures import Told, logistic, no_logit, undefined
from csat.analysis.drivers.regression import Model
from csat.analysis.drivers.survey import Drivers
from csat.metrics.figure import Figure
from csat.results import Count


def of_model(of: Drivers) -> Iterator[Told]:
    """R², adjusted R², F with its p, and the intercept; of two points also the logistic regression's."""
    model = of.model
    if model is None:
        if of.n < 2:
            why = words.FEW_ROWS.format(of=f"{of.least_rows:,}", n=f"{of.n:,}")
        elif not of.ss[0][0]:
            why = words.STILL.format(column=of.items[0].header)
        elif not any(of.ss[place][place] for place in range(1, len(of.items))):
            why = words.NO_DRIVER
        else:
            why = words.FEW_ROWS.format(of=f"{of.least_rows:,}", n=f"{of.n:,}")
        for metric, unit in (("r2", "ratio"), ("r2_adj", "ratio"), ("model_f", "ratio"), ("model_p", "ratio")):
            yield Told(undefined(metric, words.LEAST_SQUARES, why, unit), of.n)
        yield Told(undefined("intercept", words.LEAST_SQUARES, why, "score"), of.n)
        return
    yield from (Told(figure, of.n) for figure in (*_shares(model), _intercept(of, model)))
    if of.binary:
        yield logistic("logit_intercept", of, 0)
        yield Told(_likelihood(of), of.n)


def _shares(model: Model) -> Iterator[Figure]:
    r2, n, k, outcome = model.r2, model.n, len(model.kept), model.ss[0][0]
    counts: dict[str, Count] = {"explained_ss": float(r2 * outcome), "outcome_ss": outcome}
    yield Figure(
        "r2", "ratio", float(r2), counts, "explained_ss / outcome_ss", words.LEAST_SQUARES, None, words.NO_INTERVAL_R2,
        (words.ASSOCIATION,),
    )  # fmt: skip
    free = model.free
    adjusted = 1 - (1 - r2) * Fraction(n - 1, free)
    counts = {"r2": float(r2), "n": n, "drivers": k}
    yield Figure(
        "r2_adj", "ratio", float(adjusted), counts, "1 - (1 - r2) * (n - 1) / (n - drivers - 1)", words.LEAST_SQUARES,
        None, words.NONE_GIVEN,
    )  # fmt: skip
    if r2 == 1:
        for metric in ("model_f", "model_p"):
            yield undefined(metric, words.LEAST_SQUARES, words.PERFECT)
        return
    from scipy.special import fdtrc

    f = float(r2 / k / ((1 - r2) / free))
    unexplained = float(1 - r2)
    yield Figure(
        "model_f", "ratio", f, {"r2": float(r2), "rest": unexplained, "n": n, "drivers": k},
        "r2 / drivers / (rest / (n - drivers - 1))", words.LEAST_SQUARES, None, words.NONE_GIVEN,
    )  # fmt: skip
    counts = {"f": f, "n": n, "drivers": k}
    yield Figure(
        "model_p", "ratio", float(fdtrc(k, free, f)), counts, "f_tail(f, drivers, n - drivers - 1)",
        words.LEAST_SQUARES, None, words.NONE_GIVEN,
    )  # fmt: skip


def _intercept(of: Drivers, model: Model) -> Figure:
    """The outcome where every driver is 0, in points: its mean less the slopes times the drivers' means."""
    means = [
        item.scale.low + item.scale.step * Fraction(int(total), of.n)
        for item, total in zip(of.items, of.products.sums, strict=True)
    ]
    own = of.items[0].scale.step
    moved = sum(
        (model.slope[place] * own / of.items[place].scale.step * means[place] for place in model.kept), Fraction(0)
    )
    counts: dict[str, Count] = {"outcome_mean": float(means[0]), "slopes_at_means": float(moved)}
    return Figure(
        "intercept", "score", float(means[0] - moved), counts, "outcome_mean - slopes_at_means", words.LEAST_SQUARES,
        None, words.NONE_GIVEN,
    )  # fmt: skip


def _likelihood(of: Drivers) -> Figure:
    if of.logit is None:
        return undefined("logit_loglik", words.LOGISTIC, no_logit(of))
    counts = {"mean_log": of.logit.likelihood / of.n, "n": of.n}
    return Figure(
        "logit_loglik", "ratio", of.logit.likelihood, counts, "mean_log * n", words.LOGISTIC, None, words.NONE_GIVEN
    )
