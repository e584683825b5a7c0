"""Respondents that a plan leaves out: filters, those who did not finish, and the ledger of it all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.io.frame import read_frame
from csat.io.source import Source
from csat.sift import Sieve, Sifted, spans_of

PLAN = """
[[item]]
id = "overall"
column = "overall"
measure = "csat"
scale = "1-5"
"""
ROWS = [
    ("North", "5", 21),
    ("north ", "4", 34),
    ("South", "1", 45),
    ("", "2", 17),
    ("West", "x", 60),
    ("South", "3", 29),
]


def survey(tmp_path: Path, plan: str) -> tuple[Path, Path]:
    data = tmp_path / "survey.csv"
    lines = [f"{region},{overall},{age}" for region, overall, age in ROWS]
    data.write_text("region,overall,age\n" + "\n".join(lines) + "\n", encoding="utf-8")
    where = tmp_path / "plan.toml"
    where.write_text(PLAN + plan, encoding="utf-8")
    return data, where


@pytest.mark.parametrize(
    ("filter", "answers"),
    [
        ('column = "region"\nkeep = ["North"]', [5, 4]),  # in every spelling
        ('column = "region"\ndrop = ["NORTH"]', [1, 2, 3]),
        ('column = "region"\ndrop = ["(blank)", "West"]', [5, 4, 1, 3]),
        ('column = "age"\nfrom = 21\nto = 34', [5, 4, 3]),  # both included
        ('column = "age"\nfrom = 30', [4, 1]),
        ('column = "age"\nto = 20.5', [2]),
        ('column = "age"\nkeep = [21, "45"]', [5, 1]),
    ],
)
def test_who_passes(tmp_path: Path, filter: str, answers: list[int]) -> None:
    data, plan = survey(tmp_path, f"[[filter]]\n{filter}\n")
    record = csat.score(data, plan=plan)
    mean = record.find("mean", "overall")
    assert (mean.n, mean.counts["sum"]) == (len(answers), sum(answers))
    ledger = record.ledger
    assert ledger["read"] == 6 == ledger["scored"] + sum(ledger["set_aside"].values())
    assert all("filter" in reason for reason in ledger["set_aside"])
    assert record.plan["filters"][0]["column"] in ("region", "age")


def test_every_filter_must_be_passed_and_the_first_is_blamed(tmp_path: Path) -> None:
    plan = '[[filter]]\ncolumn = "region"\nkeep = ["North", "South"]\n[[filter]]\ncolumn = "age"\nfrom = 30\n'
    record = csat.score(survey(tmp_path, plan)[0], plan=tmp_path / "plan.toml")
    assert record.ledger["scored"] == 2
    assert record.ledger["set_aside"] == {
        'left out by the filter on "region"': 2,
        'left out by the filter on "age"': 2,
    }


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    data, plan = survey(tmp_path, '[[filter]]\ncolumn = "age"\nfrom = 40\n')
    odd = csat.score(data, plan=plan).ledger["items"][0]["odd"]
    assert [(entry["count"], entry["first"]) for entry in odd] == [(1, "line 6")]


def test_values_that_no_row_has_are_told(tmp_path: Path) -> None:
    data, plan = survey(tmp_path, '[[filter]]\ncolumn = "region"\ndrop = ["Nroth"]\n')
    assert any('"region" names values that no row has: "Nroth"' in told for told in csat.score(data, plan=plan).notices)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ('[[filter]]\ncolumn = "region"\nkeep = ["East"]\n', "leaves no respondents: 6 left out by the filter"),
        ("[respondents]\nfinished_only = true\n", "does not say who finished"),
        ('[[filter]]\ncolumn = "regoin"\nkeep = ["North"]\n', 'Did you mean "region"'),
        ('[[filter]]\ncolumn = "region"\n', "needs one of keep, drop, from and to"),
        ('[[filter]]\ncolumn = "region"\nkeep = ["a"]\ndrop = ["b"]\n', "and only one"),
        ('[[filter]]\ncolumn = "age"\nfrom = "young"\n', 'from = "young" is no day and no period'),
        ('[[filter]]\ncolumn = "age"\nfrom = 1\nto = "2026"\n', 'from = "1" is no day and no period'),
        ('[[filter]]\ncolumn = "age"\nfrom = "1404/12/30"\n', "1404/12/30"),
        ('[[filter]]\ncolumn = "region"\nfrom = "2026-01-01"\n', "the column holds no dates"),
        ('[[filter]]\ncolumn = "age"\nfrom = nan\n', "from must be a number"),
    ],
)
def test_what_is_wrong_with_a_filter(tmp_path: Path, plan: str, said: str) -> None:
    data, where = survey(tmp_path, plan)
    with pytest.raises(InputError, match=said):
        csat.score(data, plan=where)


def qualtrics(tmp_path: Path) -> Path:
    names = ["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId", "Q1"]
    head = [names, [*names[:-1], "How satisfied are you overall?"], [f'{{"ImportId":"{name}"}}' for name in names]]
    finished = ["True", "False", "True", "True", "False", "True", "True"]
    rows = [
        ["2026-01-01", "2026-01-01", "IP Address", "100", done, "2026-01-01", f"R_{n}", str(n % 5 + 1)]
        for n, done in enumerate(finished)
    ]
    path = tmp_path / "q.csv"
    path.write_text(
        "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [*head, *rows]) + "\n",
        encoding="utf-8",
    )
    return path


def test_only_those_who_finished(tmp_path: Path) -> None:
    path = qualtrics(tmp_path)
    everybody, finished = csat.score(path, scale="1-5"), csat.score(path, scale="1-5", finished_only=True)
    assert everybody.find("mean", "Q1").n == 7
    assert any("2 of 7 respondents did not finish" in told for told in everybody.notices)
    assert (finished.find("mean", "Q1").n, finished.find("mean", "Q1").counts["sum"]) == (5, 1 + 3 + 4 + 1 + 2)
    assert finished.ledger["set_aside"] == {"did not finish": 2}
    assert finished.plan["finished_only"] is True
    assert not any("did not finish the survey" in told for told in finished.notices)


def source() -> Source:
    return read_frame(pd.DataFrame({"a": list(range(10)), "b": list("ababababab")}))


@given(st.lists(st.lists(st.booleans(), min_size=10, max_size=10), min_size=1, max_size=4))
def test_sifting_is_the_same_as_not_having_the_rows(held: list[list[bool]]) -> None:
    sieves = [Sieve(f"reason {n}", np.array(rows)) for n, rows in enumerate(held)]
    sifted = Sifted(source(), sieves)
    left = [row for row in range(10) if not any(rows[row] for rows in held)]
    (chunk,) = sifted.chunks()
    assert [chunk.columns[0].values[code] for code in chunk.columns[0].codes] == [str(row) for row in left]
    assert chunk.rows == len(left)
    assert chunk.rows + sum(chunk.set_aside.values()) == 10
    first = [next((n for n, rows in enumerate(held) if rows[row]), None) for row in range(10)]
    for n, (reason, rows) in enumerate(sifted.held()):
        assert rows.tolist() == [row for row in range(10) if first[row] == n]
        assert chunk.set_aside.get(reason, 0) == len(rows)
    assert [sifted.row(at)[1] for at in range(len(left))] == [row + 1 for row in left]


def test_rows_as_spans() -> None:
    assert spans_of(source(), np.array([0, 1, 2, 5, 8, 9])) == {"DataFrame": "1-3, 6, 9-10"}
    assert spans_of(source(), np.array([], dtype=np.intp)) == {}


DAYS = ["2026-03-20", "2026-03-21 08:00", "2026-04-20T23:59:59", "2026-04-21", "", "soon"]
JALALI = ["1404/12/29", "۱۴۰۵/۰۱/۰۱", "1405-01-31", "1 اردیبهشت 1405", "", "به‌زودی"]


@pytest.mark.parametrize("days", [DAYS, JALALI])
@pytest.mark.parametrize(
    ("filter", "rows"),
    [
        ('from = "2026-03-21"', [1, 2, 3]),
        ("from = 2026-03-21", [1, 2, 3]),  # a date of TOML's own
        ('to = "1405-01"', [0, 1, 2]),
        ('from = "1405-01"\nto = "1405-01"', [1, 2]),
        ('from = "2026-04"', [2, 3]),
        ('from = "۱۴۰۵/۰۱/۳۱"', [2, 3]),
    ],
)
def test_days_of_either_calendar(tmp_path: Path, days: list[str], filter: str, rows: list[int]) -> None:
    data = tmp_path / "survey.csv"
    data.write_text("overall,when\n" + "".join(f"{n % 5 + 1},{day}\n" for n, day in enumerate(days)), "utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(f'{PLAN}[[filter]]\ncolumn = "when"\n{filter}\n', "utf-8")
    record = csat.score(data, plan=plan)
    assert record.find("mean", "overall").n == len(rows)
    assert record.find("mean", "overall").counts["sum"] == sum(n % 5 + 1 for n in rows)
    assert record.ledger["set_aside"] == {'left out by the filter on "when"': 6 - len(rows)}
    told = 'The filter on "when": cells of 1 rows are filled and hold no day that can be told'
    assert any(notice.startswith(told) for notice in record.notices)


def test_days_in_doubt_are_asked_for(tmp_path: Path) -> None:
    data, plan = tmp_path / "survey.csv", tmp_path / "plan.toml"
    data.write_text("overall,when\n5,03/04/2026\n4,05/06/2026\n3,07/08/2026\n", "utf-8")
    filter = '[[filter]]\ncolumn = "when"\nto = "2026-05-31"\n'
    plan.write_text(PLAN + filter, "utf-8")
    with pytest.raises(InputError, match=r"cannot be applied: .*date_order"):
        csat.score(data, plan=plan)
    for order, n in (("dmy", 1), ("mdy", 2)):
        plan.write_text(f'{PLAN}{filter}[columns]\ndate = "when"\ndate_order = "{order}"\n', "utf-8")
        assert csat.score(data, plan=plan).find("mean", "overall").n == n
