"""Correlations from a table of two items are those that scipy gives for the rows."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from csat.analysis.drivers.correlation import Table, fisher, normal_p, of_points, of_ranks, order_of, student_p

TABLES = arrays(np.int64, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.integers(0, 6))


def rows_of(table: Table) -> tuple[list[int], list[int]]:
    pairs = [(i, j) for (i, j), count in np.ndenumerate(table) for _ in range(count)]
    return [i for i, _ in pairs], [j for _, j in pairs]


@given(TABLES)
def test_correlations_of_rows(table: Table) -> None:
    assume((table.sum(axis=1) > 0).sum() > 1 and (table.sum(axis=0) > 0).sum() > 1 and table.sum() > 4)
    x, y = rows_of(table)
    n = len(x)
    pearson, ranks = of_points(table), of_ranks(table)
    want = scipy.stats.pearsonr(x, y)
    assert pearson.r == pytest.approx(want.statistic, abs=1e-12)
    assume(abs(pearson.r) < 1 and abs(ranks.r) < 1)
    assert student_p(pearson.r, n) == pytest.approx(want.pvalue, rel=1e-7)
    bounds, interval = want.confidence_interval(0.9), fisher(pearson.r, n, 0.9)
    assert (interval.low, interval.high) == pytest.approx((bounds.low, bounds.high), rel=1e-9, abs=1e-12)
    spearman = scipy.stats.spearmanr(x, y)
    assert ranks.r == pytest.approx(spearman.statistic, abs=1e-12)
    assert student_p(ranks.r, n) == pytest.approx(spearman.pvalue, rel=1e-7)
    kendall = scipy.stats.kendalltau(x, y, method="asymptotic")
    order = order_of(table)
    assert order.tau_b == pytest.approx(kendall.statistic, abs=1e-12)
    assert normal_p(order) == pytest.approx(kendall.pvalue, rel=1e-9)
    assert order.concordant + order.discordant <= order.pairs


def test_large_counts_are_exact() -> None:
    table = np.array([[10**7, 1], [1, 10**7]], dtype=np.int64)
    n = 2 * 10**7 + 2
    assert order_of(table).concordant == 10**14
    assert of_points(table).co == n * (10**7) - (10**7 + 1) ** 2
    assert of_points(table).one == of_points(table).other == (10**7 + 1) ** 2
