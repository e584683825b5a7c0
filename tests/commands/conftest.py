"""A small survey, and the command run in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from csat import cli

Out = tuple[int, str, str]
Run = Callable[..., Out]

ROWS = "".join(f"{1 + min(i % 7, 4)},{i % 11},{'North' if i % 3 else 'South'}\n" for i in range(90))
TABLE = "Overall satisfaction,Would you recommend us,Region\n" + ROWS


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A survey in a folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "survey.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code, stdout and stderr of the command. It never asks, and shows no traceback."""

    def run(*words: object) -> Out:
        monkeypatch.setattr(sys, "argv", ["csat", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", None)  # whoever asks fails
        with pytest.raises(SystemExit) as left:
            cli.main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert isinstance(left.value.code, int)
        return left.value.code, captured.out, captured.err

    return run
