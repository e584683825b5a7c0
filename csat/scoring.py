"""The main job: open a file, find out what its columns mean, tally, measure, and give the record."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from csat.choices import Choices
from csat.detect import Place, propose
from csat.detect.answers import MOST_LABELS, sort_answers
from csat.detect.chosen import separators
from csat.errors import InputError
from csat.fieldwork import Span, explained, spans_of_dates
from csat.io.ahead import load_ahead
from csat.io.mojibake import told_damage
from csat.io.source import About, Chunk, Coded, Source
from csat.io.text import showable
from csat.labels import NOT_APPLICABLE
from csat.measure import NO_CHOICE, WHOLE_FILE, Reader, choosing, estimates
from csat.notices import notices
from csat.opening import Opened, open_survey
from csat.plan import Dated, Item, Plan
from csat.prepare import INVALID
from csat.results import Record
from csat.selections import odd_ticks
from csat.tally import Tally
from csat.targets import judge

if TYPE_CHECKING:
    import pandas as pd

    from csat.planfile.pinned import Pinned

REPEATS_SOUGHT = 200_000
"""Rows up to which respondents who come twice are looked for while scoring."""

Progress = Callable[[int], None]
"""Called after each chunk with the number of rows read so far."""


def score(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    *,
    plan: str | os.PathLike[str] | None = None,
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
    level: float | None = None,
    suppress_below: int | None = None,
    finished_only: bool | None = None,
    progress: Progress | None = None,
) -> Record:
    """Score a survey file or a DataFrame; what is not pinned by a plan or an argument is detected and told.

    ``data``: a path (.xlsx, .xls, .ods, .csv, .tsv, .txt, each text kind also .gz, .parquet, .sav), several of one
    layout as a list or a pattern (``"waves/*.csv"``), ``"-"`` for standard input, or a pandas DataFrame of one row a
    respondent. Columns are named by header, question
    code, question, spreadsheet letter or ``#number``.

    ``plan``: a plan file (TOML); the arguments below win over it. ``by``: columns to report by, of dates with a period
    (``"Submit date:month"``). ``csat``,
    ``nps``: columns with that measure. ``ces``: column → ``ces2``, ``ces1`` or ``ease``. ``alpha``: construct → its
    columns. ``scale``: column → ``"1-5"``. ``reverse``: columns whose low end is the good one. ``missing``: column →
    codes that are no answer. ``level``: confidence level (0.95). ``suppress_below``: segments with fewer answers are
    withheld (5). ``finished_only``: set aside who did not reach the end, where the platform says so.
    ``limit``: most bytes a file may hold once unpacked. ``max_memory``, ``max_seconds``: what reading a workbook, an
    SPSS or a parquet file may take.

    Returns the :class:`~csat.results.Record`. Raises :class:`~csat.errors.InputError` where the call or the data
    must be mended, :class:`~csat.errors.MachineError` where a limit is reached.
    """
    # The quantiles take 0.1 s to load and need no data: they load while the file is read.
    load_ahead("scipy.special")
    survey = open_survey(
        data, plan, sheet=sheet, encoding=encoding, header=header, limit=limit,
        max_memory=max_memory, max_seconds=max_seconds,
        csat=csat, nps=nps, ces=ces, alpha=alpha, scale=scale, reverse=reverse, missing=missing, by=by,
        level=level, suppress_below=suppress_below, finished_only=finished_only,
    )  # fmt: skip
    source, reading = _reading(survey, progress)
    if not any(rule.exclude for rule in reading.plan.rules):
        return record_of(source, reading)
    from csat.checks.exclude import without

    left, exclusions = without(survey, reading.plan, reading.tally, progress)
    source, reading = _reading(replace(survey, source=left), progress)
    return record_of(source, reading, exclusions)


def _reading(survey: Opened, progress: Progress | None) -> tuple[Source, Reading]:
    source, dated = told_by_period(survey)
    return source, read(source, survey.letters, survey.choices, progress, survey.pinned, dated)


def told_by_period(survey: Opened) -> tuple[Source, Mapping[int, Dated]]:
    """The survey's source with its columns of dates told by period, where that is asked for, and how each is read."""
    if not survey.periods:
        return survey.source, {}
    from csat.by_period import by_period

    return by_period(survey)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read to its end: the plan it was read by, its tally, and how many respondents come more than once."""

    plan: Plan
    tally: Tally
    repeats: Mapping[int, tuple[int, int]]  # column of ids → (respondents that repeat, first repeating row)
    spans: Sequence[Span] = ()  # what columns of dates hold
    damage: str = ""  # what is wrong with the text, where it was decoded wrongly before


def read(
    source: Source,
    letters: Sequence[str],
    choices: Choices,
    progress: Progress | None = None,
    pinned: Pinned | None = None,
    dated: Mapping[int, Dated] | None = None,
) -> Reading:
    """Tally a source by the plan that all its rows together propose, or by the one pinned.

    The first chunk proposes a plan, and the file is tallied by it in one pass. Where the whole file then
    proposes another one, it is tallied once more by that. So the outcome depends on the file alone, not on
    the order of rows or the size of chunks, at one pass for nearly every file.
    """
    first = next(source.chunks(None), None)
    if first is None:
        raise _no_respondents(source)
    headers, layout = source.headers, source.about.layout
    damage = told_damage(headers, letters, first)

    def planned(settled: Mapping[int, Mapping[str, int]], *tallies: Tally) -> Plan:
        try:
            return replace(understood(settled, *tallies), dated=dated or {})
        except InputError as trouble:
            if damage:  # the likeliest reason why a label is not known, or a column not found
                raise InputError(f"{trouble}\n{damage}") from None
            raise

    def understood(settled: Mapping[int, Mapping[str, int]], *tallies: Tally) -> Plan:
        met = tallies[0].profile(len(headers))
        profile = [settled.get(column) if texts is None else texts for column, texts in enumerate(met)]
        place = placer(source, *tallies)
        if pinned:
            return pinned.plan(profile, choices, place)
        return propose(headers, letters, profile, choices, place, layout, tallies[0].parts)

    head = Tally(Plan(), separators=() if pinned else separators(layout))
    head.count(first)
    try:
        plan = planned({}, head)
    except InputError:
        if source.whole:
            raise
        plan = Plan()  # the rows to come may settle what these leave in doubt: count first, then ask again
    # What already has more words than any set of answers stays a date, a comment or the like whatever comes.
    settled = {} if source.whole else {c: texts for c in head.first if _wordy(texts := head.texts(c))}
    asked = choices.columns() | (pinned.columns() if pinned else set())
    columns = {column for column in head.first if column in asked or column not in settled}
    while True:
        columns |= {column for question in plan.multiple for column in question.columns}
        settled = {column: texts for column, texts in settled.items() if column not in columns}
        tally = Tally(plan)
        for chunk in [first] if source.whole else source.chunks(sorted(columns)):
            tally.count(chunk)
            if progress:
                progress(tally.rows)
        final = planned(settled, tally, head)
        if final.layout() == plan.layout():
            break
        plan = final
    if not tally.rows:
        raise _no_respondents(source)
    known = {*source.about.layout.known, *(pinned.roles if pinned else ())}
    every = head if tally.rows == first.rows else tally  # the first chunk has every column, and may be the whole file
    spans = spans_of_dates(final, every, known, pinned.date_pins if pinned else (None, None))
    tally.plan = final = explained(final, spans)
    return Reading(final, tally, _repeats(final, source, tally, first), spans, damage)


def _wordy(texts: Mapping[str, int]) -> bool:
    if len(texts) <= MOST_LABELS:
        return False
    answers = sort_answers(texts)
    return answers.many and not answers.numbers  # a rating with many remarks among its numbers is still a rating


def placer(source: Source, *tallies: Tally) -> Place:
    """Tells where the first cell of a column with a text is."""

    def place(column: int, text: str) -> str:
        first = next(tally.first[column] for tally in tallies if column in tally.first)
        return source.place(first[text], column)

    return place


def _no_respondents(source: Source) -> InputError:
    return InputError(f"{source.about.name}: it has no respondents: there are no rows below the header.")


def _repeats(plan: Plan, source: Source, tally: Tally, first: Chunk) -> dict[int, tuple[int, int]]:
    """Respondent ids that come more than once, where there are few enough rows to look for them."""
    ids = [use.column for use in plan.uses if use.role == "respondent id" and use.column in first.columns]
    if not ids or tally.rows > REPEATS_SOUGHT:
        return {}
    chunks = [first] if tally.rows == first.rows else source.chunks(ids)
    seen: dict[int, set[str]] = {column: set() for column in ids}
    again: dict[int, set[str]] = {column: set() for column in ids}
    rows: dict[int, int] = {}
    for chunk in chunks:
        for column in ids:
            row = _again(chunk.columns[column], seen[column], again[column])
            if row is not None:
                rows.setdefault(column, chunk.first + row)
    return {column: (len(again[column]), row) for column, row in rows.items()}


def _again(coded: Coded, seen: set[str], again: set[str]) -> int | None:
    """Note the ids of one more chunk; the first of its rows whose id came before, in it or in an earlier chunk."""
    import numpy as np

    counts = np.bincount(coded.codes, minlength=len(coded.values))
    met = [code for code, text in enumerate(coded.values) if text and counts[code]]
    known = [code for code in met if seen and coded.values[code] in seen]
    twice = [code for code in np.flatnonzero(counts > 1).tolist() if coded.values[code]]
    again.update(coded.values[code] for code in {*known, *twice})
    seen.update(coded.values[code] for code in met)
    places = [int(np.flatnonzero(coded.codes == code)[0]) for code in known]
    places += [int(np.flatnonzero(coded.codes == code)[1]) for code in twice]
    return min(places, default=None)


def record_of(source: Source, reading: Reading, exclusions: Sequence[Mapping[str, Any]] = ()) -> Record:
    """The record of a reading. Raises InputError where there is nothing to score.

    ``exclusions``: the rows that rules of the plan set aside before.
    """
    plan, tally = reading.plan, reading.tally
    if not plan.items and not plan.multiple:
        raise InputError("\n".join(filter(None, (_nothing_to_score(source, plan), reading.damage))))
    reader = Reader(plan, tally)
    ledger: dict[str, Any] = {
        "read": tally.rows + sum(tally.set_aside.values()),
        "scored": tally.rows,
        "set_aside": dict(sorted(tally.set_aside.items())),
        "items": [_item_ledger(item, reader, source) for item in plan.items],
    }
    if spans := [span.told() for span in reading.spans if span.days]:
        ledger["fieldwork"] = spans
    if plan.multiple:
        ledger["multiple"] = [_multiple_ledger(plan, place, tally, source) for place in range(len(plan.multiple))]
    if tally.files:
        ledger["files"] = [
            {"name": name, "read": rows + aside, "scored": rows} for name, (rows, aside) in tally.files.items()
        ]
    if exclusions:
        ledger["exclusions"] = list(exclusions)
    figures = list(estimates(plan, tally))
    return Record(
        source=source_of(source),
        plan=plan.to_dict(),
        ledger=ledger,
        estimates=figures,
        notices=notices(source, plan, tally, reading.repeats, ledger, figures, reading.damage),
        environment=environment(),
        targets=judge(plan.targets, figures),
    )


def source_of(source: Source) -> dict[str, Any]:
    """Where the rows came from, as records tell it."""
    about = source.about
    asked = about.layout.asked(source.headers)
    return (
        _told(about)
        | {"question_columns": None if asked is None else len(asked)}
        | ({"files": [_told(file) for file in about.files]} if about.files else {})
    )


def _told(about: About) -> dict[str, Any]:
    return {
        "name": about.name,
        "format": about.format,
        "platform": about.layout.platform,
        "size": about.size,
        "sha256": about.sha256,
        "sheet": about.sheet,
        "encoding": about.encoding,
        "delimiter": about.delimiter,
        "header_row": about.header_row,
        "header_rows": about.layout.header_rows,
    }


def _item_ledger(item: Item, reader: Reader, source: Source) -> dict[str, Any]:
    answering = reader.answering(item, WHOLE_FILE)
    texts = reader.tally.texts(item.column)
    odd: dict[str, tuple[int, int]] = {}
    for text, n in texts.items():
        if reader.read(item, text) == INVALID:
            shown, row = showable(text), reader.tally.first[item.column][text]
            count, first = odd.get(shown, (0, row))
            odd[shown] = (count + n, min(first, row))
    return {
        "column": item.header,
        "rows": reader.tally.rows,
        "valid": answering.base,
        "blank": answering.missing["blank"],
        "not_applicable": answering.missing["not applicable"],
        "dont_know": answering.missing["don't know"],
        "invalid": answering.missing[INVALID],
        "distribution": {item.scale.name(p): n for p, n in enumerate(answering.counts)},
        "odd": [
            {"answer": shown, "count": n, "first": source.place(row, item.column)}
            for shown, (n, row) in sorted(odd.items(), key=lambda pair: pair[1][1])
        ],
    }


def _multiple_ledger(plan: Plan, place: int, tally: Tally, source: Source) -> dict[str, Any]:
    question, choice = plan.multiple[place], choosing(plan, tally, place, WHOLE_FILE)
    cells = [(column, text, n) for column in question.columns for text, n in tally.texts(column).items()]
    odd = [
        {"answer": showable(text), "count": n, "first": source.place(tally.first[column][text], column)}
        for column, text, n in odd_ticks(question, cells)
    ]
    return {
        "id": question.id,
        "text": question.text,
        "rows": tally.rows,
        "chose": choice.base,
        "no_choice": choice.missing[NO_CHOICE],
        "not_applicable": choice.missing[NOT_APPLICABLE],
        "options": [
            {"option": option.label, "chosen": n} for option, n in zip(question.options, choice.options, strict=True)
        ],
        "other_answers": choice.others,
        "odd": odd,
    }


def _nothing_to_score(source: Source, plan: Plan) -> str:
    settle = [
        f'"{use.header}" ({use.letter}): {use.why}. Try {use.settle}'
        for use in plan.uses
        if use.role == "not scored" and use.settle
    ]
    listed = "".join(f"\n  {line}" for line in settle[:8])
    if listed:
        return f"{source.about.name}: nothing can be scored without a decision of yours:{listed}"
    return (
        f"{source.about.name}: no column looks like answers on a scale. "
        "Name one with --csat COLUMN, --nps COLUMN or --ces COLUMN:ces2."
    )


def environment() -> dict[str, str]:
    """The versions that figures were made with."""
    import numpy
    import scipy

    from csat import __version__

    return {
        "csat": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
