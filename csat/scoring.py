"""The main job: open a survey, read it, measure it, and give the record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csat.errors import InputError
from csat.io.ahead import load_ahead
from csat.io.source import Source
from csat.ledger import environment, ledger_of, source_of
from csat.measure import estimates
from csat.notices import notices
from csat.opening import Opened, open_survey
from csat.plan import Plan
from csat.reading import Progress, Reading, read, told_by_period
from csat.results import Record
from csat.targets import judge

if TYPE_CHECKING:
    import pandas as pd

    from csat.analysis.analysis import Analysis


def score(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    *,
    plan: str | os.PathLike[str] | None = None,
    by: Sequence[str] = (),
    weight: str | None = None,
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
    level: float | None = None,
    suppress_below: int | None = None,
    finished_only: bool | None = None,
    previous: str | os.PathLike[str] | Record | None = None,
    fail_under: Mapping[str, float] | Iterable[str] = (),
    comments: Sequence[str] = (),
    analyses: Sequence[Analysis] = (),
    progress: Progress | None = None,
) -> Record:
    """Score a survey file or a DataFrame; what is not pinned by a plan or an argument is detected and told.

    ``data``: a path (.xlsx, .xls, .ods, .csv, .tsv, .txt, each text kind also .gz, .parquet, .sav), several of one
    layout as a list or a pattern (``"waves/*.csv"``), ``"-"`` for standard input, or a pandas DataFrame of one row a
    respondent. Columns are named by header, question
    code, question, spreadsheet letter or ``#number``.

    ``plan``: a plan file (TOML); the arguments below win over it. ``by``: columns to report by, of dates with a period
    (``"Submit date:month"``). ``weight``: the column of weights that respondents count by;
    strata, clusters and populations are a plan file's. ``csat``,
    ``nps``: columns with that measure. ``ces``: column → ``ces2``, ``ces1`` or ``ease``. ``alpha``: construct → its
    columns. ``scale``: column → ``"1-5"``. ``reverse``: columns whose low end is the good one. ``missing``: column →
    codes that are no answer. ``level``: confidence level (0.95). ``suppress_below``: segments with fewer answers are
    withheld (5). ``finished_only``: set aside who did not reach the end, where the platform says so.
    ``fail_under``: figure, or metric → the least that it is to reach (``{"csat": 80, "recommend.nps": 30}``).
    ``comments``: columns whose comments the record is to hold, redacted (``["all"]``: all that are taken for comments).
    ``analyses``: what is asked beyond (see :mod:`csat.analysis`); each replaces those of its kind in the plan file.
    ``limit``: most bytes a file may hold once unpacked. ``max_memory``, ``max_seconds``: what reading a workbook, an
    SPSS or a parquet file may take. ``previous``: an earlier record, or its file: the record then holds the change of
    every figure since.

    Returns the :class:`~csat.results.Record`. Raises :class:`~csat.errors.InputError` where the call or the data
    must be mended, :class:`~csat.errors.MachineError` where a limit is reached.
    """
    # The quantiles take 0.1 s to load and need no data: they load while the file is read.
    load_ahead("scipy.special")
    earlier = _earlier(previous)
    survey = open_survey(
        data, plan, sheet=sheet, encoding=encoding, header=header, limit=limit,
        max_memory=max_memory, max_seconds=max_seconds,
        csat=csat, nps=nps, ces=ces, alpha=alpha, scale=scale, reverse=reverse, missing=missing, by=by, weight=weight,
        level=level, suppress_below=suppress_below, finished_only=finished_only, fail_under=fail_under,
        analyses=analyses,
    )  # fmt: skip
    return _since(scored(survey, progress, comments), earlier)


def scored(survey: Opened, progress: Progress | None = None, comments: Sequence[str] = ()) -> Record:
    """The record of a survey that is open, compared with no other. Raises as :func:`score`."""
    source, reading = _reading(survey, progress)
    excluded: Mapping[str, Sequence[Any]] = {}
    if any(rule.exclude for rule in reading.plan.rules):
        from csat.checks.exclude import without

        left, excluded = without(survey, reading.plan, reading.tally, progress)
        source, reading = _reading(replace(survey, source=left), progress)
    record = record_of(source, reading, excluded)
    if comments:
        from csat.comments import with_comments

        return with_comments(record, source, reading.plan, comments)
    return record


def respondents(survey: Opened, progress: Progress | None = None) -> Source:
    """The source of a survey's rows without those that rules of its plan exclude. Raises as :func:`score`."""
    from csat.planfile.pinned import Pinned

    if not isinstance(survey.pinned, Pinned) or not any(rule.exclude for rule in survey.pinned.file.rules):
        return survey.source
    from csat.checks.exclude import without

    _, reading = _reading(survey, progress)
    return without(survey, reading.plan, reading.tally, progress)[0]


def _earlier(previous: str | os.PathLike[str] | Record | None) -> Record | None:
    """The earlier record, read before the survey, which may take long."""
    if previous is None or isinstance(previous, Record):
        return previous
    from csat.record.file import read_record

    return read_record(previous, unchanged=True)


def _since(record: Record, earlier: Record | None) -> Record:
    if earlier is None:
        return record
    from csat.changes import changes

    return replace(record, previous=changes(record, earlier))


def _reading(survey: Opened, progress: Progress | None) -> tuple[Source, Reading]:
    source, dated = told_by_period(survey)
    return source, read(source, survey.letters, survey.choices, progress, survey.pinned, dated)


def record_of(source: Source, reading: Reading, excluded: Mapping[str, Sequence[Any]] | None = None) -> Record:
    """The record of a reading. Raises InputError where there is nothing to score.

    ``excluded``: what the ledger tells of the rows that rules of the plan set aside before.
    """
    plan, tally = reading.plan, reading.tally
    if not plan.items and not plan.multiple:
        raise InputError("\n".join(filter(None, (_nothing_to_score(source, plan), reading.damage))))
    ledger = ledger_of(source, reading, excluded or {})
    figures = list(estimates(plan, tally))
    more: list[str] = []
    examples: list[Mapping[str, Any]] = []
    if plan.analyses:
        from csat import analysis

        figures += analysis.estimates(plan, tally)
        more += analysis.notices(plan, tally)
        examples += analysis.comments(plan, tally)
    return Record(
        source=source_of(source),
        plan=plan.to_dict(),
        ledger=ledger,
        estimates=figures,
        notices=[*notices(source, plan, tally, reading.repeats, ledger, figures, reading.damage), *more],
        environment=environment(),
        targets=judge(plan, figures),
        comments=examples,
    )


def _nothing_to_score(source: Source, plan: Plan) -> str:
    waiting = [use for use in plan.uses if use.role == "not scored"]
    waiting.sort(key=lambda use: use.settle is None)  # first those that a flag settles
    listed = "".join(
        f'\n  "{use.header}" ({use.letter}): {use.why}.' + (f" Try {use.settle}" if use.settle else "")
        for use in waiting[:8]
    )
    if listed:
        return f"{source.about.name}: nothing can be scored without a decision of yours:{listed}"
    return (
        f"{source.about.name}: no column looks like answers on a scale. "
        "Name one with --csat COLUMN, --nps COLUMN or --ces COLUMN:ces2."
    )
