"""The report on a screen and in a pipe: fits, complete without colour, and deaf to hostile names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.cells import cell_len
from rich.console import Console

from csat.report.terminal import notices, show
from csat.results import Record

Build = Callable[..., Record]
ShowText = Callable[..., str]
Headers = Mapping[str, Sequence[str]]

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
BY = {"Region": ["North", "South", "East", "West", "Isle of Man"], "شهر": ["تهران", "اصفهان", "قم"]}


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 200])
@pytest.mark.parametrize("kind", ["en", "fa", "long", "wide", "hostile"])
def test_no_line_is_wider_than_the_screen_and_no_control_leaves(
    build: Build, show_text: ShowText, headers_of: Headers, kind: str, width: int
) -> None:
    headers = headers_of[kind]
    sentence = f"Column D, {headers[0]}: 3 answers are 99, which is no point of the scale"
    text = show_text(build(headers, by=BY, not_scored=[f"{headers[2]} again"], notices=[sentence] * 3), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert not CONTROL.search(text)
    assert "nan" not in text.split()
    assert "Satisfaction, scale 1-5" in text
    assert all(line == line.rstrip() or "  " in line for line in text.splitlines())


def test_a_row_has_value_interval_base_mean_bar_and_the_label_last(build: Build, show_text: ShowText) -> None:
    text = show_text(build())
    row = next(line for line in text.splitlines() if line.endswith("Breakfast"))
    pattern = r" \w  \d\d\.\d   \d\d\.\d to \d\d\.\d  988  \d\.\d\d  ░+▒+█+  Breakfast"
    assert re.fullmatch(pattern, re.sub(r"^( \w) +", r"\1  ", row)), row
    assert "CSAT %  95 % interval    n  mean  answers     item" in text
    for words in ("1,000 rows read, 988 scored, 12 set aside (8 preview, 4 empty)", "sheet Stays", "Qualtrics",
                  "5 satisfaction items (B to F), 1 NPS item (G), 1 CES item (H)",
                  "det% pas% pro%", "high is easy (ces2)", "0.853  0.797 to 0.893  988", "reversed?",
                  "not in any base: 15 blank, 5 invalid"):  # fmt: skip
        assert words in text, words


def test_right_to_left_text_is_isolated_on_a_terminal_only(
    build: Build, show_text: ShowText, headers_of: Headers
) -> None:
    record = build(headers_of["fa"], by={"استان": ["تهران", "قم"]}, notices=["Column «رضایت کلی» was read as cp1256."])
    text = show_text(record, terminal=True, color_system=None)
    assert "\u2068رفتار کارکنان\u2069" in text
    assert "\u2068تهران\u2069" in text
    assert text.count("\u2068") == text.count("\u2069")
    assert all(line.count("\u2068") == line.count("\u2069") for line in text.splitlines())
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    assert "\u2068" not in show_text(record)


def test_brackets_stay_with_their_right_to_left_run(build: Build, show_text: ShowText) -> None:
    notices = ['Column "خدمات [سرعت]" (شعبه) is odd.']
    text = show_text(build(notices=notices), terminal=True, color_system=None)
    assert 'Column "' not in text  # on a terminal the notices go to stderr
    stream = StringIO()
    show(build(notices=notices), Console(file=stream, width=80), isolate=True, with_notices=True)
    assert '"\u2068خدمات [سرعت]\u2069" (\u2068شعبه\u2069) is odd.' in stream.getvalue()


def test_colour_adds_nothing_but_colour(build: Build) -> None:
    record = build(by=BY)
    texts = []
    for options in ({"force_terminal": True, "color_system": "truecolor"}, {"force_terminal": False}):
        stream = StringIO()
        show(record, Console(file=stream, width=80, **options), isolate=False, with_notices=True)
        texts.append(re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue()))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1256", "cp437"])
def test_a_stream_that_cannot_hold_the_signs_gets_others(build: Build, headers_of: Headers, encoding: str) -> None:
    stream = TextIOWrapper(BytesIO(), encoding=encoding, errors="strict")
    show(build(headers_of["fa"], by={"استان": ["تهران"]}), Console(file=stream, width=100))
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)
    assert re.search(r"\.+-+#+  ", text)


def test_suppressed_small_and_undefined_are_words(build: Build, show_text: ShowText) -> None:
    text = show_text(build(by=BY))
    assert re.search(r"< 5 answers: withheld +Isle of Man", text)
    assert re.search(r"\b22 .*\d\* .*West", text)
    assert "* fewer than 30 answers: read with care" in text
    empty = show_text(build(n=0, constructs={}))
    assert "no valid answer" in empty
    assert not re.search(r"\b(nan|inf|None)\b", empty)


def test_a_figure_without_interval_says_why(build: Build, show_text: ShowText) -> None:
    record = build()
    bare = [replace(e, interval=None, no_interval_because="one answer only") for e in record.estimates]
    text = show_text(replace(record, estimates=bare))
    assert "none" in text
    assert "no interval: one answer only" in text


def test_thousands_of_columns_do_not_flood_the_screen(build: Build, show_text: ShowText) -> None:
    headers = [f"Question {place}" for place in range(2400)]
    kinds = ["csat"] * 2300 + ["nps"] * 50 + ["ces"] * 50
    record = build(headers, kinds, n=40, constructs={f"C{place}": headers[:30] for place in range(30)},
                   not_scored=[f"odd {place}" for place in range(200)], notices=["A sentence."] * 500)  # fmt: skip
    text = show_text(record)
    assert len(text.splitlines()) < 200
    assert sum("Question" in line and "#" not in line and ("█" in line) for line in text.splitlines()) <= 40
    assert "more satisfaction items: all are in --json and -o out.csv" in text
    assert "Not scored: 200 columns" in text
    assert "and 190 more: all are in --json" in text
    assert "and 480 more notes" in text


def test_the_flag_that_settles_a_column_can_be_typed(build: Build, show_text: ShowText) -> None:
    text = show_text(build(not_scored=["Rate the wifi", "رضایت از کارمزد", "long " * 20 + "name"]))
    assert "to settle it: --nps 'Rate the wifi' --scale 'Rate the wifi=0-10'" in text
    assert "to settle it: --nps 'J' --scale 'J=0-10'" in text
    assert "to settle it: --nps 'K' --scale 'K=0-10'" in text


def test_notices_alone(build: Build) -> None:
    stream = StringIO()
    notices(build(notices=["Encoding cp1256 was assumed.", "\x1b[2Jx"]), Console(file=stream, width=80))
    assert stream.getvalue() == "note: Encoding cp1256 was assumed.\nnote: [2Jx\n"


def test_nothing_to_score(build: Build, show_text: ShowText) -> None:
    assert "found: nothing to score" in show_text(build([], [], constructs={}, not_scored=["a"]))


def test_what_was_assumed_of_a_text_file_is_told(build: Build, show_text: ShowText) -> None:
    source = {"name": "نظرسنجی.csv", "encoding": "cp1256", "delimiter": ";", "header_row": 3, "platform": "generic"}
    record = build(source=source, by={"Region": ["North"]})
    record = replace(record, plan={**record.plan, "segments": []})
    text = show_text(record)
    assert text.startswith("نظرسنجی.csv · read as cp1256 · parted by semicolons · names in row 3\n")
    assert "can be split with --by: Region (B)" in text


def test_an_item_without_boxes_is_told_by_its_mean(build: Build, show_text: ShowText) -> None:
    record = build(["Rate us 0-100", "Rate them 0-100"], ["csat", "csat"], constructs={}, by={"Region": ["North"]})
    items = [{**item, "scale": {"low": 0, "high": 100, "step": 1.0}, "top": [100.0]} for item in record.plan["items"]]
    estimates = [replace(e, value=None, notes=("No boxes.",)) if e.metric == "csat" else e for e in record.estimates]
    text = show_text(replace(record, plan={**record.plan, "items": items}, estimates=estimates))
    assert "Rating, scale 0-100\n" in text
    assert re.search(r" C +\d\.\d\d +\d\.\d\d to +\d\.\d\d  988 .*Rate us 0-100", text)
    assert "mean C" in text


def test_a_segment_withheld_for_its_neighbour_says_so(build: Build, show_text: ShowText) -> None:
    record = build(by={"Region": ["North", "South"]}, sizes=(40, 7))
    hidden = [
        replace(e, value=None, interval=None, notes=("Withheld: …",)) if e.segment == {"Region": "South"} else e
        for e in record.estimates
    ]
    assert re.search(r"withheld: it would give away .* South", show_text(replace(record, estimates=hidden)))


def test_many_constructs_show_the_worst_items_and_why_alpha_is_undefined(build: Build, show_text: ShowText) -> None:
    headers = [f"Q{place}" for place in range(20)]
    record = build(headers, ["csat"] * 20, constructs={"Service": headers[:10], "Price": headers[10:]}, n=12)
    undefined = [
        replace(e, value=None, notes=("It is not defined.",)) if (e.metric, e.construct) == ("alpha", "Price") else e
        for e in record.estimates
    ]
    text = show_text(replace(record, estimates=undefined))
    assert "badly fitting item" in text
    assert "It is not defined." in text
    assert "* fewer than 30 complete cases" in text
    assert text.count("reversed?") == 8  # the four worst of each


def test_changes_since_an_earlier_record_are_on_the_screen(build: Build, show_text: ShowText) -> None:
    record = build()
    first, second = [e for e in record.estimates if e.metric == "csat" and not e.segment][:2]
    assert first.value is not None
    changes = [
        {"figure": first.id, "before": first.value - 2, "value": 2.0, "low": -1.04, "high": 5.0},
        {"figure": second.id, "because": "defined otherwise"},
    ]
    text = show_text(replace(record, previous={"changes": changes}), 100)
    assert "Changes since the earlier record" in text
    row = next(line for line in text.splitlines() if line.endswith(first.id))
    assert row.split()[:6] == [f"{first.value - 2:.1f}", f"{first.value:.1f}", "+2.0", "-1.0", "to", "+5.0"]
    assert "1 not compared" in text
    assert "earlier record" not in show_text(record, 100)
