"""Guttman's bounds and split halves, as figures of a construct."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from csat.analysis.reliability.found import MADE_OF_OTHERS, Found, ratio, undefined
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
from csat.metrics.figure import whole

GUTTMAN = "Guttman (1945), Psychometrika 10"
OF_CORRELATIONS = "Guttman (1945), Psychometrika 10, on correlations (psych)"
HALF_STILL = "It is not defined: one half of the items has the same sum in every complete case."
HALVES_APART = "It is not defined where the halves do not correlate above 0."
SPLIT = "odd against even items in the order of the construct"
BROWN = "Spearman (1910) and Brown (1910), British Journal of Psychology 3"
HORST = "Horst (1951), Educational and Psychological Measurement 11"


def bounds(of: Variations) -> Iterator[Found]:
    """λ1, λ2, λ6 of covariances; λ2 and λ6 of correlations. All items and their total must vary."""
    k, items_ss, total = of.k, whole(sum(of.own)), whole(of.total)
    counts = {"items_ss": items_ss, "total_ss": total}
    yield Found(ratio("lambda1", float(lambda1(of)), counts, "1 - items_ss / total_ss", GUTTMAN))
    squares = {"k": k, "off_ss": whole(of.total - sum(of.own)), "off_squares": float(off_squares(of)), "total_ss": total}
    formula = "(off_ss + sqrt(k / (k - 1) * off_squares)) / total_ss"
    yield Found(ratio("lambda2", lambda2(of), squares, formula, GUTTMAN))
    sum_r = fsum(of.pairs)
    of_r = {"k": k, "sum_r": sum_r, "sum_r_squares": fsum(r * r for r in of.pairs)}
    formula = "(2 * sum_r + sqrt(k / (k - 1) * 2 * sum_r_squares)) / (k + 2 * sum_r)"
    yield Found(ratio("lambda2_cor", lambda2_of_correlations(of), of_r, formula, OF_CORRELATIONS))
    shares = unexplained(of)
    if shares is None:
        for metric, source in (("lambda6", GUTTMAN), ("lambda6_cor", OF_CORRELATIONS)):
            yield Found(undefined(metric, source, MADE_OF_OTHERS))
        return
    left = {"unexplained_ss": float(residual(of, shares)), "total_ss": total}
    yield Found(ratio("lambda6", float(lambda6(of, shares)), left, "1 - unexplained_ss / total_ss", GUTTMAN))
    left = {"k": k, "unexplained": float(sum(shares)), "sum_r": sum_r}
    formula = "1 - unexplained / (k + 2 * sum_r)"
    yield Found(ratio("lambda6_cor", lambda6_of_correlations(of, shares), left, formula, OF_CORRELATIONS))


def split(of: Variations) -> Iterator[Found]:
    """r of the halves, stepped up by Spearman-Brown and Horst, and Guttman's. The total must vary."""
    half = halves(of)
    cross = {"cross_ss": whole(half.cross), "total_ss": whole(half.total)}
    if half.odd <= 0 or half.even <= 0:
        for metric, source in (("split_half_r", SPLIT), ("spearman_brown", BROWN), ("horst", HORST)):
            yield Found(undefined(metric, source, HALF_STILL))
    else:
        r = half.r
        counts = {"cross_ss": whole(half.cross), "odd_ss": whole(half.odd), "even_ss": whole(half.even)}
        yield Found(ratio("split_half_r", r, counts, "cross_ss / sqrt(odd_ss * even_ss)", SPLIT))
        if r > -1:
            yield Found(ratio("spearman_brown", spearman_brown(r), {"r": r}, "2 * r / (1 + r)", BROWN))
        else:
            yield Found(undefined("spearman_brown", BROWN, HALVES_APART))
        if half.odd_items != half.even_items:
            yield Found(_horst(r, half.odd_items, half.even_items))
    yield Found(ratio("split_half_guttman", float(half.guttman), cross, "4 * cross_ss / total_ss", GUTTMAN))


def _horst(r: float, odd: int, even: int):
    if r <= 0:
        return undefined("horst", HORST, HALVES_APART)
    if r == 1:
        return ratio("horst", 1.0, {"r": 1}, "r", HORST)
    counts = {"r": r, "odd_items": odd, "even_items": even, "share": odd * even / (odd + even) ** 2}
    formula = "(sqrt(r ** 4 + 4 * r ** 2 * (1 - r ** 2) * share) - r ** 2) / (2 * share * (1 - r ** 2))"
    return ratio("horst", horst(r, odd, even), counts, formula, HORST)
