"""The documents quote the program, and say what it does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/*.md")])


def test_the_command_reference_is_that_of_the_program() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == GENERATE["commands"]()


def test_the_output_in_the_readme_is_that_of_the_program() -> None:
    assert (ROOT / "README.md").read_text("utf-8") == GENERATE["readme"]()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
        assert (document.parent / link).exists(), link


def test_every_metric_is_documented() -> None:
    from csat import score

    record = score(ROOT / "examples" / "hotel" / "survey.xlsx")
    text = (ROOT / "docs" / "figures.md").read_text("utf-8")
    for metric in {estimate.metric for estimate in record.estimates}:
        assert f"`{metric}`" in text


def test_every_flag_of_the_readme_exists() -> None:
    reference = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for flag in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", (ROOT / "README.md").read_text("utf-8"))):
        assert flag in reference, flag
