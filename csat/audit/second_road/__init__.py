"""The second road: every figure of a record made again from its data, by other readers and other arithmetic.

csat's own road counts texts and computes exactly from counts. This one reads the file with openpyxl, pandas or
pyreadstat, scores whole rows with pandas by the plan that the record stores, and computes with scipy.stats and
pingouin. The two share the record, the plan's words and the names of the figures, and nothing else. It is slow, and
meant to be.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_analyses import Name, of_analysis
from csat.audit.second_road.row_answers import Scorer, scorer_of, value
from csat.audit.second_road.row_choices import UNREAD, chosen
from csat.audit.second_road.row_figures import Second, of_choice, of_construct, of_item
from csat.audit.second_road.row_weighted import Sample, sample_of, weighted_choice, weighted_item
from csat.audit.second_road.survey_rows import Survey, survey_rows
from csat.definitions import texts_in
from csat.results import Estimate, Record

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-9
"""Largest relative gap between two roads that agree; both are closed formulas in double precision."""

FLOOR = 1e-3
"""Gaps of figures nearer to nothing than that are taken relative to it: the rest of 0.1 + 0.2 - 0.3 is no gap."""

WITHHELD = "withheld: too few answers, or they would give away a segment that has too few"
BY_PERIOD = "segments told by period, since reading dates is not done twice"
OF_ANALYSES = "figures of analyses that the second road does not work out; csat's own road redoes them (--data)"
OF_DRAWS = "bounds of analyses that come from draws: their figures are compared, the bounds are not"
BLANK_LABEL = "(blank)"


@dataclass(frozen=True, slots=True)
class Gap:
    """One number of a record beside that of the second road; ``part`` is value, low, high, standard error, n or
    answers at a point.
    """

    id: str
    part: str
    record: float | None
    second: float | None

    @property
    def absolute(self) -> float:
        """How far apart they are; infinite where one road has a number and the other has none."""
        if self.record is None or self.second is None:
            return 0.0 if self.record is self.second else math.inf
        return abs(self.record - self.second)

    @property
    def relative(self) -> float:
        """The gap as a part of the larger of the two, and of :data:`FLOOR` at least."""
        if self.record is None or self.second is None:
            return self.absolute
        return self.absolute / max(abs(self.record), abs(self.second), FLOOR)

    @property
    def agrees(self) -> bool:
        """Counts must be equal, other numbers within :data:`TOLERANCE`."""
        exact = self.part not in ("value", "low", "high", "standard error")
        return self.absolute == 0 if exact else self.relative <= TOLERANCE


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second road found: every number beside its own, the largest gap first, and what it does not cover.

    ``uncovered``: ids of figures by the reason in words. ``notes``: what else must be told.
    """

    name: str
    gaps: tuple[Gap, ...]
    uncovered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def disagreements(self) -> tuple[Gap, ...]:
        """The gaps beyond what rounding explains."""
        return tuple(gap for gap in self.gaps if not gap.agrees)

    @property
    def agrees(self) -> bool:
        """Whether something was compared, and all of it agrees."""
        return bool(self.covered) and not self.disagreements

    @property
    def covered(self) -> tuple[str, ...]:
        """Ids of the figures compared."""
        return tuple(dict.fromkeys(gap.id for gap in self.gaps if gap.part != "rows"))

    def to_dict(self) -> dict[str, Any]:
        """As JSON tells it; a gap between a number and none is null."""
        return {
            "name": self.name,
            "agrees": self.agrees,
            "tolerance": TOLERANCE,
            "figures": len(self.covered),
            "numbers": len(self.gaps),
            "disagreements": len(self.disagreements),
            "gaps": [
                {
                    "id": gap.id,
                    "part": gap.part,
                    "record": gap.record,
                    "second": gap.second,
                    "absolute": gap.absolute if math.isfinite(gap.absolute) else None,
                    "relative": gap.relative if math.isfinite(gap.relative) else None,
                    "agrees": gap.agrees,
                }
                for gap in self.gaps
            ],
            "uncovered": {reason: list(ids) for reason, ids in self.uncovered.items()},
            "notes": list(self.notes),
        }


