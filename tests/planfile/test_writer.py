"""What csat init writes: a plan that gives the same figures, with every guess explained and every decision open."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.detect import propose
from csat.errors import InputError
from csat.io import delimited
from csat.planfile.draft import draft_plan
from csat.planfile.writer import quoted

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SURVEYS = ["hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx"]


def estimates(record: csat.Record) -> str:
    return json.dumps(record.to_dict()["estimates"], sort_keys=True, ensure_ascii=False)


def written(data: Any, folder: Path, **flags: Any) -> tuple[str, Path]:
    text = draft_plan(data, **flags).text
    path = folder / "survey.toml"
    path.write_bytes(text.encode())
    return text, path


def same_figures(data: Any, folder: Path, **flags: Any) -> str:
    """The plan's text, once it is sure that scoring by it gives what scoring without does."""
    text, path = written(data, folder, **flags)
    assert estimates(csat.score(data, plan=path)) == estimates(csat.score(data, **flags))
    return text


def survey(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    import csv

    path = folder / "survey.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("flags", [{}, {"level": 0.9}, {"suppress_below": 50}], ids=str)
@pytest.mark.parametrize("example", SURVEYS)
def test_examples_score_the_same_by_their_plan(example: str, flags: dict[str, Any], tmp_path: Path) -> None:
    same_figures(EXAMPLES / example, tmp_path, **flags)


def test_flags_are_written_into_the_plan(tmp_path: Path) -> None:
    flags: dict[str, Any] = {
        "by": ["Hotel", "D"],
        "csat": ["L", "E"],
        "nps": ["L"],
        "alpha": ["Some=F,G,H", "Others=I,J"],
        "reverse": ["G"],
        "missing": ["F=1", "99", "M=Agree"],
        "scale": ["H=1-7"],
    }
    text = same_figures(EXAMPLES / "hotel/survey.xlsx", tmp_path, **flags)
    body = tomllib.loads(text)
    assert [segment["column"] for segment in body["segment"]] == ["Hotel", "Purpose of stay"]
    assert [construct["name"] for construct in body["construct"]] == ["Some", "Others"]


def test_only_what_the_caller_said_of_the_source_is_insisted_on(tmp_path: Path) -> None:
    hotel = EXAMPLES / "hotel/survey.xlsx"
    assert tomllib.loads(written(hotel, tmp_path)[0])["source"] == {}
    text = same_figures(hotel, tmp_path, sheet="Form Responses 1", header=1)
    assert tomllib.loads(text)["source"] == {"sheet": "Form Responses 1", "header": 1}


HEADERS = [
    "id",
    "region",
    "Overall satisfaction",
    "recommend (0-10)",
    "It was easy",
    "Room [bed]",
    "Room [bath]",
    "Rating",
]
agreed = st.sampled_from(["Strongly disagree", "Disagree", "Agree", "agree ", "Strongly agree", "N/A", "", "maybe"])
worded = st.sampled_from(["Very dissatisfied", "Satisfied", "very satisfied", "Dissatisfied", "Don't know", ""])
few = st.integers(1, 5).map(str)
row = st.tuples(
    st.sampled_from(["North", "South", "تهران", ""]),
    worded,
    st.one_of(st.integers(0, 10).map(str), st.sampled_from(["99", "x", ""])),
    agreed,
    st.one_of(few, few, st.sampled_from(["5 - Good", "N/A", "6"])),
    st.one_of(few, few, st.just("۴")),
    st.one_of(few, st.sampled_from(["4.5", "Excellent"])),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(row, min_size=4, max_size=60), st.sampled_from([{}, {"by": ["region"]}, {"missing": ["5"]}]))
def test_any_survey_scores_the_same_by_its_plan(tmp_path: Path, rows: Any, flags: dict[str, Any]) -> None:
    path = survey(tmp_path, [HEADERS, *[(str(n), *answers) for n, answers in enumerate(rows)]])
    try:
        csat.score(path, **flags)
    except InputError:
        text, plan = written(path, tmp_path) if not flags else ("", path)
        if text:
            with pytest.raises(InputError):
                csat.score(path, plan=plan)
        return
    same_figures(path, tmp_path, **flags)


odd_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(odd_text, min_size=3, max_size=3))
def test_any_header_finds_its_column_again(tmp_path: Path, headers: list[str]) -> None:
    import pandas as pd

    frame = pd.DataFrame({n: [1 + (i * (n + 1)) % 5 for i in range(20)] for n in range(3)})
    frame.columns = pd.Index(headers)
    flags: dict[str, Any] = {"csat": ["#1", "#3"]}
    try:
        csat.score(frame, **flags)
    except InputError:
        return  # a header that is a number sign itself
    same_figures(frame, tmp_path, **flags)


