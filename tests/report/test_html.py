"""The report as one HTML file: well made, closed to the outside, true to the record, and inert."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

import csat
from csat.report.charts import PALETTE
from csat.report.figures import Figures
from csat.report.html import render
from csat.report.language import languages, read_language
from csat.report.numbers import count, figure
from csat.results import Record
from tests.report.conftest import ENGLISH, PERSIAN
from tests.report.test_markdown import NASTY, survey

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
HOSTILE = ROOT.parent / "shared" / "hostile"
CSS = (ROOT / "csat" / "data" / "report.css").read_text("utf-8")
CODES = languages()
Build = Callable[..., Record]

VOID = {"meta", "br"}
MAY_STAY_OPEN = {"p", "li", "td", "th", "tr", "thead", "tbody"}
ENDED_BY = {
    "li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "thead", "tbody"}, "thead": set[str](),
}  # fmt: skip
ENDED_BY |= {
    block: {"p"} for block in ("p", "ul", "ol", "div", "table", "figure", "h1", "h2", "h3", "h4", "nav", "main")
}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "nav", "main", "h1", "h2", "h3", "h4", "ol", "ul",
    "li", "p", "div", "table", "thead", "tbody", "tr", "th", "td", "span", "b", "i", "bdi", "code", "figure",
    "figcaption", "svg", "desc", "text", "tspan", "rect", "line", "circle",
}  # fmt: skip


@dataclass
class Element:
    """An element with what is in it, in order."""

    tag: str
    given: dict[str, str]
    inner: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        below = [found for part in self.inner if isinstance(part, Element) for found in part.all(*tags)]
        return ([self] if not tags or self.tag in tags else []) + below

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inner)


class Page(HTMLParser):
    """The tree of a page; fails on an end that does not fit, as a strict reader of HTML would."""

    def __init__(self, made: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(made.decode())
        self.close()
        assert [element.tag for element in self.open if element.tag not in MAY_STAY_OPEN] == [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open[-1].tag in ENDED_BY.get(tag, ()):
            self.open.pop()
        assert len(attrs) == len(dict(attrs)), f"an attribute of {tag} twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inner.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"rect", "line", "circle", "text"}, tag
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1].tag != tag:
            assert self.open[-1].tag in MAY_STAY_OPEN, f"</{tag}> ends <{self.open[-1].tag}>"
            self.open.pop()
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def page(record: Record, code: str = "en") -> Element:
    return Page(render(record, read_language(code))).root


def shape(root: Element) -> list[str]:
    """The elements in their order; aside those that depend on the length or the direction of a text."""
    return [e.tag for e in root.all() if e.tag not in ("bdi", "code", "text", "tspan")]


def check(root: Element) -> None:
    """What holds of every page."""
    everything = root.all()
    ids = [e.given["id"] for e in everything if "id" in e.given]
    assert len(ids) == len(set(ids))
    for e in everything[1:]:
        assert e.tag in KNOWN, e.tag
        for name, value in e.given.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "src", "srcset", "action", "xlink:href", "data", "srcdoc", "background"}, name
            if name == "href":
                assert value.removeprefix("#") in ids
            if name in ("aria-labelledby", "aria-describedby"):
                assert value in ids
    for picture in root.all("svg"):
        assert picture.given.get("role") == "img" or picture.given == {"role": "none"}
    levels = [int(e.tag[1]) for e in root.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.all("table"):
        assert table.given["aria-labelledby"] in ids
        assert all(f".{kind}>" in CSS for kind in table.given.get("class", "").split())
        alone = all(row.all("th", "td")[0].tag == "th" for row in table.all("tr"))
        for head in table.all("th"):
            # a head that opens a row says so where the first column is not one of heads alone, which says it by itself
            assert head.given.get("scope", "row" if alone else "") in ("col", "row", "rowgroup")
            assert head.text.strip()


RECORDS: dict[str, Callable[[Build], Record]] = {
    "plain": lambda build: build(),
    "segments": lambda build: build(by={"Region": ["North", "South", "East", "West", "Tiny"]}),
    "persian": lambda build: build(PERSIAN, by={"شعبه": ["مرکزی", "دانشگاه"]}),
    "nothing": lambda build: build(n=0),
    "no items": lambda build: build([], constructs={}, measures=[]),
    "not scored": lambda build: build(not_scored=["Other"], notices=['Column "x" holds no valid answers.']),
}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", RECORDS)
def test_a_page_is_well_made_and_the_same_each_time(build: Build, kind: str, code: str) -> None:
    record = RECORDS[kind](build)
    check(page(record, code))
    assert render(record, read_language(code)) == render(record, read_language(code))


@pytest.mark.parametrize("code", CODES)
def test_a_page_asks_for_nothing(build: Build, code: str) -> None:
    made = render(build(PERSIAN), read_language(code)).decode()
    style = re.search(r"<style>(.*?)</style>", made, re.S)
    policy = re.search(r'http-equiv=Content-Security-Policy content="([^"]*)"', made)
    assert style
    assert policy
    rules = dict(rule.partition(" ")[::2] for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'"
    assert rules["font-src"] == "data:"
    assert "unsafe" not in policy[1]
    assert not re.search(r"@import|url\((?!data:font/woff2;base64,[\w+/=]+\))|expression|javascript:", style[1])
    assert "//" not in style[1].partition("url(data:")[0]
    assert not re.search(
        r"(?i)<script|https?:|\bsrc=|<link|<iframe|<img|<object|<embed|<form", made.replace(style[0], "")
    )
    assert made.index("Content-Security-Policy") < made.index("<title>") < made.index("<style>")
    assert "<meta name=referrer content=no-referrer>" in made


@pytest.mark.parametrize("code", CODES)
def test_a_page_tells_its_language_its_record_and_its_maker(build: Build, code: str) -> None:
    record, language = build(), read_language(code)
    root = page(record, code)
    (html,) = root.all("html")
    assert html.given == {"lang": code, "dir": language.own("direction")}
    told = {meta.given["name"]: meta.given["content"] for meta in root.all("meta") if "name" in meta.given}
    assert told["csat-record"] == record.digest
    assert told["generator"] == f"csat {csat.__version__}"
    assert root.all("title")[0].text == root.all("h1")[0].text != ""
    links = [a.given["href"] for a in root.all("nav")[0].all("a")]
    chapters = [f"#{h.given['id']}" for h in root.all("main")[0].all("h2")]
    assert links == chapters
    assert root.all("a")[0].given["href"] == "#main"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("example", ["hotel/survey.xlsx", "matrix/survey.xlsx", "bank-fa/survey.csv"])
def test_every_figure_shown_is_the_records_rounded_once(example: str, code: str) -> None:
    record = csat.score(EXAMPLES / example)
    root, language, places = page(record, code), read_language(code), Figures(record).places
    marked = [(e.given["data-f"], e.text) for e in root.all() if "data-f" in e.given]
    for mark, told in marked:
        place, part = int(mark[:-1]), mark[-1]
        estimate = record.estimates[place]
        assert part in "vlhn"
        if part == "n":
            assert told == language.digits(count(estimate.n))
            continue
        assert estimate.interval or part == "v"
        value = estimate.value if part == "v" else getattr(estimate.interval, {"l": "low", "h": "high"}[part])
        bare = told.translate(dict.fromkeys(map(ord, " %٪\u200f\u00a0")))
        assert bare == language.digits(figure(value, estimate.unit, places)), (mark, told)
    shown = {mark for mark, _ in marked}
    for place, estimate in enumerate(record.estimates):
        if estimate.distribution is not None and estimate.value is not None:
            assert {f"{place}v", f"{place}n"} <= shown, estimate.id
            assert estimate.interval is None or {f"{place}l", f"{place}h"} <= shown


def test_thirty_items_stay_below_150_kb(tmp_path: Path) -> None:
    aspects = ["Booking", "Arrival and parking", "Waiting time at check-in", "Friendliness of reception"]
    rows = [f"How satisfied were you with the following? [{aspects[n % 4]} {n // 4 + 1}]" for n in range(28)]
    head = ["ID", *rows, "How likely are you to recommend us to a friend? (0-10)", "It was easy to handle my issue"]
    lines = [
        [str(n), *(str((n * n + 7 * item + n // 3) % 5 + 1) for item in range(28)), str(n * 7 % 11), str(n % 7 + 1)]
        for n in range(200)
    ]
    file = tmp_path / "thirty.csv"
    file.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in [head, *lines]), "utf-8")
    record = csat.score(file)
    assert len(record.plan["items"]) == 30
    assert len(render(record, read_language("en"))) < 150_000


# ---------------------------------------------------------------------------------------------------------- Persian


def below(element: Element, apart: bool = False) -> list[tuple[str, bool]]:
    """Each text of an element, and whether something sets its direction apart."""
    apart = apart or element.tag in ("bdi", "code") or ("dir" in element.given and element.tag != "html")
    found: list[tuple[str, bool]] = []
    for part in () if element.tag == "svg" else element.inner:  # pictures have isolates, and tests of their own
        found += [(part, apart)] if isinstance(part, str) else below(part, apart)
    return found


@pytest.mark.parametrize("headers", [ENGLISH, PERSIAN])
def test_in_persian_what_comes_from_the_survey_is_set_apart(build: Build, headers: list[str]) -> None:
    (main,) = page(build(headers, by={"Region": ["North-East", "مرکزی"]}), "fa").all("main")
    texts = [(text, apart) for e in main.inner if isinstance(e, Element) for text, apart in below(e) if text.strip()]
    outside = " ".join(text for text, apart in texts if not apart)
    for name in [*headers, "North-East", "مرکزی"]:
        assert name not in outside, name
        assert any(name in text for text, apart in texts if apart), name
    assert not re.search(r"(?<![\w۰-۹])[-+−][\d۰-۹]", outside)
    for code in main.all("code"):
        assert code.given == {"dir": "ltr"}


def test_in_english_only_what_runs_from_right_to_left_is_set_apart(build: Build) -> None:
    assert not page(build()).all("bdi")
    apart = {e.text for e in page(build(PERSIAN)).all("bdi")}
    assert set(PERSIAN) <= apart


def test_the_font_comes_with_persian_alone(build: Build) -> None:
    assert b"@font-face" not in render(build(), read_language("en"))
    assert b"font-src" not in render(build(), read_language("en"))
    for made in (render(build(PERSIAN), read_language("en")), render(build(), read_language("fa"))):
        assert b"url(data:font/woff2;base64,d09GMg" in made


# ---------------------------------------------------------------------------------------------------------- hostile


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", [*NASTY, "\ud800 lone", "\x00\x1b[31m", "'\"><svg onload=alert(1)>", "x" * 5000])
def test_nothing_out_of_a_survey_is_live(text: str, code: str) -> None:
    root = page(survey([text]), code)
    check(root)
    assert shape(root) == shape(page(survey(["harmless"]), code))
    told = "".join(part for part, _ in below(root))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)


@pytest.mark.parametrize("code", CODES)
def test_the_hostile_files_are_inert(code: str) -> None:
    if not HOSTILE.is_dir():
        pytest.skip("shared data absent")
    files = sorted(HOSTILE.glob("inject_*.csv"))
    assert files
    for file in files:
        check(page(csat.score(file), code))


# ------------------------------------------------------------------------------------------------- tables and charts


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches(build: Build) -> None:
    root = page(build())
    boxes = [div for div in root.all("div") if div.given.get("class") == "x"]
    assert len(boxes) == len(root.all("table"))
    for box in boxes:
        columns = len(box.all("tr")[0].all("th", "td")) - bool(box.all("svg"))
        if columns > 3:
            assert box.given["tabindex"] == "0"
            assert box.given["role"] == "group"
            assert box.given["aria-labelledby"]


def test_every_row_has_a_head_and_every_table_its_columns(build: Build) -> None:
    for table in page(build(by={"Region": ["North", "South", "Tiny"]})).all("table"):
        width, spanned = 0, 0
        for row in table.all("tr"):
            cells = row.all("th", "td")
            columns = len(cells) + (spanned > 0)
            spanned = max(spanned - 1, 0) or max((int(c.given.get("rowspan", 1)) - 1 for c in cells), default=0)
            width = width or columns
            assert columns == width
        for row in [row for body in table.all("tbody") for row in body.all("tr")]:
            assert row.all("th")


def test_the_bars_of_answers_are_as_long_as_their_counts(build: Build) -> None:
    record = build()
    root = page(record)
    bars = [table for table in root.all("table") if table.all("rect")]
    told = [e.distribution for e in record.estimates if e.distribution and not e.segment]
    assert len(bars) == len(told)
    for table, counts in zip(bars, told, strict=True):
        widths = [float(r.given["width"].removesuffix("%")) for r in table.all("rect")]
        there = [n for n in counts.values() if n]
        assert widths == [pytest.approx(100 * n / max(there), abs=0.06) for n in there]


def test_every_chart_is_told_by_a_table_too(build: Build) -> None:
    (main,) = page(build(by={"Region": ["North", "South", "Tiny"]})).all("main")
    kinds = [e.tag if e.tag != "div" else "table" for e in main.inner if isinstance(e, Element)]
    assert "figure" in kinds
    for place, kind in enumerate(kinds):
        if kind == "figure":
            assert next(after for after in kinds[place:] if after != "figure") == "table"


# ------------------------------------------------------------------------------------------------------------ colours


def colours(css: str) -> dict[str, str]:
    full = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", css))
    return {name: "#" + "".join(2 * c for c in v[1:]) if len(v) == 4 else v for name, v in full.items()}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_LIGHT, _, _REST = CSS.partition("@media screen and (prefers-color-scheme:dark)")
SCHEMES = {"light": colours(_LIGHT), "dark": colours(_LIGHT) | colours(_REST)}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_contrast(scheme: str) -> None:
    has = SCHEMES[scheme]
    for ground in ("bg", "card"):
        for ink in ("ink", "soft", "link", "target"):
            assert contrast(has[ink], has[ground]) >= 4.5, (ink, ground)
        for mark in "abmcdp":
            assert contrast(has[mark], has[ground]) >= 3, (mark, ground)
    for mark in "abmcdp":
        assert contrast(has[mark.upper()], has[mark]) >= 4.5, mark


def test_charts_that_stand_alone_have_the_colours_of_the_page() -> None:
    light = SCHEMES["light"]
    names = {"grid": "line"}
    assert {name: light[names.get(name, name)] for name in PALETTE} == PALETTE
    assert "var(--" in CSS
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= {*light, "text"}
