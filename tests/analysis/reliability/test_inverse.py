"""The exact inverse: times the matrix it is the unit matrix, to the last digit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.analysis.reliability.inverse import inverse

number = st.one_of(st.integers(-5, 5), st.fractions(-3, 3, max_denominator=4))


@given(st.integers(1, 5).flatmap(lambda k: st.lists(st.lists(number, min_size=k, max_size=k), min_size=k, max_size=k)))
def test_times_the_matrix_it_is_one(matrix: list[list[Fraction]]) -> None:
    found, k = inverse(matrix), len(matrix)
    determinant = np.linalg.det(np.array(matrix, dtype=float))
    if found is None:
        assert determinant == pytest.approx(0, abs=1e-9)
        return
    upside_down, exact = found
    assert float(exact) == pytest.approx(determinant, rel=1e-9, abs=1e-9)
    for i in range(k):
        for j in range(k):
            assert sum(matrix[i][m] * upside_down[m][j] for m in range(k)) == (i == j)
