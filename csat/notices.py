"""What a person must be told beside the figures: assumptions, oddities, warnings; one sentence each.

Answers, names and addresses never appear; codes do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from csat.io.respondents import REASONS
from csat.io.source import Source
from csat.io.text import plain
from csat.labels import kind_of_ends, tellable
from csat.measure import NO_SEGMENT_VALUE, groups_of, unmet
from csat.multiple import MULTIPLE_CHOICE
from csat.multiple.selections import split
from csat.plan import NOT_NAMED, SAID, UNDATED, Item, Plan, spans
from csat.reading import REPEATS_SOUGHT
from csat.results import Estimate
from csat.tally import Tally
from csat.wording import read_header


def notices(
    source: Source,
    plan: Plan,
    tally: Tally,
    repeats: Mapping[int, tuple[int, int]],
    ledger: Mapping[str, Any],
    figures: Sequence[Estimate],
    damage: str = "",
) -> list[str]:
    """All notices of a record, in a reader's order, each once. ``damage``: what is wrong with the text itself."""
    told = [
        *source.about.notices,
        *([damage] if damage else []),
        *_respondents(tally),
        *_assumptions(plan),
        *_no_nps(source, plan),
        *_multiple(plan, ledger),
        *_left_out(plan),
        *_same_names(plan),
        *_odd_answers(plan, ledger),
        *_repeating(source, plan, tally.rows, repeats),
        *_spellings(plan, tally),
        *_not_met(plan, tally),
        *_undated(source, plan, tally),
        *_constructs(figures),
        *_undefined(figures),
        *_weights(plan, ledger),
    ]
    return list(dict.fromkeys(told))


def _respondents(tally: Tally) -> Iterator[str]:
    """Rows that the platform marks: those it says are no answers of respondents, and those not finished."""
    for reason, n in sorted(tally.set_aside.items()):
        if reason in REASONS:
            yield f"{n:,} {'row was' if n == 1 else 'rows were'} set aside: {reason}."
    if tally.unfinished:
        n = tally.unfinished
        yield (f"{n:,} of {tally.rows:,} respondents did not finish the survey; what they answered is counted.")


def _assumptions(plan: Plan) -> Iterator[str]:
    by_scale: dict[str, list[Item]] = {}
    by_labels: dict[str, list[Item]] = {}
    for item in plan.items:
        if not item.reading:
            continue  # nothing was assumed: a plan file says it all
        if item.numeric and item.measure != "nps" and not item.reverse and not item.asked:
            by_scale.setdefault(str(item.scale), []).append(item)
        elif not item.numeric:
            by_labels.setdefault(item.reading, []).append(item)
    for scale, items in by_scale.items():
        easy_low = all(item.variant == "ces1" for item in items)
        best = f"{items[0].scale.low if easy_low else items[0].scale.high} taken as the best answer"
        yield (
            f"{_columns(plan, items)}: numbers on {scale}, {best}. If that is not so, add --scale COLUMN=LOW-HIGH, "
            "or --reverse COLUMN."
        )
    for reading, items in by_labels.items():
        yield f"{_columns(plan, items)}: {reading}."
    for item in plan.items:
        if item.numeric and item.labels and item.reading:
            ends = ", ".join(
                f"“{tellable(label, point)}” = {point}"
                for label, point in sorted(item.labels.items(), key=lambda p: p[1])
            )
            yield f"{_name(item)}: answers with words read by their number: {ends}."
        if item.reverse:
            yield f"{_name(item)} is reversed: {item.scale.low} + {item.scale.high} − answer."


def _no_nps(source: Source, plan: Plan) -> Iterator[str]:
    """NPS that was asked for of another question than the one it is defined on."""
    for item in plan.items:
        stated = read_header(source.about.layout.questions.get(item.column, item.header)).stated
        if item.measure != "nps":
            continue
        if stated and stated != (0, 10):
            told = f"its header says {stated[0]}-{stated[1]}"
        elif item.labels and kind_of_ends(item.labels) == "agreement":
            told = "its answers run from disagreement to agreement"
        else:
            continue
        yield f"{_name(item)} is scored as NPS, but {told}; NPS is defined on how likely one is to recommend, 0-10."


