"""Plan files: every error with its line, columns found in another wave, and every key that changes a figure."""

from __future__ import annotations

import io
import json
import re
import runpy
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.names import Names
from csat.planfile import PlanFile, read_plan
from csat.planfile.analyses import ANALYSIS_TABLES
from csat.planfile.lines import lines_of
from csat.planfile.pinned import find_columns
from csat.planfile.schema import NOT_YET, json_schema
from csat.planfile.tables import TABLES
from csat.report.clock import reported

ROOT = Path(__file__).resolve().parents[2]
HOTEL = ROOT / "examples" / "hotel" / "survey.xlsx"

Plan = Callable[[str], Path]
ITEM = '[[item]]\ncolumn = "Q1"\nmeasure = "csat"\nscale = "1-5"\n'
REGIONS = ("North", "south", "West", "")
ROWS = "".join(
    f"{n},{1 + n * n % 5},{n % 11},{REGIONS[n % 4]},{('bad', 'fair', 'good')[n % 3]},{1 + n % 5}\n" for n in range(80)
)
TABLE = "id,Q1: Overall satisfaction,Recommend,Region,Service,Q9 Price\n" + ROWS


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    def write(text: str) -> Path:
        path = tmp_path / "survey.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def errors(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_plan(path)
    return str(caught.value).split("\n")


def estimates(record: csat.Record) -> str:
    return json.dumps(record.to_dict()["estimates"], sort_keys=True, ensure_ascii=False)


# ---------------------------------------------------------------- errors


