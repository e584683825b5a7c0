#!/usr/bin/env python3
"""Sets up this project and runs it. Standard library only; needs Python 3.11 or later with venv and pip.

python3 dev.py demo           score a bundled example
python3 dev.py test [ARGS]    lint, format, types, tests with branch coverage; ARGS go to pytest
python3 dev.py fuzz [MINUTES] read damaged and odd files for 10 minutes, new ones each time
python3 dev.py faults [KILLS] kill 1,000 runs that write reports, and start 100 pairs at once; nothing may be torn
python3 dev.py setup          only set up the development environment
python3 dev.py lock           make both lock files anew from pyproject.toml (needs uv)

Everything is installed into .venv, from a lock with hashes; nothing outside this folder is touched.
"""

import sys

# Before anything that an older Python could stumble over, and in words that it still understands.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("csat needs Python 3.11 or later; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CSAT = BIN / ("csat.exe" if os.name == "nt" else "csat")

DEMO_LOCK = "requirements.lock"  # what csat needs to run
DEV_LOCK = "requirements-dev.lock"  # the same pins, and the tools


@dataclass
class Stamp:
    """What .venv was made from; kept in it, so that set-up is done again only when that changed."""

    place: str = ""
    locks: dict[str, str] = field(default_factory=dict)  # digest by name
    project: str = ""  # digest of pyproject.toml


def main(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name and give its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    os.chdir(ROOT)
    try:
        if command == "demo" and not rest:
            return demo()
        if command == "test":
            return test(rest)
        if command == "fuzz" and (not rest or (len(rest) == 1 and rest[0].isdecimal())):
            return fuzz(int(rest[0]) if rest else 10)
        if command == "faults" and (not rest or (len(rest) == 1 and rest[0].isdecimal())):
            return faults(rest)
        if command == "setup" and not rest:
            set_up(DEV_LOCK)
            return 0
        if command == "lock" and not rest:
            return lock()
    except KeyboardInterrupt:
        return 130
    wanted_help = command in ("-h", "--help", "help")
    print(__doc__.strip(), file=sys.stdout if wanted_help else sys.stderr)
    return 0 if wanted_help else 2


def demo() -> int:
    """Score the hotel example as a newcomer would."""
    set_up(DEMO_LOCK)
    return run([CSAT, "score", "examples/hotel/survey.xlsx"])


def test(arguments: list[str]) -> int:
    """Run every check, so that one report shows all that is wrong; the exit code is the first failure's."""
    set_up(DEV_LOCK)
    checks: list[list[str | Path]] = [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
        [PYTHON, "-m", "mypy"],
        # A part of the tests says nothing about the coverage of the whole.
        [PYTHON, "-m", "pytest", *(arguments or ["--numprocesses=auto", "--cov", "--cov-report=term"])],
    ]
    codes = [run(check) for check in checks]
    for check, code in zip(checks, codes, strict=True):
        if code:
            say(f"failed: {shown(check)}")
    return next((code for code in codes if code), 0)


def fuzz(minutes: int) -> int:
    """Run the fuzz tests over and over, each time on other files; end at the first that fails, and tell how."""
    set_up(DEV_LOCK)
    end = time.monotonic() + 60 * minutes
    seed = int(time.time())
    while time.monotonic() < end:
        seed += 1  # what fails is printed with the file's making, and fails again with the same seed
        tests: list[str | Path] = [PYTHON, "-m", "pytest", "tests/fuzz", "-x", "--hypothesis-profile=fuzz"]
        code = run([*tests, f"--hypothesis-seed={seed}"])
        if code:
            return code
    return 0


def faults(kills: list[str]) -> int:
    """Kill runs in a loop, and start pairs of them at once; end at the first torn file, and tell how."""
    set_up(DEV_LOCK)
    return run([PYTHON, "-m", "tests.faults", *kills])


def lock() -> int:
    """Make both locks: every version and hash for Python 3.11 and later on Linux, macOS and Windows."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Making the locks needs uv: install it (for example with: python3 -m pip install uv), then try again.")
    compiled: list[str | Path] = [uv, "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version=3.11"]
    # No address is written, so that each machine uses its own package index.
    compiled += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"]
    make_dev: list[str | Path] = [*compiled, "pyproject.toml", "--group=dev", f"--output-file={DEV_LOCK}"]
    make_demo: list[str | Path] = [*compiled, "pyproject.toml", "--group=build", f"--output-file={DEMO_LOCK}"]
    return run(make_dev) or run([*make_demo, f"--constraint={DEV_LOCK}"])


def set_up(lock_name: str) -> None:
    """Install ``lock_name`` and the project into .venv, unless that is already so."""
    for module in ("venv", "ensurepip"):  # Debian and Ubuntu ship Python without them
        if importlib.util.find_spec(module) is None:
            sys.exit(
                "This Python cannot make a virtual environment: venv or ensurepip is missing. "
                "On Debian and Ubuntu: sudo apt install python3-venv. Then try again."
            )
    # A virtual environment holds absolute paths and belongs to one Python: moved or upgraded, it is made anew.
    place = f"{ROOT} {sys.version}"
    stamp = read_stamp()
    if stamp.place != place or any(digest(name) != old for name, old in stamp.locks.items()):
        stamp = Stamp(place)
        say("Making the virtual environment .venv ...")
        install([sys.executable, "-m", "venv", "--clear", VENV])
    # Twice quiet: errors are shown, warnings about this machine's pip settings are not.
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-user"]
    if not {lock_name, DEV_LOCK} & stamp.locks.keys():  # the development lock holds the other
        say(f"Installing what {lock_name} lists into .venv: once, about 200 MB to download, 600 MB on disk ...")
        started = time.monotonic()
        # Compiling every module ahead takes longer than all the rest; Python compiles those it uses when it uses them.
        install([*pip, "--no-compile", "--require-hashes", "--requirement", lock_name])
        stamp.locks[lock_name] = digest(lock_name)
        say(f"Installed in {time.monotonic() - started:.0f} s.")
    if stamp.project != digest("pyproject.toml"):
        install([*pip, "--no-deps", "--no-build-isolation", "--editable", "."])
        stamp.project = digest("pyproject.toml")
    STAMP.write_text(json.dumps(asdict(stamp)), encoding="utf-8")


def read_stamp() -> Stamp:
    """What .venv holds; an empty stamp where there is none, or where its Python is gone."""
    try:
        subprocess.run([PYTHON, "-c", ""], check=True)
        return Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, subprocess.CalledProcessError):
        return Stamp()


def digest(name: str) -> str:
    """SHA-256 of a file, the same however git wrote its line ends."""
    return hashlib.sha256(Path(name).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def install(command: Sequence[str | Path]) -> None:
    """Run a step of the set-up; end here, with the command to look at, where it fails."""
    code = subprocess.run(command).returncode
    if code:
        sys.exit(f"The set-up stopped: this command failed with exit code {code}: {shown(command)}")


def run(command: Sequence[str | Path]) -> int:
    """Show a command, run it and give its exit code."""
    say(f"$ {shown(command)}")
    return subprocess.run(command).returncode


def shown(command: Sequence[str | Path]) -> str:
    """The command as a person would type it here."""
    words = [str(word).replace(str(ROOT) + os.sep, "") for word in command]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def say(line: str) -> None:
    """Print at once, so that lines stay in order with those of the commands run."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
