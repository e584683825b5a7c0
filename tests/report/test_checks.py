"""The findings of the checks on a terminal and in a pipe."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

import csat
from csat.report import checks
from csat.report.checks import show

NAME = "رضایت از خدمات"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    draw = random.Random(1)
    head = f"respondent id,when\u001b[31m,{NAME},Overall satisfaction [x],nps\n"
    rows = [
        f"R{i % 57},2026-05-{1 + i % 28:02},{draw.randint(1, 5)},{draw.randint(1, 5)},{draw.randint(0, 11)}"
        for i in range(60)
    ]
    path = tmp_path / "نظر\u202e.csv"
    path.write_text(head + "\n".join(rows) + "\n", "utf-8")
    return path


def shown(told: csat.Checked, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, soft_wrap=True, highlight=False)
    show(told, console)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 132])
def test_nothing_is_wider_than_the_screen(path: Path, width: int) -> None:
    for line in shown(csat.check(path, invited=100), width).splitlines():
        assert cell_len(line) <= width, line


def test_flagged_findings_come_first_and_each_says_why(path: Path) -> None:
    text = shown(csat.check(path, invited=100))
    places = [text.index(word) for word in ("duplicate_ids: ", "response_rate: ", "\nPassed", "\nNot checked")]
    assert places == sorted(places)
    assert "3 of 60 rows: rows 59-61" in text
    assert "alike: 2 = 59; 3 = 60; 4 = 61" in text
    assert "rule: An id" in text
    assert "source: ISO 10004:2018" in text
    assert "speeders: no column holds durations" in text
    assert "60 rows checked: " in text


def test_no_control_reaches_the_screen(path: Path) -> None:
    text = shown(csat.check(path, invited=100))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_right_to_left_text_is_set_apart_on_request(path: Path) -> None:
    out = io.StringIO()
    told = csat.check(path, csat=[NAME])
    show(told, Console(file=out, width=80, soft_wrap=True), isolate=True)
    assert out.getvalue().count("\u2068") == out.getvalue().count("\u2069") > 0


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    rows = "".join(f"R{i // 3},{1 + i % 5}\n" for i in range(900))
    path = tmp_path / "survey.csv"
    path.write_text("respondent id,Overall satisfaction\n" + rows, "utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[columns]\nrespondent_id = "respondent id"\n[[item]]\ncolumn = "Overall satisfaction"\nmeasure = "csat"\n'
        'scale = "1-5"\n',
        "utf-8",
    )
    text = shown(csat.check(path, plan=plan))
    assert "and more: all are in --json" in text
    assert "; and more" in text
    assert len(text) < 6000


def test_figures_checks_turned_off_and_notes_are_told(tmp_path: Path) -> None:
    rows = "".join(
        f"2026-05-{1 + i // 40:02},{5 if i < 400 else 1 + i % 3},{'North' if i % 2 else 'north'}\n" for i in range(1200)
    )
    path, plan = tmp_path / "survey.csv", tmp_path / "plan.toml"
    path.write_text("Submitted,Overall,Region\n" + rows, "utf-8")
    plan.write_text(
        '[columns]\ndate = "Submitted"\n[[segment]]\ncolumn = "Region"\n[[rule]]\ncheck = "cycles"\noff = true\n'
        '[[rule]]\ncheck = "early_late"\nblock = true\n'
        '[[item]]\nid = "overall"\ncolumn = "Overall"\nmeasure = "csat"\nscale = "1-5"\n',
        "utf-8",
    )
    text = " ".join(shown(csat.check(path, plan=plan)).split())
    assert "csat_late_minus_early -100.0 points (95 %: -100.0 to -98.7), n = 800, Overall" in text
    assert "The plan marks this check as blocking." in text
    assert "Turned off by the plan cycles: turned off by the plan" in text
    assert '"North": one name in 2 spellings, counted together: 600 of 1,200 The rows' in text
    bare = shown(csat.check(pd.DataFrame({"town": ["A", "B"] * 20})))
    assert "note: No column is scored" in bare


def test_an_alarm_is_one_line(path: Path) -> None:
    finding = csat.check(path).find("duplicate_ids")[0]
    assert checks.line(finding) == (
        'check duplicate_ids blocks: 3 of 60 rows: The same respondent twice, by column "respondent id" (#1)'
    )
