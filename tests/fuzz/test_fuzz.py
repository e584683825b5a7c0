"""Whatever is in a file: a record or an error of ours, and the same figures however the same survey is written."""

from __future__ import annotations

import contextlib
import faulthandler
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.checking import check
from csat.errors import CsatError
from tests.io.xls_files import container

from .damage import CHANGES, MEMBERS, SHARE, Change, Member, repacked
from .surveys import FORMATS, Survey, as_text, pack, sheet_xml, surveys, xls_stream, xlsx_parts

_HANGS = 120  # seconds after which a run is a hang: the process ends and says where it was
# Of each 100: some take long.
EXAMPLES = {
    ".csv": 40,
    ".csv.gz": 10,
    ".xlsx": 40,
    ".ods": 25,
    ".xls": 25,
    ".parquet": 8,
    ".sav": 8,
}
Figures = list[tuple[Any, ...]]


def some(share: int) -> settings:
    """So many of each hundred examples that the profile asks for."""
    assert settings.default is not None
    examples = max(1, settings.default.max_examples * share // 100)
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


def figures(path: Path) -> Figures | str:
    """Every figure of the two ratings that are asked for; the word ``error`` where csat refuses the file.

    Raises whatever is neither.
    """
    faulthandler.dump_traceback_later(_HANGS, exit=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            record = csat.score(path, csat=["#3"], nps=["#4"], by=["#2"], max_seconds=30)
    except CsatError as error:
        said = str(error)
        assert said, "an error without words"
        assert len(said) < 5000, "a message that nobody can read"
        return "error"
    finally:
        faulthandler.cancel_dump_traceback_later()
    asked = [item["column"] for item in record.plan["items"] if item["measure"] in ("csat", "nps")][:2]
    return [
        (one.metric, one.segment, one.value, one.n, one.interval and (one.interval.low, one.interval.high))
        for one in record.estimates
        if one.column in asked
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("ending", list(FORMATS))
def test_damaged_bytes(folder: Path, ending: str) -> None:
    """A file that kills a run lies as ``damaged`` in the folder that pytest names."""

    @some(EXAMPLES[ending])
    @given(surveys(), CHANGES)
    def run(survey: Survey, changes: list[Change]) -> None:
        path = FORMATS[ending](survey, folder / f"whole{ending}")
        body = path.read_bytes()
        for change in changes:
            body = change.apply(body)
        damaged = folder / f"damaged{ending}"
        damaged.write_bytes(body)
        figures(damaged)

    run()


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_damaged_parts(folder: Path, ending: str) -> None:
    @some(2 * EXAMPLES[ending])
    @given(surveys(), MEMBERS, SHARE, CHANGES)
    def run(survey: Survey, members: list[Member], which: float, changes: list[Change]) -> None:
        path = FORMATS[ending](survey, folder / f"whole{ending}")
        damaged = folder / f"damaged_part{ending}"
        damaged.write_bytes(repacked(path.read_bytes(), members, which, changes))
        figures(damaged)

    run()


@some(40)
@given(surveys(), CHANGES)
def test_damaged_records(folder: Path, survey: Survey, changes: list[Change]) -> None:
    stream = xls_stream(survey)
    for change in changes:
        stream = change.apply(stream)
    damaged = folder / "damaged_records.xls"
    damaged.write_bytes(container(stream[:60_000]))  # as much as its one table of sectors can hold
    figures(damaged)


@some(20)
@given(surveys(), CHANGES)
def test_checks_of_damaged_answers(folder: Path, survey: Survey, changes: list[Change]) -> None:
    body = FORMATS[".csv"](survey, folder / "whole.csv").read_bytes()
    for change in changes:
        body = change.apply(body)
    damaged = folder / "damaged_check.csv"
    damaged.write_bytes(body)
    with contextlib.suppress(CsatError):
        check(damaged, csat=["#3"], nps=["#4"], by=["#2"])


@some(10)
@given(surveys())
def test_formats_give_the_same_figures(folder: Path, survey: Survey) -> None:
    found = {ending: figures(write(survey, folder / f"same{ending}")) for ending, write in FORMATS.items()}
    for ending, got in found.items():
        assert got == found[".csv"], ending


@some(25)
@given(
    surveys(),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    st.booleans(),
    st.sampled_from([".csv", ".txt", ".csv.gz"]),
)
def test_text_in_every_manner(
    folder: Path, survey: Survey, delimiter: str, line_end: str, encoding: str, quoted: bool, ending: str
) -> None:
    path = as_text(survey, folder / f"manner{ending}", delimiter, line_end, encoding, quoted)
    assert figures(path) == figures(FORMATS[".csv"](survey, folder / "plain.csv"))


@some(25)
@given(surveys(), st.randoms(use_true_random=False), st.booleans(), st.booleans(), st.integers(0, 3), st.data())
def test_workbooks_in_every_manner(
    folder: Path, survey: Survey, random: Any, inline: bool, refs: bool, way: int, data: st.DataObject
) -> None:
    """Order and packing of parts, shared or own texts, cells without references, ranges declared wrongly, spaces."""
    shared: dict[str, int] | None = None if inline else {}
    dimension = data.draw(st.sampled_from(["", "A1", "A1:F9", "A1:XFD1048576"]))
    xml = sheet_xml(survey, shared, refs, way, dimension)
    if data.draw(st.booleans()):
        xml = xml.replace(b"><c", b">\n  <c").replace(b"<row", b"\n <row")
    if data.draw(st.booleans()):
        xml = xml.replace(b"<row", b"<!-- a row --><row")
    parts = list(xlsx_parts(xml, shared).items())
    random.shuffle(parts)
    if data.draw(st.booleans()):
        parts.append(("xl/extra.bin", b"\0" * 100))
    path = pack(folder / "manner.xlsx", dict(parts), random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    assert figures(path) == figures(FORMATS[".csv"](survey, folder / "plain.csv"))


# What long runs have found, and was mended: how the file is made.
FOUND: dict[str, Callable[[Path], Path]] = {
    "a sheet without tables": lambda path: pack(
        path.with_suffix(".ods"), {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
    ),
}


@pytest.mark.parametrize("make", FOUND.values(), ids=FOUND)
def test_what_was_found(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    figures(make(tmp_path / "found"))
