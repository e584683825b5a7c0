"""Rows that excluding rules of a plan set aside, each with its reason: the source without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from csat.checks import CHECKS
from csat.checks.finding import Found, Rows
from csat.checks.run import rows_found, rows_of, run, unchecked
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
) -> tuple[Source, dict[str, list[dict[str, Any]]]]:
    """The survey's source without the rows that rules exclude, and what the ledger tells of it.

    That is, each only where there is any: ``exclusions``, per rule and file which rows these are; ``not_applied``, the
    rules that could not be checked, or not in all columns they look at, with ``why``. All rules look at the same rows;
    what several find counts for the first in the plan. Raises InputError where nobody is left.
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
        each = ", ".join(f"{int(sieve.held.sum()):,} by {name}" for name, sieve in zip(names, sieves, strict=True))
        raise InputError(f"{source.about.name}: the rules of the plan leave no respondents: {each}.")
    found = dict(Sifted(source, sieves).held())
    rows = {name: rows_of(source, found[reason(name)]) for name in names}
    several = bool(source.about.files)
    notices = [_notice(name, outcomes[name], rows[name], several) for name in names]
    exclusions = [
        {"rule": name, "reason": reason(name), "file": file, "count": len(numbers), "rows": list(numbers)}
        for name in names
        for file, numbers in rows[name].items()
    ]
    not_applied = [{"rule": name, "why": why} for name in names for why in unchecked(outcomes[name])]
    told: dict[str, list[dict[str, Any]]] = {"exclusions": exclusions, "not_applied": not_applied}
    return Sifted(source, sieves, notices), {key: found for key, found in told.items() if found}


def reason(name: str) -> str:
    """Why a row was set aside, as the ledger tells it."""
    title = CHECKS[name].title
    return f"excluded by the plan: {title[0].lower()}{title[1:]}"


def _notice(name: str, outcome: list[Found] | str, rows: Rows, several: bool) -> str:
    """``several``: the survey has several files, and a number without one says nothing."""
    count = sum(map(len, rows.values()))
    if not count:
        if unchecked(outcome):
            return f"The plan's rule {name} set nobody aside: it could not be checked."
        return f"The plan's rule {name} set nobody aside."
    said = spans(next(iter(rows.values())))
    if several and count == 1:
        return f"The plan's rule {name} set aside 1 row; the record has its number."
    if several or len(said) > _SPANS:
        return f"The plan's rule {name} set aside {count:,} rows; the record has their numbers."
    return f"The plan's rule {name} set aside {count:,} {'row' if count == 1 else 'rows'}: {said}."
