"""What must not change a figure: the order of rows, chunks, where the scale begins, all items turned round."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csat.analysis.reliability.analysis import Reliability
from csat.plan import Construct, Item, Plan, Scale, Use
from csat.record.formulas import decimal
from csat.results import Estimate
from csat.tally import Tally
from tests.test_tally import chunk

Row = tuple[str, ...]
K = 4
USES = tuple(Use(column, f"q{column}", f"#{column + 1}", "item", "") for column in range(K))


def plan_of(scale: Scale, reverse: bool = False, **asked: Any) -> Plan:
    items = tuple(Item(c, f"q{c}", f"q{c}", "csat", scale, reverse=reverse) for c in range(K))
    constructs = (Construct("One", (0, 1, 2), id="one"), Construct("Two", (3, 1), id="two"))
    asked = {"bootstrap": 50, "pairwise": True, **asked}
    return Plan(items, constructs, (), USES, analyses=(Reliability(("one", "two"), **asked),))


PLAN = plan_of(Scale(1, 5))


def told(rows: Sequence[Row], plan: Plan = PLAN, size: int = 10**9, added: bool = False) -> list[Estimate]:
    """The figures of the analysis; ``added``: every chunk in a tally of its own, added up."""
    tallies = [Tally(plan)]
    for start in range(0, len(rows), size):
        if added and start:
            tallies.append(Tally(plan))
        tallies[-1].count(chunk(rows[start : start + size], start))
    whole = tallies[0]
    for part in tallies[1:]:
        whole = whole + part
    counted = {name: accumulator for (_, name), accumulator in whole.also.items()}
    return list(plan.analyses[0].estimates(plan, whole, counted))


answer = st.sampled_from(["1", "2", "3", "4", "5", ""])
surveys = st.lists(st.tuples(*[answer] * K), min_size=3, max_size=40)


@settings(max_examples=25)
@given(surveys, st.randoms(use_true_random=False))
def test_order_of_rows(rows: list[Row], draw: Any) -> None:
    mixed = list(rows)
    draw.shuffle(mixed)
    assert told(rows) == told(mixed)


@settings(max_examples=25)
@given(surveys, st.integers(1, 10))
def test_chunks_and_tallies_that_add_up(rows: list[Row], size: int) -> None:
    whole = told(rows)
    assert told(rows, size=size) == whole
    assert told(rows, size=size, added=True) == whole


@settings(max_examples=25)
@given(surveys, st.integers(-3, 40))
def test_codes_that_begin_elsewhere(rows: list[Row], shift: int) -> None:
    moved = [tuple(str(int(cell) + shift) if cell else "" for cell in row) for row in rows]
    for one, other in zip(told(rows), told(moved, plan_of(Scale(1 + shift, 5 + shift))), strict=True):
        if one.metric == "construct_mean" and one.value is not None and other.value is not None:
            assert other.value - shift == pytest.approx(one.value)
        else:
            assert one == other


@settings(max_examples=25)
@given(surveys)
def test_half_points(rows: list[Row]) -> None:
    """The same answers on a scale of steps of one half: what is no score stays as it is."""
    halved = [tuple(f"{(int(cell) + 1) / 2:g}" if cell else "" for cell in row) for row in rows]
    halves = plan_of(Scale(1, 3, Fraction(1, 2)))
    for one, other in zip(told(rows), told(halved, halves), strict=True):
        assert (one.id, one.value is None) == (other.id, other.value is None)
        if one.metric not in ("construct_mean", "construct_sd") and one.value is not None:
            assert other.value == pytest.approx(one.value, rel=1e-9, abs=1e-9)


@settings(max_examples=25)
@given(surveys)
def test_all_items_turned_round(rows: list[Row]) -> None:
    """Draws go over the answers in their order, which turns too: bounds of the bootstrap may differ, no more."""
    for one, other in zip(told(rows), told(rows, plan_of(Scale(1, 5), reverse=True)), strict=True):
        assert (one.id, one.value is None) == (other.id, other.value is None)
        if one.value is None or other.value is None:
            continue
        if one.metric == "construct_mean":
            assert 6 - other.value == pytest.approx(one.value)
        elif one.metric == "total_skewness":
            assert -other.value == pytest.approx(one.value, abs=1e-12)
        else:
            assert other.value == pytest.approx(one.value, rel=1e-7, abs=1e-9)


@settings(max_examples=25)
@given(surveys)
def test_figures_follow_from_their_counts_and_intervals_hold_them(rows: list[Row]) -> None:
    found = told(rows)
    assert len({estimate.id for estimate in found}) == len(found)
    for estimate in found:
        assert estimate.formula
        assert estimate.source
        assert (estimate.interval is None) == (estimate.no_interval_because is not None)
        if estimate.value is None:
            assert estimate.notes
            continue
        assert decimal(estimate.formula, estimate.counts) == pytest.approx(estimate.value, rel=1e-9, abs=1e-12)
        if estimate.interval is not None:
            assert estimate.interval.low <= estimate.interval.high
            if estimate.metric not in ("alpha_percentile", "alpha_bca"):  # resamples may all lie to one side
                assert estimate.interval.low - 1e-12 <= estimate.value <= estimate.interval.high + 1e-12


@settings(max_examples=25)
@given(surveys)
def test_bounds_stand_in_their_order(rows: list[Row]) -> None:
    """λ1 ≤ α ≤ λ2 ≤ 1 hold for every table of covariances."""
    found = {estimate.id: estimate.value for estimate in told(rows)}
    assume(found.get("one.lambda2") is not None)
    first, alpha, second = found["one.lambda1"], found["one.alpha_bca"], found["one.lambda2"]
    assert first is not None
    assert alpha is not None
    assert second is not None
    assert first <= alpha + 1e-12 if alpha >= 0 else True
    assert alpha <= second + 1e-12
    assert second <= 1 + 1e-12
