"""The figures of a record, looked up by what they are about instead of searched for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csat.multiple import OTHER_ANSWERS
from csat.plan import NO_PLACE, spans
from csat.report.numbers import PLACES
from csat.results import Estimate, Record

Segment = tuple[tuple[str, str], ...]
WHOLE: Segment = ()
Entry = Mapping[str, Any]
"""An item or a construct, as the record's plan holds it."""


class Figures:
    """One pass over the estimates; every look-up after that is immediate."""

    def __init__(self, record: Record) -> None:
        self._found: dict[tuple[str, Segment], Estimate] = {}
        self.place: dict[str, int] = {estimate.id: place for place, estimate in enumerate(record.estimates)}
        """Where each estimate stands in the record, by its id."""
        self.segmentings: dict[tuple[str, ...], list[Segment]] = {}
        """The segments of each ``--by``, in the order of the record."""
        seen: set[Segment] = {WHOLE}
        for estimate in record.estimates:
            segment = tuple(estimate.segment.items())
            if segment not in seen and estimate.analysis is None:
                seen.add(segment)
                self.segmentings.setdefault(tuple(estimate.segment), []).append(segment)
            own = "".join(f"@{name}={value}" for name, value in segment)
            self._found.setdefault((estimate.id.removesuffix(own), segment), estimate)
        self.items: list[Entry] = list(record.plan.get("items", ()))
        self.constructs: list[Entry] = list(record.plan.get("constructs", ()))
        self.multiple: list[Entry] = list(record.plan.get("multiple", ()))
        self.level: float = record.plan.get("level", 0.95)
        self.weighted = any(estimate.n_weighted is not None for estimate in record.estimates)
        self.suppress_below: int = record.plan.get("suppress_below", 5)
        self.flag_below: int = record.plan.get("flag_below", 30)
        self.places: dict[str, int] = PLACES | dict(record.plan.get("decimals", {}))
        self.letters: dict[str, str] = {
            use["column"]: use["letter"] for use in record.plan.get("columns", ()) if use["letter"] != NO_PLACE
        }
        self._in_order: list[str] = [use["letter"] for use in record.plan.get("columns", ())]
        self.item_of: dict[str, Entry] = {item["id"]: item for item in self.items}

    def item(self, metric: str, item: Entry, segment: Segment = WHOLE) -> Estimate | None:
        """A figure of one item: by its id, since two columns may have one header."""
        return self._found.get((f"{item['id']}.{metric}", segment))

    def all_of(self, item: Entry) -> list[Estimate]:
        """Every figure of an item over the whole file, in the order of the record."""
        return [
            estimate
            for (name, segment), estimate in self._found.items()
            if not segment
            and estimate.construct is None
            and estimate.analysis is None
            and name.rpartition(".")[0] == item["id"]
        ]

    def construct(
        self, metric: str, construct: Entry, item: str | None = None, segment: Segment = WHOLE
    ) -> Estimate | None:
        """A figure of a construct, or of the item of that id within it."""
        return self._found.get((f"{construct['id']}.{metric}" + (f".{item}" if item else ""), segment))

    def chosen(self, question: Entry) -> list[tuple[str, Estimate]]:
        """The options of a multiple choice with their shares, the most chosen first; other answers last."""
        found = [
            (str(option["option"]), estimate)
            for option in question["options"]
            if (estimate := self._found.get((f"{question['id']}.chosen.{option['id']}", WHOLE))) is not None
        ]
        found.sort(key=lambda pair: -pair[1].counts["chosen"])
        others = self._found.get((f"{question['id']}.chosen.other_answers", WHOLE))
        return found if others is None else [*found, (OTHER_ANSWERS, others)]

    def where(self, question: Entry) -> str:
        """Where the columns of a multiple choice are: ``C to H``."""
        order = {letter: place for place, letter in enumerate(self._in_order)}
        return spans(((order.get(letter, 0), letter) for letter in question["letters"]), 4)

    def without_boxes(self, item: Entry) -> bool:
        """Whether an item, say on 0-100, has no share of satisfied but a mean, which then is its headline."""
        share, mean = self.item("csat", item), self.item("mean", item)
        return share is not None and share.value is None and mean is not None and mean.value is not None

    def small(self, estimate: Estimate | None) -> bool:
        """Whether it rests on fewer answers than the plan asks for before a figure is taken as firm."""
        return estimate is not None and estimate.value is not None and estimate.n < self.flag_below

    def withheld(self, estimate: Estimate | None) -> bool:
        """Whether there would be a figure, were it not about too few people to be shown."""
        return (
            estimate is not None
            and estimate.value is None
            and (bool(estimate.segment) or estimate.analysis is not None)
            and any(note.lower().startswith("withheld") for note in estimate.notes)
        )
