"""The same survey gives the same bytes in every format, wherever csat runs; and csat render gives the same again."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import csat

EXAMPLES = Path(__file__).parents[2] / "examples"
FORMATS = "html,xlsx,md,csv" + (",pdf" if importlib.util.find_spec("typst") else "")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS", "RAYON_NUM_THREADS")

SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", **dict.fromkeys(THREADS, "1")},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tehran", "LC_ALL": "fa_IR.UTF-8", **dict.fromkeys(THREADS, "4")},
    {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.utf8", "PYTHONUTF8": "0", "LANGUAGE": "fa"},
)
"""Hash seeds, time zones, locales and threads."""

SURVEYS = {
    "hotel": ("hotel/survey.xlsx", "--plan", str(EXAMPLES / "hotel/survey.toml"), "--comments", "all"),
    "Persian": ("bank-fa/survey.csv", "--by", "شعبه", "--language", "fa"),
}


def run(*words: str | Path, **more: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TEMP", "TMP")}
    environment = {**kept, "PYTHONPATH": str(Path(csat.__file__).parents[1]), **more}
    command = [sys.executable, "-m", "csat", *map(str, words), "-q"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert b"bug" not in done.stderr


def digests(folder: Path) -> dict[str, str]:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    return {name: digest for name, digest in found.items() if not name.startswith(".csat")}


@pytest.mark.parametrize("name", SURVEYS)
def test_every_format_has_the_same_bytes(tmp_path: Path, name: str) -> None:
    survey, *options = SURVEYS[name]
    found = []
    for place, surroundings in enumerate(SURROUNDINGS):
        folder = tmp_path / f"out-{place}"
        run("report", EXAMPLES / survey, *options, "-o", folder, "--format", FORMATS, **surroundings)
        found.append(digests(folder))
    assert len(found[0]) == 2 + FORMATS.count(",")
    assert all(other == found[0] for other in found)


@pytest.mark.parametrize(("language", "digits"), [("en", "latin"), ("fa", "latin"), ("fa", "persian")])
def test_rendered_again_it_has_the_same_bytes(tmp_path: Path, language: str, digits: str) -> None:
    spoken = ["--language", language, "--digits", digits, "--format", FORMATS]
    date = {"SOURCE_DATE_EPOCH": "1760000000"}
    survey = EXAMPLES / "bank-fa/survey.csv"
    run("report", survey, "--by", "شعبه", "-o", tmp_path / "made", *spoken, **SURROUNDINGS[0], **date)
    run("render", tmp_path / "made/record.json", "-o", tmp_path / "again", *spoken, **SURROUNDINGS[1], **date)
    assert digests(tmp_path / "again") == digests(tmp_path / "made")
