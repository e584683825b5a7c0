"""Real exports of the platforms against what is known of them; left out where they are absent."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.choices import Choices
from csat.detect import propose
from csat.errors import CsatError
from csat.io import open_source
from csat.plan import Plan
from csat.tally import Tally

from .conftest import SHARED

TESTS_ALONE = ("earlyinsights",)  # exports in which every response is a test


def exports() -> dict[str, Any]:
    expected = SHARED / "exports" / "expected.json"
    if not expected.is_file():
        return {}
    found: dict[str, Any] = json.loads(expected.read_text("utf-8"))
    return {name: entry for name, entry in found["files"].items() if re.search(r"\.(csv|xlsx|sav)$", name)}


NAMES = sorted(exports())


@cache
def read(name: str) -> tuple[Plan, Tally]:
    source = open_source(SHARED / "exports" / name)
    tally = Tally(Plan())
    for chunk in source.chunks(None):
        tally.count(chunk)
    headers, letters = source.headers, [source.letter(at) for at in range(len(source.headers))]
    profile = tally.profile(len(headers))
    plan = propose(headers, letters, profile, Choices(), lambda column, text: "a cell", source.about.layout)
    return plan, tally


def only_tests(name: str) -> bool:
    return any(part in name for part in TESTS_ALONE)


@pytest.mark.parametrize("name", NAMES)
def test_platform_and_rows(shared: Path, name: str) -> None:
    entry = exports()[name]
    source = open_source(shared / "exports" / name)
    layout = source.about.layout
    assert layout.platform == entry["platform"]
    assert layout.header_rows == entry["header_rows"]
    for question in entry.get("key_questions", []):
        if "header" in question:
            found = (question["header"] or question["subheader"]).strip()
            assert found in source.headers
    if only_tests(name):
        with pytest.raises(CsatError, match=r"set aside \(\d+ survey test\)"):
            list(source.chunks(None))
        return
    _, tally = read(name)
    assert tally.rows == entry.get("respondents_after_dropping_preview_and_test", entry["data_rows"])
    assert tally.unfinished == entry.get("incomplete", tally.unfinished)


@pytest.mark.parametrize("name", [name for name in NAMES if not only_tests(name)])
def test_columns_that_are_no_questions(shared: Path, name: str) -> None:
    entry = exports()[name]
    plan, _ = read(name)
    role = {use.column: use.role for use in plan.uses}
    why = {use.column: use.why for use in plan.uses}
    for at, header in entry.get("meta_columns", []):
        if header not in ("condition", "UID", ""):  # made by a researcher, not by the platform
            assert role.get(at) not in ("item", "not scored", "segment"), (header, role.get(at))
    names = open_source(shared / "exports" / name).headers
    for header in entry.get("pii_columns", []):
        for at in (at for at, found in enumerate(names) if found == header):
            assert role[at] in ("personal data", "nothing", "comment"), (header, role[at])
    for group in entry.get("multi", []):
        for at in group["cols"]:
            assert why[at] in ("multiple choice", "no cell is filled"), (at, role[at], why[at])


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_scored_questions(shared: Path, name: str) -> None:
    entry = exports()[name]
    try:
        record = csat.score(shared / "exports" / name)
    except CsatError:
        return  # nothing in it can be scored without a decision of the analyst's
    ledger = {item["column"]: item for item in record.ledger["items"]}
    for question in entry.get("key_questions", []):
        names = {str(question.get("header", "")).strip(), str(question.get("subheader", "")).strip()} - {""}
        item = next((ledger[name] for name in names if name in ledger), None)
        if item is None or question.get("mean") is None:
            continue
        assert item["valid"] == question["valid_n"]
        assert item["blank"] == question["blank_n"]
        assert item["not_applicable"] + item["dont_know"] == question["na_n"]
        assert item["invalid"] == question["invalid_n"]
        assert record.find("mean", item["column"]).value == pytest.approx(question["mean"], abs=1e-6)
        if box := question.get("csat_top2"):
            top = record.find("csat", item["column"])
            assert top.value == pytest.approx(100 * box["num"] / box["den"])
