"""Small surveys scored from end to end, and their records beside those that are kept: byte for byte.

The records are kept without ``environment``, and so without their digest: they tell the versions that made them.
Where the bytes differ, every number is compared, since another version of scipy may end a quantile on another digit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from csat.results import Record, canonical_json
from csat.selftest.check import DATA, MOST, Check, lre

FOLDER = DATA / "golden"
NEEDED = 12.0
"""Digits of a float that must agree where the bytes of the record do not; anything else must be the same."""

SURVEYS: Mapping[str, Mapping[str, Any]] = {
    "clinic.csv": {"by": ["Region"], "alpha": ["Visit=Waiting time,Staff,Rooms"], "scale": ["1-5"]},
    "shop-fa.xlsx": {"plan": str(FOLDER / "shop-fa.toml")},
}
"""The surveys, each with what is asked of it."""


def record_of(survey: str) -> Record:
    """The record of one of the surveys, by the installed csat."""
    from csat.scoring import score

    return score(FOLDER / survey, **SURVEYS[survey])


def kept_part(record: Record) -> str:
    """The canonical JSON of what is kept of a record."""
    body = {name: part for name, part in record.to_dict().items() if name not in ("environment", "digest")}
    return canonical_json(body)


def kept(survey: str) -> Path:
    """Where the record of a survey is kept."""
    return FOLDER / f"{survey}.json"


def checks() -> Iterator[Check]:
    """Every number of every record; one of another text or shape has an LRE of 0."""
    for survey in SURVEYS:
        now, then = kept_part(record_of(survey)), kept(survey).read_bytes().decode("utf-8")
        group = f"record of {survey}"
        same = now == then
        for name, got, expected in _leaves(json.loads(now), json.loads(then), survey):
            if isinstance(expected, float) and isinstance(got, float):
                yield Check(group, name, got, expected, MOST if same else lre(got, expected), NEEDED)
            elif not same and (got != expected or type(got) is not type(expected)):
                numbers = [one if isinstance(one, (int, float)) else None for one in (got, expected)]
                yield Check(group, name, numbers[0], numbers[1], 0.0, MOST)


def _leaves(now: Any, then: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """The places of two JSON values side by side; where their shapes differ, the place where they do."""
    if isinstance(now, dict) and isinstance(then, dict) and now.keys() == then.keys():
        for name in now:
            yield from _leaves(now[name], then[name], f"{where}.{name}")
    elif isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        for place, (one, other) in enumerate(zip(now, then, strict=True)):
            at = one.get("id", place) if isinstance(one, dict) else place
            yield from _leaves(one, other, f"{where}[{at}]")
    else:
        yield where, now, then
