"""python -m tests.faults [KILLS]: so many kills (1,000), a tenth as many pairs of runs at once; what was met."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.commands import kill_commands, pair_commands
from tests.faults.kills import kill, pair


def main(kills: int = 1000) -> int:
    """Run them all; an AssertionError is the first fault that was found."""
    seed = int(time.time())
    few = max(kills // 20, 2)
    print(f"seed {seed}", flush=True)
    jobs: tuple[tuple[str, Callable[[Path], Counter[str]]], ...] = (
        (f"{kills} kills of runs that write sets", lambda place: kill(place, kills, seed)),
        (f"{kills // 20} pairs of which one is refused", lambda place: pair(place, kills // 20, False)),
        (f"{kills // 20} pairs of which one waits", lambda place: pair(place, kills // 20, True)),
        (f"{few} kills of csat report", lambda place: kill_commands(place, few, seed)),
        (f"{few} pairs of csat report", lambda place: pair_commands(place, few)),
    )
    for name, job in jobs:
        with tempfile.TemporaryDirectory() as folder:
            started = time.monotonic()
            met = job(Path(folder) / "out")
            told = ", ".join(f"{what} {n}" for what, n in sorted(met.items()))
            print(f"{name}: {told} ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
