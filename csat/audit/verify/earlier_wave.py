"""The answers of an earlier wave that a record's comparison holds: data of this wave do not show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from csat.analysis.compare.earlier import Earlier
from csat.audit.verify.compare import differences
from csat.audit.verify.outcome import Outcome, outcome
from csat.planfile.stored import stored_alone
from csat.results import Record

CHECK = "earlier wave"
_HOLDS = "the answers of the earlier wave, which this one is compared with, are those of its record"
_FAILS = "the answers of the earlier wave are not those of its record"
_NOT_GIVEN = "the record of the earlier wave was not given (--previous): its answers are taken from this record"


def earlier_wave(held: Record, earlier: Record | None) -> Iterator[Outcome]:
    """An outcome for each comparison with an earlier record that the plan of a record holds."""
    for entry in held.plan.get("analyses", ()):
        told: Mapping[str, Any] | None = entry.get("previous") if entry["kind"] == "compare" else None
        if told is None:
            continue
        if earlier is None:
            yield Outcome(CHECK, "not checked", _NOT_GIVEN)
            continue
        made = Earlier.of_record(earlier).settled(stored_alone(held.plan), tuple(entry["items"])).to_dict()
        found = list(differences(dict(told), json.loads(json.dumps(made)), CHECK))
        yield outcome(CHECK, _HOLDS, _FAILS, found)
