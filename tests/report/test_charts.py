"""The geometry of the charts: lengths are shares, places are values, and text is text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.report.chart_text import CUT, fitting, width_of
from csat.report.charts import MOST_ROWS, PALETTE, legend, pieces, svg
from csat.report.document import Bar, Chart, Point, Run, Share, Text, data, plain, words
from csat.report.language import languages, read_language

ENGLISH, PERSIAN = read_language("en"), read_language("fa")
CODES = languages()
KINDS: tuple[Literal["low", "middle", "high"], ...] = ("low", "low", "middle", "high", "high")
SVG = "{http://www.w3.org/2000/svg}"

counts = st.lists(st.integers(0, 500), min_size=5, max_size=5)
texts = st.text(max_size=60)
percents = st.floats(0, 100)


def number(text: str) -> Text:
    return (Run("number", text),)


def bar(label: str, answers: list[int]) -> Bar:
    base = sum(answers)
    shares = [
        Share(kind, data(f"point {place}"), 100 * n / base if base else 0.0, number(f"{n} %"))
        for place, (kind, n) in enumerate(zip(KINDS, answers, strict=True))
    ]  # fmt: skip
    return Bar(data(label), shares if base else [])


def point(label: str, value: float | None, half: float = 5.0) -> Point:
    if value is None:
        return Point(data(label), None, None, None, words("withheld"))
    return Point(data(label), value, value - half, value + half, number(f"{value:.1f}"))


def drawn(chart: Chart, code: str = "en", alone: int | None = 480) -> ET.Element:
    """The picture that stands alone, as any reader of XML sees it."""
    return ET.fromstring(svg(chart, read_language(code), "c1", alone))


def percent(element: ET.Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


def parts(root: ET.Element) -> dict[str, list[tuple[float, float, str]]]:
    """The rectangles by their top: left, width and colour, in percent."""
    found: dict[str, list[tuple[float, float, str]]] = {}
    for rect in root.iter(f"{SVG}rect"):
        if rect.attrib["width"].endswith("%"):
            where = (percent(rect, "x"), percent(rect, "width"), rect.attrib["fill"])
            found.setdefault(rect.attrib["y"], []).append(where)
    return found


@pytest.mark.parametrize("code", CODES)
@given(st.lists(counts, min_size=1, max_size=6))
def test_parts_of_a_bar_lie_end_to_end_and_make_it_whole(code: str, rows: list[list[int]]) -> None:
    chart = Chart("stacked", words("title"), [bar(f"q{place}", row) for place, row in enumerate(rows)])
    found = list(parts(drawn(chart, code)).values())
    full = [row for row in rows if sum(row)]
    assert len(found) == len(full)
    widths = []
    for row, rects in zip(full, found, strict=True):
        assert len(rects) == sum(n > 0 for n in row)
        inner = sorted(rects)
        for (left, width, _), (after, _, _) in pairwise(inner):
            assert left + width == pytest.approx(after, abs=0.03)
        assert min(left for left, _, _ in rects) > -0.02
        assert max(left + width for left, width, _ in rects) < 100.03
        total = sum(width for _, width, _ in rects)
        widths.append(total)
        for n, (_, width, _) in zip([n for n in row if n], rects, strict=True):
            assert width == pytest.approx(total * n / sum(row), abs=0.06)
    # all rows are of one length, since each is of 100 percent
    assert max(widths, default=0) - min(widths, default=0) < 0.12


@pytest.mark.parametrize("code", CODES)
@given(counts.filter(lambda answers: sum(answers) > 0))
def test_the_middle_of_a_bar_is_the_middle_of_its_middle_answers(code: str, answers: list[int]) -> None:
    root = drawn(Chart("stacked", words("t"), [bar("q", answers)]), code)
    line = next(root.iter(f"{SVG}line"))
    middle = percent(line, "x1")
    rects = next(iter(parts(root).values()))
    reach = {True: 0.0, False: 0.0}
    for left, width, _ in rects:
        reach[True] += max(min(left + width, middle) - left, 0)
        reach[False] += max(left + width - max(left, middle), 0)
    bad = sum(answers[:2]) + answers[2] / 2
    left_is_bad = code == "en"
    total = reach[True] + reach[False]
    assert reach[left_is_bad] == pytest.approx(total * bad / sum(answers), abs=0.15)


def test_in_persian_the_picture_is_mirrored_and_its_numbers_are_not() -> None:
    chart = Chart("points", words("t"), [point("a", 80.0)], 0, 100)
    english, persian = drawn(chart), drawn(chart, "fa")
    circles = [percent(next(root.iter(f"{SVG}circle")), "cx") for root in (english, persian)]
    assert sum(circles) == pytest.approx(100, abs=0.02)
    ticks = [text.text or "" for text in persian.iter(f"{SVG}text") if text.text and "۱۰۰" in text.text]
    assert ticks
    signed = drawn(Chart("points", words("t"), [point("a", -5.0)], -100, 100), "fa")
    assert any("\u2066−۵۰\u2069" in (text.text or "") for text in signed.iter(f"{SVG}text"))
    assert {root.attrib["direction"] for root in (english, persian)} == {"ltr"}


@pytest.mark.parametrize("code", CODES)
@given(st.floats(-100, 100), st.floats(0, 50), st.sampled_from([(-100.0, 100.0), (-150.0, 160.0)]))
def test_a_dot_lies_on_its_interval_at_its_value(
    code: str, value: float, half: float, axis: tuple[float, float]
) -> None:
    low, high = max(value - half, -100.0), min(value + half, 100.0)
    chart = Chart("points", words("t"), [Point(data("x"), value, low, high, words("v"))], *axis)
    root = drawn(chart, code)
    ((left, width, _),) = next(iter(parts(root).values()))
    middle = percent(next(root.iter(f"{SVG}circle")), "cx")
    assert left - 0.02 <= middle <= left + width + 0.02
    share = (value - axis[0]) / (axis[1] - axis[0])
    expected = 1.5 + 97 * (share if code == "en" else 1 - share)
    assert middle == pytest.approx(expected, abs=0.01)
    assert width == pytest.approx(97 * (high - low) / (axis[1] - axis[0]), abs=0.02)


def test_what_is_withheld_has_its_word_and_no_mark() -> None:
    root = drawn(Chart("points", words("t"), [point("North", None), point("South", 40.0)]))
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert "withheld" in said
    assert "North" in said


def test_the_target_is_a_line_with_its_number() -> None:
    chart = Chart("points", words("t"), [point("a", 40.0)], 0, 100, target=80)
    root = drawn(chart)
    lines = [line for line in root.iter(f"{SVG}line") if line.attrib["stroke"] == PALETTE["target"]]
    assert [percent(line, "x1") for line in lines] == [pytest.approx(1.5 + 97 * 0.8)]
    assert any(text.text == "wanted 80" for text in root.iter(f"{SVG}text"))
    assert PALETTE["target"] not in svg(replace(chart, target=None), ENGLISH, "c", 480)


@given(st.integers(1, 60))
def test_pieces_hold_every_row_once_on_one_axis(rows: int) -> None:
    chart = Chart("stacked", words("t"), [bar(f"q{n}", [n, 1, 2, 60 - n, 3]) for n in range(rows)])
    made = pieces(chart)
    assert [row for piece in made for row in piece.rows] == list(chart.rows)
    assert all(len(piece.rows) <= MOST_ROWS for piece in made)
    assert len({(piece.low, piece.high) for piece in made}) == 1
    assert pieces(replace(chart, rows=[])) == []


def test_the_legend_tells_every_colour_once_from_worst_to_best() -> None:
    chart = Chart(
        "stacked", words("t"), [bar("a", [0, 0, 0, 0, 0]), bar("b", [1, 2, 3, 4, 5]), bar("c", [5, 4, 3, 2, 1])]
    )
    keys = legend(chart)
    assert [key.paint for key in keys] == ["a", "b", "m", "c", "d"]
    assert [plain(key.name) for key in keys] == [f"point {place}" for place in range(5)]
    assert [f"point {place}" in svg(chart, ENGLISH, "c", 480) for place in range(5)] == [True] * 5
    assert legend(replace(chart, kind="points", rows=[])) == []


@pytest.mark.parametrize("code", CODES)
@given(texts, texts, st.sampled_from(["stacked", "bars", "points"]))
def test_any_text_is_text(code: str, label: str, told: str, kind: str) -> None:
    chart = Chart("bars", data(label), [Bar(data(label), [Share("plain", data(told), 30, data(told))])])
    if kind == "stacked":
        chart = replace(chart, kind="stacked")
    elif kind == "points":
        chart = Chart("points", data(label), [Point(data(label), 30, 20, 40, data(told))])
    root = drawn(chart, code)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "text",
        "rect",
        "line",
        "circle",
    }
    for element in root.iter():
        assert not {name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"}


@given(st.lists(st.tuples(st.sampled_from(["words", "data", "number"]), texts), max_size=4), st.floats(1, 60))
def test_a_label_is_cut_to_its_room(runs: list[tuple[str, str]], room: float) -> None:
    text: Text = tuple(Run(kind, told) for kind, told in runs)  # type: ignore[arg-type]
    short = fitting(text, room)
    if width_of(text) <= room:
        assert CUT not in plain(short).replace(CUT, "", plain(text).count(CUT))
    else:
        assert width_of(short) < width_of(text) + 1
        assert CUT in plain(short)
    if len(text) == 1 and room > 3:
        assert width_of(short) <= room + 1


def test_a_cut_label_keeps_its_beginning_and_its_end() -> None:
    question = data("How satisfied were you with the following? [Friendliness of the staff at the reception]")
    short = plain(fitting((*question, *words(" (F)")), 30))
    assert short.startswith("How sat")
    assert short.endswith("reception] (F)")
    assert len(short) < 60


def test_a_picture_in_a_page_is_painted_by_classes_alone() -> None:
    made = svg(Chart("stacked", words("t"), [bar("q", [1, 2, 3, 4, 5])]), ENGLISH, "c7")
    assert "style" not in made
    assert not re.search(r"#[0-9a-f]{6}", made)
    assert "role=img aria-labelledby=c7t aria-describedby=c7d" in made
    assert "<title id=c7t>t</title>" in made


def test_pictures_are_the_same_each_time() -> None:
    chart = Chart("stacked", words("t"), [bar("q", [1, 2, 3, 4, 5])])
    assert svg(chart, PERSIAN, "c") == svg(chart, PERSIAN, "c")


def test_an_axis_without_length_is_no_error() -> None:
    assert drawn(Chart("points", words("t"), [point("a", 3.0)], 3, 3)) is not None
    assert drawn(Chart("points", words("t"), [], 0, 100)) is not None
    assert drawn(Chart("stacked", words("t"), [bar("a", [0] * 5)])) is not None
