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
from csat.selftest.nist import certified, digits_of_pi, values_of


@pytest.mark.parametrize("name", certified())
def test_certified_to_15_digits(name: str) -> None:
    told = certified()[name]
    found = moments(values_of(name, told))
    assert found.n == told["n"]
    assert found.variance is not None
    # the mean and the variance are exact, and the rounded figures are the nearest doubles to what is certified
    assert f"{float(found.mean):.14e}" == f"{float(told['mean']):.14e}"
    assert f"{root(found.variance):.14e}" == f"{float(told['sd']):.14e}"
    if name.startswith("NumAcc"):
        assert found.mean == Fraction(told["mean"])
        assert found.variance == Fraction(told["sd"]) ** 2
        assert float(found.mean) == float(told["mean"])
        assert root(found.variance) == float(told["sd"])


def test_every_set_is_there() -> None:
    sets = {"Lew", "Lottery", "Mavro", "Michelso", "PiDigits", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"}
    assert set(certified()) == sets


def test_digits_of_pi() -> None:
    assert digits_of_pi(50) == "31415926535897932384626433832795028841971693993751"
    digits = digits_of_pi(5000)
    assert len(digits) == 5000
    assert digits.startswith(digits_of_pi(1500))
    assert digits[762:768] == "999999"  # six nines from the 762nd decimal on
    assert digits[991:1001] == "2164201989"


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
