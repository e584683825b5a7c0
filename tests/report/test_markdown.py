"""The report in Markdown: whole, inert whatever the survey holds, and right in Persian."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import csat
from csat.report.language import languages, read_language
from csat.report.markdown import escape, render
from csat.report.numbers import rounded
from csat.results import Estimate, Record
from tests.report.conftest import build_record

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = ROOT.parent / "shared" / "hostile"
CODES = languages()
Build = Callable[..., Record]

NASTY = [
    "a | b | c", "`code` ``more``", "[click](http://evil.example)", "![x](http://evil.example/x.png)",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "http://evil.example/x", "www.evil.example",
    "someone@evil.example", "<http://evil.example>", "# heading", "- item", "1. one", "> quote", "***", "---", "===",
    "**bold** _it_ ~~no~~", "\\", "\\|", "a\n\n# b\n", "</div>", "&lt;b&gt; &#35;", "[x]: http://evil.example",
    "[^1]", "| --- |", "``` \ncode", "$x$ $$y$$", "<!-- x -->", "&copy;", "    code", "x #", "\u202egnp\u2066",
    "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", "HTTPS://EVIL.EXAMPLE", "\t| x", "`|`",
    "پرسش | [x](y)",
]  # fmt: skip


def parsed(markdown: str) -> list[Token]:
    """The tokens of GitHub's kind of Markdown: tables, raw HTML and bare links are understood."""
    return MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"]).parse(markdown)


def shape(markdown: str) -> list[str]:
    """The kinds of all tokens in their order; runs of text are one, however they were escaped."""
    kinds: list[str] = []
    for token in parsed(markdown):
        for one in (token.children or ()) if token.type == "inline" else (token,):
            if one.type in ("text", "text_special", "softbreak") and kinds[-1:] == ["text"]:
                continue
            kinds.append("text" if one.type in ("text", "text_special", "softbreak") else one.type)
    return [kind for kind in kinds if kind not in ("text", "code_inline", "html_inline")]


def html_of(markdown: str) -> list[str]:
    inline = [child for token in parsed(markdown) for child in token.children or ()]
    return [token.content for token in [*parsed(markdown), *inline] if token.type in ("html_inline", "html_block")]


def survey(headers: Sequence[str]) -> Record:
    """A record in which every text that comes from a survey is one of these."""
    names = [headers[place % len(headers)] + " " * (place >= len(headers)) for place in range(7)]
    record = build_record(
        names, by={names[0]: [names[1], names[2], names[3]]}, constructs={names[4]: names[1:4]},
        not_scored=[names[5]], notices=[f'Column "{names[0]}" holds no valid answers.', names[1]],
        source={"name": names[2], "format": "csv", "sheet": names[3], "size": 1, "sha256": "0" * 64},
    )  # fmt: skip
    ledger = {"read": 10, "scored": 8, "set_aside": {names[1]: 2}, "items": []}
    plan = {**record.plan, "survey": {"title": names[6], "purpose": names[1], "objectives": [names[2], names[3]]}}
    return replace(record, ledger=ledger, plan=plan)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", NASTY)
def test_nothing_out_of_a_survey_is_live(text: str, code: str) -> None:
    language = read_language(code)
    made = render(survey([text]), language).decode()
    assert shape(made) == shape(render(survey(["harmless"]), language).decode())
    allowed = re.compile(r"</?code>|<div dir=\"rtl\" lang=\"fa\">\n?|</div>\n?")
    assert [part for part in html_of(made) if not allowed.fullmatch(part)] == []
    # bare links, which GitHub makes of these, stand in code alone
    told = re.sub(r"(?<!`)`[^`]+`(?!`)", "", made)
    assert not re.search(r"(?i)https?://|www\.\w|\w@\w", told)


@pytest.mark.parametrize("code", CODES)
def test_the_hostile_files_are_inert(code: str) -> None:
    if not HOSTILE.is_dir():
        pytest.skip("shared data absent")
    files = sorted(HOSTILE.glob("inject_*.csv"))
    assert files
    for file in files:
        made = render(csat.score(file), read_language(code)).decode()
        assert not {"link_open", "image", "fence", "code_block", "hr", "blockquote_open"} & set(shape(made)), file.name
        assert not [part for part in html_of(made) if not re.match(r"</?(?:code|div)\b", part)], file.name
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", made), file.name


@given(st.text(max_size=40))
def test_escaped_text_reads_as_it_is(text: str) -> None:
    tokens = parsed(f"x {escape(text)} y")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    shown = "".join(child.content for child in children).replace("\u2060", "")
    assert shown.split() == ["x", *csat.report.safe.clean(text).split(), "y"]


