"""Reliability against pingouin and numpy on the same complete rows, and where it is not defined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from csat.metrics.alpha import reliability
from csat.metrics.figure import Figure
from csat.plan import Item
from csat.products import Products
from csat.scales import parse_scale

Evaluate = Callable[[str, Mapping[str, Any]], float]
Rows = Sequence[Sequence[float]]
KNOWN = [[int(digit) for digit in row] for row in ["5454", "4445", "3323", "5555", "2232", "4344", "1212", "3433"]]


def items_of(scales: Sequence[str]) -> list[Item]:
    return [Item(i, f"Q{i + 1}", f"q{i + 1}", "csat", parse_scale(scale)) for i, scale in enumerate(scales)]


def figures(
    rows: Rows, scales: Sequence[str] | None = None, level: float = 0.95
) -> dict[tuple[str, int | None], Figure]:
    """All figures of complete rows, from sums and products of positions added up in plain Python."""
    items = items_of(scales or ["1-5"] * len(rows[0]))
    k = range(len(items))
    at = [
        [int((Fraction(v) - item.scale.low) / item.scale.step) for v, item in zip(row, items, strict=True)]
        for row in rows
    ]
    sums = np.array([sum(row[i] for row in at) for i in k], dtype=np.int64)
    cross = np.array([[sum(row[i] * row[j] for row in at) for j in k] for i in k], dtype=np.int64)
    return {(f.metric, f.column): f for f in reliability(items, Products(len(rows), sums, cross), level)}


def plain_alpha(data: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    k = data.shape[1]
    return float(k / (k - 1) * (1 - data.var(axis=0, ddof=1).sum() / data.sum(axis=1).var(ddof=1)))


def check(rows: Rows, scales: Sequence[str] | None = None) -> None:
    """Every figure against numpy's floats on the values themselves."""
    found, data = figures(rows, scales), np.array(rows, dtype=float)
    k = data.shape[1]
    wanted: dict[tuple[str, int | None], float] = {("alpha", None): plain_alpha(data)}
    if (data.std(axis=0) > 0).all():
        r = np.corrcoef(data.T)
        mean_r = (r.sum() - k) / (k * (k - 1))
        wanted["inter_item_r", None] = mean_r
        if 1 + (k - 1) * mean_r > 1e-6:
            wanted["alpha_standardized", None] = k * mean_r / (1 + (k - 1) * mean_r)
    for i in range(k):
        rest = np.delete(data, i, axis=1)
        if data[:, i].std() and rest.sum(axis=1).std():
            wanted["item_rest_r", i] = float(np.corrcoef(data[:, i], rest.sum(axis=1))[0, 1])
        if k > 2 and rest.sum(axis=1).std():
            wanted["alpha_if_dropped", i] = plain_alpha(rest)
    for place, value in wanted.items():
        got = found[place].value
        assert got is not None, place
        assert math.isclose(got, value, rel_tol=1e-9, abs_tol=1e-9), place


def test_known_answers() -> None:
    alpha = figures(KNOWN)["alpha", None]
    assert alpha.value is not None
    assert alpha.interval
    assert (round(alpha.value, 5), round(alpha.interval.low, 5), round(alpha.interval.high, 5)) == (
        0.95283,
        0.85996,
        0.98940,
    )
    assert alpha.counts["n"] == 8
    check(KNOWN)


def test_pingouin_agrees_on_complete_rows() -> None:
    value, bounds = pingouin.cronbach_alpha(pd.DataFrame(KNOWN))
    alpha = figures(KNOWN)["alpha", None]
    assert alpha.value is not None
    assert alpha.interval
    assert math.isclose(alpha.value, value, rel_tol=1e-12)
    assert [round(alpha.interval.low, 3), round(alpha.interval.high, 3)] == list(bounds)  # it rounds to 3 decimals


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_interval_has_the_level(level: float) -> None:
    alpha = figures(KNOWN, level=level)["alpha", None]
    assert alpha.value is not None
    assert alpha.interval
    tail = (1 - level) / 2
    assert math.isclose(alpha.interval.low, 1 - (1 - alpha.value) * stats.f.ppf(1 - tail, 7, 21), rel_tol=1e-9)
    assert math.isclose(alpha.interval.high, 1 - (1 - alpha.value) * stats.f.ppf(tail, 7, 21), rel_tol=1e-9)
    assert alpha.interval.level == level


def test_formulas_and_units(evaluate: Evaluate) -> None:
    for rows in (KNOWN, [row[:3] for row in KNOWN], [[5, 1], [4, 2], [2, 4], [1, 3]]):
        for (metric, _), figure in figures(rows).items():
            assert figure.unit == "ratio"
            assert figure.source
            if figure.value is not None:
                assert math.isclose(evaluate(figure.formula, figure.counts), figure.value, rel_tol=1e-12), metric
                assert bool(figure.interval) != bool(figure.no_interval_because)


def test_scales_and_steps_that_differ() -> None:
    rows: list[list[float]] = [[1, 0, 1.5], [5, 10, 4.5], [3, 6, 2], [4, 9, 5], [2, 1, 3.5], [4, 4, 1]]
    check(rows, ["1-5", "0-10", "1-5/0.5"])
    stretched = [[2 * a, b, c] for a, b, c in rows]
    assert (
        figures(rows, ["1-5", "0-10", "1-5/0.5"])["alpha", None].value
        != figures(stretched, ["2-10/2", "0-10", "1-5/0.5"])["alpha", None].value
    )  # raw alpha depends on the points; its standardized sibling does not
    one = figures(rows, ["1-5", "0-10", "1-5/0.5"])["alpha_standardized", None].value
    assert one == figures(stretched, ["2-10/2", "0-10", "1-5/0.5"])["alpha_standardized", None].value


