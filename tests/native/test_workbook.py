"""The two readers of .xlsx files give the same cells."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.io.cells import text_of, unpack
from csat.native import lean_workbook, workbook
from csat.native.columns import Packed
from csat.native.fault import Fault

DAYS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2050, 1, 1))
CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(-1e15, 1e15, allow_nan=False),
    st.text(st.sampled_from("ab <&>\n۵ی🙂'\""), max_size=6),
    DAYS.map(lambda at: at.replace(microsecond=0)),
    DAYS.map(dt.datetime.date),
    st.builds(dt.time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59)),
    st.builds(dt.timedelta, st.just(0), st.integers(86400, 10**7)),
)


def texts(columns: list[Packed]) -> list[list[str]]:
    """Outer spaces aside: calamine drops those that a file does not declare to be kept."""
    coded = map(unpack, columns)
    return [[one.values[code].strip() for code in one.codes] for one in coded]


def both(path: Path, name: str) -> tuple[Any, Any]:
    row, column, _, columns = workbook.Workbook(str(path)).cells(name)
    lean_row, lean_column, _, lean = lean_workbook.Workbook(str(path)).cells(name)
    usual = texts(columns)
    # What is styled and empty below or beside the table may be there or not: nothing is read from it.
    trimmed = [cells[: len(usual[0])] for cells in texts(lean)][: len(usual)] if usual else []
    return (row, column, usual), (lean_row, lean_column, trimmed)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8), st.integers(0, 3), st.integers(0, 3))
def test_the_lean_reader_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]], down: int, right: int
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate([["id", "when", "x"], *rows, ["end", 1, 2]], 1 + down):
        for place, value in enumerate(row, 1 + right):
            sheet.cell(at, place, value)
    path = tmp_path_factory.mktemp("lean") / "s.xlsx"
    book.save(path)
    usual, lean = both(path, "Sheet")
    assert lean == usual
    assert usual[:2] == (down, right)
    assert len(usual[2][0]) == len(rows) + 2


def test_sheets_and_first_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["a", 5])
    book.active.append([None, True])
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / "s.xlsx")
    for module in (workbook, lean_workbook):
        opened = module.Workbook(str(tmp_path / "s.xlsx"))
        assert opened.sheets() == [("Sheet", True, True), ("Hidden", True, False)]
        first, second = opened.top("Sheet", 5)
        assert [text_of(cell) for cell in first] == ["a", "5"]
        assert second == ["", ("bool", True)]
        assert opened.cells("Hidden")[2:] == (0, [])


@pytest.mark.parametrize("module", [workbook, lean_workbook])
def test_damage_is_a_fault(tmp_path: Path, module: Any) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Fault, match="damaged"):
        module.Workbook(str(path))


def test_a_panic_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    class PanicException(BaseException):
        pass

    def panic(words: str) -> Any:
        def load(_: str) -> None:
            raise PanicException(words)

        return load

    monkeypatch.setattr(python_calamine, "load_workbook", panic("index out of bounds"))
    with pytest.raises(Fault, match="damaged"):
        workbook.Workbook("x.xlsx")
    monkeypatch.setattr(python_calamine, "load_workbook", panic("left: MemError"))
    with pytest.raises(MemoryError):
        workbook.Workbook("x.xlsx")
    monkeypatch.setattr(python_calamine, "load_workbook", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        workbook.Workbook("x.xlsx")
