"""Figures of small surveys that R and Python computed: ``csat/data/selftest/reference``; how is in tests/reference.

The surveys are read and scored as any other file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from csat.results import Estimate, Record
from csat.selftest.check import DATA, MOST, Check, lre

FOLDER = DATA / "reference"
NEEDED = 11.0
"""Digits to which R and Python agree on these figures."""

_LIKERT = "1-5"
_STAY = ["room", "staff", "food", "noise"]
_EIGHT = ["a", "b", "c", "d"]
_EDGES = ["all_top", "none_top", "constant", "single", "split"]
_ASKED: Mapping[str, Mapping[str, Any]] = {
    "hotel": {
        "by": ["region"],
        "csat": ["overall"],
        "nps": ["recommend"],
        "ces": {"easy": "ces2", "effort": "ces1", "find": "ease"},
        "alpha": {"Stay": _STAY, "Pair": _STAY[:2], "Raw": _STAY[:3]},
        "scale": dict.fromkeys(("overall", "effort", "find", *_STAY), _LIKERT),
        "reverse": ["noise"],
    },
    "edges": {"csat": _EDGES, "scale": dict.fromkeys(_EDGES, _LIKERT)},
    "eight_by_four": {"csat": _EIGHT, "alpha": {"Four": _EIGHT}, "scale": dict.fromkeys(_EIGHT, _LIKERT)},
}


@cache
def figures() -> Mapping[str, float]:
    """The figures by name: ``file/segment/column or construct/metric/part``; an item follows its metric and a colon."""
    body = json.loads((FOLDER / "figures.json").read_text("utf-8"))
    return {name: figure["value"] for name, figure in body["figures"].items()}


@cache
def scored(file: str) -> Record:
    """The record of one of the surveys."""
    from csat.scoring import score

    return score(FOLDER / f"{file}.csv", **_ASKED[file])


def found(name: str) -> tuple[Estimate, str]:
    """The estimate that a name means, and the part of it: value, low, high or n."""
    file, segment, subject, metric, part = name.split("/")
    metric, _, item = metric.partition(":")
    where = {} if segment == "all" else {"region": segment}
    if subject[0].isupper():
        return scored(file).find(metric, column=item or None, construct=subject, segment=where), part
    return scored(file).find(metric, column=subject, segment=where), part


def part_of(estimate: Estimate, part: str) -> float | None:
    """That part of an estimate; None where it has none."""
    if part == "n":
        return estimate.n
    if part == "value":
        return estimate.value
    return getattr(estimate.interval, part) if estimate.interval else None


def checks() -> Iterator[Check]:
    """Value, both bounds and base of every figure, grouped by metric."""
    for name, expected in figures().items():
        estimate, part = found(name)
        got = part_of(estimate, part)
        needed = MOST if part == "n" else NEEDED
        yield Check(f"R and Python: {estimate.metric}", name, got, expected, lre(got, expected), needed)
