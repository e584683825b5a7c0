"""The self-test: csat's figures on this machine beside certified ones, those of other programs, and those kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from csat.errors import InputError
from csat.selftest import golden, nist, reference
from csat.selftest.check import DATA, Check

PARTS: tuple[Callable[[], Iterator[Check]], ...] = (nist.checks, reference.checks, golden.checks)
"""What is checked, one file each."""


@dataclass(frozen=True, slots=True)
class Group:
    """Checks reported together; ``weakest`` is the one of the smallest LRE."""

    name: str
    checks: tuple[Check, ...]

    @property
    def weakest(self) -> Check:
        return min(self.checks, key=lambda check: (check.ok, check.lre))

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """All that was checked, in groups."""

    groups: tuple[Group, ...]

    @property
    def everything(self) -> Group:
        """All checks as one group."""
        return Group("all", tuple(check for group in self.groups for check in group.checks))

    @property
    def off(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.everything.checks if not check.ok)

    def to_dict(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {
            "ok": not self.off,
            "numbers": len(self.everything.checks),
            "smallest_lre": self.everything.weakest.lre,
            "groups": [
                {
                    "name": group.name,
                    "ok": group.ok,
                    "numbers": len(group.checks),
                    "smallest_lre": group.weakest.lre,
                    "needed": group.weakest.needed,
                    "weakest": group.weakest.name,
                }
                for group in self.groups
            ],
            "off": [
                {"name": one.name, "got": one.got, "expected": one.expected, "lre": one.lre, "needed": one.needed}
                for one in self.off
            ],
        }


def self_test() -> SelfTest:
    """Check everything. Raises InputError where files of the installation are missing."""
    groups: dict[str, list[Check]] = {}
    try:
        for part in PARTS:
            for check in part():
                groups.setdefault(check.group, []).append(check)
    except FileNotFoundError as missing:
        raise InputError(
            f"The self-test lacks a file of its own, {missing.filename!r} below {DATA.name!r}: the installation is not "
            "whole. Install csat again."
        ) from None
    return SelfTest(tuple(Group(name, tuple(checks)) for name, checks in groups.items()))
