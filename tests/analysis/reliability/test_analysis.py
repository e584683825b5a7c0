"""The analysis from its command, its plan table and its Python call: what it takes, tells and refuses."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.analysis import analysis_of
from csat.analysis.reliability.alpha_intervals import SAME, SKEWED
from csat.analysis.reliability.analysis import Reliability
from csat.analysis.reliability.by_pairs import STILL
from csat.analysis.reliability.omega import UNDETERMINED
from csat.errors import InputError
from csat.results import Estimate, Record
from tests.commands.conftest import Run, run

__all__ = ["run"]

SCALE: dict[str, Any] = {"scale": ["1-5"]}


def answers(n: int = 60, items: int = 5, centre: float = 3.3, seed: int = 4) -> pd.DataFrame:
    draw = random.Random(seed)
    rows = []
    for _ in range(n):
        mood = draw.gauss(centre, 0.8)
        rows.append([min(max(round(mood + draw.gauss(0, 0.8)), 1), 5) for _ in range(items)])
    return pd.DataFrame(rows, columns=[f"q{place + 1}" for place in range(items)])


def of(record: Record, metric: str) -> Estimate:
    return next(estimate for estimate in record.estimates if estimate.metric == metric)


def test_every_family_is_told() -> None:
    record = csat.reliability(answers(), {"Service": ["q1", "q2", "q3"], "Speed": ["q4", "q5"]}, pairwise=True, **SCALE)
    metrics = {estimate.metric for estimate in record.estimates if estimate.analysis == "reliability"}
    assert metrics == {
        *("construct_mean", "construct_sd", "total_skewness", "alpha_percentile", "alpha_bca", "ordinal_alpha"),
        *("inter_item_r_median", "inter_item_r_min", "inter_item_r_max", "inter_item_r_pair", "eigenvalue"),
        *("split_half_r", "spearman_brown", "horst", "split_half_guttman"),
        *("lambda1", "lambda2", "lambda2_cor", "lambda6", "lambda6_cor"),
        *("omega_minres", "omega_minres_observed", "omega_ml", "omega_ml_observed", "composite_reliability", "ave"),
        *("loading_minres", "loading_ml", "kmo", "bartlett", "bartlett_p", "htmt"),
        *("alpha_pairwise", "alpha_standardized_pairwise", "inter_item_r_pairwise"),
        *("item_rest_r_pairwise", "alpha_if_dropped_pairwise"),
    }
    assert of(record, "htmt").about == {"construct": "service", "other": "speed"}
    two = [e for e in record.estimates if e.construct == "Speed" and e.metric == "spearman_brown"]
    assert two[0].value == pytest.approx(record.find("alpha_standardized", construct="Speed").value)


def test_what_is_stored_makes_the_same_analysis() -> None:
    asked = Reliability(("service",), 500, 7, True, False)
    assert analysis_of("reliability", asked.to_dict()) == asked
    assert analysis_of("reliability", json.loads(json.dumps(asked.to_dict()))) == asked
    assert analysis_of("reliability", {}) == Reliability()
    assert analysis_of("reliability", {"constructs": "Service"}) == Reliability(("Service",))


def test_names_are_settled_to_ids_and_all_is_the_default() -> None:
    constructs = {"Service quality": ["q1", "q2"], "Speed": ["q3", "q4"]}
    stored = csat.reliability(answers(), constructs, bootstrap=0, **SCALE).plan["analyses"][0]
    assert stored["constructs"] == ["service_quality", "speed"]
    one = csat.reliability(answers(), ["speed"], bootstrap=0, alpha=constructs, **SCALE)
    assert one.plan["analyses"][0]["constructs"] == ["speed"]
    assert {e.construct for e in one.estimates if e.analysis} == {"Speed"}


def test_skewed_totals_are_told_and_which_interval_to_read() -> None:
    top = csat.reliability(answers(300, centre=4.7), {"S": ["q1", "q2", "q3"]}, bootstrap=200, **SCALE)
    skewness = of(top, "total_skewness")
    assert skewness.value is not None
    assert skewness.value < -SKEWED
    assert skewness.value == pytest.approx(answers(300, centre=4.7)[["q1", "q2", "q3"]].sum(axis=1).skew())
    assert "BCa" in skewness.notes[0]
    assert any("skewed" in notice and "BCa" in notice for notice in top.notices)
    asking = csat.reliability(answers(300, centre=4.7), {"S": ["q1", "q2", "q3"]}, bootstrap=0, **SCALE)
    assert any("ask for the bootstrap" in notice for notice in asking.notices)
    even = csat.reliability(answers(300, centre=3), {"S": ["q1", "q2", "q3"]}, bootstrap=200, **SCALE)
    assert "Feldt" in of(even, "total_skewness").notes[0]
    assert not any("skewed" in notice for notice in even.notices)


def test_an_item_that_never_changes_leaves_one_reason() -> None:
    rows = answers().assign(q2=4)
    record = csat.reliability(rows, {"S": ["q1", "q2", "q3"]}, **SCALE)
    found = [e for e in record.estimates if e.analysis == "reliability"]
    assert [e.metric for e in found] == ["total_skewness"]
    assert "q2" in found[0].notes[0]


def test_an_item_made_of_the_others_has_no_likelihood_but_the_rest_is_told() -> None:
    rows = answers()
    rows = rows.assign(q3=(rows.q1 + rows.q2).clip(upper=10), q1=rows.q1, q2=rows.q2)
    record = csat.reliability(
        rows, {"S": ["q1", "q2", "q3"]}, bootstrap=0, scale={"q1": "0-10", "q2": "0-10", "q3": "0-10"}
    )
    for metric in ("lambda6", "kmo", "bartlett", "omega_ml", "ave"):
        assert of(record, metric).value is None
        assert "follow exactly" in of(record, metric).notes[0]
    assert of(record, "lambda2").value is not None


def test_constructs_that_share_an_item_have_no_htmt() -> None:
    record = csat.reliability(answers(), {"A": ["q1", "q2", "q3"], "B": ["q3", "q4"]}, bootstrap=0, **SCALE)
    assert of(record, "htmt").value is None
    assert "share an item" in of(record, "htmt").notes[0]


def test_htmt_by_hand() -> None:
    rows = answers()
    record = csat.reliability(rows, {"A": ["q1", "q2", "q3"], "B": ["q4", "q5"]}, bootstrap=0, **SCALE)
    r = rows.corr()
    between = r.loc[["q1", "q2", "q3"], ["q4", "q5"]].to_numpy().mean()
    within = (r.q1.q2 + r.q1.q3 + r.q2.q3) / 3
    assert of(record, "htmt").value == pytest.approx(between / (within * r.q4.q5) ** 0.5, rel=1e-12)


def test_too_many_different_answers_have_no_bootstrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csat.analysis.reliability.analysis.MOST_PATTERNS", 3)
    record = csat.reliability(answers(), {"S": ["q1", "q2", "q3"]}, **SCALE)
    for metric in ("alpha_percentile", "alpha_bca"):
        assert of(record, metric).interval is None
        assert "too many to resample" in str(of(record, metric).no_interval_because)
    assert any("too many to resample" in notice for notice in record.notices)
    top = csat.reliability(answers(300, centre=4.7), {"S": ["q1", "q2", "q3"]}, **SCALE)
    assert any("take it for too narrow" in notice for notice in top.notices)


def test_long_scales_have_no_ordinal_alpha() -> None:
    record = csat.reliability(answers(), {"S": ["q1", "q2", "q3"]}, bootstrap=0, scale=["0-100"])
    assert not [e for e in record.estimates if e.metric == "ordinal_alpha"]
    assert any("no ordinal alpha" in notice for notice in record.notices)


@pytest.mark.parametrize(
    ("of", "more", "message"),
    [
        (["Nope"], {}, "no construct"),
        (["S=q1"], {}, "at least two"),
        ({"S": ["q1"]}, {}, "at least two"),
        (["S=q1,q2", "T"], {}, "not both"),
        ({"S": ["q1", "q2"]}, {"bootstrap": 3}, "20 to 100,000"),
        ({"S": ["q1", "q2"]}, {"seed": -1}, "from 0 on"),
        ({"S": ["q1", "q9"]}, {}, "q9"),
    ],
)
def test_what_is_refused(of: Any, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        csat.reliability(answers(), of, **more, **SCALE)


def test_the_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    answers().to_csv(path, index=False)
    code, out, err = run("reliability", path, "--scale", "1-5", "--of", "Service=q1,q2,q3", "--bootstrap", "50")
    assert code == 0, err
    assert "Reliability and validity in full" in out
    assert "Omega total (minres, correlations)" in out
    assert max(map(len, out.splitlines())) <= 80
    code, out, _ = run("reliability", path, "--scale", "1-5", "--of", "S=q1,q2", "--json", "--seed", "9", "--pairwise")
    stored = json.loads(out)["plan"]["analyses"]
    assert (code, stored) == (
        0,
        [{"kind": "reliability", "constructs": ["s"], "bootstrap": 2000, "seed": 9, "pairwise": True, "ordinal": True}],
    )
    code, out, err = run("reliability", path, "--of", "S=q1")
    assert (code, out) == (2, "")
    assert "at least two" in err


def test_the_table_of_a_plan(run: Run, tmp_path: Path) -> None:
    path, plan = tmp_path / "survey.csv", tmp_path / "plan.toml"
    answers().to_csv(path, index=False)
    items = "".join(f'[[item]]\nid = "q{n}"\ncolumn = "q{n}"\nmeasure = "part"\nscale = "1-5"\n' for n in range(1, 6))
    constructs = (
        '[[construct]]\nname = "One"\nitems = ["q1", "q2", "q3"]\n[[construct]]\nname = "Two"\nitems = ["q4", "q5"]\n'
    )
    plan.write_text(f'{items}{constructs}[reliability]\nconstructs = ["One"]\nbootstrap = 0\n', "utf-8")
    code, out, err = run("reliability", path, "--plan", plan)
    assert code == 0, err
    assert "One" in out
    assert "Two" not in out.partition("\nnote: ")[0]
    assert "BCa" not in out
    code, out, _ = run("reliability", path, "--plan", plan, "--of", "Two", "--bootstrap", "0")
    assert code == 0
    assert "Two" in out
    plan.write_text(f'{items}{constructs}[reliability]\nconstructs = ["Three"]\n', "utf-8")
    code, out, err = run("reliability", path, "--plan", plan)
    assert (code, out) == (2, "")
    assert '"Three"' in err


def test_items_that_do_not_correlate_have_no_factor_and_no_minus_zero() -> None:
    rows = [(a, b, c) for a in (2, 4) for b in (2, 4) for c in (2, 4)] * 6
    record = csat.reliability(pd.DataFrame(rows, columns=list("abc")), {"Service": list("abc")}, **SCALE)
    told = [estimate for estimate in record.estimates if estimate.construct]
    for metric in ("omega_minres", "omega_ml", "ave", "loading_minres", "loading_ml"):
        assert of(record, metric).value is None
        assert of(record, metric).no_interval_because == UNDETERMINED
    assert {str(estimate.value) for estimate in told if estimate.value == 0} == {"0.0"}
    assert of(record, "bartlett").value == 0


def test_resamples_that_all_have_one_alpha_give_no_interval() -> None:
    """Answers along one line have the same alpha in whatever number they come."""
    rows = [(2, 1, 4)] * 12 + [(4, 5, 3)] * 20
    record = csat.reliability(pd.DataFrame(rows, columns=list("abc")), {"Service": list("abc")}, **SCALE)
    for metric in ("alpha_percentile", "alpha_bca"):
        assert of(record, metric).value == of(record, "alpha").value
        assert of(record, metric).interval is None
        assert of(record, metric).no_interval_because == SAME


def test_an_item_that_never_varies_is_said_to_be_why_pairs_give_no_alpha() -> None:
    data = answers()
    data["q1"] = 3
    record = csat.reliability(data, {"Service": ["q1", "q2", "q3"]}, pairwise=True, **SCALE)
    assert of(record, "alpha_pairwise").value is None
    assert of(record, "alpha_pairwise").no_interval_because == STILL
