"""Rounding: once, half away from zero, in decimal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.report.numbers import bounds, count, figure, level, rounded
from csat.results import Interval


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2.675, 2, "2.68"),  # its double is 2.67499999999999982…
        (1.005, 2, "1.01"),
        (-0.05, 1, "-0.1"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (2.5, 0, "3"),
        (0.25, 1, "0.3"),
        (62.35, 1, "62.4"),
        (62.349999999999994, 1, "62.3"),  # rounded once, not first to 62.35
        (-0.04, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (100.0, 1, "100.0"),
        (1e22, 1, "10000000000000000000000.0"),
        (1.7976931348623157e308, 3, "17976931348623157" + "0" * 292 + ".000"),
        (5e-324, 3, "0.000"),
        (7, 2, "7.00"),
    ],
)
def test_half_away_from_zero(value: float, places: int, text: str) -> None:
    assert rounded(value, places) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_is_symmetric_and_near(value: float, places: int) -> None:
    text = rounded(value, places)
    assert text.lstrip("-") == rounded(-value, places).lstrip("-")
    assert abs(Decimal(text) - Decimal(repr(value))) <= Decimal(5).scaleb(-places - 1)
    assert Decimal(text) == Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_nan_and_no_infinity_is_ever_shown(value: float) -> None:
    assert rounded(value, 2) == "undefined"


def test_each_unit_has_its_digits() -> None:
    assert figure(62.349, "percent") == "62.3"
    assert figure(23.35, "points") == "+23.4"
    assert figure(-23.35, "points") == "-23.4"
    assert figure(-0.01, "points") == "0.0"  # nothing is neither plus nor minus
    assert figure(3.777, "score") == "3.78"
    assert figure(0.85299, "ratio") == "0.853"
    assert figure(None, "percent") == "undefined"
    assert bounds(Interval(-2.04, 10.0, 0.95, "adjusted Wald"), "points") == ("-2.0", "+10.0")


def test_counts_and_levels() -> None:
    assert count(1234567) == "1,234,567"
    assert count(12.25) == "12.3"
    assert level(0.95) == "95 %"
    assert level(0.995) == "99.5 %"
    assert level(0.9) == "90 %"
