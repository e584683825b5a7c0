"""Runs checks over a survey: all of them see each row in one pass, some once or twice more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from csat.checks import CHECKS
from csat.checks.check import Settings, Watch
from csat.checks.finding import Column, Finding, Found, FoundPart, Indices, Outcome, Rows
from csat.checks.survey import Glance, Memory, Survey
from csat.io.source import Source
from csat.plan import Rule

Progress = Callable[[int], None]
Outcomes = Mapping[str, "list[Found] | str"]
"""By check what it found, or why it could not be done."""


def run(survey: Survey, only: Iterable[str] | None = None, progress: Progress | None = None) -> Outcomes:
    """Do the checks, or those named, by the rules of the survey's plan."""
    rules = {rule.check: rule for rule in survey.plan.rules}
    begun: dict[str, Watch | str] = {}
    for name in CHECKS if only is None else only:
        rule = rules.get(name, Rule(name))
        begun[name] = "turned off by the plan" if rule.off else CHECKS[name].begin(survey, settings(rule))
    _watch(survey, [watch for watch in begun.values() if isinstance(watch, Watch)], progress)
    return {name: list(one.found()) if isinstance(one, Watch) else one for name, one in begun.items()}


def settings(rule: Rule) -> Settings:
    """The numbers by which a check goes."""
    own = CHECKS[rule.check].settings
    if rule.threshold is not None:
        own = replace(own, threshold=Fraction(str(rule.threshold)))
    return own if rule.items is None else replace(own, items=rule.items)


def _watch(survey: Survey, watches: list[Watch], progress: Progress | None) -> None:
    memory = Memory()
    watches = [watch for watch in watches if watch.columns]
    while watches:
        columns = sorted({column for watch in watches for column in watch.columns})
        for chunk in survey.source.chunks(columns):
            if not chunk.rows:
                continue
            glance = Glance(chunk, survey.plan.item_of, memory)
            for watch in watches:
                watch.look(glance)
            if progress:
                progress(chunk.first + chunk.rows)
        watches = [watch for watch in watches if watch.again()]


def findings(survey: Survey, outcomes: Outcomes) -> list[Finding]:
    """What a person is told: rows as in the sheet, and whether a rule of the plan is broken."""
    rules = {rule.check: rule for rule in survey.plan.rules}
    told: list[Finding] = []
    for name, outcome in outcomes.items():
        check, rule = CHECKS[name], rules.get(name, Rule(name))
        if isinstance(outcome, str):
            said: Outcome = "off" if rule.off else "not checked"
            # A check that is off is never one that blocks: such a plan is refused.
            one = Finding(name, said, check.title, "", check.reference, why=outcome)
            told.append(replace(one, excludes=rule.exclude, blocking=rule.block))
        else:
            told += [_finding(survey.source, name, found, rule) for found in outcome]
    return told


def _finding(source: Source, name: str, found: Found, rule: Rule) -> Finding:
    return Finding(
        check=name,
        outcome=found.outcome,
        title=found.title,
        rule=found.rule,
        reference=CHECKS[name].reference,
        count=found.count,
        base=found.base,
        of=found.of,
        rows=rows_of(source, found.rows),
        columns=tuple(Column(source.headers[column], source.letter(column)) for column in found.columns),
        parts=tuple(FoundPart(part.what, part.count, part.base, rows_of(source, part.rows)) for part in found.parts),
        groups=tuple(rows_of(source, np.array(group, np.intp)) for group in found.groups),
        estimates=found.estimates,
        notes=found.notes,
        why=found.why,
        excludes=rule.exclude,
        blocking=rule.block and _breaks(found, rule),
    )


def _breaks(found: Found, rule: Rule) -> bool:
    """Whether a blocking rule does not hold, or nobody can say that it does."""
    if found.why is not None:
        return True
    return found.flagged and found.count > Fraction(str(rule.most)) * found.base


def rows_of(source: Source, rows: Indices) -> Rows:
    """Rows as a person finds them again: per file their numbers there."""
    numbers: dict[str, list[int]] = {}
    for row in rows.tolist():
        file, at = source.row(row)
        numbers.setdefault(file, []).append(at)
    return numbers


def rows_found(outcome: list[Found] | str) -> Indices:
    """The rows that an excluding rule sets aside."""
    if isinstance(outcome, str) or not outcome:
        return np.zeros(0, np.intp)
    return np.unique(np.concatenate([found.rows for found in outcome]))


def unchecked(outcome: list[Found] | str) -> list[str]:
    """Why a check could not be done, or not of all that it looks at; nothing where it was done."""
    if isinstance(outcome, str):
        return [outcome]
    return list(dict.fromkeys(found.why for found in outcome if found.why is not None))