def cells(markdown: str, title: str) -> list[list[str]]:
    """The rows of the first table below a heading, as they read."""
    tokens = parsed(markdown)
    start = next(
        i
        for i, t in enumerate(tokens)
        if t.type == "inline" and title in t.content and tokens[i - 1].type == "heading_open"
    )
    rows: list[list[str]] = []
    for at, token in enumerate(tokens[start:], start):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append("".join(child.content for child in tokens[at + 1].children or ()))
        elif token.type == "table_close":
            break
    return rows


def test_every_headline_figure_stands_with_its_interval_and_base(build: Build) -> None:
    record = build(n=20)
    rows = cells(render(record, read_language("en")).decode(), "Headline figures")
    assert rows[0] == ["Question", "Measure", "Figure", "95 % interval", "n"]
    heads = [e for e in record.estimates if e.metric in ("csat", "nps", "ces", "alpha")]
    assert len(rows) == 1 + len(heads)
    for estimate in heads:
        assert estimate.interval is not None
        assert estimate.value is not None
        row = next(row for row in rows if row[0].startswith(estimate.column or estimate.construct or "-"))
        places = {"percent": 1, "points": 1, "score": 2, "ratio": 3}[estimate.unit]
        assert rounded(abs(estimate.value), places) in row[2]
        assert row[2].endswith("*")  # of 20 answers
        assert rounded(estimate.interval.low, places, sign=estimate.unit == "points") in row[3]
        assert row[4] == str(estimate.n)


def test_both_languages_tell_the_same_figures(build: Build, headers_of: Mapping[str, Sequence[str]]) -> None:
    record = build(headers_of["fa"], by={"استان": ["تهران", "قم", "یزد", "البرز", "ایلام"]})
    english, persian = (render(record, read_language(code)).decode() for code in ("en", "fa"))
    signs = str.maketrans(
        {**dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)), "٫": ".", "٬": ",", "−": "-", "٪": "%"}
    )
    numbers = re.compile(r"(?<!\d)[-+]?\d[\d.,]*")

    def figures(markdown: str) -> list[str]:
        rows = [line for line in markdown.splitlines() if line.startswith("|") and ":-" not in line]
        rows = [line for line in rows if not line.startswith("| **")]  # definitions, in words
        return [n for line in rows[1:] for n in numbers.findall(re.sub("[\u2066-\u2069]", "", line.translate(signs)))]

    english_ones, persian_ones = figures(english), figures(persian)
    assert len(english_ones) > 300
    assert sorted(english_ones) == sorted(persian_ones)


def line_of(markdown: str, estimate: Estimate) -> str:
    """The line of a figure in the appendix: of what it is, the rest of its id, and its value as the record has it."""
    segment = "".join(f"@{name}={value}" for name, value in estimate.segment.items())
    owner, point, rest = estimate.id.removesuffix(segment).partition(f".{estimate.metric}")
    bare = re.sub("[\u2066-\u2069]", "", markdown)
    lines = [line for line in bare.splitlines() if line.startswith(f"| `{owner}{segment}` |")]
    name = re.escape(f"{point}{rest}")
    shown = re.compile(f"`{name}` " if estimate.value is None else f"[` ]{name} {re.escape(repr(estimate.value))}[;`]")
    [line] = [line for line in lines if shown.search(line) or line.endswith("| withheld |  |")]
    return line


def test_withheld_segments_are_said_and_not_told(build: Build) -> None:
    record = build(by={"Region": ["North", "South", "East", "West", "Isle"]})  # the last has 3 answers
    made = render(record, read_language("en")).decode()
    rows = [line for line in made.splitlines() if line.startswith("| Isle ")]
    assert len(rows) == 8  # seven items and a construct
    assert set(rows) == {"| Isle | withheld |  |  |"}
    assert "Withheld: fewer than 5 answers" in made
    own = [line_of(made, estimate) for estimate in record.estimates if estimate.segment == {"Region": "Isle"}]
    assert len(own) == 50
    assert all(line == "| `" + line.split("`")[1] + "` | withheld |  |" for line in own)


def test_a_report_without_a_plan_file_ledger_or_figures_is_still_one(build: Build) -> None:
    for code in CODES:
        made = render(replace(build(), estimates=[], notices=[]), read_language(code)).decode()
        assert made.count("\n# ") + made.startswith("# ") == 1


@pytest.mark.parametrize("survey_file", ["hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx"])
@pytest.mark.parametrize("code", CODES)
def test_the_examples_have_every_figure_with_its_counts(survey_file: str, code: str) -> None:
    record = csat.score(ROOT / "examples" / survey_file)
    made = render(record, read_language(code))
    assert made == render(record, read_language(code))
    text = made.decode()
    for estimate in record.estimates:
        line = line_of(text, estimate)
        assert all(re.search(rf"\b{name} = {re.escape(str(n))}[;`]", line) for name, n in estimate.counts.items())
        assert f"`{estimate.formula}`" in text
    for header in (item["column"] for item in record.plan["items"]):
        assert escape(header) in text
    for column in record.plan["columns"]:
        assert column["role"] == "item" or escape(column["column"]) in text
    assert record.source["sha256"] in text
    assert record.plan["digest"] in text


