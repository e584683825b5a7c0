"""One function an interval: its formula, its source. Bounds are returned unrounded."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import sqrt

from csat.results import Interval

WILSON = "Wilson score"
ADJUSTED_WALD = "adjusted Wald (+3/4, +1 1/2, +3/4), clamped to ±100"
STUDENT = "Student t, n - 1 degrees of freedom"
NEWCOMBE = "Newcombe, hybrid of Wilson scores"
WELCH = "Welch t"
ADJUSTED_WALD_OF_TWO = "adjusted Wald of two scores (+3/4, +1 1/2, +3/4 each), clamped to ±200"
FISHER = "Fisher z"
FELDT = "Feldt, F with n - 1 and (n - 1)(k - 1) degrees of freedom"


@lru_cache(maxsize=64)
def normal_quantile(level: float) -> float:
    """Two-sided quantile of the standard normal: 1.959963984540054 at a level of 0.95."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))


@lru_cache(maxsize=4096)
def student_quantile(level: float, df: int) -> float:
    """Two-sided quantile of Student's t with ``df`` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))


def root(x: Fraction) -> float:
    """The square root of an exact non-negative ratio, correctly rounded.

    Works in integers: sqrt(p/q) from isqrt of p·4**s/q with more than 64 bits, then one division.
    """
    from math import isqrt

    if x < 0:
        raise ValueError("no square root of a negative number")
    if not x:
        return 0.0
    shift = max(0, 66 - (x.numerator.bit_length() - x.denominator.bit_length()) // 2)
    scaled, rest = divmod(x.numerator << (2 * shift), x.denominator)
    whole = isqrt(scaled)
    # a sticky last bit keeps a root just above a tie from being rounded as if it were the tie
    sticky = whole * whole != scaled or rest != 0
    return (2 * whole + sticky) / (1 << (shift + 1))  # Python rounds a quotient of integers correctly


def wilson(count: float, base: float, level: float) -> Interval:
    """Score interval of a share, in percent.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), Wilson (1927). Never of zero width, also at 0 and 100 %.
    """
    z = normal_quantile(level)
    middle = count + z * z / 2
    half = z * sqrt(count * (base - count) / base + z * z / 4)
    scale = 100 / (base + z * z)
    # at 0 and 100 % one bound is the figure itself, which floats would miss by a rounding error
    low = 0.0 if count == 0 else (middle - half) * scale
    high = 100.0 if count == base else (middle + half) * scale
    return Interval(low, high, level, WILSON)


def adjusted_wald(up: float, down: float, base: float, level: float) -> Interval:
    """Interval of 100·(up − down)/base: a net promoter score, or top minus bottom box; in points.

    Adds 3/4 to each outer group and 1 1/2 to the middle, then ± z √((p₁ + p₃ − (p₁ − p₃)²)/n) around the
    adjusted score; clamped to ±100 and widened, where a bound would miss it, to hold the estimate.
    Rocks (2016), "Interval estimation for the Net Promoter Score", The American Statistician 70.
    """
    n = base + 3
    high, low = (up + 0.75) / n, (down + 0.75) / n
    centre = high - low
    half = normal_quantile(level) * sqrt((high + low - centre * centre) / n)
    score = 100 * (up - down) / base
    return Interval(
        min(max(-100.0, 100 * (centre - half)), score),
        max(min(100.0, 100 * (centre + half)), score),
        level,
        ADJUSTED_WALD,
    )


def student(mean: Fraction, variance: Fraction, n: int, level: float) -> Interval:
    """Interval of a mean: x̄ ± t √(s²/n), with the variance of divisor n − 1. Needs n ≥ 2."""
    half = student_quantile(level, n - 1) * root(variance / n)
    return Interval(float(mean) - half, float(mean) + half, level, STUDENT)


def newcombe(count: int, base: int, other: int, other_base: int, level: float) -> Interval:
    """Interval of the difference of two independent shares, count/base − other/other_base, in points.

    d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²), with the Wilson bounds l, u of each share.
    Newcombe (1998), Statistics in Medicine 17, method 10.
    """
    first, second = wilson(count, base, level), wilson(other, other_base, level)
    p, q = 100 * count / base, 100 * other / other_base
    d = 100 * (count * other_base - other * base) / (base * other_base)
    low = d - sqrt((p - first.low) ** 2 + (second.high - q) ** 2)
    high = d + sqrt((first.high - p) ** 2 + (q - second.low) ** 2)
    return Interval(max(low, -100.0), min(high, 100.0), level, NEWCOMBE)


def adjusted_wald_of_two(one: tuple[int, int, int], other: tuple[int, int, int], level: float) -> Interval:
    """Interval of the difference of two independent scores 100·(up − down)/base, each (up, down, base), in points.

    (c₁ − c₂) ± z √(v₁/n₁ + v₂/n₂), with c = p₁ − p₃, v = p₁ + p₃ − c² and n = base + 3 of each as in
    :func:`adjusted_wald`; clamped to ±200 and widened, where a bound would miss it, to hold the estimate.
    Pseudo-answers of one score: Rocks (2016), The American Statistician 70. Variances of independent samples add; an
    interval of a difference from samples with pseudo-answers: Agresti and Caffo (2000), The American Statistician 54.
    """
    centre = variance = 0.0
    for sign, (up, down, base) in ((1, one), (-1, other)):
        n = base + 3
        high, low = (up + 0.75) / n, (down + 0.75) / n
        centre += sign * (high - low)
        variance += (high + low - (high - low) ** 2) / n
    half = normal_quantile(level) * sqrt(variance)
    (up, down, base), (other_up, other_down, other_base) = one, other
    # one division of integers, which Python rounds correctly
    score = 100 * ((up - down) * other_base - (other_up - other_down) * base) / (base * other_base)
    return Interval(
        min(max(-200.0, 100 * (centre - half)), score),
        max(min(200.0, 100 * (centre + half)), score),
        level,
        ADJUSTED_WALD_OF_TWO,
    )


def welch(
    difference: Fraction, variance: Fraction, n: int, other_variance: Fraction, other_n: int, level: float
) -> Interval:
    """Interval of the difference of two independent means: d ± t √(s₁²/n₁ + s₂²/n₂).

    Variances have divisors n − 1; t has the degrees of freedom of Welch (1947), Biometrika 34. Needs n ≥ 2 each, and
    a variance above zero.
    """
    from scipy.special import stdtrit

    a, b = variance / n, other_variance / other_n
    df = (a + b) ** 2 / (a * a / (n - 1) + b * b / (other_n - 1))
    half = float(stdtrit(float(df), (1 + level) / 2)) * root(a + b)
    return Interval(float(difference) - half, float(difference) + half, level, WELCH)


def feldt(alpha: Fraction, k: int, n: int, level: float) -> Interval:
    """Interval of Cronbach's alpha: 1 − (1 − α) F, with F at n − 1 and (n − 1)(k − 1) degrees of freedom.

    Feldt, Woodruff and Salih (1987), Applied Psychological Measurement 11. ``n`` are complete cases.
    """
    from scipy.special import fdtri

    first, second = n - 1, (n - 1) * (k - 1)
    lack = float(1 - alpha)
    tail = (1 - level) / 2
    return Interval(
        1 - lack * float(fdtri(first, second, 1 - tail)), 1 - lack * float(fdtri(first, second, tail)), level, FELDT
    )
