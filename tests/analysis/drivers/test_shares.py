"""Regression, LMG and relative weights on small made-up answers: laws, and other ways to the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from csat.analysis.drivers.bootstrap import draws
from csat.analysis.drivers.johnson import relative_weights, weights_of_many
from csat.analysis.drivers.regression import Model, model_of
from csat.analysis.drivers.shapley import MOST_DRIVERS, added_by_size, lmg, lmg_of_many
from csat.analysis.drivers.variations import UndeterminedError, correlations, of_some, variations
from csat.products import Products, products_of_rows

Rows = NDArray[np.int64]


@st.composite
def answers(draw: st.DrawFn, least: int = 1, most: int = 5) -> Rows:
    """Rows of an outcome and a few drivers on 0-4, with something in common."""
    k, n = draw(st.integers(least, most)), draw(st.integers(12, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    common = random.integers(0, 3, (n, 1))
    return np.asarray(random.integers(0, 3, (n, k + 1)) + common)


def products(rows: Rows) -> Products:
    return products_of_rows(rows.astype(np.float64))


def whole(rows: Rows) -> Model:
    """Their model, where it can tell all drivers apart."""
    ss = variations(products(rows))
    assume(ss[0][0] > 0)
    model = model_of(products(rows))
    assume(len(model.kept) == rows.shape[1] - 1 and model.free > 0)
    return model


def r2_of(rows: Rows, drivers: Sequence[int]) -> Fraction:
    """Of a model of these drivers alone, exact."""
    return model_of(of_some(products(rows), (0, *drivers))).r2 if drivers else Fraction(0)


@given(answers())
def test_the_shares_add_up_to_r_squared(rows: Rows) -> None:
    r2 = float(whole(rows).r2)
    for shares in (lmg(products(rows)), relative_weights(products(rows))):
        assert shares.sum() == pytest.approx(r2, rel=1e-9, abs=1e-12)
        assert (shares > -1e-12).all()


@given(answers(most=4))
def test_lmg_is_what_a_driver_adds_averaged_over_all_orders(rows: Rows) -> None:
    k = len(whole(rows).kept)
    added = [Fraction(0)] * k
    for order in permutations(range(1, k + 1)):
        for place, driver in enumerate(order):
            added[driver - 1] += r2_of(rows, sorted(order[: place + 1])) - r2_of(rows, sorted(order[:place]))
    want = [float(total / factorial(k)) for total in added]
    assert lmg(products(rows)).tolist() == pytest.approx(want, rel=1e-9, abs=1e-12)


@given(answers(most=4))
def test_what_a_driver_adds_to_models_of_each_size(rows: Rows) -> None:
    whole(rows)
    k = rows.shape[1] - 1
    table = added_by_size(products(rows))
    for driver in range(1, k + 1):
        others = [other for other in range(1, k + 1) if other != driver]
        for size in range(k):
            some = [r2_of(rows, sorted((*model, driver))) - r2_of(rows, model) for model in combinations(others, size)]
            want = float(sum(some, Fraction(0)) / len(some))
            assert table[driver - 1, size] == pytest.approx(want, rel=1e-9, abs=1e-12)


@given(answers(least=2), st.randoms())
def test_what_changes_nothing(rows: Rows, random: object) -> None:
    """Neither the order of rows, nor everybody twice, nor other codes for the points, nor the order of drivers."""
    whole(rows)
    shuffled = np.random.default_rng(1).permutation(rows)
    twice = np.concatenate([rows, rows])
    recoded = rows.copy()
    recoded[:, 1] = 3 * rows[:, 1] + 2
    recoded[:, -1] = 8 - rows[:, -1] * 2
    turned = rows[:, [0, *range(rows.shape[1] - 1, 0, -1)]]
    for share in (lmg, relative_weights):
        want = share(products(rows))
        assert (share(products(shuffled)) == want).all()  # to the last bit
        assert share(products(twice)).tolist() == pytest.approx(want.tolist(), rel=1e-9, abs=1e-12)
        assert share(products(recoded)).tolist() == pytest.approx(want.tolist(), rel=1e-9, abs=1e-12)
        assert share(products(turned)).tolist() == pytest.approx(want[::-1].tolist(), rel=1e-9, abs=1e-12)


@given(answers(most=1))
def test_one_driver_has_its_squared_correlation(rows: Rows) -> None:
    model = whole(rows)
    r2 = Fraction(model.ss[0][1] ** 2, model.ss[0][0] * model.ss[1][1])
    assert model.r2 == r2
    assert lmg(products(rows)).tolist() == pytest.approx([float(r2)], rel=1e-12)
    assert relative_weights(products(rows)).tolist() == pytest.approx([float(r2)], rel=1e-12)
    assert model.vif(1) == 1


@given(answers())
def test_the_regression_is_that_of_least_squares(rows: Rows) -> None:
    model = whole(rows)
    design = np.column_stack([np.ones(len(rows)), rows[:, 1:]]).astype(float)
    slopes, *_ = np.linalg.lstsq(design, rows[:, 0].astype(float), rcond=None)
    rest = rows[:, 0] - design @ slopes
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (rest @ rest) / model.free)
    assert [float(model.slope[i]) for i in model.kept] == pytest.approx(slopes[1:].tolist(), abs=1e-7)
    assert [float(model.error(i)) ** 0.5 for i in model.kept] == pytest.approx(errors[1:].tolist(), abs=1e-7)
    for i in model.kept:
        others = [j for j in model.kept if j != i]
        assert model.last(i) == model.r2 - r2_of(rows, others)
        on_others = model_of(of_some(products(rows), (i, *others))).r2 if others else Fraction(0)
        assert model.vif(i) == 1 / (1 - on_others)
    assert sum(model.pratt(i) for i in model.kept) == model.r2


@given(answers(most=4))
def test_many_at_once_are_the_same_as_one(rows: Rows) -> None:
    whole(rows)
    table = correlations(products(rows))[np.newaxis]
    assert lmg_of_many(np.repeat(table, 3, axis=0))[2].tolist() == pytest.approx(lmg(products(rows)).tolist(), abs=1e-9)
    want = relative_weights(products(rows)).tolist()
    assert weights_of_many(table)[0].tolist() == pytest.approx(want, abs=1e-9)


def test_more_drivers_than_every_model_of_them_can_be_worked_out() -> None:
    rows = np.random.default_rng(1).integers(0, 5, (200, MOST_DRIVERS + 2))
    with pytest.raises(ValueError, match="too many"):
        lmg(products(rows))
    assert relative_weights(products(rows)).sum() == pytest.approx(float(model_of(products(rows)).r2), rel=1e-9)


def test_constant_and_combined_drivers_are_told_and_left_out() -> None:
    random = np.random.default_rng(1)
    y, a, b = random.integers(0, 5, (3, 50))
    rows = np.column_stack([y, a, np.full(50, 3), b, a + b, 4 - a])
    model = model_of(products(rows))
    assert model.kept == (1, 3)
    assert model.constant == (2,)
    assert model.combined == {4: (1, 3), 5: (1,)}
    assert model.r2 == r2_of(rows, (1, 3))
    for share in (lmg, relative_weights, added_by_size):
        with pytest.raises(UndeterminedError):
            share(products(rows))
    with pytest.raises(UndeterminedError):
        model_of(products(np.column_stack([np.full(50, 3), a])))
    with pytest.raises(UndeterminedError):
        correlations(products(rows))


def test_a_driver_that_others_give_in_a_draw_adds_nothing_there() -> None:
    table = np.array([[1, 0.5, 0.5], [0.5, 1, 1], [0.5, 1, 1]])
    assert lmg_of_many(table[np.newaxis])[0].tolist() == pytest.approx([0.125, 0.125])
    assert weights_of_many(table[np.newaxis])[0].tolist() == pytest.approx([0.125, 0.125])


def test_draws_are_seeded_and_their_spread_is_that_of_samples() -> None:
    random = np.random.default_rng(5)
    common = random.integers(0, 4, (4000, 1))
    rows = (common + random.integers(0, 4, (4000, 3))).astype(np.int16)
    patterns, counts = np.unique(rows[:400], axis=0, return_counts=True)
    first, again, other = (draws(patterns, counts, lmg_of_many, 500, seed) for seed in (1, 1, 2))
    assert (first.shares == again.shares).all()
    assert (first.shares != other.shares).any()
    assert first.shares.sum(axis=1).tolist() == pytest.approx([100] * 500)
    # ten samples of as many rows, from the same people, spread about as far
    samples = [lmg(products(rows[start : start + 400].astype(np.int64)))[0] for start in range(0, 4000, 400)]
    assert 0.4 < first.parts[:, 0].std() / np.std(samples, ddof=1) < 2.5
    low, high = np.quantile(first.parts[:, 0], [0.025, 0.975])
    interval = first.interval(first.parts[:, 0], 0.95)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-12)
    assert set(np.unique(first.ranks())) <= {1, 2}


def test_draws_in_which_the_outcome_does_not_vary_are_left_out() -> None:
    rows = np.array([[0, 0], [0, 1], [1, 1]], dtype=np.int16)
    found = draws(rows, np.array([20, 20, 1]), lmg_of_many, 200, 1)
    assert 0 < len(found.shares) < 200
    assert found.interval(found.shares[:5, 0], 0.95) is None
