"""Formulas: the arithmetic that records hold, exactly, and nothing else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import csat
from csat.record.formulas import IrrationalError, decimal, exact, filled, prefixed
from tests.conftest import Evaluate

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def test_a_value_is_exact() -> None:
    assert exact("100 * top / base", {"top": 1, "base": 3}) == Fraction(100, 3)
    assert exact("-(a - b) ** 2", {"a": 1, "b": 4}) == -9
    assert decimal("sqrt(x)", {"x": 2}) == 2**0.5
    with pytest.raises(IrrationalError):
        exact("sqrt(x)", {"x": 4})


@pytest.mark.parametrize(
    "formula",
    [
        *("", "a +", "b", "a ** 9", "a ** b", "a ** -1", "__import__('os')", "a.real", "a if a else a", "[a]", "'a'"),
        *("sqrt(a, a)", "sqrt(-a)", "a / (a - 7)", "True", "1e999", "a // 1", "(" * 500 + "a" + ")" * 500, "a" * 4001),
        "(" * 60 + "a" + " ** 8)" * 60,
    ],
)
def test_anything_else_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=r"formula|square root|measure"):
        decimal(formula, {"a": 7})


def test_numbers_put_in() -> None:
    formula = "with_rest_ss / sqrt(item_ss * rest_ss)"
    assert filled(formula, {"with_rest_ss": "-3", "item_ss": "4", "rest_ss": "5"}) == "(-3) / sqrt(4 * 5)"
    assert prefixed(formula, "previous_") == "previous_with_rest_ss / sqrt(previous_item_ss * previous_rest_ss)"


def test_every_formula_of_an_example(evaluate: Evaluate) -> None:
    record = csat.score(EXAMPLES / "hotel" / "survey.xlsx", by=["Hotel"])
    for estimate in record.estimates:
        if estimate.value is not None:
            found = decimal(estimate.formula, estimate.counts)
            assert found == pytest.approx(estimate.value, rel=1e-12)
            assert found == pytest.approx(evaluate(estimate.formula, estimate.counts), rel=1e-9)
