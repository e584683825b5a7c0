"""Real exports of the platforms against what is known of them; left out where they are absent."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import csat
from csat.choices import Choices
from csat.detect import propose
from csat.errors import CsatError
from csat.io import open_source
from csat.io.platforms import PLATFORMS
from csat.io.source import Source
from csat.plan import Plan
from csat.report.terminal import show
from csat.results import Record
from csat.tally import Tally

from .conftest import SHARED

TESTS_ALONE = ("earlyinsights",)  # exports in which every response is a test
MADE_LATER = {"condition", "UID", ""}  # columns that a researcher added, not the platform
# Words of no set that csat knows: their points are said in a plan file.
POINTS_TO_SAY = {
    ("google_forms/otel_docs_usability_2024.csv", 17),
    ("limesurvey/rse_uk_2016_code_and_text.csv", 27),
    ("limesurvey/ireb_digital_sustainability_2025_fulltext.csv", 19),
    ("typeform/osmi_2016_first300.csv", 43),
}
NO_SCALE = {"slider", "number"}  # kinds of questions that have a mean and no scale


def exports() -> dict[str, Any]:
    expected = SHARED / "exports" / "expected.json"
    if not expected.is_file():
        return {}
    found: dict[str, Any] = json.loads(expected.read_text("utf-8"))
    return {name: entry for name, entry in found["files"].items() if re.search(r"\.(csv|xlsx|sav)$", name)}


def only_tests(name: str) -> bool:
    return any(part in name for part in TESTS_ALONE)


NAMES = sorted(exports())
WITH_RESPONDENTS = [name for name in NAMES if not only_tests(name)]
QUESTIONS = [(name, q) for name in WITH_RESPONDENTS for q in exports()[name].get("key_questions", [])]
RATED = [(name, q) for name, q in QUESTIONS if q.get("mean") is not None and q["header"] != "Total points"]


def called(case: tuple[str, Any]) -> str:
    return f"{case[0].rpartition('/')[2]}-{case[1]['column']}"


@cache
def opened(name: str) -> Source:
    return open_source(SHARED / "exports" / name)


@cache
def read(name: str) -> tuple[Plan, Tally]:
    source = opened(name)
    tally = Tally(Plan())
    for chunk in source.chunks(None):
        tally.count(chunk)
    headers, letters = source.headers, [source.letter(at) for at in range(len(source.headers))]
    profile = tally.profile(len(headers))
    plan = propose(headers, letters, profile, Choices(), lambda column, text: "a cell", source.about.layout)
    return plan, tally


def column_of(name: str, question: dict[str, Any]) -> int:
    """SPSS questions are told by name, the others by place."""
    column = question["column"]
    return column if isinstance(column, int) else list(opened(name).headers).index(column)


@pytest.mark.parametrize("name", NAMES)
def test_platform_rows_and_columns(shared: Path, name: str) -> None:
    entry, source = exports()[name], opened(name)
    layout = source.about.layout
    assert layout.platform == entry["platform"]
    assert layout.header_rows == entry["header_rows"]
    assert len(source.headers) in (entry["n_columns"], entry["n_columns"] - 1)  # an empty last one is left out
    for question in entry.get("key_questions", []):
        if "header" in question:
            found = (question["header"] or question["subheader"]).strip()
            assert source.headers[question["column"]] == found
    asked = layout.asked(source.headers)
    assert asked is not None
    added = {at for at, header in entry["meta_columns"] if header in MADE_LATER}
    wanted = entry.get("question_column_count", len(entry.get("question_columns", [])))
    assert len(set(asked) - added) == wanted
    assert not {at for at, header in entry["meta_columns"] if header not in MADE_LATER} & set(asked)
    if only_tests(name):
        with pytest.raises(CsatError, match=r"set aside \(\d+ survey test\)"):
            list(source.chunks(None))
        return
    _, tally = read(name)
    assert tally.rows == entry.get("respondents_after_dropping_preview_and_test", entry["data_rows"])
    assert tally.rows + sum(tally.set_aside.values()) == entry["data_rows"]
    assert tally.unfinished == entry.get("incomplete", tally.unfinished)


@pytest.mark.parametrize("name", WITH_RESPONDENTS)
def test_columns_that_are_no_questions(shared: Path, name: str) -> None:
    entry = exports()[name]
    plan, _ = read(name)
    role = {use.column: use.role for use in plan.uses}
    why = {use.column: use.why for use in plan.uses}
    for at, header in entry.get("meta_columns", []):
        if header not in MADE_LATER:
            assert role.get(at) not in ("item", "not scored", "segment"), (header, role.get(at))
    names = opened(name).headers
    for header in entry.get("pii_columns", []):
        for at in (at for at, found in enumerate(names) if found == header):
            assert role[at] in ("personal data", "nothing", "comment", "respondent id"), (header, role[at])
    for group in entry.get("multi", []):
        for at in group["cols"]:
            assert why[at] in ("multiple choice", "no cell is filled"), (at, role[at], why[at])


@pytest.mark.parametrize(("name", "question"), QUESTIONS, ids=map(called, QUESTIONS))
def test_answers_as_they_stand_in_the_file(shared: Path, name: str, question: dict[str, Any]) -> None:
    counted: Counter[str] = Counter()
    for chunk in opened(name).chunks([column := column_of(name, question)]):
        coded = chunk.columns[column]
        counted.update(coded.values[code] for code in coded.codes.tolist())
    if "raw_counts" not in question:
        assert sum(n for text, n in counted.items() if text.strip()) == question["valid_n"]
        return
    wanted = {re.sub(r"\.0$", "", text): n for text, n in question["raw_counts"].items()}
    for code in question.get("user_missing_n", 0) * ["8"]:  # SPSS's declared missing codes are read as blank
        wanted[""] = wanted.get("", 0) + wanted.pop(code, 0)
    assert {text: n for text, n in counted.items() if n} == wanted


def flags_of(settle: str) -> dict[str, list[str]]:
    """The flags of a suggestion, as ``csat.score`` takes them."""
    words = shlex.split(settle)
    flags: dict[str, list[str]] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        flags.setdefault(option.removeprefix("--"), []).append(value)
    return flags


def scored(name: str, question: dict[str, Any], tmp_path: Path) -> Record:
    """The record with the question in it: without a flag, with the flag that csat suggests, or with a plan file."""
    path = SHARED / "exports" / name
    column = column_of(name, question)
    plan, _ = read(name)
    if any(item.column == column for item in plan.items):
        return csat.score(path)
    use = next(use for use in plan.uses if use.column == column)
    if (name, question["column"]) in POINTS_TO_SAY:
        plan_file = tmp_path / "survey.toml"
        points = ", ".join(f"{json.dumps(text.strip())} = {point}" for text, point in question["codes"].items())
        plan_file.write_text(
            f'[[item]]\nid = "q"\ncolumn = "#{column + 1}"\nmeasure = "csat"\n'
            f'scale = "{question["scale_min"]}-{question["scale_max"]}"\nlabels = {{ {points} }}\n',
            "utf-8",
        )
        return csat.score(path, plan=plan_file)
    assert use.role == "not scored"
    assert use.settle is not None
    flags: Any = flags_of(use.settle)
    return csat.score(path, **flags)


@pytest.mark.parametrize(("name", "question"), RATED, ids=map(called, RATED))
def test_figures(shared: Path, tmp_path: Path, name: str, question: dict[str, Any]) -> None:
    record = scored(name, question, tmp_path)
    source = opened(name)
    letter = source.letter(column_of(name, question))
    at = next(at for at, item in enumerate(record.plan["items"]) if item["letter"] == letter)
    item, told = record.ledger["items"][at], record.plan["items"][at]
    assert item["valid"] == question["valid_n"]
    assert item["blank"] == question["blank_n"]
    if question["kind"] in NO_SCALE:
        assert figure(record, "mean", told["id"]).value == pytest.approx(question["mean"], abs=1e-6)
        return
    assert item["not_applicable"] + item["dont_know"] == question["na_n"]
    assert item["invalid"] == question["invalid_n"]
    assert {point: n for point, n in item["distribution"].items() if n} == question["counts"]
    assert (told["scale"]["low"], told["scale"]["high"]) == (question["scale_min"], question["scale_max"])
    assert figure(record, "mean", told["id"]).value == pytest.approx(question["mean"], abs=1e-6)
    if box := question.get("csat_top2"):
        top = figure(record, "csat", told["id"])
        assert (top.counts["top"], top.n) == (box["num"], box["den"])
        assert top.value == pytest.approx(100 * box["num"] / box["den"])


@pytest.mark.parametrize(
    ("name", "question"), [pair for pair in RATED if "nps" in pair[1]], ids=[called(q) for q in RATED if "nps" in q[1]]
)
def test_nps_only_when_asked_and_with_a_warning(shared: Path, name: str, question: dict[str, Any]) -> None:
    wanted = question["nps"]
    path, place = shared / "exports" / name, f"#{question['column'] + 1}"
    assert not [e for e in csat.score(path).estimates if e.metric == "nps"]
    record = csat.score(path, nps=[place])
    (nps,) = [estimate for estimate in record.estimates if estimate.metric == "nps"]
    assert nps.counts["promoters"] == wanted["promoters"]
    assert nps.counts["detractors"] == wanted["detractors"]
    assert (nps.n, round(nps.value or 0, 4)) == (wanted["den"], wanted["score"])
    assert any("is scored as NPS, but its" in notice for notice in record.notices)


@pytest.mark.parametrize("name", WITH_RESPONDENTS)
def test_personal_data_is_never_printed(shared: Path, name: str) -> None:
    source = opened(name)
    plan, _ = read(name)
    try:
        record = csat.score(shared / "exports" / name)
    except CsatError as error:
        told = str(error)
    else:
        screen = StringIO()
        show(record, Console(file=screen, width=400))
        told = screen.getvalue() + record.to_json()
    for use in plan.uses:
        if use.role not in ("personal data", "comment"):
            continue
        for chunk in source.chunks([use.column]):
            for text in chunk.columns[use.column].values:
                # short words may be the record's own, or stand in a question too
                assert len(text) < 20 or text not in told or any(text in header for header in source.headers)


def figure(record: Record, metric: str, id: str) -> Any:
    return next(e for e in record.estimates if e.id == f"{id}.{metric}")


def test_every_platform_of_the_shared_files_is_known(shared: Path) -> None:
    assert {entry["platform"] for entry in exports().values()} - {"spss"} <= set(PLATFORMS)
