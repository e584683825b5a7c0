"""``csat drivers`` as a person types it, on a screen of 80 columns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.commands.conftest import Run


@pytest.fixture
def drivers(survey: Path) -> Path:
    random = np.random.default_rng(2)
    mood = random.integers(1, 6, 120)
    near = [np.clip(mood + random.integers(-1, 2, 120), 1, 5) for _ in range(3)]
    rows = "".join(f"{m},{a},{b},{c},{min(10, 2 * m)}\n" for m, a, b, c in zip(mood, *near, strict=True))
    head = "Overall satisfaction,Satisfaction: speed,Satisfaction: price,Satisfaction: staff,Would you recommend us\n"
    survey.write_text(head + rows, encoding="utf-8")
    return survey


def test_on_a_screen(run: Run, drivers: Path) -> None:
    code, out, _ = run("drivers", drivers.name, "--of", "Overall satisfaction", "--nps", "E")
    assert code == 0
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "Key drivers" in out
    assert "Association, not cause" in out
    assert "120 of 120 rows" in out
    assert "Would you recommend us" in out.partition("Not taken as drivers")[2]
    table = [line for line in out.splitlines() if "%" in line and " to " in line]
    assert len(table) == 3
    shares = [float(line.split()[0]) for line in table]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(100, abs=0.2)


def test_flags_and_json(run: Run, drivers: Path) -> None:
    words = ("--items", "B,C", "--bootstrap", "100", "--seed", "3", "--method", "johnson", "--json")
    code, out, _ = run("drivers", drivers.name, "--of", "A", *words)
    assert code == 0
    (told,) = json.loads(out)["plan"]["analyses"]
    assert (told["method"], told["bootstrap"], told["seed"], len(told["items"])) == ("johnson", 100, 3, 2)


def test_it_needs_an_outcome_or_a_plan(run: Run, drivers: Path) -> None:
    code, out, err = run("drivers", drivers.name)
    assert (code, out) == (2, "")
    assert "--of" in err


def test_tables_of_a_plan_file(run: Run, drivers: Path) -> None:
    code, _, err = run("init", drivers.name, "-o", "survey.toml")
    assert code == 0, err
    code, out, err = run("drivers", drivers.name, "--plan", "survey.toml")
    assert (code, out) == (2, "")
    assert "[[drivers]]" in err
    plan = Path("survey.toml")
    plan.write_text(plan.read_text("utf-8") + '\n[[drivers]]\nof = "Overall satisfaction"\nbootstrap = 0\n', "utf-8")
    code, out, err = run("drivers", drivers.name, "--plan", "survey.toml")
    assert code == 0, err
    assert "No interval was asked for" in out


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.xlsx", "report.csv"])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_reports(run: Run, drivers: Path, name: str, language: str) -> None:
    code, _, err = run("drivers", drivers.name, "--of", "A", "-q", "-o", name, "--language", language)
    assert (code, err) == (0, "")
    if name.endswith(("html", "md")):
        text = Path(name).read_text("utf-8")
        assert ("Key drivers" if language == "en" else "عوامل کلیدی") in text
        assert ("Association, not cause" if language == "en" else "همراهی، نه علت") in text
