"""A record for each value of a segment: the survey read again by the stored plan, with a filter on that value.

Such a record holds no more than the whole one tells of the segment, but for the analyses of its plan: it has no
segments of its own, and there is none of a value of which the whole one withholds a figure, for it could be worked out
from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csat.definitions import texts_in
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import NO_SEGMENT_VALUE, WITHHELD
from csat.names import Names
from csat.results import Record

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

    Raises InputError where the data are not those that the record was made from.
    """
    from csat.reopening import again

    for value in values:
        about, part = again(replace(record, plan=_of_value(record, header, value)), data, progress, **limits)
        if part.source != record.source:
            raise InputError(f"{about.name} was changed while its reports were made. Start again.")
        yield value, part


def _of_value(record: Record, header: str, value: str) -> dict[str, Any]:
    """The plan of the record, about one value of a segment alone."""
    left_out = ("groupings", "response", "digest", "analyses")
    plan = {name: part for name, part in record.plan.items() if name not in left_out}
    # an analysis that holds segments against each other has nothing to say of one of them
    asked = record.plan.get("analyses", ())
    kept = [entry for entry in asked if not set(texts_in(entry)) & set(record.plan["segments"])]
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
