"""The same with the command as people run it: csat report killed, and two of it at once."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from csat.errors import STOPPED
from csat.report.folder import Folder
from tests.faults.kills import ROOT
from tests.faults.sets import staged


def survey(folder: Path, number: int) -> Path:
    """A survey of which each number has other answers."""
    path = folder / f"survey{number % 2}.csv"
    rows = "".join(f"{1 + (i * (number % 2 + 2)) % 5},{i % 11}\n" for i in range(60))
    path.write_text(f"Overall satisfaction,Would you recommend us\n{rows}", "utf-8")
    return path


def start(*words: object) -> subprocess.Popen[str]:
    """csat, as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "csat", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def report(data: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    """csat report of a survey, with every format that takes no second."""
    return start("report", data, "-o", folder, "--format", "html,md,csv", "-q", *more)


def finished(run: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and stderr; stdout is always empty."""
    out, err = run.communicate(timeout=120)
    assert out == ""
    return run.returncode, err


def held(folder: Path) -> dict[str, bytes]:
    """What a person sees in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".csat.")}


def kill_commands(folder: Path, times: int, seed: int) -> Counter[str]:
    """Kill so many runs of csat report, and compare what is there with the sets of both surveys."""
    moments, met = random.Random(seed), Counter[str]()
    data = [survey(folder.parent, number) for number in (0, 1)]
    sets = []
    begun = time.monotonic()
    for own in data:
        assert finished(report(own, folder)) == (0, "")
        sets.append(held(folder))
    longest = 1.1 * (time.monotonic() - begun) / 2  # of a whole run, so that some are killed while they write
    assert sets[0] != sets[1]
    for number in range(times):
        run = report(data[number % 2], folder)
        time.sleep(longest * moments.triangular(0, 1, 0.9))
        run.kill()
        run.communicate()
        there = held(folder)
        assert json.loads(there["record.json"])["schema"]
        assert set(there) == set(sets[0])
        assert all(body in (sets[0][name], sets[1][name]) for name, body in there.items())
        assert there in sets or ".csat.ready" in staged(folder)
        met["killed"] += 1
        met.update(staged(folder))
        with Folder(folder):
            pass
        assert held(folder) in sets
        assert not staged(folder)
    return met


def pair_commands(folder: Path, times: int) -> Counter[str]:
    """Start csat report twice at once, so many times; every other time they wait for each other."""
    met: Counter[str] = Counter()
    data = [survey(folder.parent, number) for number in (0, 1)]
    for number in range(times):
        wait = ["--wait"] if number % 2 else []
        ended = [finished(run) for run in [report(own, folder, *wait) for own in data]]
        codes = [code for code, _ in ended]
        assert 0 in codes
        assert set(codes) <= {0, *([] if wait else [STOPPED])}
        assert all("Another csat run is writing" in err for code, err in ended if code)
        told = json.loads((folder / "record.json").read_bytes())
        assert codes[int(told["source"]["name"] == "survey1.csv")] == 0
        assert f"content={told['digest']}" in (folder / "report.html").read_text("utf-8").replace('"', "")
        assert not staged(folder)
        met["pairs"] += 1
        met["refused"] += codes.count(STOPPED)
    return met
