"""What a reader is asked to open, and the few sentences every reader says alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csat.errors import InputError, MachineError

LEAST_MEMORY = 32_000_000  # bytes: an interpreter alone, without any reader, takes most of that
LIMIT = 4 << 30  # bytes a file may hold once unpacked; no survey seen so far comes near it


@dataclass(frozen=True, slots=True)
class Request:
    """One file to open. ``path`` is where the bytes are, ``name`` what the person called it."""

    path: Path
    name: str
    kind: str  # "csv", "xlsx", "xls", "ods", "parquet", "sav": what the bytes are, whatever the name says
    sheet: str | None = None
    encoding: str | None = None
    header: int | None = None  # 1-based row of the column names, when the person settles it
    limit: int = LIMIT
    max_memory: int | None = None  # bytes that reading may take; None for what the file's size makes likely
    max_seconds: float | None = None
    gzipped: bool = False
    notices: tuple[str, ...] = ()

    def refuse(self, found: str) -> InputError:
        """The error for this file: ``found`` says what was met and what to do."""
        return InputError(f"{self.name}: {found}")

    def damaged(self, how: str) -> InputError:
        """The error for bytes that are not what their kind promises."""
        return self.refuse(f"the file is damaged or incomplete ({how}). Export or download it again.")

    def too_large(self, found: str) -> MachineError:
        """The error for a limit reached; the message names the option that raises it."""
        return MachineError(
            f"{self.name}: {found}, more than the limit of {readable_size(self.limit)}. "
            "If the file is to be trusted, raise the limit with --limit."
        )


def readable_size(size: int) -> str:
    """Bytes as people write them: ``171.7 MB``."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError
