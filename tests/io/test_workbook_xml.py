"""Sheets of .xlsx files that readers disagree on: markup inside values, rows that come twice, wrong indexes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csat.errors import InputError
from csat.io import open_source
from tests.sentences import in_catalogue

from .conftest import ROWS, TEXTS, Write, texts

SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[..., Path]


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    "ten",
    [
        *(b"1&#48;", b"1&#x30;", b"1<!-- x -->0", b"1<?x y?>0", b"<![CDATA[10]]>", b"1<![CDATA[0]]>"),
        *(b"<!-- 9 -->10", b"10<!-- </v></c> -->"),
    ],
)
def test_markup_inside_a_number(xlsx_file: Write, edit_part: Edit, ten: bytes) -> None:
    path = edit_part(xlsx_file({"Data": ROWS}), SHEET, replaced(b"<v>10</v>", b"<v>" + ten + b"</v>"))
    assert texts(open_source(path)) == TEXTS


def test_references_in_texts_are_no_markup(xlsx_file: Write, edit_part: Edit) -> None:
    rows = [["id", "csat", "why"], [1, 5, "a & b"], [2, 4, "c"]]
    text = b't="str"><f>"a"</f><v>x &amp; y</v></c>'
    path = xlsx_file({"Data": rows})
    path = edit_part(path, SHEET, replaced(b't="n"><v>5</v></c>', text))
    assert texts(open_source(path), [1]) == [["x & y"], ["4"]]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b"</sheetData>", b'<row r="3"><c r="D3"><v>1</v></c></row></sheetData>', "row 3"),
        (b"</sheetData>", b'<row r="6"/><row r="5"/></sheetData>', "row 5"),
        (b'<c r="D3"', b'<c r="D3"><v>1</v></c><c r="D3"', "cell D3"),
        (b'<c r="D3"', b'<c s="0" r="D3"><v>1</v></c><c r="D3"', "cell D3"),
    ],
)
def test_rows_and_cells_that_come_twice(xlsx_file: Write, edit_part: Edit, old: bytes, new: bytes, named: str) -> None:
    path = edit_part(xlsx_file({"Data": ROWS}), SHEET, replaced(old, new))
    with pytest.raises(InputError, match=f'sheet "Data" holds {named} twice or out of order'):
        open_source(path)


@pytest.mark.parametrize("index", [b"-1", b"+1", b"1.0", b"x"])
def test_an_index_of_a_text_is_a_plain_number(xlsx_file: Write, edit_part: Edit, index: bytes) -> None:
    text = replaced(b't="inlineStr"><is><t>0008</t></is>', b't="s"><v>' + index + b"</v>")
    with pytest.raises(InputError, match=r"points to a text|cannot be read"):
        open_source(edit_part(xlsx_file({"Data": ROWS}), SHEET, text))


def test_newer_errors_are_error_cells(xlsx_file: Write, edit_part: Edit) -> None:
    path = edit_part(xlsx_file({"Data": ROWS}), SHEET, replaced(b't="n"><v>5</v></c>', b't="e"><v>#SPILL!</v></c>'))
    assert [row[2] for row in texts(open_source(path))] == ["#SPILL!", "4", ""]


def test_hidden_columns_and_flat_rows_are_told(xlsx_file: Write, edit_part: Edit) -> None:
    columns = b'<cols><col min="3" max="4" hidden="1"/><col min="5" max="5" width="9"/></cols><sheetData>'
    path = edit_part(xlsx_file({"Data": ROWS}), SHEET, replaced(b"<sheetData>", columns))
    source = open_source(path)
    assert texts(source) == TEXTS
    assert source.about.notices == ('Columns hidden in sheet "Data" were read like the others: C, D.',)
    assert in_catalogue("notices", source.about.notices[0])
    path = edit_part(xlsx_file({"Data": ROWS}), SHEET, replaced(b'<row r="3"', b'<row r="3" ht="0" customHeight="1"'))
    assert open_source(path).about.notices == (
        '1 row of sheet "Data" is hidden; it was read and counts like the others.',
    )
