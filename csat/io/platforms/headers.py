"""What the platforms' headers have in common: names looked up without regard to case, blocks of one question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from csat.io.source import METADATA
from csat.plan import Role

Known = Mapping[str, tuple[Role, str]]


def folded(names: Sequence[str]) -> list[str]:
    """Names as they are compared."""
    return [" ".join(name.casefold().split()) for name in names]


def table(platform: str, **roles: str) -> dict[str, tuple[Role, str]]:
    """A platform's own columns by name: per role its names, divided by ``|``."""
    spelled: dict[str, Role] = {
        "id": "respondent id",
        "date": "date",
        "duration": "duration",
        "personal": "personal data",
        "comment": "comment",
        "nothing": "nothing",
    }
    return {name.casefold(): own(platform, spelled[role]) for role, names in roles.items() for name in names.split("|")}


def own(platform: str, role: Role, what: str = "") -> tuple[Role, str]:
    """A column of the platform's own in a role, with its reason: it belongs to no question."""
    why = f"{platform} {METADATA}" + (f"; {what}" if what else "")
    return role, why + ("; never shown" if role == "personal data" else "")


def look_up(names: Sequence[str], known: Known) -> dict[int, tuple[Role, str]]:
    """The columns whose whole name is in a platform's table."""
    return {at: known[name] for at, name in enumerate(folded(names)) if name in known}


def cell(row: Sequence[str], at: int) -> str:
    """A cell of a row that may be shorter than the header."""
    return row[at] if at < len(row) else ""


def runs(stems: Sequence[str | None]) -> Iterator[tuple[int, ...]]:
    """Neighbouring columns, two at least, of one stem."""
    start = 0
    for at in range(1, len(stems) + 1):
        if at == len(stems) or stems[at] != stems[start]:
            if stems[start] and at - start > 1:
                yield tuple(range(start, at))
            start = at


def blocks(first: Sequence[str], second: Sequence[str], own: Collection[int]) -> list[list[int]]:
    """Columns of one question each, in two header rows: the named one and those after it without a name."""
    found: list[list[int]] = []
    for at, name in enumerate(first):
        if at in own or (not name and not cell(second, at)):
            continue
        if name or not found or found[-1][-1] != at - 1:
            found.append([at])
        else:
            found[-1].append(at)
    return found
