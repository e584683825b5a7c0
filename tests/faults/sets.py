"""Sets made up from a number, each file of which tells whether it is whole and of which set; what a folder holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from csat.report.folder import DRAFT, LISTED, READY, UNDO
from csat.report.lock import NAME

RECORD = "record.json"
_SOMETIMES = ("report.html", "report.csv", "north/report.md", "south/report.md")


def made(number: int, size: int = 3000) -> dict[str, bytes]:
    """The set of a number: not each set has the same files, and the record is always the last."""
    names = ["report.md", *(name for place, name in enumerate(_SOMETIMES) if number >> place & 1), RECORD]
    return {name: _body(number, name, size * (1 + place)) for place, name in enumerate(names)}


def _body(number: int, name: str, size: int) -> bytes:
    text = f"{number}\n{name}\n" + "x" * size + "\n"
    return (text + hashlib.sha256(text.encode()).hexdigest()).encode()


def number_of(path: Path, name: str) -> int:
    """The set that a file is of. Fails where the file is not whole."""
    text, _, digest = path.read_bytes().decode().rpartition("\n")
    assert hashlib.sha256(f"{text}\n".encode()).hexdigest() == digest, f"{name} is torn"
    number, own, _ = text.split("\n", 2)
    assert own == name, f"{name} holds {own}"
    return int(number)


def shown(folder: Path) -> dict[str, int]:
    """The files that a person sees in a folder, each with the set that it is of."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = [path.relative_to(folder).as_posix() for path in files]
    return {name: number_of(folder / name, name) for name in sorted(names) if not name.startswith(".csat.")}


def check_settled(folder: Path, number: int | None = None) -> int:
    """A folder holds one whole set, that ``number`` where it is given, and nothing left over; its number."""
    there = shown(folder)
    found = there[RECORD]
    assert number is None or found == number
    assert there == dict.fromkeys(sorted(made(found)), found)
    assert sorted(json.loads((folder / LISTED).read_bytes())) == sorted(there)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".csat.")) == [NAME, LISTED]
    return found


def check_interrupted(folder: Path) -> None:
    """What must hold at any moment: each file is whole; where they are of two sets, the new one can be had whole."""
    there = shown(folder)
    old = there[RECORD]
    mixed = set(there.values()) != {old} or set(there) != set(made(old))
    staged = folder / READY
    if not mixed:
        return
    assert not (folder / UNDO).exists(), "nothing was refused, and yet a set was taken back"
    assert (staged / "order.json").exists(), f"of two sets, and none is ready: {there}"
    order = json.loads((staged / "order.json").read_bytes())
    numbers = {
        number_of(path, name)
        for name in order["new"]
        if name != LISTED
        for path in [staged / "new" / name if (staged / "new" / name).exists() else folder / name]
    }
    assert len(numbers) == 1, f"the ready set is of {numbers}"
    assert set(order["new"]) - {LISTED} == set(made(numbers.pop()))


def staged(folder: Path) -> list[str]:
    """The staged sets that are there."""
    return [name for name in (DRAFT, READY, UNDO) if (folder / name).exists()]
