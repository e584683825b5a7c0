"""Multiple choices in the platforms' layouts, counted by hand; and the plan that csat init writes of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.planfile.draft import draft_plan
from csat.results import Record

from .conftest import Write
from .platform_files import EXPORTS
from .test_platforms import CASES as LAYOUTS
from .test_platforms import write as write
from .test_platforms import written
from .test_platforms_shared import exports, only_tests

JOINED = {"App": 6, "Shop": 5, "other answers": 3}
# id: respondents who chose any, and how many chose each option
COUNTED: dict[str, dict[str, tuple[int, dict[str, int]]]] = {
    "qualtrics three rows by text": {"q3": (5, {"App": 3, "Shop": 3})},
    "qualtrics three rows by number": {"q3": (4, {"App": 3, "Shop": 2})},
    "qualtrics two rows": {"q3": (6, {"App": 4, "Shop": 3})},
    "qualtrics early Insights": {"q2": (5, {"App": 3, "Shop": 2})},
    "surveymonkey": {"which_do_you_use": (6, {"App": 4, "Shop": 3, "Other (please specify)": 0})},
    "surveymonkey without its own columns": {
        "which_do_you_use": (6, {"App": 4, "Shop": 3, "Other (please specify)": 0})
    },
    "google sheet": {"which": (9, JOINED)},
    "google forms page": {"which": (9, JOINED)},
    "microsoft forms": {"which": (9, JOINED)},
    "limesurvey by text": {"which": (4, {"App": 4, "Shop": 0, "Other": 0})},
    "limesurvey by code": {"g01q02": (4, {"SQ001": 4, "SQ002": 0})},
    "typeform": {"app_and_1_more_options": (6, {"App": 4, "Shop": 3})},
    "alchemer": {"which_do_you_use": (6, {"App": 4, "Shop": 3})},
    "kobo": {"visit_uses": (9, {"app": 9, "shop": 4})},
    "redcap raw": {"uses": (9, {"1": 9, "2": 4})},
    "redcap labels": {"which": (9, {"App": 9, "Shop": 0})},
    "questionpro two rows below lines about the export": {"which_do_you_use": (6, {"App": 4, "Shop": 3})},
    "indico": {"survey_which": (9, JOINED)},
    "limesurvey by answer codes": {"g01q02": (4, {"SQ001": 4, "SQ002": 0})},
    "touchpoints": {
        "positive_drivers": (9, {"effectiveness": 9, "ease": 0, "efficiency": 9, "other": 0}),
        "negative_drivers": (4, {"effectiveness": 0, "ease": 4, "efficiency": 0, "other": 0}),
    },
}
CASES = [(name, kind) for name, kind in LAYOUTS if name in COUNTED]


def tables(record: Record) -> dict[str, tuple[int, dict[str, int]]]:
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for estimate in record.estimates:
        if estimate.metric == "chosen" and not estimate.segment and estimate.option:
            id = estimate.id.partition(".")[0]
            found.setdefault(id, (estimate.n, {}))[1][estimate.option] = int(estimate.counts["chosen"])
    return found


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_counts(name: str, kind: str, write: Any, tmp_path: Path) -> None:
    path, flags = write(EXPORTS[name].rows, kind), EXPORTS[name].flags
    record = csat.score(path, **flags)
    assert tables(record) == COUNTED[name]
    rows = record.ledger["scored"]
    for entry in record.ledger["multiple"]:
        assert entry["chose"] + entry["no_choice"] + entry["not_applicable"] == rows
    plan = tmp_path / "plan.toml"
    plan.write_text(draft_plan(path, **flags).text, encoding="utf-8")
    again = csat.score(path, plan=plan)
    assert json.dumps(again.to_dict()["estimates"]) == json.dumps(record.to_dict()["estimates"])
    assert again.ledger["multiple"] == record.ledger["multiple"]


def test_every_export_with_a_multiple_choice_is_counted_here() -> None:
    assert {name for name, export in EXPORTS.items() if export.multiple} == set(COUNTED)


def test_who_was_not_asked_is_told_apart(csv_file: Write) -> None:
    record = csat.score(csv_file(written(EXPORTS["limesurvey by text"].rows)))
    entry = record.ledger["multiple"][0]
    # the one with N/A for Shop ticked App: N/A alone would be not asked
    assert (entry["chose"], entry["no_choice"], entry["not_applicable"]) == (4, 5, 0)


def test_words_for_another_choice_belong_to_the_base_and_stay_hidden(csv_file: Write) -> None:
    rows = [list(row) for row in EXPORTS["surveymonkey"].rows]
    rows[2 + 2][11] = "by pigeon, as Ann does"  # this respondent ticked no box
    rows[2 + 3][11] = "n/a"
    record = csat.score(csv_file(written(rows)))
    assert tables(record)["which_do_you_use"] == (7, {"App": 4, "Shop": 3, "Other (please specify)": 1})
    assert "pigeon" not in record.to_json()
    assert next(use["role"] for use in record.plan["columns"] if use["letter"] == "#12") == "comment"


@pytest.mark.parametrize("name", ["alchemer", "questionpro two rows below lines about the export"])
def test_words_within_a_block_are_one_of_its_options(name: str, csv_file: Write) -> None:
    """Where the field for another choice stands among the boxes, its words do not make these anything but boxes."""
    export = EXPORTS[name]
    at = 12 if name == "alchemer" else 19  # behind the boxes for App and Shop
    above, body = export.rows[: export.lines], [list(row) for row in export.rows[export.lines :]]
    for place, row in enumerate(body):
        written_in = ["Other - Write In:Which do you use?"] if name == "alchemer" else ["", "Other"]
        words = f"my words {place}" if place % 4 == 0 else ""
        row.insert(at, written_in[place] if place < export.header_rows else words)
    record = csat.score(csv_file(written([*above, *body])))
    (question,) = record.plan["multiple"]
    rows = body[export.header_rows :]
    label = "Other - Write In" if name == "alchemer" else "Other"
    assert tables(record)["which_do_you_use"] == (
        sum(any(row[column] not in ("", None) for column in (at - 2, at - 1, at)) for row in rows),
        {"App": 4, "Shop": 3, label: sum(bool(row[at]) for row in rows)},
    )
    assert [option.get("written", False) for option in question["options"]] == [False, False, True]
    assert "my words" not in record.to_json()


def test_single_boxes_side_by_side_are_no_question(csv_file: Write) -> None:
    first = ["Respondent ID", "Collector ID", "Start Date", "How satisfied are you?", "May we call?", "May we write?"]
    second = ["", "", "", "Response", "Yes, call me", "Yes, write to me"]
    body = [
        [10000000000 + at, 400, f"01/0{at + 1}/2025 10:00:00", 1 + at % 5, "Yes, call me" if at % 2 else "",
         "Yes, write to me" if at % 3 else ""]
        for at in range(9)
    ]  # fmt: skip
    record = csat.score(csv_file(written([first, second, *body])))
    assert "multiple" not in record.plan


def test_very_many_words_for_another_choice(csv_file: Write) -> None:
    export = EXPORTS["surveymonkey"]
    body = [[*row[:11], f"words of respondent {n}-{at}"] for n in range(200) for at, row in enumerate(export.rows[2:])]
    record = csat.score(csv_file(written([*export.rows[:2], *body])))
    assert tables(record)["which_do_you_use"][0] == 1800
    assert record.find("chosen", option="Other (please specify)").value == 100
    assert record.find("chosen", option="App").counts == {"chosen": 800, "base": 1800}


@pytest.mark.parametrize("flag", ["csat", "nps"])
def test_a_column_scored_by_flag_takes_its_question_out(flag: str, csv_file: Write) -> None:
    path = csv_file(written(EXPORTS["kobo"].rows))
    asked: dict[str, Any] = {flag: ["visit/uses/shop"]}
    record = csat.score(path, **asked, scale={"visit/uses/shop": "0-10"})
    assert "multiple" not in record.plan
    roles = {use["column"]: use["role"] for use in record.plan["columns"]}
    assert roles["visit/uses/shop"] == "item"
    assert roles["visit/uses/app"] == "nothing"


def test_a_tick_box_may_be_a_segment_too(csv_file: Write) -> None:
    rows = [EXPORTS["surveymonkey"].rows[:2], EXPORTS["surveymonkey"].rows[2:] * 9]
    record = csat.score(csv_file(written([*rows[0], *rows[1]])), by=["Shop"])
    assert tables(record)["which_do_you_use"] == (54, {"App": 36, "Shop": 27, "Other (please specify)": 0})
    among = record.find("chosen", option="App", segment={"Shop": "Shop"})
    assert among.counts == {"chosen": 9, "base": 27}


def test_typeform_questions_side_by_side(csv_file: Write) -> None:
    header = ["#", "App", "Shop", "Other", "App", "Shop", "Till", "", "Submitted At", "Token"]
    body = [
        [f"t{at}", "App" if at % 2 else "", "Shop" if at % 3 else "", "my words" if at == 0 else "",
         "App", "" if at % 4 else "Shop", "", "", f"2025-01-0{at + 1} 10:00:00", f"qi5b4hs3yrmzhq5b4h{at}"]
        for at in range(9)
    ]  # fmt: skip
    record = csat.score(csv_file(written([header, *body])))
    assert list(tables(record).values()) == [
        (8, {"App": 4, "Shop": 6, "Other": 1}),
        (9, {"App": 9, "Shop": 3}),  # nobody chose Till, and who knows whose it is
    ]
    assert any("does not say where one question ends" in notice for notice in record.notices)


def test_response_sets_of_an_spss_file() -> None:
    from csat.io.spss import _sets

    sets = [
        {"name": "uses", "label": "Which?", "variables": ["m1", "m2"], "dichotomy": True, "counted": 2},
        {"name": "why", "label": "", "variables": ["c1", "c2", "gone"], "dichotomy": False, "counted": None},
        {"name": "again", "label": " ", "variables": ["m1", "m2"], "dichotomy": True, "counted": 1.0},
        {"name": "words", "label": "", "variables": ["m1", "m2"], "dichotomy": True, "counted": "Yes "},
        {"name": "none", "label": "", "variables": ["m1", "m2"], "dichotomy": True, "counted": None},
    ]
    assert [(one.text, one.columns, one.ticked, one.codes) for one in _sets(["sat", "m1", "m2", "c1", "c2"], sets)] == [
        ("Which?", (1, 2), "2", False),
        ("why", (3, 4), None, True),
        ("again", (1, 2), "1", False),
        ("words", (1, 2), "Yes", False),
    ]


def test_an_spss_file_with_response_sets(shared: Path) -> None:
    """Counted by hand from its six cases."""
    pytest.importorskip("pyreadstat")
    record = csat.score(shared / "exports" / "spss" / "spss_alltypes_mrsets.sav")
    assert tables(record) == {
        "my_multiple_response_set": (5, {"Response #1": 3, "Response #2": 4, "Response #3": 0}),
        "categorical_array": (6, {"a": 3, "b": 6, "c": 3, "d": 3}),
    }


# ---------------------------------------------------------------- real exports


def chose_any(cells: pd.DataFrame) -> int:
    """The rows with any selected cell, by the rule of the expectations."""
    return int((~cells.isin(["", "0", "No", "N/A"])).any(axis=1).sum())


def cells(path: Path, header_rows: int) -> pd.DataFrame:
    """All cells below the header as texts, by pandas."""
    if path.suffix == ".xlsx":
        table = pd.read_excel(path, header=None, dtype=str, keep_default_na=False, engine="openpyxl")
    else:
        first = path.read_text("utf-8-sig").splitlines()[0]
        mark = ";" if first.count(";") > first.count(",") else ","
        table = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, sep=mark)
    return table.fillna("").iloc[header_rows:]


WIDE = [name for name in sorted(exports()) if exports()[name].get("multi")]


@pytest.mark.parametrize("name", WIDE)
def test_selected_counts_of_real_exports(shared: Path, name: str, tmp_path: Path) -> None:
    entry, path = exports()[name], shared / "exports" / name
    if only_tests(name):  # every response is a test: counted as if they were not
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        status = next(at for at, header in enumerate(rows[0]) if header == "Status")
        for row in rows[entry["header_rows"] :]:
            row[status] = "0"
        path = tmp_path / path.name
        path.write_text(written(rows), encoding="utf-8")
    record = csat.score(path)
    letters = [use["letter"] for use in record.plan["columns"]]
    found = {
        letters.index(option["letter"]): told["chosen"]
        for question, ledger in zip(record.plan["multiple"], record.ledger["multiple"], strict=True)
        for option, told in zip(question["options"], ledger["options"], strict=True)
        if "letter" in option
    }
    for group in entry["multi"]:
        assert {str(at): found[at] for at in group["cols"]} == group["option_counts"]


@pytest.mark.parametrize("name", WIDE)
def test_bases_of_real_exports(shared: Path, name: str) -> None:
    entry = exports()[name]
    if only_tests(name):
        pytest.skip("every response is a test")
    record, table = csat.score(shared / "exports" / name), cells(shared / "exports" / name, entry["header_rows"])
    letters = [use["letter"] for use in record.plan["columns"]]
    for question, ledger in zip(record.plan["multiple"], record.ledger["multiple"], strict=True):
        if question["separator"] is None:
            columns = [letters.index(letter) for letter in question["letters"]]
            texts = table[columns].apply(lambda column: column.str.strip())
            escaped = texts.apply(lambda column: column.str.casefold() == "n/a")  # in any spelling, in fields of words
            assert ledger["chose"] == chose_any(texts.mask(escaped, "N/A"))


JOINED_EXPORTS = [
    "google_forms/spack_2020_sheet.csv",
    "google_forms/food_consumer_2025_sheet.xlsx",
    "google_forms/otel_getting_started_direct.csv",
    "microsoft_forms/athena_feedback.csv",
    "alchemer/jupyter_ux_2015_first600.csv",
]


@pytest.mark.parametrize("name", JOINED_EXPORTS)
def test_joined_choices_of_real_exports(shared: Path, name: str) -> None:
    """Against pandas, which parts the cells by one regular expression and counts each respondent once."""
    record, table = csat.score(shared / "exports" / name), cells(shared / "exports" / name, 1)
    letters = [use["letter"] for use in record.plan["columns"]]
    joined = [question for question in record.plan["multiple"] if question["separator"]]
    assert joined
    for question in joined:
        mark = question["separator"].strip()
        column = table[letters.index(question["letters"][0])].str.strip()
        given = column.str.split(rf"{mark}\s*(?![^()]*\))", regex=True).explode().str.strip()
        given = given[~given.isin(["", "N/A", "n/a"])]
        members = pd.crosstab(given.index, given.str.casefold()) > 0
        named = [option["option"].casefold() for option in question["options"]]
        ledger = next(entry for entry in record.ledger["multiple"] if entry["id"] == question["id"])
        assert [option["chosen"] for option in ledger["options"]] == [int(members[name].sum()) for name in named]
        assert ledger["chose"] == len(members)
        assert ledger["other_answers"] == int(members.drop(columns=named).any(axis=1).sum())
        few = members.drop(columns=named).sum()
        assert few.empty or few.max() < 5
        assert min(option["chosen"] for option in ledger["options"]) >= 5


@pytest.mark.parametrize("name", sorted({*(name for name in WIDE if not only_tests(name)), *JOINED_EXPORTS}))
def test_the_plan_of_a_real_export_gives_the_same_tables(shared: Path, name: str, tmp_path: Path) -> None:
    path, plan = shared / "exports" / name, tmp_path / "plan.toml"
    record = csat.score(path)
    plan.write_text(draft_plan(path).text, encoding="utf-8")
    again = csat.score(path, plan=plan)
    assert json.dumps(again.to_dict()["estimates"]) == json.dumps(record.to_dict()["estimates"])
