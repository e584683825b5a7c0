"""The project's own files: version, locks, what is shipped."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from flit_core.buildapi import build_wheel

import csat

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-dev.lock"]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ]+)(?P<marker> ; [^\\]+?)? \\$")


def test_versions_agree() -> None:
    assert PROJECT["project"]["version"] == csat.__version__


def test_wheel_holds_the_whole_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        shipped = set(wheel.namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "csat").rglob("*") if path.is_file()}
    assert {"csat/py.typed", "csat/data/response_labels.toml"} <= ours
    assert {name for name in ours if "__pycache__" not in name} <= shipped
    assert any(name.endswith("licenses/LICENSE") for name in shipped)


EACH_FIRST = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] == "csat"]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""


def test_every_module_can_be_imported_first() -> None:
    paths = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "csat").rglob("*.py")]
    names = sorted(".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__")
    done = subprocess.run([sys.executable, "-c", EACH_FIRST, *names], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_pins_and_hashes_alone(name: str) -> None:
    for entry in entries(name):
        first, *rest = entry
        assert PIN.match(first), first
        assert rest, f"{first} has no hash"
        assert all(HASH.fullmatch(line.strip(" \\")) for line in rest), first


def test_lock_holds_every_dependency() -> None:
    locked = {re.split("==", entry[0])[0] for entry in entries("requirements.lock")}
    wanted = {re.split("[ <>=]", requirement)[0] for requirement in PROJECT["project"]["dependencies"]}
    assert wanted | {"flit-core"} <= locked


def test_locks_agree() -> None:
    assert {tuple(entry) for entry in entries("requirements.lock")} <= {
        tuple(entry) for entry in entries("requirements-dev.lock")
    }


def entries(name: str) -> list[list[str]]:
    """Each requirement of a lock as its lines: the pin, then its hashes."""
    found: list[list[str]] = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            found.append([])
        found[-1].append(line.removesuffix(" \\") if line.startswith(" ") else line)
    return found


def test_no_file_names_a_package_registry() -> None:
    # A clone must install from whatever index its owner has set up. Written so that this file does not match itself.
    registry = re.compile(
        r"\b(?:test\.)?py" r"pi\.org|python" r"hosted\.org|registry\.npm" r"js|extra-index" r"-url", re.I
    )
    texts = {path: path.read_bytes().decode("utf-8", errors="replace") for path in own_files()}
    assert len(texts) > 20
    assert [path.name for path, text in texts.items() if registry.search(text)] == []


def own_files() -> list[Path]:
    """The files that git tracks or would; in a copy without git, all but hidden folders."""
    if not (ROOT / ".git").exists():
        return [path for top in ROOT.glob("[!.]*") for path in [top, *top.rglob("*")] if path.is_file()]
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]