@given(st.text(max_size=40))
def test_any_text_is_written_as_toml(text: str) -> None:
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        line = quoted(text)
        assert tomllib.loads(f"x = {line}")["x"] == text
        assert "\n" not in line


def test_half_a_character_is_no_bug(tmp_path: Path) -> None:
    import pandas as pd

    headers = ["Satisfied \ud800 with [a]", "Satisfied \ud800 with [b]"]
    cells = [[1 + n % 5, 1 + (n + 1) % 5] for n in range(20)]
    frame = pd.DataFrame(cells, columns=pd.Index(headers, dtype=object))
    text, plan = written(frame, tmp_path)
    assert [item["column"] for item in tomllib.loads(text)["item"]] == ["#1", "#2"]
    assert csat.score(frame, plan=plan).find("alpha").value == csat.score(frame).find("alpha").value


def test_columns_that_cannot_be_settled_together_are_settled_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def one_at_a_time(headers: Any, letters: Any, profile: Any, choices: Any, place: Any, layout: Any) -> Any:
        if len(choices.measure) > 1 or 2 in choices.measure:
            raise InputError("not so")
        return propose(headers, letters, profile, choices, place, layout)

    monkeypatch.setattr("csat.planfile.draft.propose", one_at_a_time)
    rows = [["Rating a", "Rating b", "Rating c"], *[[str(1 + n % 10)] * 3 for n in range(40)]]
    text, _ = written(survey(tmp_path, rows), tmp_path)
    assert re.findall(r'# column = "(.*)"', text) == ["Rating a", "Rating b"]
    assert "Rating c (#3): " in text


def test_two_columns_of_one_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    rows = [
        ["Satisfaction", "Satisfaction", ""],
        *[[str(1 + n % 5), str(5 - n % 5), str(1 + n % 4)] for n in range(40)],
    ]
    text = same_figures(survey(tmp_path, rows), tmp_path)
    assert [item["column"] for item in tomllib.loads(text)["item"]] == ["#1", "#2"]


def test_what_is_not_decided_waits_behind_number_signs(tmp_path: Path) -> None:
    rows = [["Overall satisfaction", "Rating of room", "Effort", "Mood", "Weight"]]
    rows += [[str(1 + n % 5), str(1 + n % 10), str(1 + n % 7), "abc"[n % 3], "0.7"] for n in range(60)]
    path = survey(tmp_path, rows)
    text = same_figures(path, tmp_path)
    assert "the scale may be 0-10 or 1-10" in " ".join(text.replace("\n# ", " ").split())
    assert "2 columns wait for a decision" in text
    assert tomllib.loads(text)["columns"]["weight"] == "Weight"
    waiting = csat.score(path, csat=["Rating of room"], scale=["Rating of room=0-10"], ces=["Effort:ces2"])
    switched = switched_on(text, "Rating of room", "Effort")
    plan = tmp_path / "on.toml"
    plan.write_text(switched, encoding="utf-8")
    assert {e.id: e.value for e in csat.score(path, plan=plan).estimates} == {e.id: e.value for e in waiting.estimates}
    by = csat.score(path, by=["Mood"])
    plan.write_text(switched_on(text, "Mood"), encoding="utf-8")
    assert estimates(csat.score(path, plan=plan)) == estimates(by)


def switched_on(text: str, *columns: str) -> str:
    """The plan with the signs taken away before the tables of these columns."""
    parts = text.split("\n\n")
    for place, part in enumerate(parts):
        if any(f'# column = "{column}"' in part for column in columns):
            start = part.index("# [[")
            parts[place] = part[:start] + re.sub(r"^# ", "", part[start:], flags=re.MULTILINE)
    return "\n\n".join(parts)


