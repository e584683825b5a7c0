"""Several files of one layout as one survey."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

import csat
from csat.errors import InputError
from csat.io import open_source

HEAD = "id,region,How satisfied are you overall?,q1,q2,q3"


def write(folder: Path, name: str, rows: list[str], head: str = HEAD) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def answers(count: int, first: int = 1, seed: int = 7) -> list[str]:
    draw = random.Random(seed + first)
    return [
        f"R{first + n},{draw.choice(['North', 'South', 'West'])},{draw.randint(1, 5)},{draw.randint(1, 5)},"
        f"{draw.randint(1, 5)},{draw.choice(['1', '2', '3', '4', '5', '', 'N/A'])}"
        for n in range(count)
    ]


def test_files_together_are_the_file_of_all_rows(tmp_path: Path) -> None:
    rows = answers(90)
    whole = csat.score(write(tmp_path, "all.csv", rows), by=["region"])
    parts = [write(tmp_path, f"w{n}.csv", rows[30 * n : 30 * n + 30]) for n in range(3)]
    for order in itertools.permutations(parts):
        assert csat.score(list(order), by=["region"]).estimates == whole.estimates
    assert csat.score(str(tmp_path / "w*.csv"), by=["region"]).to_json() == csat.score(parts, by=["region"]).to_json()


def test_the_ledger_counts_per_file(tmp_path: Path) -> None:
    first = write(tmp_path, "jan.csv", [*answers(20), ",,,,,", *answers(2, 50)])
    second = write(tmp_path, "feb.csv", answers(11, 100))
    record = csat.score([first, second])
    assert record.ledger["files"] == [
        {"name": "jan.csv", "read": 23, "scored": 22},
        {"name": "feb.csv", "read": 11, "scored": 11},
    ]
    assert record.ledger["read"] == 34
    assert record.ledger["scored"] + sum(record.ledger["set_aside"].values()) == 34
    assert [file["name"] for file in record.source["files"]] == ["jan.csv", "feb.csv"]
    assert all(len(file["sha256"]) == 64 for file in record.source["files"])


def test_columns_may_stand_in_another_order_and_spelling(tmp_path: Path) -> None:
    one = write(tmp_path, "a.csv", ["R1,North,5,4,4,5", "R2,South,1,2,2,1"])
    other = write(tmp_path, "b.csv", ["3,4,5,2,West,R3"], "q3,Q2,q1,how satisfied  are you overall?,Region,id")
    record = csat.score([one, other], by=["region"], alpha=["s=q1,q2,q3"])
    assert [record.find("mean", column).counts["sum"] for column in ("q1", "q2", "q3")] == [11, 10, 9]
    assert record.find("mean", HEAD.split(",")[2]).value == pytest.approx(8 / 3)


def test_a_column_of_some_files_only_is_left_out_and_said(tmp_path: Path) -> None:
    one = write(tmp_path, "a.csv", [f"{row},5" for row in answers(9)], HEAD + ",extra")
    other = write(tmp_path, "b.csv", answers(9, 20))
    record = csat.score([one, other])
    assert any('"extra" (only in a.csv)' in notice for notice in record.notices)
    assert "extra" not in {use["column"] for use in record.plan["columns"]}
    with pytest.raises(InputError, match=r'"extra" is only in a\.csv'):
        csat.score([one, other], csat=["extra"])


def test_a_respondent_in_two_files_is_told_with_the_place(tmp_path: Path) -> None:
    one, other = write(tmp_path, "a.csv", answers(9)), write(tmp_path, "b.csv", [*answers(3, 20), *answers(1, 4)])
    told = [notice for notice in csat.score([one, other]).notices if "twice" in notice]
    assert len(told) == 1
    assert told[0].startswith("1 respondent appears")
    assert "b.csv, line 5" in told[0]


def test_repeats_are_found_whatever_the_chunks(tmp_path: Path) -> None:
    rows = answers(40_000)
    path = write(tmp_path, "long.csv", [*rows, rows[39_000], rows[10]])
    assert path.stat().st_size > 500_000
    many = tmp_path / "many.csv"
    many.write_text(path.read_text() + "\n".join(answers(80_000, 50_000)) + "\n" + rows[77] + "\n")
    told = next(notice for notice in csat.score(many).notices if "twice" in notice)
    assert told.startswith("3 respondents appear")
    assert "line 40002" in told


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one, other = write(tmp_path, "jan/data.csv", answers(9)), write(tmp_path, "feb/data.csv", answers(8, 20))
    ledger = csat.score([one, other]).ledger
    assert [(file["name"], file["read"]) for file in ledger["files"]] == [("data.csv (1)", 9), ("data.csv (2)", 8)]


def test_what_is_no_survey_of_several_files(tmp_path: Path) -> None:
    one = write(tmp_path, "a.csv", answers(9))
    twin = write(tmp_path, "twin.csv", answers(9))
    strange = write(tmp_path, "strange.csv", ["1,2,3"], "x,y,z")
    link = tmp_path / "link.csv"
    link.symlink_to(one)
    for files, said in (
        ([one, one], "given twice"),
        ([one, link], "given twice"),
        ([one, twin], "same bytes as a.csv"),
        ([one, strange], "strange.csv: none of its 3 columns"),
        ([one, tmp_path / "no.csv"], "no such file"),
        ([str(tmp_path / "z*.csv")], "No file fits"),
        ([], "No survey file"),
    ):
        with pytest.raises(InputError, match=said):
            csat.score(files)


def test_a_pattern_that_is_a_name_is_that_file(tmp_path: Path) -> None:
    path = write(tmp_path, "w[1].csv", answers(9))
    assert open_source(str(path)).about.name == "w[1].csv"


def test_places_and_rows_of_each_file(tmp_path: Path) -> None:
    one, other = write(tmp_path, "a.csv", answers(3)), write(tmp_path, "b.csv", answers(3, 20))
    source = open_source([one, other])
    assert sum(chunk.rows for chunk in source.chunks()) == 6
    assert [source.row(row) for row in range(6)] == [(name, line) for name in ("a.csv", "b.csv") for line in (2, 3, 4)]
    assert source.place(4, 2) == "b.csv, line 3"


def test_places_are_told_before_the_later_files_are_read(tmp_path: Path) -> None:
    rows = [f"R{n},North,{9 if n == 41 else 5},4,4,5" for n in range(1, 61)]
    one, other = write(tmp_path, "a.csv", rows), write(tmp_path, "b.csv", answers(10, 100))
    for order in ([one, other], [other, one]):
        ledger = csat.score(order, csat=["#3"], scale="#3=1-5").ledger["items"][0]
        assert [odd["first"] for odd in ledger["odd"]] == ["a.csv, line 42"]


def test_who_finished_is_told_only_where_every_file_says_it(tmp_path: Path) -> None:
    head = "Start Date,End Date,Status,Progress,Finished,Recorded Date,Response ID,Q1"
    names = "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,Q1"
    ids = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in names.split(",")[:-1]) + ',"{""ImportId"":""QID1""}"'
    rows = [f"2026-01-01,2026-01-01,0,100,{n % 2},2026-01-01,R_{n},{n % 5 + 1}" for n in range(20)]
    one = write(tmp_path, "a.csv", [head, ids, *rows], names)
    cut = [",".join(line.split(",")[:3] + line.split(",")[5:]) for line in (names, head, *rows)]
    ids = ids.replace('"{""ImportId"":""Progress""}","{""ImportId"":""Finished""}",', "")
    other = write(tmp_path, "b.csv", [cut[1], ids, *(row.replace("R_", "S_") for row in cut[2:])], cut[0])
    record = csat.score([one, other], scale="1-5", csat=["Q1"])
    assert any(told.startswith("b.csv: it is not said there who finished") for told in record.notices)
    assert not any("did not finish" in told for told in record.notices)
    assert any(
        "10 of 20 respondents did not finish" in told for told in csat.score(one, scale="1-5", csat=["Q1"]).notices
    )
    with pytest.raises(InputError, match="does not say who finished"):
        csat.score([one, other], scale="1-5", csat=["Q1"], finished_only=True)


def test_a_panel_of_two_waves_is_told(tmp_path: Path) -> None:
    people = [f"P{n},North,{n % 5 + 1},4,4,5" for n in range(50)]
    again = [f"P{n},North,{n % 3 + 1},4,4,5" for n in range(50)]
    one = write(tmp_path, "a.csv", people, HEAD.replace("id,", "Response ID,"))
    other = write(tmp_path, "b.csv", again, HEAD.replace("id,", "Response ID,"))
    told = [notice for notice in csat.score([one, other]).notices if "twice" in notice]
    assert told == [
        '50 respondents appear twice or more in column "Response ID" (the first repeat in b.csv, line 2); '
        "every row is counted."
    ]
