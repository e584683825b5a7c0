"""[[multiple]] in plan files: every error with its line, every layout, other waves, flags above it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.errors import InputError
from csat.planfile.draft import draft_plan

ROOT = Path(__file__).resolve().parents[2]
Plan = Callable[[str], Path]

ROWS = 40
TABLE = pd.DataFrame(
    {
        "Overall satisfaction": [1 + n % 5 for n in range(ROWS)],
        "App": [1 if n % 2 else 0 for n in range(ROWS)],
        "Shop": [1 if n % 4 == 0 else 0 for n in range(ROWS)],
        "Other": ["my words" if n == 2 else "" for n in range(ROWS)],
        "Used": [("Pool, Bar, lobby", "Pool", "", "Spa", "Bar, lobby")[n % 5] for n in range(ROWS)],
        "Reason 1": [("1", "2", "", "9")[n % 4] for n in range(ROWS)],
        "Reason 2": [("2", "", "", "")[n % 4] for n in range(ROWS)],
        "Region": [("North", "South")[n % 2] for n in range(ROWS)],
    }
)
ITEM = '[[item]]\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
TICKS = '[[multiple]]\nid = "booked"\ntext = "How?"\ncolumns = ["App", "Shop", "Other"]\n'
TICKS += 'options = ["By app", "In a shop", "Otherwise"]\nticked = [1]\nwritten = "Otherwise"\n'
JOINED = '[[multiple]]\nid = "used"\ncolumns = "Used"\nseparator = ", "\noptions = ["Pool", "Bar, lobby"]\n'
CODES = '[[multiple]]\nid = "why"\ncolumns = ["Reason 1", "Reason 2"]\ncodes = { "1" = "Price", "2" = "Place" }\n'


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    def write(text: str) -> Path:
        path = tmp_path / "survey.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def shares(record: csat.Record) -> dict[str, tuple[int, int]]:
    """Chosen and base by id, over the whole file."""
    return {e.id: (int(e.counts["chosen"]), e.n) for e in record.estimates if e.metric == "chosen" and not e.segment}


def test_every_layout(plan: Plan) -> None:
    record = csat.score(TABLE, plan=plan(ITEM + TICKS + JOINED + CODES))
    assert shares(record) == {
        # odd rows by app, every fourth in a shop, row 2 otherwise
        "booked.chosen.by_app": (20, 31),
        "booked.chosen.in_a_shop": (10, 31),
        "booked.chosen.otherwise": (1, 31),
        "used.chosen.pool": (16, 32),
        "used.chosen.bar_lobby": (16, 32),
        "used.chosen.other_answers": (8, 32),
        "why.chosen.price": (10, 30),
        "why.chosen.place": (20, 30),
        "why.chosen.other_answers": (10, 30),
    }
    roles = {use["column"]: (use["role"], use["why"]) for use in record.plan["columns"]}
    assert roles["App"] == ("multiple choice", "said by the plan")
    assert roles["Other"] == ("comment", "said by the plan")
    assert "my words" not in record.to_json()
    assert "Spa" not in record.to_json()
    assert [question["text"] for question in record.plan["multiple"]] == ["How?", "Used", "Reason 1"]


def test_multiple_choices_alone_are_a_plan(plan: Plan) -> None:
    assert set(shares(csat.score(TABLE, plan=plan(JOINED)))) == {
        "used.chosen.pool",
        "used.chosen.bar_lobby",
        "used.chosen.other_answers",
    }


def test_options_may_be_the_headers(plan: Plan) -> None:
    record = csat.score(TABLE, plan=plan('[[multiple]]\ncolumns = ["App", "Shop"]\n'))
    assert shares(record) == {"app.chosen.app": (20, 30), "app.chosen.shop": (10, 30)}


def test_declared_codes_and_segments(plan: Plan) -> None:
    record = csat.score(TABLE, plan=plan(ITEM + CODES + "missing = [9]\n"), by=["Region"])
    assert shares(record) == {"why.chosen.price": (10, 20), "why.chosen.place": (20, 20)}
    south = record.find("chosen", segment={"Region": "South"}, option="Place")
    assert south.counts == {"chosen": 10, "base": 10}
    assert south.missing == {"not applicable": 10}
    flagged = csat.score(TABLE, plan=plan(ITEM + CODES), missing=["Reason 1=9"])
    assert shares(flagged) == shares(record)


def test_the_next_wave_may_hold_other_signs(plan: Plan) -> None:
    wave = TABLE.assign(App=["yes" if n % 2 else "no" for n in range(ROWS)])
    record = csat.score(wave, plan=plan(ITEM + TICKS))
    assert shares(record)["booked.chosen.by_app"] == (0, 11)
    assert any(
        "neither ticked nor left, and taken as left: a text (20 answers, first in" in note for note in record.notices
    )
    both = csat.score(wave, plan=plan(ITEM + TICKS.replace("[1]", '[1, "YES"]')))
    assert shares(both)["booked.chosen.by_app"] == (20, 31)
    assert not any("neither ticked" in note for note in both.notices)


def test_a_flag_takes_its_question_out(plan: Plan) -> None:
    record = csat.score(TABLE, plan=plan(ITEM + TICKS + JOINED), csat=["Shop"], scale=["Shop=0-1"])
    assert [question["id"] for question in record.plan["multiple"]] == ["used"]
    roles = {use["column"]: use["role"] for use in record.plan["columns"]}
    assert (roles["App"], roles["Shop"]) == ("nothing", "item")


def test_a_hidden_column_of_words_stays_hidden(plan: Plan) -> None:
    record = csat.score(TABLE, plan=plan(ITEM + TICKS + '[privacy]\nhide = "Other"\n'))
    assert shares(record)["booked.chosen.otherwise"] == (1, 31)
    assert next(use["role"] for use in record.plan["columns"] if use["column"] == "Other") == "personal data"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[multiple]]\ncolumns = "Used"\n', 2, "one column alone holds several choices only with a separator"),
        ('[[multiple]]\ncolumns = "Used"\nseparator = ";"\n', 1, "joined choices need their options"),
        ('[[multiple]]\ncolumns = "Used"\nseparator = ""\noptions = "a"\n', 3, 'separator must be text in "quotes"'),
        ('[[multiple]]\ncolumns = ["a", "b"]\nseparator = ";"\noptions = "a"\n', 2, "in one column, and there are 2"),
        ('[[multiple]]\ncolumns = ["a", "b"]\noptions = ["A"]\n', 3, "1 options for 2 columns"),
        ('[[multiple]]\ncolumns = ["a", "a"]\n', 2, 'column "a" is there twice'),
        ('[[multiple]]\ncolumns = ["a", "b"]\noptions = ["A", "B"]\nwritten = "C"\n', 4, '"C" is not one of the op'),
        (JOINED + "ticked = 1\n", 6, "ticked is for columns of one option each"),
        (JOINED + 'codes = { "1" = "a" }\n', 6, "there are options and codes"),
        (JOINED.replace('"Pool", ', '"Pool", "POOL ", '), 5, "two options are the same"),
        (CODES.replace('"2"', '"1.0"'), 4, "two options are the same"),
        (CODES.replace('"Place"', '""'), 4, "codes with their options"),
        (JOINED.replace('"used"', '"a b"'), 2, "must be of letters"),
        (JOINED + JOINED, 7, 'another question has the id "used"'),
        (ITEM + JOINED.replace('id = "used"', 'id = "overall_satisfaction"'), 6, "another question has the id"),
        ('[[multiple]]\noptions = ["a"]\n', 1, "[[multiple]] has no columns"),
        ('[multiple]\ncolumns = "a"\n', 1, "in double brackets"),
    ],
)  # fmt: skip
def test_errors_with_their_lines(plan: Plan, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        csat.score(TABLE, plan=plan(text))
    assert re.match(rf"survey\.toml:{line}: .*{re.escape(words)}", str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ITEM + JOINED.replace('"Used"', '"Overall satisfaction"'), "is one of a multiple choice, and an item; choose"),
        (JOINED + '[columns]\ncomment = "Used"\n', "is one of a multiple choice, and comment; choose"),
        (TICKS + '[privacy]\nhide = "App"\n', "is one of a multiple choice, and personal data; choose"),
        (JOINED.replace('"Used"', '"Usde"'), 'There is no column "Usde". Did you mean "Used"?'),
    ],
)
def test_columns_that_are_something_else(plan: Plan, text: str, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        csat.score(TABLE, plan=plan(text))


def test_columns_found_by_their_place_are_told_once(plan: Plan) -> None:
    text = TICKS.replace('"App", "Shop", "Other"', '"#2", "#3", "#4"')
    record = csat.score(TABLE, plan=plan(text))
    told = [note for note in record.notices if "by their place alone" in note]
    assert told == ["The plan finds columns #2 to #4 of a multiple choice by their place alone: are they meant?"]


def test_init_writes_what_score_finds(plan: Plan) -> None:
    table = TABLE.assign(Used=[("Pool; Bar", "Pool; Spa", "Spa; Bar", "Bar", "")[n % 5] for n in range(ROWS)])
    table = table.rename(columns={"Used": '=cmd|"x"\x1b[31m'})
    found = csat.score(table)
    draft = draft_plan(table)
    again = csat.score(table, plan=plan(draft.text))
    assert json.dumps(again.to_dict()["estimates"]) == json.dumps(found.to_dict()["estimates"])
    assert len(found.plan["multiple"]) == 1
    assert "1 multiple choice" in draft.summary("survey.toml")


def test_the_documented_example_tabulates(plan: Plan) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "plan.md").read_text("utf-8"), re.DOTALL)
    rows: dict[str, Any] = {
        "Booked: website": [1, "", "yes", 99],
        "Booked: app": [1, 1, "", ""],
        "Booked: other": ["", "by pigeon", "", ""],
        "What did you use?": ["Pool; Bar, lobby", "Sauna; a walk", "", "Pool"],
        "Reason 1": [1, 2, "", 3],
        "Reason 2": [2, "", "", ""],
        "Reason 3": ["", "", "", 1],
    }
    record = csat.score(pd.DataFrame(rows), plan=plan(next(block for block in blocks if "[[multiple]]" in block)))
    found = shares(record)
    assert found["booked.chosen.website"] == (2, 3)
    assert found["booked.chosen.app"] == (2, 3)
    assert found["booked.chosen.other"] == (1, 3)
    assert found["used.chosen.bar_lobby"] == (1, 3)
    assert found["used.chosen.other_answers"] == (1, 3)
    assert found["reasons.chosen.price"] == (2, 3)
