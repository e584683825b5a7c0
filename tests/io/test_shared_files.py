"""Real exports and hostile files that are no part of the project; left out where they are absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from csat.errors import CsatError
from csat.io import open_source

from .conftest import SHARED, texts

READERS_GROUPS = ("control", "meaning", "text", "container", "inject", "size")


def entries(groups: tuple[str, ...]) -> list[dict[str, Any]]:
    manifest = SHARED / "hostile" / "manifest.json"
    if not manifest.is_file():
        return []
    return [entry for entry in json.loads(manifest.read_text("utf-8"))["files"] if entry["group"] in groups]


@pytest.mark.parametrize("entry", entries(READERS_GROUPS), ids=lambda entry: str(entry["file"]))
def test_hostile(shared: Path, entry: dict[str, Any]) -> None:
    rows, said = 0, ""
    try:
        rows = len(texts(open_source(shared / "hostile" / entry["file"])))
    except CsatError as error:
        said = str(error).lower()
    if said:
        assert "error" in entry["outcome"]
        for words in entry.get("must_name", []):
            assert any(word.lower() in said for word in words)
        return
    if "rows" in entry.get("figures", {}):
        assert rows == entry["figures"]["rows"]
    if entry["outcome"] == ["error"]:
        # What only the later rooms can see: which answers there are.
        assert entry["group"] == "meaning"


@pytest.mark.parametrize("entry", entries(("bomb",)), ids=lambda entry: str(entry["file"]))
def test_bombs(shared: Path, entry: dict[str, Any]) -> None:
    try:
        source = open_source(shared / "hostile" / entry["file"])
        column = list(source.headers).index("csat")
        rows = sum(chunk.rows for chunk in source.chunks([column]))
    except CsatError as error:
        assert "error" in entry["outcome"]
        said = str(error).lower()
        assert not said.count("canary")
        for words in entry.get("must_name", []):
            assert any(word.lower() in said for word in words), said
        return
    assert entry["outcome"] != ["error"]
    figures = entry["figures"]
    assert rows == figures.get("rows", figures.get("csat_n"))


@pytest.mark.parametrize("path", sorted((SHARED / "data").glob("*.csv*")), ids=lambda path: path.name)
def test_data(shared: Path, path: Path) -> None:
    import csv
    import gzip
    import io

    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    plain = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
    assert texts(open_source(path)) == plain[1:]
