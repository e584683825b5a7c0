"""A machine that refuses one step of writing a set: the set before is untouched, and the next run succeeds."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from csat.errors import MachineError
from csat.report.folder import READY, Folder
from tests.faults.sets import check_interrupted, check_settled, made, shown, staged

STEPS = ("open", "fdopen", "fsync", "mkdir", "rename", "replace", "link", "unlink", "rmdir", "close")
OLD, NEW = 0b0101, 0b1010  # sets of other files each


class Refusal:
    """The one call that is refused; ``met`` where it came to it."""

    def __init__(self, place: int, code: int) -> None:
        self.left, self.code, self.met = place, code, ""

    def __call__(self, name: str) -> None:
        """Count a call, and refuse it where it is the one."""
        self.left -= 1
        if self.left == -1:
            self.met = name
            raise OSError(self.code, os.strerror(self.code))


class Handle:
    """A file whose writes may be refused."""

    def __init__(self, file: Any, refuse: Refusal) -> None:
        self.file, self.refuse = file, refuse

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, body: bytes) -> None:
        self.file.write(body[: len(body) // 2])
        self.refuse("write")
        self.file.write(body[len(body) // 2 :])

    def flush(self) -> None:
        self.file.flush()

    def fileno(self) -> int:
        return int(self.file.fileno())


@contextmanager
def refused(place: int, code: int) -> Iterator[Refusal]:
    """The call at that place, counted over all steps, is refused; those after it are not."""
    refuse = Refusal(place, code)

    def guarded(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            if name == "close":
                real(*given, **named)  # the system closes it all the same
                return None
            refuse(name)
            done = real(*given, **named)
            return Handle(done, refuse) if name == "fdopen" else done

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, guarded(name, getattr(os, name)))
        yield refuse


def put(folder: Path, number: int) -> None:
    with Folder(folder) as held:
        held.put(made(number), {})


def told(folder: Path, number: int) -> str | None:
    """Put a set; the message where the machine would not write it."""
    try:
        put(folder, number)
    except MachineError as trouble:
        return str(trouble)
    return None


def every_place() -> Iterator[int]:
    yield from range(1000)
    raise AssertionError("it never came to an end")


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_whatever_step_is_refused_the_set_before_is_untouched(tmp_path: Path, code: int) -> None:
    met: set[str] = set()
    stopped = 0
    for place in every_place():
        folder = tmp_path / f"{place}"
        put(folder, OLD)
        with refused(place, code) as refuse:
            said = told(folder, NEW)
        if not refuse.met:
            break
        met.add(refuse.met)
        if said is None:  # a step that is not needed: removing what the next run removes too
            assert shown(folder) == dict.fromkeys(sorted(made(NEW)), NEW), refuse.met
        else:
            stopped += 1
            assert "nothing was changed" in said
            assert shown(folder) == dict.fromkeys(sorted(made(OLD)), OLD), refuse.met
            assert not staged(folder), refuse.met
        put(folder, NEW + 16)
        check_settled(folder, NEW + 16)
    assert {"write", "fsync", "mkdir", "rename", "replace", "open"} <= met
    assert stopped > 40


def test_whatever_step_of_finishing_is_refused_the_next_run_finishes(tmp_path: Path) -> None:
    for place in every_place():
        folder = tmp_path / f"{place}"
        put(folder, OLD)
        interrupted(folder)
        with refused(place, errno.EIO) as refuse:
            try:
                put(folder, NEW + 16)
            except MachineError:
                check_interrupted(folder)
        if not refuse.met:
            break
        with Folder(folder):
            pass
        assert check_settled(folder) in (NEW, NEW + 16)


def interrupted(folder: Path) -> None:
    """Leave a set as a run does that is killed after the first file took its name."""

    class Killed(BaseException):
        pass

    real = os.replace
    calls = 0

    def replace(*given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed
        real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", replace)
        patch.setattr(Folder, "_take_back", lambda *_: None)
        with pytest.raises(Killed):
            put(folder, NEW)
    assert (folder / READY).is_dir()
    check_interrupted(folder)
    assert set(shown(folder).values()) == {OLD, NEW}


def test_an_interrupted_set_is_finished(tmp_path: Path) -> None:
    put(tmp_path / "out", OLD)
    interrupted(tmp_path / "out")
    with Folder(tmp_path / "out"):
        check_settled(tmp_path / "out", NEW)


def test_a_first_set_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    stopped = 0
    for place in every_place():
        folder = tmp_path / f"{place}"
        with refused(place, errno.ENOSPC) as refuse:
            try:
                put(folder, NEW)
            except MachineError:
                stopped += 1
                if refuse.met not in ("unlink", "rmdir"):
                    assert not folder.exists() or not shown(folder), refuse.met
        if not refuse.met:
            break
        put(folder, OLD)
        check_settled(folder, OLD)
    assert stopped > 20


@pytest.mark.parametrize("body", [b"", b"[]", b'{"new": 1}', b"\xff"])
def test_a_damaged_ready_set_is_told(tmp_path: Path, body: bytes) -> None:
    folder = tmp_path / "out"
    put(folder, OLD)
    interrupted(folder)
    (folder / READY / "order.json").write_bytes(body)
    with pytest.raises(MachineError, match=r"\.csat\.ready in it is damaged"):
        put(folder, NEW)


def test_names_out_of_the_folder_are_nobodys(tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "mine"
    outside.write_text("mine")
    put(folder, OLD)
    listed = ["../mine", str(outside), "a/../../mine", "a/b/c", 5, None, "report.md"]
    (folder / ".csat.set").write_text(json.dumps(listed), "utf-8")
    with Folder(folder) as held:
        assert held.names() == ["report.md"]
        held.put({"record.json": b"1"}, {})
    assert outside.read_text() == "mine"
