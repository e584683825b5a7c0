"""What a person may hand over by mistake, and what is said then."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pandas
import pytest

from csat.errors import InputError
from csat.io import open_source

from .conftest import Write, texts

TABLE = "id,csat\n1,5\n2,4\n"


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_missing_file(csv_file: Write, tmp_path: Path) -> None:
    csv_file(TABLE, "survey_2026.csv")
    with pytest.raises(InputError, match=r"survey_2025\.csv: there is no such file\. Did you mean survey_2026\.csv"):
        open_source(tmp_path / "survey_2025.csv")
    with pytest.raises(InputError, match=r"Did you mean survey_2026.csv"):
        open_source(tmp_path / "survey_2026.xlsx")
    with pytest.raises(InputError, match="folder"):
        open_source(tmp_path / "nowhere" / "survey.csv")
    with pytest.raises(InputError, match="this is a folder"):
        open_source(tmp_path)


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_no_permission(csv_file: Write) -> None:
    path = csv_file(TABLE)
    path.chmod(0)
    with pytest.raises(InputError, match="no permission"):
        open_source(path)


def test_permission_denied_is_said(csv_file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(TABLE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="no permission"):
        open_source(path)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("word/document.xml",), "Word document"),
        (("ppt/presentation.xml",), "presentation"),
        (("xl/workbook.bin",), "xlsb"),
        (("Index/Document.iwa",), "Numbers"),
        (("survey.csv",), "ZIP archive"),
    ],
)
def test_other_archives(tmp_path: Path, names: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        open_source(zipped(tmp_path / "survey.xlsx", *names))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\xef\xbb\xbf<html><table><tr><td>5", "HTML table"),
        ("<table>".encode("utf-16"), "HTML table"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "HTML table"),
        (b"From: <Saved by Blink>\r\nSubject: Survey\r\nMIME-Version: 1.0\r\n", "HTML table"),
        (b"{\\rtf1\\ansi csat,nps\n5,10", "RTF document"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"PK\x03\x04" + b"x" * 100, "damaged or incomplete"),
        (b"\x1f\x8b" + b"x" * 100, "damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word document"),
        (b"$FL2" + b"x" * 10, "damaged or incomplete"),
    ],
)
def test_other_contents(csv_file: Write, content: bytes, message: str) -> None:
    if message == "damaged or incomplete" and content.startswith(b"$FL2"):
        pytest.importorskip("pyreadstat")
    with pytest.raises(InputError, match=message):
        open_source(csv_file(content, "survey.xls"))


def test_names_that_lie(csv_file: Write, xlsx_file: Write) -> None:
    text = open_source(csv_file(TABLE, "survey.xlsx"))
    assert texts(text) == [["1", "5"], ["2", "4"]]
    assert "named .xlsx but holds delimited text" in text.about.notices[0]
    book = xlsx_file({"Data": [["id", "csat"], [1, 5]]}, name="survey.xlsx")
    lying = book.rename(book.with_suffix(".csv"))
    source = open_source(lying)
    assert texts(source) == [["1", "5"]]
    assert "Excel workbook" in source.about.notices[0]
    assert "not known" in open_source(csv_file(TABLE, "survey.dat")).about.notices[0]
    assert open_source(csv_file(TABLE, "survey")).about.notices == ()


def test_what_is_imported_for_which_format(csv_file: Write, xlsx_file: Write) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from csat.io import open_source; list(open_source(sys.argv[1]).chunks());"
        "print(*(name for name in ('pandas', 'pyarrow', 'openpyxl') if name in sys.modules))"
    )
    for path, allowed in ((csv_file(TABLE), "pyarrow"), (xlsx_file({"Data": [["id", "csat"], [1, 5]]}), "")):
        found = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
        assert found.stdout.strip() == allowed


@pytest.mark.parametrize("name", ["rot13", "base64", "hex"])
def test_a_codec_that_is_no_encoding_of_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("q\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"--encoding {name}: no such text encoding"):
        open_source(path, encoding=name)


@pytest.mark.parametrize(
    ("name", "option"), [("a.csv", "sheet"), ("a.parquet", "sheet"), ("a.parquet", "encoding"), ("a.parquet", "header")]
)
def test_an_option_that_the_file_has_no_use_for(tmp_path: Path, name: str, option: str) -> None:
    path = tmp_path / name
    table = pandas.DataFrame({"q": [1, 2]})
    table.to_csv(path, index=False) if name.endswith("csv") else table.to_parquet(path)
    with pytest.raises(InputError, match=f"--{option} has no meaning here"):
        open_source(path, **{option: 1 if option == "header" else "x"})  # type: ignore[arg-type]


def test_no_name_and_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="there is no standard input"):
        open_source("-")
    with pytest.raises(InputError, match="name of the survey file is empty"):
        open_source("")


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode there")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_is_no_text(tmp_path: Path, kind: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/old\xff." + kind.encode()))
    path.write_bytes(b"Satisfaction\n5\n4\n")
    with pytest.raises(InputError, match="is no UTF-8"):
        open_source(path)
