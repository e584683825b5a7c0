"""Margins in a plan: figures by calibrated weights with their errors, redone by verify, or refused."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

import csat
from csat.errors import InputError

SHARED = Path(__file__).parents[3] / "shared"
PLAN = """
[[item]]
id = "overall"
column = "Overall"
measure = "csat"
scale = "1-5"

[[item]]
id = "recommend"
column = "Recommend"
measure = "nps"

[weighting.margins]
Region = { North = 0.4, South = 0.6 }
Sex = { F = 500, M = 500 }
"""


def survey(folder: Path, rows: int = 200, name: str = "survey.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["Region", "Sex", "Overall", "Recommend"])
        for at in range(rows):
            region, sex = ("North" if at % 10 < 7 else "South"), ("F" if at % 3 else "M")
            mood = 1 + (at * 7 + (region == "South") * 2) % 5
            lines.writerow([region, sex, mood if at % 11 else "", min(10, 2 * mood + at % 2)])
    return path


def plan(folder: Path, text: str = PLAN) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_figures_are_those_of_the_weights_that_csat_weight_writes(tmp_path: Path) -> None:
    path = survey(tmp_path)
    record = csat.score(path, plan=plan(tmp_path))
    weights = [row[3] for row in csat.weigh(path, plan=plan(tmp_path)).rows]
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    pairs = [(w, int(line["Overall"])) for w, line in zip(weights, lines, strict=True) if line["Overall"]]
    share = 100 * sum(w for w, answer in pairs if answer >= 4) / sum(w for w, _ in pairs)
    found = record.find("csat", "Overall")
    assert found.value == pytest.approx(share, rel=1e-12)
    assert found.n == len(pairs)
    assert found.n_weighted == pytest.approx(sum(w for w, _ in pairs), rel=1e-12)
    assert found.n_eff == pytest.approx(sum(w for w, _ in pairs) ** 2 / sum(w * w for w, _ in pairs), rel=1e-12)
    assert record.find("mean", "Overall").value == pytest.approx(
        sum(w * answer for w, answer in pairs) / sum(w for w, _ in pairs), rel=1e-12
    )


def test_a_record_with_margins_is_redone(tmp_path: Path) -> None:
    path = survey(tmp_path)
    for more in ("", "\n[weighting]\ntrim = [0.2, 2.6]\n"):
        text = PLAN.replace("\n[weighting.margins]", f"{more}\n[weighting.margins]")
        record = csat.score(path, plan=plan(tmp_path, text))
        (tmp_path / "record.json").write_text(record.to_json(), encoding="utf-8")
        verified = csat.verify(tmp_path / "record.json", path, plan=tmp_path / "plan.toml")
        assert {outcome.check: outcome.state for outcome in verified.outcomes}["figures"] == "holds"
        assert not [outcome for outcome in verified.outcomes if outcome.state == "fails"]


def test_the_order_of_rows_moves_no_figure(tmp_path: Path) -> None:
    path, turned = survey(tmp_path), tmp_path / "turned.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    turned.write_text("\n".join([head, *rows[::-1]]), encoding="utf-8")
    one, other = (csat.score(file, plan=plan(tmp_path)).estimates for file in (path, turned))
    assert list(one) == list(other)


def test_margins_of_the_whole_file_hold_for_segments_too(tmp_path: Path) -> None:
    """A segment is a domain: its weights are those of the whole file, and its error is of residuals over all rows."""
    record = csat.score(survey(tmp_path), plan=plan(tmp_path), by=["Region"])
    north = record.find("csat", "Overall", segment={"Region": "North"})
    assert north.standard_error is not None
    assert north.n_weighted is not None
    assert north.n_weighted < 400


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("South = 0.6", "South = 0.5"), "add up to 0.9"),
        (("South = 0.6", "West = 0.6"), "without a target"),
        (("F = 500, M = 500", "F = 0, M = 500"), r"plan.toml:\d+: .*above zero"),
        (("Region = {", "Regio = {"), r"plan.toml:\d+: .*Did you mean"),
        (("\n[weighting.margins]", "\n[weighting]\ntrim = [2, 3]\n[weighting.margins]"), r"plan.toml:\d+: trim is"),
        (("Region = { North = 0.4, South = 0.6 }", "Region = 3"), r"plan.toml:\d+: margins must be"),
    ],
)
def test_margins_that_do_not_fit_are_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        csat.score(survey(tmp_path), plan=plan(tmp_path, PLAN.replace(*change)))


API = """
[[item]]
id = "api00"
column = "api00"
measure = "csat"
scale = "300-1000"

[weighting]
weight = "pw"
clusters = "dnum"
population = "fpc"

[weighting.margins]
"""


@pytest.mark.parametrize("kind", ["poststrat", "rake"])
def test_a_scored_mean_is_that_of_r_survey(tmp_path: Path, kind: str) -> None:
    if not (SHARED / "data" / "apipop.csv.gz").is_file():
        pytest.skip("the real data and reference figures are not beside the project")
    pd = pytest.importorskip("pandas")
    population = pd.read_csv(SHARED / "data" / "apipop.csv.gz")
    told = ["stype"] if kind == "poststrat" else ["stype", "sch.wide"]
    margins = "".join(
        f'"{column}" = {{ {", ".join(f"{value} = {n}" for value, n in Counter(population[column]).items())} }}\n'
        for column in told
    )
    record = csat.score(SHARED / "data" / "apiclus1.csv", plan=plan(tmp_path, API + margins))
    found = record.find("mean", "api00")
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    assert found.value == pytest.approx(figures[f"{kind}/clus1/mean_api00"]["value"], rel=1e-9)
    assert found.standard_error == pytest.approx(figures[f"{kind}/clus1/mean_api00_se"]["value"], rel=1e-9)
    if kind == "rake":
        assert found.n_eff == pytest.approx(figures["rake/clus1/n_eff_kish"]["value"], rel=1e-9)
        assert found.n_weighted == pytest.approx(figures["rake/clus1/sum_w"]["value"], rel=1e-9)


def test_weights_of_more_values_than_a_tally_keeps_are_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["Overall", "w", "note"])
        lines.writerows([1 + at % 5, f"{1 + at / 10**6:.6f}", "x" * 80] for at in range(30_000))
    record = csat.score(path, csat=["Overall"], scale=["1-5"], weight="w")
    assert record.find("csat").n_weighted == pytest.approx(sum(1 + at / 10**6 for at in range(30_000)), rel=1e-12)