def test_all_errors_at_once_each_with_its_line(plan: Plan) -> None:
    found = errors(
        plan(
            '# a plan\nlevel = 0.9\n[survey]\ntitel = "x"\nsampling = "snowball"\n\n[[item]]\ncolumn = "Q1"\n'
            'mesure = "csat"\nmeasure = "csat"\nscale = 5\n\n[[construct]]\nname = "s"\n'
        )
    )
    assert found == [
        'survey.toml:2: unknown key "level"; it belongs in [figures].',
        'survey.toml:4: unknown key "titel"; did you mean "title"?',
        'survey.toml:5: sampling must be one of "probability", "self-selected", "census".',
        'survey.toml:9: unknown key "mesure"; did you mean "measure"?',
        'survey.toml:11: scale must be text in "quotes".',
        "survey.toml:13: [[construct]] has no items: ids of its items, two at least.",
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = \n", 1, "not understood"),
        ('[survey]\ntitle = "x"\ntitle = "y"\n', 3, "given already"),
        ("x = '''\n\n", 1, "not understood"),
        ('[weighting]\ncolumn = "w"\n', 2, 'unknown key "column" in [weighting]'),
        ("[weighting]\n", 1, "says nothing"),
        ("[figures]\nlevel = 95\n", 2, "0.5 to 0.9999"),
        ("[figures]\nsuppress_below = -1\n", 2, "whole number from 0"),
        ("[figures]\nflag_below = true\n", 2, "whole number"),
        ('item = "x"\n', 1, "double brackets"),
        ('[segment]\ncolumn = "x"\n', 1, "double brackets"),
        ("survey = 1\n", 1, "write [survey]"),
        ("[survey]\nperiod = 2026-01-01\n", 2, "quotes"),
        ('[survey]\ncalendar = "jalali"\nperiod = "1404/12/30"\n', 3, 'period "1404/12/30": no such day: 1404/12/30;'),
        ('[survey]\nperiod = "last spring"\n', 2, "no period is read from it; write it as 2026-04-01 to 2026-06-30"),
        ('[survey]\nperiod = "2026-06-30 to 2026-04-01"\n', 2, "before it begins"),
        ('[survey]\nreported = "2026-07"\n', 2, "must be one day"),
        ('[survey]\ntitle = "x"\nreported = "2026-02-30"\n', 3, "no such day"),
        ("[survey]\nreported = 2026\n", 2, "a day in quotes"),
        ("[survey]\nsample_planned = 0\n", 2, "a whole number from 1 on"),
        ('[survey]\ncalendar = "lunar"\n', 2, 'one of "gregorian", "jalali"'),
        ('[columns]\ndate_order = "ydm"\n', 2, 'one of "dmy", "mdy", "ymd"'),
        ('[columns]\ndate_calendar = "hijri"\n', 2, 'one of "gregorian", "jalali"'),
        ('[[segment]]\ncolumn = "Date"\nperiod = "fortnight"\n', 3, 'one of "year", "quarter", "month", "week", "day"'),
        ('[privacy]\nhide = ["", "x"]\n', 2, "list"),
        (ITEM + "labels = {}\n", 5, "points"),
        (ITEM + 'labels = { "good" = 6 }\n', 5, "not on the scale 1-5"),
        (ITEM + 'labels."Good" = 4\nlabels."good" = 5\n', 6, "twice"),
        (ITEM + 'labels."«»" = 4\n', 5, "no letters"),
        (ITEM + "top = 3\n", 5, "more than half"),
        (ITEM + "top = 0\n", 5, "from 1"),
        (ITEM + 'variant = "ces2"\n', 5, "no variant"),
        (ITEM + 'id = "a b"\n', 5, "letters, digits and _"),
        (ITEM + 'missing = [true]\n', 5, "numbers and texts"),
        (ITEM + 'reverse = "no"\n', 5, "true or false"),
        (ITEM + 'dont_know = [9]\nnot_applicable = ["9.0"]\n', 5, "choose one"),
        (ITEM + 'labels = { "none" = 1 }\nnot_applicable = "None"\n', 5, "choose one"),
        (ITEM + ITEM, 5, "two items"),
        ('[[item]]\ncolumn = "Q1"\nmeasure = "csat"\n', 1, 'write for example scale = "1-5"'),
        ('[[item]]\ncolumn = "Q1"\nmeasure = "csat"\nscale = "5"\n', 4, "not a scale"),
        ('[[item]]\ncolumn = "Q1"\nmeasure = "ces"\nscale = "1-5"\n', 3, "variant"),
        ('[[item]]\ncolumn = "Q1"\nmeasure = "nps"\nscale = "1-10"\n', 4, "0-10"),
        ('[[item]]\ncolumn = "Q1"\nmeasure = "nps"\ntop = 2\n', 4, "no top boxes"),
        (ITEM + '[[construct]]\nname = "x"\nitems = ["q1", "q11"]\n', 7, 'did you mean "q1"'),
        (ITEM + '[[construct]]\nname = "x"\nitems = ["q1"]\n', 7, "at least two"),
        ('[[segment]]\ncolumn = "x"\n[segment.groups]\na = ["1"]\nb = ["1"]\n', 5, "two groups"),
    ],
)  # fmt: skip
def test_error(plan: Plan, text: str, line: int, words: str) -> None:
    found = errors(plan(text))
    assert any(error.startswith(f"survey.toml:{line}: ") and words in error for error in found), found


def test_every_key_that_waits_is_refused_by_name(plan: Plan) -> None:
    for table, keys in NOT_YET.items():
        for key in keys:
            text = (
                f"{key} = 1\n"
                if not table
                else f"[[{table}]]\n{key} = 1"
                if TABLES[table].many
                else f"[{table}]\n{key} = 1"
            )
            assert any(f'"{key}"' in error and "not in this version" in error for error in errors(plan(text))), key


def test_what_is_no_plan(plan: Plan, tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError, match="plan"):
            read_plan(path)
    path = plan("")
    path.write_bytes(b"a = 1\n# \xe9\n")
    assert errors(path) == ["survey.toml:2: not UTF-8 text. Save the plan as UTF-8."]
    path.write_bytes(b"#" * 10_000_001)
    assert "larger" in errors(path)[0]


def test_many_errors_are_cut(plan: Plan) -> None:
    found = errors(plan("".join(f"x{n} = 1\n" for n in range(50))))
    assert len(found) == 21
    assert "30 more" in found[-1]


