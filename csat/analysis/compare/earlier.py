"""An earlier record, as far as it is compared with: who gave which answer to the items that both records have."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from csat.changes import SAME_FILE, files_of
from csat.definitions import Pairs, item_differs
from csat.errors import InputError, one_line
from csat.plan import Plan
from csat.results import Record


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier record by its file's name and its digest, and the answers that it holds, by the ids of this survey.

    ``answers``: per item of the survey its id and how many gave each point of the scale, lowest first. ``unlike``:
    items that are defined otherwise there or not at all, each with the names of what differs (empty: it is not there).
    Of a ``record`` at hand both are made once the plan is known (:meth:`settled`); what a plan stores has them.
    """

    name: str
    digest: str
    answers: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unlike: tuple[tuple[str, tuple[str, ...]], ...] = ()
    record: Record | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a record at hand."""
        return cls(str(record.source.get("name", "")), record.digest, record=record)

    @classmethod
    def of_entry(cls, entry: Mapping[str, Any]) -> Self:
        """From what :meth:`to_dict` gave."""
        return cls(
            entry["name"],
            entry["digest"],
            tuple((id, tuple(counts)) for id, counts in entry["answers"].items()),
            tuple((id, tuple(differ)) for id, differ in entry["unlike"].items()),
        )

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it."""
        return {
            "name": self.name,
            "digest": self.digest,
            "answers": {id: list(counts) for id, counts in self.answers},
            "unlike": {id: list(differ) for id, differ in self.unlike},
        }

    def settled(self, plan: Plan, ids: tuple[str, ...]) -> Earlier:
        """With the answers to these items, as far as both records define them alike."""
        if self.record is None:
            return self
        before = self.record
        held = {entry["id"]: ledger for entry, ledger in zip(before.plan["items"], before.ledger["items"], strict=True)}
        pairs = {entry["id"]: (entry, other) for entry, other in Pairs(plan.to_dict(), before.plan).items}
        answers: list[tuple[str, tuple[int, ...]]] = []
        unlike: list[tuple[str, tuple[str, ...]]] = []
        for item in (item for item in plan.items if item.id in ids):
            entry, other = pairs[item.id]
            differ = () if other is None else tuple(dict.fromkeys(one.what for one in item_differs(entry, other)))
            if other is None or differ:
                unlike.append((item.id, differ))
                continue
            distribution = held[other["id"]]["distribution"]
            points = [item.scale.name(place) for place in range(item.scale.last + 1)]
            answers.append((item.id, tuple(distribution.get(point, 0) for point in points)))
        return replace(self, answers=tuple(answers), unlike=tuple(unlike))


def refuse_same_file(data: object, earlier: Record) -> None:
    """Raise InputError where a file of ``data`` is one that the earlier record was made from."""
    given = data if isinstance(data, list | tuple) else [data]
    known = files_of(earlier)
    for path in (Path(one) for one in given if isinstance(one, str | os.PathLike)):
        if not path.is_file():
            continue  # standard input, or a pattern
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in known:
            raise InputError(f"{one_line(path.name)}: {SAME_FILE} Give the record of an earlier wave.")
