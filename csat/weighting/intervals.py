"""Intervals of weighted figures: those of :mod:`csat.intervals` on the effective n, and t by the design."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from csat.intervals import ADJUSTED_WALD, WILSON, adjusted_wald, normal_quantile, student_quantile, wilson
from csat.results import Interval

WILSON_EFFECTIVE = f"{WILSON}, effective n"
ADJUSTED_WALD_EFFECTIVE = f"{ADJUSTED_WALD}, effective n"
DESIGN_T = "t, design-based standard error and degrees of freedom"
TWO_ERRORS = "normal, standard errors of independent samples"


def share(part: float, base: float, effective_n: float, level: float) -> Interval:
    """Of the share part/base in percent: Wilson (1927) with the effective n in the place of n."""
    count = effective_n if part == base else part / base * effective_n
    return replace(wilson(count, effective_n, level), method=WILSON_EFFECTIVE)


def net(up: float, down: float, base: float, effective_n: float, level: float) -> Interval:
    """Of 100·(up − down)/base in points: the adjusted Wald interval of Rocks (2016), with the effective n for n."""
    score = 100 * (up - down) / base
    found = adjusted_wald(up / base * effective_n, down / base * effective_n, effective_n, level)
    return Interval(min(found.low, score), max(found.high, score), level, ADJUSTED_WALD_EFFECTIVE)


def mean(value: float, standard_error: float, df: int, level: float) -> Interval:
    """value ± t·SE, with the design's degrees of freedom: first-stage units less strata. Needs df ≥ 1."""
    half = student_quantile(level, df) * standard_error
    return Interval(value - half, value + half, level, DESIGN_T)


def difference(value: float, one: float, other: float, level: float, most: float | None = None) -> Interval:
    """Of the difference of two figures of independent samples with these standard errors: d ± z √(SE₁² + SE₂²);
    clamped to ±``most``.
    """
    half = normal_quantile(level) * sqrt(one * one + other * other)
    low, high = value - half, value + half
    if most is not None:
        low, high = max(low, -most), min(high, most)
    return Interval(low, high, level, TWO_ERRORS)
