"""``csat compare``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analysis.compare.test_compare import survey
from tests.commands.conftest import Run


def test_groups_on_the_screen_and_in_the_record(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    data, out = survey(tmp_path / "survey.csv"), tmp_path / "out.json"
    code, shown, _ = run("compare", data, "--by", "Region", "--items", "Q1", "--adjust", "bh", "-o", out)
    assert code == 0
    assert "Comparisons" in shown
    assert "By Region (#5)" in shown
    assert "Benjamini" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    body = json.loads(out.read_text("utf-8"))
    assert body["plan"]["analyses"] == [{"kind": "compare", "by": ["Region"], "items": ["q1"], "adjust": "bh"}]
    assert run("compare", data, "--by", "Region", "--quiet")[1] == ""
    assert json.loads(run("compare", data, "--by", "Region", "--json")[1])["plan"]["analyses"][0]["adjust"] == "holm"


def test_in_a_pipe_the_notes_are_within(run: Run, tmp_path: Path) -> None:
    _, shown, said = run("compare", survey(tmp_path / "survey.csv"), "--by", "Region")
    assert "\nnote: " in shown
    assert "note: " not in said
    _, _, said = run("compare", survey(tmp_path / "survey.csv"), "--by", "Region", "--json")
    assert "note: " in said


def test_waves_on_the_screen(run: Run, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    run("score", survey(tmp_path / "before.csv", shift=1), "-o", before, "--quiet")
    code, shown, _ = run("compare", survey(tmp_path / "survey.csv"), "--previous", before)
    assert code == 0
    assert "against the earlier record of before.csv" in shown


def test_what_cannot_be_compared(run: Run, tmp_path: Path) -> None:
    data = survey(tmp_path / "survey.csv")
    code, _, said = run("compare", data)
    assert (code, "--by COLUMN" in said) == (2, True)
    code, _, said = run("compare", data, "--by", "Region", "--adjust", "tukey")
    assert (code, "no adjustment" in said) == (2, True)
    record = tmp_path / "out.json"
    run("score", data, "-o", record, "--quiet")
    code, _, said = run("compare", data, "--previous", record)
    assert (code, "rest on the same file" in said) == (2, True)
