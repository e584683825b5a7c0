"""The check of the data: open a survey, understand it, and let every check look at it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from csat.checks.finding import Finding
from csat.checks.run import findings, run
from csat.checks.survey import Survey
from csat.errors import InputError
from csat.io.source import Source
from csat.ledger import environment, source_of
from csat.opening import open_survey
from csat.plan import Plan
from csat.reading import Progress, read, told_by_period
from csat.results import Estimate, canonical_json, plainly

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "csat.check/1"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found in a survey. Same input, same bytes: it holds no clock and no path.

    ``source`` and ``plan`` as in :class:`~csat.results.Record`; ``rows`` are the respondents looked at, ``set_aside``
    the rows that are none, by reason. ``findings``: one a check, or several where it looks at several columns.
    """

    source: Mapping[str, Any]
    plan: Mapping[str, Any]
    rows: int
    set_aside: Mapping[str, int]
    findings: Sequence[Finding]
    notices: Sequence[str]
    environment: Mapping[str, str]
    schema: str = SCHEMA

    @property
    def flagged(self) -> list[Finding]:
        """The findings that a person should look at."""
        return [finding for finding in self.findings if finding.flagged]

    @property
    def blocking(self) -> list[Finding]:
        """The findings that break a rule which the plan marks as blocking."""
        return [finding for finding in self.findings if finding.blocking]

    def find(self, check: str) -> list[Finding]:
        """The findings of one check."""
        return [finding for finding in self.findings if finding.check == check]

    def to_dict(self) -> dict[str, Any]:
        """The whole as plain dictionaries, lists, texts and numbers."""
        body = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "findings"}
        body["notices"] = list(self.notices)
        body["findings"] = [_plainly(finding) for finding in self.findings]
        return body

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, shortest floats that read back the same, a finding a line, a final newline."""
        return canonical_json(self.to_dict())


def _plainly(value: Any) -> Any:
    if isinstance(value, Estimate):
        return plainly(value)
    if isinstance(value, Mapping):
        return {name: _plainly(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plainly(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plainly(getattr(value, f.name)) for f in fields(value)}
    return value


def check(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    *,
    plan: str | os.PathLike[str] | None = None,
    invited: int | None = None,
    by: Sequence[str] = (),
    csat: Sequence[str] = (),
    nps: Sequence[str] = (),
    ces: Mapping[str, str] | Iterable[str] = (),
    alpha: Mapping[str, Sequence[str]] | Iterable[str] = (),
    scale: Mapping[str, str] | Iterable[str] = (),
    reverse: Sequence[str] = (),
    missing: Mapping[str, Iterable[str]] | Iterable[str] = (),
    sheet: str | None = None,
    encoding: str | None = None,
    header: int | None = None,
    limit: int | None = None,
    max_memory: int | None = None,
    max_seconds: float | None = None,
    finished_only: bool | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Check the data of a survey: duplicates, speeders, straight lines, answers off the scale and more.

    Nothing is changed or set aside, whatever the plan's rules say. ``invited``: how many were invited, for the
    response rates. The other arguments are those of :func:`csat.score`. Raises InputError and MachineError as it does.
    """
    if invited is not None and invited < 1:
        raise InputError(f"--invited {invited}: at least one must have been invited.")
    survey = open_survey(
        data, plan, sheet=sheet, encoding=encoding, header=header, limit=limit,
        max_memory=max_memory, max_seconds=max_seconds,
        csat=csat, nps=nps, ces=ces, alpha=alpha, scale=scale, reverse=reverse, missing=missing, by=by,
        finished_only=finished_only,
    )  # fmt: skip
    source, dated = told_by_period(survey)
    reading = read(source, survey.letters, survey.choices, progress, survey.pinned, dated)
    understood = reading.plan
    if invited is not None:
        understood = replace(understood, response={**understood.response, "invited": invited})
    looked_at = Survey.of(survey, understood, reading.tally)
    return Checked(
        source=source_of(source),
        plan=understood.to_dict(),
        rows=reading.tally.rows,
        set_aside=dict(sorted(reading.tally.set_aside.items())),
        findings=findings(looked_at, run(looked_at, None, progress)),
        notices=_notices(source, understood),
        environment=environment(),
    )


def _notices(source: Source, plan: Plan) -> list[str]:
    """What was noticed while opening, and what a person should know before reading what was found."""
    told = [*source.about.notices]
    if not plan.items:
        told.append("No column is scored, so the checks of items had nothing to look at. See csat score for the flags.")
    return list(dict.fromkeys(told))
