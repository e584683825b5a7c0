"""csat selftest: it holds here, and finds each kind of number that is off."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import csat.selftest as module
from csat.errors import DONE, MISSED, InputError
from csat.metrics.mean import Moments
from csat.report.selftest import show
from csat.selftest import SelfTest, golden, nist, reference, self_test
from csat.selftest.check import DATA, MOST, Check, lre
from tests.test_examples import content


@pytest.fixture(scope="module")
def tested() -> SelfTest:
    return self_test()


def test_all_is_as_it_should_be(tested: SelfTest) -> None:
    assert tested.off == ()
    assert len(tested.everything.checks) > 1000
    assert tested.everything.weakest.lre >= 11
    names = [group.name for group in tested.groups]
    assert sum(name.startswith("NIST StRD") for name in names) == 9
    assert sum(name.startswith("record of") for name in names) == len(golden.SURVEYS)
    assert {"R and Python: nps", "R and Python: alpha", "R and Python: csat", "R and Python: ces"} <= set(names)


def test_every_kept_figure_is_compared(tested: SelfTest) -> None:
    compared = {check.name for check in tested.everything.checks if check.group.startswith("R and Python")}
    assert compared == set(reference.figures())
    assert len(compared) >= 447


def test_a_mean_that_is_off_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nist, "moments", lambda values: Moments(3, 6, 14) if len(values) == 3 else _floats(values))
    off = {check.name for check in nist.checks() if not check.ok}
    assert {"NumAcc1: mean", "NumAcc4: sd"} <= off


def _floats(values: dict[object, int]) -> Moments:
    """Moments as the textbook's formula has them in floats: what the sets are there to find."""
    from fractions import Fraction

    each = [float(value) for value, count in values.items() for _ in range(count)]  # type: ignore[arg-type]
    return Moments(len(each), Fraction(sum(each)), Fraction(sum(value * value for value in each)))


def test_a_reference_figure_that_is_off_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "hotel/all/recommend/nps/high"
    moved = {**reference.figures(), name: reference.figures()[name] * (1 + 1e-10)}
    monkeypatch.setattr(reference, "figures", lambda: moved)
    assert [check.name for check in reference.checks() if not check.ok] == [name]


def test_a_base_that_is_off_by_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "hotel/all/Stay/alpha/n"
    moved = {**reference.figures(), name: reference.figures()[name] + 1}
    monkeypatch.setattr(reference, "figures", lambda: moved)
    assert [check.name for check in reference.checks() if not check.ok] == [name]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"metric":"csat"', '"metric":"csot"'),
        ('"read": 48', '"read": 47'),
        ('"level": 0.95', '"level": 0.94'),
        ("clinic.csv", "clinik.csv"),
    ],
)
def test_a_record_that_is_off_is_found(old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    then = golden.kept("clinic.csv").read_text("utf-8")
    old = old if old in then else old.replace(":", ": ")
    new = new if old.count(" ") == new.count(" ") else new.replace(":", ": ")
    assert old in then
    (tmp_path / "clinic.csv.json").write_text(then.replace(old, new, 1), "utf-8", newline="\n")
    (tmp_path / "shop-fa.xlsx.json").write_bytes(golden.kept("shop-fa.xlsx").read_bytes())
    monkeypatch.setattr(golden, "kept", lambda survey: tmp_path / f"{survey}.json")
    off = [check for check in golden.checks() if not check.ok]
    assert len(off) == 1
    assert off[0].group == "record of clinic.csv"


def test_the_last_digit_of_a_bound_is_no_fault_of_csat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.loads(golden.kept("clinic.csv").read_text("utf-8"))
    interval = body["estimates"][0]["interval"]
    interval["low"] *= 1 + 4e-16
    (tmp_path / "clinic.csv.json").write_text(json.dumps(body), "utf-8")
    monkeypatch.setattr(golden, "kept", lambda survey: tmp_path / f"{survey}.json")
    monkeypatch.setattr(golden, "SURVEYS", {"clinic.csv": golden.SURVEYS["clinic.csv"]})
    found = list(golden.checks())
    assert all(check.ok for check in found)
    interval["low"] *= 1 + 1e-9
    (tmp_path / "clinic.csv.json").write_text(json.dumps(body), "utf-8")
    assert [check.name.rpartition(".")[2] for check in golden.checks() if not check.ok] == ["low"]


@pytest.mark.parametrize("survey", golden.SURVEYS)
def test_records_are_kept_byte_for_byte(survey: str) -> None:
    assert golden.kept_part(golden.record_of(survey)).encode("utf-8") == golden.kept(survey).read_bytes()


def test_the_generator_gives_the_surveys(tmp_path: Path) -> None:
    subprocess.run([sys.executable, Path(__file__).parent / "make_golden.py", tmp_path], check=True)
    for made in tmp_path.iterdir():
        assert content(made) == content(golden.FOLDER / made.name)


def test_lre() -> None:
    assert lre(1.0, 1.0) == MOST
    assert lre(None, None) == MOST
    assert lre(None, 1.0) == lre(1.0, None) == lre(float("nan"), 1.0) == 0
    assert lre(1.001, 1.0) == pytest.approx(3, abs=1e-9)
    assert lre(0.001, 0.0) == pytest.approx(3)
    assert lre(5.0, 1.0) == 0
    assert lre(1e-320, 0.0) == MOST
    assert lre(2.0**53, 2.0**53 + 2) == MOST


def test_a_file_that_is_missing_is_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nist, "DATA", tmp_path)
    with pytest.raises(InputError, match="Install csat again"):
        self_test()


def shown(found: SelfTest) -> list[str]:
    text = io.StringIO()
    show(found, Console(file=text, width=80, soft_wrap=True, highlight=False))
    return text.getvalue().splitlines()


def test_the_table_fits_and_names_what_is_off(tested: SelfTest) -> None:
    lines = shown(tested)
    assert lines[0].startswith("All ")
    assert max(map(len, lines)) <= 80
    first = tested.groups[0]
    wrong = replace(first.checks[1], got=1.5, lre=0.2)
    lines = shown(SelfTest((replace(first, checks=(wrong, *first.checks[1:])), *tested.groups[1:])))
    assert lines[0].startswith("Something is off: 1 of ")
    assert max(map(len, lines)) <= 80
    assert any(wrong.name in line and "1.5" in line for line in lines)
    assert sum("OFF" in line for line in lines) == 2  # its group, and all


def test_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from csat.commands.selftest import selftest

    assert selftest() == DONE
    assert "NIST StRD Lottery" in capsys.readouterr().out
    assert selftest(quiet=True) == DONE
    assert capsys.readouterr() == ("", "")

    def off() -> Iterator[Check]:
        yield Check("NIST StRD Lew", "Lew: mean", 2.0, 1.0, 0.0, MOST)

    monkeypatch.setattr(module, "PARTS", (off,))
    assert selftest(quiet=True) == MISSED
    assert "Lew: mean: 2.0, and it should be 1.0" in capsys.readouterr().err


def test_command_line_json() -> None:
    done = subprocess.run([sys.executable, "-m", "csat", "selftest", "--json"], capture_output=True, check=True)
    body = json.loads(done.stdout)
    assert body["ok"] is True
    assert body["off"] == []
    assert done.stderr == b""


def test_data_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 400_000