def test_an_item_the_wrong_way_round_is_warned_about_and_left_alone() -> None:
    turned = [[*row[:3], 6 - row[3]] for row in KNOWN]
    found = figures(turned)
    wrong = found["item_rest_r", 3]
    assert wrong.value is not None
    assert wrong.value < 0
    assert "--reverse" in wrong.notes[0]
    assert all(not found["item_rest_r", i].notes for i in range(3))
    alpha = found["alpha", None].value
    assert alpha is not None
    assert math.isclose(alpha, plain_alpha(np.array(turned, dtype=float)), rel_tol=1e-12)  # not that of the turned item
    assert alpha < 0.95


def test_two_items() -> None:
    rows = [[5, 4], [3, 4], [1, 2], [2, 2]]
    found = figures(rows)
    check(rows)
    assert found["item_rest_r", 0].value == found["item_rest_r", 1].value == found["inter_item_r", None].value
    for i in (0, 1):
        dropped = found["alpha_if_dropped", i]
        assert dropped.value is None
        assert dropped.notes == ("One item would be left.",)


def test_a_constant_item() -> None:
    rows = [[5, 3, 4], [4, 3, 4], [1, 3, 2], [2, 3, 3]]
    found = figures(rows)
    check(rows)
    assert found["alpha", None].value is not None
    for metric in ("alpha_standardized", "inter_item_r"):
        assert found[metric, None].value is None
        assert '"Q2"' in found[metric, None].notes[0]
    assert found["item_rest_r", 1].value is None
    assert '"Q2"' in found["item_rest_r", 1].notes[0]


def test_many_constant_items_are_not_all_named() -> None:
    found = figures([[1, 2, 3, 4, 5, 1, 1], [1, 2, 3, 4, 5, 1, 2]])
    assert "…" in found["inter_item_r", None].notes[0]


def test_the_others_are_constant() -> None:
    found = figures([[1, 2, 4], [2, 3, 3], [3, 4, 2]])
    assert found["item_rest_r", 0].value is None  # 2 + 4, 3 + 3, 4 + 2
    assert "the sum of the other items" in found["item_rest_r", 0].notes[0]
    assert found["alpha_if_dropped", 0].value is None


@pytest.mark.parametrize("rows", [[[1, 5], [2, 4], [5, 1]], [[3, 3, 3]] * 5])
def test_a_total_that_does_not_vary(rows: Rows) -> None:
    found = figures(rows)
    for metric in ("alpha", "alpha_standardized", "inter_item_r"):
        assert found[metric, None].value is None
        assert "same in every complete case" in found[metric, None].notes[0]


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_complete_cases(n: int) -> None:
    sums, cross = np.full(3, 2 * n, dtype=np.int64), np.full((3, 3), 4 * n, dtype=np.int64)
    found = list(reliability(items_of(["1-5"] * 3), Products(n, sums, cross), 0.95))
    assert len(found) == 9
    for figure in found:
        assert figure.value is None
        assert f"n = {n}" in figure.notes[0]
        assert figure.no_interval_because


def test_alpha_of_exactly_one() -> None:
    found = figures([[1, 1, 1], [4, 4, 4], [5, 5, 5]])
    alpha = found["alpha", None]
    assert alpha.value == 1
    assert alpha.interval is None
    assert "exactly 1" in (alpha.no_interval_because or "")
    assert found["inter_item_r", None].value == found["alpha_standardized", None].value == 1
    assert found["item_rest_r", 0].value == 1


def test_alpha_may_be_very_negative() -> None:
    rows = [[1, 5], [2, 4], [5, 2], [4, 2]]
    check(rows)
    value = figures(rows)["alpha", None].value
    assert value is not None
    assert value < -1


@pytest.mark.parametrize("k", [3, 4, 5, 6, 7, 24, 50])
def test_a_standardized_total_that_does_not_vary(k: int) -> None:
    # each item is chosen once: all correlations are -1/(k - 1); one item is on a wider scale, so the total varies
    rows = [[(5 if j == 0 else 2) if i == j else 1 for j in range(k)] for i in range(k)]
    found = figures(rows)["alpha_standardized", None]
    assert found.value is None, found.value
    assert "does not vary" in found.notes[0]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda k: st.lists(st.lists(st.integers(1, 5), min_size=k, max_size=k), min_size=3, max_size=40)
    )
)
def test_numpy_agrees(rows: list[list[int]]) -> None:
    if len({sum(row) for row in rows}) > 1:
        check(rows)
        alpha = figures(rows)["alpha", None]
        assert alpha.value is not None
        assert alpha.value <= 1
        if alpha.interval:
            assert alpha.interval.low < alpha.value < alpha.interval.high < 1


def test_order_of_rows_and_items_changes_nothing() -> None:
    turned = [row[::-1] for row in KNOWN[::-1]]
    one, other = figures(KNOWN), figures(turned)
    for metric in ("alpha", "alpha_standardized", "inter_item_r"):
        assert one[metric, None].value == other[metric, None].value
    for i in range(4):
        assert one["item_rest_r", i].value == other["item_rest_r", 3 - i].value
