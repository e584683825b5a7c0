"""Weighted figures of a real survey against R survey: means, shares, NPS, their errors, n and design effects."""

from __future__ import annotations

import json
from functools import cache
from math import exp, isclose, log
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.intervals import normal_quantile, student_quantile
from csat.results import Estimate, Record

SHARED = Path(__file__).resolve().parents[3] / "shared"
FILE = SHARED / "data" / "sfo_customer_survey_2017.csv.gz"
if not FILE.is_file():
    pytest.skip("the real data and its reference figures are not beside the project", allow_module_level=True)

MISSING = {"Q7ALL": ["0", "6"], "Q14FIND": ["0", "6"], "NETPRO": ["11"]}
SCALES = {"Q7ALL": "1-5", "Q14FIND": "1-5", "NETPRO": "0-10"}
NOT_OURS = {"median_survey"}  # csat tells no medians
PLAN = """
[weighting]
weight = "WEIGHT"
strata = "STRATA"
"""
ITEMS = (
    "".join(
        f'[[item]]\ncolumn = "{name}"\nmeasure = "csat"\nscale = "{SCALES[name]}"\nmissing = {MISSING[name]}\n'
        for name in MISSING
    )
    + '[[item]]\nid = "recommend"\ncolumn = "NETPRO"\nmeasure = "nps"\nmissing = ["11"]\n'
)


@cache
def reference() -> dict[str, float]:
    told = json.loads((SHARED / "reference" / "sfo_2017.json").read_text("utf-8"))["figures"]
    return {name: figure["value"] for name, figure in told.items()}


@cache
def rows() -> pd.DataFrame:
    return pd.read_csv(FILE, dtype=str, keep_default_na=False)


def scored(data: Any, **more: Any) -> Record:
    return csat.score(data, csat=[*MISSING], nps=["NETPRO"], scale=SCALES, missing=MISSING, weight="WEIGHT", **more)


@cache
def whole() -> Record:
    return scored(FILE, by=["Q20GENDER", "STRATA"])


@cache
def stratified(folder: Path) -> Record:
    plan = folder / "plan.toml"
    plan.write_text(PLAN + ITEMS, "utf-8")
    return csat.score(FILE, plan=plan)


def error(estimate: Estimate) -> float:
    assert estimate.standard_error is not None
    return estimate.standard_error


def value(estimate: Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


def compared(wanted: dict[str, float], found: dict[str, float]) -> None:
    assert wanted.keys() == found.keys()
    for name, figure in wanted.items():
        assert isclose(found[name], figure, rel_tol=1e-9), (name, found[name], figure)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


@pytest.mark.parametrize("column", MISSING)
def test_means_and_shares_are_those_of_r_survey(column: str, folder: Path) -> None:
    valid = rows()[~rows()[column].isin([*MISSING[column], "", "Blank"])]
    dropped, by_strata = scored(valid), stratified(folder)
    mean, top = whole().find("mean", column), whole().find("csat", column)
    z, p, se = normal_quantile(0.95), value(top) / 100, error(top) / 100
    half = student_quantile(0.95, mean.n - 1) * se / (p * (1 - p))  # svyciprop by the logit, on the same error
    logit = log(p / (1 - p))
    assert mean.interval is not None
    assert mean.n_eff is not None
    found = {
        "mean": value(mean), "mean_se": error(mean), "mean_se_stratified": error(by_strata.find("mean", column)),
        "mean_se_missing_dropped_first": error(dropped.find("mean", column)),
        "mean_deff_survey_replace": dropped.find("mean", column).deff or 0,
        "mean_ci95_low": value(mean) - z * error(mean), "mean_ci95_high": value(mean) + z * error(mean),
        "mean_ci95_t_low": mean.interval.low, "mean_ci95_t_high": mean.interval.high, "top2_prop": p, "top2_se": se,
        "top2_se_stratified": error(by_strata.find("csat", column)) / 100,
        "top2_ci95_logit_low": 1 / (1 + exp(half - logit)), "top2_ci95_logit_high": 1 / (1 + exp(-half - logit)),
        "n_valid": mean.n, "sum_w_valid": mean.n_weighted or 0, "n_eff_kish": mean.n_eff,
        "deff_kish": mean.counts["deff_kish"], "n_eff_kish_all_rows": whole().ledger["weights"]["n_eff"],
    }  # fmt: skip
    start = f"weighted/{column}/"
    wanted = {name.removeprefix(start): told for name, told in reference().items() if name.startswith(start)}
    compared({name: told for name, told in wanted.items() if name not in NOT_OURS}, found)
    assert len(found) == 19


def test_nps_is_that_of_r_survey(folder: Path) -> None:
    nps = whole().find("nps")
    dropped = scored(rows()[~rows()["NETPRO"].isin(["11", ""])]).find("nps")
    z = normal_quantile(0.95)
    shares = {
        f"{name}_prop": value(whole().find(f"nps_{name}s")) / 100 for name in ("promoter", "passive", "detractor")
    }
    found = {
        "nps": value(nps), "se": error(nps), "ci95_low": value(nps) - z * error(nps),
        "ci95_high": value(nps) + z * error(nps), "se_stratified": error(stratified(folder).find("nps")),
        "se_missing_dropped_first": error(dropped), "n_eff_kish": nps.n_eff or 0, **shares,
    }  # fmt: skip
    start = "nps_weighted/NETPRO/"
    compared({name.removeprefix(start): told for name, told in reference().items() if name.startswith(start)}, found)
    assert len(found) == 10


@pytest.mark.parametrize(("group", "column"), [("gender", "Q20GENDER"), ("strata", "STRATA")])
def test_segments_keep_the_design_of_the_whole_file(group: str, column: str) -> None:
    start, seen = f"weighted_group/Q7ALL_by_{group}/", 0
    for name, wanted in reference().items():
        what, _, level = name.removeprefix(start).partition("/")
        if not name.startswith(start) or not level:
            continue
        estimate = whole().find("mean" if what.startswith("mean") else "csat", "Q7ALL", segment={column: level})
        found = error(estimate) if what.endswith("_se") else value(estimate)
        assert isclose(found / (100 if what.startswith("top2") else 1), wanted, rel_tol=1e-9), (name, found, wanted)
        seen += 1
    assert seen == (8 if group == "gender" else 12)