def test_messages_hold_no_control_characters(plan: Plan) -> None:
    (found,) = errors(plan('"a\\u202e\\n" = 1\n'))
    assert found.isprintable()


def test_windows_line_ends_and_byte_order_mark(plan: Plan) -> None:
    path = plan("")
    path.write_bytes(b"\xef\xbb\xbf" + ITEM.replace("\n", "\r\n").encode())
    assert len(read_plan(path).items) == 1


def test_lines_of_every_way_to_write() -> None:
    text = (
        '# x = [\na.b = 1\n[survey]\ntitle = """\n[item]\n"""\nobjectives = [\n  "]", # [\n  "b"\n]\n[[item]]\n'
        "labels = { 'x#' = 1 }\n\n[[item]]\n[item.labels]\n\"y ]\" = 4\n"
    )
    lines = lines_of(text)
    places: dict[tuple[str | int, ...], int] = {
        ("a", "b"): 2, ("survey",): 3, ("survey", "title"): 4, ("survey", "objectives"): 7, ("item", 0): 11,
        ("item", 0, "labels", "x#"): 12, ("item", 1): 14, ("item", 1, "labels"): 15, ("item", 1, "labels", "y ]"): 16,
    }  # fmt: skip
    assert {place: lines[place] for place in places} == places


PIECES = [
    *("[[item]]", "[item]", "[[segment]]", "[survey]", "=", "[", "]", "{", "}", '"', "'", "1", "-1", "true", "nan"),
    *("1e400", "2026-01-01", "labels", "items", "column", "scale", "[[1]]", '"1-5"', ",", "\n", ".", "#", '"""', "\0"),
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_to_a_plan_is_a_bug(plan: Plan, data: st.DataObject) -> None:
    words = re.split(r"(\s+|[\[\]{}=.,\"])", example())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(PIECES))
    try:
        file = read_plan(plan("".join(words)))
    except InputError as trouble:
        told = str(trouble).split("\n")
    else:
        told = []
        headers = [wanted.name for wanted, _ in file.items]
        with suppress(InputError):
            find_columns(file, Names(headers, [str(n) for n in range(len(headers))]))
    assert all(line.startswith("survey.toml:") for line in told)


# ---------------------------------------------------------------- columns


def columns(path: Path, headers: list[str]) -> list[int]:
    letters = [chr(65 + n) for n in range(len(headers))]
    return [item.column for item in find_columns(read_plan(path), Names(headers, letters)).items]


def named(column: str, text: str = "") -> str:
    return f'[[item]]\ncolumn = "{column}"\nmeasure = "nps"\n' + (f'text = "{text}"\n' if text else "")


@pytest.mark.parametrize(
    ("column", "headers", "at"),
    [
        ("Q1: Overall", ["x", "Q1: Overall"], 1),
        ("Q1: Overall", ["x", "q1:  OVERALL"], 1),
        ("Q1: Overall", ["x", "Q1. Overall, all in all"], 1),
        ("Q1: Overall", ["x", "Q1"], 1),
        ("Q1", ["x", "Q1: Overall"], 1),
        ("Q1: Overall", ["x", "Overall"], 1),
        ("Overall", ["x", "Q7: Overall"], 1),
        ("رضايت كلی", ["x", "رضایت کلی"], 1),
        ("B", ["x", "y"], 1),
        ("#2", ["x", "y"], 1),
        ("B", ["B", "y"], 0),
    ],
)
def test_a_column_is_found(plan: Plan, column: str, headers: list[str], at: int) -> None:
    assert columns(plan(named(column)), headers) == [at]


