"""Small TOML files beside a survey, such as codebooks and margins: read whole, or one message says what is wrong."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from csat.errors import InputError, one_line

_LARGEST = 5_000_000  # bytes


def read_toml(path: str | os.PathLike[str], kind: str, how: str) -> tuple[str, dict[str, Any]]:
    """The file's name, as messages tell it, and its tables.

    ``kind``: what the file is to be, ``codebook``; ``how``: a sentence on how one is written. Raises InputError where
    it cannot be read, is larger than any of its kind, or is no TOML, with the line.
    """
    name = one_line(Path(path).name) or one_line(str(path))
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as trouble:
        why = os.strerror(trouble.errno).lower() if trouble.errno else "the machine refused"
        raise InputError(f'The {kind} "{name}" cannot be read: {why}.') from None
    if len(raw) > _LARGEST:
        raise InputError(f'"{name}" is larger than any {kind}: is it the survey? Name the TOML file of the {kind}.')
    try:
        return name, tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise InputError(f'The {kind} "{name}" is not UTF-8 text. Save it as UTF-8.') from None
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        place = re.search(r"at line (\d+)", str(trouble))  # the reader's own words may hold what stands in the file
        raise InputError(f"{f'{name}:{place[1]}' if place else name}: not understood. {how}") from None
