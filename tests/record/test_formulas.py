"""Formulas: the arithmetic that records hold, exactly, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from scipy import stats

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


@pytest.mark.parametrize(
    ("formula", "counts", "law"),
    [
        ("normal_tail(z)", {"z": 1.25}, stats.norm.sf(1.25)),
        ("normal_tail(-z)", {"z": 1.25}, stats.norm.sf(-1.25)),
        ("2 * t_tail(abs(t), n - 1)", {"t": -2.5, "n": 8}, 2 * stats.t.sf(2.5, 7)),
        ("chi2_tail(x, df)", {"x": 11.07, "df": 5}, stats.chi2.sf(11.07, 5)),
        ("f_tail(f, df, other)", {"f": 3.2, "df": 3, "other": 40}, stats.f.sf(3.2, 3, 40)),
        ("range_tail(q, k, df)", {"q": 3.7, "k": 4, "df": 30}, stats.studentized_range.sf(3.7, 4, 30)),
        ("ln(x) + exp(-x)", {"x": 3}, math.log(3) + math.exp(-3)),
        ("2 * asin(sqrt(a / n))", {"a": 3, "n": 10}, 2 * math.asin(math.sqrt(0.3))),
        ("tanh(atanh(r) - 0.1)", {"r": 0.6}, math.tanh(math.atanh(0.6) - 0.1)),
        ("min(a, b) + max(a, b, c) + abs(c)", {"a": 1, "b": 2, "c": -7}, 10),
    ],
)
def test_functions_are_those_of_their_names(formula: str, counts: Mapping[str, float], law: float) -> None:
    assert decimal(formula, counts) == pytest.approx(law, rel=1e-12)
    told = filled(formula, {name: repr(number) for name, number in counts.items()})
    assert decimal(told, {}) == pytest.approx(law, rel=1e-12), "with the numbers put in it is the same"
    names = {f"previous_{name}": number for name, number in counts.items()}
    assert decimal(prefixed(formula, "previous_"), names) == pytest.approx(law, rel=1e-12)


def test_what_is_rational_stays_exact_in_functions() -> None:
    assert exact("min(a / 3, b)", {"a": 1, "b": 2}) == Fraction(1, 3)
    for formula in ("ln(a)", "t_tail(a, 3)", "exp(0)"):
        with pytest.raises(IrrationalError):
            exact(formula, {"a": 1})


@pytest.mark.parametrize(
    "formula", ["ln(a - a)", "ln(-a)", "atanh(a / a)", "asin(a)", "exp(a ** 8)", "t_tail(a)", "min(a)"]
)
def test_what_a_function_is_not_defined_for_is_refused(formula: str) -> None:
    with pytest.raises(ValueError):
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