def test_the_question_finds_a_column_that_its_name_does_not(plan: Plan) -> None:
    path = plan(named("QID3", "How likely are you to recommend us?"))
    assert columns(path, ["x", "How likely are you to recommend us?"]) == [1]
    assert columns(path, ["x", "Q3: How likely are you to recommend us?"]) == [1]


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["Q1: Price", "Q2: Overall"], "by its code column A, by its text column B"),
        (["Q1: Overall", "Q1: Overall"], "names 2 columns"),
        (["Q2: Overal satisfaction", "y"], "There is no column"),
    ],
)
def test_a_column_in_doubt_is_asked_about(plan: Plan, headers: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        columns(plan("\n" + named("Q1: Overall")), headers)
    assert str(caught.value).startswith("survey.toml:3: ")


def test_all_columns_that_are_not_there_are_told_with_near_names(plan: Plan, survey: Path) -> None:
    path = plan(
        named("Recomend")
        + '[columns]\nrespondent_id = "idd"\n[privacy]\nhide = ["Region"]\n[[segment]]\ncolumn = "Region"\n'
    )
    with pytest.raises(InputError) as caught:
        csat.score(survey, plan=path)
    told = str(caught.value).split("\n")
    assert [line.split(":")[1] for line in told] == ["2", "5", "7"]
    assert 'Did you mean "Recommend"?' in told[0]
    assert "hidden" in told[2]


def test_a_plan_serves_the_next_wave(plan: Plan, survey: Path, tmp_path: Path) -> None:
    path = plan(ITEM + named("Recommend") + '[[segment]]\ncolumn = "Region"\n')
    rows = [line.split(",") for line in TABLE.splitlines()]
    moved = tmp_path / "next.csv"
    moved.write_text("\n".join(",".join([row[3], "", row[2], row[1], row[0]]) for row in rows), encoding="utf-8")
    first, second = csat.score(survey, plan=path), csat.score(moved, plan=path)
    assert estimates(first) == estimates(second)
    assert any("#1, #5 to #6: not named in the plan" in notice for notice in first.notices)
    assert any("#5: not named in the plan" in notice for notice in second.notices)


def test_a_column_found_by_its_place_is_told(plan: Plan, survey: Path) -> None:
    record = csat.score(survey, plan=plan(named("C")))
    assert any('"Recommend" by its place alone' in notice for notice in record.notices)


# ---------------------------------------------------------------- figures


def test_every_key_changes_what_it_says(plan: Plan, survey: Path) -> None:
    def figures(more: str, after: str = "") -> str:
        return estimates(csat.score(survey, plan=plan(ITEM + more + after + named("Recommend"))))

    two = '[[item]]\ncolumn = "Q9 Price"\nmeasure = "csat"\nscale = "1-5"\n'
    region = '[[segment]]\ncolumn = "Region"\n'
    found = [
        figures(""),
        figures('id = "overall"\n'),
        figures("top = 1\n"),
        figures("reverse = true\n"),
        figures("missing = [5]\n"),
        figures('dont_know = ["۵"]\n'),
        figures('blank = "5.0"\n'),
        figures('labels = { "nobody" = 5 }\n'),
        figures('labels = { "nobody" = 5 }\nnumbers = true\nreverse = true\ntop = 1\n'),
        figures("", two),
        figures("", two + '[[construct]]\nname = "All"\nitems = ["q1", "q9_price"]\n'),
        figures("", region),
        figures("", region + 'order = ["West", "(blank)"]\n'),
        figures("", region + 'groups = { "Rest" = ["SOUTH", "West"] }\n'),
        figures("", region + 'groups = { "Rest" = ["SOUTH", "West"] }\norder = ["North"]\n'),
        figures("", region + "[figures]\nsuppress_below = 30\n"),
        figures("", "[figures]\nlevel = 0.9\n"),
        figures("", "[figures]\nflag_below = 100\n"),
    ]
    assert len(set(found)) == len(found)
    assert figures('role = "overall"\ntext = "Overall?"\n', '[survey]\ntitle = "x"\npopulation = 5\n') == found[0]


@pytest.mark.parametrize(
    "written", ["2026-07-10", '"2026-07-10"', '"1405/04/19"', '"۱۴۰۵/۰۴/۱۹"', '"10 July 2026"', '"1405-4-19"']
)
def test_the_reporting_date_is_kept_as_a_day_of_the_gregorian_calendar(plan: Plan, survey: Path, written: str) -> None:
    record = csat.score(survey, plan=plan(f"[survey]\nreported = {written}\n{ITEM}" + named("Recommend")))
    assert record.plan["survey"] == {"reported": "2026-07-10"}
    assert json.loads(record.to_json())["plan"]["survey"]["reported"] == "2026-07-10"
    assert reported(record) == datetime(2026, 7, 10, tzinfo=UTC)


def test_words_are_read_as_the_plan_says(plan: Plan, survey: Path) -> None:
    item = '[[item]]\ncolumn = "Service"\nmeasure = "csat"\nscale = "1-3"\n'
    record = csat.score(survey, plan=plan(item + 'labels = { "bad" = 1, "fair" = 2, "good" = 3 }\n'))
    assert record.find("csat").counts == {"top": 26, "base": 80}
    partly = csat.score(survey, plan=plan(item + 'labels = { "bad" = 1, "good" = 3 }\n'))
    assert partly.ledger["items"][0]["invalid"] == 27
    assert any("not on 1-3, and in no figure" in notice for notice in partly.notices)


def test_groups_and_order(plan: Plan, survey: Path) -> None:
    text = (
        named("Recommend")
        + '[[segment]]\ncolumn = "Region"\norder = ["(blank)", "Rest"]\ngroups = { "Rest" = ["SOUTH", "west"] }\n'
    )
    record = csat.score(survey, plan=plan(text))
    met = list(dict.fromkeys(e.segment["Region"] for e in record.estimates if e.segment))
    assert met == ["(blank)", "Rest", "North"]
    assert record.find("nps", segment={"Region": "Rest"}).n == 40
    assert record.plan["groupings"] == {"Region": {"order": ["(blank)", "Rest"], "groups": {"Rest": ["SOUTH", "west"]}}}
    assert not any("ways" in notice for notice in record.notices)


def test_a_group_takes_in_the_value_of_its_name(plan: Plan, survey: Path) -> None:
    text = named("Recommend") + '[[segment]]\ncolumn = "Region"\ngroups = { "north" = ["West"] }\n'
    record = csat.score(survey, plan=plan(text))
    assert record.find("nps", segment={"Region": "north"}).n == 40


def test_source_of_the_plan_and_flags_above_it(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("made by a person\n\nنظر,Recommend\n" + "خوب,9\n" * 6, encoding="cp1256")
    text = named("Recommend")
    assert csat.score(path, plan=plan(text + '[source]\nencoding = "cp1256"\nheader = 3\n')).find("nps").n == 6
    with pytest.raises(InputError):
        csat.score(path, plan=plan(text + '[source]\nencoding = "ascii"\nheader = 3\n'))
    assert csat.score(path, plan=plan(text + '[source]\nencoding = "ascii"\n'), encoding="cp1256", header=3).estimates


def test_a_column_of_too_many_answers_is_refused(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Recommend\n" + "".join(f"{n}\n" for n in range(1500)), encoding="utf-8")
    with pytest.raises(InputError, match="more than 1,000"):
        csat.score(path, plan=plan(named("Recommend")))


def test_a_plan_without_items_asks(plan: Plan, survey: Path) -> None:
    with pytest.raises(InputError, match=r"has no \[\[item\]\]"):
        csat.score(survey, plan=plan('[survey]\ntitle = "x"\n'))


def test_the_survey_and_roles_stand_in_the_record(plan: Plan, survey: Path) -> None:
    text = '[survey]\ntitle = "Spring"\nobjectives = ["a", "b"]\n[columns]\nrespondent_id = "id"\n'
    text += '[privacy]\nhide = "Region"\n'
    record = csat.score(survey, plan=plan(text + ITEM + 'role = "overall"\n'))
    assert record.plan["survey"] == {"title": "Spring", "objectives": ["a", "b"]}
    assert record.plan["items"][0]["role"] == "overall"
    roles = {column["column"]: column["role"] for column in record.plan["columns"]}
    assert (roles["id"], roles["Region"], roles["Service"]) == ("respondent id", "personal data", "nothing")
    assert record.plan["digest"] != csat.score(survey, plan=plan(ITEM)).plan["digest"]


def test_values_that_no_row_has_are_told(plan: Plan, survey: Path) -> None:
    text = named("Recommend") + '[[segment]]\ncolumn = "Region"\norder = ["Rest", "Wset"]\n'
    record = csat.score(survey, plan=plan(text + 'groups = { "Rest" = ["south", "Esat"] }\n'))
    assert 'The plan names values of segment "Region" that no row has: "Esat", "Wset".' in record.notices


def test_a_hidden_id_still_tells_who_comes_twice(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("id,Recommend\n" + "7,9\n8,3\n7,10\n", encoding="utf-8")
    text = named("Recommend") + '[columns]\nrespondent_id = "id"\n[privacy]\nhide = "id"\n'
    record = csat.score(path, plan=plan(text))
    assert any("1 respondent appears twice" in notice for notice in record.notices)
    with pytest.raises(InputError, match="hides"):
        csat.score(path, plan=plan(text), by=["id"])


def test_a_column_has_one_part(plan: Plan, survey: Path) -> None:
    with pytest.raises(InputError, match=r"survey.toml:5: .* is the date, and an item"):
        csat.score(survey, plan=plan(named("Recommend") + '[columns]\ndate = "Recommend"\n'))


def test_the_name_of_the_plan_is_not_in_the_record(plan: Plan, survey: Path) -> None:
    first = plan(ITEM)
    other = first.rename(first.with_name("other.toml"))
    assert csat.score(survey, plan=other).to_json() == csat.score(survey, plan=plan(ITEM)).to_json()


# ---------------------------------------------------------------- flags above the plan


@pytest.mark.parametrize(
    ("flags", "instead"),
    [
        ({"reverse": ["Q1"]}, ITEM + "reverse = true\n"),
        ({"missing": ["5"]}, ITEM + "missing = [5]\n"),
        ({"missing": {"Q1": ["5"]}}, ITEM + "missing = [5]\n"),
        ({"scale": ["Q1=1-7"]}, ITEM.replace("1-5", "1-7")),
        ({"scale": ["1-7"]}, ITEM.replace("1-5", "1-7")),
        ({"level": 0.9}, ITEM + "[figures]\nlevel = 0.9\n"),
        ({"by": ["Region"]}, ITEM + '[[segment]]\ncolumn = "Region"\n'),
        ({"suppress_below": 30, "by": ["Region"]},
         ITEM + '[[segment]]\ncolumn = "Region"\n[figures]\nsuppress_below = 30\n'),
        ({"nps": ["Recommend"]}, ITEM + named("Recommend")),
        ({"ces": ["Q1:ease"]}, ITEM.replace("csat", "ces") + 'variant = "ease"\n'),
        ({"csat": ["Q1"]}, ITEM),
    ],
)  # fmt: skip
def test_a_flag_gives_what_the_plan_would(plan: Plan, survey: Path, flags: dict[str, Any], instead: str) -> None:
    by_flag = csat.score(survey, plan=plan(ITEM), **flags)
    by_plan = csat.score(survey, plan=plan(instead))
    assert estimates(by_flag) == estimates(by_plan)


def test_another_scale_keeps_the_boxes_that_the_plan_chose(plan: Plan, survey: Path) -> None:
    def top(text: str, **flags: Any) -> list[float]:
        points: list[float] = csat.score(survey, plan=plan(text), **flags).plan["items"][0]["top"]
        return points

    assert top(ITEM + "top = 1\n", scale=["1-7"]) == [7]
    assert top(ITEM, scale=["1-7"]) == [6, 7]
    assert top(ITEM + "top = 1\n", scale=["0-100"]) == [100]
    assert top(named("Recommend"), csat=["Recommend"], scale=["Recommend=0-20"]) == []


def test_flags_write_themselves_into_the_plan_of_the_record(plan: Plan, survey: Path) -> None:
    record = csat.score(
        survey, plan=plan(ITEM), reverse=["Q1"], nps=["Recommend"], alpha=["Both=Q1,Q9 Price"], by=["Region"]
    )
    items = {item["column"]: item for item in record.plan["items"]}
    assert items["Q1: Overall satisfaction"]["reverse"] is True
    assert items["Recommend"]["measure"] == "nps"
    assert record.plan["constructs"][0]["columns"] == ["Q1: Overall satisfaction", "Q9 Price"]
    assert record.plan["segments"] == ["Region"]


def test_two_measures_of_one_column(plan: Plan, survey: Path) -> None:
    both = csat.score(survey, plan=plan(named("Recommend")), nps=["Recommend"], csat=["Recommend"])
    assert {e.metric for e in both.estimates} >= {"nps", "csat"}
    assert len({e.id for e in both.estimates}) == len(both.estimates)
    text = (
        named("Recommend") + '[[item]]\nid = "recommend_csat"\ncolumn = "Recommend"\nmeasure = "csat"\nscale = "0-10"\n'
    )
    assert len(csat.score(survey, plan=plan(text)).plan["items"]) == 2


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"reverse": ["Q9 Price"]}, "does not score"),
        ({"scale": ["Q9 Price=1-5"]}, "does not score"),
        ({"scale": ["Recommend=1-10"]}, "NPS"),
        ({"nps": ["Q1"]}, "0-10"),
        ({"scale": ["Service=1-5"]}, "labels"),
        ({"by": ["id"]}, "hides"),
        ({"csat": ["Nothing like it"]}, "There is no column"),
    ],
)
def test_a_flag_that_does_not_go_with_the_plan_is_refused(
    plan: Plan, survey: Path, flags: dict[str, Any], words: str
) -> None:
    text = ITEM + named("Recommend") + '[privacy]\nhide = "id"\n'
    text += '[[item]]\ncolumn = "Service"\nmeasure = "csat"\nscale = "1-3"\nlabels = { "bad" = 1, "good" = 3 }\n'
    with pytest.raises(InputError, match=words):
        csat.score(survey, plan=plan(text), **flags)


