"""Report files verified against their record: as csat writes them they hold, and a change is named with its figure."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

import csat
from csat.audit.verify.outcome import Outcome
from csat.audit.verify.shown import Renderings, compared, of_lines, shown
from csat.audit.verify.shown_page import Pieces, of_figures
from csat.errors import InputError
from csat.record.file import read_back
from csat.report import WRITERS, write
from csat.report.language import read_language
from csat.results import Record

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def record() -> Record:
    return read_back(csat.score(EXAMPLES / "bank-fa" / "survey.csv"))


@pytest.fixture(scope="module")
def renderings(record: Record) -> Renderings:
    return Renderings(record)


def wrong(outcome: Outcome) -> dict[str, tuple[object, object]]:
    assert outcome.state == "fails"
    return {d.where: (d.recorded, d.found) for d in outcome.differences if d.fails}


@pytest.mark.parametrize("suffix", sorted(WRITERS.keys() - {".pdf"}))
@pytest.mark.parametrize(("language", "digits"), [("en", None), ("fa", None), ("fa", "latin")])
def test_reports_as_csat_writes_them_hold(
    suffix: str, language: str, digits: str | None, record: Record, tmp_path: Path
) -> None:
    path = tmp_path / f"report{suffix}"
    write(record, path, language, digits)
    assert shown(record, path).state == "holds"


@pytest.mark.parametrize("suffix", sorted(WRITERS.keys()))
def test_the_date_of_a_report_need_not_be_known(
    suffix: str, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As examples/schedule makes them: by SOURCE_DATE_EPOCH, which is in no record."""
    if suffix == ".pdf":
        pytest.importorskip("typst")
    path = tmp_path / f"report{suffix}"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750200000")
    write(record, path, "fa")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    found = shown(record, path)
    assert found.state == "holds"
    assert any("bears, 2025-06-17, is not in the record" in told for told in found.remarks) == (
        suffix in (".xlsx", ".pdf")
    )
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_a_dated_workbook_with_another_digit_does_not_hold(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.xlsx"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750200000")
    write(record, path, "en")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    made, body = io.BytesIO(), path.read_bytes()
    for name, old, new in (
        ("docProps/core.xml", b'created xsi:type="dcterms:W3CDTF">2025', b'created xsi:type="dcterms:W3CDTF">2024'),
        ("xl/sharedStrings.xml", b"180", b"181"),
    ):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(body)) as parts, zipfile.ZipFile(made, "w") as other:
            for part in parts.infolist():
                told = parts.read(part)
                assert part.filename != name or old in told
                other.writestr(part, told.replace(old, new, 1) if part.filename == name else told)
        path.write_bytes(made.getvalue())
        assert shown(record, path).state == "fails"


def test_a_report_that_cannot_be_meant_is_refused(record: Record, tmp_path: Path) -> None:
    for name in ("report.docx", "report", "not there.md"):
        with pytest.raises(InputError):
            shown(record, tmp_path / name)


def test_a_digit_of_a_page_is_named_by_its_figure(renderings: Renderings) -> None:
    path = Path("report.html")
    page = renderings.of(path, read_language("en")).decode()
    spans = list(re.finditer(r"<span[^>]* data-f=\"?(\d+)([vlhn])\"?[^>]*>([^<]*\d)</span>", page))
    assert len(spans) > 100
    for span in spans[:: len(spans) // 12]:
        estimate = renderings.record.estimates[int(span[1])]
        place = span.end(3) - 1
        changed = page[:place] + str((int(page[place]) + 1) % 10) + page[place + 1 :]
        found = wrong(compared(renderings, path, changed.encode()))
        part = {"v": "value", "l": "lower bound", "h": "upper bound", "n": "base"}[span[2]]
        assert f"{estimate.id}, {part}" in found
        assert found[f"{estimate.id}, {part}"][1] == span[3]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_marked_figure_of_a_page_is_the_records(language: str, renderings: Renderings) -> None:
    spoken = read_language(language)
    page = Pieces(renderings.of(Path("report.html"), spoken))
    assert len(page.figures) > 100
    assert list(of_figures(page, renderings.record, spoken)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<main", "<main hidden"),
        ("</main>", "<p>More</main>"),
        ("<title>", "<title>Not "),
        ("\n", "\r\n"),
        ("<h1", "<H1"),
    ],
)
def test_other_changes_of_a_page_are_found(old: str, new: str, renderings: Renderings) -> None:
    path = Path("report.html")
    page = renderings.of(path, read_language("fa")).decode()
    assert old in page
    assert wrong(compared(renderings, path, page.replace(old, new, 1).encode()))


