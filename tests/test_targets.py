"""Targets of a plan: judged by value and interval, told, and turned into an exit code."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat import cli
from csat.errors import InputError
from csat.measure import WITHHELD
from csat.plan import Plan, Target
from csat.report.targets import line
from csat.results import Estimate, Interval
from csat.targets import STATES, judge, over, wanted_by_flags

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "hotel" / "survey.xlsx"


def estimate(
    value: float | None, low: float = 70.0, high: float = 90.0, n: int = 100, notes: tuple[str, ...] = ()
) -> Estimate:
    interval = None if value is None else Interval(low, high, 0.95, "test")
    return Estimate("overall.csat", "csat", "percent", value, n, interval=interval, notes=notes)


def judged(target: Target, found: Estimate, **plan: int) -> dict[str, Any]:
    (one,) = judge(Plan(targets=(target,), **plan), [found])  # type: ignore[arg-type]
    return one


@pytest.mark.parametrize(
    ("target", "value", "met", "state"),
    [
        (Target("overall.csat", at_least=80), 80.0, True, "met, not shown by the interval"),
        (Target("overall.csat", at_least=80), 79.999, False, "not met"),
        (Target("overall.csat", at_least=70), 80.0, True, "met"),
        (Target("overall.csat", at_least=70.001), 80.0, True, "met, not shown by the interval"),
        (Target("overall.csat", at_least=80), None, False, "undefined"),
        (Target("overall.csat", at_most=80), 80.0, True, "met, not shown by the interval"),
        (Target("overall.csat", at_most=80), 80.001, False, "not met"),
        (Target("overall.csat", at_most=90), 80.0, True, "met"),
        (Target("csat", at_most=90), 80.0, True, "met"),
    ],
)
def test_a_target_is_met_by_the_value_and_shown_by_the_interval(
    target: Target, value: float | None, met: bool, state: str
) -> None:
    found = judged(target, estimate(value))
    assert (found["met"], found["state"]) == (met, state)
    assert state in STATES


def test_what_cannot_be_judged_is_an_outcome_of_its_own() -> None:
    target = Target("overall.csat", at_least=10)
    assert judged(target, estimate(99.0, n=29))["state"] == "too few answers to judge"
    assert judged(target, estimate(99.0, n=30))["state"] == "met"
    assert judged(target, estimate(99.0, n=9), flag_below=9)["state"] == "met"
    assert judged(target, estimate(None, n=0))["state"] == "no answers"
    hidden = judged(target, estimate(None, n=4, notes=(WITHHELD.format(k=5),)))
    assert (hidden["state"], hidden["n"]) == ("withheld", None)
    for found in (estimate(99.0, n=29), estimate(None, n=0), estimate(None, n=4, notes=(WITHHELD.format(k=5),))):
        assert not judged(target, found)["met"]


@given(st.integers(1, 10**6), st.data())
def test_the_comparison_is_that_of_the_exact_ratio(base: int, data: st.DataObject) -> None:
    top = data.draw(st.integers(0, base))
    wanted = data.draw(st.integers(0, 100_000)) / 1000
    value = float(Fraction(100 * top, base))
    reached = Fraction(100 * top, base) >= Fraction(repr(wanted))
    assert judged(Target("csat", at_least=wanted), estimate(value, n=base), flag_below=0)["met"] == reached


@pytest.mark.parametrize(
    ("value", "bound", "shown"),
    [
        (79.96, 80, "79.96"),
        (79.9999999, 80, "79.9999999"),
        (80.0, 80, "80.0"),
        (80.04, 80, "80.04"),
        (59.0, 65, "59.0"),
        (79.94, 79.95, "79.9"),
    ],
)
def test_rounding_never_hides_on_which_side_of_the_target_a_value_is(value: float, bound: float, shown: str) -> None:
    found = judged(Target("overall.csat", at_least=bound), estimate(value, 70.0, 90.0))
    state = "not met" if value < bound else "met, not shown by the interval"
    assert line(found) == f"target: overall.csat is {shown}, {state} (n = 100); at least {bound} was wanted."


def test_flags_are_targets() -> None:
    found = wanted_by_flags(["csat=80", " overall.csat@Plan=a=b = 79.9 ", "nps=-5"])
    assert found == (
        Target("csat", at_least=80),
        Target("overall.csat@Plan=a=b", at_least=79.9),
        Target("nps", at_least=-5),
    )
    assert wanted_by_flags({"csat": 80}) == wanted_by_flags("csat=80") == (Target("csat", at_least=80),)
    for text in ("csat", "csat=", "=80", "csat=much", "csat=nan", "csat=inf", "csat=80 %"):
        with pytest.raises(InputError, match="is not understood"):
            wanted_by_flags([text])
    with pytest.raises(InputError, match="given twice"):
        wanted_by_flags(["csat=80", "csat=90"])


def test_a_flag_wins_over_the_plan() -> None:
    plan = (Target("a", at_least=1), Target("a", at_most=9), Target("b", at_least=1))
    assert over((Target("a", at_least=2),), plan) == (
        Target("a", at_most=9),
        Target("b", at_least=1),
        Target("a", at_least=2),
    )


def test_a_metric_is_all_its_figures_over_the_whole_file_and_the_plan_alone_says_so_again() -> None:
    record = csat.score(EXAMPLE, fail_under={"csat": 75, "nps@Hotel=Harbour": 0}, by=["Hotel"])
    wanted = [e.id for e in record.estimates if e.metric == "csat" and not e.segment]
    assert len(wanted) > 5
    found = [target["figure"] for target in record.targets]
    assert found == [*wanted, "how_likely_are_you_to_recommend_us_to_a.nps@Hotel=Harbour"]
    assert record.plan["targets"] == [
        {"figure": "csat", "at_least": 75, "at_most": None},
        {"figure": "nps@Hotel=Harbour", "at_least": 0, "at_most": None},
    ]
    unmet = {target["figure"] for target in record.targets if not target["met"]}
    assert {e.id for e in record.estimates if e.id in wanted and e.value is not None and e.value < 75} <= unmet


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("cast", "Did you mean .*csat"),
        ("rom.csat", r"Did you mean room\.csat"),
        ("room.csat@Hotel=Harbour", "--by"),
        ("zzz", "csat score --json lists them"),
    ],
)
def test_a_flag_of_no_figure_is_an_error(figure: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        csat.score(EXAMPLE, fail_under={figure: 1})


def plan_with(folder: Path, *targets: str) -> Path:
    from csat.planfile.draft import draft_plan

    path = folder / "plan.toml"
    path.write_text(draft_plan(EXAMPLE).text + "".join(f"\n[[target]]\n{lines}\n" for lines in targets), "utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr("sys.argv", ["csat", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(str(ended.value.code or 0))


def test_the_alarm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    reached, missed = 'figure = "room.csat"\nat_least = 75', 'figure = "value_for_money.csat"\nat_least = 75'
    plan = plan_with(tmp_path, reached)
    assert run(monkeypatch, "score", EXAMPLE, "--plan", plan, "-q") == 0
    assert capfd.readouterr() == ("", "")
    plan = plan_with(tmp_path, reached, missed)
    assert run(monkeypatch, "score", EXAMPLE, "--plan", plan, "-q", "-o", tmp_path / "r.json") == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err == (
        "csat: survey.xlsx: target: value_for_money.csat is 59.0, not met (n = 234); at least 75 was wanted.\n"
    )
    targets = json.loads((tmp_path / "r.json").read_text("utf-8"))["targets"]
    assert [(target["figure"], target["met"]) for target in targets] == [
        ("room.csat", True),
        ("value_for_money.csat", False),
    ]
    assert run(monkeypatch, "score", EXAMPLE, "--plan", plan) == 1
    assert "not met" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ('figure = "room.csat"', "needs one of at_least, at_most"),
        ('figure = "room.csat"\nat_least = 1\nat_most = 2', "and only one"),
        ('figure = "room.csat"\nat_least = "80 %"', "at_least must be a number"),
        ('figure = "room.csat"\nat_least = inf', "at_least must be a number"),
        ("at_least = 80", r"\[\[target\]\] has no figure"),
        ('figure = "rom.csat"\nat_least = 80', r"Did you mean room\.csat"),
    ],
)
def test_what_is_wrong_with_a_target(tmp_path: Path, target: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        csat.score(EXAMPLE, plan=plan_with(tmp_path, target))


def test_a_target_of_a_segment(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, 'figure = "room.csat@Hotel=Harbour"\nat_most = 100')
    record = csat.score(EXAMPLE, plan=plan, by=["Hotel"])
    figure = next(estimate for estimate in record.estimates if estimate.id == "room.csat@Hotel=Harbour")
    assert record.targets[0]["value"] == figure.value
    assert record.targets[0]["met"]


def test_a_segment_that_nobody_is_in_has_no_figure_and_is_an_alarm(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, 'figure = "room.csat@Hotel=Moon"\nat_least = 10')
    (target,) = csat.score(EXAMPLE, plan=plan, by=["Hotel"]).targets
    assert (target["state"], target["met"], target["value"]) == ("no answers", False, None)


def test_a_metric_in_capitals_is_hinted_at() -> None:
    with pytest.raises(InputError, match="Did you mean csat"):
        csat.score(pd.DataFrame({"Satisfaction": [1, 2, 3, 4, 5] * 10}), fail_under=["CSAT=50"])
