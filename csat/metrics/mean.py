"""Mean, standard deviation and the 0-100 score of an item, exact until one final rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from csat.intervals import root, student
from csat.metrics.figure import NO_ANSWERS, Answered, Figure, whole
from csat.results import Interval

SOURCE = "arithmetic mean; Student (1908), Biometrika 6"
NOT_FOR_SD = "An interval of the standard deviation assumes normal answers, which points of a scale are not."
TOO_FEW = "It needs at least 2 answers, and there is n = {n}."
NO_SPREAD = "All answers are the same, so their spread says nothing about the precision of the mean."


@dataclass(frozen=True, slots=True)
class Moments:
    """Number, sum and sum of squares of values, with the exact mean and variance (divisor n − 1) they give."""

    n: int
    sum: Fraction | int
    sum_of_squares: Fraction | int

    @property
    def mean(self) -> Fraction:
        """Σx / n. Raises ZeroDivisionError where there are no values."""
        return Fraction(self.sum) / self.n

    @property
    def variance(self) -> Fraction | None:
        """(Σx² − (Σx)²/n) / (n − 1); None for fewer than 2 values."""
        if self.n < 2:
            return None
        return Fraction(self.sum_of_squares * self.n - self.sum * self.sum) / (self.n * (self.n - 1))

    def plus(self, shift: Fraction | int) -> Moments:
        """The moments of the same values, each greater by ``shift``."""
        squares = self.sum_of_squares + 2 * shift * self.sum + self.n * shift * shift
        return Moments(self.n, self.sum + self.n * shift, squares)


def moments(distribution: Mapping[Fraction, int] | Mapping[int, int] | Mapping[Fraction | int, int]) -> Moments:
    """The moments of values given with how often each occurs; no rounding anywhere."""
    pairs = distribution.items()
    return Moments(
        sum(count for _, count in pairs),
        sum(value * count for value, count in pairs),
        sum(value * value * count for value, count in pairs),
    )


def mean_interval(found: Moments, level: float) -> tuple[Interval | None, str | None]:
    """The t interval of the mean, or the words why there is none."""
    if found.variance is None:
        return None, TOO_FEW.format(n=found.n)
    if not found.variance:
        return None, NO_SPREAD
    return student(found.mean, found.variance, found.n, level), None


def mean(answered: Answered, metric: str = "mean") -> Iterator[Figure]:
    """Mean with its t interval, and the standard deviation, in points of the scale."""
    found = moments(answered.distribution())
    counts = {"sum": whole(found.sum), "base": found.n}
    if not found.n:
        yield Figure(metric, "score", None, counts, "sum / base", SOURCE, None, NO_ANSWERS, (NO_ANSWERS,))
        return
    interval, because = mean_interval(found, answered.level)
    yield Figure(metric, "score", float(found.mean), counts, "sum / base", SOURCE, interval, because)
    spread = {**counts, "sum_of_squares": whole(found.sum_of_squares)}
    formula = "sqrt((sum_of_squares - sum ** 2 / base) / (base - 1))"
    if found.variance is None:
        few = TOO_FEW.format(n=found.n)
        yield Figure("sd", "score", None, spread, formula, "sample standard deviation", None, few, (few,))
        return
    yield Figure("sd", "score", root(found.variance), spread, formula, "sample standard deviation", None, NOT_FOR_SD)


def score(answered: Answered) -> Iterator[Figure]:
    """The mean moved to 0-100: 100·(x̄ − min)/(max − min), with the bounds of the mean moved likewise."""
    scale = answered.item.scale
    found = moments(answered.distribution())
    counts = {"sum": whole(found.sum), "base": found.n, "low": scale.low, "high": scale.high}
    formula = "100 * (sum / base - low) / (high - low)"
    source = "linear transformation of the mean, ISO 10004"
    if not found.n:
        yield Figure("score", "score", None, counts, formula, source, None, NO_ANSWERS, (NO_ANSWERS,))
        return
    interval, because = mean_interval(found, answered.level)
    width = scale.high - scale.low
    if interval:
        low, high = (100 * (bound - scale.low) / width for bound in (interval.low, interval.high))
        interval = Interval(low, high, interval.level, interval.method)
    value = float(100 * (found.mean - scale.low) / width)
    yield Figure("score", "score", value, counts, formula, source, interval, because)
