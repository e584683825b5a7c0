"""Net scores (NPS) of two or several groups, tested with the pseudo-answers that their intervals have."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from csat.analysis.compare.tested import Tested, by_chi_square, by_normal, ratio_to_root, told

_SCORE = "(up_{0} - down_{0}) / (base_{0} + 3)"
_VARIANCE = f"((up_{{0}} + down_{{0}} + 1.5) / (base_{{0}} + 3) - ({_SCORE}) ** 2) / (base_{{0}} + 3)"
Z = f"({_SCORE.format(1)} - {_SCORE.format(2)}) / sqrt({_VARIANCE.format(1)} + {_VARIANCE.format(2)})"

Net = tuple[int, int, int]
"""Promoters, detractors and all answers."""


def net_z(one: Net, other: Net) -> Tested:
    """z of the difference of two net scores, by the score and variance of :func:`csat.intervals.adjusted_wald_of_two`.

    So the test finds a difference where that interval leaves out zero.
    """
    (score, variance), (other_score, other_variance) = _adjusted(one), _adjusted(other)
    z = ratio_to_root(score - other_score, variance + other_variance)
    (a, b, n), (c, d, m) = one, other
    return by_normal(z, told(up_1=a, down_1=b, base_1=n, up_2=c, down_2=d, base_2=m), Z)


def nets_chi_square(nets: Sequence[Net]) -> Tested:
    """Whether several net scores are one: Σ (cᵢ − c̄)²/vᵢ, with c̄ weighted by 1/vᵢ; k − 1 degrees of freedom.

    Of two scores it is z² of :func:`net_z`. Cochran (1954), Biometrics 10, of estimates with their own variances.
    """
    adjusted = [_adjusted(net) for net in nets]
    weights = [1 / variance for _, variance in adjusted]
    mean = sum(w * score for w, (score, _) in zip(weights, adjusted, strict=True)) / sum(weights)
    squares = sum(w * score * score for w, (score, _) in zip(weights, adjusted, strict=True))
    between = squares - mean * mean * sum(weights)
    return by_chi_square(float(between), len(nets) - 1, told(between=Fraction(between)), "between")


def _adjusted(net: Net) -> tuple[Fraction, Fraction]:
    """Score and variance of the mean, as shares, with 3/4 added to each outer group and 1 1/2 to the middle."""
    up, down, base = net
    n = base + 3
    score = Fraction(up - down, n)
    return score, (Fraction(2 * (up + down) + 3, 2 * n) - score * score) / n
