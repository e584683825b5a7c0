"""Weights of a file: beside R's survey package, margins as people write them, and everything that must be refused."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.accumulators import Answers
from csat.accumulators.joint_cells import JointCells
from csat.cli import main
from csat.errors import InputError
from csat.io import open_source
from csat.weighting.margins import Margin, of_entry, of_tables, of_texts, scaled
from csat.weighting.weighing import Weighed

SHARED = Path(__file__).parents[3] / "shared"
HEADER = ["id", "Region", "Sex", "w", "Overall satisfaction (1-5)"]
MARGINS = {"Region": {"North": 0.4, "South": 0.6}, "Sex": {"F": 0.5, "M": 0.5}}


def rows() -> list[tuple[object, ...]]:
    """60 North, 40 South; of North 40 women, of South 10."""
    cells = [("North", "F", 40), ("North", "M", 20), ("South", "F", 10), ("South", "M", 30)]
    listed = [(region, sex) for region, sex, n in cells for _ in range(n)]
    return [(f"R{at:03d}", region, sex, 1 + at % 3, 1 + at % 5) for at, (region, sex) in enumerate(listed)]


def survey(folder: Path, listed: Sequence[Sequence[object]], name: str = "survey.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *listed])
    return path


# ---------------------------------------------------------------- beside R


def population() -> tuple[dict[str, int], dict[str, int], Path]:
    path = SHARED / "data" / "apipop.csv.gz"
    if not path.is_file():
        pytest.skip("the real data and reference figures are not beside the project")
    pd = pytest.importorskip("pandas")
    pop = pd.read_csv(path)
    return dict(pop["stype"].value_counts()), dict(pop["sch.wide"].value_counts()), SHARED / "data" / "apiclus1.csv"


def reference(name: str) -> float:
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    return float(figures[name]["value"])


def test_raking_is_that_of_r_survey() -> None:
    types, wide, data = population()
    found = csat.weigh(data, {"stype": types, "sch.wide": wide}, weight="pw")
    made = found.calibration
    for name, value in (("w_min", made.low), ("w_max", made.high), ("sum_w", made.total), ("n_eff_kish", made.n_eff)):
        assert value == pytest.approx(reference(f"rake/clus1/{name}"), rel=1e-9), name
    assert _mean(found, data, "api00") == pytest.approx(reference("rake/clus1/mean_api00"), rel=1e-9)


def test_post_stratification_is_that_of_r_survey() -> None:
    types, _, data = population()
    found = csat.weigh(data, {"stype": types}, weight="pw")
    assert found.calibration.fit.steps == 1
    assert _mean(found, data, "api00") == pytest.approx(reference("poststrat/clus1/mean_api00"), rel=1e-9)
    total = sum(row[3] * float(line["enroll"]) for row, line in zip(found.rows, _lines(data), strict=True))
    assert total == pytest.approx(reference("poststrat/clus1/total_enroll"), rel=1e-9)


def _lines(data: Path) -> list[dict[str, str]]:
    with data.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _mean(found: Weighed, data: Path, column: str) -> float:
    pairs = [(row[3], float(line[column])) for row, line in zip(found.rows, _lines(data), strict=True)]
    return sum(w * y for w, y in pairs) / sum(w for w, _ in pairs)


# ---------------------------------------------------------------- what weights do


def test_margins_are_met_and_told(tmp_path: Path) -> None:
    found = csat.weigh(survey(tmp_path, rows()), MARGINS)
    made = found.calibration
    assert made.total == pytest.approx(100, rel=1e-12)  # shares: weights add up to the respondents
    by_value = {(line.margin, line.value): line for line in made.lines}
    north = by_value["Region", "North"]
    assert (north.n, north.sample, north.target) == (60, 60.0, 40.0)
    assert north.weighted == pytest.approx(40, rel=1e-11)
    weights = [row[3] for row in found.rows]
    assert (min(weights), max(weights)) == pytest.approx((made.low, made.high), rel=1e-14)
    assert made.n_eff == pytest.approx(sum(weights) ** 2 / sum(w * w for w in weights), rel=1e-12)
    assert made.deff == pytest.approx(100 / made.n_eff, rel=1e-14)


def test_margins_that_the_sample_meets_already_leave_weights_of_one(tmp_path: Path) -> None:
    found = csat.weigh(survey(tmp_path, rows()), {"Region": {"North": 0.6, "South": 0.4}, "Sex": {"F": 50, "M": 50}})
    assert {row[3] for row in found.rows} == {1.0}
    assert found.calibration.deff == 1


def test_a_joint_table_is_post_stratification_of_its_cells(tmp_path: Path) -> None:
    joint = {"Region & Sex": {"North": {"F": 0.2, "M": 0.2}, "South": {"F": 0.3, "M": 0.3}}}
    found = csat.weigh(survey(tmp_path, rows()), joint)
    assert found.calibration.fit.steps == 1
    weight_of = dict(zip([(r[1], r[2]) for r in rows()], [row[3] for row in found.rows], strict=True))
    assert weight_of == {
        ("North", "F"): 0.5, ("North", "M"): 1.0, ("South", "F"): 3.0, ("South", "M"): 1.0,
    }  # fmt: skip
    text = "Region & Sex: North & F=20, North & M=20, South & F=30, South & M=30"
    assert csat.weigh(survey(tmp_path, rows()), [text]).rows == found.rows


def test_base_weights_are_the_start(tmp_path: Path) -> None:
    found = csat.weigh(survey(tmp_path, rows()), {"Region": {"North": 500, "South": 500}}, weight="w")
    north = [(row[3], line[3]) for row, line in zip(found.rows, rows(), strict=True) if line[1] == "North"]
    assert sum(weight for weight, _ in north) == pytest.approx(500, rel=1e-12)
    assert len({round(weight / int(str(base)), 9) for weight, base in north}) == 1  # one factor a cell


def test_trimming_keeps_the_bounds_and_the_margins(tmp_path: Path) -> None:
    path = survey(tmp_path, rows())
    free = csat.weigh(path, MARGINS, weight="w").calibration
    found = csat.weigh(path, MARGINS, weight="w", trim=(0.3, 1.8)).calibration
    assert free.high is not None
    assert found.high is not None
    assert found.low is not None
    assert free.high / free.mean > 1.8 >= found.high / found.mean * (1 - 1e-9)
    assert found.low / found.mean >= 0.3 * (1 - 1e-9)
    assert all(line.weighted == pytest.approx(line.target, rel=1e-11) for line in found.lines)
    assert found.fit.rounds > 0


def test_the_order_of_rows_and_files_changes_no_weight(tmp_path: Path) -> None:
    listed = rows()
    mixed = listed.copy()
    random.Random(2).shuffle(mixed)
    whole = csat.weigh(survey(tmp_path, listed), MARGINS, weight="w", trim=(0.3, 1.8), id="id")
    other = csat.weigh(survey(tmp_path, mixed, "b.csv"), MARGINS, weight="w", trim=(0.3, 1.8), id="id")
    assert {row[2]: row[3] for row in whole.rows} == {row[2]: row[3] for row in other.rows}
    parts = [survey(tmp_path, listed[:30], "p1.csv"), survey(tmp_path, listed[30:], "p2.csv")]
    both = csat.weigh(parts, MARGINS, weight="w", trim=(0.3, 1.8))
    assert [row[3] for row in both.rows] == [row[3] for row in whole.rows]
    assert both.to_csv().splitlines()[0] == b"file,row,weight"


def test_cells_add_up(tmp_path: Path) -> None:
    def counted(listed: Sequence[Sequence[object]], name: str) -> JointCells:
        cells = JointCells([1, 2], 3, lambda text, row: Fraction(text), each=True)
        for chunk in open_source(survey(tmp_path, listed, name)).chunks([1, 2, 3]):
            cells.count(Answers(chunk, lambda *_: pytest.fail("no item is read")))
        return cells

    both = counted(rows()[:33], "a.csv") + counted(rows()[33:], "b.csv")
    assert both.cells == counted(rows(), "c.csv").cells


def test_persian_values_and_spellings_are_one(tmp_path: Path) -> None:
    listed = [("a", "شمال", "F", 1, 5), ("b", " شمال", "F", 1, 4), ("c", "جنوب", "F", 1, 3), ("d", "جنوب", "F", 1, 3)]
    found = csat.weigh(survey(tmp_path, listed), ["Region: شمال=۰٫۲۵, جنوب=۰٫۷۵"])
    assert [row[3] for row in found.rows] == [0.5, 0.5, 1.5, 1.5]


def test_the_plan_says_who_is_of_the_survey(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[[item]]\ncolumn = "#5"\nmeasure = "csat"\nscale = "1-5"\n[[filter]]\ncolumn = "Sex"\nkeep = "F"\n'
        '[columns]\nrespondent_id = "id"\n[[rule]]\ncheck = "duplicate_ids"\nexclude = true\n',
        encoding="utf-8",
    )
    path = survey(tmp_path, [*rows(), ("R000", "North", "F", 1, 5)])
    found = csat.weigh(path, {"Region": {"North": 0.5, "South": 0.5}}, plan=plan)
    assert found.calibration.n == 50
    assert next(iter(found.rows))[1] == 2
    assert csat.weigh(path, {"Region": {"North": 0.5, "South": 0.5}}).calibration.n == 101


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        (
            {"Region": {"North": 1.0}},
            'Margin "Region": the file has values without a target: "South" \\(40 respondents\\)',
        ),
        ({"Region": {"North": 0.4, "South": 0.5, "West": 0.1}}, 'Margin "Region": no respondent has "West"'),
        ({"Region": {"North": 0.4, "South": 0.5}}, 'Margin "Region": its shares add up to 0.9, and not to 1'),
        (
            {"Region": {"North": 400, "South": 600}, "Sex": {"F": 500, "M": 600}},
            'disagree.*"Region" adds up to 1000, "Sex" to 1100',
        ),
        ({"Region": {"North": 1, "South": 0}}, '"South" must be above zero'),
        ({"Region": {"North": 0.4, "north": 0.6}}, '"Region" has "north" twice'),
        ({"Region": {"North": "many"}}, "must have a share or a count"),
        ({"Regio": {"North": 1}}, 'Did you mean "Region"'),
        ({}, "no margins"),
        (["Region North=1"], "not understood"),
        (["Region: North, South"], "not understood"),
        (["Region: North=1", "Region: South=1"], "given twice"),
        ({"Region & Sex": {"North": {"F": 0.5}, "South": 0.5}}, "2 columns"),
    ],
)
def test_margins_that_do_not_fit_are_refused(tmp_path: Path, margins: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        csat.weigh(survey(tmp_path, rows()), margins)


def test_blanks_are_told_with_their_place(tmp_path: Path) -> None:
    path = survey(tmp_path, [*rows(), ("X", "", "F", 1, 3), ("Y", " ", "M", 1, 3)])
    with pytest.raises(InputError, match=r'"Region": 2 respondents have no value \(first: line 102\)'):
        csat.weigh(path, MARGINS)
    third = {"North": 0.3, "South": 0.6, "(blank)": 0.1}
    assert csat.weigh(path, {"Region": third}).calibration.n == 102


def test_a_message_never_names_what_few_hold(tmp_path: Path) -> None:
    path = survey(tmp_path, [*rows(), ("X", "Ann Smith, 12 High St", "F", 1, 3)])
    with pytest.raises(InputError) as refused:
        csat.weigh(path, MARGINS)
    assert "Ann" not in str(refused.value)
    assert "line 102" in str(refused.value)


@pytest.mark.parametrize(("weight", "said"), [("", "is blank"), ("-1", "is negative"), ("heavy", "is no number")])
def test_base_weights_that_are_none_are_refused(tmp_path: Path, weight: str, said: str) -> None:
    path = survey(tmp_path, [*rows(), ("X", "North", "F", weight, 3)])
    with pytest.raises(InputError, match=f'"w" of weights: line 102 {said}'):
        csat.weigh(path, MARGINS, weight="w")


def test_margins_that_no_weights_meet_fail_loudly(tmp_path: Path) -> None:
    only = [row for row in rows() if (row[1], row[2]) in (("North", "F"), ("South", "M"))]
    path = survey(tmp_path, only)
    with pytest.raises(InputError, match=r'does not converge.*margin ".*" is still .* % off its target at ".*"'):
        csat.weigh(path, {"Region": {"North": 0.5, "South": 0.5}, "Sex": {"F": 0.9, "M": 0.1}})
    with pytest.raises(InputError, match="times the mean weight, which trimming does not allow"):
        csat.weigh(path, {"Region": {"North": 0.1, "South": 0.9}}, trim=(None, 1.5))
    with pytest.raises(InputError, match="ratios to their mean"):
        csat.weigh(path, {"Region": {"North": 0.1, "South": 0.9}}, trim=(2, 3))


def test_ids_must_tell_respondents_apart(tmp_path: Path) -> None:
    path = survey(tmp_path, [*rows(), ("R000", "North", "F", 1, 3)])
    with pytest.raises(InputError, match="line 102 has an id that another") as refused:
        csat.weigh(path, MARGINS, id="id")
    assert "R000" not in str(refused.value)


# ---------------------------------------------------------------- reading margins


def test_margins_are_told_and_read_again() -> None:
    margins = of_tables({"Region": {"North": 0.1, "South": 0.9}, "A & B": {"x": {"y": 3, "z": 4.5}}}, "plan")
    assert [of_entry(json.loads(json.dumps(margin.to_dict()))) for margin in margins] == list(margins)
    assert margins[1].columns == ("A", "B")
    assert margins[0].targets[0] == (("North",), Fraction(1, 10))


def test_names_with_signs_of_their_own() -> None:
    known = {"Q&A: done?", "A & B"}.__contains__
    (margin,) = of_texts(["Q&A: done?: yes=0.5, no=.5"], known)
    assert margin.columns == ("Q&A: done?",)
    (margin,) = of_texts(["A & B: x=1"], known)
    assert margin.columns == ("A & B",)


def test_percent_and_rounded_shares_are_shares() -> None:
    for told in ({"a": 30, "b": 70}, {"a": 0.3000001, "b": 0.7}, {"a": 0.3, "b": 0.7}):
        (margin,) = of_tables({"X": told}, "plan")
        ((first, second),) = scaled([margin], Fraction(50))
        assert first + second == 50
        assert float(first) == pytest.approx(15, rel=1e-6)


def test_shares_take_the_total_of_counts() -> None:
    shares = Margin(("X",), ((("a",), Fraction(1, 4)), (("b",), Fraction(3, 4))))
    counts = Margin(("Y",), ((("c",), Fraction(1000)), (("d",), Fraction(3000))))
    assert scaled([shares, counts], Fraction(7))[0] == [1000, 3000]


# ---------------------------------------------------------------- the command


def test_the_command_writes_a_file_and_shows_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = survey(tmp_path, rows()), tmp_path / "weights.csv"
    margins = ["--margin", "Region: North=0.4, South=0.6", "--margin", "Sex: F=0.5, M=0.5"]

    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["csat", "weight", str(path), *arguments])
        with pytest.raises(SystemExit) as done:
            main()
        return int(done.value.code or 0)

    assert run(*margins, "-o", str(out), "--trim", ",3") == 0
    shown = capsys.readouterr().out
    for part in ('raked to "Region", "Sex"', "converged in", "effective sample size", "60.00", "40.00", "weights.csv"):
        assert part in shown
    lines = out.read_text("utf-8").splitlines()
    assert (lines[0], len(lines)) == ("row,weight", 101)
    assert float(lines[1].split(",")[1]) == csat.weigh(path, MARGINS).rows[0][3]
    before = out.read_bytes()
    assert run("--margin", "Region: North=1", "-o", str(out)) == 2
    assert out.read_bytes() == before
    assert run(*margins, "-o", str(path.with_suffix(".xlsx"))) == 2
    assert run(*margins, "--trim", "3") == 2
    file = tmp_path / "margins.toml"
    file.write_text('[Region]\nNorth = 0.4\nSouth = 0.6\n[Sex]\n"F" = 50\n"M" = 50\n', encoding="utf-8")
    assert run("--margins", str(file), "-o", str(out)) == 0
    assert out.read_bytes() == before
    assert run("--margins", str(file), *margins) == 2
    assert run(*margins, "-o", str(path)) == 2  # never over the survey
    assert path.read_text("utf-8").startswith("id,")
