"""A record for each value of a segment: the survey read again by the stored plan, with a filter on that value.

Such a record holds no more than the whole one tells of the segment, but for the analyses of its plan: it has no
segments of its own, and there is none of a value of which the whole one withholds a figure, for it could be worked out
from the others. Analyses have bases of their own, such as comments or complete cases: where one of a value is small, or
would tell of a small one, that value's record is without that analysis.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csat.definitions import texts_in
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import NO_SEGMENT_VALUE, WITHHELD
from csat.names import Names
from csat.results import Record
from csat.suppression import suppressed

if TYPE_CHECKING:
    from csat.reading import Progress

Data = str | Sequence[str]
_HIDDEN = WITHHELD.partition("{")[0]
OF_THE_WHOLE = ("population", "sample_planned")  # what a plan tells of the survey that is not so of a part of it


def values_of(record: Record, each: str) -> tuple[str, list[str], int]:
    """The segmenting that a person means by a column, its values that a record may be made of, and how many may not.

    Raises InputError where the record has no figures by that column, or tells it by period.
    """
    columns = record.plan["columns"]
    found = Names([use["column"] for use in columns], [use["letter"] for use in columns]).find(each)
    header = columns[found]["column"]
    if header not in record.plan["segments"]:
        raise InputError(f'--each "{plain(each)}": there are no figures by it. Add --by "{plain(header)}".')
    if header in record.plan.get("periods", {}):
        raise InputError(f'--each "{plain(each)}" is told by period, and takes a column of names. Choose another.')
    withheld: dict[str, bool] = {}
    for estimate in record.estimates:
        if set(estimate.segment) == {header}:
            label = estimate.segment[header]
            hidden = any(note.startswith(_HIDDEN) for note in estimate.notes)
            withheld[label] = withheld.get(label, False) or hidden
    shown = [label for label, hidden in withheld.items() if not hidden and label != NO_SEGMENT_VALUE]
    return header, shown, sum(withheld.values())


def by_value(
    record: Record, data: Data, header: str, values: Sequence[str], progress: Progress | None = None, **limits: Any
) -> Iterator[tuple[str, Record]]:
    """Each value with its record. ``record`` is that of the whole survey ``data``; ``limits`` as for reading it.

    Raises InputError where the data are not those that the record was made from, or weights are made of all rows.
    """
    if "margins" in record.plan.get("weighting", {}):
        raise InputError(
            "Reports of single values are not made where the plan weights to margins: these are of all respondents, "
            "and those of one value alone need not meet them. Score the survey --by the column instead."
        )
    parts = {value: _part(record, data, header, value, (), progress, limits) for value in values}
    for value, kinds in small_analyses(record, parts).items():
        parts[value] = _part(record, data, header, value, kinds, progress, limits)
    yield from parts.items()


def _part(
    record: Record,
    data: Data,
    header: str,
    value: str,
    without: Collection[str],
    progress: Progress | None,
    limits: Mapping[str, Any],
) -> Record:
    from csat.reopening import again

    about, part = again(replace(record, plan=_of_value(record, header, value, without)), data, progress, **limits)
    if part.source != record.source:
        raise InputError(f"{about.name} was changed while its reports were made. Start again.")
    return part


def small_analyses(record: Record, parts: Mapping[str, Record]) -> dict[str, set[str]]:
    """Per value the kinds of analyses that its record must be without, where there are any.

    Each figure of an analysis has its own base in every value; those of values without a record have together what the
    whole one has more. A kind goes where one of its bases is small, or stands between the whole and a small one.
    """
    values = list(parts)
    whole = {estimate.id: estimate.n for estimate in record.estimates if estimate.analysis is not None}
    found: dict[str, set[str]] = {}
    figures: dict[tuple[str, str], dict[str, int]] = {}
    open_: set[tuple[str, str]] = set()
    for value, part in parts.items():
        for estimate in part.estimates:
            if estimate.analysis is not None:
                figures.setdefault((estimate.analysis, estimate.id), {})[value] = estimate.n
                if estimate.counts:
                    open_.add((value, estimate.id))
    for (kind, id), of_value in figures.items():
        bases = [of_value.get(value, 0) for value in values]
        rest = max(whole.get(id, 0) - sum(bases), 0)
        for place in suppressed([*bases, rest], record.plan["suppress_below"]) - {len(values)}:
            if (values[place], id) in open_:
                found.setdefault(values[place], set()).add(kind)
    return found


def analyses_of_values(record: Record) -> list[dict[str, Any]]:
    """What a plan asks of each value too: not what holds segments against each other, and no comments as examples."""
    segments = set(record.plan["segments"])
    asked = [entry for entry in record.plan.get("analyses", ()) if not set(texts_in(entry)) & segments]
    return [{name: part for name, part in entry.items() if name != "examples"} for entry in asked]


def _of_value(record: Record, header: str, value: str, without: Collection[str]) -> dict[str, Any]:
    """The plan of the record, about one value of a segment alone, and without analyses of those kinds."""
    left_out = ("groupings", "response", "digest", "analyses")
    plan = {name: part for name, part in record.plan.items() if name not in left_out}
    asked = record.plan.get("analyses", ())
    kept = [entry for entry in analyses_of_values(record) if entry["kind"] not in without]
    gone = {entry["kind"] for entry in asked} - {entry["kind"] for entry in kept}
    of_gone = {estimate.id for estimate in record.estimates if estimate.analysis in gone}
    targets = [one for one in plan.get("targets", ()) if "@" not in one["figure"] and one["figure"] not in of_gone]
    segment = next(use for use in plan["columns"] if (use["column"], use["role"]) == (header, "segment"))
    groups: Mapping[str, Sequence[str]] = record.plan.get("groupings", {}).get(header, {}).get("groups", {})
    named = list(dict.fromkeys([*groups.get(value, ()), value] if value in groups else [value]))
    filter = {"column": header, "letter": segment["letter"], "keep": named, "drop": []}
    survey = {name: told for name, told in plan.get("survey", {}).items() if name not in OF_THE_WHOLE}
    return {
        **plan,
        "segments": [],
        "filters": [*plan.get("filters", ()), {**filter, "from": None, "to": None, "of_dates": False}],
        "targets": targets,
        **({"analyses": kept} if kept else {}),
        "survey": {**survey, "title": f"{survey.get('title') or record.source['name']}: {value}"},
    }
