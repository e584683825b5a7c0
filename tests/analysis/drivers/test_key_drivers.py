"""``csat drivers`` from a survey to its record: what is taken, counted, told and refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csat
from csat.analysis.drivers.analysis import KeyDrivers
from csat.audit.verify import verify
from csat.errors import InputError
from csat.io.source import Chunk, Coded
from csat.planfile.stored import stored_alone
from csat.record.formulas import decimal
from csat.report.language import read_language
from csat.results import Estimate, Record
from csat.tally import Tally
from tests.sentences import in_catalogue, sentences

ITEMS = ("speed", "staff", "price")


def answers(n: int = 200, blank: float = 0.05) -> pd.DataFrame:
    """An outcome and three things it goes with, on 1-5, and a recommendation; some cells are blank."""
    random = np.random.default_rng(7)
    mood = random.normal(size=n)
    table: dict[str, Any] = {}
    for place, name in enumerate(("satisfaction", *ITEMS)):
        told = np.clip(np.round(3 + (1 - place / 5) * mood + random.normal(size=n) * 0.8), 1, 5).astype(int)
        table[name] = np.where(random.random(n) < blank, "", told.astype(str))
    table["recommend"] = np.clip(np.round(6 + 2 * mood), 0, 10).astype(int).astype(str)
    return pd.DataFrame(table)


def asked(table: pd.DataFrame, of: str = "satisfaction", **more: Any) -> Record:
    pinned = [name for name in table.columns if name != "recommend"]
    nps = ["recommend"] if "recommend" in table.columns else []
    scale = dict.fromkeys(pinned, "1-5")
    return csat.drivers(table, of=of, csat=pinned, nps=nps, **{"scale": scale, **more})


def figures(record: Record) -> dict[str, Estimate]:
    return {e.id.removeprefix("drivers_"): e for e in record.estimates if e.analysis == "drivers"}


def test_what_is_taken_and_what_is_not() -> None:
    record = asked(answers())
    (told,) = record.plan["analyses"]
    assert told == {
        "kind": "drivers", "of": "satisfaction", "items": list(ITEMS), "method": "lmg", "bootstrap": None, "seed": 1,
        "left_out": [["recommend", "nps"]],
    }  # fmt: skip
    assert KeyDrivers.of_entry(told).to_dict() == {name: part for name, part in told.items() if name != "kind"}
    own = [notice for notice in record.notices if notice.startswith("Drivers of")]
    assert len(own) == 2  # what they are and rest on; what is not taken
    assert "association, not cause. " in own[0]
    assert f"of {len(answers())} rows" in own[0]
    assert own[1].endswith(': "recommend" (--items settles it).')
    of_nps = asked(answers(), of="recommend").plan["analyses"][0]
    assert of_nps["items"] == ["satisfaction", *ITEMS]
    overall = answers().rename(columns={"speed": "Overall speed"})
    assert asked(overall).plan["analyses"][0]["left_out"] == [["overall_speed", "outcome"], ["recommend", "nps"]]


def test_parts_of_other_figures_are_no_drivers_unasked(tmp_path: Path) -> None:
    answers().to_csv(tmp_path / "survey.csv", index=False)
    plan = tmp_path / "survey.toml"
    measures = {"satisfaction": "csat", "speed": "csat", "staff": "csat", "price": "part"}
    plan.write_text(
        "".join(
            f'[[item]]\nid = "{name}"\ncolumn = "{name}"\nmeasure = "{measure}"\nscale = "1-5"\n'
            for name, measure in measures.items()
        ),
        encoding="utf-8",
    )
    (told,) = csat.drivers(tmp_path / "survey.csv", of="satisfaction", plan=plan).plan["analyses"]
    assert (told["items"], told["left_out"]) == (["speed", "staff"], [])
    (told,) = csat.drivers(tmp_path / "survey.csv", of="satisfaction", items=["price"], plan=plan).plan["analyses"]
    assert told["items"] == ["price"]


def test_every_figure_follows_from_its_counts_and_is_told_in_the_catalogue() -> None:
    record = asked(answers(), bootstrap=200)
    texts = read_language("en").texts
    found = figures(record)
    assert len(found) == len({e.id for e in record.estimates if e.analysis}) == 5 + 3 * 23
    for id, estimate in found.items():
        assert estimate.metric in texts["metrics"], id
        assert estimate.metric in texts["definitions"], id
        assert set(estimate.counts) <= set(texts["counts"]), id
        assert estimate.value is not None, id
        assert decimal(estimate.formula, estimate.counts) == pytest.approx(estimate.value, rel=1e-9), id
        assert estimate.n + estimate.missing.get("incomplete", 0) == 200, id
        assert (estimate.interval is None) == (estimate.no_interval_because is not None), id
    assert not [said for said in sentences(record) if not in_catalogue(*said)]
    shares = [found[f"satisfaction.lmg_share.{item}"] for item in ITEMS]
    assert sum(e.value or 0 for e in shares) == pytest.approx(100)
    assert sum(found[f"satisfaction.lmg.{item}"].value or 0 for item in ITEMS) == pytest.approx(
        found["satisfaction.r2"].value
    )
    for share in shares:
        assert share.interval is not None
        assert share.interval.method == "percentile bootstrap, 200 draws of rows, seed 1"
        assert share.interval.low < (share.value or 0) < share.interval.high
    assert {found[f"satisfaction.driver_rank.{item}"].value for item in ITEMS} == {1, 2, 3}
    assert all("Association, not cause." in e.notes for e in (found["satisfaction.r2"], *shares))


def test_rows_in_another_order_and_in_chunks_give_the_same_bytes() -> None:
    table = answers()
    first, shuffled = (asked(t, bootstrap=100) for t in (table, table.sample(frac=1, random_state=3)))
    assert [e for e in first.estimates if e.analysis] == [e for e in shuffled.estimates if e.analysis]
    plan = stored_alone(first.plan)
    whole, parts = Tally(plan), Tally(plan)
    whole.count(chunk(table))
    for start in range(0, 200, 60):
        part = Tally(plan)
        part.count(chunk(table.iloc[start : start + 60]))
        parts = parts + part
    told = [
        list(plan.analyses[0].estimates(plan, t, {name: counted for (_, name), counted in t.also.items()}))
        for t in (whole, parts)
    ]
    assert told[0] == told[1]
    assert [e.value for e in told[0]] == [e.value for e in first.estimates if e.analysis]


def chunk(table: pd.DataFrame) -> Chunk:
    columns = {}
    for place, name in enumerate(table.columns):
        codes, values = pd.factorize(table[name])
        columns[place] = Coded(list(values), codes.astype(np.int32))
    return Chunk(0, len(table), columns)


def test_seeds_methods_and_no_draws() -> None:
    table = answers()
    one, other = (figures(asked(table, bootstrap=100, seed=seed))["satisfaction.lmg_share.speed"] for seed in (1, 2))
    assert one.value == other.value
    assert one.interval != other.interval
    none = figures(asked(table, bootstrap=0))["satisfaction.lmg_share.speed"]
    assert (none.interval, none.no_interval_because) == (None, "No interval was asked for (bootstrap 0).")
    johnson = figures(asked(table, method="johnson", bootstrap=100))
    assert johnson["satisfaction.relative_weight_share.speed"].interval is not None
    assert johnson["satisfaction.lmg_share.speed"].interval is None
    assert johnson["satisfaction.lmg_share.speed"].value == one.value


def test_constant_and_combined_drivers_are_named_and_left_out() -> None:
    table = answers(blank=0)
    table["again"] = table["speed"]
    table["still"] = "4"
    record = asked(table)
    found = figures(record)
    assert any('the same answer: "still"' in notice for notice in record.notices)
    assert any('left out, since others give its answers exactly: "again" by "speed".' in n for n in record.notices)
    for driver, why in (("again", 'already give "again" exactly'), ("still", '"still" is the same in every')):
        share = found[f"satisfaction.lmg_share.{driver}"]
        assert share.value is None
        assert why in share.notes[0]
    assert found["satisfaction.driver_r.again"].value == found["satisfaction.driver_r.speed"].value
    without = figures(asked(table.drop(columns=["again", "still"])))
    assert found["satisfaction.lmg_share.speed"].value == without["satisfaction.lmg_share.speed"].value
    assert found["satisfaction.r2"].value == without["satisfaction.r2"].value


def test_too_few_rows_a_still_outcome_and_a_perfect_one_give_no_number() -> None:
    table = pd.DataFrame(
        {"satisfaction": [1, 2, 3, 5, 4], "speed": [1, 3, 2, 5, 4], "staff": [2, 2, 4, 5, 1], "price": [1, 1, 2, 2, 5]}
    )
    few = figures(asked(table))
    assert few["satisfaction.r2"].value is not None  # 5 rows, 3 drivers: one degree of freedom is left
    few = figures(asked(table[:4]))
    assert few["satisfaction.r2"].value is None
    assert few["satisfaction.r2"].notes == ("It needs at least 5 complete cases for its drivers, and there is n = 4.",)
    still = answers(blank=0)
    still["satisfaction"] = "5"
    assert {e.value for id, e in figures(asked(still)).items() if "driver_mean" not in id} == {None}
    perfect = answers(blank=0)
    perfect["satisfaction"] = perfect["speed"]
    found = figures(asked(perfect))
    assert found["satisfaction.r2"].value == found["satisfaction.driver_b.speed"].value == 1
    assert found["satisfaction.driver_t.speed"].value is None
    assert found["satisfaction.model_f"].value is None
    assert found["satisfaction.driver_r_p.speed"].value is None


def test_weak_bases_signs_and_inflation_are_told() -> None:
    random = np.random.default_rng(3)
    mood = random.integers(1, 6, 40)
    near = np.where(random.random(40) < 0.1, np.clip(mood + 1, 1, 5), mood)
    outcome = np.clip(2 * mood - near + random.integers(-1, 2, 40), 1, 5)
    record = asked(pd.DataFrame({"satisfaction": outcome, "a": mood, "b": near, "c": random.integers(1, 6, 40)}))
    found = figures(record)
    r, beta = found["satisfaction.driver_r.b"].value, found["satisfaction.driver_beta.b"].value
    assert r is not None and beta is not None  # noqa: PT018
    assert r > 0 > beta
    text = "\n".join(record.notices)
    assert 'opposite signs: "b"' in text
    assert '(VIF above 5): "a", "b"' in text
    assert "40 complete rows for so many drivers (3) are few" in text
    assert found["satisfaction.driver_vif.a"].notes[0].startswith("VIF above")


def test_an_outcome_of_two_points_has_a_logistic_regression() -> None:
    table = answers()
    table["back"] = np.where(table["satisfaction"].isin(["4", "5"]), "1", "0")
    scale = dict.fromkeys(("satisfaction", *ITEMS), "1-5") | {"back": "0-1"}
    found = figures(asked(table, of="back", items=ITEMS, scale=scale, bootstrap=0))
    slope = found["back.logit_b.speed"]
    assert slope.value is not None and slope.value > 0  # noqa: PT018
    assert slope.standard_error is not None
    assert slope.interval is not None
    assert found["back.logit_loglik"].value is not None
    table["back"] = np.where(table["speed"].isin(["4", "5"]), "1", "0")  # told apart by one driver without fail
    record = asked(table, of="back", items=ITEMS, scale=scale, bootstrap=0)
    assert figures(record)["back.logit_b.speed"].value is None
    assert any("tell the two answers apart" in notice for notice in record.notices)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"of": "mood"}, "mood"),
        ({"items": ["speed", "satisfaction"]}, "the outcome itself"),
        ({"method": "best"}, 'one of "auto", "lmg", "johnson"'),
        ({"bootstrap": 5}, "from 100 to 100000"),
        ({"seed": -1}, "from 0 on"),
    ],
)
def test_what_cannot_be_done_is_said(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        asked(answers(), **wanted)


def test_many_drivers_go_to_johnson_and_too_many_are_refused() -> None:
    random = np.random.default_rng(1)
    table = pd.DataFrame(random.integers(1, 6, (300, 45)), columns=["satisfaction", *(f"v{n}" for n in range(44))])
    with pytest.raises(InputError, match="more than 40"):
        asked(table)
    items = [f"v{n}" for n in range(16)]
    with pytest.raises(InputError, match="--method johnson"):
        asked(table, items=items, method="lmg")
    record = asked(table, items=items, bootstrap=100)
    assert record.plan["analyses"][0]["method"] == "johnson"
    assert not any(e.metric.startswith("lmg") for e in record.estimates)
    assert any("more than 15 drivers" in notice for notice in record.notices)


PLAN = """
[[item]]
column = "satisfaction"
measure = "csat"
scale = "1-5"
[[item]]
column = "speed"
measure = "part"
scale = "1-5"
[[item]]
column = "staff"
measure = "part"
scale = "1-5"
role = "overall"
[[item]]
column = "price"
measure = "part"
scale = "1-5"
[[drivers]]
of = "satisfaction"
bootstrap = 100
[[drivers]]
of = "satisfaction"
items = ["staff", "price"]
method = "johnson"
bootstrap = 0
"""


def test_tables_of_a_plan_file_and_the_record_redone_from_its_data(tmp_path: Path) -> None:
    (tmp_path / "survey.toml").write_text(PLAN, encoding="utf-8")
    survey = tmp_path / "survey.csv"
    answers().to_csv(survey, index=False)
    record = csat.score(survey, plan=tmp_path / "survey.toml")
    first, second = record.plan["analyses"]
    assert (first["items"], first["left_out"]) == (["speed", "price"], [["staff", "outcome"]])
    assert (second["items"], second["left_out"]) == (["staff", "price"], [])
    ids = {e.id for e in record.estimates}
    assert "drivers_satisfaction.lmg_share.speed" in ids
    assert "drivers_satisfaction_2.relative_weight_share.staff" in ids
    kept = tmp_path / "record.json"
    kept.write_text(record.to_json(), encoding="utf-8")
    assert verify(kept, data=[survey]).holds
    one = csat.drivers(survey, of="satisfaction", items="price,speed", plan=tmp_path / "survey.toml")
    assert [entry["items"] for entry in one.plan["analyses"]] == [["speed", "price"]]


def test_names_with_commas(tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    table = answers().rename(columns={"speed": "Speed, and such"})
    table.to_csv(survey, index=False)
    csat_columns = ["Speed, and such", "price", "satisfaction"]
    record = csat.drivers(survey, of="satisfaction", items="Speed, and such,price", csat=csat_columns)
    assert record.plan["analyses"][0]["items"] == ["speed_and_such", "price"]


def test_the_record_is_json() -> None:
    body = json.loads(asked(answers(60), bootstrap=100).to_json())
    assert body["plan"]["analyses"][0]["kind"] == "drivers"