def _multiple(plan: Plan, ledger: Mapping[str, Any]) -> Iterator[str]:
    """What was taken for multiple choices, and what their percentages are of."""
    questions = plan.multiple
    for why in dict.fromkeys(question.why for question in questions if question.why != SAID):
        found = [column for question in questions if question.why == why for column in question.columns]
        yield f"{_places(plan, found, 20)}: {MULTIPLE_CHOICE}; {why}."
    if questions:
        yield (
            "Percentages of a multiple choice are of the respondents who chose at least one of its options; a "
            "respondent may choose several, so they may add to more than 100."
        )
    others: list[int] = []
    for question, entry in zip(questions, ledger.get("multiple", ()), strict=True):
        where = _places(plan, question.columns)
        if question.by_place:
            columns = where.removeprefix("Columns ")
            yield f"The plan finds columns {columns} of a multiple choice by their place alone: are they meant?"
        if not entry["chose"]:
            yield f"{where}: nobody chose an option."
        if question.separator and any(len(split(option.label, question.separator)) > 1 for option in question.options):
            yield f"{where}: an option holds what parts the options elsewhere; check them."
        if entry["odd"]:
            yield f"{where}: neither ticked nor left, and taken as left: {_odd(entry['odd'])}."
        if entry["other_answers"]:
            others += question.columns
    if others:
        yield (
            f"{_places(plan, others, 20)}: choices that are not named may be words of respondents, and are counted "
            "together as other answers."
        )
    for use in plan.uses:
        if use.why.startswith(f"{MULTIPLE_CHOICE};"):
            yield f"{_places(plan, [use.column])}: {use.why}."


def _left_out(plan: Plan) -> Iterator[str]:
    left = [(use.column, use.letter) for use in plan.uses if use.why == NOT_NAMED]
    if left:
        them = "Column" if len(left) == 1 else "Columns"
        yield f"{them} {spans(left, 20)}: not named in the plan, and left out."
    for use in plan.uses:
        if use.by_place:
            yield f'The plan finds column "{_short(use.header)}" by its place alone ({use.letter}): is it meant?'


def _same_names(plan: Plan) -> Iterator[str]:
    scored: dict[str, dict[int, Item]] = {}
    for item in plan.items:
        scored.setdefault(item.header, {})[item.column] = item
    for header, items in scored.items():
        if len(items) > 1:
            letters = _columns(plan, list(items.values())).removeprefix("Columns ")
            yield (
                f'{len(items)} scored columns are named "{_short(header)}" ({letters}): each has its own figures, '
                "told apart by its letter here and by its id in the record."
            )


def _odd_answers(plan: Plan, ledger: Mapping[str, Any]) -> Iterator[str]:
    for item, entry in zip(plan.items, ledger["items"], strict=True):
        if entry["odd"]:
            yield (
                f"{_name(item)}: not on {item.scale}, and in no figure: {_odd(entry['odd'])}. "
                "Mend the cells, or declare codes with --missing."
            )
        if not entry["valid"]:
            yield f"{_name(item)} holds no valid answers."


def _repeating(source: Source, plan: Plan, rows: int, repeats: Mapping[int, tuple[int, int]]) -> Iterator[str]:
    header = {use.column: use.header for use in plan.uses}
    for column, (respondents, row) in repeats.items():
        who = "1 respondent appears" if respondents == 1 else f"{respondents:,} respondents appear"
        yield (
            f'{who} twice or more in column "{plain(header[column])}" (the first repeat in '
            f"{source.place(row, column)}); every row is counted."
        )
    if rows > REPEATS_SOUGHT and any(use.role == "respondent id" for use in plan.uses):
        yield "Respondents who come twice were not looked for among so many rows."


def _spellings(plan: Plan, tally: Tally) -> Iterator[str]:
    """Values of grouping columns that a reader would take for the same word. A value is named where asked for."""
    columns = dict.fromkeys((*plan.segments, *(use.column for use in plan.uses if use.role == "segment")))
    for group in groups_of(replace(plan, segments=tuple(columns), groupings={}), tally):
        if len(group.values) > 1 and group.label != NO_SEGMENT_VALUE:
            # a column of repeated words may be one of people's names, and nobody asked to see them
            shown = group.segmenting in plan.segments or "segment" in read_header(group.name or "").hints
            value = f'Segment "{group.label}"' if shown else "A value"
            yield (
                f'{value} of "{plain(group.name or "")}" is written in {len(group.values)} ways '
                "(spaces, capitals or look-alike letters); they are counted together."
            )


