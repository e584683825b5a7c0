"""The PDF: tagged, named, with the record's figures, the same bytes everywhere, and nothing of a survey alive in it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.report import WRITERS, check
from csat.report.document import Run, Table, plain
from csat.report.language import read_language
from csat.report.page import Page
from csat.report.pdf_tables import PAGE, WIDE_PAGE, breakable, widths
from csat.results import Record

pytest.importorskip("typst", reason="Typst is not installed, which makes the PDF")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed, which reads it")

from csat.report import pdf  # noqa: E402

Build = Callable[..., Record]
ROOT = Path(__file__).parent.parent.parent
ENGLISH, PERSIAN = read_language("en"), read_language("fa")
HOTEL = ROOT / "examples" / "hotel" / "survey.xlsx"
BANK = ROOT / "examples" / "bank-fa" / "survey.csv"
MARKUP = [
    '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', '#include "report.typ"', "#panic()", "$x^2$",
    "*bold* _it_", "`raw` ```typ #1```", "\\ \\u{41} \\#", '"quoted" \'single\'', "]#[ ]]", "= Heading",
    "- item + item / term: x",
    "<label> @reference", "// comment /* comment */", "#set page(width: 1pt)", "#let x = 1; #x", "~ --- ... -?",
    "#sys.inputs",
]  # fmt: skip


def reader(body: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(body))


def texts(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(body).pages)


def tight(text: str) -> str:
    """A text without what a line or an isolate puts between its letters."""
    return re.sub(r"[\s\u200b\u2066-\u2069]", "", text)


def named(body: bytes) -> Iterator[str]:
    """The names of every object of a PDF, and what is behind its indirect ones."""
    found = reader(body)
    for number in range(1, int(found.trailer["/Size"])):
        stack = [found.get_object(number)]
        while stack:
            one = stack.pop()
            if isinstance(one, pypdf.generic.DictionaryObject):
                yield from map(str, one)
                yield from (str(value) for value in one.values() if isinstance(value, pypdf.generic.NameObject))
                stack += [value for value in one.values() if not isinstance(value, pypdf.generic.IndirectObject)]
            elif isinstance(one, pypdf.generic.ArrayObject):
                stack += [value for value in one if not isinstance(value, pypdf.generic.IndirectObject)]


@pytest.fixture(scope="module")
def hotel() -> Record:
    return csat.score(HOTEL)


@pytest.fixture(scope="module")
def english(hotel: Record) -> bytes:
    return pdf.render(hotel, ENGLISH)


@pytest.fixture(scope="module")
def pages(english: bytes) -> list[str]:
    return [page.extract_text() for page in reader(english).pages]


def test_it_is_tagged_and_says_its_language_and_title(hotel: Record, english: bytes) -> None:
    root = reader(english).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    about = reader(english).metadata
    assert about["/Title"] == "Survey report: survey.xlsx"
    assert about["/Keywords"] == f"csat-record {hotel.digest}"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1" in xmp
    assert reader(pdf.render(hotel, PERSIAN)).trailer["/Root"]["/Lang"] == "fa"


def test_every_chart_has_words_for_those_who_do_not_see_it(english: bytes) -> None:
    found = reader(english)
    alternatives = []
    for number in range(1, int(found.trailer["/Size"])):
        held = found.get_object(number)
        if isinstance(held, pypdf.generic.DictionaryObject) and held.get("/S") == "/Figure":
            alternatives.append(str(held.get("/Alt", "")))
    assert len(alternatives) >= 5
    assert all("tells the same in numbers" in told for told in alternatives)


def test_every_figure_stands_in_it(hotel: Record, pages: list[str]) -> None:
    page, said = Page(hotel, ENGLISH), tight("".join(pages))
    shown = 0
    for estimate in hotel.estimates:
        item, _, rest = estimate.id.partition(".")  # an item is told once, then the rest of each of its ids
        assert tight(item) in said
        assert f".{rest}" in said
        if estimate.value is not None:
            assert repr(estimate.value) in said
            assert estimate.column is None or tight(plain(page.value(estimate))) in said
            shown += 1
    assert shown > 50


def test_persian_figures_stand_in_their_digits() -> None:
    record = csat.score(BANK)
    body = pdf.render(record, PERSIAN)
    page, said = Page(record, PERSIAN), texts(body)
    for estimate in record.estimates:
        if estimate.value is not None and estimate.metric in ("csat", "nps", "ces", "alpha"):
            digits = re.search("[۰-۹٫]+", plain(page.value(estimate)))
            assert digits is not None
            assert digits[0] in said or digits[0][::-1] in said  # pypdf takes some from their end
    assert reader(body).metadata["/Title"].startswith("گزارش نظرسنجی")


def test_its_only_clock_is_that_of_a_report(hotel: Record, english: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/CreationDate" not in reader(english).metadata
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = reader(pdf.render(hotel, ENGLISH))
    assert dated.metadata["/CreationDate"].startswith("D:20231114")
    xmp = dated.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2" in xmp
    assert "<pdfaid:conformance>A" in xmp


def test_the_same_record_gives_the_same_bytes(hotel: Record, english: bytes, tmp_path: Path) -> None:
    assert pdf.render(hotel, ENGLISH) == english
    program = (
        "import sys, csat\nfrom csat.report import pdf\nfrom csat.report.language import read_language\n"
        "record = csat.score(sys.argv[1])\nsys.stdout.buffer.write(pdf.render(record, read_language('en')))"
    )
    for seed, zone, locale in (("1", "Asia/Tehran", "C"), ("2", "America/Lima", "fa_IR.UTF-8")):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        surroundings.pop("SOURCE_DATE_EPOCH", None)
        done = subprocess.run(
            [sys.executable, "-c", program, str(HOTEL)], env=surroundings, cwd=tmp_path, capture_output=True, check=True
        )
        assert done.stdout == english


@pytest.mark.parametrize("code", ["en", "fa"])
def test_markup_of_a_survey_is_shown_as_it_is(build: Build, code: str) -> None:
    for start in range(0, len(MARKUP), 5 if code == "en" else 20):  # each takes a second
        headers = [*MARKUP[start : start + 5], "Recommend", "Ease"]
        record = build(headers, by={MARKUP[start]: MARKUP[:5]}, constructs={MARKUP[start]: headers[:3]})
        comments = [{"column": "C", "letter": "Z", "answered": len(MARKUP), "shown": len(MARKUP), "redacted": {},
                     "texts": MARKUP}]  # fmt: skip
        survey = {"title": MARKUP[start], "purpose": " ".join(MARKUP)}
        record = replace(record, comments=comments, plan={**record.plan, "survey": survey})
        body = pdf.render(record, read_language(code))
        said = tight(texts(body))
        for text in [*headers, *MARKUP]:
            assert tight(text) in said or code == "fa", text  # of a line from right to left the order is another one
        for text in ("read", "import", "include", "panic", "sys.inputs", "etc/passwd"):
            assert text in said
        assert "root:" not in said
        assert reader(body).metadata["/Title"].endswith(MARKUP[start])


def test_nothing_in_it_acts(build: Build, headers_of: Mapping[str, Sequence[str]]) -> None:
    record = build([*headers_of["hostile"]], by={"http://example.com": ["javascript:alert(1)", "file:///etc/passwd"]})
    names = set(named(pdf.render(record, ENGLISH)))
    assert names & {"/StructTreeRoot"}
    actions = {"/JS", "/JavaScript", "/URI", "/Launch", "/GoToR", "/OpenAction", "/AA", "/EmbeddedFile", "/AcroForm"}
    assert not names & (actions | {"/SubmitForm", "/RichMedia", "/XFA"})


@pytest.mark.parametrize("kind", ["long", "wide", "hostile"])
@pytest.mark.parametrize("code", ["en", "fa"])
def test_any_headers_can_be_set(build: Build, headers_of: Mapping[str, Sequence[str]], kind: str, code: str) -> None:
    record = build(headers_of[kind], by={"x" * 300: ["y" * 200, "\u202e", "😀", "", "-"]}, n=3)
    body = pdf.render(record, read_language(code))
    assert reader(body).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_no_line_begins_outside_the_margins(build: Build, headers_of: Mapping[str, Sequence[str]]) -> None:
    record = build(headers_of["long"], by={"z" * 80: ["w" * 120, "a.b" * 60, "c"]})
    places: list[tuple[float, float]] = []
    for page in reader(pdf.render(record, ENGLISH)).pages:

        def note(text: str, at: Any, matrix: Any, *more: Any, width: float = float(page.mediabox.width)) -> None:
            if text.strip():
                places.append((float(matrix[4] * at[0] + at[4]), width))

        page.extract_text(visitor_text=note)
    assert len(places) > 500
    assert all(40 < x < width - 50 for x, width in places)


def test_a_table_over_pages_has_its_heads_on_each(build: Build) -> None:
    notes = [f"Notice {place}" for place in range(3)]
    segments = {"Region": [f"Place {place}" for place in range(45)]}
    body = pdf.render(build(by=segments, sizes=[50], notices=notes), ENGLISH)
    said = [page.extract_text() for page in reader(body).pages]
    rows = [page for page in said if len(re.findall(r"Place \d+", page)) > 20 and "Segment" in page]
    assert len(rows) > 2


def test_a_table_of_many_unrounded_numbers_lies_on_its_side() -> None:
    ids, numbers = (
        (Run("code", "overall_how_satisfied_are_you.csat@Region=North"),),
        (Run("number", "77.02127659574468"),),
    )
    table = Table([ids] * 5, [(ids, numbers, numbers, numbers, ids)] * 3, frozenset({1, 2, 3}))
    assert widths(table, False).wide
    assert not widths(Table([ids] * 3, [(ids, numbers, ids)] * 3, frozenset({1})), False).wide


def test_without_typst_it_says_how_to_get_it(hotel: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    for attempt in (lambda: pdf.render(hotel, ENGLISH), lambda: check(["out.pdf"], None)):
        with pytest.raises(InputError, match=r"pip install \"csat-toolkit\[pdf\]\""):
            attempt()
    check(["out.md"], None)


def test_pdf_is_a_suffix_that_files_may_have(hotel: Record, english: bytes) -> None:
    assert WRITERS[".pdf"](hotel, ENGLISH) == english


# ---------------------------------------------------------------- lines and columns

TEXT = st.text("abc def.-_/=é خوب12", max_size=90)


@given(TEXT, st.sampled_from(["words", "data", "number", "code"]))
def test_pieces_are_the_whole(text: str, kind: Any) -> None:
    from csat.report.markup import shown

    run = Run(kind, text)
    assert "".join(breakable(run)) == shown(run)


@given(st.lists(st.lists(TEXT, min_size=4, max_size=4), min_size=1, max_size=6), st.booleans())
def test_columns_fill_the_page_and_have_room_for_their_pieces(cells: list[list[str]], bars: bool) -> None:
    rows = [tuple((Run("data", cell),) for cell in row) for row in cells]
    fit = widths(Table(rows[0], rows, frozenset({2, 3})), bars)
    room = (WIDE_PAGE if fit.wide else PAGE) / fit.size
    assert len(fit.widths) == 4 + bars
    assert all(width > 0 for width in fit.widths)
    assert sum(fit.widths) == pytest.approx(room, abs=0.1)
