"""What a person is told beside the figures: assumptions once, oddities with their place, never an answer's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat


def notices(columns: dict[str, list[str]], **options: Any) -> list[str]:
    return list(csat.score(pd.DataFrame(columns), **options).notices)


def about(found: list[str], words: str) -> list[str]:
    return [notice for notice in found if words in notice]


NUMBERS = [str(1 + i % 5) for i in range(40)]


def test_scale_and_direction_are_said() -> None:
    found = notices({"Overall satisfaction": NUMBERS, "Satisfaction with staff": NUMBERS})
    (said,) = about(found, "taken as the best answer")
    assert said.startswith("Columns #1 to #2: numbers on 1-5, 5 taken as the best answer.")
    assert "--scale" in said
    assert "--reverse" in said


def test_many_columns_are_not_all_named() -> None:
    every_other = {f"{what} {name}": NUMBERS for name in "abcdefgh" for what in ("Satisfaction with", "note")}
    (said,) = about(notices(every_other), "taken as the best answer")
    assert said.startswith("Columns #1, #3, #5, #7, #9, #11, 2 more: ")


def test_what_was_asked_for_is_not_an_assumption() -> None:
    assert not about(notices({"q": NUMBERS}, csat=["q"]), "taken as the best")
    recommended = notices({"Would you recommend us": [str(i % 11) for i in range(44)]})
    assert not about(recommended, "taken as the best")


def test_a_reversed_column_is_told_so_and_nothing_else() -> None:
    found = notices({"Overall satisfaction": NUMBERS}, reverse=["#1"])
    assert about(found, "is reversed: 1 + 5 − answer")
    assert not about(found, "taken as the best")


def test_labels_are_named() -> None:
    labels = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"] * 8
    (said,) = about(notices({"Overall": labels, "Staff": labels}), "labels")
    assert said.startswith("Columns #1 to #2: labels, Very dissatisfied = 1 … Very satisfied = 5 (set en.")


def test_answers_with_words_are_read_by_their_number() -> None:
    found = notices({"Overall satisfaction": ["5 - Very good", "4", "3", "2", "1 - Very poor"] * 8})
    (said,) = about(found, "answers with words read by their number")
    assert said.index("= 1") < said.index("= 5")


def test_odd_answers_have_place_and_count() -> None:
    cells = [*NUMBERS, "7", "99", "99", "-1", "TRUE", "4.5"]
    (said,) = about(notices({"q": cells}, csat=["q"], scale=["1-5"]), "not on 1-5")
    for part in ("7 (1 answer, in row 41)", "99 (2 answers, first in row 42)", "-1 (1 answer, in row 44)", "TRUE (1",
                 "4.5 (1"):  # fmt: skip
        assert part in said
    assert "--missing" in said


def test_many_odd_answers_are_cut_short() -> None:
    (said,) = about(notices({"q": [*NUMBERS, *map(str, range(20, 32))]}, csat=["q"], scale=["1-5"]), "not on 1-5")
    assert "27 (1 answer" in said
    assert "28 (" not in said
    assert "and 4 more kinds" in said


def test_words_are_never_repeated() -> None:
    secret = "Ask Jane Roe, 555 0199, jane@example.com"
    found = notices({"q": [*NUMBERS, secret, "4111111111111111"]}, csat=["q"], scale=["1-5"])
    assert about(found, "a text (2 answers")
    for part in ("Jane", "0199", "@", "4111111"):
        assert part not in " ".join(found)


def test_no_valid_answers() -> None:
    assert about(
        notices({"q": ["9", "9"], "r": ["1", "5"]}, csat=["q", "r"], scale=["1-5"]), '"q" holds no valid answers'
    )


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (["a1", "a1", *[f"b{i}" for i in range(38)]], "1 respondent appears twice or more"),
        (["a1", "a2", "a1", "a2", *[f"b{i}" for i in range(36)]], "2 respondents appear twice or more"),
    ],
)
def test_respondents_twice(ids: list[str], words: str) -> None:
    # an id that repeats is known as one by its header and many different values
    many = [*ids, *[f"c{i}" for i in range(40)]]
    found = notices({"Respondent ID": many, "Overall satisfaction": [*NUMBERS, *NUMBERS]})
    (said,) = about(found, "twice or more")
    assert said.startswith(words)
    assert f"row {3 if 'a2' in ids else 2})" in said
    assert "a1" not in said


def test_blank_ids_are_no_respondent() -> None:
    many = ["", "", *[f"c{i}" for i in range(78)]]
    assert not about(notices({"Respondent ID": many, "Overall satisfaction": [*NUMBERS, *NUMBERS]}), "twice or more")


def test_two_spellings_of_a_segment() -> None:
    columns = {"Region": ["North", "north"] * 10 + ["South"] * 20, "Overall satisfaction": NUMBERS}
    assert about(notices(columns, by=["Region"]), 'Segment "North" of "Region" is written in 2 ways')
    # it is told without --by too: the column may be one to report by
    assert about(notices(columns), 'Segment "North" of "Region" is written in 2 ways')
    columns["Agent"] = columns.pop("Region")
    assert about(notices(columns), 'A value of "Agent" is written in 2 ways')


def test_weights_that_nobody_asked_for_are_not_used_and_it_is_said() -> None:
    found = notices({"weight": [f"{0.5 + i / 40:.3f}" for i in range(40)], "Overall satisfaction": NUMBERS})
    assert about(
        found, '"weight" holds weights, which are not applied, since nobody asked for it: --weight COL applies them'
    )


def test_constructs_tell_their_troubles() -> None:
    turned = [str(6 - int(n)) for n in NUMBERS]
    third = [str(1 + i * 7 % 5) for i in range(40)]
    found = notices({"a": NUMBERS, "b": NUMBERS, "c": turned, "d": ["3"] * 40, "e": third}, alpha=["All=a,b,c,d,e"],
                    scale=["1-5"])  # fmt: skip
    (wrong,) = about(found, "--reverse).")
    assert wrong.startswith('Construct "All", item "c"')
    assert about(found, 'Construct "All", item "d": It is not defined')
    assert not about(found, 'item "a"')
    assert about(
        notices({"a": NUMBERS, "b": NUMBERS}, alpha=["Two=a,b"], scale=["1-5"]), 'Construct "Two", alpha: A con'
    )


def test_one_answer_and_no_boxes() -> None:
    found = notices({"q": ["4"], "h": ["40"]}, csat=["q", "h"], scale={"q": "1-5", "h": "0-100"})
    assert about(found, 'Column "q", mean: It needs at least 2 answers')
    assert about(found, 'Column "h", csat: A scale of more than 11 points has no top boxes')


def test_each_notice_once_and_a_sentence() -> None:
    found = notices({"Overall satisfaction": [*NUMBERS, "99"], "Region": ["A", "a"] * 20 + ["B"]}, by=["Region"])
    assert len(set(found)) == len(found)
    for notice in found:
        assert notice.endswith((".", ")"))
        assert notice[0].isupper() or notice[0].isdigit()


def test_places_in_a_file_and_hostile_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Overall\u202e satisfaction\n" + "\n".join([*NUMBERS, "42", "TRUE"]) + "\n", encoding="utf-8")
    found = list(csat.score(path).notices)
    (said,) = about(found, "not on 1-5")
    assert "42 (1 answer, in line 42)" in said
    assert not re.search("[\u202a-\u202e]", " ".join(found))


def test_words_beside_a_number_are_shown_only_where_they_are_a_known_label() -> None:
    answers = {"Overall satisfaction": ["5 - Very satisfied", "4 - Satisfied", "1 - Jane Doe was rude", "2", "3"] * 8}
    (told,) = about(notices(answers), "answers with words read by their number")
    assert "“5 very satisfied” = 5" in told
    assert "1 with other words" in told
    assert "jane" not in told.casefold()


def test_words_of_a_person_beside_a_number_are_in_no_record() -> None:
    cells = ["5 - Very good", "4", "3", "2", "1 - Jane Doe was rude"] * 8
    record = csat.score(pd.DataFrame({"Overall satisfaction": cells}), csat=["#1"])
    assert "jane" not in record.to_json().casefold()
    assert record.plan["items"][0]["labels"] == {"1 with other words": 1, "5 very good": 5}
