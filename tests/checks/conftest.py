"""What the tests of the checks share: a survey written as CSV, checked by a plan or without."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.checks.finding import Finding

Columns = Mapping[str, Sequence[object]]


def write(path: Path, columns: Columns) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


@pytest.fixture
def checked(tmp_path: Path) -> Callable[..., csat.Checked]:
    """Check columns, written as a file, with a plan given as text and the arguments of ``csat.check``."""

    def check(columns: Columns, plan: str = "", **flags: Any) -> csat.Checked:
        path = write(tmp_path / "survey.csv", columns)
        if plan:
            (tmp_path / "plan.toml").write_text(plan, "utf-8")
            flags["plan"] = tmp_path / "plan.toml"
        return csat.check(path, **flags)

    return check


Check = Callable[..., csat.Checked]


def only(found: csat.Checked, name: str) -> Finding:
    """The one finding of a check."""
    findings = found.find(name)
    assert len(findings) == 1, findings
    return findings[0]


def lines(finding: Finding) -> list[int]:
    """Its rows, as lines of survey.csv: the first respondent is on line 2."""
    assert set(finding.rows) <= {"survey.csv"}
    return list(finding.rows.get("survey.csv", ()))


def answers(n: int, items: int, seed: int = 1, spread: float = 1.0) -> dict[str, list[int]]:
    """Answers on 1-5 of respondents who differ in mood, as real ones do: no two rows alike but by chance."""
    draw = random.Random(seed)
    mood = [draw.gauss(3.6, 0.7) for _ in range(n)]
    return {f"q{i}": [min(5, max(1, round(m + draw.gauss(0, spread)))) for m in mood] for i in range(1, items + 1)}


def plan_of(items: int, *, reverse: Sequence[int] = (), construct: bool = True, more: str = "") -> str:
    """A plan that scores q1, q2 … on 1-5."""
    text = "".join(
        f'[[item]]\nid = "q{i}"\ncolumn = "q{i}"\nmeasure = "csat"\nscale = "1-5"\n'
        + ("reverse = true\n" if i in reverse else "")
        for i in range(1, items + 1)
    )
    if construct and items > 1:
        listed = ", ".join(f'"q{i}"' for i in range(1, items + 1))
        text += f'[[construct]]\nname = "Service"\nitems = [{listed}]\n'
    return more + text
