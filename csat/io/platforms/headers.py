"""What the platforms' headers have in common: names looked up without regard to case, blocks of one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    return {
        name.casefold(): (spelled[role], f"{platform} metadata" + ("; never shown" if role == "personal" else ""))
        for role, names in roles.items()
        for name in names.split("|")
    }


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
