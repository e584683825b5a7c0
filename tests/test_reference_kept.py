"""csat against the kept figures of R and Python: see tests/reference/README.md for how they were made."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.intervals import feldt
from csat.results import Estimate, Record

HERE = Path(__file__).resolve().parent / "reference"
FIGURES: dict[str, dict[str, Any]] = json.loads((HERE / "figures.json").read_text(encoding="utf-8"))["figures"]
CHECKS: dict[str, list[dict[str, Any]]] = json.loads((HERE / "check_values.json").read_text(encoding="utf-8"))
LIKERT = "1-5"
STAY = ["room", "staff", "food", "noise"]
EIGHT = ["a", "b", "c", "d"]


@cache
def scored(file: str, reverse: bool = False) -> Record:
    path = HERE / f"{file}.csv"
    if file == "hotel":
        return csat.score(
            path,
            by=["region"],
            csat=["overall"],
            nps=["recommend"],
            ces={"easy": "ces2", "effort": "ces1", "find": "ease"},
            alpha={"Stay": STAY, "Pair": STAY[:2], "Raw": STAY[:3]},
            scale=dict.fromkeys(("overall", "effort", "find", *STAY), LIKERT),
            reverse=["noise"],
        )
    columns = list(pd.read_csv(path).columns)
    alpha = {"Four": EIGHT} if file == "eight_by_four" else {}
    return csat.score(path, csat=columns, alpha=alpha, scale=dict.fromkeys(columns, LIKERT))


def found(name: str) -> tuple[Estimate, str]:
    """The estimate a name of figures.json means, and the part of it: value, low, high or n."""
    file, segment, subject, metric, part = name.split("/")
    metric, _, item = metric.partition(":")
    where = {} if segment == "all" else {"region": segment}
    if subject[0].isupper():
        return scored(file).find(metric, column=item or None, construct=subject, segment=where), part
    return scored(file).find(metric, column=subject, segment=where), part


def part_of(estimate: Estimate, part: str) -> float | None:
    if part == "n":
        return estimate.n
    if part == "value":
        return estimate.value
    return getattr(estimate.interval, part) if estimate.interval else None


@pytest.mark.parametrize("name", sorted({name.rsplit("/", 1)[0] for name in FIGURES}))
def test_figure_is_that_of_r_and_python(name: str) -> None:
    for whole in (name + end for end in ("/value", "/low", "/high", "/n")):
        if whole in FIGURES:
            got, want = part_of(*found(whole)), FIGURES[whole]["value"]
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
