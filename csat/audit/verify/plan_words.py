"""A record against the plan file it was made by: what no answer tells, such as how many were invited."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from csat.audit.verify.compare import differences
from csat.audit.verify.outcome import Difference, Outcome, outcome
from csat.by_value import OF_THE_WHOLE
from csat.planfile import PlanFile
from csat.results import Record

_HOLDS = "and the record says what it says of the survey, of invitations and of targets"
_FAILS = "the record says otherwise than its plan file, though that file is the same"


def plan_words(held: Record, file: PlanFile) -> Outcome:
    """Whether a record says of the survey, the invitations, decimals, rules and targets what its plan file says."""
    return outcome("plan's words", _HOLDS, _FAILS, list(_differ(held.plan, file)))


def _differ(plan: Mapping[str, Any], file: PlanFile) -> Iterator[Difference]:
    of_a_value = len(plan.get("filters", ())) > len(file.filters)  # a record of --each has one filter more
    survey, response = (dict(file.body.get(table, {})) for table in ("survey", "response"))
    if of_a_value:
        survey = {name: told for name, told in survey.items() if name not in (*OF_THE_WHOLE, "title")}
        survey |= {"title": plan.get("survey", {}).get("title")}
        response = {}
    wanted = {
        "survey": survey,
        "response": response,
        "decimals": file.of("figures", "decimals", {}),
        "rules": [asdict(rule) for rule in file.rules],
    }
    for name, said in wanted.items():
        yield from differences(plan.get(name, type(said)()), json.loads(json.dumps(said)), f"plan, {name}")
    yield from _targets(plan, file, of_a_value)


def _targets(plan: Mapping[str, Any], file: PlanFile, of_a_value: bool) -> Iterator[Difference]:
    """Targets of the file that the record lacks: a flag may have put another in the place of one, or added one."""
    told = plan.get("targets", ())
    by_flags = {one["figure"] for one in told if one["at_least"] is not None}
    for target, _ in file.targets:
        over = target.at_least is not None and target.figure in by_flags
        left = of_a_value and "@" in target.figure
        if asdict(target) not in told and not over and not left:
            yield Difference(f"plan, target of {target.figure}", "not there", "there")
