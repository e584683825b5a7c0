"""The statistics against scipy and pingouin on small tables, their formulas on their counts, and their edges."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import asin, comb, sqrt

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from csat.analysis.compare import means, nets, ranks, shares
from csat.analysis.compare import tested as shape
from csat.analysis.compare.adjusting import ADJUSTMENTS, benjamini_hochberg, holm
from csat.analysis.compare.conventions import chi_square_yates, mann_whitney_corrected, wald
from csat.intervals import adjusted_wald_of_two
from csat.metrics.figure import Figure
from csat.metrics.mean import Moments, moments
from csat.record.formulas import decimal

A, B, C = (3, 5, 9, 20, 13), (8, 9, 12, 11, 4), (1, 0, 4, 9, 12)


def rows(counts: Sequence[int]) -> np.ndarray:
    return np.repeat(np.arange(1, len(counts) + 1), counts).astype(float)


def of(counts: Sequence[int]) -> Moments:
    return moments({Fraction(point): n for point, n in enumerate(counts, 1)})


def holds(found: shape.Tested | Figure | None) -> shape.Tested | Figure:
    """Its formulas give it on its counts."""
    assert found is not None
    if isinstance(found, Figure):
        assert decimal(found.formula, found.counts) == pytest.approx(found.value, rel=1e-12, abs=1e-15)
    else:
        assert decimal(found.formula, found.counts) == pytest.approx(found.statistic, rel=1e-12, abs=1e-15)
        assert decimal(found.p_formula, found.p_counts) == pytest.approx(found.p, rel=1e-12)
    return found


def test_two_shares() -> None:
    one, other = (33, 50), (15, 44)
    table = [[33, 17], [15, 29]]
    tested = holds(shares.pooled_z(one, other))
    assert isinstance(tested, shape.Tested)
    chi = stats.chi2_contingency(table, correction=False)
    assert tested.statistic**2 == pytest.approx(chi.statistic, rel=1e-12)
    assert tested.p == pytest.approx(chi.pvalue, rel=1e-12)
    several = holds(shares.chi_square_of_shares([one, other]))
    assert isinstance(several, shape.Tested)
    assert several.statistic == pytest.approx(chi.statistic, rel=1e-12)
    assert several.df == (1,)
    yates = holds(chi_square_yates(one, other))
    assert isinstance(yates, shape.Tested)
    assert yates.statistic == pytest.approx(stats.chi2_contingency(table, correction=True).statistic, rel=1e-12)
    assert holds(shares.fisher(one, other)).value == pytest.approx(stats.fisher_exact(table)[1], rel=1e-9)  # type: ignore[union-attr]
    assert shares.cohens_h(one, other).value == pytest.approx(2 * asin(sqrt(33 / 50)) - 2 * asin(sqrt(15 / 44)))
    assert float(shares.least_expected([one, other])) == pytest.approx(stats.contingency.expected_freq(table).min())
    low, high = wald(one, other, 0.95).low, wald(one, other, 0.95).high
    assert (low + high) / 2 == pytest.approx(100 * (33 / 50 - 15 / 44))


@pytest.mark.parametrize(("one", "other"), [((0, 4), (5, 5)), ((1, 7), (0, 9)), ((3, 3), (2, 9)), ((2, 40), (1, 3))])
def test_fisher_on_few(one: shares.Share, other: shares.Share) -> None:
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    assert holds(shares.fisher(one, other)).value == pytest.approx(stats.fisher_exact(table)[1], rel=1e-9)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("one", "other"), [((2, 9), (400_000, 1_000_000)), ((400_000, 1_000_000), (2, 9)), ((9, 10**6), (1, 10**6))]
)
def test_fisher_of_a_few_beside_a_million(one: shares.Share, other: shares.Share) -> None:
    """Of which the combinations themselves are numbers of a million digits."""
    (a, n), (b, m) = one, other
    expected = stats.fisher_exact([[a, n - a], [b, m - b]])[1]
    assert holds(shares.fisher(one, other)).value == pytest.approx(expected, rel=1e-9)  # type: ignore[union-attr]


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_fisher_is_the_sum_of_all_tables_no_more_probable(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    ways = {x: comb(n, x) * comb(m, a + b - x) for x in range(max(0, a + b - m), min(n, a + b) + 1)}
    exact = Fraction(sum(w for w in ways.values() if w <= ways[a]), comb(n + m, a + b))
    assert shares.fisher((a, n), (b, m)).value == pytest.approx(float(exact), rel=1e-15)


def test_shares_that_cannot_differ() -> None:
    for count in (0, 9):
        assert shares.pooled_z((count, 9), (count, 9)) is None
        assert shares.chi_square_of_shares([(count, 9)] * 3) is None
        assert chi_square_yates((count, 9), (count, 9)) is None
        assert shares.fisher((count, 9), (count, 9)).value == 1
    assert shares.chi_square([(0, 5), (0, 7)]) is None


def test_a_table_of_groups_and_answers() -> None:
    tested = holds(shares.chi_square([(*A, 0), (*B, 0), (*C, 0)]))  # a point that nobody chose is no answer
    chi = stats.chi2_contingency([A, B, C], correction=False)
    assert isinstance(tested, shape.Tested)
    assert tested.statistic == pytest.approx(chi.statistic, rel=1e-12)
    assert tested.p == pytest.approx(chi.pvalue)
    v = holds(shares.cramers_v(tested, sum(map(sum, (A, B, C))), 3, 5))
    assert v.value == pytest.approx(stats.contingency.association([A, B, C], method="cramer"), rel=1e-12)  # type: ignore[union-attr]


def test_means_of_two_groups() -> None:
    a, b = rows(A), rows(B)
    tested = holds(means.welch_t(of(A), of(B)))
    wanted = stats.ttest_ind(a, b, equal_var=False)
    assert isinstance(tested, shape.Tested)
    assert tested.statistic == pytest.approx(wanted.statistic, rel=1e-12)
    assert tested.p == pytest.approx(wanted.pvalue)
    assert tested.df[0] == pytest.approx(wanted.df, rel=1e-12)
    d = means.cohens_d(of(A), of(B))
    assert d is not None
    assert holds(d).value == pytest.approx(pingouin.compute_effsize(a, b, eftype="cohen"), rel=1e-12)  # type: ignore[union-attr]
    assert means.hedges_g(d, len(a) + len(b)).value == pytest.approx(
        pingouin.compute_effsize(a, b, eftype="hedges"), rel=1e-4
    )  # which is the approximation 1 - 3 / (4 n - 9)


@pytest.mark.parametrize("df", [3, 10, 150, 201, 202, 5000])
def test_the_correction_of_hedges_is_that_of_gamma(df: int) -> None:
    from scipy.special import gammaln

    d = means.cohens_d(of(A), of(B))
    assert d is not None
    wanted = np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / sqrt(df / 2)
    assert means.hedges_g(d, df + 2).counts["correction"] == pytest.approx(wanted, rel=1e-10)


def test_means_of_several_groups() -> None:
    groups = [of(A), of(B), of(C)]
    frame = pd.DataFrame(
        {"y": np.concatenate([rows(A), rows(B), rows(C)]), "g": np.repeat(["a", "b", "c"], [50, 44, 26])}
    )
    welch = pingouin.welch_anova(frame, dv="y", between="g").iloc[0]
    tested = holds(means.welch_f(groups))
    assert isinstance(tested, shape.Tested)
    assert tested.statistic == pytest.approx(welch["F"], rel=1e-10)
    assert tested.df[0] == 2
    assert tested.df[1] == pytest.approx(welch["ddof2"], rel=1e-10)
    classical = holds(means.anova(groups))
    assert isinstance(classical, shape.Tested)
    assert classical.statistic == pytest.approx(stats.f_oneway(rows(A), rows(B), rows(C)).statistic, rel=1e-12)
    games = pingouin.pairwise_gameshowell(frame, dv="y", between="g")
    found = [means.games_howell(groups[i], groups[j], 3) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert [holds(one).value for one in found] == pytest.approx(list(games["pval"]), abs=1e-6)  # type: ignore[union-attr]
    spreads = [{Fraction(point): n for point, n in enumerate(counts, 1) if n} for counts in (A, B, C)]
    spread = holds(means.levene(spreads))
    assert isinstance(spread, shape.Tested)
    assert spread.statistic == pytest.approx(stats.levene(rows(A), rows(B), rows(C), center="median").statistic)


def test_welch_of_two_groups_is_one_test() -> None:
    t, f = means.welch_t(of(A), of(B)), means.welch_f([of(A), of(B)])
    assert t is not None
    assert f is not None
    assert t.statistic**2 == pytest.approx(f.statistic, rel=1e-12)
    assert t.p == pytest.approx(f.p, rel=1e-10)
    tukey = means.games_howell(of(A), of(B), 2)
    assert tukey is not None
    assert tukey.value == pytest.approx(t.p, abs=1e-9)


def test_answers_that_do_not_vary() -> None:
    still, other = of((0, 7)), of((4, 0))
    assert means.welch_t(still, other) is None
    assert means.welch_t(still, of(A)) is not None
    assert means.welch_f([still, of(A), of(B)]) is None
    assert means.anova([still, other]) is None
    assert means.cohens_d(still, other) is None
    assert means.games_howell(still, other, 3) is None
    assert means.eta_squared([still, still]) is None
    assert ranks.kruskal([(0, 7), (0, 4)]) is None
    assert ranks.dunn([(0, 7), (0, 4), (0, 9)], 0, 1) is None
    assert ranks.mann_whitney((0, 7), (0, 4)) is None
    assert mann_whitney_corrected((0, 7), (0, 4)) is None
    assert ranks.cliffs_delta((0, 7), (0, 4)).value == 0


def test_ranks() -> None:
    a, b, c = rows(A), rows(B), rows(C)
    for corrected, tested in ((False, holds(ranks.mann_whitney(A, B))), (True, holds(mann_whitney_corrected(A, B)))):
        wanted = stats.mannwhitneyu(a, b, use_continuity=corrected, method="asymptotic")
        assert isinstance(tested, shape.Tested)
        assert tested.p == pytest.approx(wanted.pvalue, rel=1e-12)
        assert float(ranks.u_of(A, B)) == wanted.statistic
    several = holds(ranks.kruskal([A, B, C]))
    assert isinstance(several, shape.Tested)
    assert several.statistic == pytest.approx(stats.kruskal(a, b, c).statistic, rel=1e-12)
    holds(ranks.dunn([A, B, C], 0, 2))
    holds(ranks.epsilon_squared(several, 120))
    two, h = ranks.mann_whitney(A, B), ranks.kruskal([A, B])
    of_two = ranks.dunn([A, B], 0, 1)
    assert two is not None
    assert h is not None
    assert of_two is not None
    assert two.statistic**2 == pytest.approx(h.statistic, rel=1e-12)
    assert of_two.statistic == pytest.approx(two.statistic, rel=1e-12)
    assert holds(ranks.cliffs_delta(A, B)).value == pytest.approx(  # type: ignore[union-attr]
        sum(np.sign(x - y) for x in a for y in b) / (len(a) * len(b)), rel=1e-12
    )


def test_net_scores() -> None:
    one, other = (60, 20, 110), (31, 40, 95)
    z = holds(nets.net_z(one, other))
    assert isinstance(z, shape.Tested)
    interval = adjusted_wald_of_two(one, other, 0.95)
    centre, half = (interval.low + interval.high) / 2, (interval.high - interval.low) / 2
    assert z.statistic == pytest.approx(centre / half * 1.959963984540054, rel=1e-9)
    q = holds(nets.nets_chi_square([one, other]))
    assert isinstance(q, shape.Tested)
    assert q.statistic == pytest.approx(z.statistic**2, rel=1e-12)
    assert nets.nets_chi_square([one, one, one]).statistic == 0


def test_adjusted_p_values_are_those_of_scipy_and_statsmodels() -> None:
    ps = [0.01, 0.04, 0.03, 0.005, 0.04, 0.9, 0.0]
    assert [one.p for one in holm(ps)] == pytest.approx([0.05, 0.12, 0.12, 0.03, 0.12, 0.9, 0.0])
    assert [one.p for one in benjamini_hochberg(ps)] == pytest.approx(list(stats.false_discovery_control(ps)))
    for adjust in ADJUSTMENTS.values():
        assert adjust([]) == []
        for one in adjust(ps):
            assert decimal(one.formula, one.counts) == one.p


def test_the_least_expected_count_is_that_of_scipy() -> None:
    met = np.array([C, B])[:, [0, 1, 2, 3, 4]]
    assert float(shares.least_expected_of([C, B])) == pytest.approx(stats.contingency.expected_freq(met).min())
    assert shares.least_expected_of([(0, 0, 3), (0, 0, 5)]) == 3
