"""The importance-performance matrix, against the figures of R and pandas on the ABC survey, and its rules."""

from __future__ import annotations

import json
from math import isclose
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.report.chapters.priorities import blocks
from csat.report.document import Chart, Spot
from csat.report.language import read_language
from csat.report.page import Page
from csat.results import Record

SHARED = Path(__file__).resolve().parents[3] / "shared"
QUADRANTS = {1: "keep up the good work", 2: "concentrate here", 3: "low priority", 4: "possible overkill"}


def item(id: str, measure: str = "csat", scale: str = "1-5", more: str = "") -> str:
    return f'[[item]]\nid = "{id}"\ncolumn = "{id}"\nmeasure = "{measure}"\nscale = "{scale}"\n{more}\n'


def planned(folder: Path, data: pd.DataFrame | Path, text: str) -> Record:
    plan = folder / "plan.toml"
    plan.write_text(text, "utf-8")
    return csat.score(data, plan=plan)


@pytest.mark.skipif(not (SHARED / "reference").is_dir(), reason="the real data are not beside the project")
def test_every_ipa_figure_of_the_reference(tmp_path: Path) -> None:
    body = json.loads((SHARED / "reference" / "abc_survey.json").read_text("utf-8"))
    figures = {name: figure["value"] for name, figure in body["figures"].items()}
    checked: set[str] = set()

    def same(name: str, got: float | None) -> None:
        checked.add(name)
        assert got is not None, name
        assert isclose(got, figures[name], rel_tol=1e-9), f"{name}: got {got!r}, want {figures[name]!r}"

    for matrix in body["config"]["ipa"]:
        plan = item(matrix["y"], more="missing = [0]")
        for column, stated in zip(matrix["performance"], matrix["stated"], strict=True):
            plan += item(column, more=f'missing = [0]\nimportance = "{stated}"') + item(stated, "part", "1-3")
        plan += '[[priorities]]\nname = "s"\nimportance = "stated"\n'
        plan += f'[[priorities]]\nname = "d"\nof = "{matrix["y"]}"\nimportance = "derived"\n'
        of_id = {e.id: e for e in planned(tmp_path, SHARED / "data" / "abc_survey.csv", plan).estimates}

        def value(id: str, width: int = 0, of_id: dict[str, csat.Estimate] = of_id) -> float:
            found = of_id[id].value
            assert found is not None
            return 1 + width * found / 100 if width else found

        at = f"ipa/{matrix['name']}"
        for column in matrix["performance"]:
            same(f"{at}/performance/{column}", value(f"s.priority_performance.{column}", 4))
            same(f"{at}/performance/{column}", value(f"d.priority_performance.{column}", 4))
            same(f"{at}/stated_importance/{column}", value(f"s.priority_importance.{column}", 2))
            same(f"{at}/derived_importance/{column}", value(f"d.priority_importance.{column}"))
            wanted = QUADRANTS[figures[f"{at}/quadrant_stated/{column}"]]
            checked.add(f"{at}/quadrant_stated/{column}")
            assert of_id[f"s.priority_performance.{column}"].about["quadrant"] == wanted
        same(f"{at}/performance_grand_mean", value("s.crosshair_performance", 4))
        same(f"{at}/stated_grand_mean", value("s.crosshair_importance", 2))
        same(f"{at}/derived_grand_mean", value("d.crosshair_importance"))
    assert checked == {name for name in figures if name.startswith("ipa/")}
    assert len(checked) == 62


def survey(rows: int = 60, seed: int = 4) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    mood = draw.normal(3, 1, rows)
    data = {name: np.clip(np.rint(mood + draw.normal(0, 1, rows)), 1, 5).astype(int) for name in ("y", "a", "b", "c")}
    return pd.DataFrame(data)


def derived(data: pd.DataFrame, **more: object) -> dict[str, csat.Estimate]:
    record = csat.priorities(data, of="y", items=["a", "b", "c"], csat=["y", "a", "b", "c"], scale=["1-5"], **more)  # type: ignore[arg-type]
    return {e.id.removeprefix("priorities."): e for e in record.estimates if e.analysis == "priorities"}


