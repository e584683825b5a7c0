"""What two plans say differently of a survey, one difference at a time.

A figure may be compared with an earlier one only where both are defined alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from csat.io.text import alike
from csat.plan import SAID
from csat.results import Estimate

Entry = Mapping[str, Any]

OF_ITEM = ("measure", "variant", "scale", "top", "reverse", "labels", "numbers", "not_answers", "missing")
"""What of an item its figures depend on."""

OF_MULTIPLE = ("separator", "ticked", "missing")
OF_SURVEY = ("finished_only", "filters", "weighting", "rules", "level", "suppress_below", "flag_below")


class Difference(NamedTuple):
    """One thing that is said differently. ``what`` is a name of the table ``differ`` of the catalogues, ``of`` what it
    is about (an id, or a segment's column; empty: the survey), and the rest how both records have it (None: not at
    all).
    """

    what: str
    of: str
    before: str | None
    after: str | None


class Pairs:
    """Which items, constructs and multiple choices of a plan are which of an earlier plan.

    By id where both have the same header or both plan files say so; else by header, where there is one alone. A short
    id alone proves nothing: it is made of the first words of a question.
    """

    def __init__(self, plan: Mapping[str, Any], earlier: Mapping[str, Any]) -> None:
        self.items = _paired(plan.get("items", ()), earlier.get("items", ()), "column")
        self.constructs = _paired(plan.get("constructs", ()), earlier.get("constructs", ()), "name")
        self.multiple = _paired(plan.get("multiple", ()), earlier.get("multiple", ()), "text")


def _paired(entries: Sequence[Entry], earlier: Sequence[Entry], named: str) -> list[tuple[Entry, Entry | None]]:
    of_id = {one["id"]: one for one in earlier}
    found: list[tuple[Entry, Entry | None]] = []
    taken: set[str] = set()
    for entry in entries:
        other = of_id.get(entry["id"])
        if other is None or not (_same(entry, other, named) or entry["why"] == other["why"] == SAID):
            alone = [one for one in earlier if _same(entry, one, named) and one.get("measure") == entry.get("measure")]
            ours = [one for one in entries if _same(entry, one, named) and one.get("measure") == entry.get("measure")]
            other = alone[0] if len(alone) == len(ours) == 1 else None
        found.append((entry, other if other is not None and other["id"] not in taken else None))
        taken |= {other["id"]} if other is not None else set()
    return found


def _same(one: Entry, other: Entry, named: str) -> bool:
    return alike(str(one[named])) == alike(str(other[named]))


def item_differs(item: Entry, earlier: Entry) -> Iterator[Difference]:
    """What two items are not defined alike in."""
    for what in OF_ITEM:
        now, then = item.get(what) or None, earlier.get(what) or None
        if what in ("reverse", "numbers"):
            now, then = bool(now), bool(then)
        if now != then:
            yield Difference(what, item["id"], *_told_apart(then, now))


def construct_differs(construct: Entry, earlier: Entry, pairs: Pairs) -> Iterator[Difference]:
    """What two constructs are not defined alike in: their items, and what these are."""
    before = {entry["id"]: other["id"] for entry, other in pairs.items if other is not None}
    renamed = [before.get(id, f"new {id}") for id in construct["items"]]
    if sorted(renamed) != sorted(earlier["items"]):
        yield Difference("items", construct["id"], told(earlier["items"]), told(construct["items"]))
    for entry, other in pairs.items:
        if other is not None and entry["id"] in construct["items"]:
            yield from item_differs(entry, other)


def multiple_differs(question: Entry, earlier: Entry) -> Iterator[Difference]:
    """What two multiple choices are not defined alike in. Their options may differ: the base is who chose any."""
    for what in OF_MULTIPLE:
        now, then = question.get(what) or None, earlier.get(what) or None
        if now != then:
            yield Difference(what, question["id"], *_told_apart(then, now))


def segment_differs(column: str, plan: Mapping[str, Any], earlier: Mapping[str, Any]) -> Iterator[Difference]:
    """What the segments of a column are not defined alike in: groups of values, and periods."""
    for part, keys, what in (("groupings", ("groups",), "groups"), ("periods", ("unit", "calendar"), "period")):
        now, then = (one.get(part, {}).get(column, {}) for one in (plan, earlier))
        now, then = ({key: one[key] for key in keys if one.get(key)} for one in (now, then))
        if now != then:
            yield Difference(what, column, told(then or None), told(now or None))


def analysis_differs(estimate: Estimate, plan: Entry, earlier: Entry, pairs: Pairs) -> Iterator[Difference]:
    """What the analysis that a figure is of is not asked alike in: its own table, its items, what it is split by.

    A figure does not say which of several analyses of its kind it is of, but where its id begins as one of them: else
    it rests on all of them.
    """
    now, then = (_asked(estimate, one) for one in (plan, earlier))
    if now != then:
        apart = _told_apart(then[0], now[0]) if len(now) == len(then) == 1 else (told(then), told(now))
        yield Difference("analysis", str(estimate.analysis), *apart)
    named = dict.fromkeys([*texts_in(now), *estimate.about.values(), *filter(None, [estimate.column])])
    for entry, other in pairs.items:
        if entry["id"] in named and other is not None:
            if other["id"] != entry["id"]:
                yield Difference("items", str(estimate.analysis), other["id"], entry["id"])
            yield from item_differs(entry, other)
    for column in (*named, *estimate.segment):
        yield from segment_differs(column, plan, earlier)


def items_of(estimate: Estimate, plan: Entry) -> list[str]:
    """The ids of the items of a plan that the analysis of a figure names."""
    named = {*texts_in(_asked(estimate, plan)), *estimate.about.values()}
    return [item["id"] for item in plan.get("items", ()) if item["id"] in named]


def _asked(estimate: Estimate, plan: Entry) -> list[Entry]:
    of_kind = [entry for entry in plan.get("analyses", ()) if entry["kind"] == estimate.analysis]
    names = [[str(entry[key]) for key in ("id", "of", "name") if entry.get(key)] for entry in of_kind]
    own = [
        entry for entry, own in zip(of_kind, names, strict=True) if any(estimate.id.startswith(f"{n}.") for n in own)
    ]
    return own if len(own) == 1 else of_kind


def texts_in(value: Any) -> Iterator[str]:
    """Every text that an entry of a plan holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def survey_differs(plan: Mapping[str, Any], earlier: Mapping[str, Any]) -> Iterator[Difference]:
    """What two plans say differently of who is counted and what is shown."""
    for what in OF_SURVEY:
        now, then = plan.get(what) or None, earlier.get(what) or None
        if now != then:
            yield Difference(what, "", told(then), told(now))


def _told_apart(before: object, after: object) -> tuple[str | None, str | None]:
    """Both as text; of mappings only what differs."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and "step" not in before:
        shared = {name for name in before if name in after and before[name] == after[name]}
        before, after = ({name: value for name, value in one.items() if name not in shared} for one in (before, after))
    return told(None if before == {} else before), told(None if after == {} else after)


def told(value: Any) -> str | None:
    """A part of a plan as a person reads it: yes or no, 1-5, a list; None stays None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if {"low", "high", "step"} <= set(value):
            step = "" if value["step"] == 1 else f"/{value['step']:g}"
            return f"{value['low']}-{value['high']}{step}"
        return ", ".join(f"{name} = {told(inner)}" for name, inner in value.items() if inner not in (None, [], ()))
    if isinstance(value, list | tuple):
        parts = [told(inner) or "" for inner in value]
        return ("; " if any(isinstance(inner, Mapping) for inner in value) else ", ").join(parts)
    return f"{value:g}" if isinstance(value, float) else str(value)
