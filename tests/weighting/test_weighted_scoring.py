"""Scoring with weights from end to end: what changes, what must not, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.audit.explain import explain
from csat.audit.second_road import second_road
from csat.audit.verify.inside import inside
from csat.errors import InputError
from csat.planfile.stored import stored_alone
from csat.record.file import read_record
from csat.reopening import again
from csat.report.language import read_language
from csat.results import Record
from csat.weighting.figures import NO_ERROR
from csat.weighting.intervals import TWO_ERRORS

ITEM = "Overall satisfaction"


def frame(n: int = 60, seed: int = 1, **more: Any) -> pd.DataFrame:
    draw = Random(seed)
    columns: dict[str, Any] = {
        ITEM: [str(draw.choice([1, 2, 3, 4, 4, 5, 5, ""])) for _ in range(n)],
        "How likely are you to recommend us?": [str(draw.randint(0, 10)) for _ in range(n)],
        "region": [draw.choice(["North", "South", "West"]) for _ in range(n)],
        "used": [draw.choice(["app", "shop", "app;shop", ""]) for _ in range(n)],
        "w": [draw.choice(["0.5", "1", "2.25"]) for _ in range(n)],
        "branch": [f"b{draw.randint(1, 9)}" for _ in range(n)],
        "area": [draw.choice(["urban", "rural"]) for _ in range(n)],
    }
    return pd.DataFrame({**columns, **more})


def planned(tmp_path: Path, weighting: str) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(
        f"[weighting]\n{weighting}\n"
        f'[[item]]\nid = "overall"\ncolumn = "{ITEM}"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[multiple]]\nid = "used"\ncolumns = "used"\nseparator = ";"\noptions = ["app", "shop"]\n'
        '[[segment]]\ncolumn = "region"\n',
        "utf-8",
    )
    return path


def score(data: pd.DataFrame, **more: Any) -> Record:
    return csat.score(data, csat=[ITEM], scale={ITEM: "1-5"}, by=["region"], **more)


def estimates(record: Record) -> Any:
    return record.to_dict()["estimates"]


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 10**6), st.sampled_from(["1", "1.0", "۱", "0.25", "7"]))
def test_equal_weights_change_no_byte_of_a_figure(seed: int, weight: str) -> None:
    data = frame(40, seed, w="1")
    data["w"] = weight
    weighted = score(data, weight="w")
    assert estimates(weighted) == estimates(score(data))
    assert "weights" not in weighted.ledger
    assert "All weights are the same, so that the figures are the unweighted ones." in weighted.notices


def test_a_weight_is_never_a_frequency() -> None:
    """Doubling every weight doubles what respondents stand for, and tells no more about them."""
    data = frame()
    doubled = data.assign(w=[str(2 * float(w)) for w in data["w"]])
    one, two = score(data, weight="w"), score(doubled, weight="w")
    for first, second in zip(one.estimates, two.estimates, strict=True):
        assert (first.value, first.n, first.n_eff, first.interval) == (
            second.value, second.n, second.n_eff, second.interval,
        )  # fmt: skip
        if first.n_weighted:
            assert second.n_weighted == 2 * first.n_weighted
            assert first.n_eff is not None
            assert first.n_eff <= first.n


def test_a_weighted_figure_is_the_sum_of_weights_by_hand() -> None:
    data = pd.DataFrame({ITEM: ["5", "4", "2", "1", "", "5"], "w": ["2", "1", "0.5", "0.5", "9", "0"]})
    record = csat.score(data, csat=[ITEM], scale={ITEM: "1-5"}, weight="w")
    top, mean = record.find("csat"), record.find("mean")
    assert (top.value, top.n, top.n_weighted) == (75.0, 5, 4.0)
    assert top.n_eff == 16 / 5.5
    assert top.counts["top"] == 3
    assert top.interval is not None
    assert top.interval.low < 75 < top.interval.high
    assert mean.value == (10 + 4 + 1 + 0.5) / 4
    assert mean.counts["df"] == 5  # of the file with all its rows
    assert "1 respondent has a weight of zero: counted in n and in the design, and without a say in any figure." in (
        record.notices
    )
    assert record.find("sd").value is not None


def test_every_weighted_record_holds_by_itself_and_against_its_data(tmp_path: Path) -> None:
    data = frame()
    plan = planned(tmp_path, 'weight = "w"\nstrata = "area"\nclusters = "branch"')
    for record in (score(data, weight="w"), csat.score(data, plan=plan)):
        path = tmp_path / "record.json"
        path.write_text(record.to_json(), "utf-8")
        back = read_record(path)
        assert [found for _, _, _, found in inside(back) if found] == []
        _, redone = again(back, data)
        assert redone.to_json() == record.to_json()
        assert stored_alone(record.plan).weighting is not None
        for estimate in record.estimates:
            assert explain(record, estimate, read_language("en")).agrees
            if estimate.interval and estimate.value is not None:
                assert estimate.interval.low <= estimate.value <= estimate.interval.high


@pytest.mark.parametrize(
    "weighting",
    ['weight = "w"', 'weight = "w"\nstrata = "area"', 'weight = "w"\nstrata = "area"\nclusters = "branch"',
     'clusters = "branch"', 'weight = "w"\nstrata = "area"\npopulation = { "urban" = 300, "rural" = 310 }',
     'weight = "w"\nclusters = "branch"\npopulation = "N"',
     'weight = "w"\n[weighting.margins]\narea = { "Urban" = 0.3, "rural" = 0.7 }',
     'weight = "w"\nclusters = "branch"\n[weighting.margins]\narea = { "urban" = 300, "rural" = 700 }\n'
     'used = { "app" = 25, "shop" = 25, "app;shop" = 25, "(blank)" = 25 }',
     '[weighting.margins]\n"area & region" = { "urban" = { "North" = 1, "South" = 2, "West" = 1 }, '
     '"rural" = { "North" = 1, "South" = 1, "West" = 3 } }',
     'weight = "w"\nstrata = "area"\ntrim = [0.5, 1.6]\n[weighting.margins]\n'
     'area = { "urban" = 0.45, "rural" = 0.55 }\n'
     'region = { "North" = 0.4, "South" = 0.3, "West" = 0.3 }'],
)  # fmt: skip
def test_the_second_road_comes_to_the_same_figures(tmp_path: Path, weighting: str) -> None:
    data = frame(90, N=["40"] * 90)
    record = csat.score(data, plan=planned(tmp_path, weighting), nps=["How likely are you to recommend us?"])
    found = second_road(record, data)
    assert found.agrees, found.disagreements[:5]
    assert not found.uncovered
    assert sum(gap.part == "standard error" and gap.record is not None for gap in found.gaps) > 30


def test_the_second_road_sees_margins_that_were_not_met(tmp_path: Path) -> None:
    data, margins = frame(90), 'weight = "w"\n[weighting.margins]\narea = {{ "urban" = {}, "rural" = 0.7 }}'
    record = csat.score(data, plan=planned(tmp_path, margins.format(0.3)))
    other = csat.score(data, plan=planned(tmp_path, margins.format(0.3).replace("0.3", "0.4").replace("0.7", "0.6")))
    assert not second_road(replace(record, estimates=other.estimates), data).agrees


def test_the_second_road_sees_a_weighted_figure_that_is_wrong(tmp_path: Path) -> None:
    data = frame(90)
    record = csat.score(data, plan=planned(tmp_path, 'weight = "w"\nclusters = "branch"'))
    wrong = [
        replace(e, standard_error=e.standard_error * 1.001) if e.standard_error and e.metric == "mean" else e
        for e in record.estimates
    ]
    assert not second_road(replace(record, estimates=wrong), data).agrees


@pytest.mark.parametrize("change", [
    lambda e: replace(e, interval=replace(e.interval, low=e.interval.low - 1)),
    lambda e: replace(e, n_weighted=e.n_weighted + 1),
    lambda e: replace(e, value=e.value + 0.1),
    lambda e: replace(e, n_eff=e.n_eff * 0.9),
    lambda e: replace(e, counts={**e.counts, "effective_n": e.n + 5.0}),
])  # fmt: skip
def test_a_weighted_figure_that_was_changed_does_not_hold(change: Callable[[Any], Any]) -> None:
    record = score(frame(), weight="w")
    changed = [change(e) if e.metric == "csat" and not e.segment else e for e in record.estimates]
    assert any(found for _, _, _, found in inside(replace(record, estimates=changed)))


def test_options_of_a_multiple_choice_are_weighted(tmp_path: Path) -> None:
    data = pd.DataFrame({
        ITEM: ["5", "4", "3", "2"], "used": ["app", "app;shop", "shop", ""], "w": ["3", "1", "2", "9"],
        "region": ["a"] * 4,
    })  # fmt: skip
    record = csat.score(data, plan=planned(tmp_path, 'weight = "w"'))
    app = record.find("chosen", option="app")
    assert (app.value, app.n, app.n_weighted, app.counts["chosen"]) == (100 * 4 / 6, 3, 6.0, 4)


def test_small_segments_are_withheld_by_respondents_whatever_they_weigh() -> None:
    data = frame(region=["North"] * 3 + ["South"] * 57)
    data["w"] = ["100"] * 3 + data["w"].tolist()[3:]
    record = score(data, weight="w")
    hidden = record.find("csat", segment={"region": "North"})
    assert hidden.value is None
    assert hidden.n_weighted is None
    assert not hidden.counts


@pytest.mark.parametrize(("weight", "message"), [
    (["1", "", "", "2"], "2 rows have no weight, the first in"),
    (["1", "-1", "2", "2"], "a row has a weight below zero"),
    (["1", "much", "2", "2"], "a row has no number"),
    (["0", "0", "0", "0"], "Every weight in \"w\" is zero"),
])  # fmt: skip
def test_weights_that_are_none_are_refused(weight: list[str], message: str) -> None:
    data = pd.DataFrame({ITEM: ["5", "4", "3", "2"], "w": weight})
    with pytest.raises(InputError, match=message) as trouble:
        csat.score(data, csat=[ITEM], scale={ITEM: "1-5"}, weight="w")
    assert "much" not in str(trouble.value)


def test_a_long_file_of_many_weights_gives_what_its_rows_give(tmp_path: Path) -> None:
    """Read in chunks, with more different weights and clusters than a column of answers may have texts."""
    draw = Random(5)
    rows = [(draw.randint(1, 5), f"{draw.uniform(0.2, 3):.6f}", f"c{draw.randint(1, 3000)}") for _ in range(60_000)]
    path = tmp_path / "survey.csv"
    filler = "x" * 30
    lines = (f"{answer},{weight},{cluster},{filler}\n" for answer, weight, cluster in rows)
    path.write_text(f"{ITEM},w,branch,note\n" + "".join(lines), "utf-8")
    assert path.stat().st_size > 2_500_000
    plan = tmp_path / "plan.toml"
    plan.write_text(
        f'[weighting]\nweight = "w"\nclusters = "branch"\n[[item]]\ncolumn = "{ITEM}"\nmeasure = "csat"\n'
        'scale = "1-5"\n', "utf-8",
    )  # fmt: skip
    frame = pd.DataFrame([(str(answer), w, c) for answer, w, c in rows], columns=[ITEM, "w", "branch"])
    chunked, whole = csat.score(path, plan=plan), csat.score(frame, plan=plan)
    assert estimates(chunked) == estimates(whole)
    total = sum(Fraction(w) for _, w, _ in rows)
    top = sum(Fraction(w) for answer, w, _ in rows if answer > 3)
    assert chunked.find("csat").value == float(100 * top / total)
    assert chunked.find("mean").counts["df"] == len({c for _, _, c in rows}) - 1
    flagged = csat.score(path, weight="w", csat=[ITEM], scale={ITEM: "1-5"})
    assert flagged.find("csat").value == chunked.find("csat").value


def test_an_item_is_no_weight() -> None:
    with pytest.raises(InputError, match="to be scored too"):
        csat.score(frame(), csat=["w"], weight="w")
    with pytest.raises(InputError, match="no column"):
        csat.score(frame(), weight="nothing of the kind")


def test_a_column_of_weights_that_looks_like_answers_is_not_scored_where_it_is_the_weight() -> None:
    record = csat.score(frame(w=["1", "2", "3"] * 20), weight="w", csat=[ITEM], scale={ITEM: "1-5"})
    assert [use["role"] for use in record.plan["columns"] if use["column"] == "w"] == ["weight"]


def test_a_weight_that_nobody_asked_for_is_told_with_the_flag() -> None:
    record = score(frame().rename(columns={"w": "weight"}))
    assert (
        'Column "weight" holds weights, which are not applied, since nobody asked for it: --weight COL applies them.'
        in (record.notices)
    )
    assert record.find("csat").n_weighted is None


def test_the_flag_wins_over_the_plan(tmp_path: Path) -> None:
    data = frame(other=["3", "1"] * 30)
    plan = planned(tmp_path, 'weight = "w"\nstrata = "area"')
    record = csat.score(data, plan=plan, weight="other")
    assert record.plan["weighting"]["weight"]["column"] == "other"
    assert record.plan["weighting"]["strata"]["column"] == "area"


@pytest.mark.parametrize("population", ["600", '{ "urban" = 300, "rural" = 310 }', '"N"'])
def test_population_is_a_number_sizes_of_strata_or_a_column(tmp_path: Path, population: str) -> None:
    data = frame(N=["600"] * 60)
    strata = "" if population == "600" else 'strata = "area"\n'
    with_population = csat.score(data, plan=planned(tmp_path, f'weight = "w"\n{strata}population = {population}'))
    without = csat.score(data, plan=planned(tmp_path, f'weight = "w"\n{strata}'))
    one, other = with_population.find("mean"), without.find("mean")
    assert one.value == other.value
    assert one.standard_error is not None
    assert other.standard_error is not None
    assert one.standard_error < other.standard_error


@pytest.mark.parametrize(("weighting", "message"), [
    ('weight = "w"\nstrata = "area"\npopulation = 600', "there are strata"),
    ('weight = "w"\npopulation = { "urban" = 300 }', "no column of strata"),
    ('strata = "area"\npopulation = { "urban" = 300, "rural" = 310 }', "name their weight"),
    ('weight = "w"\npopulation = ["branch", "area"]', "more columns than there are stages"),
    ('weight = "w"\npopulation = 0', "population must be"),
    ('weight = "nowhere"', 'no column "nowhere"'),
    ('strata = "used"\nwieght = "w"', 'did you mean "weight"'),
])  # fmt: skip
def test_a_weighting_that_cannot_be_is_told_with_its_line(tmp_path: Path, weighting: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as trouble:
        csat.score(frame(), plan=planned(tmp_path, weighting))
    assert "plan.toml:" in str(trouble.value)


def test_clusters_that_agree_within_tell_less_than_their_respondents(tmp_path: Path) -> None:
    data = frame(90, branch=[f"b{at // 10}" for at in range(90)])
    data[ITEM] = ["5" if at // 10 % 2 else "1" for at in range(90)]
    record = csat.score(data, plan=planned(tmp_path, 'clusters = "branch"'))
    top = record.find("csat")
    assert top.n_eff == 90  # Kish knows of weights alone
    assert top.counts["effective_n"] < 10  # nine branches
    assert top.deff is not None
    assert top.deff > 9
    data[ITEM] = "5"
    alike = csat.score(data, plan=planned(tmp_path, 'clusters = "branch"')).find("csat")
    assert alike.counts["effective_n"] == 9
    assert alike.standard_error is None


def test_changes_of_weighted_figures_rest_on_both_errors_and_never_on_counts() -> None:
    earlier, later = score(frame(seed=2), weight="w"), score(frame(seed=3), weight="w", previous=None)
    compared = score(frame(seed=3), weight="w", previous=earlier)
    assert estimates(compared) == estimates(later)
    change = next(one for one in compared.previous["changes"] if one["figure"].endswith("csat"))
    assert change["method"] == TWO_ERRORS
    assert change["low"] < change["value"] < change["high"]
    assert [found for _, _, _, found in inside(compared) if found] == []
    for estimate in compared.estimates:
        assert explain(compared, estimate, read_language("en")).agrees
    mixed = score(frame(seed=3), weight="w", previous=score(frame(seed=2)))
    told = next(one for one in mixed.previous["changes"] if one["figure"].endswith("csat"))
    assert told["method"] is None
    assert "weighted in one of the two" in told["no_interval_because"]
    assert told["value"] is not None


def test_all_weight_zero_in_a_segment_is_undefined_and_no_zero() -> None:
    data = frame(region=["North"] * 10 + ["South"] * 50, w=["0"] * 10 + ["1", "2"] * 25)
    found = score(data, weight="w").find("csat", segment={"region": "North"})
    assert found.value is None
    assert found.notes[0] == "All its answers are of weight zero."


def test_a_census_has_no_error_and_says_why(tmp_path: Path) -> None:
    """Not that all answers were the same, which they are not."""
    record = csat.score(frame(), plan=planned(tmp_path, 'weight = "w"\npopulation = 60'))
    mean = record.find("mean")
    assert (mean.standard_error, mean.interval, mean.no_interval_because) == (None, None, NO_ERROR)


@pytest.mark.parametrize("weight", ["1e400", "1" * 400, "1e-320"])
def test_weights_beyond_all_measure_are_errors(weight: str) -> None:
    data = frame()
    data.loc[7, "w"] = weight
    with pytest.raises(InputError, match="a row has no number"):
        score(data, weight="w")


def test_a_share_that_margins_fix_has_no_error_of_rounding(tmp_path: Path) -> None:
    margins = '[weighting.margins]\nused = { "app" = 25, "shop" = 25, "app;shop" = 25, "(blank)" = 25 }'
    record = csat.score(frame(90), plan=planned(tmp_path, 'weight = "w"\nclusters = "branch"\n' + margins))
    (share,) = (e for e in record.estimates if e.id == "used.chosen.app")
    assert (share.standard_error, share.deff) == (None, None)
    assert share.counts["effective_n"] == share.n_eff
