"""Rows that excluding rules of a plan set aside, each with its reason: the source without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from csat.checks import CHECKS
from csat.checks.finding import Rows
from csat.checks.run import rows_found, rows_of, run
from csat.checks.survey import Survey
from csat.errors import InputError
from csat.io.source import Source
from csat.opening import Opened
from csat.plan import Plan
from csat.sift import Sieve, Sifted, spans
from csat.tally import Tally

_SPANS = 200  # characters of row numbers in a notice; the ledger holds them all


def without(
    survey: Opened, plan: Plan, tally: Tally, progress: Callable[[int], None] | None = None
) -> tuple[Source, list[dict[str, Any]]]:
    """The survey's source without the rows that rules exclude, and per rule and file which these are.

    All rules look at the same rows; what several find counts for the first in the plan. Raises InputError where nobody
    is left.
    """
    source = survey.source
    names = [rule.check for rule in plan.rules if rule.exclude]
    outcomes = run(Survey.of(survey, plan, tally), names, progress)
    sieves = []
    for name in names:
        held = np.zeros(tally.rows, np.bool_)
        held[rows_found(outcomes[name])] = True
        sieves.append(Sieve(reason(name), held))
    if np.logical_or.reduce([sieve.held for sieve in sieves]).all():
        told = ", ".join(f"{int(sieve.held.sum()):,} by {name}" for name, sieve in zip(names, sieves, strict=True))
        raise InputError(f"{source.about.name}: the rules of the plan leave no respondents: {told}.")
    found = dict(Sifted(source, sieves).held())
    rows = {name: rows_of(source, found[reason(name)]) for name in names}
    notices = [_notice(name, outcomes[name], rows[name]) for name in names]
    exclusions = [
        {"rule": name, "reason": reason(name), "file": file, "count": len(numbers), "rows": list(numbers)}
        for name in names
        for file, numbers in rows[name].items()
    ]
    return Sifted(source, sieves, notices), exclusions


def reason(name: str) -> str:
    """Why a row was set aside, as the ledger tells it."""
    title = CHECKS[name].title
    return f"excluded by the plan: {title[0].lower()}{title[1:]}"


def _notice(name: str, outcome: object, rows: Rows) -> str:
    if isinstance(outcome, str):
        return f"The plan's rule {name} set nobody aside: it could not be checked."
    count = sum(map(len, rows.values()))
    if not count:
        return f"The plan's rule {name} set nobody aside."
    said = spans(next(iter(rows.values())))
    if len(rows) > 1 or len(said) > _SPANS:
        return f"The plan's rule {name} set aside {count:,} rows; the record has their numbers."
    return f"The plan's rule {name} set aside {count:,} {'row' if count == 1 else 'rows'}: {said}."
