"""Every printed line of an explanation comes out, and the last ones are the record's figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import csat
from csat import intervals
from csat.audit.explain import explain, find, named
from csat.audit.explain.intervals import METHODS
from csat.audit.explain.metric import about, specimens
from csat.audit.explain.working import Quantile, Step
from csat.changes import changes
from csat.errors import InputError
from csat.measure import WHOLE_FILE, Answering, _of_item
from csat.plan import Item, Measure, Plan, Scale, Use
from csat.report.language import read_language
from csat.results import Estimate, Record
from csat.weighting import intervals as weighted_intervals
from tests.audit.by_hand import follow, printed
from tests.test_cli import Run, run

__all__ = ["run"]

ROOT = Path(__file__).parent.parent.parent
HOTEL = ROOT / "examples" / "hotel"
ENGLISH, PERSIAN = read_language("en"), read_language("fa")
SCALES = {"csat": Scale(1, 5), "nps": Scale(0, 10), "ces": Scale(1, 7)}
ENDS = ("lower", "lower_score"), ("upper", "upper_score")


def of_counts(measure: Measure, counts: Sequence[int], level: float = 0.95) -> Record:
    """A record of one item whose points were answered so often."""
    item = Item(0, "A question", "q", measure, SCALES[measure], "ease" if measure == "ces" else None)
    plan = Plan((item,), uses=(Use(0, "A question", "A", "item", ""),), level=level)
    figures = list(_of_item(plan, item, WHOLE_FILE, Answering(tuple(counts), {"blank": 2}), False))
    return Record({"name": "a.csv"}, plan.to_dict(), {"scored": sum(counts) + 2}, figures, (), {})


def holds(record: Record, estimate: Estimate) -> None:
    told = follow(printed(record, estimate))
    if estimate.value is None:
        assert named(estimate) not in told
        return
    assert told[named(estimate)] == pytest.approx(estimate.value, rel=1e-14)
    for name, count in estimate.counts.items():
        assert told[name] == count
    if estimate.interval:
        for names, bound in zip(ENDS, (estimate.interval.low, estimate.interval.high), strict=True):
            found = next(told[name] for name in reversed(names) if name in told)
            assert found == pytest.approx(bound, rel=1e-7, abs=1e-7)
    assert explain(record, estimate, ENGLISH).agrees


sizes = st.one_of(st.integers(0, 6), st.integers(0, 400), st.sampled_from([0, 10**5, 10**7 + 1]))


@settings(max_examples=80)
@given(st.data(), st.sampled_from(["csat", "nps", "ces"]), st.sampled_from([0.8, 0.95, 0.99]))
def test_every_line_of_every_figure_of_an_item(data: st.DataObject, measure: Measure, level: float) -> None:
    points = SCALES[measure].last + 1
    record = of_counts(measure, data.draw(st.lists(sizes, min_size=points, max_size=points)), level)
    for estimate in record.estimates:
        holds(record, estimate)


@pytest.mark.parametrize("measure", ["csat", "nps", "ces"])
@pytest.mark.parametrize("place", [0, 1, -1])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 50, 10**6])
def test_the_ends_of_a_scale(measure: Measure, place: int, n: int) -> None:
    counts = [0] * (SCALES[measure].last + 1)
    counts[place] = n
    record = of_counts(measure, counts)
    for estimate in record.estimates:
        holds(record, estimate)


@settings(max_examples=15)
@given(st.integers(2, 5), st.integers(1, 20), st.data())
def test_every_line_of_alpha(k: int, n: int, data: st.DataObject) -> None:
    columns = [f"item {place}" for place in range(k)]
    table = {name: data.draw(st.lists(st.integers(1, 5), min_size=n, max_size=n)) for name in columns}
    how: Any = {"csat": columns, "alpha": {"Service": columns}, "scale": ["1-5"]}
    record = csat.score(pd.DataFrame(table), **how)
    for estimate in record.estimates:
        if estimate.construct:
            holds(record, estimate)


@settings(max_examples=15)
@given(*[st.lists(st.integers(0, 10), min_size=1, max_size=30)] * 2)
def test_every_line_of_a_change(late: list[int], early: list[int]) -> None:
    def of(answers: list[int]) -> Record:
        table = {"q": answers, "r": [1 + answer % 5 for answer in answers]}
        return csat.score(pd.DataFrame(table), nps=["q"], csat=["r"], scale=["r=1-5"])

    record, earlier = of(late), of(early)
    record = replace(record, previous=changes(record, earlier))
    for estimate, change in zip(record.estimates, record.previous["changes"], strict=True):
        told = follow(printed(record, estimate))
        if change["value"] is not None:
            assert told["change"] == pytest.approx(change["value"], abs=1e-9)
        if change["low"] is not None:
            found = told["lower_change"], told["upper_change"]
            assert found == pytest.approx((change["low"], change["high"]), abs=1e-6)


def every_example() -> Iterator[tuple[Record, Estimate]]:
    for path in ("hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx"):
        record = csat.score(ROOT / "examples" / path)
        yield from ((record, estimate) for estimate in record.estimates[:: 7 if "matrix" in path else 1])
    record = csat.score(HOTEL / "survey.xlsx", plan=HOTEL / "survey.toml", by=["Hotel"])
    own = [estimate for estimate in record.estimates if estimate.analysis is None]  # others: tests/analysis
    yield from ((record, estimate) for estimate in own[::5])


def test_every_line_of_the_examples() -> None:
    for record, estimate in every_example():
        holds(record, estimate)
        text = printed(record, estimate)
        assert all(len(line) <= 80 for line in text.splitlines() if line.isascii())
        persian = follow(printed(record, estimate, "fa"))
        assert {name: value for name, value in follow(text).items() if name in persian} == persian


def test_quantiles_are_those_of_scipy() -> None:
    record = csat.score(HOTEL / "survey.xlsx", level=0.9)
    seen = set()
    for estimate in record.estimates:
        for part in explain(record, estimate, ENGLISH).parts:
            if isinstance(part, Quantile):
                freedom = [float(number) for number in part.freedom]
                law = {"normal": stats.norm, "student": stats.t, "f": stats.f}[part.kind]
                wanted = law.ppf(part.share if part.kind == "f" else 0.95, *freedom)
                assert float(part.result) == pytest.approx(wanted, rel=1e-8)
                seen.add(part.kind)
    assert seen == {"normal", "student", "f"}


def test_every_method_has_its_lines() -> None:
    both = {**vars(intervals), **vars(weighted_intervals)}
    named = {value for name, value in both.items() if name.isupper() and isinstance(value, str)}
    assert set(METHODS) == named


def test_a_changed_record_is_found() -> None:
    record = csat.score(HOTEL / "survey.xlsx")
    for estimate in record.estimates:
        if estimate.value is None:
            continue
        assert not explain(record, replace(estimate, value=estimate.value + 0.001), ENGLISH).agrees
        if estimate.interval:
            moved = replace(estimate.interval, low=estimate.interval.low - 0.001)
            assert not explain(record, replace(estimate, interval=moved), ENGLISH).agrees
        if estimate.distribution:
            more = {point: n + (point == "5") for point, n in estimate.distribution.items()}
            changed = replace(estimate, distribution=more)
            others = [changed if one is estimate else one for one in record.estimates]
            told = explain(replace(record, estimates=others), changed, ENGLISH)
            assert [part.name for part in told.parts if isinstance(part, Step) and not part.agrees]


def test_what_is_withheld_is_explained_without_its_counts() -> None:
    regions = ["North"] * 30 + ["South"] * 4 + ["West"] * 17
    table = pd.DataFrame({"recommend": [i % 11 for i in range(len(regions))], "region": regions})
    record = csat.score(table, nps=["recommend"], by=["region"])
    text = printed(record, find(record, "recommend.nps@region=South"))
    assert "fewer than 5 answers" in text
    assert "promoters =" not in text
    assert not [line for line in text.splitlines() if "4" in line and "SHA" not in line and len(line.strip()) < 64]
    assert "Only the rows where region is South." in text
    assert follow(text) == {}


def test_an_option_of_a_multiple_choice() -> None:
    table = pd.DataFrame({"Channel": ["Web;Phone", "Web", "", "Phone;Shop", "Web", "Shop;Web"] * 10})
    record = csat.score(table)
    chosen = [estimate for estimate in record.estimates if estimate.metric == "chosen"]
    assert len(chosen) == 3
    for estimate in chosen:
        holds(record, estimate)
        text = printed(record, estimate)
        assert f"Option: {estimate.option}" in text
        assert "base = 50: respondents who chose at least one option" in text


def test_text_of_the_survey_steers_no_terminal() -> None:
    header = "How \x1b[31msatisfied\u202e are you\x07"
    record = csat.score(pd.DataFrame({header: [1, 2, 3, 4, 5]}), csat=[header], scale=["1-5"])
    for language in ("en", "fa"):
        text = printed(record, record.estimates[0], language)
        assert not {"\x1b", "\u202e", "\x07"} & set(text)


@pytest.mark.parametrize("language", [ENGLISH, PERSIAN], ids=["en", "fa"])
def test_every_metric_is_explained(language: Any) -> None:
    assert set(specimens()) <= set(ENGLISH.texts["metrics"])  # the others are those of analyses
    for metric in specimens():
        parts = about(metric, language)
        assert len(parts) >= 11
    with pytest.raises(InputError, match="Did you mean nps"):
        about("npss", language)


def test_every_count_has_a_meaning() -> None:
    record = csat.score(HOTEL / "survey.xlsx")
    names = {name for figure in specimens().values() for name in figure.counts}
    names |= {name for estimate in record.estimates for name in estimate.counts}
    weights = pd.DataFrame({"Overall satisfaction": list("12345") * 8, "w": ["1", "2"] * 20})
    of_weights = csat.score(weights, weight="w", csat=["Overall satisfaction"], scale=["1-5"])
    names |= {name for estimate in of_weights.estimates for name in estimate.counts}
    assert names | {"base_chosen"} <= set(ENGLISH.texts["counts"])  # the others are those of analyses


def test_the_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    record = csat.score(HOTEL / "survey.xlsx", plan=HOTEL / "survey.toml")
    path.write_text(record.to_json(), "utf-8")
    code, out, err = run("explain", path)
    assert (code, err) == (0, "")
    assert [line[26:] for line in out.splitlines()] == [estimate.id for estimate in record.estimates]
    code, out, err = run("explain", path, "recommend.nps")
    assert (code, err) == (0, "")
    assert "Wanted: at least 30. State: met" in out
    assert follow(out)["nps"] == find(record, "recommend.nps").value
    code, out, err = run("explain", path, "recomend.nps")
    assert (code, out) == (2, "")
    assert "Did you mean recommend.nps" in err
    code, out, err = run("explain", path, "recommend.nps", "--language", "fa")
    assert (code, err) == (0, "")
    assert "مروجان" in out
    body = json.loads(path.read_text("utf-8"))
    for estimate in body["estimates"]:
        if estimate["id"] == "recommend.nps":
            estimate["value"] += 1
    path.write_text(json.dumps(body), "utf-8")
    code, out, err = run("explain", path, "recommend.nps")
    assert code == 1
    assert "does not agree with the record" in " ".join(out.split())
    code, out, err = run("explain", "nps")
    assert (code, err) == (0, "")
    assert "100 * (promoters - detractors) / base" in out
    assert run("explain", "nothing")[0] == 2