def test_labels_that_nobody_chose_are_there_for_the_next_wave(tmp_path: Path) -> None:
    used = ["Satisfied", "Very satisfied", "Dissatisfied", "Neither satisfied nor dissatisfied"]
    first = survey(tmp_path, [["Overall satisfaction"], *[[used[n % 4]] for n in range(40)]])
    text, plan = written(first, tmp_path)
    assert tomllib.loads(text)["item"][0]["labels"]["Very dissatisfied"] == 1
    following = survey(tmp_path, [["Overall satisfaction"], *[["Very dissatisfied"] for _ in range(40)]])
    assert csat.score(following, plan=plan).find("mean").value == 1
    effort = ["Low effort", "High effort", "Very high effort", "Neither low nor high effort"]
    turned = survey(tmp_path, [["Effort"], *[[effort[n % 4]] for n in range(40)]])
    labels = tomllib.loads(written(turned, tmp_path)[0]).get("item", [{}])[0].get("labels", {})
    assert not labels or sorted(labels.values()) == [1, 2, 3, 4, 5]


def test_reasons_are_comments_of_one_line_whatever_the_header_holds(tmp_path: Path) -> None:
    header = 'Satisfied?\n[[item]]\ncolumn = "x"\u202e\x1b[31m'
    rows = [[header, "Notes\n[figures]\nlevel = 0.5"], *[[str(1 + n % 5), ""] for n in range(40)]]
    text = same_figures(survey(tmp_path, rows), tmp_path)
    assert len(tomllib.loads(text)["item"]) == 1
    assert tomllib.loads(text)["figures"]["level"] == 0.95
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_no_answer_stands_in_a_plan(tmp_path: Path) -> None:
    text, _ = written(EXAMPLES / "hotel/survey.xlsx", tmp_path)
    assert "@" not in text
    assert "Harbour" not in text


def test_nothing_to_score_still_gives_a_plan_to_decide_in(tmp_path: Path) -> None:
    path = survey(tmp_path, [["Rating"], *[[str(1 + n % 10)] for n in range(40)]])
    text, plan = written(path, tmp_path)
    assert '# column = "Rating"' in text
    with pytest.raises(InputError):
        csat.score(path, plan=plan)
    plan.write_text(switched_on(text, "Rating"), encoding="utf-8")
    assert csat.score(path, plan=plan).find("mean").n == 40


def test_a_file_read_in_pieces_scores_the_same_by_its_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Overall satisfaction", "recommend (0-10)", "Staff [kind]", "Staff [quick]", "city"]]
    words = ["Very satisfied", "Satisfied", "Dissatisfied", ""]
    rows += [[words[n % 4], str(n % 11), str(1 + n % 5), str(1 + n * n % 5), "AB"[n % 2]] for n in range(400)]
    path = survey(tmp_path, rows)
    monkeypatch.setattr(delimited, "_BLOCKS", (256, 1 << 20))
    same_figures(path, tmp_path, by=["city"])


def test_questions_of_a_platform_find_their_columns_again(tmp_path: Path) -> None:
    own = ["StartDate", "EndDate", "RecordedDate", "Finished", "ResponseId"]
    words = ["Start Date", "End Date", "Recorded Date", "Finished", "Response ID"]
    asked = ["How satisfied are you overall?", "How satisfied are you with our prices?"]

    def wave(folder: str, codes: list[str], questions: list[str]) -> Path:
        (tmp_path / folder).mkdir()
        rows = [[*own, *codes], [*words, *questions]]
        rows += [["2025-01-01 10:00:00"] * 3 + ["1", f"R_{n}", str(1 + n % 5), str(1 + n * n % 5)] for n in range(40)]
        return survey(tmp_path / folder, rows)

    first = wave("first", ["Q1", "Q2"], asked)
    text = same_figures(first, tmp_path)
    assert [item["text"] for item in tomllib.loads(text)["item"]] == asked
    plan = tmp_path / "again.toml"
    plan.write_text(text, "utf-8")
    renamed = csat.score(wave("renamed", ["Q7", "Q8"], asked), plan=plan)
    assert [item["column"] for item in renamed.plan["items"]] == ["Q7", "Q8"]
    swapped = wave("swapped", ["Q1", "Q2"], asked[::-1])
    with pytest.raises(InputError, match='"Q1" is in the survey by its name column #6, by its text column #7'):
        csat.score(swapped, plan=plan)
