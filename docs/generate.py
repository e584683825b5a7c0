"""Writes what the documents quote from the program: the command reference, and the output in README.md.

python docs/generate.py        write both
The tests compare what is committed with what this gives.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from csat.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "commands.md"
README = ROOT / "README.md"
SHOWN = ["score", "examples/hotel/survey.xlsx"]
_OUTPUT = re.compile(r"(```text\n).*?(\n```)", re.DOTALL)


def run(*arguments: str) -> str:
    """What csat prints for these arguments, 80 columns wide, without the spaces at line ends."""
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "csat", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def commands() -> str:
    """The command reference: the help of every command."""
    parts = ["# Commands\n\nMade from the program's own help by `python docs/generate.py`.\n"]
    for name in ([], *([name] for name in COMMANDS)):
        shown = run(*name, "--help").replace("python -m csat", "csat").strip()
        parts.append(f"## {' '.join(['csat', *name])}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def readme() -> str:
    """README.md with the output of today's program in its first text block."""
    shown = run(*SHOWN)
    text = README.read_text("utf-8")
    return _OUTPUT.sub(lambda match: match[1] + shown.strip("\n") + match[2], text, count=1)


if __name__ == "__main__":
    REFERENCE.write_text(commands(), "utf-8", newline="\n")
    README.write_text(readme(), "utf-8", newline="\n")
