"""Weighted sums of items within respondents: their exact moments from cross-products, without the rows.

The sum of a respondent is linear in the answers, so its mean follows from the items' sums, and its variance, with all
covariances in it, from their cross-products. Both are ratios of integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from csat.metrics.figure import Answered, Figure, whole
from csat.metrics.mean import SOURCE, Moments, mean_interval, moments
from csat.plan import Item
from csat.products import Products

ON_100 = "mean of the answers on 0-100 by the declared scale, ISO 10004"


def moments_of(products: Products, items: Sequence[Item], per_point: Sequence[Fraction]) -> Moments:
    """Moments of Σ cₖ·(xₖ − lowₖ) over the rows that answered every item; ``per_point``: c of each."""
    steps = [c * item.scale.step for c, item in zip(per_point, items, strict=True)]
    common = lcm(*(c.denominator for c in steps))
    factors = [int(c * common) for c in steps]
    sums, cross = products.sums.tolist(), products.cross.tolist()
    total = sum(c * s for c, s in zip(factors, sums, strict=True))
    squares = sum(a * b * x for a, row in zip(factors, cross, strict=True) for b, x in zip(factors, row, strict=True))
    return Moments(products.n, Fraction(total, common), Fraction(squares, common * common))


def per_point(item: Item) -> Fraction:
    """What a point of an item's scale is on 0-100: 100 / (high − low), by the declared bounds."""
    return Fraction(100, item.scale.high - item.scale.low)


def on_100(answered: Answered) -> Moments:
    """The moments of an item's answers moved to 0-100: 100·(x − low)/(high − low)."""
    low, factor = answered.item.scale.low, per_point(answered.item)
    return moments({(value - low) * factor: times for value, times in answered.distribution().items()})


def mean_of(metric: str, found: Moments, level: float, source: str, nobody: str) -> Figure:
    """The mean of respondents' values with its t interval; ``nobody`` says why there is none without any."""
    counts = {"sum": whole(found.sum), "base": found.n, "sum_of_squares": whole(found.sum_of_squares)}
    source = f"{source}; interval: {SOURCE.partition('; ')[2]}"
    if not found.n:
        return Figure(metric, "score", None, counts, "sum / base", source, None, nobody, (nobody,))
    interval, because = mean_interval(found, level)
    return Figure(metric, "score", float(found.mean), counts, "sum / base", source, interval, because)
