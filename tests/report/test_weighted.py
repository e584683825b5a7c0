"""What a weighted figure rests on stands beside it: n, weighted n, effective n, design effect, in every format."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import openpyxl
import pytest
from typer.testing import CliRunner

import csat
from csat.cli import app

HEADS = ("n", "Weighted n", "Effective n", "Standard error", "Design effect")


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    draw = Random(4)
    path = tmp_path / "survey.csv"
    rows = [
        f"{draw.randint(1, 5)},{draw.randint(0, 10)},{draw.choice(['N', 'S'])},{draw.choice('124')}" for _ in range(90)
    ]
    path.write_text("Overall satisfaction,Recommend (0-10),Region,W\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def test_the_screen_shows_all_three_at_80_columns(survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    figure = csat.score(survey, weight="W").find("csat")
    said = CliRunner().invoke(app, ["score", str(survey), "--weight", "W"]).output
    heads = [line.split() for line in said.splitlines() if "n wtd" in line]
    assert len(heads) == 2
    assert all(re.search(r"\bn n wtd n eff\b", " ".join(head)) for head in heads)
    assert f"90    {figure.n_weighted:.0f}     {figure.n_eff:.0f}" in said
    assert all(len(line) <= 80 for line in said.splitlines())
    assert "n wtd" not in CliRunner().invoke(app, ["score", str(survey)]).output


def test_a_page_tells_them_of_every_item(survey: Path, tmp_path: Path) -> None:
    record = csat.score(survey, weight="W")
    figure = record.find("csat")
    page = tmp_path / "report.html"
    CliRunner().invoke(app, ["score", str(survey), "--weight", "W", "-q", "-o", str(page)])
    told = f"Weighted: weighted n {figure.n_weighted:.1f}, effective n {figure.n_eff:.1f} (Kish), standard error"
    assert told in page.read_text("utf-8")


def test_sheets_have_columns_of_them(survey: Path, tmp_path: Path) -> None:
    for weighted in (True, False):
        book = tmp_path / f"{weighted}.xlsx"
        weights = ["--weight", "W"] if weighted else []
        CliRunner().invoke(app, ["score", str(survey), "--by", "Region", *weights, "-q", "-o", str(book)])
        record = csat.score(survey, weight="W" if weighted else None, by=["Region"])
        for name in ("Items", "Segments"):
            rows = list(openpyxl.load_workbook(book)[name].iter_rows(values_only=True))
            head = next(row for row in rows if "Id" in row)
            assert [told in head for told in HEADS[1:]] == [weighted] * 4
            if weighted:
                row = next(row for row in rows if row[head.index("Id")] == "overall_satisfaction.csat")
                e = record.find("csat")
                expected = [e.n, e.n_weighted, e.n_eff, e.standard_error, e.deff]
                assert [row[head.index(told)] for told in HEADS] == pytest.approx(expected, rel=1e-12)