def _not_met(plan: Plan, tally: Tally) -> Iterator[str]:
    """Values that the plan puts into groups or in order, and no row holds: a slip of the pen, or another wave's."""
    for column, names in unmet(plan, tally).items():
        header = next(use.header for use in plan.uses if use.column == column)
        told = ", ".join(f'"{_short(name)}"' for name in names[:8]) + (" …" if len(names) > 8 else "")
        yield f'The plan names values of segment "{_short(header)}" that no row has: {told}.'


def _undated(source: Source, plan: Plan, tally: Tally) -> Iterator[str]:
    """Rows of which a column reported by period does not say the period."""
    for column in plan.dated:
        header = next(use.header for use in plan.uses if use.column == column)
        if n := tally.texts(column).get(UNDATED, 0):
            which = "1 cell holds no date" if n == 1 else f"{n:,} cells hold no date"
            place = ("" if n == 1 else "first in ") + source.place(tally.first[column][UNDATED], column)
            yield f'Column "{_short(header)}": {which} ({place}), told as segment "{UNDATED}".'


def _constructs(figures: Sequence[Estimate]) -> Iterator[str]:
    for estimate in figures:
        if estimate.construct is None or estimate.segment:
            continue
        where = f'Construct "{plain(estimate.construct)}"'
        if estimate.metric == "alpha":
            for note in estimate.notes:
                yield f"{where}, alpha: {note}"
        elif estimate.metric == "item_rest_r" and estimate.notes and (estimate.value is None or estimate.value < 0):
            yield f'{where}, item "{plain(estimate.column or "")}": {estimate.notes[0]}'


def _undefined(figures: Sequence[Estimate]) -> Iterator[str]:
    for estimate in figures:
        if estimate.segment or estimate.construct or estimate.metric not in ("mean", "ces", "csat", "nps"):
            continue
        if estimate.n == 1 or (estimate.metric == "csat" and estimate.value is None and estimate.n):
            why = estimate.no_interval_because or (estimate.notes[0] if estimate.notes else "")
            if why:
                yield f'Column "{plain(estimate.column or "")}", {estimate.metric}: {why}'


_APPLY = "--weight COL applies them"


def _weights(plan: Plan, ledger: Mapping[str, Any]) -> Iterator[str]:
    weighting = plan.weighting
    for use in plan.uses:
        if use.role == "weight" and (weighting is None or use.column != weighting.weight):
            name = plain(use.header)
            yield f'Column "{name}" holds weights, which are not applied, since nobody asked for it: {_APPLY}.'
    if weighting is None:
        return
    told = ledger.get("weights")
    if told is None:
        yield "All weights are the same, so that the figures are the unweighted ones."
        return
    if zero := told["zero"]:
        rows = f"{zero:,} respondents have" if zero > 1 else "1 respondent has"
        yield f"{rows} a weight of zero: counted in n and in the design, and without a say in any figure."
    if len(weighting.clusters) > max(1, len(weighting.population)):
        yield "Of the stages of clusters the first alone counts for standard errors, since no population is given."
    if plan.constructs:
        yield "Cronbach's alpha, and what goes with it, is not weighted: it describes how the answers hang together."
    if plan.analyses:
        yield "The analyses that were asked for beside the figures are not weighted."


def _name(item: Item) -> str:
    return f'Column "{_short(item.header)}"'


def _columns(plan: Plan, items: Sequence[Item]) -> str:
    return _places(plan, [item.column for item in items])


def _places(plan: Plan, columns: Sequence[int], most: int = 6) -> str:
    letter = {use.column: use.letter for use in plan.uses}
    told = spans(((column, letter[column]) for column in set(columns)), most)
    return f"Column {told}" if len(columns) == 1 else f"Columns {told}"


def _odd(cells: Sequence[Mapping[str, Any]]) -> str:
    """Answers that are none, each with its count and first place."""
    told = [
        f"{odd['answer']} ({odd['count']} {'answer' if odd['count'] == 1 else 'answers'}, "
        f"{'in' if odd['count'] == 1 else 'first in'} {odd['first']})"
        for odd in cells[:8]
    ]
    more = f" and {len(cells) - 8} more kinds" if len(cells) > 8 else ""
    return "; ".join(told) + more


def _short(header: str) -> str:
    header = plain(header)
    return header if len(header) <= 60 else header[:59] + "…"
