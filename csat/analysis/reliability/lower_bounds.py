"""Guttman's bounds and split halves, as figures of a construct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import fsum

from csat.analysis.reliability.found import MADE_OF_OTHERS, NO_STANDARD_VARIATION, Found, Metric
from csat.analysis.reliability.guttman import (
    lambda1,
    lambda2,
    lambda2_of_correlations,
    lambda6,
    lambda6_of_correlations,
    off_squares,
    residual,
    unexplained,
)
from csat.analysis.reliability.split_half import halves, horst, spearman_brown
from csat.analysis.reliability.variations import Variations
from csat.metrics.figure import Figure, whole

GUTTMAN = "Guttman (1945), Psychometrika 10"
OF_CORRELATIONS = "Guttman (1945), Psychometrika 10, on correlations (psych)"
HALF_STILL = "It is not defined: one half of the items has the same sum in every complete case."
HALVES_APART = "It is not defined where the halves do not correlate above 0."
SPLIT = "odd against even items in the order of the construct"
BROWN = "Spearman (1910) and Brown (1910), British Journal of Psychology 3"
_ROOT = "(2 * sum_r + sqrt(k / (k - 1) * 2 * sum_r_squares)) / (k + 2 * sum_r)"
_STEPPED = "(sqrt(r ** 4 + 4 * r ** 2 * (1 - r ** 2) * share) - r ** 2) / (2 * share * (1 - r ** 2))"

LAMBDA1 = Metric("lambda1", "1 - items_ss / total_ss", GUTTMAN)
LAMBDA2 = Metric("lambda2", "(off_ss + sqrt(k / (k - 1) * off_squares)) / total_ss", GUTTMAN)
LAMBDA2_COR = Metric("lambda2_cor", _ROOT, OF_CORRELATIONS)
LAMBDA6 = Metric("lambda6", "1 - unexplained_ss / total_ss", GUTTMAN)
LAMBDA6_COR = Metric("lambda6_cor", "1 - unexplained / (k + 2 * sum_r)", OF_CORRELATIONS)
R = Metric("split_half_r", "cross_ss / sqrt(odd_ss * even_ss)", SPLIT)
SPEARMAN_BROWN = Metric("spearman_brown", "2 * r / (1 + r)", BROWN)
HORST = Metric("horst", _STEPPED, "Horst (1951), Educational and Psychological Measurement 11")
SPLIT_GUTTMAN = Metric("split_half_guttman", "4 * cross_ss / total_ss", GUTTMAN)


def bounds(of: Variations) -> Iterator[Found]:
    """λ1, λ2, λ6 of covariances; λ2 and λ6 of correlations. All items and their total must vary."""
    k, items_ss, total = of.k, whole(sum(of.own)), whole(of.total)
    counts = {"items_ss": items_ss, "total_ss": total}
    yield Found(LAMBDA1.is_(float(lambda1(of)), counts))
    squares = {
        "k": k,
        "off_ss": whole(of.total - sum(of.own)),
        "off_squares": float(off_squares(of)),
        "total_ss": total,
    }
    yield Found(LAMBDA2.is_(lambda2(of), squares))
    sum_r = fsum(of.pairs)
    of_r = {"k": k, "sum_r": sum_r, "sum_r_squares": fsum(r * r for r in of.pairs)}
    flat = of.standardized_total is None
    yield Found(
        LAMBDA2_COR.is_not(NO_STANDARD_VARIATION) if flat else LAMBDA2_COR.is_(lambda2_of_correlations(of), of_r)
    )
    shares = unexplained(of)
    if shares is None:
        yield from (Found(metric.is_not(MADE_OF_OTHERS)) for metric in (LAMBDA6, LAMBDA6_COR))
        return
    left = {"unexplained_ss": float(residual(of, shares)), "total_ss": total}
    yield Found(LAMBDA6.is_(float(lambda6(of, shares)), left))
    left = {"k": k, "unexplained": float(sum(shares)), "sum_r": sum_r}
    if flat:
        yield Found(LAMBDA6_COR.is_not(NO_STANDARD_VARIATION))
    else:
        yield Found(LAMBDA6_COR.is_(lambda6_of_correlations(of, shares), left))


def split(of: Variations) -> Iterator[Found]:
    """r of the halves, stepped up by Spearman-Brown and Horst, and Guttman's. The total must vary."""
    half = halves(of)
    cross = {"cross_ss": whole(half.cross), "total_ss": whole(half.total)}
    if half.odd <= 0 or half.even <= 0:
        yield from (Found(metric.is_not(HALF_STILL)) for metric in (R, SPEARMAN_BROWN))
    else:
        r = half.r
        counts = {"cross_ss": whole(half.cross), "odd_ss": whole(half.odd), "even_ss": whole(half.even)}
        yield Found(R.is_(r, counts))
        yield Found(SPEARMAN_BROWN.is_(spearman_brown(r), {"r": r}) if r > -1 else SPEARMAN_BROWN.is_not(HALVES_APART))
        if half.odd_items != half.even_items:
            yield Found(_horst(r, half.odd_items, half.even_items))
    yield Found(SPLIT_GUTTMAN.is_(float(half.guttman), cross))


def _horst(r: float, odd: int, even: int) -> Figure:
    if r <= 0:
        return HORST.is_not(HALVES_APART)
    if r == 1:
        return replace(HORST.is_(1.0, {"r": 1}), formula="r")
    counts = {"r": r, "odd_items": odd, "even_items": even, "share": odd * even / (odd + even) ** 2}
    return HORST.is_(horst(r, odd, even), counts)
