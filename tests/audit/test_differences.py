"""Two records side by side: nothing that differs is passed over, and nothing else is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.audit.differences import Differences, differences
from csat.changes import changes
from csat.definitions import Difference
from csat.results import Record
from tests.test_cli import Run, run

__all__ = ["run"]

HOTEL = Path(__file__).parent.parent.parent / "examples" / "hotel"
TABLE: dict[str, list[Any]] = {
    "Overall satisfaction": [1, 2, 3, 4, 5, 5, 4, 3] * 5,
    "Staff satisfaction": [5, 4, 3, 4, 5, 5, 4, 2] * 5,
    "recommend": [0, 9, 10, 7, 3, 8, 10, 10] * 5,
    "Region": ["North", "South"] * 20,
    "Channels": ["Web;Phone", "Web", "Shop", "Phone;Shop"] * 10,
}


def scored(table: dict[str, list[Any]] | None = None, **how: Any) -> Record:
    usual: dict[str, Any] = {
        "csat": ["Overall satisfaction", "Staff satisfaction"], "nps": ["recommend"], "by": ["Region"],
        "alpha": {"Service": ["Overall satisfaction", "Staff satisfaction"]}, "scale": ["Overall satisfaction=1-5",
                                                                                      "Staff satisfaction=1-5"],
    }  # fmt: skip
    return csat.score(pd.DataFrame(table or TABLE), **usual | how)


BASE = scored()


def told(record: Record) -> set[tuple[str, str]]:
    return {(one.what, one.of) for one in differences(BASE, record).definitions}


def test_a_record_and_itself() -> None:
    found = differences(BASE, BASE)
    assert found.same
    assert found.equal == len(BASE.estimates)
    assert json.loads(found.to_json())["definitions"] == []


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"level": 0.9}, {("level", "")}),
        ({"suppress_below": 7}, {("suppress_below", "")}),
        ({"reverse": ["Staff satisfaction"]}, {("reverse", "staff_satisfaction"), ("notice came", "")}),
        ({"missing": ["recommend=99"]}, {("missing", "recommend")}),
        ({"by": []}, {("segment went", "")}),
        ({"by": ["Region", "Channels"]}, {("segment came", "")}),
    ],
)
def test_what_is_defined_otherwise(how: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    found = told(scored(**how))
    assert expected <= found
    assert {what.partition(":")[0] for what, _ in found - expected} <= {"notice came", "notice went", "column",
                                                                      "multiple choice went"}  # fmt: skip


def test_items_that_came_went_and_were_renamed() -> None:
    table = {name.replace("Staff", "Crew"): answers for name, answers in TABLE.items() if name != "recommend"}
    crew = ["Overall satisfaction", "Crew satisfaction"]
    record = scored(table, csat=crew, nps=[], alpha={"Service": crew}, scale=[f"{name}=1-5" for name in crew])
    found = differences(BASE, record)
    lines = {(one.what, one.of) for one in found.definitions}
    assert {
        ("item went", "recommend"),
        ("item went", "staff_satisfaction"),
        ("item came", "crew_satisfaction"),
    } <= lines
    assert ("items", "service") in lines
    kinds = {(change.figure, change.kind) for change in found.figures}
    assert {("recommend.nps", "went"), ("staff_satisfaction.csat", "went"), ("crew_satisfaction.csat", "came")} <= kinds
    alpha = next(change for change in found.figures if change.figure == "service.alpha_if_dropped.crew_satisfaction")
    assert alpha.kind == "came"


def test_an_answer_more() -> None:
    record = scored({**TABLE, "recommend": [*TABLE["recommend"][:-1], 5]})
    found = differences(BASE, record)
    assert not found.definitions
    assert {change.figure.split(".")[0] for change in found.figures} == {"recommend"}
    before = {estimate.id: estimate for estimate in BASE.estimates}
    for change in found.figures:
        assert change.before == before[change.figure].value
        assert change.after == record.estimates[[e.id for e in record.estimates].index(change.figure)].value
    wanted = {one["figure"]: one for one in changes(record, BASE)["changes"]}
    assert all(change.change == wanted[change.figure] for change in found.figures)
    assert not found.ledger  # the same numbers of valid answers
    fewer = scored({**TABLE, "recommend": [*TABLE["recommend"][:-1], None]})
    assert Difference("answers: valid", "recommend", "40", "39") in differences(BASE, fewer).ledger


def test_every_change_of_a_record_is_a_difference() -> None:
    changed = [
        replace(BASE, notices=[*BASE.notices, "More."]),
        replace(BASE, environment={**BASE.environment, "csat": "9"}),
        replace(BASE, source={**BASE.source, "sha256": "0"}),
        replace(BASE, ledger={**BASE.ledger, "set_aside": {"blank row": 1}}),
        replace(
            BASE, comments=[{"column": "c", "shown": 1, "answered": 2, "letter": "A", "redacted": {}, "texts": []}]
        ),
        replace(BASE, previous=changes(BASE, BASE)),
        replace(BASE, estimates=BASE.estimates[1:]),
        replace(BASE, estimates=[replace(BASE.estimates[0], n=1), *BASE.estimates[1:]]),
    ]
    for record in changed:
        assert not differences(BASE, record).same
        assert not differences(record, BASE).same


def test_what_is_withheld_is_not_told() -> None:
    regions = ["North"] * 26 + ["South"] * 4 + ["West"] * 10
    found = differences(BASE, scored({**TABLE, "Region": regions}))
    south = next(change for change in found.figures if change.figure == "recommend.nps@Region=South")
    assert south.withheld == (False, True)
    assert south.after is None
    assert south.change is not None
    assert south.change["value"] is None


def test_the_command(run: Run, tmp_path: Path) -> None:
    paths = []
    for name, data in (("a.json", "earlier.xlsx"), ("b.json", "survey.xlsx")):
        path = tmp_path / name
        path.write_text(csat.score(HOTEL / data, plan=HOTEL / "survey.toml").to_json(), "utf-8")
        paths.append(path)
    code, out, err = run("compare-records", *paths)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == "From a.json to b.json"
    heads = [lines.index(head) for head in ("Definitions", "Rows and answers")]
    assert heads[0] < next(n for n, line in enumerate(lines) if line.startswith("Figures: ")) < heads[1]
    assert "  recommend.nps: +24.3 → +39.2, by +15.0 (+1.0 to +28.7)" in lines
    assert "  state of target: overall.csat: not met → met" in lines
    read = [json.loads(path.read_text("utf-8"))["ledger"]["read"] for path in paths]
    assert f"  rows: read: {read[0]} → {read[1]}" in lines
    code, out, err = run("compare-records", *paths, "--json")
    assert code == 1
    assert set(json.loads(out)) == {"records", "definitions", "figures", "ledger", "equal_figures"}
    assert run("compare-records", *paths, "-q") == (1, "", "")
    assert run("compare-records", paths[0], paths[0]) == (0, "No difference between a.json and a.json.\n", "")
    assert run("compare-records", paths[0], paths[0], "-q") == (0, "", "")
    assert run("compare-records", paths[0], tmp_path / "c.json")[0] == 2


def test_shape() -> None:
    found = differences(BASE, BASE, ("x", "y"))
    assert isinstance(found, Differences)
    assert found.names == ("x", "y")
