"""What the tests of the readers share: small files and a plain look at what came out."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from csat.io import open_source
from csat.io.source import Source

ROWS: list[list[Any]] = [
    ["id", "region", "csat", "nps", "comment"],
    ["0007", "North", 5, 10, "ok"],
    ["0008", "NA", 4, 9, "nan"],
    ["0009", "South", None, 0, "None"],
]
TEXTS = [["0007", "North", "5", "10", "ok"], ["0008", "NA", "4", "9", "nan"], ["0009", "South", "", "0", "None"]]


def texts(source: Source, columns: Sequence[int] | None = None) -> list[list[str]]:
    """All rows as texts, checking on the way what every chunk promises."""
    rows: list[list[str]] = []
    for chunk in source.chunks(columns):
        assert chunk.first == len(rows)
        for coded in chunk.columns.values():
            assert len(set(coded.values)) == len(coded.values)
            assert coded.codes.dtype.name == "int32"
            assert len(coded.codes) == chunk.rows
            assert all(isinstance(value, str) for value in coded.values)
        cells = [[coded.values[code] for code in coded.codes] for coded in chunk.columns.values()]
        rows += [list(row) for row in zip(*cells, strict=True)]
    return rows


def set_aside(source: Source) -> dict[str, int]:
    """Rows set aside, by reason, over all chunks."""
    total: dict[str, int] = {}
    for chunk in source.chunks():
        for reason, count in chunk.set_aside.items():
            total[reason] = total.get(reason, 0) + count
    return total


Write = Callable[..., Path]


@pytest.fixture
def csv_file(tmp_path: Path) -> Write:
    """Write bytes or text as a file and return its path."""

    def write(content: str | bytes, name: str = "survey.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Write:
    """Write sheets (name to rows) as a workbook; ``after`` may change it before it is saved."""

    def write(
        sheets: dict[str, list[list[Any]]], after: Callable[[Any], None] | None = None, name: str = "survey.xlsx"
    ) -> Path:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)  # type: ignore[arg-type]
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if after is not None:
            after(book)
        path = tmp_path / name
        book.save(path)
        book.close()
        return path

    return write


@pytest.fixture
def edit_part(tmp_path: Path) -> Callable[..., Path]:
    """A copy of an archive with one part's bytes replaced, or entries added."""

    def edit(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
        target = tmp_path / ("edited" + path.suffix)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                content = old.read(entry)
                new.writestr(entry.filename, change(content) if entry.filename == part else content)
        return target

    return edit


def ods(path: Path, body: str) -> Path:
    """A minimal .ods file around the rows of one sheet, Data."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("calcext", "calcext"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_row(*cells: object, attributes: str = "") -> str:
    """One row of texts and numbers for ``ods``."""
    parts = []
    for cell in cells:
        if cell is None:
            parts.append("<table:table-cell/>")
        elif isinstance(cell, (int, float)):
            parts.append(
                f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>'
                "</table:table-cell>"
            )
        else:
            parts.append(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>')
    return f"<table:table-row {attributes}>{''.join(parts)}</table:table-row>"


SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Files that are no part of the project; the tests on them are left out where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("shared data absent")
    return SHARED


def opened(path: str | os.PathLike[str], **options: Any) -> Source:
    """``open_source`` with any option, for parametrised tests."""
    return open_source(path, **options)
