"""Figures of one factor behind the items: omega by variant, average variance extracted, loadings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.analysis.reliability.found import MADE_OF_OTHERS, Found, of_item, ratio, undefined
from csat.analysis.reliability.one_factor import Fit, maximum_likelihood, minres
from csat.analysis.reliability.variations import Variations

MCDONALD = "McDonald (1999), Test Theory: one factor"
MINRES = f"{MCDONALD}, minres on correlations (Harman and Jones 1966)"
ML = f"{MCDONALD}, maximum likelihood (Jöreskog 1967, 1971)"
AVE = "Fornell and Larcker (1981), Journal of Marketing Research 18; loadings by maximum likelihood"
HEYWOOD = (
    "It is not reported: the one-factor fit is improper (a Heywood case), since it gives an item a loading of 1 or more. "
    "One factor does not describe these items, or there are too few answers."
)
NOT_CONVERGED = "It is not reported: the one-factor fit did not converge."
MODEL = "sum_loadings ** 2 / (sum_loadings ** 2 + sum_uniquenesses)"
OBSERVED = "1 - sum_uniquenesses / sum_correlations"


def one_factor(of: Variations) -> Iterator[Found]:
    """Both fits with what is made of them. Needs 3 items that vary, and a total that does."""
    yield from _by_minres(of)
    yield from _by_likelihood(of)


def _trouble(fit: Fit) -> str | None:
    return HEYWOOD if fit.heywood else None if fit.converged else NOT_CONVERGED


def _by_minres(of: Variations) -> Iterator[Found]:
    fit = minres(of.correlations)
    if why := _trouble(fit):
        for metric in ("omega_minres", "omega_minres_observed"):
            yield Found(undefined(metric, MINRES, why))
        for item in of.items:
            yield of_item(undefined("loading_minres", MINRES, why), item)
        return
    loadings, rest = float(fit.loadings.sum()), float(fit.uniquenesses.sum())
    counts = {"sum_loadings": loadings, "sum_uniquenesses": rest}
    yield Found(ratio("omega_minres", loadings**2 / (loadings**2 + rest), counts, MODEL, MINRES))
    whole = float(of.correlations.sum())
    counts = {"sum_uniquenesses": rest, "sum_correlations": whole}
    yield Found(ratio("omega_minres_observed", 1 - rest / whole, counts, OBSERVED, MINRES))
    for item, loading in zip(of.items, fit.loadings.tolist(), strict=True):
        yield of_item(ratio("loading_minres", loading, {"loading": loading}, "loading", MINRES), item)


def _by_likelihood(of: Variations) -> Iterator[Found]:
    try:
        fit = maximum_likelihood(of.correlations)
        why = _trouble(fit)
    except np.linalg.LinAlgError:
        why = MADE_OF_OTHERS
    if why:
        for metric in ("omega_ml", "omega_ml_observed"):
            yield Found(undefined(metric, ML, why))
        for metric in ("composite_reliability", "ave"):
            yield Found(undefined(metric, AVE, why))
        for item in of.items:
            yield of_item(undefined("loading_ml", ML, why), item)
        return
    # in points of the scales, as variations: loadings and residuals of the covariances but for one factor of both
    spread = np.sqrt(np.array([float(own) for own in of.own]))
    loadings, rest = float((fit.loadings * spread).sum()), float((fit.uniquenesses * spread**2).sum())
    counts = {"sum_loadings": loadings, "sum_uniquenesses": rest}
    yield Found(ratio("omega_ml", loadings**2 / (loadings**2 + rest), counts, MODEL, ML))
    counts = {"sum_loadings": loadings, "total_ss": float(of.total)}
    yield Found(ratio("omega_ml_observed", loadings**2 / float(of.total), counts, "sum_loadings ** 2 / total_ss", ML))
    loadings, rest = float(fit.loadings.sum()), float(fit.uniquenesses.sum())
    counts = {"sum_loadings": loadings, "sum_uniquenesses": rest}
    yield Found(ratio("composite_reliability", loadings**2 / (loadings**2 + rest), counts, MODEL, AVE))
    squares = float((fit.loadings**2).sum())
    yield Found(ratio("ave", squares / of.k, {"sum_squared_loadings": squares, "k": of.k}, "sum_squared_loadings / k", AVE))
    for item, loading in zip(of.items, fit.loadings.tolist(), strict=True):
        yield of_item(ratio("loading_ml", loading, {"loading": loading}, "loading", ML), item)
