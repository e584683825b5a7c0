"""Runs checks over a survey: all of them see each row in one pass, some once or twice more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from csat.checks import CHECKS
from csat.checks.check import Settings, Watch
from csat.checks.finding import Column, Finding, Found, FoundPart, Indices, Rows
from csat.checks.rule import Rule
from csat.checks.survey import Glance, Memory, Survey
from csat.io.source import Source

Progress = Callable[[int], None]
Outcomes = Mapping[str, "list[Found] | str"]
"""By check what it found, or why it could not be done."""


def run(
    survey: Survey, rules: Sequence[Rule] = (), only: Iterable[str] | None = None, progress: Progress | None = None
) -> Outcomes:
    """Do the checks, or those named, by the rules of a plan."""
    by_check = {rule.check: rule for rule in rules}
    begun: dict[str, Watch | str] = {}
    for name in CHECKS if only is None else only:
        rule = by_check.get(name, Rule(name))
        begun[name] = "turned off by the plan" if rule.off else CHECKS[name].begin(survey, settings(rule))
    watches = {name: watch for name, watch in begun.items() if isinstance(watch, Watch)}
    _watch(survey, list(watches.values()), progress)
    return {name: list(one.found()) if isinstance(one, Watch) else one for name, one in begun.items()}


def settings(rule: Rule) -> Settings:
    """The numbers by which a check goes."""
    own = CHECKS[rule.check].settings
    if rule.threshold is not None:
        own = replace(own, threshold=rule.threshold)
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


def findings(survey: Survey, outcomes: Outcomes, rules: Sequence[Rule] = ()) -> list[Finding]:
    """What a person is told: rows as in the sheet, and whether a rule of the plan is broken."""
    by_check = {rule.check: rule for rule in rules}
    told: list[Finding] = []
    for name, outcome in outcomes.items():
        check, rule = CHECKS[name], by_check.get(name, Rule(name))
        if isinstance(outcome, str):
            told.append(
                Finding(name, "off" if rule.off else "not checked", check.title, "", check.reference, why=outcome)
            )
            continue
        told += [_finding(survey, name, found, rule) for found in outcome]
    return told


def _finding(survey: Survey, name: str, found: Found, rule: Rule) -> Finding:
    source = survey.source
    return Finding(
        name,
        found.outcome,
        found.title,
        found.rule,
        CHECKS[name].reference,
        found.count,
        found.base,
        found.of,
        rows_of(source, found.rows),
        tuple(Column(source.headers[column], source.letter(column)) for column in found.columns),
        tuple(FoundPart(part.what, part.count, part.base, rows_of(source, part.rows)) for part in found.parts),
        tuple(tuple(_row(source, row) for row in group) for group in found.groups),
        found.estimates,
        found.notes,
        found.why,
        rule.exclude and CHECKS[name].excludes,
        rule.block and found.flagged and found.count > rule.most * found.base,
    )


def rows_of(source: Source, rows: Indices) -> Rows:
    """Rows as a person finds them again: per file their numbers there."""
    numbers: dict[str, list[int]] = {}
    for row in rows.tolist():
        file, at = source.row(row)
        numbers.setdefault(file, []).append(at)
    return numbers


def _row(source: Source, row: int) -> str:
    file, at = source.row(row)
    return str(at) if not source.about.files else f"{file} {at}"


def excluded(outcome: list[Found] | str) -> Indices:
    """The rows that an excluding rule sets aside."""
    if isinstance(outcome, str) or not outcome:
        return np.zeros(0, np.intp)
    return np.unique(np.concatenate([found.rows for found in outcome]))
