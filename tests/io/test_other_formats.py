"""Parquet, SPSS, DataFrames, and that all formats of one table give the same texts."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.io import open_source
from csat.io.spss import SpssSource

from .conftest import ROWS, TEXTS, Write, ods, ods_row, texts


def write_parquet(path: Path, **columns: Any) -> Path:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def test_parquet_types(tmp_path: Path) -> None:
    path = write_parquet(
        tmp_path / "t.parquet",
        whole=pyarrow.array([5, None, 4]),
        real=pyarrow.array([5.0, 4.5, float("nan")]),
        short=pyarrow.array([4.1, 5.0, None], pyarrow.float32()),
        exact=pyarrow.array([decimal.Decimal("5.0"), decimal.Decimal("4.5"), None]),
        yes=pyarrow.array([True, False, None]),
        day=pyarrow.array([dt.date(2026, 1, 5), None, dt.date(2026, 1, 6)]),
        moment=pyarrow.array([dt.datetime(2026, 1, 5, 10), dt.datetime(2026, 1, 6), None], pyarrow.timestamp("ns")),
        word=pyarrow.array(["NA", "", None]),
        kind=pyarrow.array(["a", None, "b"]).dictionary_encode(),
        nothing=pyarrow.nulls(3),
    )
    source = open_source(path)
    assert texts(source) == [
        ["5", "5", "4.1", "5", "TRUE", "2026-01-05", "2026-01-05T10:00:00", "NA", "a", ""],
        ["", "4.5", "5", "4.5", "FALSE", "", "2026-01-06", "", "", ""],
        ["4", "", "", "", "", "2026-01-06", "", "", "b", ""],
    ]
    assert (source.place(1, 0), source.letter(1)) == ("row 2", "#2")
    assert texts(source, [7, 0])[0] == ["NA", "5"]


def test_parquet_lists(tmp_path: Path) -> None:
    source = open_source(write_parquet(tmp_path / "l.parquet", csat=[[5], [4, 3]], nps=[9, 8]))
    assert list(source.headers) == ["csat", "nps"]
    assert texts(source) == [["9"], ["8"]]
    with pytest.raises(InputError, match=r'column "csat" .*list'):
        texts(source, [0])


def test_parquet_damaged_or_empty(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "d.parquet", csat=[5, 4])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_source(path)
    with pytest.raises(InputError, match="no rows"):
        open_source(write_parquet(tmp_path / "e.parquet", csat=pyarrow.array([], pyarrow.int64())))


def test_parquet_in_batches(tmp_path: Path) -> None:
    source = open_source(write_parquet(tmp_path / "b.parquet", csat=[1, 2, 3, 4, 5] * 40000))
    assert sum(chunk.rows for chunk in source.chunks()) == 200_000
    assert not source.whole


def test_spss(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "s.sav"
    frame = pandas.DataFrame({"csat": [5.0, 99.0, 4.5, None], "name": ["a", "", "c", "d"]})
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={"csat": {5.0: "Very good", 99.0: "Don't know"}},
        missing_ranges={"csat": [99]},
        column_labels=["How satisfied?", ""],
    )
    source = open_source(path)
    assert isinstance(source, SpssSource)
    assert texts(source) == [["5", "a"], ["", ""], ["4.5", "c"], ["", "d"]]
    assert source.labels == {0: {"5": "Very good", "99": "Don't know"}}
    assert source.place(1, 0) == "case 2"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_source(path)


def test_spss_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr("csat.io.process.start", lambda *_: None)
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    path = tmp_path / "s.sav"
    path.write_bytes(b"$FL2@(#) SPSS DATA FILE" + b" " * 100)
    with pytest.raises(InputError, match=r"csat-toolkit\[spss\]"):
        open_source(path)


def test_frame() -> None:
    frame = pandas.DataFrame(
        {
            "whole": [5, 4, 5],
            "real": [5.0, np.nan, 4.5],
            "kind": pandas.Categorical(["a", None, "b"]),
            "mixed": [True, 1, None],
            "word": ["NA", "", None],
            "yes": [True, False, True],
            "maybe": pandas.array([1, None, 3], dtype="Int64"),
            "day": pandas.Series([dt.datetime(2026, 1, 5), None, dt.datetime(2026, 1, 6, 10)], dtype="datetime64[us]"),
            7: ["x", "y", "z"],
        }
    )
    source = open_source(frame)
    assert source.headers[-1] == "7"
    assert texts(source) == [
        ["5", "5", "a", "TRUE", "NA", "TRUE", "1", "2026-01-05", "x"],
        ["4", "", "", "1", "", "FALSE", "", "", "y"],
        ["5", "4.5", "b", "", "", "TRUE", "3", "2026-01-06T10:00:00", "z"],
    ]
    assert source.about.format == "frame"
    with pytest.raises(InputError, match="no rows"):
        open_source(frame.iloc[:0])
    with pytest.raises(InputError, match="DataFrame is needed, not int"):
        open_source(3)  # type: ignore[arg-type]


ANSWER = st.one_of(st.none(), st.integers(-1, 100), st.sampled_from([4.5, 0.1]))
NAME = st.text(st.sampled_from("abNA0۵é "), min_size=1, max_size=5).filter(lambda text: bool(text.strip()))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAME, ANSWER, ANSWER), min_size=1, max_size=12))
def test_formats_agree(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]) -> None:
    import openpyxl

    folder = tmp_path_factory.mktemp("formats")
    # A last row like the others' would be a note; an id of digits is no such thing.
    table = [("name", "q1", "q2"), *rows, ("A1", 5, 5)]
    expected = [["" if cell is None else str(cell) for cell in row] for row in table[1:]]
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(folder / "t.xlsx")
    book.close()
    with (folder / "t.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    columns = list(zip(*table[1:], strict=True))
    frame = pandas.DataFrame({name: list(cells) for name, cells in zip(table[0], columns, strict=True)})
    frame.to_parquet(folder / "t.parquet")
    ods(folder / "t.ods", "".join(ods_row(*row) for row in table))
    for name in ("t.xlsx", "t.csv", "t.parquet"):
        assert texts(open_source(folder / name)) == expected, name
    trimmed = [[" ".join(row[0].split()), *row[1:]] for row in expected]
    got = [[" ".join(row[0].split()), *row[1:]] for row in texts(open_source(folder / "t.ods"))]
    assert got == trimmed
    assert texts(open_source(frame)) == expected


def test_formats_agree_on_the_small_table(xlsx_file: Write, tmp_path: Path) -> None:
    assert texts(open_source(xlsx_file({"Data": ROWS}))) == TEXTS
    assert texts(open_source(ods(tmp_path / "t.ods", "".join(ods_row(*row) for row in ROWS)))) == TEXTS


def test_columns_of_lists_are_passed_over() -> None:
    source = open_source(pandas.DataFrame({"tags": [["a"], ["b", "c"]], "q": [4, 5]}))
    (chunk,) = source.chunks(None)
    assert set(chunk.columns) == {1}


def test_rows_below_a_frame_are_set_aside() -> None:
    regions, answers = ["North", "South"] * 20 + ["Average"], [4, 5] * 20 + [1]
    frame = pandas.DataFrame({"Region": regions, "Satisfaction": answers})
    record = csat.score(frame)
    assert record.ledger["set_aside"] == {"summary row": 1}
    assert record.find("mean", "Satisfaction").value == 4.5
    assert "The last row of the table is a summary row and was set aside." in record.notices
    alone = pandas.DataFrame({"Satisfaction": [4, 5] * 20})
    assert csat.score(alone).ledger["read"] == 40


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("count", [2, 12, 200])
def test_spss_files_that_hold_more_cases_than_they_announce(tmp_path: Path, compress: bool, count: int) -> None:
    pandas = pytest.importorskip("pandas")
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "s.sav"
    cells = {"csat": [at % 5 + 0.5 for at in range(count)], "why": [f"long {'x' * 40} {at}" for at in range(count)]}
    labels = {"csat": {0.5: "bad", 4.5: "good"}}
    pyreadstat.write_sav(pandas.DataFrame(cells), path, row_compress=compress, variable_value_labels=labels)
    assert len(texts(open_source(path))) == count
    content = path.read_bytes()
    assert content[80:84] == count.to_bytes(4, "little")
    path.write_bytes(content[:80] + (count - 1).to_bytes(4, "little") + content[84:])
    with pytest.raises(InputError, match=f"announces {count - 1} cases and holds more"):
        open_source(path)


@pytest.mark.parametrize("what", ["rows", "columns"])
def test_ods_repeat_counts_of_nothing(tmp_path: Path, what: str) -> None:
    rows = ods_row("id", "csat") + ods_row("a", 5)
    place = "<table:table-row " if what == "rows" else "<table:table-cell "
    path = ods(tmp_path / "s.ods", rows.replace(place, f'{place}table:number-{what}-repeated="0" ', 1))
    with pytest.raises(InputError, match='"Data" repeats rows or columns 0 times'):
        open_source(path)


def test_ods_cells_of_spaces_add_up(tmp_path: Path) -> None:
    def source(cells: int) -> Any:
        rows = ods_row("id", "csat") + ods_row('a<text:s text:c="90000"/>b', 5) * cells
        return open_source(ods(tmp_path / "s.ods", rows))

    assert len(texts(source(5))) == 5
    with pytest.raises(InputError, match="millions of spaces"):
        source(120)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pyarrow.struct([("a", pyarrow.int64())]), [{"a": 5}, {"a": 4}]),
        (pyarrow.large_list(pyarrow.int64()), [[5], [4]]),
        (pyarrow.list_(pyarrow.int64(), 1), [[5], [4]]),
        (pyarrow.map_(pyarrow.string(), pyarrow.int64()), [[("a", 5)], [("a", 4)]]),
    ],
)
def test_parquet_columns_of_records_that_are_asked_for(tmp_path: Path, kind: Any, values: list[Any]) -> None:
    path = write_parquet(tmp_path / "p.parquet", id=["a", "b"], csat=pyarrow.array(values, kind), nps=[9, 10])
    with pytest.raises(InputError, match=r'Column "csat" \(#2\) is of type .*more than one value a row'):
        csat.score(path, csat="csat")
    assert csat.score(path, nps="nps").ledger["read"] == 2
