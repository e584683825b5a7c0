"""Files written whole or not at all, and never over the survey."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from csat.errors import InputError, MachineError
from csat.report.safe import clean


def write_whole(body: bytes, path: str | os.PathLike[str], survey: Mapping[str, Any], private: bool = False) -> None:
    """Write ``body`` to ``path``, or leave everything as it was.

    The bytes go to a temporary file in the same folder, which takes the name only when all of it is on the disk.
    ``survey`` has the ``size`` and ``sha256`` of the file that must not be replaced. ``private``: nobody but its owner
    may read it, whatever was there before. Raises InputError where the path cannot be meant, MachineError where the
    machine would not write it.
    """
    target = Path(os.path.realpath(path))  # a link keeps pointing at the file, which is replaced
    name = clean(Path(path).name or path)
    mode = _replaceable(survey, target, name)
    draft = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        _put(draft, body, PRIVATE if private else mode)
        draft.replace(target)
    except OSError as trouble:
        raise MachineError(f"Output '{name}' was not written: {_reason(trouble)}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _replaceable(survey: Mapping[str, Any], target: Path, name: str) -> int | None:
    """The permissions of the file that is there, None where there is none. Refuses what must not be replaced."""
    if not target.parent.is_dir():
        raise InputError(f"Output '{name}': its folder '{clean(target.parent)}' does not exist. Make it first.")
    try:
        there = target.stat()
    except OSError:
        return None
    if not stat.S_ISREG(there.st_mode):
        raise InputError(f"Output '{name}' is not a file but a folder or a device. Give another name.")
    for own in survey.get("files") or [survey]:
        if there.st_size == own.get("size") and own.get("sha256"):
            import hashlib  # OpenSSL takes 5 ms to load, and is seldom needed

            with suppress(OSError), target.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == own["sha256"]:
                    raise InputError(f"Output '{name}' is the survey itself. Give another name.")
    return stat.S_IMODE(there.st_mode)


PRIVATE = 0o600
"""Permissions of a file that holds comments."""


def _put(draft: Path, body: bytes, mode: int | None) -> None:
    # Not tempfile: it makes files that only their owner may read, whatever the umask says.
    made = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, made, PRIVATE if mode == PRIVATE else 0o666)  # private from its first byte
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        with suppress(OSError):
            draft.chmod(mode)


def _reason(trouble: OSError) -> str:
    if isinstance(trouble, PermissionError):
        return "no permission there, or the file is open in another program. Close it, or give another place."
    if trouble.errno == errno.ENOENT:  # its folder is there, and takes no new files
        return "its folder takes no files. Give another place; nothing was changed."
    words = (os.strerror(trouble.errno) if trouble.errno else "the disk refused").lower()
    free = "Free some space or give" if trouble.errno in (errno.ENOSPC, errno.EDQUOT) else "Give"
    return f"{words}. {free} another place; nothing was changed."