# ---------------------------------------------------------------- the description


def example() -> str:
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "plan.md").read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_documented_example_scores_the_hotel(plan: Plan) -> None:
    record = csat.score(HOTEL, plan=plan(example()))
    plain = csat.score(HOTEL)
    overall = "Overall, how satisfied are you with your stay?"
    assert record.find("csat", overall).value == plain.find("csat", overall).value
    assert record.find("nps").value == plain.find("nps").value
    assert record.find("alpha").n > 200
    met = list(dict.fromkeys(e.segment["Hotel"] for e in record.estimates if e.segment))
    assert met == ["City", "Lakeside", "Airport"]


def test_the_documented_example_shows_every_table_and_key(plan: Plan) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "plan.md").read_text("utf-8"), re.DOTALL)
    text = re.sub(r"^# (\w+ = |\[)", r"\1", "\n".join(blocks), flags=re.MULTILINE)  # what is turned off counts too
    shown: dict[str, set[str]] = {name: set() for name in TABLES} | _keys(read_plan(plan(text)))
    own = {name: table for name, table in TABLES.items() if name not in ANALYSIS_TABLES}
    missing = {name: set(table.keys) - shown[name] - {"blank"} for name, table in own.items()}
    assert not any(missing.values()), missing


@pytest.mark.parametrize("kind", ANALYSIS_TABLES)
def test_every_key_of_an_analysis_is_documented_beside_its_table(kind: str) -> None:
    table = f"[[{kind}]]" if ANALYSIS_TABLES[kind].many else f"[{kind}]"
    pages = [page.read_text("utf-8") for page in (ROOT / "docs" / "analyses").glob("*.md")]
    assert any(f"`{table}`" in page for page in pages if page.startswith("# Analyses"))
    own = "".join(page for page in pages if f"{table}\n" in page or f"{table} " in page)
    unsaid = [
        key for key in ANALYSIS_TABLES[kind].keys if not re.search(rf"`{key}`|\*\*{key}\*\*|^\W*{key} = ", own, re.M)
    ]
    assert unsaid == []


