"""Rules of a plan: what they set aside stands in the ledger, what they block is an exit code, what is wrong is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import csat
from csat import cli
from csat.checks import CHECKS
from csat.checks.exclude import reason
from csat.errors import InputError
from csat.planfile import read_plan
from csat.planfile.schema import json_schema
from csat.planfile.tables import CHECK_NAMES
from csat.report.sentences import understood

from .conftest import Check, answers, lines, only, plan_of, write

ID = '[columns]\nrespondent_id = "id"\nduration = "time"\n'
EXCLUDE = '[[rule]]\ncheck = "duplicate_ids"\nexclude = true\n[[rule]]\ncheck = "speeders"\nexclude = true\n'


def surveyed(n: int = 60) -> dict[str, list[object]]:
    """Two repeated ids, three speeders, one of them a repeated id."""
    ids: list[object] = [f"R{i}" for i in range(n)]
    ids[10], ids[20] = "R1", "R2"
    time: list[object] = [300 + i for i in range(n)]
    time[20] = time[30] = time[31] = 5
    return {"id": ids, "time": time, **{name: list(values) for name, values in answers(n, 3).items()}}


def test_the_names_of_the_plan_are_those_of_the_checks() -> None:
    assert tuple(CHECKS) == CHECK_NAMES
    rule = json_schema()["properties"]["rule"]["items"]["properties"]
    assert rule["check"]["enum"] == list(CHECK_NAMES)


def test_excluded_rows_stand_in_the_ledger_with_reason_and_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "survey.csv", surveyed())
    (tmp_path / "plan.toml").write_text(ID + EXCLUDE + plan_of(3), "utf-8")
    record = csat.score(path, plan=tmp_path / "plan.toml")
    ids, speed = (
        "excluded by the plan: the same respondent twice",
        "excluded by the plan: much faster than most",
    )
    assert record.ledger["set_aside"] == {ids: 2, speed: 2}
    assert (record.ledger["read"], record.ledger["scored"]) == (60, 56)
    assert record.ledger["exclusions"] == [
        {"rule": "duplicate_ids", "reason": ids, "file": "survey.csv", "count": 2, "rows": [12, 22]},
        {"rule": "speeders", "reason": speed, "file": "survey.csv", "count": 2, "rows": [32, 33]},
    ]
    assert "The plan's rule speeders set aside 2 rows: 32-33." in record.notices
    left = tmp_path / "left.csv"
    pd.read_csv(path).drop(index=[10, 20, 30, 31]).to_csv(left, index=False)
    (tmp_path / "bare.toml").write_text(ID + plan_of(3), "utf-8")
    bare = csat.score(left, plan=tmp_path / "bare.toml")
    assert [e.value for e in record.estimates] == [e.value for e in bare.estimates]
    assert record.to_json() == csat.score(path, plan=tmp_path / "plan.toml").to_json()


def test_every_reason_is_told_in_other_languages() -> None:
    for name, check in CHECKS.items():
        if check.excludes:
            assert understood("aside", reason(name)), name


def test_a_check_alone_sets_nothing_aside(checked: Check) -> None:
    told = checked(surveyed(), ID + EXCLUDE + plan_of(3))
    assert told.rows == 60
    assert lines(only(told, "speeders")) == [22, 32, 33]
    assert only(told, "speeders").excludes


def test_several_files_and_filters_keep_their_row_numbers(tmp_path: Path) -> None:
    data = surveyed()
    data["town"] = ["A", "B"] * 30
    frame = pd.DataFrame(data)
    for name, part in (("jan.csv", frame[:25]), ("feb.csv", frame[25:])):
        part.to_csv(tmp_path / name, index=False)
    plan = ID + EXCLUDE + '[[filter]]\ncolumn = "town"\nkeep = "A"\n' + plan_of(3)
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    record = csat.score([tmp_path / "jan.csv", tmp_path / "feb.csv"], plan=tmp_path / "plan.toml")
    assert [(e["file"], e["rule"], e["rows"]) for e in record.ledger["exclusions"]] == [
        ("jan.csv", "duplicate_ids", [22]),  # the first R1 is a B, and filtered out, so the other is no repeat
        ("feb.csv", "speeders", [7]),
    ]
    assert record.ledger["read"] == 60
    assert record.ledger["read"] == record.ledger["scored"] + sum(record.ledger["set_aside"].values())


def test_a_rule_that_finds_nothing_or_cannot_be_checked_says_so(tmp_path: Path) -> None:
    data = answers(60, 3)
    path = write(tmp_path / "survey.csv", data)
    (tmp_path / "plan.toml").write_text(EXCLUDE + plan_of(3), "utf-8")
    record = csat.score(path, plan=tmp_path / "plan.toml")
    assert "exclusions" not in record.ledger
    assert "The plan's rule speeders set nobody aside: it could not be checked." in record.notices
    assert [rule["rule"] for rule in record.ledger["not_applied"]] == ["duplicate_ids", "speeders"]
    assert all(rule["why"] for rule in record.ledger["not_applied"])


def test_an_excluding_rule_that_cannot_be_applied_ends_with_1_and_is_told(run: Run, tmp_path: Path) -> None:
    without_time = EXCLUDE + ID.replace('duration = "time"', "") + plan_of(3)
    code, out, err = run(without_time, "-q", "-o", "out.json", command="score")
    assert (code, out) == (1, "")
    assert "survey.csv: the plan's rule speeders could not be applied: " in err
    assert "duplicate_ids" not in err
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["ledger"]["scored"] == 58
    code, out, err = run(EXCLUDE + ID + plan_of(3), "-q", command="score")
    assert (code, out, err) == (0, "", "")


def test_a_date_in_doubt_leaves_a_rule_unapplied(tmp_path: Path) -> None:
    data = surveyed()
    data["Start"] = data["End"] = ["03/04/2026 10:00"] * 60
    path = write(tmp_path / "survey.csv", data)
    rule = '[[rule]]\ncheck = "date_order"\nexclude = true\n[columns]\ndate = ["Start", "End"]\n'
    (tmp_path / "plan.toml").write_text(rule + plan_of(3), "utf-8")
    (told,) = csat.score(path, plan=tmp_path / "plan.toml").ledger["not_applied"]
    assert told["rule"] == "date_order"
    assert "dates are in doubt" in told["why"]


def test_rules_that_leave_nobody_are_an_error(tmp_path: Path) -> None:
    data = {name: [""] * 20 for name in ("q1", "q2", "q3", "q4")} | {"id": list(range(20))}
    data["q1"] = ["4"] * 20
    path = write(tmp_path / "survey.csv", data)
    plan = '[[rule]]\ncheck = "partials"\nexclude = true\n' + plan_of(4)
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    with pytest.raises(InputError, match="leave no respondents: 20 by partials"):
        csat.score(path, plan=tmp_path / "plan.toml")


def test_the_plan_of_the_record_holds_its_rules(tmp_path: Path) -> None:
    path = write(tmp_path / "survey.csv", surveyed())
    (tmp_path / "plan.toml").write_text(ID + EXCLUDE + plan_of(3), "utf-8")
    (tmp_path / "bare.toml").write_text(ID + plan_of(3), "utf-8")
    with_rules, bare = (csat.score(path, plan=tmp_path / name).plan for name in ("plan.toml", "bare.toml"))
    assert [rule["check"] for rule in with_rules["rules"]] == ["duplicate_ids", "speeders"]
    assert "rules" not in bare
    assert with_rules["digest"] != bare["digest"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('check = "speders"', 'check must be one of "duplicate_ids"'),
        ("exclude = true", "has no check"),
        ('check = "look_alikes"\nexclude = true', "not about single rows"),
        ('check = "near_duplicates"\nexclude = true', "not about single rows"),
        ('check = "duplicate_ids"\nthreshold = 0.5', "has no threshold"),
        ('check = "speeders"\nthreshold = 5', "must be from 0.05 to 0.9"),
        ('check = "speeders"\nthreshold = "fast"', "threshold must be a number"),
        ('check = "speeders"\nitems = 5', "has no least number of items"),
        ('check = "straight_lines"\nitems = 1', "from 2 on"),
        ('check = "speeders"\nmost = 0.1', "write block = true too"),
        ('check = "speeders"\nblock = true\nmost = 7', "a share from 0 to 1"),
        ('check = "speeders"\noff = true\nblock = true', "turned off"),
        ('check = "speeders"\nblok = true', 'did you mean "block"'),
        ('check = "speeders"\n[[rule]]\ncheck = "speeders"', "two rules"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(tmp_path: Path, rule: str, words: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(plan_of(2) + f"[[rule]]\n{rule}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("plan.toml:")


def test_a_rule_turns_a_check_off(checked: Check) -> None:
    found = only(checked(surveyed(), '[[rule]]\ncheck = "speeders"\noff = true\n' + ID + plan_of(3)), "speeders")
    assert (found.outcome, found.why) == ("off", "turned off by the plan")


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    write(tmp_path / "survey.csv", surveyed())

    def run(plan: str, *words: str, command: str = "check") -> tuple[int, str, str]:
        (tmp_path / "plan.toml").write_text(plan, "utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["csat", command, "survey.csv", "--plan", "plan.toml", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(str(left.value.code)), said.out, said.err

    return run


def test_a_blocking_rule_that_is_broken_ends_with_1_and_is_told(run: Run) -> None:
    code, out, err = run('[[rule]]\ncheck = "speeders"\nblock = true\n' + ID + plan_of(3))
    assert code == 1
    assert "The plan marks this check as blocking." in out
    assert "survey.csv: check speeders blocks: 3 of 60 rows" in err
    code, out, err = run('[[rule]]\ncheck = "speeders"\nblock = true\n' + ID + plan_of(3), "--quiet")
    assert (code, out) == (1, "")
    assert "check speeders blocks" in err


def test_a_blocking_rule_that_cannot_be_checked_ends_with_1_and_is_told(run: Run) -> None:
    rule = '[[rule]]\ncheck = "fieldwork"\nblock = true\n'
    code, out, err = run(rule + ID + plan_of(3), "-q")
    assert (code, out) == (1, "")
    assert "survey.csv: check fieldwork blocks: it could not be done: " in err
    code, out, err = run(rule + ID + plan_of(3))
    assert code == 1
    assert "The plan marks this check as blocking." in out


@pytest.mark.parametrize(
    "rule",
    [
        "",
        '[[rule]]\ncheck = "speeders"\n',
        '[[rule]]\ncheck = "speeders"\nblock = true\nmost = 0.05\n',
        '[[rule]]\ncheck = "constant_items"\nblock = true\n',
        '[[rule]]\ncheck = "speeders"\nexclude = true\n',
    ],
)
def test_without_a_broken_blocking_rule_it_ends_with_0(run: Run, rule: str) -> None:
    code, _, err = run(rule + ID + plan_of(3))
    assert code == 0
    assert "blocks" not in err


def test_json_is_canonical_and_complete(run: Run) -> None:
    code, out, _ = run(ID + plan_of(3), "--json", "--quiet")
    body = json.loads(out)
    assert code == 0
    assert body["schema"] == "csat.check/1"
    assert {finding["check"] for finding in body["findings"]} == set(CHECKS)
    speeders = next(finding for finding in body["findings"] if finding["check"] == "speeders")
    assert speeders["rows"] == {"survey.csv": [22, 32, 33]}
    assert speeders["reference"]
    assert run(ID + plan_of(3), "--json", "--quiet")[1] == out
    assert out == out.strip() + "\n"


def test_findings_are_written_to_a_file_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(ID + plan_of(3), "-q", "-o", str(tmp_path / "found.json"))
    assert (code, out) == (0, "")
    assert json.loads((tmp_path / "found.json").read_text("utf-8"))["rows"] == 60
    code, _, err = run(ID + plan_of(3), "-q", "-o", str(tmp_path / "found.csv"))
    assert code == 2
    assert "End the name in .json" in err


def test_trouble_is_one_message(run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(ID.replace("time", "tme") + plan_of(3))
    assert code == 2
    assert "plan.toml:" in err
    monkeypatch.setattr(sys, "argv", ["csat", "check", "nothing.csv"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "nothing.csv" in capsys.readouterr().err


def test_rows_are_set_aside_before_dates_are_told_by_period(tmp_path: Path) -> None:
    data = surveyed()
    data["when"] = [f"2026-0{4 + i % 2}-{1 + i % 28:02}" for i in range(60)]
    path = write(tmp_path / "survey.csv", data)
    by_month = '[[segment]]\ncolumn = "when"\nperiod = "month"\n'
    (tmp_path / "plan.toml").write_text(ID + EXCLUDE + by_month + plan_of(3), "utf-8")
    record = csat.score(path, plan=tmp_path / "plan.toml")
    assert record.ledger["scored"] == 56
    months = {e.segment["when"]: e.n for e in record.estimates if e.metric == "csat" and e.column == "q1" and e.segment}
    assert months == {"2026-04": 27, "2026-05": 29}


def test_rows_of_one_of_several_files_are_told_with_the_file(run: Run, tmp_path: Path) -> None:
    frame = pd.DataFrame(surveyed())
    frame[:40].to_csv(tmp_path / "survey.csv", index=False)
    frame[40:].to_csv(tmp_path / "more.csv", index=False)
    _, out, _ = run(ID + plan_of(3), "more.csv")
    assert "survey.csv rows 12, 22" in out
    assert "survey.csv 3 = survey.csv 12" in out
    (tmp_path / "plan.toml").write_text(ID + EXCLUDE + plan_of(3), "utf-8")
    record = csat.score([tmp_path / "survey.csv", tmp_path / "more.csv"], plan=tmp_path / "plan.toml")
    assert "The plan's rule speeders set aside 2 rows; the record has their numbers." in record.notices
