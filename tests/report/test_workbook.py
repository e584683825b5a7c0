"""The report as an Excel workbook: every number the record's own, nothing live in it, the same bytes each time."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell

import csat
from csat import report
from csat.record.file import read_back
from csat.report import WRITERS
from csat.report.chapters.segments import UNDATED
from csat.report.language import languages, read_language
from csat.report.numbers import PLACES, figure
from csat.report.page import Page
from csat.report.safe import clean
from csat.report.workbook import SHEETS, figures_shown, render
from csat.report.workbook.cells import MOST_LETTERS, fitting, of_value
from csat.results import Interval, Record
from tests.report.conftest import build_record
from tests.report.test_markdown import NASTY, survey

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = ROOT.parent / "shared" / "hostile"
HOTEL = ROOT / "examples" / "hotel" / "survey.xlsx"
BANK = ROOT / "examples" / "bank-fa" / "survey.csv"
CODES = languages()
EN, FA = read_language("en"), read_language("fa")
Build = Callable[..., Record]

LIVE = [
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "\t=1+1",
    "＝1+1", "{=1+1}", "=Items!A1", "http://evil.example/x", "mailto:x@evil.example", "internal:Items!A1",
    "external:c:\\x.xlsx",
    "<r><t>x</t></r>", "<r></si></sst><script/></r>", "_x0000_ _x003D_1", "&A &G &\"Evil\"", "a\ufffeb\uffff",
    "\ud800x",
    "]]><x/>", "='[x.xlsx]S'!A1", "&quot;&#0;", "{}[]", "\x00\x1b[2J", "1e5", "00123", "TRUE", "#REF!", "\u202e=1",
]  # fmt: skip


def book_of(made: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made))


def parts_of(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def cells_of(book: Any) -> Iterator[tuple[str, Any]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell, MergedCell) and cell.value is not None:
                    yield sheet.title, cell


def shown(value: float, form: str) -> str:
    """What Excel shows: 15 digits of the number, rounded half away from zero. Knows the formats that are used here."""
    positive, *others = form.split(";")
    negative = others[0] if others else None
    chosen = negative if value < 0 and negative is not None else positive
    digits = re.search(r"0(?:\.(0+))?", re.sub(r'"[^"]*"', "", chosen))
    assert digits, form
    exact = Context(prec=15, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    step = Decimal(1).scaleb(-len(digits[1] or ""))
    told = f"{abs(exact).quantize(step, rounding=ROUND_HALF_UP):f}"
    sign = "-" if value < 0 and negative is None else ""
    whole = re.sub(r"[0.]+", told, re.sub(r'"([^"]*)"', "", chosen), count=1)
    return sign + whole + "".join(re.findall(r'"([^"]*)"', chosen))


@pytest.fixture(scope="module")
def hotel() -> Record:
    return csat.score(HOTEL, by=["Hotel"])


@pytest.fixture(scope="module")
def bank() -> Record:
    return csat.score(BANK, by=["شعبه"])


def sheet_of(book: Any, name: str, code: str = "en") -> Any:
    return book[read_language(code).texts["workbook"][name]]


# ------------------------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_the_records_to_the_last_bit(hotel: Record, bank: Record, code: str) -> None:
    for record in (hotel, bank, build_record(), choices()):
        language = read_language(code)
        book, told = book_of(render(record, language)), figures_shown(record, language)
        of_id = {estimate.id: estimate for estimate in record.estimates}
        parts: dict[str, set[str]] = {}
        for (sheet, place), (id, part) in told.items():
            e, cell = of_id[id], book[sheet][place]
            ends = {"l": e.interval.low, "h": e.interval.high} if e.interval else {}
            assert cell.value == {"v": e.value, "n": e.n, **ends}[part], (sheet, place, id)
            parts.setdefault(id, set()).add(part)
        for e in record.estimates:
            wanted = set("vn" if e.interval is None else "vnlh") if e.value is not None else {"n"}
            assert parts[e.id] == wanted, e.id


@pytest.mark.parametrize("code", CODES)
def test_every_figure_stands_in_a_row_with_its_id(hotel: Record, code: str) -> None:
    language = read_language(code)
    book = book_of(render(hotel, language))
    for (sheet, place), (id, _) in figures_shown(hotel, language).items():
        assert id in {cell.value for cell in book[sheet][book[sheet][place].row]}


def test_cells_are_shown_as_the_other_reports_show_them(hotel: Record) -> None:
    for record in (hotel, replace(hotel, plan={**hotel.plan, "decimals": {"percent": 0, "score": 3, "points": 2}})):
        page = Page(record, EN)
        book = book_of(render(record, EN))
        of_id = {estimate.id: estimate for estimate in record.estimates}
        for (sheet, place), (id, part) in figures_shown(record, EN).items():
            cell, e = book[sheet][place], of_id[id]
            if part == "n":
                assert cell.number_format == "#,##0"
                continue
            seen = shown(cell.value, cell.number_format)
            sign = " %" if part == "v" and e.unit == "percent" else ""
            star = "*" if part == "v" and page.figures.small(e) else ""
            assert seen == figure(cell.value, e.unit, page.figures.places) + sign + star


@given(st.floats(-100, 100), st.sampled_from(["percent", "points", "score", "ratio"]))
def test_a_number_is_shown_as_it_is_rounded_elsewhere(value: float, unit: str) -> None:
    fifteen = float(f"{value:.15g}")  # what Excel reads of it; what lies closer to half than that is told in the docs
    cell = of_value(PAGE, fifteen, unit, sign=False)
    assert shown(fifteen, cell.form) == figure(fifteen, unit)


PAGE = Page(build_record(), EN)


@pytest.mark.parametrize(
    ("value", "unit", "seen"),
    [
        (2.675, "score", "2.68"), (62.25, "percent", "62.3"), (0.5, "count", "1"), (-0.04, "points", "0.0"),
        (0.04, "points", "0.0"), (0.05, "points", "+0.1"), (-0.05, "points", "-0.1"), (1.005, "score", "1.01"),
        (-0.0004, "ratio", "0.000"), (0.0, "percent", "0.0"), (-12.25, "points", "-12.3"), (100.0, "percent", "100.0"),
    ],
)  # fmt: skip
def test_ties_are_rounded_away_from_nought(value: float, unit: str, seen: str) -> None:
    assert figure(value, unit, {**PLACES, "count": 0}) == seen
    assert shown(value, of_value(PAGE, value, unit, sign=False).form) == seen


def test_a_number_keeps_the_digits_that_excel_would_not_write() -> None:
    value = 0.1 + 0.2  # 17 digits
    record = build_record()
    first = replace(record.estimates[0], value=value, interval=Interval(-1 / 3, 2 / 3 * 100, 0.95, "x"))
    made = render(replace(record, estimates=[first, *record.estimates[1:]]), EN)
    assert "<v>0.30000000000000004</v>" in parts_of(made)["xl/worksheets/sheet1.xml"]
    row = next(row for row in sheet_of(book_of(made), "items").iter_rows(values_only=True) if row[-1] == first.id)
    assert row[3:6] == (value, -1 / 3, 2 / 3 * 100)


# ------------------------------------------------------------------------------------------------------------ sheets


def test_sheets_are_those_that_hold_anything(hotel: Record) -> None:
    words = EN.texts["workbook"]
    assert book_of(render(hotel, EN)).sheetnames == [words[name] for name in SHEETS if name != "comments"]
    bare = replace(hotel, estimates=[], plan={"columns": []}, ledger={"read": 0, "scored": 0, "items": []})
    made = book_of(render(bare, EN))
    assert made.sheetnames == [words[name] for name in ("summary", "preparation", "method")]
    whole = csat.score(HOTEL)
    assert words["segments"] not in book_of(render(whole, EN)).sheetnames


@pytest.mark.parametrize("code", CODES)
def test_names_of_sheets_are_taken_by_excel(code: str) -> None:
    names = [read_language(code).texts["workbook"][name] for name in SHEETS]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)
        assert name.casefold() != "history"  # Excel keeps it for itself


def test_every_word_of_the_workbook_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "csat" / "report" / "workbook").glob("*.py"))
    assert [name for name in EN.texts["workbook"] if f'"{name}"' not in source] == []


@pytest.mark.parametrize("code", CODES)
def test_heads_stay_and_long_tables_can_be_filtered(hotel: Record, code: str) -> None:
    book = book_of(render(hotel, read_language(code)))
    for name in ("items", "segments", "reliability"):
        sheet = sheet_of(book, name, code)
        pane, area = sheet.freeze_panes, sheet.auto_filter.ref
        assert pane
        assert area
        head = int(str(pane)[1:]) - 1
        assert area.startswith(f"A{head}:")
        assert area.endswith(str(sheet.max_row))
        assert sheet.print_title_rows == f"${head}:${head}"
        assert all(sheet.cell(head, column).value for column in range(1, sheet.max_column + 1))
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes, each one wide
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert bool(sheet.sheet_view.rightToLeft) == (code == "fa")
        assert max(column.width for column in sheet.column_dimensions.values()) <= 60


def test_persian_texts_run_from_right_to_left_and_numbers_stay_numbers(bank: Record) -> None:
    for sheet, cell in cells_of(book_of(render(bank, FA))):
        assert cell.font.name == "Tahoma", (sheet, cell.coordinate)
        if isinstance(cell.value, str):
            assert cell.alignment.readingOrder in (1, 2), (sheet, cell.coordinate)
            if re.search("[\u0600-\u06ff]", cell.value) and cell.font.sz != 9:  # ids are code, whatever is in them
                assert cell.alignment.readingOrder == 2, (sheet, cell.coordinate)
        else:
            assert cell.data_type == "n"


def test_a_persian_workbook_has_no_english_words_of_its_own(bank: Record) -> None:
    english = {text for name, text in EN.texts["workbook"].items()} | set(EN.texts["metrics"].values())
    assert {str(cell.value) for _, cell in cells_of(book_of(render(bank, FA)))} & english == set()


def test_the_distribution_adds_up(hotel: Record) -> None:
    sheet = sheet_of(book_of(render(hotel, EN)), "distribution")
    rows = list(sheet.iter_rows(values_only=True))
    at = next(place for place, row in enumerate(rows) if row[0] == "Item")
    points = [place for place, head in enumerate(rows[at]) if head and str(head).isdigit()]
    row = rows[at + 1]
    overall = hotel.find("csat", "Overall, how satisfied are you with your stay?")
    assert [row[place] for place in points] == [overall.distribution[str(point)] for point in range(1, 6)]  # type: ignore[index]
    at = next(place for place, row in enumerate(rows) if "satisfied" in row)
    shares = dict(zip(rows[at], rows[at + 1], strict=True))
    assert sum(shares[str(point)] for point in range(1, 6)) == pytest.approx(100)
    assert shares["satisfied"] == overall.value
    assert shares["dissatisfied"] + shares["in the middle"] + shares["satisfied"] == pytest.approx(100)


def test_points_of_the_scale_stand_in_order_whatever_wrote_the_record(hotel: Record) -> None:
    back = read_back(hotel)
    heads = sheet_of(book_of(render(back, EN)), "distribution").iter_rows(values_only=True)
    nps = next(row for row in heads if "10" in row)
    assert [cell for cell in nps if cell and str(cell).isdigit()] == [str(point) for point in range(11)]


# ------------------------------------------------------------------------------------------------------------ parts


def choices() -> Record:
    table = {
        "Overall satisfaction (1-5)": [1 + n % 5 for n in range(60)],
        "Which of these do you use?": ["App;Shop", "App", "Shop;Letter", "App;Letter"] * 15,
        "Region": ["North", "South"] * 30,
    }
    return csat.score(pd.DataFrame(table), by=["Region"])


def test_options_of_a_multiple_choice_stand_with_their_counts() -> None:
    record = choices()
    sheet = sheet_of(book_of(render(record, EN)), "distribution")
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    app = next(e for e in record.estimates if e.option == "App" and not e.segment)
    assert app.interval
    assert rows["App"][:6] == ("App", 45, app.value, app.interval.low, app.interval.high, 60)


def test_targets_stand_with_their_figures_and_others_below(hotel: Record) -> None:
    head = hotel.find("csat", "Overall, how satisfied are you with your stay?").id
    part = hotel.find("csat_bottom", "Overall, how satisfied are you with your stay?").id

    def target(figure: str, bound: float, met: bool) -> dict[str, Any]:
        return {"figure": figure, "at_least": bound, "at_most": None, "unit": "percent", "value": 77.0, "low": 1.0,
                "high": 2.0, "met": met, "state": "met" if met else "missed"}  # fmt: skip

    record = replace(hotel, targets=[target(head, 75.5, True), target(head, 90, False), target(part, 3, True)])
    rows = list(sheet_of(book_of(render(record, EN)), "summary").iter_rows())
    first = next(row for row in rows if head in [cell.value for cell in row])
    assert (first[6].value, first[6].number_format, first[7].value) == (75.5, '"≥ "General', "met")
    others = [[cell.value for cell in row] for row in rows if row[0].value in (head, part)]
    assert [(row[0], row[5], row[6]) for row in others] == [
        (head, 90, EN.label("target_states", "missed")),
        (part, 3, "met"),
    ]


def test_changes_to_an_earlier_record_stand_beside_the_figures(hotel: Record) -> None:
    head = hotel.find("csat", "Overall, how satisfied are you with your stay?").id
    nps = next(e.id for e in hotel.estimates if e.metric == "nps" and not e.segment)
    told = {"figure": head, "unit": "percent", "before": 71.25, "value": 5.75, "low": -1.5, "high": 12.5}
    none = {
        "figure": nps,
        "unit": "points",
        "before": None,
        "value": None,
        "because": "It is new.",
    }
    record = replace(hotel, previous={"changes": [told, none]})
    rows: dict[Any, tuple[Any, ...]] = {}
    sheet = sheet_of(book_of(render(record, EN)), "summary")
    for row in sheet.iter_rows(values_only=True):
        rows.setdefault(row[-3], row)
    assert rows[head][6:10] == (71.25, 5.75, -1.5, 12.5)
    assert rows[nps][6:10] == (None, None, None, None)
    assert any(str(cell.value).endswith(": It is new.") for cell in sheet["A"])


def test_what_the_ledger_tells_stands_in_the_preparation(hotel: Record) -> None:
    entry = {**hotel.ledger["items"][0], "odd": [{"answer": "9", "count": 2, "first": "cell E7"}]}
    ledger = {**hotel.ledger, "read": 245, "set_aside": {"survey preview": 3, "blank row": 2, "note row": 0},
              "items": [entry, *hotel.ledger["items"][1:]], "files": [{"name": "a.csv", "read": 245, "scored": 240}],
              "exclusions": [{"rule": "speeders", "reason": "survey test", "file": "a.csv", "count": 2,
                              "rows": [5, 9]}],
              "not_applied": [{"rule": "dates", "why": "no column of dates"}]}  # fmt: skip
    sheet = sheet_of(book_of(render(replace(hotel, ledger=ledger), EN)), "preparation")
    rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]
    for wanted in [
        ("Read", 245), ("blank row", 2), ("survey preview", 3), ("Scored", 240), ("a.csv", 245, 240),
        ("Overall, how satisfied are you with your stay? (E)", 240, 235, 5, 0, 0, 0),
        ("Overall, how satisfied are you with your stay? (E)", "9", 2, "cell E7"),
        ("survey test", 2, "a.csv", "5, 9"), ("The plan's rule dates was not applied: no column of dates",),
    ]:  # fmt: skip
        assert wanted in rows
    assert "note row" not in {row[0] for row in rows if row}


def test_the_method_names_its_sources(hotel: Record) -> None:
    values = {cell.value for _, cell in cells_of(book_of(render(hotel, EN)))}
    assert {hotel.digest, hotel.source["sha256"], hotel.plan["digest"], "Wilson score", "100 * top / base"} <= values
    assert any("“Very satisfied” = 5" in str(value) for value in values)


def test_comments_have_a_sheet_where_they_were_asked_for(hotel: Record) -> None:
    column = {"column": "Why?", "letter": "P", "answered": 2, "shown": 2, "redacted": {}, "texts": ["=1+1", "Fine."]}
    made = render(replace(hotel, comments=[column]), EN)
    assert_inert(made)
    texts = [row[0] for row in sheet_of(book_of(made), "comments").iter_rows(values_only=True)]
    assert {"• =1+1", "• Fine."} <= set(texts)


def test_many_segments_have_no_chart_that_nobody_could_read() -> None:
    few, many = (build_record(by={"Shop": [f"Shop {n}" for n in range(count)]}) for count in (20, 300))
    charts = [sum(name.startswith("xl/charts/chart") for name in parts_of(render(r, EN))) for r in (few, many)]
    assert charts[0] == charts[1] + 1
    assert sheet_of(book_of(render(many, EN)), "segments").max_row > 300 * 20


def test_a_scale_of_many_points_stands_below_itself() -> None:
    table = pd.DataFrame({"Satisfaction with the stay": [n % 101 for n in range(400)]})
    record = csat.score(table, csat=["Satisfaction with the stay"], scale={"Satisfaction with the stay": "0-100"})
    rows = list(sheet_of(book_of(render(record, EN)), "distribution").iter_rows(values_only=True))
    assert any(row[1:4] == (100, 3, 0.75) for row in rows)


# ------------------------------------------------------------------------------------------------------------ withheld


def test_what_is_withheld_is_in_no_cell_and_in_no_chart() -> None:
    record = build_record(by={"Shop": ["A", "B", "C", "D", "E"]})
    hidden = [e for e in record.estimates if e.value is None and e.segment]
    assert hidden
    made = render(record, EN)
    rows = {row[-1]: row for row in sheet_of(book_of(made), "segments").iter_rows(values_only=True)}
    for e in hidden:
        assert rows[e.id][4:8] == (None, None, None, None)
        assert "Withheld" in str(rows[e.id][8])
    summary = list(sheet_of(book_of(made), "summary").iter_rows(values_only=True))
    row = next(row for row in summary if row[0] == "E")
    assert [cell for cell in row if cell is not None] == ["E", "withheld", "q0.csat@Shop=E"]
    chart = next(text for name, text in parts_of(made).items() if "charts/chart" in name and "Shop" in text)
    for cached in re.findall(r"<c:numCache>.*?</c:numCache>", chart):
        assert '<c:ptCount val="6"/>' in cached
        assert '<c:pt idx="4">' in cached
        assert '<c:pt idx="5">' not in cached


@pytest.mark.parametrize("code", CODES)
def test_withheld_figures_of_a_real_survey_leave_no_number(code: str) -> None:
    table = pd.DataFrame({
        "Overall satisfaction (1-5)": [1 + n % 5 for n in range(100)],
        "Region": ["North"] * 52 + ["South"] * 45 + ["West"] * 3,
    })  # fmt: skip
    record = csat.score(table, by=["Region"])
    language = read_language(code)
    hidden = {e.id for e in record.estimates if Page(record, language).figures.withheld(e)}
    assert any("West" in id for id in hidden)
    assert hidden.isdisjoint(id for id, _ in figures_shown(record, language).values())
    for row in sheet_of(book_of(render(record, language)), "segments", code).iter_rows(values_only=True):
        if row[-1] in hidden:
            assert not any(isinstance(cell, float | int) for cell in row)


# ------------------------------------------------------------------------------------------------------------ inert


def assert_inert(made: bytes) -> None:
    parts = parts_of(made)
    for name, text in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            assert not re.search(r"<(?:\w+:)?(f|hyperlinks?|oleObjects?|dataValidations?|legacyDrawing)\b", text), name
            assert not re.search(r'<c [^>]*\bt="(?!s")', text), name  # texts are shared strings alone
        if name.endswith(".rels"):
            assert "TargetMode" not in text, name
    kinds = {name.rpartition("/")[0] for name in parts}
    assert kinds <= {
        "", "_rels", "docProps", "xl", "xl/_rels", "xl/worksheets", "xl/worksheets/_rels", "xl/charts", "xl/drawings",
        "xl/drawings/_rels", "xl/theme",
    }  # fmt: skip
    book = book_of(made)
    own = {sheet.title for sheet in book.worksheets}
    for name, text in parts.items():
        if name.startswith("xl/charts/"):
            for area in re.findall(r"<c:f>(.*?)</c:f>", text):
                sheet, _, cells = area.rpartition("!")
                assert sheet.strip("'") in own
                assert re.fullmatch(r"\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", cells)
    for place in book.defined_names.values():
        raise AssertionError(place)
    for _, cell in cells_of(book):
        assert cell.data_type in ("s", "n")
        assert cell.hyperlink is None
        if isinstance(cell.value, str) and cell.value.strip()[:1] in tuple("=+-@"):
            assert cell.quotePrefix


@pytest.mark.parametrize(("place", "text"), list(enumerate([*LIVE, *NASTY])))
def test_nothing_out_of_a_survey_is_live(text: str, place: int) -> None:
    record = survey([text])
    made = render(record, read_language(CODES[place % len(CODES)]))  # in turn: each takes half a second
    assert_inert(made)
    texts = [str(cell.value).replace("\u200e", "") for _, cell in cells_of(book_of(made))]
    seen = re.sub("[\ufffe\uffff]", "", clean(record.plan["items"][0]["column"]))
    escaped = re.sub(r"_x[0-9A-Fa-f]{4}_", lambda found: f"_x005F{found[0]}", seen)
    assert any(seen in told or escaped in told for told in texts)


@pytest.mark.parametrize("code", CODES)
def test_hostile_files_are_inert(code: str) -> None:
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile files are not here")
    files = sorted(HOSTILE.glob("inject_*.csv"))
    assert files
    for file in files:
        header = pd.read_csv(file, nrows=1).columns
        record = csat.score(file, csat=["csat"], nps=["nps"], by=[header[2]])
        assert_inert(render(record, read_language(code)))


def test_names_of_sheets_and_of_series_are_never_the_surveys() -> None:
    made = render(survey(["Items"]), EN)
    words = EN.texts["workbook"]
    assert set(book_of(made).sheetnames) <= {words[name] for name in SHEETS}


def test_a_text_that_no_cell_holds_is_cut() -> None:
    assert fitting("x" * 40_000) == "x" * (MOST_LETTERS - 1) + "…"
    astral = fitting("\U0001f600" * 20_000)
    assert len(astral.encode("utf-16-le")) // 2 <= MOST_LETTERS
    assert fitting("\U0001f600" * 20_000).endswith("\U0001f600…")
    long = "word " * 9_000
    sheet = sheet_of(book_of(render(build_record([long, *"abcdef"], constructs={}), EN)), "items")
    assert max(len(str(cell.value)) for row in sheet.iter_rows() for cell in row) == MOST_LETTERS


# ------------------------------------------------------------------------------------------------------------ bytes


@pytest.mark.parametrize("code", CODES)
def test_the_same_record_gives_the_same_bytes(hotel: Record, code: str) -> None:
    language = read_language(code)
    made = render(hotel, language)
    assert made == render(hotel, language)
    assert made == render(csat.score(HOTEL, by=["Hotel"]), language)


def test_a_record_that_was_read_back_gives_the_same_file(hotel: Record, tmp_path: Path) -> None:
    for name, record in (("a.xlsx", hotel), ("b.xlsx", read_back(hotel))):
        report.write(record, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_same_bytes_whatever_the_hash_seed_and_the_time_zone(hotel: Record, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(hotel.to_json(), "utf-8")
    code = (
        "import hashlib; from csat.record.file import read_record; from csat.report.workbook import render;"
        "from csat.report.language import read_language;"
        "print(hashlib.sha256(render(read_record('record.json'), read_language('fa'))).hexdigest())"
    )
    seen = set()
    for seed, zone, locale in (
        ("0", "UTC", "C"),
        ("1", "Asia/Tehran", "fa_IR.UTF-8"),
        ("77", "America/Lima", "C.UTF-8"),
    ):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_parts_are_stored_and_tell_nothing_of_the_machine(hotel: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = render(hotel, EN)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "[Content_Types].xml"
    for entry in entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.create_system == 3
    core = parts_of(made)["docProps/core.xml"]
    assert "dcterms:created" not in core
    assert "<dc:title>Survey report: survey.xlsx</dc:title>" in core
    assert "<dc:creator></dc:creator>" in core


def test_its_day_is_that_of_the_report(hotel: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert "2026-05-28T20:26:40Z" in parts_of(render(hotel, EN))["docProps/core.xml"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    told = replace(hotel, plan={**hotel.plan, "survey": {"reported": "2026-07-10"}})
    assert "2026-07-10T00:00:00Z" in parts_of(render(told, EN))["docProps/core.xml"]


# ------------------------------------------------------------------------------------------------------------ charts


@pytest.mark.parametrize("code", CODES)
def test_charts_are_told_in_words_and_begin_at_nought(hotel: Record, code: str) -> None:
    parts = parts_of(render(hotel, read_language(code)))
    drawn = {name: text for name, text in parts.items() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)}
    charts = {name: text for name, text in parts.items() if name.startswith("xl/charts/chart")}
    told = [name for text in drawn.values() for name in re.findall(r'descr="([^"]+)"', text)]
    assert len(told) == len(charts) == 6
    for chart in charts.values():
        low = re.search(r'<c:min val="(-?\d+)"/>', chart)
        assert low
        assert low[1] in ("0", "-100")
        assert '<c:max val="100"/>' in chart
        assert "<c:title>" in chart


def test_charts_keep_the_numbers_of_their_cells(hotel: Record) -> None:
    made = render(hotel, EN)
    book = book_of(made)
    for name, text in parts_of(made).items():
        if not name.startswith("xl/charts/"):
            continue
        for area, cached in re.findall(r"<c:f>([^<]*)</c:f><c:numCache>(.*?)</c:numCache>", text):
            sheet, _, cells = area.rpartition("!")
            there = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]] if ":" in cells else None
            values = dict(re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', cached))
            if there is None:
                there = [book[sheet.strip("'")][cells.replace("$", "")].value]
            assert [None if v is None else float(v) for v in there] == [
                float(values[str(place)]) if str(place) in values else None for place in range(len(there))
            ]


def test_lines_of_intervals_reach_their_bounds(hotel: Record) -> None:
    rows = sheet_of(book_of(render(hotel, EN)), "summary").iter_rows(values_only=True)
    of_id = {estimate.id: estimate for estimate in hotel.estimates}
    found = [(of_id[str(row[-3])], row[-2], row[-1]) for row in rows if row[-3] in of_id]
    assert len(found) > 10
    for e, down, up in found:
        assert e.interval
        assert isinstance(down, float)
        assert isinstance(up, float)
        assert isinstance(e.value, float)
        assert e.value - down == pytest.approx(e.interval.low, rel=1e-12)
        assert e.value + up == pytest.approx(e.interval.high, rel=1e-12)


def test_an_empty_segment_value_and_a_missing_date_have_names() -> None:
    record = build_record(by={"Shop": ["", UNDATED, "A"]})
    names = {row[3] for row in sheet_of(book_of(render(record, FA)), "segments", "fa").iter_rows(values_only=True)}
    assert {FA.texts["report"]["no_value"], FA.texts["report"]["no_date"], FA.texts["report"]["whole_file"]} <= names


def test_a_file_named_xlsx_is_a_workbook(tmp_path: Path) -> None:
    report.write(build_record(), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "Summary"
    assert ".xlsx" in WRITERS


def test_an_undefined_figure_is_a_word(build: Build) -> None:
    record = build(n=0, constructs={})
    made = render(record, EN)
    assert_inert(made)
    rows: Mapping[Any, Any] = {row[-1]: row for row in sheet_of(book_of(made), "items").iter_rows(values_only=True)}
    for e in record.estimates:
        if e.value is None:
            assert rows[e.id][3:6] == (None, None, None)
            assert rows[e.id][8]
