"""What a plan says about a check: its numbers, and what follows where it flags."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[rule]]`` of a plan file.

    ``exclude``: the rows found are set aside. ``block``: exit code 1 where more than the share ``most`` of the check's
    base is found. ``off``: it is not checked. ``threshold`` and ``items``: the check's numbers; None: its own.
    """

    check: str
    exclude: bool = False
    block: bool = False
    off: bool = False
    threshold: Fraction | None = None
    items: int | None = None
    most: Fraction = Fraction(0)
