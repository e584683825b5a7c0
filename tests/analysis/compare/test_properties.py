"""What holds of every two and several groups, whatever their answers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csat.analysis.compare import means, nets, pair_of, ranks, shares, sides_of
from csat.analysis.compare import tested as shape
from csat.analysis.compare.adjusting import ADJUSTMENTS
from csat.analysis.compare.estimating import estimates_of
from csat.analysis.compare.sides import Comparison, Side
from csat.metrics.mean import Moments, moments
from csat.plan import Item, Measure, Plan, Scale
from csat.record.formulas import decimal

ANSWERS = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 1)
NPS = st.lists(st.integers(0, 30), min_size=11, max_size=11).filter(lambda counts: sum(counts) > 1)
CSAT = Item(0, "q", "q", "csat", Scale(1, 5))
PLAN = Plan()


def of(counts: Sequence[int]) -> Moments:
    return moments({Fraction(point): n for point, n in enumerate(counts)})


def top(counts: Sequence[int]) -> tuple[int, int]:
    return sum(counts[3:]), sum(counts)


def swapped(found: shape.Tested | None, other: shape.Tested | None) -> None:
    """The sign turns, and p stays."""
    assert (found is None) == (other is None)
    if found is not None and other is not None:
        assert found.statistic == -other.statistic
        assert found.p == other.p


@settings(max_examples=40)
@given(ANSWERS, ANSWERS)
def test_swapping_groups_turns_signs_and_keeps_p(a: list[int], b: list[int]) -> None:
    swapped(shares.pooled_z(top(a), top(b)), shares.pooled_z(top(b), top(a)))
    swapped(means.welch_t(of(a), of(b)), means.welch_t(of(b), of(a)))
    swapped(ranks.mann_whitney(a, b), ranks.mann_whitney(b, a))
    swapped(ranks.dunn([a, b, a], 0, 1), ranks.dunn([a, b, a], 1, 0))
    net = [(sum(counts[4:]), sum(counts[:2]), sum(counts)) for counts in (a, b)]
    swapped(nets.net_z(*net), nets.net_z(*reversed(net)))
    assert shares.fisher(top(a), top(b)).value == pytest.approx(shares.fisher(top(b), top(a)).value, rel=1e-12)
    assert ranks.cliffs_delta(a, b).value == -(ranks.cliffs_delta(b, a).value or 0)
    assert shares.cohens_h(top(a), top(b)).value == -(shares.cohens_h(top(b), top(a)).value or 0)


@settings(max_examples=40)
@given(st.lists(ANSWERS, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_groups_says_nothing_about_all_of_them(groups: list[list[int]], random: object) -> None:
    turned = groups[::-1]
    for test in (ranks.kruskal, shares.chi_square):
        one, other = test(groups), test(turned)
        assert (one and one.statistic) == (other and other.statistic)
    for of_means in (means.welch_f, means.anova):
        one, other = of_means([of(g) for g in groups]), of_means([of(g) for g in turned])
        assert (one and one.statistic) == (other and other.statistic)


@settings(max_examples=40)
@given(ANSWERS, st.integers(2, 4))
def test_the_same_groups_do_not_differ(a: list[int], k: int) -> None:
    t, z, u = means.welch_t(of(a), of(a)), shares.pooled_z(top(a), top(a)), ranks.mann_whitney(a, a)
    for tested in (t, z, u):
        assert tested is None or (tested.statistic, tested.p) == (0, 1)
    for several in (shares.chi_square_of_shares([top(a)] * k), ranks.kruskal([a] * k), means.welch_f([of(a)] * k)):
        assert several is None or several.statistic == 0
    assert ranks.cliffs_delta(a, a).value == 0
    assert shares.cohens_h(top(a), top(a)).value == 0


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1), max_size=30))
def test_an_adjusted_p_is_never_less_and_keeps_the_order(ps: list[float]) -> None:
    for adjust in ADJUSTMENTS.values():
        found = adjust(ps)
        assert all(p <= one.p <= 1 for p, one in zip(ps, found, strict=True))
        assert all(decimal(one.formula, one.counts) == one.p for one in found)
        order = sorted(range(len(ps)), key=lambda place: ps[place])
        adjusted = [found[place].p for place in order]
        assert adjusted == sorted(adjusted)
    holm, bh = (adjust(ps) for adjust in ADJUSTMENTS.values())
    assert all(b.p <= h.p for h, b in zip(holm, bh, strict=True))


@settings(max_examples=40)
@given(
    st.lists(ANSWERS, min_size=2, max_size=4), st.sampled_from(["csat", "ces", "part"]), st.sampled_from(["holm", "bh"])
)
def test_every_figure_follows_from_its_counts_and_lies_in_its_interval(
    groups: list[list[int]], measure: Measure, adjust: str
) -> None:
    item = Item(0, "q", "q", measure, Scale(1, 5), variant="ease" if measure == "ces" else None)
    sides = tuple(Side(f"g{place}", tuple(counts)) for place, counts in enumerate(groups))
    ids = set()
    for estimate in estimates_of(PLAN, [Comparison(item, "by", sides)], adjust):
        assert estimate.id not in ids
        ids.add(estimate.id)
        if estimate.value is None:
            assert estimate.notes
            assert estimate.interval is None
            continue
        assert decimal(estimate.formula, estimate.counts) == pytest.approx(estimate.value, rel=1e-9, abs=1e-12)
        if estimate.interval is None:
            assert estimate.no_interval_because
        else:
            assert estimate.interval.low <= estimate.value <= estimate.interval.high
        if estimate.metric.endswith(("_p", "_p_adjusted")):
            assert 0 <= estimate.value <= 1


@settings(max_examples=40)
@given(st.lists(NPS, min_size=2, max_size=4))
def test_net_scores_too(groups: list[list[int]]) -> None:
    item = Item(0, "q", "q", "nps", Scale(0, 10))
    sides = tuple(Side(f"g{place}", tuple(counts)) for place, counts in enumerate(groups))
    for estimate in estimates_of(PLAN, [Comparison(item, "by", sides)], "holm"):
        if estimate.value is not None:
            assert decimal(estimate.formula, estimate.counts) == pytest.approx(estimate.value, rel=1e-9, abs=1e-12)
        if estimate.metric == "nps_difference":
            assert estimate.interval is not None
            assert estimate.value is not None
            assert estimate.interval.low <= estimate.value <= estimate.interval.high


@settings(max_examples=40)
@given(st.lists(ANSWERS, min_size=2, max_size=4), st.permutations(range(4)))
def test_names_of_groups_say_nothing(groups: list[list[int]], names: list[int]) -> None:
    assume(len(groups) <= len(names))
    plain, renamed = (
        [
            estimate.value
            for estimate in estimates_of(
                PLAN,
                [
                    Comparison(
                        CSAT, "by", tuple(Side(label, tuple(c)) for label, c in zip(labels, groups, strict=False))
                    )
                ],
                "holm",
            )
        ]
        for labels in (["a", "b", "c", "d"], [f"شعبه {name}" for name in names])
    )
    assert plain == renamed


@settings(max_examples=40)
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_two_names_in_one_text_are_told_apart(a: str, b: str, c: str, d: str) -> None:
    assert sides_of(pair_of(a, b)) == (a, b)
    assert (pair_of(a, b) == pair_of(c, d)) == ((a, b) == (c, d))
