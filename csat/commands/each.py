"""``csat report --each``: a report of its own for each value of a column, as a part of the same set."""

from __future__ import annotations

from collections.abc import Callable

from csat.by_value import analyses_of_values, by_value, values_of
from csat.commands.outputs import RECORD, Outputs
from csat.flags import Chosen
from csat.record.file import read_back
from csat.report import WRITERS
from csat.report.language import language_of
from csat.report.safe import clean
from csat.report.slug import slugs
from csat.results import Record

_LIMITS = ("limit", "max_memory", "max_seconds")


def reports_of_values(
    record: Record,
    each: str,
    files: list[str],
    wanted: Outputs,
    spoken: tuple[str | None, str | None],
    chosen: Chosen,
    progress: Callable[[int], None],
) -> tuple[dict[str, bytes], list[str]]:
    """The files of the values' reports, each in a folder named by its value; what is to be told of them, a line each.

    ``spoken``: the language and the digits that the caller wants.
    """
    header, values, withheld = values_of(record, each)
    names = slugs(values)
    made: dict[str, bytes] = {}
    limits = {name: chosen[name] for name in _LIMITS}
    asked, fewer = len(analyses_of_values(record)), 0
    for value, part in by_value(record, files, header, values, progress, **limits):
        fewer += len(part.plan.get("analyses", ())) < asked
        language, told_by = language_of(part, *spoken), read_back(part)
        renderings = {**wanted.of_set(told_by, language), RECORD: WRITERS[".json"](part, language)}
        made |= {f"{names[value]}/{name}": body for name, body in renderings.items()}
    told = [f"Made a report for {_values(len(values))} of {clean(header)}, in a folder each."]
    if withheld:
        told.append(f"Made no report for {_values(withheld)} of {clean(header)}: figures of it are withheld.")
    if fewer:
        told.append(f"Left an analysis out of the report for {_values(fewer)}: too few answered what it rests on.")
    return made, told


def _values(number: int) -> str:
    return "1 value" if number == 1 else f"{number:,} values"