def test_derived_importance_is_the_correlation_of_pairs_with_fishers_interval() -> None:
    from scipy import stats

    data = survey().astype(float)
    data.loc[:4, "a"] = np.nan
    found = derived(data)["priority_importance.a"]
    both = data[["a", "y"]].dropna()
    wanted = stats.pearsonr(both["a"], both["y"])
    bounds = wanted.confidence_interval(0.95)
    assert found.n == len(both) == 55
    assert found.value == pytest.approx(wanted.statistic, rel=1e-12)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((bounds.low, bounds.high), rel=1e-9)


def test_shares_of_drivers_add_up_and_rest_on_complete_cases() -> None:
    found = derived(survey(), importance="drivers")
    shares = [found[f"priority_importance.{name}"] for name in "abc"]
    assert sum(one.value or 0 for one in shares) == pytest.approx(1)
    assert {one.n for one in shares} == {60}
    assert all(one.interval is None for one in shares)


def test_an_item_is_settled_where_both_intervals_keep_off_the_crosshair() -> None:
    found = derived(survey(), crosshair=(10.0, -0.9))
    for name in "abc":
        assert found[f"priority_performance.{name}"].about["quadrant"] == "keep up the good work"
        assert found[f"priority_performance.{name}"].about["settled"] == "yes"
    own = found["priority_performance.a"]
    assert own.value is not None
    at_it = derived(survey(), crosshair=(own.value, -0.9))["priority_performance.a"].about
    assert at_it["quadrant"] == "keep up the good work"  # at the cross-hair is high
    assert at_it["settled"] == "no"


def test_midpoints_and_numbers_as_importance(tmp_path: Path) -> None:
    data = survey().assign(ia=2, ib=[1, 3] * 30)
    plan = item("a", more='importance = "ia"') + item("b", more='importance = "ib"')
    plan += item("ia", "part", "1-3") + item("ib", "part", "1-3") + '[[priorities]]\ncrosshair = "midpoints"\n'
    record = planned(tmp_path, data, plan)
    assert record.plan["analyses"][0]["importance"] == "stated"
    assert {e.id: e.value for e in record.estimates if e.metric.startswith("crosshair")} == {
        "priorities.crosshair_performance": 50, "priorities.crosshair_importance": 50,
    }  # fmt: skip
    assert not any(e.column in ("ia", "ib") and e.analysis is None for e in record.estimates)
    plan = item("a", more="importance = 9") + item("b", more="importance = 4.5") + "[[priorities]]\n"
    record = planned(tmp_path, data, plan)
    assert {e.id: e.value for e in record.estimates if e.metric == "priority_importance"} == {
        "priorities.priority_importance.a": 9, "priorities.priority_importance.b": 4.5,
    }  # fmt: skip


