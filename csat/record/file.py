"""Records read back from their JSON, also those of older schema versions."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from csat.errors import InputError, one_line
from csat.record.schema import json_schema
from csat.record.shape import unwieldy, wrong
from csat.results import SCHEMA, Estimate, Interval, Record, digest_of_body

_GIVE = "Give the record that csat wrote, such as record.json."
_LARGEST = 1 << 30  # a record of a million figures is smaller
WITHOUT_DIGEST = ("csat.record/1",)
_NAME = re.compile(r"csat\.record/([1-9]\d{0,5})\Z")


def read_record(path: str | os.PathLike[str], *, unchanged: bool = False) -> Record:
    """The record in a file. Raises InputError where the file is none, and says which part of it is not as it should.

    ``unchanged``: a record whose digest does not fit is refused too, since figures are made from what it says.
    """
    name = one_line(Path(path).name)
    try:
        with Path(path).open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as trouble:
        reason = os.strerror(trouble.errno).lower() if trouble.errno else "it cannot be read"
        raise InputError(f"{name}: {reason}. {_GIVE}") from None
    except ValueError:  # a path that no file has
        raise InputError(f"{name}: it cannot be read. {_GIVE}") from None
    if len(raw) > _LARGEST:
        raise InputError(f"{name}: larger than any record. {_GIVE}")
    body = _parsed(raw, name)
    record = record_from(body, name)
    if unchanged and body["schema"] not in WITHOUT_DIGEST and body.get("digest") != digest_of_body(body):
        raise InputError(
            f"{name}: its digest does not fit, so it was changed or damaged after csat wrote it. Give the record as it "
            "was written; csat verify tells more."
        )
    return record


def record_from(body: Any, name: str) -> Record:
    """The record that plain dictionaries and lists tell; ``name`` is what messages call it.

    One of an older schema is brought to today's shape first. Raises InputError where it has not the shape of a record.
    """
    told = _NAME.match(body["schema"]) if isinstance(body, dict) and isinstance(body.get("schema"), str) else None
    if told is None:
        raise InputError(f"{name}: it is no record of csat. {_GIVE}")
    version, today = int(told[1]), int(SCHEMA.rpartition("/")[2])
    if version > today:
        raise InputError(
            f"{name}: it is a record of a later csat ({body['schema']}); this one reads up to {SCHEMA}. Update csat."
        )
    try:
        trouble = unwieldy(body)
        for older in range(version, today) if trouble is None else ():
            body = UPGRADES[older](body)
        trouble = trouble or wrong(body, json_schema())
    except (KeyError, TypeError, AttributeError, ValueError):  # not even of the older shape
        trouble = f"its parts are not those of {told[0]}"
    if trouble:
        raise InputError(f"{name}: it is no record as csat writes them: {trouble}. Was it changed by hand? {_GIVE}")
    return _record(body)


def _parsed(raw: bytes, name: str) -> Any:
    """What the JSON holds: strictly, since a key that stands twice or a NaN is read otherwise by every program."""

    def refuse(what: str) -> NoReturn:
        raise InputError(f"{name}: {what}, which csat never writes. {_GIVE}")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
            refuse(f'the key "{one_line(twice[:60])}" stands twice in one place')
        return found

    try:
        return json.loads(raw, object_pairs_hook=once, parse_constant=lambda number: refuse(f"it holds {number}"))
    except (ValueError, RecursionError):
        raise InputError(f"{name}: it is not JSON, or was cut off or damaged. {_GIVE}") from None


# ---------------------------------------------------------------------- older schemas


def _from_1(body: Mapping[str, Any]) -> dict[str, Any]:
    """csat.record/1: states of targets had other names and no base; there was no digest."""
    estimates = {estimate["id"]: estimate for estimate in body["estimates"]}

    def target(one: Mapping[str, Any]) -> dict[str, Any]:
        estimate = estimates.get(one["figure"], {"n": 0, "notes": []})
        hidden = any(note.startswith("Withheld") for note in estimate["notes"])
        nothing = "withheld" if hidden else "undefined" if estimate["n"] else "no answers"
        state = {"met": "met, not shown by the interval", "met, shown by the interval": "met", "missed": "not met"}
        return {"n": None if hidden else estimate["n"], **one, "state": state.get(one["state"], nothing)}

    return {**body, "schema": "csat.record/2", "targets": [target(one) for one in body.get("targets", ())]}


UPGRADES: Mapping[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = {1: _from_1}
"""Each brings a record of one schema version to the shape of the next."""


# ---------------------------------------------------------------------- today's


def read_back(record: Record) -> Record:
    """The record as its own JSON tells it. What is rendered is this, so that it is the same without the data."""
    return _record(json.loads(record.to_json()))


def _record(body: Mapping[str, Any]) -> Record:
    rest = {key: body[key] for key in body if key not in ("estimates", "digest")}
    return in_order(Record(estimates=[_estimate(one) for one in body["estimates"]], **rest))


def in_order(record: Record) -> Record:
    """The same, what JSON sorts by name as a person reads it: points and labels by point, counts as their formula."""
    items = [
        {**item, "labels": dict(sorted(item["labels"].items(), key=lambda pair: (pair[1], pair[0])))}
        for item in record.plan["items"]
    ]
    return replace(
        record,
        plan={**record.plan, "items": items},
        estimates=[_in_order(estimate) for estimate in record.estimates],
    )


def _in_order(estimate: Estimate) -> Estimate:
    named = {name: place for place, name in reversed(list(enumerate(re.findall(r"\w+", estimate.formula))))}
    counts = sorted(estimate.counts, key=lambda name: (named.get(name, len(named)), name))
    points = estimate.distribution
    return replace(
        estimate,
        counts={name: estimate.counts[name] for name in counts},
        distribution=points and {point: points[point] for point in sorted(points, key=float)},
    )


def _estimate(body: dict[str, Any]) -> Estimate:
    interval = body["interval"]
    return Estimate(
        **{
            **body,
            "interval": Interval(**interval) if interval else None,
            "notes": tuple(body["notes"]),
        }
    )