def _keys(file: PlanFile) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, content in file.body.items():
        for entry in content if isinstance(content, list) else [content]:
            found.setdefault(name, set()).update(entry)
    return found


def test_the_json_schema_is_of_the_same_description() -> None:
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False
    for name, table in TABLES.items():
        body = schema["properties"][name]
        body = body["items"] if table.many else body
        assert set(body["properties"]) == set(table.keys)
        assert body.get("required", []) == [key for key, k in table.keys.items() if k.required]
        assert all(entry["description"] for entry in body["properties"].values())


def test_the_commands_are_those_of_the_program() -> None:
    commands = runpy.run_path(str(ROOT / "docs" / "generate.py"))["commands"]()
    assert "csat init" in commands
    assert "csat schema" in commands


def test_a_segment_of_many_words_is_read_to_its_end(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csat.io import delimited

    path = tmp_path / "towns.csv"
    path.write_text("town,Recommend\n" + "".join(f"town {n % 200} of many,{n % 11}\n" for n in range(4000)), "utf-8")
    monkeypatch.setattr(delimited, "_BLOCKS", (4096, 1 << 20))
    record = csat.score(path, plan=plan(named("Recommend") + '[[segment]]\ncolumn = "town"\n'))
    bases = [e.n for e in record.estimates if e.segment and e.metric == "nps"]
    assert len(bases) == 200
    assert sum(bases) == 4000


def test_decimals_round_what_is_shown_and_nothing_else(plan: Plan, tmp_path: Path) -> None:
    from rich.console import Console

    from csat import report
    from csat.report import terminal

    text = example().replace("percent = 1, points = 1, score = 2", "percent = 0, points = 2, score = 4")
    plain, rounded = csat.score(HOTEL, plan=plan(example())), csat.score(HOTEL, plan=plan(text))
    assert plain.estimates == rounded.estimates
    assert rounded.plan["decimals"] == {"percent": 0, "points": 2, "score": 4, "ratio": 3}
    screen = Console(width=100, record=True, file=io.StringIO())
    terminal.show(rounded, screen)
    shown = screen.export_text()
    assert "77       71 to 82" in re.sub(r"(?<=77) +", " " * 7, shown)  # 77.0, 71.2 to 81.9
    assert "+39.24" in shown
    assert "4.0511" in shown
    report.write(rounded, tmp_path / "report.md")
    written = (tmp_path / "report.md").read_text("utf-8")
    assert "| 71 to 82 |" in written
    assert "+39.24" in written
    assert "77.0 %" not in written


@pytest.mark.parametrize(
    "value", ["1", "{}", "{ percent = 7 }", "{ percent = -1 }", "{ percent = true }", "{ euro = 1 }"]
)
def test_decimals_are_few_and_of_known_units(plan: Plan, value: str) -> None:
    assert any("digits from 0 to 6" in error for error in errors(plan(f"[figures]\ndecimals = {value}\n")))


def test_the_platform_of_a_plan_must_have_written_the_file(plan: Plan) -> None:
    record = csat.score(HOTEL, plan=plan(example().replace('"google_forms"', '"Google Forms"')))
    assert record.source["platform"] == "google_forms"
    with pytest.raises(InputError, match=r'survey\.toml is for files of platform "qualtrics", and .* google_forms'):
        csat.score(HOTEL, plan=plan(example().replace('"google_forms"', '"qualtrics"')))
