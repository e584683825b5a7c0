"""Records read back from their JSON, also those of older schema versions."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from csat.errors import InputError, one_line
from csat.results import SCHEMA, Estimate, Interval, Record


def read_record(path: str | os.PathLike[str]) -> Record:
    """The record in a file. Raises InputError where the file is none."""
    name = one_line(Path(path).name)
    try:
        body = json.loads(Path(path).read_bytes())
    except OSError as trouble:
        reason = os.strerror(trouble.errno).lower() if trouble.errno else "it cannot be read"
        raise InputError(f"{name}: {reason}. Give the record that csat wrote, such as record.json.") from None
    except ValueError:
        raise InputError(f"{name}: it is not JSON. Give the record that csat wrote, such as record.json.") from None
    return record_from(body, name)


def record_from(body: Any, name: str) -> Record:
    """The record that plain dictionaries and lists tell; ``name`` is what messages call it."""
    if not isinstance(body, dict) or body.get("schema") not in ("csat.record/1", SCHEMA):
        raise InputError(f"{name}: it is no record of csat, or of a later version. This one reads up to {SCHEMA}.")
    rest = {key: body[key] for key in body if key not in ("estimates", "digest", "schema")}
    return in_order(Record(estimates=[_estimate(one) for one in body["estimates"]], schema=body["schema"], **rest))


def read_back(record: Record) -> Record:
    """The record as its own JSON tells it. What is rendered is this, so that it is the same without the data."""
    return record_from(json.loads(record.to_json()), "record")


def in_order(record: Record) -> Record:
    """The same, what JSON sorts by name as a person reads it: points by number, counts as their formula names them."""
    return replace(record, estimates=[_in_order(estimate) for estimate in record.estimates])


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
