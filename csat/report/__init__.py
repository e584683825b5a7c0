"""Renderings of a Record: the terminal's in :mod:`csat.report.terminal`, and one writer a file format here.

Every rendering is made from a Record alone, never from the data, and rounds, if at all, once, at the very end.
A new file format is one module with ``render(record) -> bytes`` and one line in ``WRITERS``.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from csat.errors import InputError, MachineError
from csat.report.safe import clean
from csat.results import Record


def _json(record: Record) -> bytes:
    # A lone surrogate, which UTF-8 cannot hold, becomes \udXXX: that is JSON's own way to write it.
    return record.to_json().encode("utf-8", "backslashreplace")


def _csv(record: Record) -> bytes:
    from csat.report import tidy

    return tidy.render(record)


WRITERS: dict[str, Callable[[Record], bytes]] = {
    ".json": _json,
    ".csv": _csv,
}
"""What each suffix of an output file is written by."""


def writer(path: str | os.PathLike[str]) -> Callable[[Record], bytes]:
    """The rendering that the suffix of ``path`` asks for. Raises InputError where there is none."""
    suffix = Path(path).suffix.lower()
    if suffix not in WRITERS:
        known = ", ".join(WRITERS)
        found = f"'{clean(suffix)}' is not a format it can write" if suffix else "the name has no suffix"
        raise InputError(f"Output '{clean(Path(path).name)}': {found}. End the name in one of {known}.")
    return WRITERS[suffix]


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write the whole record to ``path`` in the format of its suffix, or leave everything as it was.

    The bytes go to a temporary file in the same folder, which takes the name only when all of it is on the disk.
    Raises InputError where the path cannot be meant, MachineError where the machine would not write it.
    """
    body = writer(path)(record)
    target = Path(os.path.realpath(path))  # a link keeps pointing at the file, which is replaced
    name = clean(Path(path).name)
    mode = _replaceable(record, target, name)
    draft = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        _put(draft, body, mode)
        draft.replace(target)
    except OSError as trouble:
        raise MachineError(f"Output '{name}' was not written: {_reason(trouble)}") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _replaceable(record: Record, target: Path, name: str) -> int | None:
    """The permissions of the file that is there, None where there is none. Refuses what must not be replaced."""
    if not target.parent.is_dir():
        raise InputError(f"Output '{name}': its folder '{clean(target.parent)}' does not exist. Make it first.")
    try:
        there = target.stat()
    except OSError:
        return None
    if not stat.S_ISREG(there.st_mode):
        raise InputError(f"Output '{name}' is not a file but a folder or a device. Give another name.")
    if there.st_size == record.source.get("size") and record.source.get("sha256"):
        import hashlib  # OpenSSL takes 5 ms to load, and is seldom needed

        with suppress(OSError), target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == record.source["sha256"]:
                raise InputError(f"Output '{name}' is the survey itself. Give another name.")
    return stat.S_IMODE(there.st_mode)


def _put(draft: Path, body: bytes, mode: int | None) -> None:
    # Not tempfile: it makes files that only their owner may read, whatever the umask says.
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
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
    words = (os.strerror(trouble.errno) if trouble.errno else "the disk refused").lower()
    return f"{words}. Free some space or give another place; nothing was changed."
