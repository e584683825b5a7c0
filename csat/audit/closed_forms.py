"""Intervals of analyses that follow from the counts that a record holds, worked out once more."""

from __future__ import annotations

from fractions import Fraction
from math import atanh, sqrt, tanh

from csat.changes import is_share
from csat.intervals import FISHER, STUDENT, WILSON, normal_quantile, student, wilson
from csat.results import Estimate, Interval


def of_counts(estimate: Estimate, level: float) -> Interval | None:
    """The interval that its counts give; None where it rests on more: draws, iterations, the design of a sample."""
    method = estimate.interval.method if estimate.interval else None
    counts = estimate.counts
    if method == WILSON and is_share(estimate):
        (name,) = set(counts) - {"base"}
        return wilson(int(counts[name]), int(counts["base"]), level)
    if method == STUDENT and is_mean(estimate):
        n, total, squares = (Fraction(counts[name]) for name in ("base", "sum", "sum_of_squares"))
        return student(total / n, (n * squares - total**2) / (n * (n - 1)), int(n), level)
    if method == FISHER and estimate.value is not None:
        half = normal_quantile(level) / sqrt(estimate.n - 3)
        return Interval(tanh(atanh(estimate.value) - half), tanh(atanh(estimate.value) + half), level, FISHER)
    return None


def is_mean(estimate: Estimate) -> bool:
    """Whether a figure is the unweighted mean of a base, with the sum of squares beside it."""
    unweighted = estimate.n_weighted is None and estimate.standard_error is None
    return unweighted and estimate.formula == "sum / base" and "sum_of_squares" in estimate.counts
