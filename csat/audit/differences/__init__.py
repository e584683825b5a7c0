"""What changed between two records: what they say of the survey first, then its figures, then the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csat.changes import changes, figures_before, withheld
from csat.definitions import (
    Difference,
    Pairs,
    construct_differs,
    item_differs,
    multiple_differs,
    segment_differs,
    survey_differs,
    told,
)
from csat.results import Estimate, Record, canonical_json

SOURCE = ("name", "format", "platform", "size", "sha256", "sheet", "encoding", "delimiter", "header_row", "header_rows")
ABOUT_ITEM = ("column", "letter", "text", "role")
ANSWERS = ("rows", "valid", "blank", "not_applicable", "dont_know", "invalid")
CHOICES = ("rows", "chose", "no_choice", "not_applicable", "other_answers")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is not the same in both: ``kind`` is ``changed``, ``came`` or ``went``.

    ``before`` and ``after`` are the values, None where there is none (then ``withheld`` may say why); ``change`` is
    that of :func:`csat.changes.changes`, None of a figure that only one record has.
    """

    figure: str
    kind: str
    unit: str
    before: float | None
    after: float | None
    withheld: tuple[bool, bool]
    change: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything in which two records differ."""

    names: tuple[str, str]
    definitions: Sequence[Difference]
    figures: Sequence[FigureChange]
    ledger: Sequence[Difference]
    equal: int  # figures that are the same in both

    @property
    def same(self) -> bool:
        """Whether there is no difference at all."""
        return not (self.definitions or self.figures or self.ledger)

    def to_json(self) -> str:
        """Canonical JSON: the two names, and the three parts as lists of objects."""
        return canonical_json(
            {
                "records": list(self.names),
                "definitions": [one._asdict() for one in self.definitions],
                "figures": [_plain(one) for one in self.figures],
                "ledger": [one._asdict() for one in self.ledger],
                "equal_figures": self.equal,
            }
        )


def differences(earlier: Record, record: Record, names: tuple[str, str] = ("before", "after")) -> Differences:
    """What is otherwise in ``record`` than in ``earlier``. Raises InputError where a record contradicts itself."""
    figures, equal = _figures(earlier, record)
    definitions = list(dict.fromkeys((*_definitions(earlier, record), *_rest(earlier, record))))
    return Differences(names, definitions, figures, list(_ledger(earlier, record)), equal)


# ---------------------------------------------------------------------- definitions


def _definitions(earlier: Record, record: Record) -> Iterator[Difference]:
    before, after = earlier.plan, record.plan
    yield from _apart("source", earlier.source, record.source, SOURCE)
    yield from _came_and_went("file", _files(earlier), _files(record))
    yield from _apart("plan file", before.get("file", {}), after.get("file", {}), ("sha256",))
    pairs = Pairs(after, before)
    for what, found, then in (
        ("item", pairs.items, before.get("items", ())),
        ("construct", pairs.constructs, before.get("constructs", ())),
        ("multiple choice", pairs.multiple, before.get("multiple", ())),
    ):
        matched = {other["id"] for _, other in found if other is not None}
        came = {one["id"]: _named(one) for one, other in found if other is None}
        yield from (
            Difference(f"{what} went", one["id"], _named(one), None) for one in then if one["id"] not in matched
        )
        yield from (Difference(f"{what} came", id, None, name) for id, name in came.items())
        for one, other in found:
            if other is not None and one["id"] != other["id"]:
                yield Difference("id", one["id"], other["id"], one["id"])
    for one, other in pairs.items:
        if other is not None:
            yield from _apart("", other, one, ABOUT_ITEM, one["id"])
            yield from item_differs(one, other)
    for one, other in pairs.constructs:
        if other is not None:
            yield from _apart("", other, one, ("name",), one["id"])
            yield from construct_differs(one, other, pairs)
    for one, other in pairs.multiple:
        if other is not None:
            yield from multiple_differs(one, other)
            options = [{option["id"]: option["option"] for option in which["options"]} for which in (other, one)]
            yield from _came_and_went("option", options[0], options[1], one["id"])
    columns = [{column: column for column in plan.get("segments", ())} for plan in (before, after)]
    yield from _came_and_went("segment", columns[0], columns[1])
    for column in columns[1]:
        yield from segment_differs(column, after, before)
    yield from survey_differs(after, before)
    yield from _apart("survey", before.get("survey", {}), after.get("survey", {}))
    yield from _apart("response", before.get("response", {}), after.get("response", {}))
    yield from _apart("decimals", before.get("decimals", {}), after.get("decimals", {}))
    wanted = [{one["figure"]: told(one) for one in plan.get("targets", ())} for plan in (before, after)]
    yield from _apart("target", wanted[0], wanted[1])
    asked = [_analyses(plan) for plan in (before, after)]
    yield from _apart("analysis", asked[0], asked[1])
    uses = [
        {f"{use['letter']} {use['column']}": use["role"] for use in plan.get("columns", ())} for plan in (before, after)
    ]
    yield from _apart("column", uses[0], uses[1])
    yield from _apart("version", earlier.environment, record.environment)


def _rest(earlier: Record, record: Record) -> Iterator[Difference]:
    """What is otherwise beside the plan and the figures: notices, states of targets, comments, changes."""
    said = [set(one.notices) for one in (earlier, record)]
    yield from (Difference("notice went", "", notice, None) for notice in earlier.notices if notice not in said[1])
    yield from (Difference("notice came", "", None, notice) for notice in record.notices if notice not in said[0])
    states = [{one["figure"]: one["state"] for one in which.targets} for which in (earlier, record)]
    yield from _apart("state of target", states[0], states[1])
    previous = [str(one.previous.get("digest") or "") or None for one in (earlier, record)]
    if previous[0] != previous[1]:
        yield Difference("earlier record", "", *previous)
    if list(earlier.comments) != list(record.comments):  # never what they say
        yield Difference("comments", "", *(str(sum(c["shown"] for c in one.comments)) for one in (earlier, record)))


def _files(record: Record) -> dict[str, str]:
    return {str(file.get("sha256") or file["name"]): file["name"] for file in record.source.get("files") or ()}


def _analyses(plan: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The analyses that a plan asks for, by their kind and place among those of it."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in plan.get("analyses", ()):
        place = sum(name.partition(" ")[0] == entry["kind"] for name in found) + 1
        found[entry["kind"] if place == 1 else f"{entry['kind']} {place}"] = entry
    return found


def _named(entry: Mapping[str, Any]) -> str:
    return str(entry.get("text") or entry.get("name") or entry.get("column"))


def _apart(
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    keys: Iterable[str] | None = None,
    of: str = "",
) -> Iterator[Difference]:
    """Keys that hold something else; ``what`` stands before their names, where it is not empty."""
    for key in keys if keys is not None else dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            name = f"{what}: {key}" if what else key
            yield Difference(name, of, told(before.get(key)), told(after.get(key)))


def _came_and_went(
    what: str, before: Mapping[str, str], after: Mapping[str, str], of: str = ""
) -> Iterator[Difference]:
    yield from (Difference(f"{what} went", of, name, None) for key, name in before.items() if key not in after)
    yield from (Difference(f"{what} came", of, None, name) for key, name in after.items() if key not in before)


# ---------------------------------------------------------------------- figures and rows


def _figures(earlier: Record, record: Record) -> tuple[list[FigureChange], int]:
    before, found, equal = figures_before(record, earlier), list[FigureChange](), 0
    for estimate, change in zip(record.estimates, changes(record, earlier)["changes"], strict=True):
        other = before.get(estimate.id)
        hidden = other is not None and withheld(other), withheld(estimate)
        if other is None:
            found.append(FigureChange(estimate.id, "came", estimate.unit, None, estimate.value, hidden))
        elif _same(other, estimate):
            equal += 1
        else:
            values = (other.value, estimate.value)
            found.append(FigureChange(estimate.id, "changed", estimate.unit, *values, hidden, change))
    matched = {other.id for other in before.values()}
    for estimate in earlier.estimates:
        if estimate.id not in matched:
            hidden = withheld(estimate), False
            found.append(FigureChange(estimate.id, "went", estimate.unit, estimate.value, None, hidden))
    return found, equal


def _same(one: Estimate, other: Estimate) -> bool:
    parts = ("value", "n", "interval", "counts", "missing", "distribution", "formula", "notes", "no_interval_because",
             "about", "n_weighted", "n_eff", "standard_error", "deff")  # fmt: skip
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _ledger(earlier: Record, record: Record) -> Iterator[Difference]:
    before, after = earlier.ledger, record.ledger
    yield from _apart("rows", before, after, ("read", "scored"))
    yield from _apart("set aside", before.get("set_aside", {}), after.get("set_aside", {}))
    entries = [{one["column"]: one for one in ledger.get("items", ())} for ledger in (before, after)]
    for column, one in entries[1].items():
        if column in entries[0]:
            yield from _apart("answers", entries[0][column], one, ANSWERS, column)
    choices = [{one["id"]: one for one in ledger.get("multiple", ())} for ledger in (before, after)]
    for id, one in choices[1].items():
        if id in choices[0]:
            yield from _apart("answers", choices[0][id], one, CHOICES, id)
    days = [{f"{one['column']}": f"{one['first']} to {one['last']}" for one in ledger.get("fieldwork", ())}
            for ledger in (before, after)]  # fmt: skip
    yield from _apart("fieldwork", days[0], days[1])
    for part in ("exclusions", "not_applied", "files"):
        if before.get(part) != after.get(part):
            counted = [str(len(ledger.get(part, ()))) for ledger in (before, after)]
            yield Difference(part.replace("_", " "), "", *counted)


def _plain(change: FigureChange) -> dict[str, Any]:
    return {
        "figure": change.figure, "kind": change.kind, "unit": change.unit, "before": change.before,
        "after": change.after, "withheld": list(change.withheld), "change": change.change,
    }  # fmt: skip
