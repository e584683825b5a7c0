"""Multiple choices on a screen and in a pipe: top options first, bounded, never wider than the screen."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from io import StringIO

import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

import csat
from csat.report import markdown
from csat.report.language import read_language
from csat.report.terminal import show
from csat.report.tidy import render

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ENGLISH = ["App", "Shop", "Telephone", "Letter"]
PERSIAN = ["اپلیکیشن موبایل", "شعبه", "تلفن‌بانک", "خودپرداز (عابربانک، کیوسک)"]
HOSTILE = ["\x1b]0;owned\x07app", "[bold]x[/bold]", "a\u202eb", "x" + "\u0301" * 300]
LONG = [f"An option of many words that goes on and on until nobody reads it any more, number {n}" for n in range(4)]


def survey(options: Sequence[str], questions: int = 1, rows: int = 60) -> csat.Record:
    rng = random.Random(2)
    table = {"Overall satisfaction (1-5)": [1 + n % 5 for n in range(rows)]}
    cells = {
        f"{'کدام روش‌ها؟' if options is PERSIAN else 'Which of these do you use?'} {n}": [
            ";".join(option for place, option in enumerate(options) if rng.random() < 0.9 - 0.8 * place / len(options))
            for _ in range(rows)
        ]
        for n in range(questions)
    }
    return csat.score(pd.DataFrame({**table, **cells, "Region": ["North", "South"] * (rows // 2)}), by=["Region"])


def text_of(record: csat.Record, width: int = 80, terminal: bool = False) -> str:
    stream = StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal, color_system=None, highlight=False)
    show(record, console, isolate=terminal)
    return stream.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("options", [ENGLISH, PERSIAN, HOSTILE, LONG], ids=["en", "fa", "hostile", "long"])
def test_it_fits_and_holds_no_control(options: list[str], width: int) -> None:
    text = text_of(survey(options), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert not CONTROL.search(text)
    assert "Multiple choice, percent of respondents who chose at least one option" in text.replace("\n", " ")


def test_the_most_chosen_come_first_and_the_base_stands_above() -> None:
    record = survey(ENGLISH)
    lines = text_of(record).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Multiple choice"))
    head, first = lines[at + 1], lines[at + 2]
    entry = record.ledger["multiple"][0]
    assert head == " #2  Which of these do you use? 0"
    assert first.endswith(f"  option, n = {entry['chose']}, {entry['no_choice']} no choice")
    rows = [line.split() for line in lines[at + 3 : at + 7]]
    assert [row[-1] for row in rows] == ENGLISH
    for row, option in zip(rows, entry["options"], strict=True):
        share = record.find("chosen", option=option["option"])
        assert share.interval
        assert row[0] == f"{share.value:.1f}"
        assert [row[1], row[3]] == [f"{share.interval.low:.1f}", f"{share.interval.high:.1f}"]
        assert row[4] == str(option["chosen"])
    assert "found: 1 satisfaction item (#1), 1 multiple choice (#2)" in lines
    assert not any(line.startswith("left out") for line in lines)


def test_right_to_left_options_are_isolated_on_a_terminal_only() -> None:
    record = survey(PERSIAN)
    assert "\u2068شعبه\u2069" in text_of(record, terminal=True)
    assert "\u2068" not in text_of(record)


def test_what_is_shown_is_bounded_and_the_rest_is_in_the_record() -> None:
    options = [f"Option {n:02d}" for n in range(30)]
    record = survey(options, questions=15, rows=200)
    text = text_of(record)
    assert "and 22 more options: all are in --json and -o out.csv" in text
    assert "and 3 more multiple choices: all are in --json and -o out.csv" in text
    assert len(text.splitlines()) < 200
    shares = [estimate for estimate in record.estimates if estimate.metric == "chosen"]
    assert len(shares) == 30 * 15 * 3
    assert len(json.loads(record.to_json())["estimates"]) == len(record.estimates)
    rows = render(record, read_language("en")).decode("utf-8-sig").splitlines()
    assert sum(",chosen," in row for row in rows) == len(shares)


def test_ten_options_are_all_shown() -> None:
    text = text_of(survey([f"Option {n}" for n in range(10)], rows=200))
    assert "more options" not in text


def test_segments_are_told_to_be_elsewhere() -> None:
    assert "multiple choices by segment: all are in --json and -o out.csv" in text_of(survey(ENGLISH))
    alone = csat.score(
        pd.DataFrame({"Which?": ["A;B", "B;C", "A", "C;A"] * 15, "Region": ["N", "S"] * 30}), by=["Region"]
    )
    text = text_of(alone)
    assert "By Region" not in text  # there is no headline figure for its table
    assert "multiple choices by segment" in text


def test_small_and_empty_bases() -> None:
    few = text_of(survey(ENGLISH, rows=20))
    assert re.search(r"option, n = \d\d\*", few)
    assert "* fewer than 30 respondents: read with care" in few


def test_nobody_chose(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    plan = tmp_path / "plan.toml"
    plan.write_text('[[multiple]]\ncolumns = ["App", "Shop"]\n', encoding="utf-8")
    record = csat.score(pd.DataFrame({"App": ["0"] * 40, "Shop": ["0"] * 40}), plan=plan)
    text = text_of(record)
    assert " Nobody chose an option." in text.splitlines()
    assert any("nobody chose an option" in notice for notice in record.notices)


def test_the_tidy_table_names_the_option() -> None:
    header, *rows = render(survey(ENGLISH), read_language("en")).decode("utf-8-sig").splitlines()
    place = header.split(",").index("option")
    assert {row.split(",")[place] for row in rows if ",chosen," in row} == set(ENGLISH)
    assert {row.split(",")[place] for row in rows if ",mean," in row} == {""}


@pytest.mark.parametrize("code", ["en", "fa"])
@pytest.mark.parametrize("options", [ENGLISH, PERSIAN, HOSTILE], ids=["en", "fa", "hostile"])
def test_the_report_has_a_table_of_it(options: list[str], code: str) -> None:
    record, language = survey(options), read_language(code)
    made = markdown.render(record, language).decode()
    entry = record.ledger["multiple"][0]
    assert f"## {language.texts['report']['multiple']}" in made
    assert language.texts["missing"]["no choice"] in made
    for option in entry["options"]:
        share = record.find("chosen", option=option["option"])
        assert share.value is not None
        assert language.digits(f"{share.value:.1f}") in made
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", made)
    assert "other answers" not in made or code == "en"


def test_other_answers_are_told_in_the_language_of_the_report() -> None:
    table = pd.DataFrame({"Which?": ["A;B", "B;C", "A", "C;A", "my words;A", "B"] * 2 + ["A;B", "C", "B;C"] * 12})
    record = csat.score(table)
    assert record.find("chosen", option="other answers").counts["chosen"] == 2
    made = markdown.render(record, read_language("fa")).decode()
    assert "| پاسخ‌های دیگر |" in made
    assert "other answers" not in re.sub("`[^`]*`", "", made)
