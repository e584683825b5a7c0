"""Small surveys, and each of them as a file of every format, in the ways that programs write them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pandas
from hypothesis import strategies as st

from tests.io.conftest import ods, ods_row
from tests.io.xls_files import container, sheet, workbook

Cell = str | int | float | dt.date | None

WORDS = st.text(st.sampled_from("abcdefg hijk,;\"'<&>é۵یک‌\u200f🙂-=#"), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and any(letter.isalpha() for letter in text)
)


@dataclass(frozen=True)
class Survey:
    """``rows`` below the names, one a respondent."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def table(self) -> list[list[Cell]]:
        return [list(self.names), *map(list, self.rows)]


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """An id, a region, a rating, NPS, one more rating, a day, and remarks; some answers are blank."""
    count = draw(st.integers(4, 25))
    region = st.sampled_from(["North", "South", "شمال", "N&S <1>"])
    rating = st.one_of(st.none(), st.integers(1, 5))
    half = st.one_of(st.none(), st.integers(1, 5), st.just(4.0))
    rows = [
        (
            f"R{at:03}",
            draw(region),
            draw(rating) if at > 4 else at % 5 + 1,
            draw(st.one_of(st.none(), st.integers(0, 10))) if at > 1 else 10 * at,
            draw(half) if at > 4 else 5 - at,
            draw(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))),
            draw(st.one_of(st.none(), WORDS)),
        )
        for at in range(count)
    ]
    names = (
        "respondent id",
        "region",
        "satisfaction",
        "How likely are you to recommend us? (nps)",
        "q2",
        "date",
        "comment",
    )
    return Survey(names, tuple(rows))


def as_csv(survey: Survey, path: Path) -> Path:
    return as_text(survey, path, ",", "\r\n", "utf-8", False)


def as_text(survey: Survey, path: Path, delimiter: str, line_end: str, encoding: str, quoted: bool) -> Path:
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerows(survey.table)
    body = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(body, mtime=0) if path.suffix == ".gz" else body)
    return path


def as_packed_text(survey: Survey, path: Path) -> Path:
    return as_text(survey, path, ",", "\n", "utf-8", False)


def number(value: float, way: int) -> str:
    """The same number as different programs write it."""
    return [f"{value:g}", f"{value:.1f}", f"{value:e}", f"{value:.4E}"][way]


def letters(column: int) -> str:
    return chr(65 + column)


def sheet_xml(survey: Survey, shared: dict[str, int] | None, refs: bool, way: int, dimension: str = "") -> bytes:
    """A worksheet. ``shared`` takes the texts, which stand in the cells where it is None; ``way`` to write numbers."""
    rows = []
    for at, row in enumerate(survey.table, 1):
        cells = []
        for column, value in enumerate(row):
            ref = f' r="{letters(column)}{at}"' if refs else ""
            if value is None:
                cells.append("" if refs else "<c/>")
            elif isinstance(value, dt.date):
                cells.append(f'<c{ref} s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>')
            elif not isinstance(value, str):
                cells.append(f"<c{ref}><v>{number(value, way)}</v></c>")
            elif shared is None:
                cells.append(f'<c{ref} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>')
            else:
                cells.append(f'<c{ref} t="s"><v>{shared.setdefault(value, len(shared))}</v></c>')
        rows.append(f"<row{f' r={chr(34)}{at}{chr(34)}' if refs else ''}>{''.join(cells)}</row>")
    declared = f'<dimension ref="{dimension}"/>' if dimension else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{declared}<sheetData>{''.join(rows)}</sheetData></worksheet>"
    ).encode()


def xlsx_parts(sheet: bytes, shared: dict[str, int] | None) -> dict[str, bytes]:
    """The parts of a workbook around a worksheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    found = {name: text.encode() for name, text in parts.items()}
    found["xl/worksheets/sheet1.xml"] = sheet
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared or ())
    found["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{texts}</sst>'.encode()
    return found


def pack(path: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return path


def as_xlsx(survey: Survey, path: Path) -> Path:
    shared: dict[str, int] = {}
    return pack(path, xlsx_parts(sheet_xml(survey, shared, True, 0), shared))


def as_ods(survey: Survey, path: Path) -> Path:
    rows = ods_row(*survey.names) + "".join(
        ods_row(*(escape(cell) if isinstance(cell, str) else cell for cell in row)) for row in survey.rows
    )
    day = re.compile(r'office:value-type="string"><text:p>(\d+-\d\d-\d\d)<')
    return ods(path, day.sub(r'office:value-type="date" office:date-value="\1"><text:p>\1<', rows))


def as_xls(survey: Survey, path: Path) -> Path:
    path.write_bytes(container(xls_stream(survey)))
    return path


def xls_stream(survey: Survey) -> bytes:
    """The records of a workbook, without their container."""
    return workbook({"Data": sheet([[_old(cell) for cell in row] for row in survey.table])})


def _old(cell: Cell) -> str | float | None:
    return float(cell) if isinstance(cell, int) else str(cell) if isinstance(cell, dt.date) else cell


def as_parquet(survey: Survey, path: Path) -> Path:
    columns = zip(*survey.rows, strict=True)
    pandas.DataFrame(dict(zip(survey.names, columns, strict=True))).to_parquet(path)
    return path


def as_sav(survey: Survey, path: Path) -> Path:
    """Names of variables have no spaces; the words of the question are the label."""
    import pyreadstat

    names = [name.replace(" ", "_")[:20].strip("_?()") for name in survey.names]
    columns = [["" if isinstance(survey.rows[0][at], str) and cell is None else cell for cell in column]
               for at, column in enumerate(zip(*survey.rows, strict=True))]  # fmt: skip
    columns[-1] = ["" if cell is None else cell for cell in columns[-1]]
    frame = pandas.DataFrame(dict(zip(names, columns, strict=True)))
    pyreadstat.write_sav(frame, str(path), column_labels=list(survey.names))
    return path


FORMATS: dict[str, Callable[[Survey, Path], Path]] = {
    ".csv": as_csv,
    ".csv.gz": as_packed_text,
    ".xlsx": as_xlsx,
    ".ods": as_ods,
    ".xls": as_xls,
    ".parquet": as_parquet,
    ".sav": as_sav,
}
