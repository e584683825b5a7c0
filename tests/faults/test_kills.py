"""A short run of the kills and pairs; python3 dev.py faults runs a thousand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.commands import kill_commands, pair_commands
from tests.faults.kills import kill, pair

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX matter")


def test_kills_leave_the_old_set_or_the_new(tmp_path: Path) -> None:
    met = kill(tmp_path / "out", 25, seed=1)
    assert met["killed"] == 25


@pytest.mark.parametrize("waiting", [False, True])
def test_of_two_runs_at_once_one_waits_or_is_refused(tmp_path: Path, waiting: bool) -> None:
    assert pair(tmp_path / "out", 4, waiting)["pairs"] == 4


def test_the_command_killed_and_twice_at_once(tmp_path: Path) -> None:
    assert kill_commands(tmp_path / "out", 3, seed=1)["killed"] == 3
    assert pair_commands(tmp_path / "out", 2)["pairs"] == 2
