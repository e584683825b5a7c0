"""A survey read to its end: understood by all its rows together, and tallied by that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csat.choices import Choices
from csat.detect import Place, propose
from csat.detect.answers import MOST_LABELS, sort_answers
from csat.detect.chosen import separators
from csat.errors import InputError
from csat.fieldwork import Span, explained, spans_of_dates
from csat.io.mojibake import told_damage
from csat.io.source import Chunk, Coded, Source
from csat.names import Names
from csat.opening import Opened, Pins, needed
from csat.plan import Dated, Plan
from csat.tally import Tally
from csat.targets import over

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis
    from csat.weighting import Weighting

REPEATS_SOUGHT = 200_000
"""Rows up to which respondents who come twice are looked for while scoring."""

Progress = Callable[[int], None]
"""Called after each chunk with the number of rows read so far."""


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
    pinned: Pins | None = None,
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

    wanted = _wanted(choices, pinned)
    names = Names(headers, letters, layout.questions, source.about.partly) if wanted else None
    weighting = _weighting(choices, pinned)

    def analysed(plan: Plan) -> tuple[Analysis, ...]:
        from csat.analysis import settled

        assert names is not None  # there are analyses
        return settled(wanted, plan, names)

    def planned(settled: Mapping[int, Mapping[str, int]], *tallies: Tally) -> Plan:
        try:
            plan = understood(settled, *tallies)
            plan = replace(plan, dated=dated or {}, targets=over(choices.targets, plan.targets), weighting=weighting)
            return replace(plan, analyses=analysed(plan)) if wanted else plan
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
    columns |= choices.needed  # also of ids, which are soon too many to be counted
    while True:
        columns |= {column for question in plan.multiple for column in question.columns}
        columns |= needed(plan.analyses, names) if names is not None else frozenset()
        columns |= frozenset(plan.weighting.columns if plan.weighting else ())
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
    if tally.weighted is not None:
        from csat.weighting.asked import check_weights

        check_weights(final, tally.weighted, source.place)
    known = {*source.about.layout.known, *(pinned.roles if pinned else ())}
    every = head if tally.rows == first.rows else tally  # the first chunk has every column, and may be the whole file
    spans = spans_of_dates(final, every, known, pinned.date_pins if pinned else (None, None))
    tally.plan = final = explained(final, spans)
    return Reading(final, tally, _repeats(final, source, tally, first), spans, damage)


def _wanted(choices: Choices, pinned: Pins | None) -> tuple[Analysis, ...]:
    """The analyses asked for; the caller's replace those of their kind in a plan file."""
    kinds = {analysis.kind for analysis in choices.analyses}
    own = [analysis for analysis in (pinned.analyses if pinned else ()) if analysis.kind not in kinds]
    return (*own, *choices.analyses)


def _weighting(choices: Choices, pinned: Pins | None) -> Weighting | None:
    if choices.weight is None and (pinned is None or pinned.weighting is None):
        return None
    from csat.weighting.asked import weighting_of

    return weighting_of(choices, pinned)


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


def told_by_period(survey: Opened) -> tuple[Source, Mapping[int, Dated]]:
    """The survey's source with its columns of dates told by period, where that is asked for, and how each is read."""
    if not survey.periods:
        return survey.source, {}
    from csat.by_period import by_period

    return by_period(survey)
