"""The tail of the studentized range, against scipy and against Student's t, which it is of two groups."""

from __future__ import annotations

from math import sqrt

import pytest
from scipy.special import stdtr
from scipy.stats import studentized_range

from csat.record.formulas import decimal
from csat.record.studentized_range import range_tail


@pytest.mark.parametrize("groups", [2, 3, 5, 12, 40])
@pytest.mark.parametrize("df", [1.3, 3.0, 7.9, 8.0, 57.25, 4000.0, 9e4])  # from 1e5 on scipy takes infinitely many
@pytest.mark.parametrize("q", [0.05, 1.1, 2.5, 3.9, 6.0])
def test_it_is_that_of_scipy(groups: int, df: float, q: float) -> None:
    assert range_tail(q, groups, df) == pytest.approx(float(studentized_range.sf(q, groups, df)), abs=1e-9)


@pytest.mark.parametrize("df", [1.0, 2.0, 5.5, 30.0, 1e5, 1e7])
@pytest.mark.parametrize("t", [0.1, 1.0, 4.0, 20.0])
def test_of_two_groups_it_is_twice_the_tail_of_student(df: float, t: float) -> None:
    assert range_tail(t * sqrt(2), 2, df) == pytest.approx(2 * float(stdtr(df, -t)), rel=1e-8, abs=1e-15)


def test_no_range_is_sure_to_be_passed_and_formulas_use_it() -> None:
    assert range_tail(0.0, 4, 10) == 1.0
    assert decimal("range_tail(q, groups, df)", {"q": 3.5, "groups": 3, "df": 20}) == range_tail(3.5, 3, 20)
    tails = [range_tail(q / 10, 4, 12.5) for q in range(1, 100)]
    assert tails == sorted(tails, reverse=True)
