"""Raking on cells: margins are met, whatever the order of cells, and where they cannot be met it says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csat.weighting.raking import TOLERANCE, fit, kish


def test_one_margin_is_post_stratification() -> None:
    counts, base = np.array([40.0, 60.0]), np.ones(2)
    found = fit(counts, base, [np.array([0, 1])], [np.array([50.0, 50.0])])
    assert found.met
    assert found.steps == 1
    assert found.weights.tolist() == [50 / 40, 50 / 60]


def test_two_margins_by_hand() -> None:
    """Independent margins of a table without interaction: cells become products of the margins."""
    counts = np.array([10.0, 20.0, 30.0, 60.0])  # a row twice the other, columns 1 to 3: no interaction
    found = fit(
        counts,
        np.ones(4),
        [np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])],
        [np.array([70.0, 30.0]), np.array([40.0, 60.0])],
    )
    assert found.met
    assert (counts * found.weights).tolist() == pytest.approx([28, 12, 42, 18], rel=1e-12)


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 500), min_size=6, max_size=6),
    st.lists(st.floats(0.2, 5), min_size=6, max_size=6),
    st.lists(st.integers(1, 9), min_size=2, max_size=2),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.permutations(range(6)),
)
def test_margins_are_met_in_any_order_of_cells(
    counts: list[int], base: list[float], rows: list[int], columns: list[int], order: list[int]
) -> None:
    values = [np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 0, 1, 2])]
    targets = [np.array(rows) / sum(rows) * 1000, np.array(columns) / sum(columns) * 1000]
    n, d = np.array(counts, float), np.array(base)
    found = fit(n, d, values, targets)
    assert found.met
    assert found.largest <= TOLERANCE
    for places, target in zip(values, targets, strict=True):
        assert np.bincount(places, weights=n * found.weights) == pytest.approx(target, rel=1e-11)
    again = fit(n[order], d[order], [places[order] for places in values], targets)
    assert again.weights == pytest.approx(found.weights[order], rel=1e-10)
    # raking keeps the odds ratios of the base weights
    w, u = (n * found.weights).reshape(2, 3), (n * d).reshape(2, 3)
    assert w[0, 0] * w[1, 2] / (w[0, 2] * w[1, 0]) == pytest.approx(u[0, 0] * u[1, 2] / (u[0, 2] * u[1, 0]), rel=1e-8)


def test_margins_that_contradict_empty_cells_are_not_met() -> None:
    """Only North men and South women answered: no weights make half of all North and nine of ten men."""
    found = fit(
        np.array([30.0, 40.0]), np.ones(2), [np.array([0, 1])] * 2, [np.array([50.0, 50.0]), np.array([90.0, 10.0])]
    )
    assert not found.met
    assert found.largest > 0.1


@settings(max_examples=40)
@given(st.lists(st.integers(5, 80), min_size=4, max_size=4), st.floats(1.2, 3))
def test_trimmed_weights_keep_bounds_and_margins(counts: list[int], high: float) -> None:
    n = np.array(counts, float)
    values = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    total = n.sum()
    targets = [np.array([0.5, 0.5]) * total, np.array([0.55, 0.45]) * total]
    found = fit(n, np.ones(4), values, targets, (1 / high, high))
    assume(found.met)
    assert found.weights.max() <= high * (1 + 1e-9)
    assert found.weights.min() >= 1 / high * (1 - 1e-9)
    for places, target in zip(values, targets, strict=True):
        assert np.bincount(places, weights=n * found.weights) == pytest.approx(target, rel=1e-11)
    free = fit(n, np.ones(4), values, targets)
    if free.weights.max() <= high and free.weights.min() >= 1 / high:
        assert (found.weights == free.weights).all()
        assert found.rounds == 0


def test_bounds_that_no_weights_keep_are_told() -> None:
    found = fit(np.array([10.0, 90.0]), np.ones(2), [np.array([0, 1])], [np.array([50.0, 50.0])], (None, 2.0))
    assert not found.met
    assert found.largest > 0.1


def test_kish() -> None:
    assert kish(np.ones(5), np.array([1, 1, 2, 0.5, 1.5])) == pytest.approx(4.235294117647059, rel=1e-14)
