"""Runs killed at random moments, and pairs of runs at once, with what must hold after each."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import csat
from csat.errors import STOPPED
from csat.report.folder import READY, Folder
from tests.faults.sets import RECORD, check_interrupted, check_settled, made, shown, staged

ROOT = Path(csat.__file__).parents[1]
_LONGEST = 0.03  # seconds from the first set on until a run is killed; a set takes a few milliseconds
_FINISHING = 0.012  # seconds that a ready set may take to its names


def start(*words: object) -> subprocess.Popen[str]:
    """A run of :mod:`tests.faults.child`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.child", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _until_ready(folder: Path, then: float) -> None:
    """Wait for a set that is ready, and so many seconds more, without sleep, which would take longer."""
    end = time.perf_counter() + 1
    while not (folder / READY).exists() and time.perf_counter() < end:
        pass
    end = time.perf_counter() + then
    while time.perf_counter() < end:
        pass


def kill(folder: Path, times: int, seed: int) -> Counter[str]:
    """Kill so many runs, check the folder after each, and let the next run finish; what they left, and how often."""
    moments, met = random.Random(seed), Counter[str]()
    with Folder(folder) as held:
        held.put(made(0), {})
    last = 0
    for _ in range(times):
        with start(folder, last + 1, last + 10_000) as run:
            assert run.stdout is not None
            assert run.stdout.readline() == "begun\n"
            time.sleep(moments.uniform(0, _LONGEST))
            if moments.random() < 0.5:  # the moments at which files take their names are few: wait for one
                _until_ready(folder, moments.uniform(0, _FINISHING))
            run.kill()
            told = run.stdout.read().split()  # not communicate(), which passes over lines that were read ahead
        done = int(told[-1]) if told else last
        left = staged(folder)
        met["killed"] += 1
        met.update(left or ["nothing"])
        check_interrupted(folder)
        before = shown(folder)
        met["of two sets"] += len(set(before.values())) > 1
        assert before[RECORD] >= done, "a set that was told to be on the disk is not there"
        with Folder(folder):
            pass
        last = check_settled(folder)
        assert done <= before[RECORD] <= last <= done + 1
        if left == [".csat.ready"] and before[RECORD] <= done:
            met["finished by the next run"] += last == done + 1
    return met


def pair(folder: Path, times: int, waiting: bool) -> Counter[str]:
    """Start so many pairs at once; how they ended. What is there then is one whole set of a run that ended well."""
    met: Counter[str] = Counter()
    for number in range(1, 2 * times, 2):
        runs = {n: start(folder, n, n, *(["wait"] if waiting else [])) for n in (number, number + 1)}
        told = {n: run.communicate(timeout=60)[1] for n, run in runs.items()}
        codes = {n: run.returncode for n, run in runs.items()}
        ended_well = [n for n, code in codes.items() if code == 0]
        assert ended_well, told
        assert set(codes.values()) <= ({0} if waiting else {0, STOPPED}), told
        assert all("Another csat run is writing" in told[n] for n, code in codes.items() if code)
        assert check_settled(folder) in ended_well
        met["pairs"] += 1
        met["refused"] += 2 - len(ended_well)
    return met
