"""The crontab and the systemd units of examples/schedule: they are understood, and their command does what they say."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from csat import cli

ROOT = Path(__file__).parent.parent
SCHEDULE = ROOT / "examples" / "schedule"
UNITS = ("csat-report.service", "csat-report.timer")


def commands() -> list[str]:
    lines = [
        line for path in sorted(SCHEDULE.iterdir()) for line in path.read_text("utf-8").replace("\\\n", "").splitlines()
    ]
    return [found[0] for line in lines if (found := re.search(r"csat report /srv.*", line))]


def test_each_command_is_the_same_but_for_its_alarm() -> None:
    assert len(commands()) == 4
    assert len({re.sub(r" --fail-under \S+", "", " ".join(command.split())) for command in commands()}) == 1


@pytest.mark.parametrize("command", dict.fromkeys(" ".join(command.split()) for command in commands()))
def test_the_command_does_what_it_says(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hotel = ROOT / "examples" / "hotel"
    shutil.copy(hotel / "survey.xlsx", tmp_path / "export.xlsx")
    for name in ("survey.toml", "themes.toml"):
        shutil.copy(hotel / name, tmp_path / name)
    monkeypatch.setattr(sys, "argv", shlex.split(command.replace("/srv/survey", str(tmp_path))))
    with pytest.raises(SystemExit) as left:
        cli.main()
    out, err = capsys.readouterr()
    assert out == ""
    assert left.value.code == int(bool(err))
    assert all(line.startswith("csat: export.xlsx: target: ") for line in err.splitlines())
    assert {path.name for path in (tmp_path / "report").iterdir()} >= {"record.json", "report.html", "report.xlsx"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (SCHEDULE / name).read_text("utf-8")  # csat need not be installed where the tests run
        (tmp_path / name).write_text(text.replace("/usr/local/bin/csat", sys.executable), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)], capture_output=True, text=True
    )
    assert "csat-report" not in done.stdout + done.stderr, done.stderr
    assert done.returncode == 0


def test_cron_understands_the_crontab() -> None:
    lines = (SCHEDULE / "crontab").read_text("utf-8").splitlines()
    jobs = [line.removeprefix("# ") for line in lines if re.match(r"(# )?15 5 ", line)]
    assert len(jobs) == 2
    for job in jobs:
        assert re.match(r"15 5 \* \* \*  \S", job)
        assert not re.search(r"(?<!\\)%", job)  # a bare % ends the command of cron