def second_road(
    record: Record, data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame
) -> Comparison:
    """Every figure of ``record`` beside what openpyxl, pandas, scipy and pingouin make of ``data``.

    ``data`` is the file that the record was made from, all of them in the record's order where there were several, or
    the DataFrame. Raises InputError where it cannot be read, or has not the columns that the record tells of.
    """
    survey = survey_rows(record, data)
    gaps: list[Gap] = [Gap("rows scored", "rows", record.ledger["scored"], len(survey.table))]
    uncovered: dict[str, list[str]] = {}
    if survey.unknown:
        uncovered[survey.unknown] = [estimate.id for estimate in record.estimates]
        return _comparison(record, [], uncovered, survey.notes)
    road = _Road(record, survey)
    for estimate in record.estimates:
        reason = road.why_not(estimate)
        if reason:
            uncovered.setdefault(reason, []).append(estimate.id)
        else:
            found = road.figure(estimate)
            if estimate.analysis and estimate.interval and (found is None or found.low is None):
                uncovered.setdefault(OF_DRAWS, []).append(estimate.id)
            gaps += _gaps(estimate, found)
    return _comparison(record, gaps, uncovered, survey.notes)


def _comparison(
    record: Record, gaps: Sequence[Gap], uncovered: Mapping[str, Sequence[str]], notes: Sequence[str]
) -> Comparison:
    ordered = sorted(gaps, key=lambda gap: (gap.agrees, -gap.relative))
    told = {reason: tuple(ids) for reason, ids in uncovered.items()}
    return Comparison(record.source["name"], tuple(ordered), told, tuple(notes))


def _gaps(estimate: Estimate, found: Second | None) -> Iterator[Gap]:
    """The numbers of one figure on both roads. ``found`` is None where the second road has no such figure at all."""
    second = found or Second(None, -1)
    yield Gap(estimate.id, "n", estimate.n, second.n if found else None)
    yield Gap(estimate.id, "value", estimate.value, second.value)
    if second.low is not None or (estimate.interval and estimate.analysis is None):
        low, high = (estimate.interval.low, estimate.interval.high) if estimate.interval else (None, None)
        yield Gap(estimate.id, "low", low, second.low)
        yield Gap(estimate.id, "high", high, second.high)
    if estimate.n_weighted is not None:
        yield Gap(estimate.id, "standard error", estimate.standard_error, second.standard_error)
    if estimate.distribution is not None:
        told = {float(point): count for point, count in estimate.distribution.items()}
        for point in sorted({*told, *(second.distribution or {})}):
            counted = (second.distribution or {}).get(point, 0)
            yield Gap(estimate.id, f"answers of {point:g}", told.get(point, 0), counted)


