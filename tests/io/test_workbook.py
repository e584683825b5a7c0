"""Workbooks: which sheet, which rows, what every kind of cell becomes, and what is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csat.errors import InputError, MachineError
from csat.io import open_source
from csat.io.compound import BrokenError, read_stream
from csat.io.nesting import is_deep
from tests.sentences import in_catalogue

from .conftest import ROWS, TEXTS, Write, ods, ods_row, set_aside, texts
from .xls_files import EmptyText, Error, container, sheet, workbook, xls

SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[..., Path]


def test_plain(xlsx_file: Write) -> None:
    source = open_source(xlsx_file({"Data": ROWS}))
    assert list(source.headers) == ROWS[0]
    assert texts(source) == TEXTS
    assert texts(source, [3, 2]) == [["10", "5"], ["9", "4"], ["0", ""]]
    assert (source.about.sheet, source.about.header_row, source.about.format) == ("Data", 1, "xlsx")
    assert source.whole
    assert (source.place(1, 2), source.letter(2)) == ("cell C3", "C")
    assert source.about.notices == ()


def test_kinds_of_cells(xlsx_file: Write) -> None:
    rows = [
        ["a", "b", "c", "d", "e"],
        [5.0, True, dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 10, 30), "5"],
        [4.5, 1, dt.date(2026, 1, 6), dt.time(9, 5), 5],
        [1e-7, False, None, dt.timedelta(hours=26, minutes=30), 123456789012345],
    ]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source) == [
        ["5", "TRUE", "2026-01-05", "2026-01-05T10:30:00", "5"],
        ["4.5", "1", "2026-01-06", "09:05:00", "5"],
        ["0.0000001", "FALSE", "", "26:30:00", "123456789012345"],
    ]


def test_sheets(xlsx_file: Write) -> None:
    cover = [["Survey of 2026"]]
    source = open_source(xlsx_file({"Cover": cover, "Data": ROWS}))
    assert source.about.sheet == "Data"
    assert "Data" in source.about.notices[0]
    two = xlsx_file({"First": ROWS, "Second": ROWS})
    with pytest.raises(InputError, match=r'"First", "Second".*--sheet'):
        open_source(two)
    assert open_source(two, sheet=" second ").about.sheet == "Second"
    with pytest.raises(InputError, match=r'no sheet "Third".*"First"'):
        open_source(two, sheet="Third")
    many = xlsx_file({f"S{number}": ROWS for number in range(14)})
    with pytest.raises(InputError, match="and 4 more"):
        open_source(many)
    with pytest.raises(InputError, match="no sheet holds a table"):
        open_source(xlsx_file({"Cover": cover, "Note": cover}))


def test_hidden_sheets(xlsx_file: Write) -> None:
    def hide(book: Any) -> None:
        book["Old"].sheet_state = "hidden"

    path = xlsx_file({"Old": [["id", "csat"], [9, 1]], "Data": ROWS}, hide)
    source = open_source(path)
    assert source.about.sheet == "Data"
    assert 'Sheet "Old" is hidden and was not read.' in source.about.notices
    named = open_source(path, sheet="Old")
    assert texts(named) == [["9", "1"]]
    assert "hidden" in named.about.notices[0]


def test_titles_groups_and_footers(xlsx_file: Write) -> None:
    rows: list[list[Any]] = [
        ["Survey of the first quarter"],
        ["Exported today"],
        [],
        *ROWS,
        [],
        ["Average", None, 4.5, 6.3],
        ["Total responses: 3"],
    ]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source) == TEXTS
    assert source.about.header_row == 4
    assert set_aside(source) == {"summary row": 1, "note row": 1}
    said = " ".join(source.about.notices)
    assert "Row 4" in said
    assert "Row 9" in said
    assert "Row 10" in said
    grouped = [[None, None, "Overall", None, None], *ROWS]
    assert open_source(xlsx_file({"Data": grouped})).about.header_row == 2
    assert texts(open_source(xlsx_file({"Data": grouped}), header=2)) == TEXTS
    with pytest.raises(InputError, match="row 99"):
        open_source(xlsx_file({"Data": rows}), header=99)


def test_a_respondent_who_left_early_is_no_note(xlsx_file: Write) -> None:
    rows = [["id", "csat", "nps"], ["R001", 5, 9], ["R002", 4, 8], ["R003", None, None]]
    assert len(texts(open_source(xlsx_file({"Data": rows})))) == 3


def test_rows_inside(xlsx_file: Write) -> None:
    rows = [ROWS[0], ROWS[1], [], ["  ", None], ROWS[0], *ROWS[2:]]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source) == TEXTS
    assert set_aside(source) == {"blank row": 2, "repeated header": 1}
    assert source.place(1, 2) == "cell C6"


def test_table_away_from_the_corner(xlsx_file: Write) -> None:
    rows: list[list[Any]] = [[], [], *([None, None, *row] for row in ROWS)]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source) == TEXTS
    assert (source.place(0, 2), source.letter(0)) == ("cell E4", "C")
    titled: list[list[Any]] = [["A title"], *rows]
    source = open_source(xlsx_file({"Data": titled}))
    assert list(source.headers) == ROWS[0]
    assert source.place(0, 2) == "cell E5"


def test_error_cells(xlsx_file: Write) -> None:
    rows = [["id", "csat"], [1, "#N/A"], [2, 5], [3, "#DIV/0!"]]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source, [1]) == [["#N/A"], ["5"], ["#DIV/0!"]]


def test_formulas_without_results(xlsx_file: Write, edit_part: Edit) -> None:
    path = xlsx_file({"Data": [["id", "csat"], [1, "=2+3"], [2, "=1+1"], [3, 4]]})
    with pytest.raises(InputError, match=r'"Data", column "csat": 2 formulas.*B2, B3.*save'):
        open_source(path)
    cached = edit_part(path, SHEET, lambda xml: xml.replace(b"<v />", b"<v>5</v>").replace(b"<v></v>", b"<v>5</v>"))
    assert texts(open_source(cached), [1]) == [["5"], ["5"], ["4"]]


def test_prefixed_tags_and_no_references(xlsx_file: Write, edit_part: Edit) -> None:
    import re

    path = xlsx_file({"Data": [["id", "csat"], [1, "#N/A"], [2, 5]]})

    def bare(xml: bytes) -> bytes:
        return re.sub(rb' r="[A-Z]*[0-9]+"', b"", xml)

    assert texts(open_source(edit_part(path, SHEET, bare)), [1]) == [["#N/A"], ["5"]]


def test_filtered_rows(xlsx_file: Write) -> None:
    def hide(book: Any) -> None:
        sheet = book["Data"]
        sheet.auto_filter.ref = "A1:E4"
        sheet.row_dimensions[3].hidden = True

    source = open_source(xlsx_file({"Data": ROWS}, hide))
    assert texts(source) == TEXTS
    assert source.about.notices[0].startswith("1 rows") or "1 row" in source.about.notices[0]
    assert "filter" in source.about.notices[0]


def test_stray_cell(xlsx_file: Write) -> None:
    def stray(book: Any) -> None:
        book["Data"]["XFD1048576"] = "x"

    with pytest.raises(InputError, match=r'"Data" reaches to cell XFD1048576.*17,179,869,184'):
        open_source(xlsx_file({"Data": ROWS}, stray))


@pytest.mark.parametrize(("rows", "message"), [([], "empty"), ([["id", "csat"]], "no rows")])
def test_nothing_to_read(xlsx_file: Write, rows: list[list[Any]], message: str) -> None:
    with pytest.raises(InputError, match=f'sheet "Data".*{message}'):
        open_source(xlsx_file({"Data": rows}))


def test_unsafe_archives(xlsx_file: Write, edit_part: Edit, tmp_path: Path) -> None:
    path = xlsx_file({"Data": ROWS})
    with pytest.raises(InputError, match="DTD"):
        open_source(edit_part(path, SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml))
    with pytest.raises(InputError, match="ZIP bomb"):
        open_source(edit_part(path, SHEET, lambda xml: xml + b" " * (65 << 20)))
    with pytest.raises(MachineError, match="--limit"):
        open_source(path, limit=1000)
    twice = tmp_path / "twice.xlsx"
    twice.write_bytes(path.read_bytes())
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("XL\\worksheets\\sheet1.xml", "<x/>")
    with pytest.raises(InputError, match="twice"):
        open_source(twice)


def test_damaged(xlsx_file: Write, tmp_path: Path) -> None:
    content = bytearray(xlsx_file({"Data": ROWS}).read_bytes())
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_source(cut)
    flipped = tmp_path / "flipped.xlsx"
    with zipfile.ZipFile(tmp_path / "survey.xlsx") as archive:
        entry = archive.getinfo(SHEET)
    content[entry.header_offset + 30 + len(SHEET) + entry.compress_size // 2] ^= 0xFF
    flipped.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        open_source(flipped)


def test_ods(tmp_path: Path) -> None:
    tail = '<table:table-row table:number-rows-repeated="1048560"><table:table-cell/></table:table-row>'
    rows = "".join(ods_row(*row) for row in ROWS)
    source = open_source(ods(tmp_path / "plain.ods", rows + tail))
    assert texts(source) == TEXTS
    assert source.about.format == "ods"
    assert source.place(0, 2) == "cell C2"
    again = ods_row("id", "csat") + ods_row(7, 5, attributes='table:number-rows-repeated="3"') + tail
    assert texts(open_source(ods(tmp_path / "again.ods", again))) == [["7", "5"]] * 3


def test_ods_errors_and_filter(tmp_path: Path) -> None:
    cell = (
        '<table:table-row table:visibility="filter"><table:table-cell office:value-type="float" office:value="2"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    )
    source = open_source(ods(tmp_path / "e.ods", ods_row("id", "csat") + ods_row(1, 5) + cell))
    assert texts(source) == [["1", "5"], ["2", "#DIV/0!"]]
    assert "filter" in source.about.notices[0]
    empty = '<table:table-row><table:table-cell/><table:table-cell table:formula="of:=1+1"/></table:table-row>'
    with pytest.raises(InputError, match=r'column "csat".*B3'):
        open_source(ods(tmp_path / "f.ods", ods_row("id", "csat") + ods_row(1, 5) + empty + ods_row(2, 4)))


@pytest.mark.parametrize(
    "row",
    [
        ods_row("x", attributes='table:number-rows-repeated="99999999999"'),
        ods_row("x", attributes='table:number-rows-repeated="1048000"').replace(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
        ),
        ods_row('a<text:s text:c="999999999"/>'),
    ],
)
def test_ods_bombs(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError, match='sheet "Data"'):
        open_source(ods(tmp_path / "bomb.ods", ods_row("id", "csat") + row))


def test_a_library_that_breaks_is_a_damaged_file(
    xlsx_file: Write, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import os

    import python_calamine

    class PanicException(BaseException):
        pass

    def panic(_: str) -> None:
        os.write(2, b"thread panicked at secret answer")
        raise PanicException

    path = xlsx_file({"Data": ROWS})
    monkeypatch.setattr("csat.io.process.start", lambda *_: None)  # it breaks in this process
    monkeypatch.setattr(python_calamine, "load_workbook", panic)
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_source(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("small", [True, False])
def test_old_workbooks_tell_of_errors_and_hidden_rows(tmp_path: Path, small: bool) -> None:
    rows: list[list[Any]] = [
        *(["id", "csat"], ["a", 5.0], ["b", Error(0x2A)], ["c", Error(0x07, formula=True)], ["d", True]),
        ["e", Error(0x2B)],
    ]  # fmt: skip
    path = xls(tmp_path / "old.xls", {"Cover": sheet([["x"]]), "Dätä": sheet(rows, [2], True)}, small)
    source = open_source(path)
    assert [row[1] for row in texts(source)] == ["5", "#N/A", "#DIV/0!", "TRUE", "#GETTING_DATA"]
    assert source.about.notices[1].startswith('1 row of sheet "Dätä" is hidden by a filter')
    assert source.place(1, 1) == "cell B3"


def test_old_workbooks_tell_of_formulas_with_an_empty_result(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "csat"], ["a", 5.0], ["b", EmptyText()], ["c", EmptyText()], ["d", 4.0]]
    source = open_source(xls(tmp_path / "old.xls", {"Data": sheet(rows)}))
    assert [row[1] for row in texts(source)] == ["5", "", "", "4"]
    assert source.about.notices[0].startswith(
        'Column "csat": 2 formulas have the empty text as stored result (first in cell B3)'
    )
    assert all(in_catalogue("notices", notice) for notice in source.about.notices)


def test_rows_far_below_the_table_are_told(xlsx_file: Write) -> None:
    def stray(*cells: str) -> Callable[[Any], None]:
        def fill(book: Any) -> None:
            for cell in cells:
                book["Data"][cell] = 1

        return fill

    alone = open_source(xlsx_file({"Data": ROWS}, stray("C106"))).about.notices
    assert alone[0].startswith('Row 106 of sheet "Data" stands alone below 101 blank rows')
    several = open_source(xlsx_file({"Data": ROWS}, stray("C900", "C901"))).about.notices
    assert several[0].startswith('2 rows of sheet "Data", from row 900 on, stand below 895 blank rows')
    nameless = open_source(xlsx_file({"Data": ROWS}, stray("XFD5", "H6"))).about.notices
    assert nameless[0].startswith('2 rows of sheet "Data" hold something only in columns without a name (first in cell')
    assert open_source(xlsx_file({"Data": ROWS}, stray("C105"))).about.notices == ()
    assert all(in_catalogue("notices", notice) for notice in (*alone, *several, *nameless))


@pytest.mark.parametrize("cut", [10, 600, 1100, 2100, 3000])
def test_old_workbooks_that_contradict_themselves(tmp_path: Path, cut: int) -> None:
    content = xls(tmp_path / "old.xls", {"Data": sheet([["id", "csat"], ["a", 5.0]])}).read_bytes()
    (tmp_path / "cut.xls").write_bytes(content[:cut])
    with pytest.raises(InputError, match=r"damaged|delimited|no data|NUL"):
        open_source(tmp_path / "cut.xls")


def test_a_loop_in_a_compound_file_ends() -> None:
    content = bytearray(container(workbook({"Data": sheet([["id", "csat"], ["a", 5.0]])})))
    assert read_stream(bytes(content), ("book", "workbook")).startswith(b"\x09\x08")
    for entry, to in ((3, 3), (4, 3), (5, 200), (1, 1)):
        changed = bytearray(content)
        changed[512 + 4 * entry : 516 + 4 * entry] = to.to_bytes(4, "little")
        with pytest.raises(BrokenError):
            read_stream(bytes(changed), ("workbook",))
    for bad in (b"", bytes(content[:100]), bytes(600)):
        with pytest.raises(BrokenError):
            read_stream(bad, ("workbook",))
    with pytest.raises(BrokenError):
        read_stream(bytes(content), ("other",))


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml"])
def test_deep_nesting(xlsx_file: Write, edit_part: Edit, part: str) -> None:
    deep = b"<a>" * 20000 + b"</a>" * 20000
    path = edit_part(
        xlsx_file({"Data": ROWS}), part, lambda xml: xml[: xml.rindex(b"</")] + deep + xml[xml.rindex(b"</") :]
    )
    with pytest.raises(InputError, match=r"elements of .* are nested more than 256 deep"):
        open_source(path)


def test_what_only_looks_deep(xlsx_file: Write, edit_part: Edit) -> None:
    path = edit_part(
        xlsx_file({"Data": ROWS}),
        "docProps/app.xml",
        lambda xml: xml.replace(b"</App", b"<![CDATA[" + b"<a>" * 9999 + b"]]></App"),
    )
    assert texts(open_source(path)) == TEXTS
    assert not is_deep([b"<a><b>", b"no xml <"])
    assert is_deep([b"<a>" * 200, b"<a>" * 57])
    assert not is_deep([b"<a>" * 200, b"<a>" * 56])


def test_styled_rows_below_hide_no_footer(xlsx_file: Write) -> None:
    rows: list[list[Any]] = [*ROWS, [], ["Average", None, 4.5, 6.3], *([" "] for _ in range(100))]
    source = open_source(xlsx_file({"Data": rows}))
    assert texts(source) == TEXTS
    assert set_aside(source) == {"summary row": 1}


def test_a_limit_that_a_person_sets_holds_for_every_kind(xlsx_file: Write, csv_file: Write) -> None:
    for path in (xlsx_file({"Data": ROWS}), csv_file("id,csat\n" + "1,5\n" * 500)):
        with pytest.raises(MachineError, match=r"more than the limit of 1.0 kB.*--limit"):
            open_source(path, limit=1000)
    with pytest.raises(InputError, match="--max-seconds"):
        open_source(path, max_seconds=0)


def test_data_in_another_file_is_not_fetched(xlsx_file: Write, edit_part: Edit) -> None:
    path = xlsx_file({"Data": ROWS})
    rels = "xl/_rels/workbook.xml.rels"
    outside = edit_part(path, rels, lambda xml: xml.replace(b"/worksheets/sheet1.xml", b"http://x/s.xml").replace(
        b'Id="rId1"', b'Id="rId1" TargetMode="External"'
    ))  # fmt: skip
    with pytest.raises(InputError, match="another file"):
        open_source(outside)
    for bad in (b"/xl/worksheets/none.xml", b"../x.xml"):
        with pytest.raises(InputError, match="damaged"):
            open_source(edit_part(path, rels, lambda xml, bad=bad: xml.replace(b"/xl/worksheets/sheet1.xml", bad)))


def test_sheets_of_one_name(xlsx_file: Write, edit_part: Edit) -> None:
    path = xlsx_file({"Data": ROWS, "Other": ROWS})
    with pytest.raises(InputError, match="two of its sheets have the same name"):
        open_source(edit_part(path, "xl/workbook.xml", lambda xml: xml.replace(b'"Other"', b'"Data"')), sheet="Data")
