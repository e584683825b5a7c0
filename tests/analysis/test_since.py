"""Figures of analyses against those of an earlier record, and records that were changed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import csat
from csat.audit.closed_forms import of_counts
from csat.audit.explain import explain
from csat.audit.verify.inside import inside, unfollowed
from csat.changes import ABSENT, DEFINED, NO_METHOD, OTHER, SAME_FILE, changes, is_share
from csat.intervals import newcombe
from csat.report.language import read_language
from csat.results import Estimate, Record
from tests.analysis.test_every_kind import PLAN, PLANS, answers, written

ENGLISH = read_language("en")


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, Record]:
    """Two waves with shares (kano), means (gap) and an index."""
    folder = tmp_path_factory.mktemp("since")
    plan = folder / "survey.toml"
    plan.write_text(f"{PLANS['kano']}{PLANS['gap']}{PLANS['index']}{PLAN}", "utf-8")
    one, other = (csat.score(written(folder / f"{seed}.csv", answers(seed)), plan=plan) for seed in (1, 2))
    return one, other


def since(record: Record, earlier: Record) -> dict[str, dict[str, Any]]:
    return {change["figure"]: change for change in changes(record, earlier)["changes"]}


def changed_plan(record: Record, part: str, place: int, **keys: Any) -> Record:
    plan = json.loads(json.dumps(record.plan))
    plan[part][place] |= keys
    return replace(record, plan=plan)


def test_shares_change_with_an_interval_and_nothing_else_does(waves: tuple[Record, Record]) -> None:
    record, earlier = waves
    before = {estimate.id: estimate for estimate in earlier.estimates}
    for id, change in since(record, earlier).items():
        estimate = next(one for one in record.estimates if one.id == id)
        if estimate.analysis is None or estimate.value is None:
            continue
        assert change["because"] is None
        assert change["value"] == pytest.approx(estimate.value - (before[id].value or 0), abs=1e-9)
        if not is_share(estimate):
            assert (change["low"], change["no_interval_because"]) == (None, NO_METHOD)
            continue
        (name,) = set(estimate.counts) - {"base"}
        n, m = ({key: int(count) for key, count in one.counts.items()} for one in (estimate, before[id]))
        wanted = newcombe(n[name], n["base"], m[name], m["base"], 0.95)
        assert (change["low"], change["high"]) == (wanted.low, wanted.high)
        told = replace(record, previous=changes(record, earlier))
        assert explain(told, estimate, ENGLISH).agrees
    assert any(is_share(one) for one in record.estimates if one.analysis == "kano")


def test_one_file_is_no_two_samples(waves: tuple[Record, Record]) -> None:
    record, _ = waves
    for change in since(record, record).values():
        assert change["because"] or change["no_interval_because"] == SAME_FILE


@pytest.mark.parametrize(("kind", "keys"), [("index", {"weights": "importance"}), ("kano", {"order": "dislike first"})])
def test_what_is_asked_otherwise_is_told(waves: tuple[Record, Record], kind: str, keys: dict[str, Any]) -> None:
    record, earlier = waves
    place = next(n for n, entry in enumerate(earlier.plan["analyses"]) if entry["kind"] == kind)
    told = changes(record, changed_plan(earlier, "analyses", place, **keys))
    found = {change["figure"]: change["because"] for change in told["changes"]}
    for estimate in record.estimates:
        if estimate.analysis == kind:
            assert found[estimate.id] == DEFINED.format(differ="analysis")
        elif estimate.analysis is not None and estimate.value is not None:
            assert found[estimate.id] is None


def test_an_item_with_another_scale_is_told_of_the_analyses_that_name_it(waves: tuple[Record, Record]) -> None:
    record, earlier = waves
    place = next(n for n, item in enumerate(earlier.plan["items"]) if item["id"] == "wifi")
    found = since(record, changed_plan(earlier, "items", place, reverse=True))
    assert found["satisfaction.index"]["because"] == DEFINED.format(differ="direction")
    assert found["gap.gap.wifi"]["because"] == DEFINED.format(differ="direction")
    assert all(change["because"] is None for id, change in found.items() if id.startswith("kano."))


def test_another_question_under_an_items_id_is_told(waves: tuple[Record, Record]) -> None:
    record, earlier = waves
    place = next(n for n, item in enumerate(earlier.plan["items"]) if item["id"] == "wifi")
    other = changed_plan(earlier, "items", place, column="Is the pool warm?", why="guessed")
    found = since(changed_plan(record, "items", place, why="guessed"), other)
    assert found["satisfaction.index"]["because"] == OTHER
    gone = replace(earlier, estimates=[one for one in earlier.estimates if one.analysis != "index"])
    assert since(record, gone)["satisfaction.index"]["because"] == ABSENT


def changed(record: Record, id: str, **parts: Any) -> Record:
    made = [replace(one, **parts) if one.id == id else one for one in record.estimates]
    return replace(record, estimates=made)


def failing(record: Record) -> set[str]:
    return {name for name, _, _, found in inside(record) if any(difference.fails for difference in found)}


def test_a_record_by_itself_tells_what_does_not_follow(waves: tuple[Record, Record]) -> None:
    record, _ = waves
    assert failing(record) == set()
    gap = next(one for one in record.estimates if one.id == "gap.gap.wifi")
    assert gap.interval is not None
    assert gap.value is not None
    counts = dict(gap.counts)
    assert failing(changed(record, gap.id, value=gap.value + 0.01)) == {"formulas"}
    assert "formulas" in failing(changed(record, gap.id, counts=counts | {"sum": counts["sum"] + 1}))
    assert "counts" in failing(
        changed(record, gap.id, counts=counts | {"sum_of_squares": 1 + counts["sum_of_squares"]})
    )
    assert failing(changed(record, gap.id, n=gap.n + 1)) == {"sums"}
    assert failing(changed(record, gap.id, n=10**6)) == {"sums"}
    assert failing(changed(record, gap.id, interval=replace(gap.interval, low=-9.0))) == {"counts"}
    assert failing(changed(record, gap.id, interval=replace(gap.interval, level=0.9))) >= {"sums"}
    assert failing(changed(record, gap.id, formula="")) == {"formulas"}
    assert failing(changed(record, gap.id, formula="t_tail(sum)")) >= {"formulas"}


def test_bounds_that_only_data_show_are_counted(waves: tuple[Record, Record]) -> None:
    record, _ = waves
    assert unfollowed(record) == sum(
        one.analysis is not None and one.interval is not None and of_counts(one, 0.95) is None
        for one in record.estimates
    )
    gap = next(one for one in record.estimates if one.id == "gap.gap.wifi")
    assert gap.interval is not None
    drawn = changed(record, gap.id, interval=replace(gap.interval, method="percentile bootstrap, 1000 draws, seed 1"))
    assert unfollowed(drawn) == unfollowed(record) + 1


@pytest.mark.parametrize("counts", [{"a": 3, "base": 10}, {"a": 3.5, "base": 10}, {"a": 3, "b": 1, "base": 10}])
def test_a_share_is_a_share_of_whole_counts(counts: dict[str, Any]) -> None:
    estimate = Estimate("x.y", "y", "percent", 30.0, 10, counts=counts, formula="100 * a / base", analysis="themes")
    assert is_share(estimate) == (counts == {"a": 3, "base": 10})
    assert not is_share(replace(estimate, n_weighted=9.5))
    assert not is_share(replace(estimate, formula="-100 * a / base"))
