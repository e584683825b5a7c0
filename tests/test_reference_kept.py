"""csat against the kept figures of R and Python: see tests/reference/README.md for how they were made."""

from __future__ import annotations

import json
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.intervals import feldt
from csat.selftest.reference import figures, found, part_of

HERE = Path(__file__).resolve().parent / "reference"
FIGURES = figures()
CHECKS: dict[str, list[dict[str, Any]]] = json.loads((HERE / "check_values.json").read_text(encoding="utf-8"))
LIKERT = "1-5"
EIGHT = ["a", "b", "c", "d"]


@pytest.mark.parametrize("name", sorted({name.rsplit("/", 1)[0] for name in FIGURES}))
def test_figure_is_that_of_r_and_python(name: str) -> None:
    for whole in (name + end for end in ("/value", "/low", "/high", "/n")):
        if whole in FIGURES:
            got, want = part_of(*found(whole)), FIGURES[whole]
            assert got is not None, whole
            assert isclose(got, want, rel_tol=1e-11, abs_tol=1e-11), f"{whole}: got {got!r}, want {want!r}"


def test_kept_figures_are_all_there() -> None:
    assert len(FIGURES) >= 447


def test_an_interval_is_given_exactly_where_there_is_one() -> None:
    intervals = ("csat", "csat_bottom", "csat_net", "mean", "nps", "ces", "ces_easy", "alpha")
    for name in {name.rsplit("/", 1)[0] for name in FIGURES}:
        metric = name.split("/")[3]
        if metric in intervals:
            estimate, _ = found(f"{name}/value")
            assert (estimate.interval is not None) == (f"{name}/low" in FIGURES), name
            assert estimate.interval is not None or estimate.no_interval_because, name


def answers(**columns: list[int]) -> pd.DataFrame:
    return pd.DataFrame(columns)


@pytest.mark.parametrize("check", CHECKS["wilson"], ids=lambda c: f"{c['hits']} of {c['base']}")
def test_wilson_check_values(check: dict[str, Any]) -> None:
    rows = [5] * check["hits"] + [3] * (check["base"] - check["hits"])
    estimate = csat.score(answers(q=rows), csat=["q"], scale={"q": LIKERT}).find("csat")
    assert estimate.n == check["base"]
    assert estimate.interval is not None
    assert estimate.interval.low == pytest.approx(check["low"], abs=0.005)
    assert estimate.interval.high == pytest.approx(check["high"], abs=0.005)


@pytest.mark.parametrize("check", CHECKS["nps"], ids=lambda c: str(c["value"]))
def test_nps_check_values(check: dict[str, Any]) -> None:
    rows = [9] * check["promoters"] + [7] * check["passives"] + [0] * check["detractors"]
    estimate = csat.score(answers(q=rows), nps=["q"]).find("nps")
    assert estimate.value == check["value"]
    assert estimate.interval is not None
    assert estimate.interval.low == pytest.approx(check["low"], abs=0.005)
    assert estimate.interval.high == pytest.approx(check["high"], abs=0.005)


@pytest.mark.parametrize("check", CHECKS["feldt"], ids=lambda c: str(c["alpha"]))
def test_feldt_check_values(check: dict[str, Any]) -> None:
    interval = feldt(Fraction(str(check["alpha"])), check["k"], check["n"], 0.95)
    assert interval.low == pytest.approx(check["low"], abs=5e-7)
    assert interval.high == pytest.approx(check["high"], abs=5e-7)


@pytest.mark.parametrize("check", CHECKS["alpha"], ids=lambda c: str(c["value"]))
def test_alpha_check_values(check: dict[str, Any]) -> None:
    frame = pd.DataFrame([[int(digit) for digit in row] for row in check["rows"]], columns=EIGHT)
    estimate = csat.score(frame, alpha={"Four": EIGHT}, scale=dict.fromkeys(EIGHT, LIKERT)).find("alpha")
    assert estimate.n == len(check["rows"])
    assert estimate.value == pytest.approx(check["value"], abs=5e-6)
    assert estimate.interval is not None
    assert estimate.interval.low == pytest.approx(check["low"], abs=5e-6)
    assert estimate.interval.high == pytest.approx(check["high"], abs=5e-6)
