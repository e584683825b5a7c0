"""One run at a time in a folder: a lock that the system frees when the run ends, however it ends."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from csat.errors import InputError, MachineError
from csat.report.safe import clean
from csat.report.whole import reason

NAME = ".csat.lock"
_PAUSE = 0.05  # seconds between two looks


class Lock:
    """The lock of a folder, in a hidden file in it, which stays."""

    def __init__(self, folder: Path, wait: bool) -> None:
        self._folder, self._wait = folder, wait
        self._handle: int | None = None

    def take(self) -> bool:
        """Make the folder where there is none, and lock it; whether it was made.

        Raises MachineError where another run holds it and there is no waiting, or the machine would not lock.
        """
        made, name = False, clean(self._folder.name)
        try:
            while True:
                if not self._folder.is_dir():
                    self._folder.mkdir(exist_ok=True)
                    made = True
                if (handle := self._opened()) is None:
                    continue
                if not _lock(handle):
                    os.close(handle)
                    if not self._wait:
                        break
                    time.sleep(_PAUSE)
                elif os.name != "nt" and not _same(handle, self._folder / NAME):
                    os.close(handle)  # the run that held it wrote nothing, and took the file away with its folder
                else:
                    self._handle = handle
                    return made
        except OSError as trouble:
            raise MachineError(f"Output '{name}' was not written: {reason(trouble)}") from None
        raise MachineError(
            f"Another csat run is writing to '{name}'; nothing was changed. Start again when it is done, or use --wait."
        )

    def _opened(self) -> int | None:
        """The file opened; None where its folder went meanwhile."""
        place = self._folder / NAME
        if place.is_symlink():
            raise InputError(f"{NAME} in '{clean(self._folder.name)}' is a link. Remove it.")
        try:
            return os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except FileNotFoundError:
            if self._folder.is_dir():
                raise  # a folder that takes no files, such as one of /proc
            return None

    def remove(self) -> None:
        """Remove the file, of a folder that goes too."""
        with suppress(OSError):
            (self._folder / NAME).unlink()

    def free(self) -> None:
        """Let others in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _same(handle: int, place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), place.lstat())
    except OSError:
        return False


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