class _Road:
    """Computes the figures of a survey's rows, all of one item or construct in one segment at a time."""

    def __init__(self, record: Record, survey: Survey) -> None:
        self._plan = record.plan
        self._survey = survey
        self._items = {item["id"]: item for item in record.plan["items"]}
        self._scorers = {id: scorer_of(item) for id, item in self._items.items()}
        self._answers = {
            id: self._survey.column(item["letter"]).map(self._scorers[id]).astype(float)
            for id, item in self._items.items()
        }
        self._unread = {id: self._withheld_words(self._scorers[id]) for id in self._items}
        self._constructs = {construct["id"]: construct for construct in record.plan["constructs"]}
        self._choices = {
            question["id"]: chosen(question, survey.column) for question in record.plan.get("multiple", ())
        }
        self._analyses: dict[str, dict[Name, Second]] = {}
        weighted = any(estimate.n_weighted is not None for estimate in record.estimates)
        self._sample = sample_of(record.plan["weighting"], survey.column) if weighted else None
        self._found: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, Second]] = {}

    def why_not(self, estimate: Estimate) -> str | None:
        """Why a figure is not covered, in words; None where it is."""
        if estimate.value is None and any(note.startswith("Withheld") for note in estimate.notes):
            return WITHHELD
        if estimate.analysis is not None:
            return None if self._of_analysis(estimate) is not None else OF_ANALYSES
        for header in estimate.segment:
            if header in self._plan.get("periods", {}):
                return BY_PERIOD
        if estimate.n_weighted is not None and isinstance(self._sample, str):
            return self._sample
        subject, _ = self._subject(estimate)
        if estimate.option is not None:
            return UNREAD if self._choices.get(subject) is None else None
        members = self._constructs[subject]["items"] if _kind(estimate) == "construct" else [subject]
        for id in members:
            if self._unread.get(id):
                return self._unread[id]
        return None

    def figure(self, estimate: Estimate) -> Second | None:
        """The figure of the second road that goes by the same name."""
        if estimate.analysis is not None:
            return self._of_analysis(estimate)
        subject, metric = self._subject(estimate)
        segment = tuple(estimate.segment.items())
        key = (_kind(estimate), subject, segment)
        if key not in self._found:
            self._found[key] = self._figures(*key)
        return self._found[key].get(metric)

    def _of_analysis(self, estimate: Estimate) -> Second | None:
        """The figure of an analysis of the whole file, where one alone is of its kind and outcome."""
        entries = [entry for entry in self._plan.get("analyses", ()) if entry["kind"] == estimate.analysis]
        entries = [entry for entry in entries if entry.get("of") == estimate.about.get("of", entry.get("of"))]
        if len(entries) != 1 or estimate.segment or estimate.n_weighted is not None:
            return None
        if any(self._unread.get(id) for id in texts_in(entries[0])):
            return None
        key = f"{estimate.analysis} {entries[0].get('of')}"
        if key not in self._analyses:
            self._analyses[key] = of_analysis(entries[0], self._answers, self._items, self._plan["level"])
        item = estimate.about.get("item", estimate.about.get("second"))
        return self._analyses[key].get((estimate.metric, item))

    def _subject(self, estimate: Estimate) -> tuple[str, str]:
        """The item or construct that a figure is of, and the metric's name with what stands behind it."""
        name = estimate.id
        for header, label in estimate.segment.items():
            name = name.removesuffix(f"@{header}={label}")
        owners: Mapping[str, Any] = self._items
        if estimate.construct is not None:
            owners = self._constructs
        elif estimate.option is not None:
            owners = self._choices
        at = name.rfind(f".{estimate.metric}")
        while at >= 0:
            if name[:at] in owners:
                return name[:at], name[at + 1 :]
            at = name.rfind(f".{estimate.metric}", 0, at)
        return name, estimate.metric

    def _figures(self, kind: str, subject: str, segment: tuple[tuple[str, str], ...]) -> dict[str, Second]:
        import pandas as pd

        rows = self._rows(segment)
        level = self._plan["level"]
        if kind == "construct" and subject in self._constructs:
            ids = self._constructs[subject]["items"]
            table = pd.concat([self._answers[id] for id in ids], axis=1, keys=range(len(ids)))
            return dict(of_construct(ids, table[rows], level))
        sample, whole = self._sample, not segment
        if kind == "item" and subject in self._items and isinstance(sample, Sample):
            answers = self._answers[subject]
            return dict(weighted_item(self._items[subject], answers, rows, whole, sample, level))
        if kind == "item" and subject in self._items:
            return dict(of_item(self._items[subject], self._answers[subject][rows], level))
        choices = self._choices.get(subject) if kind == "choice" else None
        if choices is not None and isinstance(sample, Sample):
            return dict(weighted_choice(choices, rows, whole, sample, level))
        return {} if choices is None else dict(of_choice(choices[rows], level))

    def _rows(self, segment: tuple[tuple[str, str], ...]) -> pd.Series[bool]:
        """Which rows are in a segment."""
        import pandas as pd

        kept = pd.Series(True, index=self._survey.table.index)
        for header, told in segment:
            groups = self._plan.get("groupings", {}).get(header, {}).get("groups", {})
            home = {_value(member): _value(name) for name, members in groups.items() for member in members}
            wanted = _value(told)
            kept &= self._survey.named(header).map(lambda text, home=home: home.get(value(text), value(text))) == wanted
        return kept

    def _withheld_words(self, scorer: Scorer) -> str:
        if scorer.clash:
            return "items with two labels that the second road cannot tell apart"
        if scorer.unread:
            return "items with labels in words of their own, which the record does not hold"
        return ""


def _kind(estimate: Estimate) -> str:
    return "construct" if estimate.construct is not None else "choice" if estimate.option is not None else "item"


def _value(told: str) -> str:
    """A value of a segment as a report names it: blank cells have a name there."""
    if told.startswith("“") and told.endswith("”") and told[1:-1] == BLANK_LABEL:
        return value(BLANK_LABEL)
    return value("" if told == BLANK_LABEL else told)
