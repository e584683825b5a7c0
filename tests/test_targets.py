"""Targets of a plan: judged by value and interval, told, and turned into an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import csat
from csat import cli
from csat.errors import InputError
from csat.plan import Target
from csat.results import Estimate, Interval
from csat.targets import judge

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "hotel" / "survey.xlsx"


def estimate(value: float | None, low: float = 70.0, high: float = 90.0) -> Estimate:
    interval = None if value is None else Interval(low, high, 0.95, "test")
    return Estimate("overall.csat", "csat", "percent", value, 10, interval=interval)


@pytest.mark.parametrize(
    ("target", "value", "met", "state"),
    [
        (Target("overall.csat", at_least=80), 80.0, True, "met"),
        (Target("overall.csat", at_least=80), 79.999, False, "missed"),
        (Target("overall.csat", at_least=70), 80.0, True, "met, shown by the interval"),
        (Target("overall.csat", at_least=80), None, False, "no figure"),
        (Target("overall.csat", at_most=80), 80.0, True, "met"),
        (Target("overall.csat", at_most=80), 80.001, False, "missed"),
        (Target("overall.csat", at_most=90), 80.0, True, "met, shown by the interval"),
    ],
)
def test_a_target_is_met_by_the_value_and_shown_by_the_interval(
    target: Target, value: float | None, met: bool, state: str
) -> None:
    (judged,) = judge([target], [estimate(value)])
    assert (judged["met"], judged["state"]) == (met, state)


def test_a_target_of_no_figure_is_an_error() -> None:
    with pytest.raises(InputError, match=r"overall\.csta.*Did you mean overall\.csat"):
        judge([Target("overall.csta", at_least=1)], [estimate(80.0)])


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
    assert err == "csat: survey.xlsx: target missed: value_for_money.csat is 59.0, at least 75 was wanted.\n"
    targets = json.loads((tmp_path / "r.json").read_text("utf-8"))["targets"]
    assert [(target["figure"], target["met"]) for target in targets] == [
        ("room.csat", True),
        ("value_for_money.csat", False),
    ]
    assert run(monkeypatch, "score", EXAMPLE, "--plan", plan) == 1
    assert "missed" in capfd.readouterr().out


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
    assert (target["state"], target["met"], target["value"]) == ("no figure", False, None)
