"""Means and standard deviations of NIST's Statistical Reference Datasets (StRD, univariate), through the exact path.

https://www.itl.nist.gov/div898/strd/univ/homepage.html. The numbers are certified to 15 significant digits. They are
hard for floats, not for ratios of integers: numpy, pandas and R lose up to 12 digits on the last ones.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.intervals import root
from csat.metrics.mean import moments


def alternating(centre: str, size: int = 1001) -> dict[Fraction, int]:
    """NumAcc2-4: one value, then that value minus and plus a tenth in turn."""
    middle, tenth, pairs = Fraction(centre), Fraction(1, 10), (size - 1) // 2
    return {middle: 1, middle - tenth: pairs, middle + tenth: pairs}


# name: values with how often each occurs, certified mean, certified standard deviation
CERTIFIED = {
    "NumAcc1": ({Fraction(10_000_001): 1, Fraction(10_000_003): 1, Fraction(10_000_002): 1}, "10000002", "1"),
    "NumAcc2": (alternating("1.2"), "1.2", "0.1"),
    "NumAcc3": (alternating("1000000.2"), "1000000.2", "0.1"),
    "NumAcc4": (alternating("10000000.2"), "10000000.2", "0.1"),
}


@pytest.mark.parametrize("name", CERTIFIED)
def test_certified_to_15_digits(name: str) -> None:
    values, mean, sd = CERTIFIED[name]
    found = moments(values)
    assert found.n == (3 if name == "NumAcc1" else 1001)
    assert found.variance is not None
    # more than 15 digits: the mean and the variance are exact, and the rounded figures are the nearest doubles
    assert found.mean == Fraction(mean)
    assert found.variance == Fraction(sd) ** 2
    assert float(found.mean) == float(mean)
    assert root(found.variance) == float(sd)


def test_one_value_has_no_variance() -> None:
    assert moments({Fraction(3): 1}).variance is None


@given(st.fractions(min_value=0, max_value=10**12, max_denominator=10**9))
def test_root_is_the_nearest_double(x: Fraction) -> None:
    found = root(x)
    below, above = (Fraction(math.nextafter(found, towards)) for towards in (-math.inf, math.inf))
    # the true root lies between the midpoints to the neighbouring doubles
    middle_above = (Fraction(found) + above) / 2
    middle_below = max(Fraction(0), (Fraction(found) + below) / 2)
    assert middle_below**2 <= x <= middle_above**2


@given(st.integers(min_value=0, max_value=2**53))
def test_root_of_a_square_is_exact(x: int) -> None:
    assert root(Fraction(x) ** 2) == x
