"""What a key of a plan file may hold, and what a table is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "texts",
    "codes",
    "choice",
    "whole",
    "share",
    "shares",
    "part",
    "yes or no",
    "points",
    "groups",
    "bound",
    "day",
    "number",
    "decimals",
    "names",
    "mark",
    "id or number",
    "weights",
    "pairs",
    "cross",
    "file",
    "tables",
    "population",
    "margins",
    "ends",
]
Path = tuple[str | int, ...]
"""Where a value stands in the file: ``("item", 0, "scale")``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table. ``low`` bounds a whole number; ``choices`` are those of a choice."""

    kind: Kind
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file; ``many`` where it is written in double brackets, once for each thing."""

    about: str
    keys: Mapping[str, Key]
    many: bool = False
