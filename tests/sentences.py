"""Every sentence of a record, with the table of the catalogue that it is one of."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.sentences import readings, understood
from csat.results import Record


def sentences(record: Record) -> Iterator[tuple[str, str]]:
    """The words of a record that a report tells in its own language."""
    yield from (("notices", notice) for notice in record.notices)
    for estimate in record.estimates:
        yield from (("notes", note) for note in estimate.notes)
        if estimate.no_interval_because:
            yield "notes", estimate.no_interval_because
    for part in ("columns", "items", "constructs"):
        yield from (("reasons", one["why"]) for one in record.plan[part])
    for reason in record.ledger["set_aside"]:
        yield "aside", reason
    for item in record.ledger["items"]:
        yield from (("place", odd["first"]) for odd in item["odd"])


def in_catalogue(table: str, sentence: str) -> bool:
    """Whether the catalogue has the sentence. That it can be read in two ways, through a header that is made to look
    like a sentence itself, is no gap in the catalogue.
    """
    return understood(table, sentence) is not None or any(said is None for _, said in readings(table, sentence))
