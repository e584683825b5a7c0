"""Figures of one factor behind the items: omega by variant, average variance extracted, loadings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.analysis.reliability.found import MADE_OF_OTHERS, NO_STANDARD_VARIATION, Found, Metric, of_item
from csat.analysis.reliability.one_factor import Fit, maximum_likelihood, minres
from csat.analysis.reliability.variations import Variations
from csat.metrics.figure import Figure

_SOURCE = "McDonald (1999), Test Theory: one factor"
_BY_MINRES = f"{_SOURCE}, minres on correlations (Harman and Jones 1966)"
_BY_ML = f"{_SOURCE}, maximum likelihood (Jöreskog 1967, 1971)"
_STANDARDIZED = "Fornell and Larcker (1981), Journal of Marketing Research 18; loadings by maximum likelihood"
_MODEL = "sum_loadings ** 2 / (sum_loadings ** 2 + sum_uniquenesses)"

MINRES = Metric("omega_minres", _MODEL, _BY_MINRES)
MINRES_OBSERVED = Metric("omega_minres_observed", "1 - sum_uniquenesses / sum_correlations", _BY_MINRES)
MINRES_LOADING = Metric("loading_minres", "loading", _BY_MINRES)
ML = Metric("omega_ml", _MODEL, _BY_ML)
ML_OBSERVED = Metric("omega_ml_observed", "sum_loadings ** 2 / total_ss", _BY_ML)
COMPOSITE = Metric("composite_reliability", _MODEL, _STANDARDIZED)
AVE = Metric("ave", "sum_squared_loadings / k", _STANDARDIZED)
ML_LOADING = Metric("loading_ml", "loading", _BY_ML)

HEYWOOD = (
    "It is not reported: the one-factor fit is improper (a Heywood case), since it gives an item a loading of 1 or "
    "more. One factor does not describe these items, or there are too few answers."
)
NOT_CONVERGED = "It is not reported: the one-factor fit did not converge."
UNDETERMINED = "It is not reported: fewer than 3 items go with the factor, which leaves their loadings open."


def one_factor(of: Variations) -> Iterator[Found]:
    """Both fits with what is made of them. Needs 3 items that vary, and a total that does."""
    yield from _by_minres(of)
    yield from _by_likelihood(of)


def _trouble(fit: Fit) -> str | None:
    if fit.heywood:
        return HEYWOOD
    return NOT_CONVERGED if not fit.converged else None if fit.determined else UNDETERMINED


def _by_minres(of: Variations) -> Iterator[Found]:
    fit = minres(of.correlations)
    if why := _trouble(fit):
        yield from (Found(metric.is_not(why)) for metric in (MINRES, MINRES_OBSERVED))
        yield from (of_item(MINRES_LOADING.is_not(why), item) for item in of.items)
        return
    yield Found(_omega(MINRES, float(fit.loadings.sum()), float(fit.uniquenesses.sum())))
    rest, whole = float(fit.uniquenesses.sum()), of.standardized_total
    if whole is None:
        yield Found(MINRES_OBSERVED.is_not(NO_STANDARD_VARIATION))
    else:
        yield Found(MINRES_OBSERVED.is_(1 - rest / whole, {"sum_uniquenesses": rest, "sum_correlations": whole}))
    yield from _loadings(MINRES_LOADING, of, fit)


def _by_likelihood(of: Variations) -> Iterator[Found]:
    try:
        fit = maximum_likelihood(of.correlations)
        why = _trouble(fit)
    except np.linalg.LinAlgError:
        why = MADE_OF_OTHERS
    if why:
        yield from (Found(metric.is_not(why)) for metric in (ML, ML_OBSERVED, COMPOSITE, AVE))
        yield from (of_item(ML_LOADING.is_not(why), item) for item in of.items)
        return
    # in points of the scales, as variations: those of the covariances but for one number of both, which cancels
    spread = np.sqrt(np.array([float(own) for own in of.own]))
    loadings, whole = float((fit.loadings * spread).sum()), float(of.total)
    yield Found(_omega(ML, loadings, float((fit.uniquenesses * spread**2).sum())))
    yield Found(ML_OBSERVED.is_(loadings**2 / whole, {"sum_loadings": loadings, "total_ss": whole}))
    yield Found(_omega(COMPOSITE, float(fit.loadings.sum()), float(fit.uniquenesses.sum())))
    squares = float((fit.loadings**2).sum())
    yield Found(AVE.is_(squares / of.k, {"sum_squared_loadings": squares, "k": of.k}))
    yield from _loadings(ML_LOADING, of, fit)


def _omega(metric: Metric, loadings: float, rest: float) -> Figure:
    return metric.is_(loadings**2 / (loadings**2 + rest), {"sum_loadings": loadings, "sum_uniquenesses": rest})


def _loadings(metric: Metric, of: Variations, fit: Fit) -> Iterator[Found]:
    for item, loading in zip(of.items, fit.loadings.tolist(), strict=True):
        yield of_item(metric.is_(loading, {"loading": loading}), item)
