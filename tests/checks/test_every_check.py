"""What holds for every check: it says something, its rule and source are told, texts of respondents never are."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.checks import CHECKS
from csat.checks.finding import Finding
from csat.checks.run import findings, run
from csat.checks.survey import Survey, mark
from csat.io import delimited, open_source
from csat.opening import open_survey
from csat.reading import read

from .conftest import Check, answers, only, plan_of

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Jane Roe\x1b[31m said \u202enever again\u0007"

PLAN = """
[survey]
period = "2026-05-01 to 2026-05-20"
[columns]
respondent_id = "id"
date = ["began", "ended"]
duration = "time"
comment = "why"
[response]
invited = 500
eligibility = 0.5
[[segment]]
column = "town"
[[item]]
id = "rec"
column = "rec"
measure = "nps"
[[rule]]
check = "near_duplicates"
items = 5
"""


def messy(rows: int, seed: int) -> dict[str, list[Any]]:
    """A survey with something for every check to find."""
    draw = random.Random(seed)
    data: dict[str, list[Any]] = {
        "id": [f"R{draw.randrange(rows)}" if draw.random() < 0.1 else f"R{i}" for i in range(rows)],
        "began": [f"2026-05-{1 + i % 22:02} 10:00:{i % 60:02}" for i in range(rows)],
        "ended": [f"2026-05-{1 + i % 22:02} 10:0{draw.randrange(1, 9)}:{draw.randrange(60):02}" for i in range(rows)],
        "time": [draw.choice([250, 300, 350, 20, "1:00", "?", ""]) for _ in range(rows)],
        "town": [draw.choice(["Hamburg", "hamburg ", "Hamburgg", "Kiel", ""]) for _ in range(rows)],
        "why": [draw.choice([SECRET * 3, f"A comment of my own, the one with number {i}", ""]) for i in range(rows)],
        "rec": [draw.choice([*range(11), 12, "my own words"]) for _ in range(rows)],
    }
    for name, values in answers(rows, 7, seed).items():
        data[name] = ["" if draw.random() < 0.15 else draw.choice([v, v, v, 9]) for v in values]
    for row in range(3, rows, 17):
        for name in ("q2", "q3", "q4", "q5", "q6", "q7"):
            data[name][row] = ""
    return data


def text_of(data: dict[str, list[Any]], order: list[int] | None = None) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(data)
    rows = list(zip(*data.values(), strict=True))
    writer.writerows(rows if order is None else [rows[at] for at in order])
    return sheet.getvalue().encode("utf-8", "surrogatepass")


def found_in(path: Path, plan: Path) -> list[Finding]:
    return list(csat.check(path, plan=plan).findings)


def shape(found: list[Finding]) -> list[tuple[Any, ...]]:
    """A finding without the rows, which move with the order."""
    return [
        (f.check, f.outcome, f.title, f.rule, f.count, f.base, f.notes, f.why, f.estimates,
         sum(map(len, f.rows.values())), sorted(sum(map(len, group.values())) for group in f.groups),
         [(p.what, p.count, p.base) for p in f.parts])
        for f in found
    ]  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 90))
def test_the_order_of_rows_moves_rows_and_nothing_else(tmp_path: Path, seed: int, rows: int) -> None:
    data, plan = messy(rows, seed), tmp_path / "plan.toml"
    plan.write_text(PLAN + plan_of(7), "utf-8")
    order = list(range(rows))
    random.Random(seed).shuffle(order)
    (tmp_path / "survey.csv").write_bytes(text_of(data))
    one = found_in(tmp_path / "survey.csv", plan)
    (tmp_path / "survey.csv").write_bytes(text_of(data, order))
    other = found_in(tmp_path / "survey.csv", plan)
    assert shape([f for f in one if f.check != "cycles"]) == shape([f for f in other if f.check != "cycles"])
    lines = {line: at + 2 for at, line in enumerate(order)}
    for first, second in zip(one, other, strict=True):
        repeats = first.check in ("duplicate_ids", "duplicate_answers", "identical_comments", "near_duplicates")
        if not repeats:  # of rows that hold the same, the first in the file is no repeat
            moved = sorted(lines[line - 2] for line in first.rows.get("survey.csv", ()))
            assert moved == list(second.rows.get("survey.csv", ()))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 90), block=st.integers(2, 40))
def test_the_size_of_chunks_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, rows: int, block: int
) -> None:
    data, plan, path = messy(rows, seed), tmp_path / "plan.toml", tmp_path / "survey.csv"
    plan.write_text(PLAN + plan_of(7), "utf-8")
    path.write_bytes(text_of(data))
    whole = found_in(path, plan)
    read_delimited = delimited.read_delimited
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "read_delimited", lambda request: read_delimited(request, block_size=block * 100))
        survey = open_survey(path, plan)
        chunks = [chunk.rows for chunk in survey.source.chunks()]
        reading = read(survey.source, survey.letters, survey.choices, None, survey.pinned)
        looked_at = Survey.of(survey, reading.plan, reading.tally)
        assert findings(looked_at, run(looked_at)) == whole
    assert sum(chunks) == rows


def test_chunks_as_small_as_these_are_tried(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_bytes(text_of(messy(90, 3)))
    from csat.io.arrival import arrive

    request, _ = arrive(tmp_path / "survey.csv", 10**9)
    assert len(list(delimited.read_delimited(request, block_size=500).chunks())) > 5
    assert len(list(open_source(tmp_path / "survey.csv").chunks())) == 1


def test_every_check_finds_something_and_shows_nothing(checked: Check) -> None:
    told = checked(messy(400, 5), PLAN + plan_of(7))
    flagged = {finding.check for finding in told.flagged}
    assert {"duplicate_ids", "identical_comments", "partials", "item_nonresponse", "invalid_answers", "speeders",
            "fieldwork", "look_alikes"} <= flagged  # fmt: skip
    body = told.to_json()
    assert "Jane" not in body
    assert "my own words" not in body
    for finding in told.findings:
        assert finding.reference
        assert finding.why or (finding.rule and finding.base >= finding.count >= 0)
        assert finding.outcome in ("flagged", "passed", "told", "not checked", "off")
        assert (finding.outcome == "not checked") == (finding.why is not None)


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_check_says_why_it_cannot_be_done(checked: Check, name: str) -> None:
    for finding in checked({"anything": ["x y"] * 9 + ["z"]}).find(name):
        assert finding.outcome in ("not checked", "passed")
        assert finding.outcome == "passed" or finding.why


@pytest.mark.parametrize("name", list(CHECKS))
def test_every_check_is_described(name: str) -> None:
    text = (ROOT / "docs" / "checks.md").read_text("utf-8")
    section = text.partition(f"### `{name}`")[2].partition("\n### ")[0]
    check = CHECKS[name]
    assert section, name
    squeezed = " ".join(section.split())
    assert check.reference.split(";")[0].split(":")[0] in squeezed, check.reference
    assert ("`exclude`" in section) == check.excludes
    assert ("`threshold`" in section) == (check.threshold is not None)
    assert ("`items`" in section) == (check.items is not None)


@pytest.mark.parametrize("example", ["hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx"])
def test_the_examples_are_checked_alike_from_any_format(tmp_path: Path, example: str) -> None:
    path = ROOT / "examples" / example
    told = csat.check(path)
    assert len({finding.check for finding in told.findings}) == len(CHECKS)
    frame = (
        pd.read_excel(path, dtype=str, engine="calamine") if path.suffix == ".xlsx" else pd.read_csv(path, dtype=str)
    )
    again = csat.check(frame)
    counted = [(f.check, f.count) for f in told.findings if f.outcome == "flagged"]
    assert counted == [(f.check, f.count) for f in again.findings if f.outcome == "flagged"]


def test_marks_are_the_same_everywhere() -> None:
    assert mark("") == 0
    assert mark("R001") == 0x738DFEE65D0225C9
    assert mark("R001") != mark("R002")
    assert mark("x", "1") != mark("x", "2")


def test_cells_that_are_no_texts_are_blank() -> None:
    frame = pd.DataFrame(
        {"Overall satisfaction": [1 + i % 5 for i in range(40)], "comment": [["a", "b"]] * 40, "date": [{"x": 1}] * 40}
    )
    told = csat.check(frame)
    assert only(told, "identical_comments").outcome == "not checked"
    assert only(told, "early_late").outcome == "not checked"


def test_a_dataframe_of_other_kinds_of_cells(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "respondent id": range(40),
            "Submitted at": pd.date_range("2026-05-01", periods=40, freq="h"),
            "Overall satisfaction": [1 + i % 5 for i in range(40)],
        }
    )
    told = csat.check(frame)
    assert only(told, "early_late").outcome == "passed"
    assert only(told, "duplicate_ids").count == 0