def test_an_item_that_nobody_answered_or_that_never_varies_has_no_place() -> None:
    data = survey().assign(c=3)
    found = derived(data)
    assert found["priority_importance.c"].value is None
    assert "quadrant" not in found["priority_performance.c"].about
    placed = [found[f"priority_performance.{name}"].value or 0 for name in "ab"]
    assert found["crosshair_performance"].value == pytest.approx(sum(placed) / 2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"items": ["a", "b"]}, "needs importance"),
        ({"of": "y", "items": ["a"]}, "needs two items"),
        ({"of": "y", "items": ["a", "y"]}, "is the outcome and one of the items"),
        ({"of": "y", "items": ["a", "a"]}, "twice"),
        ({"of": "y", "importance": "stated"}, "derived from no outcome"),
        ({"of": "y", "crosshair": "midpoints"}, "midpoint"),
        ({"of": "nope"}, "which is no scored item|There is no column"),
    ],
)
def test_what_cannot_be_done_is_said(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        csat.priorities(survey(), csat=["y", "a", "b", "c"], scale=["1-5"], **asked)  # type: ignore[arg-type]


def test_effort_counts_only_the_right_way_round() -> None:
    data = survey()
    with pytest.raises(InputError, match="low is good"):
        csat.priorities(data, of="y", items=["a", "b"], csat=["y", "a"], ces={"b": "ces1"}, scale=["1-5"])
    record = csat.priorities(
        data, of="y", items=["a", "b"], csat=["y", "a"], ces={"b": "ces1"}, scale=["1-5"], reverse=["b"]
    )
    found = {e.id: e.value for e in record.estimates}["priorities.priority_performance.b"]
    assert found == pytest.approx(25 * (5 - data["b"].mean()))


def test_the_picture_has_every_placed_item_inside_its_axes() -> None:
    record = csat.priorities(survey(), of="y", items=["a", "b", "c"], csat=["y", "a", "b", "c"], scale=["1-5"])
    for code in ("en", "fa"):
        (chart,) = [block for block in blocks(Page(record, read_language(code))) if isinstance(block, Chart)]
        assert chart.axes is not None
        across, upwards = chart.axes
        spots = [row for row in chart.rows if isinstance(row, Spot)]
        assert len(spots) == 3
        assert len(chart.corners) == 4
        for spot in spots:
            assert across.low < spot.x < across.high
            assert upwards.low < spot.y < upwards.high


@settings(max_examples=30)
@given(st.permutations(range(40)))
def test_order_of_rows_changes_nothing(order: list[int]) -> None:
    data = survey(40)
    one, other = derived(data), derived(data.iloc[order].reset_index(drop=True))
    assert one == other


def test_a_scale_moved_and_stretched_with_its_bounds_changes_nothing() -> None:
    data = survey()
    moved = data.assign(a=2 * data["a"] + 1)  # 1-5 becomes 3-11, of which every second point is used
    one = derived(data)
    record = csat.priorities(
        moved, of="y", items=["a", "b", "c"], csat=["y", "a", "b", "c"], scale={"y": "1-5", "b": "1-5", "c": "1-5",
                                                                               "a": "3-11"},
    )  # fmt: skip
    for e in record.estimates:
        if e.analysis:
            before = one[e.id.removeprefix("priorities.")]
            assert e.value == pytest.approx(before.value, rel=1e-12)
            assert e.about == before.about


def test_items_that_ask_for_importance_are_in_no_matrix_and_no_drivers_by_themselves(tmp_path: Path) -> None:
    data = survey().assign(ia=[1, 3] * 30)
    plan = (
        item("y", more='role = "overall"') + item("a", more='importance = "ia"') + item("b") + item("ia", "part", "1-3")
    )
    record = planned(tmp_path, data, plan + '[[priorities]]\nof = "y"\n[[drivers]]\nof = "y"\nbootstrap = 0\n')
    of_kind = {entry["kind"]: entry for entry in record.plan["analyses"]}
    assert of_kind["priorities"]["items"] == ["a", "b"]
    assert of_kind["drivers"]["items"] == ["a", "b"]


def test_shares_of_so_few_rows_that_anything_would_be_explained_are_not_given() -> None:
    rows = [(1, 2, 3, 1), (4, 2, 5, 3), (5, 3, 3, 4), (2, 1, 4, 5)]
    items = ["a", "b", "c"]
    for more, defined in (([], False), ([(3, 5, 2, 2)], True)):
        data = pd.DataFrame(rows + more, columns=["y", *items])
        for record in (
            csat.priorities(data, of="y", items=items, importance="drivers", csat=["y", *items], scale=["1-5"]),
            csat.index(data, items, of="y", weights="drivers", csat=["y", *items], scale=["1-5"]),
        ):
            found = [e for e in record.estimates if e.metric in ("priority_importance", "index")]
            assert found
            assert all((e.value is not None) == defined for e in found)


@pytest.mark.parametrize(("answered", "n"), [([1, None, None], 1), ([None, None, None], 0)])
def test_nobody_is_said_to_have_answered_alike_who_did_not_answer_both(answered: list[int | None], n: int) -> None:
    data = pd.DataFrame({"y": [3, 4, None], "a": answered, "b": [2, 3, 5]})
    asked = {"csat": ["y", "a", "b"], "scale": ["1-5"]}
    found = csat.priorities(data, of="y", items=["a", "b"], csat=asked["csat"], scale=asked["scale"])
    drivers = csat.drivers(data, of="y", items=["a", "b"], csat=asked["csat"], scale=asked["scale"])
    figures = [
        next(e for e in found.estimates if e.metric == "priority_importance"),
        *(e for e in drivers.estimates if e.id in {f"drivers_y.{m}.a" for m in ("pair_r", "pair_tau_b", "driver_r")}),
    ]
    assert len(figures) == 4
    for figure in figures:
        assert figure.value is None
        assert figure.no_interval_because == f"It needs at least 2 rows with both answers, and there is n = {n}."
    assert not any("same answer" in notice for notice in drivers.notices)
