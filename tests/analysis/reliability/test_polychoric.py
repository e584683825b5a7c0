"""Polychoric correlations against the likelihood itself, worked out by scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csat.analysis.reliability.polychoric import _lower_left, polychoric


@pytest.mark.parametrize("r", [-0.99, -0.5, 0.0, 0.3, 0.9, 0.999])
def test_the_bivariate_normal_is_that_of_scipy(r: float) -> None:
    from scipy.stats import multivariate_normal

    a, b = np.array([-2.1, -0.3, 0.4, 1.2]), np.array([-1.0, 0.0, 0.41, 2.0])
    wanted = [[multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf([x, y]) for y in b] for x in a]
    assert _lower_left(r, a, b) == pytest.approx(np.array(wanted), abs=1e-9)


@given(st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_other_correlation_is_likelier(rows: list[list[int]]) -> None:
    from scipy.special import ndtri
    from scipy.stats import multivariate_normal

    table = np.array(rows)
    found = polychoric(table)
    assume(found is not None)
    assert found is not None
    a, b = (ndtri(np.cumsum(table.sum(axis=axis))[:-1] / table.sum()) for axis in (1, 0))

    def likelihood(r: float) -> float:
        normal = multivariate_normal([0, 0], [[1, r], [r, 1]])
        edges = [np.concatenate([[-12], ends, [12]]) for ends in (a, b)]
        grid = np.array([[normal.cdf([x, y]) for y in edges[1]] for x in edges[0]])
        return float((table * np.log(np.diff(np.diff(grid, axis=0), axis=1))).sum())

    for step in (-0.01, 0.01):
        assert likelihood(found) >= likelihood(float(np.clip(found + step, -0.999, 0.999)))


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=5))
def test_turning_a_table_turns_its_sign(rows: list[list[int]]) -> None:
    table = np.array(rows)
    found, turned, other = polychoric(table), polychoric(table[::-1]), polychoric(table.T)
    if found is None:
        assert turned is None
        assert other is None
    else:
        assert turned == pytest.approx(-found, abs=1e-9)
        assert other == pytest.approx(found, abs=1e-9)


def test_empty_lines_do_not_count() -> None:
    table = np.array([[10, 5, 1], [4, 12, 6], [1, 5, 11]])
    wide = np.zeros((5, 4), dtype=np.int64)
    wide[np.ix_([0, 2, 4], [0, 1, 3])] = table
    assert polychoric(wide) == polychoric(table)


@pytest.mark.parametrize("table", [[[5, 5]], [[10, 0], [0, 10]], [[10, 0], [3, 10]], [[4, 0, 0], [0, 4, 0], [0, 0, 4]]])
def test_none_where_the_likelihood_has_no_end(table: list[list[int]]) -> None:
    assert polychoric(np.array(table)) is None