def test_a_page_of_another_record_says_so(renderings: Renderings) -> None:
    other = Renderings(read_back(csat.score(EXAMPLES / "hotel" / "survey.xlsx")))
    path = Path("report.html")
    outcome = compared(renderings, path, other.of(path, read_language("en")))
    assert "the record it names" in wrong(outcome)
    assert "another record" in outcome.remarks[0]


def test_a_page_that_claims_another_version_is_not_verified(renderings: Renderings) -> None:
    path = Path("report.html")
    page = renderings.of(path, read_language("en")).decode()
    older = re.sub(r"csat \d[\w.]*(?=\")", "csat 0.0.1", page, count=1).replace("<h2", "<h2 class=old")
    assert older != page
    found = compared(renderings, path, older.encode())
    assert (found.state, list(found.differences)) == ("fails", [])  # since its words and charts were not compared
    assert "another version of csat made it" in found.said
    changed = re.sub(r"(data-f=\"?\d+n\"?>)\d", r"\g<1>9", older)
    assert wrong(compared(renderings, path, changed.encode()))


def test_a_line_is_named_where_it_differs(renderings: Renderings) -> None:
    for name in ("report.md", "report.csv"):
        raw = renderings.of(Path(name), read_language("en"))
        lines = raw.decode().split("\n")
        place = next(n for n, line in enumerate(lines) if n > 5 and re.search(r"\d", line))
        lines[place] = re.sub(r"\d", lambda found: str((int(found[0]) + 1) % 10), lines[place], count=1)
        found = wrong(compared(renderings, Path(name), "\n".join(lines).encode()))
        assert list(found) == [f"line {place + 1}"]
        assert wrong(compared(renderings, Path(name), raw[: len(raw) // 2]))
        assert wrong(compared(renderings, Path(name), b""))
        assert wrong(compared(renderings, Path(name), raw + b"more\n"))


def test_another_version_may_word_a_line_otherwise_and_count_nothing_otherwise() -> None:
    [worded] = of_lines(b"mean 4.1 of 20", b"average 4.1 of 20", other_version=True)
    assert worded.wording
    for held in (b"mean 4.2 of 20", b"mean -4.1 of 20", b"mean 4.1", b"mean 4.1 of 20 or 2"):
        assert any(difference.fails for difference in of_lines(b"mean 4.1 of 20", held, other_version=True))
    assert next(of_lines(b"mean 4.1 of 20", b"average 4.1 of 20")).fails


def test_a_cell_of_a_workbook_is_named_where_it_differs(renderings: Renderings) -> None:
    import openpyxl

    path = Path("report.xlsx")
    raw = renderings.of(path, read_language("en"))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book.worksheets[1]
    number = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float))
    format = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int))
    assert isinstance(number.value, float)
    number.value, format.number_format = number.value + 1e-9, "0.000000"
    changed = io.BytesIO()
    book.save(changed)
    found = wrong(compared(renderings, path, changed.getvalue()))
    assert set(found) == {
        f"sheet {sheet.title}, cell {number.coordinate}",
        f"sheet {sheet.title}, cell {format.coordinate}, number format",
    }
    assert wrong(compared(renderings, path, raw[:-40]))
    assert wrong(compared(renderings, path, b"PK\x03\x04"))


def test_a_workbook_saved_again_is_told_as_that(renderings: Renderings) -> None:
    import openpyxl

    path, saved = Path("report.xlsx"), io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(renderings.of(path, read_language("en")))).save(saved)
    outcome = compared(renderings, path, saved.getvalue())
    assert all(where.startswith("part ") for where in wrong(outcome))
    assert "saved again" in outcome.remarks[0]


def test_a_chart_of_a_workbook_is_named_where_it_differs(renderings: Renderings) -> None:
    path = Path("report.xlsx")
    with zipfile.ZipFile(io.BytesIO(renderings.of(path, read_language("en")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chart = next(name for name in parts if "charts/chart" in name and b"<c:v>" in parts[name])
    parts[chart] = parts[chart].replace(b"<c:v>", b"<c:v>1", 1)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert set(wrong(compared(renderings, path, changed.getvalue()))) == {f"part {chart}"}
