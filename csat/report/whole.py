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
        put(draft, body, mode, private)
        draft.replace(target)
    except OSError as trouble:
        raise MachineError(f"Output '{name}' was not written: {reason(trouble)}") from None
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
    refuse_survey(survey, target, f"Output '{name}'")
    return stat.S_IMODE(there.st_mode)


def refuse_survey(survey: Mapping[str, Any], target: Path, said: str) -> None:
    """Raises InputError where a file that is there is the survey, or one of its files. ``said``: the file, in words."""
    for own in survey.get("files") or [survey]:
        if own.get("sha256") and target.stat().st_size == own.get("size"):
            import hashlib  # OpenSSL takes 5 ms to load, and is seldom needed

            with suppress(OSError), target.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == own["sha256"]:
                    raise InputError(f"{said} is the survey itself. Give another name.")


def put(draft: Path, body: bytes, mode: int | None, private: bool = False) -> None:
    """A new file, all of it on the disk; with the permissions ``mode``, where there are any to keep.

    ``private``: only its owner may read it, whatever ``mode`` says.
    """
    # Not tempfile: it makes files that only their owner may read, whatever the umask says.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, 0o600 if private else 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None and not private:
        with suppress(OSError):
            draft.chmod(mode)


def reason(trouble: OSError, rest: str = "nothing was changed") -> str:
    """Why the machine would not write, what to do, and what became of ``rest``."""
    if isinstance(trouble, PermissionError):
        return "no permission there, or the file is open in another program. Close it, or give another place."
    if trouble.errno == errno.ENOENT:  # its folder is there, and takes no new files
        return f"its folder takes no files. Give another place; {rest}."
    words = (os.strerror(trouble.errno) if trouble.errno else "the disk refused").lower()
    free = "Free some space or give" if trouble.errno in (errno.ENOSPC, errno.EDQUOT) else "Give"
    return f"{words}. {free} another place; {rest}."
