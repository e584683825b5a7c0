"""Two records of one survey compared: the one kept, and the one that its data give now.

Counts and everything that follows from them by exact arithmetic must be the same to the last bit. Bounds of intervals
rest on quantiles of scipy, whose last digits another version or another processor may round otherwise: within
:data:`TOLERANCE` of their size they are held for equal, and told. So are all numbers of analyses that are no integers:
tails of distributions, and what comes of matrices and iterations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csat.audit.verify.outcome import Difference

TOLERANCE = 1e-9

_BOUNDS = frozenset({"low", "high"})
_WORDS = frozenset({"source", "notes", "no_interval_because", "method", "formula", "why", "settle", "state", "because"})
_MISSING = "not there"

_NUMBERED = frozenset({"notes", "no_interval_because", "because"})
_NUMBER = re.compile(r"\d[\d.,]*")

Body = Mapping[str, Any]


def same_numbers(recorded: Any, found: Any) -> bool:
    """Whether every number in recorded sentences is in those that are found now: only words may be others."""
    one, other = (Counter(number.strip(".,") for number in _NUMBER.findall(str(said))) for said in (recorded, found))
    return one <= other


def differences(recorded: Any, found: Any, where: str, other_version: bool = False) -> Iterator[Difference]:
    """Every place where two JSON values differ. ``other_version``: sentences may be worded otherwise."""
    yield from _differences(recorded, found, where, "", other_version, False)


def of_estimates(recorded: Sequence[Body], found: Sequence[Body], other_version: bool = False) -> Iterator[Difference]:
    """The same of estimates, each named by its id; also where one is missing, new or in another place."""
    ids, now = [e["id"] for e in recorded], [e["id"] for e in found]
    if ids == now:
        pairs = list(zip(recorded, found, strict=True))
    else:
        new = {e["id"]: e for e in found}
        for id in [id for id in ids if id not in new]:
            yield Difference(id, "there", _MISSING)
        for id in [id for id in new if id not in set(ids)]:
            yield Difference(id, _MISSING, "there")
        if sorted(ids) == sorted(now):
            yield Difference("the order of the estimates", "as in the record", "another")
        for id, times in Counter(ids).items():
            if times > 1:
                yield Difference(id, f"{times} times there", "once" if id in new else _MISSING)
        pairs = [(e, new[e["id"]]) for e in recorded if e["id"] in new]
    for old, again in pairs:
        if old != again:
            yield from _differences(old, again, str(old["id"]), "", other_version, bool(old.get("analysis")))


def _differences(
    recorded: Any, found: Any, where: str, name: str, other_version: bool, of_analysis: bool
) -> Iterator[Difference]:
    if isinstance(recorded, Mapping) and isinstance(found, Mapping):
        for part in dict.fromkeys((*recorded, *found)):
            one, other = recorded.get(part, _MISSING), found.get(part, _MISSING)
            inner = name if name in _WORDS else part
            yield from _differences(one, other, f"{where}, {part}", inner, other_version, of_analysis)
        return
    lists = isinstance(recorded, (list, tuple)) and isinstance(found, (list, tuple))
    if lists and len(recorded) == len(found):
        for number, (one, other) in enumerate(zip(recorded, found, strict=True), 1):
            inside = f"{where} {_named(one) or number}"
            yield from _differences(one, other, inside, name, other_version, of_analysis)
        return
    if _same(recorded, found):
        return
    gap = close = None
    if _number(recorded) and _number(found):
        gap = abs(recorded - found)
        rounded = of_analysis and isinstance(recorded, float) and isinstance(found, float)
        close = (name in _BOUNDS or rounded) and gap <= TOLERANCE * max(abs(recorded), abs(found))
    worded = other_version and name in _WORDS and (name not in _NUMBERED or same_numbers(recorded, found))
    yield Difference(where, recorded, found, gap, bool(close), worded)


def _same(one: Any, other: Any) -> bool:
    """Equal, and of one type: to a record 1 is not 1.0, nor true."""
    return type(one) is type(other) and bool(one == other) and (not isinstance(one, float) or repr(one) == repr(other))


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _named(entry: Any) -> str:
    """What an entry of a list is called."""
    if not isinstance(entry, Mapping):
        return ""
    return next((f"“{entry[name]}”" for name in ("id", "figure", "letter", "rule", "name") if name in entry), "")
