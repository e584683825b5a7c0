"""Intervals against published values, scipy.stats (which csat does not use) and 60-digit decimals."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from csat.intervals import (
    adjusted_wald,
    feldt,
    newcombe,
    normal_quantile,
    root,
    student,
    student_quantile,
    welch,
    wilson,
)

levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    base = draw(st.one_of(st.integers(1, 50), st.integers(1, 10**9)))
    count = draw(st.one_of(st.sampled_from([0, 1, base - 1, base]), st.integers(0, base)))
    return max(count, 0), base


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(42, 60, 0.5749, 0.8010), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_published(count: int, base: int, low: float, high: float) -> None:
    found = wilson(count, base, 0.95)
    assert (round(found.low / 100, 4), round(found.high / 100, 4)) == (low, high)
    assert found.level == 0.95
    assert "Wilson" in found.method


@given(shares(), levels)
def test_wilson_is_scipys(share: tuple[int, int], level: float) -> None:
    count, base = share
    found = wilson(count, base, level)
    wanted = stats.binomtest(count, base).proportion_ci(level, method="wilson")
    assert math.isclose(found.low, 100 * wanted.low, rel_tol=1e-7, abs_tol=1e-9)
    assert math.isclose(found.high, 100 * wanted.high, rel_tol=1e-7, abs_tol=1e-9)


@given(shares(), levels)
def test_wilson_holds_its_share(share: tuple[int, int], level: float) -> None:
    count, base = share
    found = wilson(count, base, level)
    assert 0 <= found.low <= float(Fraction(100 * count, base)) <= found.high <= 100
    assert found.low < found.high


@pytest.mark.parametrize("base", [1, 3, 7, 10, 49, 1000, 999_983])
def test_wilson_reaches_the_ends_exactly(base: int) -> None:
    none, all_ = wilson(0, base, 0.95), wilson(base, base, 0.95)
    assert none.low == 0
    assert all_.high == 100
    assert math.isclose(none.high, 100 - all_.low, rel_tol=1e-9)
    assert none.high > 0


@pytest.mark.parametrize(("up", "down", "base", "low", "high"), [(50, 20, 100, 14.05, 44.20), (12, 4, 20, 2.09, 67.47)])
def test_adjusted_wald_published(up: int, down: int, base: int, low: float, high: float) -> None:
    found = adjusted_wald(up, down, base, 0.95)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


@pytest.mark.parametrize(
    ("up", "down", "base"), [(1, 0, 1), (0, 1, 1), (0, 0, 1), (0, 0, 500), (9, 9, 18), (500, 0, 500)]
)
def test_adjusted_wald_by_the_formula(up: int, down: int, base: int) -> None:
    n, p, d = base + 3, (up + 0.75) / (base + 3), (down + 0.75) / (base + 3)
    half = 1.959963984540054 * math.sqrt((p + d - (p - d) ** 2) / n)
    found = adjusted_wald(up, down, base, 0.95)
    score = 100 * (up - down) / base
    # clamped to the limits of the score, and never past the estimate itself
    assert math.isclose(found.low, min(score, max(-100, 100 * (p - d - half))), rel_tol=1e-12, abs_tol=1e-12)
    assert math.isclose(found.high, max(score, min(100, 100 * (p - d + half))), rel_tol=1e-12, abs_tol=1e-12)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), levels)
def test_adjusted_wald_holds_its_score(up: int, middle: int, down: int, level: float) -> None:
    base = up + middle + down
    assume(base > 0)
    found, mirrored = adjusted_wald(up, down, base, level), adjusted_wald(down, up, base, level)
    assert -100 <= found.low <= 100 * (up - down) / base <= found.high <= 100
    assert found.low < found.high
    # the sign of a difference is never lost
    assert math.isclose(found.low, -mirrored.high, rel_tol=1e-9, abs_tol=1e-9)


@given(st.fractions(-1000, 1000), st.fractions(Fraction(1, 10**6), 1000), st.integers(2, 10**6), levels)
def test_student_is_scipys(mean: Fraction, variance: Fraction, n: int, level: float) -> None:
    found = student(mean, variance, n, level)
    low, high = stats.t.interval(level, n - 1, loc=float(mean), scale=math.sqrt(float(variance) / n))
    assert math.isclose(found.low, low, rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(found.high, high, rel_tol=1e-9, abs_tol=1e-9)
    assert found.low < float(mean) < found.high


@pytest.mark.parametrize("df", [1, 2, 3, 30, 10**6])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_quantiles(df: int, level: float) -> None:
    assert math.isclose(student_quantile(level, df), stats.t.ppf((1 + level) / 2, df), rel_tol=1e-10)
    assert math.isclose(normal_quantile(level), stats.norm.ppf((1 + level) / 2), rel_tol=1e-12)


def test_feldt_published() -> None:
    found = feldt(Fraction(85, 100), 7, 89, 0.95)
    assert round(found.low, 6) == 0.797065
    assert round(found.high, 6) == 0.893167


@given(
    st.fractions(-5, Fraction(999, 1000)).filter(lambda alpha: alpha < 1),
    st.integers(2, 40),
    st.one_of(st.integers(2, 20), st.integers(2, 10**6)),
    levels,
)
def test_feldt_is_scipys(alpha: Fraction, k: int, n: int, level: float) -> None:
    found = feldt(alpha, k, n, level)
    first, second, tail = n - 1, (n - 1) * (k - 1), (1 - level) / 2
    wanted = [1 - float(1 - alpha) * stats.f.ppf(p, first, second) for p in (1 - tail, tail)]
    assert math.isclose(found.low, wanted[0], rel_tol=1e-7, abs_tol=1e-9)
    assert math.isclose(found.high, wanted[1], rel_tol=1e-7, abs_tol=1e-9)
    assert found.low < float(alpha) < found.high < 1


@pytest.mark.parametrize(
    "x", [0, 1, 4, Fraction(1, 4), Fraction(81, 16), 10**40, Fraction(1, 10**40), (2**60 + 1) ** 2]
)
def test_root_of_squares_is_exact(x: Fraction | int) -> None:
    found = Fraction(root(Fraction(x)))
    exact = Fraction(math.isqrt(Fraction(x).numerator), math.isqrt(Fraction(x).denominator))
    assert found == Fraction(float(exact))


def test_root_of_a_negative_number() -> None:
    with pytest.raises(ValueError, match="negative"):
        root(Fraction(-1, 3))


def decimal_root(x: Fraction) -> float:
    """The square root to 60 digits, then to the nearest double."""
    with localcontext() as context:
        context.prec = 60
        return float((Decimal(x.numerator) / Decimal(x.denominator)).sqrt())


sizes = st.integers(1, 10**30)


@given(sizes, sizes)
def test_root_is_correctly_rounded(above: int, below: int) -> None:
    x = Fraction(above, below)
    assert root(x) == decimal_root(x)


@given(st.integers(2**52, 2**53 - 1), st.integers(-3, 3), st.integers(-60, 60))
def test_root_beside_a_tie(significand: int, off: int, exponent: int) -> None:
    # the squares of numbers midway between two doubles, and their neighbours: the hardest to round
    midway = Fraction(2 * significand + 1, 2)
    x = (midway * midway + Fraction(off, 10**6)) * Fraction(4) ** exponent
    down, up = math.ldexp(significand, exponent), math.ldexp(significand + 1, exponent)
    even = down if significand % 2 == 0 else up
    assert root(x) == (down if off < 0 else up if off > 0 else even)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), Table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_published(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    found = newcombe(*first, *second, 0.95)
    assert (found.low / 100, found.high / 100) == pytest.approx((low, high), abs=6e-5)


@given(shares(), shares(), levels)
def test_newcombe_is_that_of_statsmodels(first: tuple[int, int], second: tuple[int, int], level: float) -> None:
    assume(max(first[1], second[1]) < 10**6)
    low, high = confint_proportions_2indep(*first, *second, method="newcomb", alpha=1 - level)
    found = newcombe(*first, *second, level)
    assert (found.low, found.high) == pytest.approx((100 * low, 100 * high), abs=1e-6)
    turned = newcombe(*second, *first, level)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-9)


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=40), st.lists(st.integers(1, 7), min_size=2, max_size=40), levels
)
def test_welch_is_that_of_scipy(first: list[int], second: list[int], level: float) -> None:
    assume(len(set(first)) > 1 or len(set(second)) > 1)

    def moments(values: list[int]) -> tuple[Fraction, Fraction]:
        mean = Fraction(sum(values), len(values))
        return mean, sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)

    (m, v), (n, w) = moments(first), moments(second)
    found = welch(m - n, v, len(first), w, len(second), level)
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval(level)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-8, abs=1e-8)
