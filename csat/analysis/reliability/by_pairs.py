"""Alpha and what goes with it from covariances of every two items over all rows that answered both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import fsum

from csat.accumulators.pairwise_products import PairwiseProducts
from csat.analysis.reliability.found import NO_STANDARD_VARIATION, Found, Metric
from csat.analysis.reliability.variations import Variations, of_pairs
from csat.intervals import feldt
from csat.metrics.alpha import REST, STANDARDIZED
from csat.metrics.figure import Figure

SOURCE = "Cronbach (1951), Psychometrika 16, on pairwise covariances"
FORMULA = "k / (k - 1) * (1 - items_variance / total_variance)"
ALPHA = Metric("alpha_pairwise", FORMULA, f"{SOURCE}; interval: Feldt, Woodruff and Salih (1987)")
STANDARD = Metric("alpha_standardized_pairwise", "k * mean_r / (1 + (k - 1) * mean_r)", STANDARDIZED)
MEAN_R = Metric("inter_item_r_pairwise", "sum_r / pairs", "mean of the correlations between items")
ITEM_REST = Metric("item_rest_r_pairwise", "with_rest / sqrt(item_variance * rest_variance)", REST)
IF_DROPPED = Metric("alpha_if_dropped_pairwise", FORMULA, SOURCE)
ONE_ITEM = "One item would be left."
SMALLEST = (
    "Its interval takes the fewest rows that any pair of items has for n: the number of all rows would make it far too "
    "narrow."
)
STILL = "It is not defined: an item has the same answer in every row."
NO_PAIRS = "It is not defined: fewer than 2 rows answered both items of some pair."
NOT_A_COVARIANCE = (
    "It is not defined: put together from different rows, the covariances give a total that does not vary."
)
OUT_OF_RANGE = "No interval: alpha is 1 or more, which covariances from different rows may give."


def pairwise_n(counted: PairwiseProducts) -> tuple[int, int, float]:
    """Fewest and most rows of a pair of items, and the harmonic mean of all pairs."""
    n = counted.n.tolist()
    pairs = [n[i][j] for i in range(len(n)) for j in range(i)]
    return min(pairs), max(pairs), float(len(pairs) / sum(Fraction(1, pair) for pair in pairs)) if min(pairs) else 0.0


def by_pairs(counted: PairwiseProducts, level: float) -> Iterator[Found]:
    """Alpha, standardized alpha, mean r; per item item-rest r and alpha without it."""
    fewest, most, harmonic = pairwise_n(counted)
    try:
        of = of_pairs(counted.items, counted)
    except ValueError:
        yield Found(ALPHA.is_not(NO_PAIRS), n=fewest)
        return
    bases = {"rows": counted.rows, "pair_n_min": fewest, "pair_n_max": most, "pair_n_harmonic": harmonic}
    if of.total <= 0 or min(of.own) <= 0:
        yield Found(ALPHA.is_not(STILL if min(of.own) <= 0 else NOT_A_COVARIANCE), n=fewest)
        return
    interval = feldt(of.alpha, of.k, fewest, level) if of.alpha < 1 else None
    counts = {"k": of.k, "items_variance": float(sum(of.own)), "total_variance": float(of.total), **bases}
    alpha = ALPHA.is_(float(of.alpha), counts, interval, (SMALLEST,) if interval else ())
    yield Found(alpha if interval else replace(alpha, no_interval_because=OUT_OF_RANGE), n=fewest)
    yield from (Found(figure, n=fewest) for figure in _of_correlations(of))
    for place, item in enumerate(of.items):
        yield Found(_item_rest(of, place), (item.id,), {"item": item.id}, item, fewest)
        yield Found(_if_dropped(of, place), (item.id,), {"item": item.id}, item, fewest)


def _of_correlations(of: Variations) -> Iterator[Figure]:
    pairs, sum_r = len(of.pairs), fsum(of.pairs)
    found = of.standardized_alpha
    if found is None:
        yield STANDARD.is_not(NO_STANDARD_VARIATION)
    else:
        yield STANDARD.is_(found, {"k": of.k, "mean_r": sum_r / pairs})
    yield MEAN_R.is_(sum_r / pairs, {"sum_r": sum_r, "pairs": pairs})


def _item_rest(of: Variations, place: int) -> Figure:
    value = of.item_rest(place)
    if value is None:
        return ITEM_REST.is_not(NOT_A_COVARIANCE)
    with_rest = sum(of.ss[place]) - of.own[place]
    rest = of.total - of.own[place] - 2 * with_rest
    counts = {"with_rest": float(with_rest), "item_variance": float(of.own[place]), "rest_variance": float(rest)}
    return ITEM_REST.is_(value, counts)


def _if_dropped(of: Variations, place: int) -> Figure:
    if of.k < 3:
        return IF_DROPPED.is_not(ONE_ITEM)
    rest = of.without(place)
    if rest.total <= 0:
        return IF_DROPPED.is_not(NOT_A_COVARIANCE)
    counts = {"k": rest.k, "items_variance": float(sum(rest.own)), "total_variance": float(rest.total)}
    return IF_DROPPED.is_(float(rest.alpha), counts)
