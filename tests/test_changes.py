"""Changes since an earlier record: against statsmodels and scipy, which csat does not use for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

import csat
from csat.changes import (
    ABSENT,
    DEFINED,
    FEW,
    NO_METHOD,
    NO_SPREAD,
    OTHER,
    SAME_FILE,
    UNDEFINED,
    WITHHELD,
    changes,
)
from csat.errors import InputError
from csat.intervals import adjusted_wald_of_two, normal_quantile
from csat.report.sentences import understood
from csat.results import Record
from tests.conftest import evaluate_formula

HOTEL = Path(__file__).parent.parent / "examples" / "hotel"
Table = Mapping[str, list[Any]]
LEVEL = 0.9


def wave(answers: list[int], recommend: list[int], **how: Any) -> Record:
    table = {"Overall satisfaction": answers, "recommend": recommend, "easy": [1 + answer for answer in answers]}
    return csat.score(pd.DataFrame(table), csat=["Overall satisfaction"], nps=["recommend"], ces=["easy:ease"],
                      scale=["Overall satisfaction=1-5", "easy=1-7"], level=LEVEL, **how)  # fmt: skip


def found(record: Record, earlier: Record) -> dict[str, dict[str, Any]]:
    return {change["figure"]: change for change in changes(record, earlier)["changes"]}


waves = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 5), min_size=n, max_size=n), st.lists(st.integers(0, 10), min_size=n, max_size=n)
    )
)


@pytest.mark.filterwarnings("ignore:Precision loss")
@settings(max_examples=60)
@given(waves, waves)
def test_changes_are_those_of_other_programs(late: Any, early: Any) -> None:
    record, earlier = wave(*late), wave(*early)
    now, turned = found(record, earlier), found(earlier, record)
    estimates = {estimate.id: estimate for estimate in record.estimates}
    before = {estimate.id: estimate for estimate in earlier.estimates}
    assert list(now) == list(estimates)
    for id, change in now.items():
        one, other = estimates[id], before[id]
        if one.value is None or other.value is None:
            assert (change["value"], change["because"]) == (None, UNDEFINED)
            continue
        assert change["because"] is None
        assert change["before"] == other.value
        assert change["value"] == pytest.approx(one.value - other.value, abs=1e-12)
        assert change["value"] == pytest.approx(evaluate_formula(change["formula"], change["counts"]), abs=1e-9)
        assert turned[id]["value"] == -change["value"]
        if change["low"] is None:
            assert change["no_interval_because"] in (NO_METHOD, FEW, NO_SPREAD)
            assert understood("changes", change["no_interval_because"])
            continue
        assert change["level"] == LEVEL
        assert change["low"] <= change["value"] <= change["high"]
        assert change["low"] == pytest.approx(-turned[id]["high"], abs=1e-9)
        if one.unit == "percent":
            share = next(name for name in one.counts if name != "base")
            low, high = confint_proportions_2indep(
                one.counts[share], one.n, other.counts[share], other.n, method="newcomb", alpha=1 - LEVEL
            )
            assert (change["low"], change["high"]) == pytest.approx((100 * low, 100 * high), abs=1e-6)
        if one.metric in ("mean", "ces", "score"):
            shift, factor = (1, 25) if one.metric == "score" else (0, 1)
            plus = 1 if one.metric == "ces" else 0
            first, second = (
                [factor * (answer + plus - shift) for answer in answers] for answers in (late[0], early[0])
            )
            wanted = stats.ttest_ind(first, second, equal_var=False).confidence_interval(LEVEL)
            assert (change["low"], change["high"]) == pytest.approx((wanted.low, wanted.high), rel=1e-8, abs=1e-8)
    assert now["recommend.nps"]["method"].startswith("adjusted Wald of two")
    assert now["overall_satisfaction.sd"]["low"] is None


@given(*[st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6)) for _ in range(2)])
def test_adjusted_wald_of_two_by_the_formula(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    waves = [(up, down, up + down + middle + 1) for up, down, middle in (one, other)]
    interval = adjusted_wald_of_two(waves[0], waves[1], 0.95)
    scores, spreads = [], []
    for up, down, base in waves:
        # answers of +1, 0 and -1 with 3/4, 1 1/2 and 3/4 more of each, their mean and its variance
        weights = {1: up + 0.75, 0: base - up - down + 1.5, -1: down + 0.75}
        n = math.fsum(weights.values())
        mean = math.fsum(value * weight for value, weight in weights.items()) / n
        scores.append(mean)
        spreads.append(math.fsum(weight * (value - mean) ** 2 for value, weight in weights.items()) / n / n)
    half = normal_quantile(0.95) * math.sqrt(math.fsum(spreads))
    d = math.fsum([100 * (waves[0][0] - waves[0][1]) / waves[0][2], -100 * (waves[1][0] - waves[1][1]) / waves[1][2]])
    assert interval.low <= d + 1e-9
    assert interval.high >= d - 1e-9
    centre = scores[0] - scores[1]
    assert interval.low == pytest.approx(min(d, max(-200, 100 * (centre - half))), abs=1e-7)
    assert interval.high == pytest.approx(max(d, min(200, 100 * (centre + half))), abs=1e-7)


@pytest.mark.parametrize("sizes", [(10, 10), (30, 50), (10, 100), (200, 200)])
@pytest.mark.parametrize(
    ("now", "then"), [((0.5, 0.2), (0.5, 0.2)), ((0.6, 0.1), (0.4, 0.3)), ((0.95, 0.01), (0.9, 0.02)), ((0.2, 0.6), (0.3, 0.5))]
)  # fmt: skip
def test_the_interval_of_two_scores_holds_what_it_promises(
    sizes: tuple[int, int], now: tuple[float, float], then: tuple[float, float]
) -> None:
    rng = np.random.default_rng(10004)
    drawn = [
        rng.multinomial(n, [up, down, 1 - up - down], size=2000).tolist()
        for n, (up, down) in zip(sizes, (now, then), strict=True)
    ]
    true = 100 * ((now[0] - now[1]) - (then[0] - then[1]))
    held = 0
    for one, other in zip(*drawn, strict=True):
        interval = adjusted_wald_of_two((one[0], one[1], sizes[0]), (other[0], other[1], sizes[1]), 0.95)
        held += interval.low <= true <= interval.high
    assert held / 2000 >= 0.935


def test_the_same_record_has_not_changed() -> None:
    record = csat.score(HOTEL / "survey.xlsx", by=["Hotel"])
    told = changes(record, record)
    assert told["digest"] == record.digest
    assert told["differences"] == []
    assert {change["value"] for change in told["changes"] if change["because"] is None} == {0.0}
    assert {change["no_interval_because"] for change in told["changes"]} == {SAME_FILE}


def test_two_waves_of_a_plan(tmp_path: Path) -> None:
    plan = HOTEL / "survey.toml"
    earlier = csat.score(HOTEL / "earlier.xlsx", plan=plan)
    path = tmp_path / "record.json"
    path.write_text(earlier.to_json(), "utf-8")
    record = csat.score(HOTEL / "survey.xlsx", plan=plan, previous=path)
    assert record == csat.score(HOTEL / "survey.xlsx", plan=plan, previous=earlier)
    told = record.previous
    assert told["source"] == {"name": "earlier.xlsx", "sha256": earlier.source["sha256"]}
    assert told["fieldwork"] == earlier.ledger["fieldwork"]
    assert all(change["because"] is None for change in told["changes"])
    assert {change["metric"] for change in [vars_of(record, change) for change in told["changes"]]} > {"nps", "alpha"}
    assert "previous" not in csat.score(HOTEL / "survey.xlsx", plan=plan).to_dict()


def vars_of(record: Record, change: Mapping[str, Any]) -> dict[str, Any]:
    return {"metric": next(e.metric for e in record.estimates if e.id == change["figure"])}


ANSWERS, RECOMMEND = [1, 2, 3, 4, 5, 5, 4], [0, 5, 7, 8, 9, 10, 10]


def because(record: Record, earlier: Record) -> dict[str, str | None]:
    return {figure: change["because"] for figure, change in found(record, earlier).items()}


@pytest.mark.parametrize(
    ("how", "differ"),
    [
        ({"scale": ["Overall satisfaction=1-7", "easy=1-7"]}, "scale, points that count"),
        ({"reverse": ["Overall satisfaction"]}, "direction"),
        ({"missing": ["Overall satisfaction=99"]}, "missing codes"),
    ],
)
def test_what_is_defined_otherwise_is_not_compared(how: dict[str, Any], differ: str) -> None:
    now = wave(ANSWERS, RECOMMEND)
    table = pd.DataFrame({"Overall satisfaction": ANSWERS, "recommend": RECOMMEND, "easy": [a + 1 for a in ANSWERS]})
    usual: dict[str, Any] = {"scale": ["Overall satisfaction=1-5", "easy=1-7"], "level": LEVEL}
    then = csat.score(table, csat=["Overall satisfaction"], nps=["recommend"], ces=["easy:ease"], **usual | how)
    reasons = because(now, then)
    assert reasons["overall_satisfaction.csat"] == DEFINED.format(differ=differ)
    assert understood("changes", DEFINED.format(differ=differ)) is not None
    assert reasons["recommend.nps"] is None
    assert {one["what"] for one in changes(now, then)["differences"]} == {
        *({"direction": ["reverse"], "missing codes": ["missing"]}.get(differ, ["scale", "top"]))
    }


def test_a_question_is_matched_by_its_words_and_never_by_its_short_id_alone() -> None:
    long = "How satisfied are you with the way in which we handled your "

    def of(header: str) -> Record:
        return csat.score(pd.DataFrame({header: ANSWERS}), csat=[header], scale=[f"{header}=1-5"])

    first, second = of(long + "complaint"), of(long + "order")
    assert {e.id for e in first.estimates} == {e.id for e in second.estimates}
    assert set(because(first, second).values()) == {OTHER}
    assert set(because(first, of(long + "Complaint ")).values()) == {None}
    assert set(because(first, of("Value")).values()) == {ABSENT}


def test_what_is_withheld_stays_so() -> None:
    def of(south: int, limit: int) -> Record:
        n = 40
        regions = ["South"] * south + ["North"] * (n - south)
        table = {"recommend": [10 if i % 3 else 2 for i in range(n)], "region": regions}
        return csat.score(pd.DataFrame(table), nps=["recommend"], by=["region"], suppress_below=limit)

    ids = ["recommend.nps@region=North", "recommend.nps@region=South"]
    for now, then in ((of(20, 5), of(3, 5)), (of(3, 5), of(20, 5)), (of(20, 5), of(3, 1))):
        changed = found(now, then)
        for id in ids:  # with the one that is small goes the other, which would tell it
            assert changed[id]["because"] == WITHHELD
            assert not changed[id]["counts"]
            assert changed[id]["before"] is changed[id]["value"] is None
        assert changed["recommend.nps"]["because"] is None
    assert found(of(20, 5), of(10, 5))[ids[0]]["because"] is None


def test_an_earlier_record_that_was_damaged_is_one_message() -> None:
    from dataclasses import replace

    record = wave(ANSWERS, RECOMMEND)
    for counts in ({}, {"top": 1, "base": 0}, {"top": 9, "base": 2}):
        damaged = [replace(e, counts=counts) if e.metric == "csat" else e for e in record.estimates]
        with pytest.raises(InputError, match=r"overall_satisfaction\.csat does not follow from its counts"):
            changes(record, replace(record, estimates=damaged))
