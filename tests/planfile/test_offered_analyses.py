"""The analyses that csat init offers can be had by taking the # away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import csat
from csat.planfile.analyses import ANALYSIS_TABLES
from csat.planfile.draft import draft_plan

HOTEL = Path(__file__).parent.parent.parent / "examples" / "hotel" / "survey.xlsx"
OFFERED = [kind for kind in ("reliability", "drivers", "priorities", "themes") if kind in ANALYSIS_TABLES]


def offers(text: str, kind: str) -> str:
    """The plan with the lines of one analysis turned on."""
    lines, on = [], False
    for line in text.split("\n"):
        on = line in (f"# [{kind}]", f"# [[{kind}]]") or (on and line.startswith("# ") and not line.startswith("# ["))
        lines.append(line.removeprefix("# ") if on else line)
    return "\n".join(lines)


@pytest.mark.parametrize("kind", OFFERED)
def test_an_offered_analysis_is_one(kind: str, tmp_path: Path) -> None:
    drafted = draft_plan(HOTEL)
    plan = tmp_path / "survey.toml"
    turned_on = offers(drafted.text, kind)
    assert turned_on != drafted.text
    plan.write_text(turned_on, "utf-8")
    (tmp_path / "themes.toml").write_text('[[theme]]\nname = "Breakfast"\nen = ["breakfast"]\n', "utf-8")
    record = csat.score(HOTEL, plan=plan)
    assert [analysis["kind"] for analysis in record.plan["analyses"]] == [kind]
    assert any(estimate.analysis == kind for estimate in record.estimates)


def test_nothing_is_asked_for_that_nobody_asked(tmp_path: Path) -> None:
    drafted = draft_plan(HOTEL)
    plan = tmp_path / "survey.toml"
    plan.write_text(drafted.text, "utf-8")
    assert "analyses" not in csat.score(HOTEL, plan=plan).plan
    for kind in ANALYSIS_TABLES:
        assert not re.search(rf"^\[+{kind}\]", drafted.text, re.M)
