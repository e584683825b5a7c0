"""Files: whole or not at all, and no live formula in them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from csat.errors import InputError, MachineError
from csat.report import tidy, write
from csat.report.language import read_language
from csat.results import Record

Build = Callable[..., Record]
Headers = Mapping[str, Sequence[str]]
ENGLISH = read_language("en")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_json_is_the_record(build: Build, headers_of: Headers, tmp_path: Path) -> None:
    record = build(headers_of["fa"])
    write(record, tmp_path / "out.JSON")
    assert (tmp_path / "out.JSON").read_text(encoding="utf-8") == record.to_json()
    assert names(tmp_path) == ["out.JSON"]


def test_a_lone_surrogate_is_written_as_json_writes_it(build: Build, tmp_path: Path) -> None:
    write(replace(build(), notices=["\ud800"]), tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_bytes())["notices"] == ["\ud800"]


def test_csv_has_a_row_an_estimate_with_unrounded_numbers(build: Build, headers_of: Headers) -> None:
    record = build(headers_of["fa"], by={"استان": ["تهران", "قم"]})
    body = tidy.render(record, ENGLISH)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == len(record.estimates)
    assert tuple(rows[0]) == tidy.HEADER + tidy.LABELS + tidy.MORE
    assert tuple(next(record.rows())) == tidy.HEADER + tidy.MORE
    for row, estimate in zip(rows, record.estimates, strict=True):
        assert row["value"] == ("" if estimate.value is None else repr(estimate.value))
        assert row["n"] == str(estimate.n)
        assert row["column"] == (estimate.column or "")
    assert {row["segment"] for row in rows} == {"", "استان=تهران", "استان=قم"}


def test_csv_text_is_never_a_formula_and_negative_numbers_stay_numbers(build: Build) -> None:
    headers = ["=1+1", "+x", "-y", "@z", "\t=tab", "＝full width", "line\nbreak"]
    body = tidy.render(build(headers, by={"=by": ["-1"]}, constructs={"=C": headers[:3]}), ENGLISH)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    values = tidy.HEADER.index("value")
    assert any(row[values].startswith("-") for row in rows)
    for row in rows[1:]:
        for place, text in enumerate(row):
            if text.startswith(tuple("=+-@\t\r＝")):
                float(text)
                assert place >= values
    assert not any(ord(letter) < 32 and letter != "\n" for letter in body.decode("utf-8"))


def test_an_unknown_suffix_lists_the_known(build: Build, tmp_path: Path) -> None:
    for name in ("out.docx", "out"):
        with pytest.raises(InputError, match=r"\.json, \.csv"):
            write(build(), tmp_path / name)
    assert not names(tmp_path)


@pytest.mark.parametrize("step", ["write", "fsync", "replace", "open"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old and good", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/secret/path")

    if step == "write":
        real = os.fdopen

        class Full:
            def __init__(self, *args: object) -> None:
                self.file = real(*args)  # type: ignore[call-overload]

            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()

            write = fail

        monkeypatch.setattr(os, "fdopen", Full)
    else:
        monkeypatch.setattr(os, step, fail)
    with pytest.raises(MachineError, match=r"(?i)'out\.csv' was not written: no space left") as trouble:
        write(build(), target)
    assert "secret" not in str(trouble.value)
    monkeypatch.undo()
    assert names(tmp_path) == ["out.csv"]
    assert target.read_text(encoding="utf-8") == "old and good"


def test_an_interrupt_leaves_nothing(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(build(), tmp_path / "out.csv")
    assert not names(tmp_path)


def test_no_permission_is_told(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(MachineError, match="open in another program"):
        write(build(), tmp_path / "out.json")
    assert not names(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder here that takes no files")
def test_a_folder_that_takes_no_files_is_not_full(build: Build) -> None:
    with pytest.raises(MachineError, match=r"'x\.json' was not written: (?!.*space).*Give another place"):
        write(build(), "/proc/x.json")


def test_a_folder_is_no_output(build: Build, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder\. Give the name of a file in it"):
        write(build(), tmp_path)


def test_what_must_not_be_replaced_is_not(build: Build, tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    survey.write_bytes(b"q1,q2\n1,2\n")
    source = {"name": "survey.csv", "size": 10, "sha256": hashlib.sha256(survey.read_bytes()).hexdigest()}
    with pytest.raises(InputError, match="the survey itself"):
        write(build(source=source), survey)
    assert survey.read_bytes() == b"q1,q2\n1,2\n"
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="folder"):
        write(build(), tmp_path / "folder.csv")
    with pytest.raises(InputError, match="does not exist"):
        write(build(), tmp_path / "no" / "out.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are POSIX matters")
def test_permissions_and_links_survive(build: Build, tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    write(build(), link)
    assert link.is_symlink()
    assert target.read_bytes() == tidy.render(build(), ENGLISH)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    mask = os.umask(0o022)
    try:
        write(build(), tmp_path / "new.csv")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o644