def test_persian_stands_right_to_left_with_its_own_digits() -> None:
    record = csat.score(ROOT / "examples" / "bank-fa" / "survey.csv", by=["شعبه"])
    made = render(record, read_language("fa")).decode()
    assert made.startswith('<div dir="rtl" lang="fa">\n\n# ')
    assert made.endswith("\n\n</div>\n")
    body, appendix = made.split("## پیوست")
    for line in made.splitlines():
        depth = 0
        for letter in line:
            depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
            assert depth in (0, 1), line
        assert depth == 0, line
    bare = re.sub("[\u2066\u2068][^\u2069]*\u2069", "", body.partition("\n")[2])
    assert not re.search("[0-9]", bare), "a number in English digits outside of what the survey holds"
    assert not re.search("(?<![\u2066\u2068])[-+−][۰-۹]", body), "a sign that is not set apart"
    assert "\u2068رضایت از خدمات \\[همراه‌بانک\\]\u2069" in body
    assert "| --: |" in body
    assert "خیلی ناراضی" in body  # as people write it, not as it is compared
    assert "`" in appendix


def test_right_to_left_text_is_set_apart_in_an_english_report() -> None:
    made = render(csat.score(ROOT / "examples" / "bank-fa" / "survey.csv"), read_language("en")).decode()
    assert "<div" not in made
    assert "### \u2068رضایت از خدمات \\[سرعت خدمات\\]\u2069 (#6)" in made
    assert "\u2068" not in render(csat.score(ROOT / "examples" / "hotel" / "survey.xlsx"), read_language("en")).decode()


def test_a_reversed_items_labels_stand_beside_the_answers_they_mean(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("How satisfied are you?\n" + "Very satisfied\n" * 7 + "Dissatisfied\n" * 3, encoding="utf-8")
    made = render(csat.score(file, reverse=["#1"]), read_language("en")).decode()
    tables = [line for line in made.splitlines() if re.match(r"\| \d ", line)]
    rows = {line.split("|")[1].strip(): line.split("|")[2].strip() for line in tables}
    assert rows["1 Very satisfied"] == "7"
    assert rows["4 Dissatisfied"] == "3"


def test_targets_filters_files_and_odd_answers_are_told(tmp_path: Path) -> None:
    for name, size in (("jan.csv", 47), ("feb.csv", 40)):
        rows = "".join(f"{2 + place % 4},{'City' if place % 5 else 'Sea'}\n" for place in range(size))
        (tmp_path / name).write_text(f"Overall satisfaction (1-5),Hotel\n99,City\n{rows}", encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        '[survey]\ntitle = "Guests"\nlanguage = "fa"\nsampling = "self-selected"\npopulation = 12000\n'
        '[[item]]\nid = "overall"\ncolumn = "Overall satisfaction (1-5)"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[filter]]\ncolumn = "Hotel"\nkeep = ["City"]\n[[target]]\nfigure = "overall.csat"\nat_least = 80\n',
        encoding="utf-8",
    )
    record = csat.score([tmp_path / "jan.csv", tmp_path / "feb.csv"], plan=tmp_path / "plan.toml")
    persian, english = (render(record, read_language(code)).decode() for code in ("fa", "en"))
    assert "# گزارش نظرسنجی: \u2068Guests\u2069" in persian
    assert "۱۲٬۰۰۰" in persian
    assert "12,000" in english
    assert "بیرون از فیلتر «\u2068Hotel\u2069»" in persian
    assert cells(english, "Targets")[1][1:3] == ["at least 80", "50.7 %"]
    assert cells(english, "Targets")[1][4] == "not met"
    assert "برآورده نشده" in persian
    assert cells(english, "Data preparation")[1][0] == 'left out by the filter on "Hotel"'
    assert "| jan.csv | 48 | 38 |" in english
    assert "first in" not in persian
    assert "\u2068jan.csv\u2069، خط ۲" in persian


def test_a_heading_keeps_the_signs_it_ends_with(build: Build) -> None:
    names = ["Overall", "Room", "Staff", "Recommend", "Ease"]
    made = render(build(names, constructs={"Service #": names[1:3]}), read_language("en")).decode()
    assert [t.content for t in parsed(made) if t.type == "inline" and t.content.startswith("Service")][
        -1
    ] == "Service \\#"
