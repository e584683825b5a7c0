"""Sets of files in a folder: the whole set is there or the one before, whatever happens while it is written.

A set is staged in a hidden folder beside its places. One rename makes it the folder's set; then its files take their
names one by one, the record last, and what the set before had beyond them goes. What a killed run leaves is one of

``.csat.draft``  not yet the folder's set: it is thrown away;
``.csat.ready``  the folder's set, some of it perhaps in place: its files take their names;
``.csat.undo``   refused by the machine half way: the set before takes its names back;

and the next run that holds the folder's lock does that first. Each step may be done again without harm.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from csat.errors import InputError, MachineError
from csat.report.lock import Lock
from csat.report.safe import clean
from csat.report.whole import put, reason, refuse_survey

DRAFT, READY, UNDO = ".csat.draft", ".csat.ready", ".csat.undo"
LISTED = ".csat.set"
"""The names of the folder's set, in the folder: what the next set may replace and remove."""

_ORDER = "order.json"  # in a staged set: its names in their order, those before, and those to be removed
_NEW, _OLD = "new", "old"


class Folder:
    """The folder of a set, held by this run alone from ``with`` on. Raises InputError where it cannot be one,
    MachineError where another run holds it and ``wait`` is false.
    """

    def __init__(self, path: str | os.PathLike[str], wait: bool = False) -> None:
        self.path = Path(os.path.realpath(path))
        self.name = clean(self.path.name or self.path)
        self._lock = Lock(self.path, wait)
        self._made = False

    def __enter__(self) -> Folder:
        with self._told():  # a name may be too long for the machine
            if not self.path.parent.is_dir():
                raise InputError(
                    f"Output '{self.name}': its folder '{clean(self.path.parent)}' does not exist. Make it first."
                )
            if self.path.exists() and not self.path.is_dir():
                raise InputError(f"Output '{self.name}' is not a folder. Give another name.")
        self._made = self._lock.take()
        try:
            with self._told():
                self._recover()
        except BaseException:
            self._lock.free()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Free the folder; one that this run made and wrote nothing to goes again."""
        if self._made and not (self.path / LISTED).exists():
            self._lock.remove()
            with suppress(OSError):
                self.path.rmdir()
        self._lock.free()

    def names(self) -> list[str]:
        """The names of the set that is there."""
        try:
            listed = json.loads((self.path / LISTED).read_bytes()) if (self.path / LISTED).is_file() else []
        except (OSError, ValueError, RecursionError):
            return []
        return [name for name in listed if _own(name)] if isinstance(listed, list) else []

    def put(
        self,
        files: Mapping[str, bytes],
        survey: Mapping[str, Any],
        keep: Sequence[str] = (),
        private: bool = False,
    ) -> list[str]:
        """Write a set, in the order of ``files``: the record last. The names of the set before that were removed.

        Names may have one folder: ``north/record.json``. Of the set before, what is in ``keep`` stays. ``survey`` is
        not to be replaced (see :func:`csat.report.whole.write_whole`). ``private``: only its owner may read a file.

        Raises InputError where a place cannot be written to, MachineError where the machine would not write the set:
        the set before is untouched then. It returns when all is on the disk.
        """
        before = self.names()
        gone = [name for name in before if name not in files and name not in keep]
        listed = json.dumps([*files, *(name for name in before if name in keep and name not in files)])
        modes = {name: self._mode(name, survey) for name in (*files, *gone, LISTED)}
        with self._told(), _undisturbed():
            try:
                self._stage(_last_but_one(LISTED, listed.encode(), files), gone, modes, private)
                self._rename(DRAFT, READY)
            except BaseException:
                self._discard(DRAFT)
                self._discard(READY)  # it may be named so, and no file has its name yet
                raise
            try:
                self._finish()
            except BaseException as trouble:
                self._take_back(trouble)
                raise
        return gone

    def _take_back(self, trouble: BaseException) -> None:
        try:
            self._rename(READY, UNDO)
            self._undo()
        except OSError:
            why = (
                reason(trouble, "the next run in it finishes this one") if isinstance(trouble, OSError) else "stopped."
            )
            raise MachineError(f"Output '{self.name}' was not written to its end: {why}") from None

    # ------------------------------------------------------------------ steps

    def _stage(
        self, files: Mapping[str, bytes], gone: Sequence[str], modes: Mapping[str, int | None], private: bool
    ) -> None:
        draft = self.path / DRAFT
        folders = {
            draft / kind / parent for kind in (_NEW, _OLD) for name in (*files, *gone) for parent in _parents(name)
        }
        for folder in sorted({draft, draft / _NEW, draft / _OLD, *folders}):
            folder.mkdir(0o700)
        before = [name for name in dict.fromkeys((*files, *gone)) if modes[name] is not None]
        for name, body in files.items():
            put(draft / _NEW / name, body, modes[name], private)
        for name in before:
            _copy(self.path / name, draft / _OLD / name)
        put(draft / _ORDER, json.dumps({"new": list(files), "gone": list(gone), "before": before}).encode(), None)
        for folder in sorted({draft, draft / _NEW, draft / _OLD, *folders}, reverse=True):
            _sync(folder)

    def _finish(self) -> None:
        """Bring a ready set to its names."""
        ready = self.path / READY
        order = self._order(READY)
        for folder in self._folders(order["new"]):
            folder.mkdir(exist_ok=True)
        for name in order["new"]:
            if (ready / _NEW / name).exists():  # else it has its place already
                (ready / _NEW / name).replace(self.path / name)
        for name in order["gone"]:
            (self.path / name).unlink(missing_ok=True)
        self._settled(order, READY)

    def _undo(self) -> None:
        """Give the names back to the set before."""
        undo = self.path / UNDO
        order = self._order(UNDO)
        for name in (*order["new"], *order["gone"]):
            if (undo / _OLD / name).exists():
                (undo / _OLD / name).replace(self.path / name)
            elif name not in order["before"]:
                (self.path / name).unlink(missing_ok=True)
        self._settled(order, UNDO)

    def _order(self, staged: str) -> dict[str, list[str]]:
        """What is to be done with a staged set. Whoever may write to the folder may have made it, with links that
        would let a run move or remove files of its own user elsewhere.
        """
        try:
            told = json.loads((self.path / staged / _ORDER).read_bytes())
            order = {kind: list(told[kind]) for kind in ("new", "gone", "before")}
        except (ValueError, KeyError, TypeError, RecursionError):
            order = {"new": [None]}
        if not all(_own(name) for names in order.values() for name in names):
            raise MachineError(f"Output '{self.name}': {staged} in it is damaged. Remove it, and start again.")
        parents = [Path(parent) for name in (*order["new"], *order["gone"]) for parent in _parents(name)]
        for kind in (_NEW, _OLD):
            for place in dict.fromkeys((Path(), *parents)):
                self._no_link(str(Path(staged) / kind / place))
        for place in dict.fromkeys(parents):
            self._no_link(str(place))
        return order

    def _settled(self, order: Mapping[str, Sequence[str]], staged: str) -> None:
        """All names are as they should be: make that last, and let the staged set go."""
        for folder in (self.path, *self._folders([*order["new"], *order["gone"]])):
            if folder.is_dir():
                _sync(folder)
        (self.path / staged / _ORDER).unlink()
        for folder in self._folders([*order["new"], *order["gone"]]):
            with suppress(OSError):  # those of the set hold files
                folder.rmdir()
        self._discard(staged)

    def _recover(self) -> None:
        for staged, finish in ((READY, self._finish), (UNDO, self._undo)):
            if (self.path / staged / _ORDER).exists():
                self._no_link(staged)
                finish()
        for staged in (DRAFT, READY, UNDO):
            self._discard(staged)
            if os.path.lexists(self.path / staged):
                raise MachineError(
                    f"Output '{self.name}': {staged} in it, left by an earlier run, cannot be removed. Remove it."
                )

    # ------------------------------------------------------------------ places

    def _mode(self, name: str, survey: Mapping[str, Any]) -> int | None:
        """The permissions of what a name of the set is now, None where it is nothing. Refuses what is no file."""
        folder, place = (self.path / name).parent, self.path / name
        said = f"Output '{clean(name)}' in '{self.name}'"
        if folder != self.path and os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
            raise InputError(f"{said}: '{clean(folder.name)}' is not a folder. Move it away, or give another place.")
        try:
            there = place.lstat()
        except OSError:
            return None
        if stat.S_ISLNK(there.st_mode):
            raise InputError(f"{said} is a link, and a set never writes out of its folder. Remove the link.")
        if not stat.S_ISREG(there.st_mode):
            raise InputError(f"{said} is not a file but a folder or a device. Move it away, or give another place.")
        refuse_survey(survey, place, said)
        return stat.S_IMODE(there.st_mode)

    def _no_link(self, name: str) -> None:
        if (self.path / name).is_symlink():
            raise InputError(f"Output '{self.name}': '{clean(name)}' in it is a link. Remove it.")

    def _folders(self, names: Sequence[str]) -> list[Path]:
        return [self.path / parent for parent in dict.fromkeys(parent for name in names for parent in _parents(name))]

    def _rename(self, staged: str, now: str) -> None:
        (self.path / staged).rename(self.path / now)
        _sync(self.path)

    def _discard(self, staged: str) -> None:
        """Remove a staged set; what cannot be removed is removed by the next run."""
        place = self.path / staged
        with suppress(OSError):
            if place.is_symlink():
                place.unlink()
            elif place.exists():
                (place / _ORDER).unlink(missing_ok=True)  # first, so that what is left is never taken for whole
                shutil.rmtree(place)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as trouble:
            raise MachineError(f"Output '{self.name}' was not written: {reason(trouble)}") from None


def _last_but_one(name: str, body: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    *first, last = files
    return {**{other: files[other] for other in first}, name: body, last: files[last]}


def _parents(name: str) -> list[str]:
    return [str(parent) for parent in PurePosixPath(name).parents if str(parent) != "."]


def _own(name: object) -> bool:
    """Whether a name may be one of a set's: a file in the folder, or in a folder of it; never out of it."""
    if not isinstance(name, str):
        return False
    parts = PurePosixPath(name).parts
    if not 1 <= len(parts) <= 2 or any(part in ("..", "/") or set(part) & set("\\:\0") for part in parts):
        return False
    return name == LISTED or not parts[0].startswith(".csat.")  # the lock, and staged sets


def _copy(source: Path, target: Path) -> None:
    """The same file under another name; where the file system has no links, its bytes and permissions."""
    try:
        target.hardlink_to(source)
    except (OSError, NotImplementedError):
        put(target, source.read_bytes(), stat.S_IMODE(source.stat().st_mode))


def _sync(folder: Path) -> None:
    """Make the names in a folder last. Windows does so itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No interrupt from the keyboard for the few milliseconds that this takes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
