"""The plan that a record holds, brought to a survey again, so that figures are redone by the stored meaning.

Nothing is detected here: a later version may take a column for something else, and the record still says what it was
taken for. What a record leaves out because it may be a respondent's own words ("4 with other words") is found again in
the survey by the number before the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from csat.analysis import analysis_of
from csat.choices import VARIANTS, Choices
from csat.detect import Place, Profile
from csat.detect.answers import sort_answers
from csat.errors import InputError
from csat.io.text import key, plain
from csat.labels import tellable
from csat.multiple import MultipleChoice, Option
from csat.multiple.selections import choice_key
from csat.plan import (
    NOT_NAMED,
    PERIOD_KINDS,
    SAID,
    Construct,
    Filter,
    Grouping,
    Item,
    Measure,
    Plan,
    Role,
    Rule,
    Scale,
    Target,
    Use,
    usual_boxes,
)
from csat.scales import parse_scale
from csat.weighting import Weighting, named_columns, of_entry

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis
    from csat.dates import Calendar, Order

Part = Mapping[str, Any]

_TOLD = 8
_MALFORMED = (KeyError, IndexError, TypeError, ValueError, AttributeError, StopIteration, RuntimeError)
_NOT_OURS = (
    "The record's plan is not as csat writes it, so nothing can be redone by it. Give the record as csat wrote it."
)
_DATES = ("; in the Gregorian calendar", "; in the Jalali calendar")
_CALENDARS = (None, "gregorian", "jalali")
_ORDERS = (None, "ymd", "dmy", "mdy")
_BY_FILE: tuple[Role, ...] = ("respondent id", "date", "duration", "weight", "comment", "personal data")


@dataclass(frozen=True)
class Stored:
    """A record's plan whose columns are found in a survey: what :class:`csat.opening.Pins` asks for."""

    meaning: Plan  # all but the labels that only the survey's answers tell
    segments: Mapping[int, Grouping]
    calendar: Calendar | None = None

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self.meaning.filters

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        return self.meaning.analyses

    @property
    def weighting(self) -> Weighting | None:
        return self.meaning.weighting

    @property
    def date_pins(self) -> tuple[Calendar | None, Order | None]:
        return self.meaning.date_pins

    @property
    def roles(self) -> Mapping[int, Role]:
        """What a plan file said that columns are."""
        return {use.column: use.role for use in self.meaning.uses if use.role in _BY_FILE and use.why.startswith(SAID)}

    def columns(self) -> set[int]:
        chosen = {column for question in self.meaning.multiple for column in question.columns}
        return {*(item.column for item in self.meaning.items), *self.segments, *chosen}

    def plan(self, profile: Profile, choices: Choices, place: Place) -> Plan:
        """Raises InputError where a column has too many different answers to be what the record says it is."""
        for column in sorted(self.columns() - {c for q in self.meaning.multiple for c in q.columns}):
            if profile[column] is None:
                use = self.meaning.uses[column]
                raise InputError(
                    f'Column "{plain(use.header)}" ({use.letter}) has more than 1,000 different answers, and the '
                    "record has figures of it: the data are not those it was made from."
                )
        items = tuple(_with_own_words(item, profile[item.column] or {}) for item in self.meaning.items)
        return replace(self.meaning, items=items)


def find_stored(
    plan: Part, headers: Sequence[str], letters: Sequence[str], name: str, more: Sequence[tuple[str, str]] = ()
) -> Stored:
    """A record's plan in a survey of these columns. ``name`` is what messages call the survey; ``more``: header and
    letter of other columns that must be there.

    Raises InputError where a column that the figures need is not where the record says.
    """
    try:
        return _found(plan, headers, letters, name, more)
    except _MALFORMED:
        raise InputError(_NOT_OURS) from None


def _found(
    plan: Part, headers: Sequence[str], letters: Sequence[str], name: str, more: Sequence[tuple[str, str]]
) -> Stored:
    places = {letter: column for column, letter in enumerate(letters)}
    needed = dict.fromkeys((*_needed(plan), *more))
    gone = [(h, at) for h, at in needed if at not in places or headers[places[at]] != h]
    if gone:
        raise InputError("\n".join(_gone(gone, headers, letters, name)))
    stored = {use["letter"]: use for use in plan["columns"]}
    uses = tuple(
        _use(stored[letter], column)
        if letter in stored and stored[letter]["column"] == headers[column]
        else Use(column, headers[column], letter, "nothing", NOT_NAMED)
        for column, letter in enumerate(letters)
    )
    return _stored(plan, uses, places)


def stored_alone(plan: Part) -> Plan:
    """A record's plan without the survey: columns by their place in it, labels as far as they are told."""
    try:
        uses = tuple(_use(use, column) for column, use in enumerate(plan["columns"]))
        return _stored(plan, uses, {use.letter: use.column for use in uses}).meaning
    except _MALFORMED:
        raise InputError(_NOT_OURS) from None


def _stored(plan: Part, uses: tuple[Use, ...], places: Mapping[str, int]) -> Stored:
    items = tuple(_item(entry, places[entry["letter"]]) for entry in plan["items"])
    column_of = {item.id: item.column for item in items}
    grouping_of = plan.get("groupings", {})
    periods = {name: _one_of(PERIOD_KINDS, dated["unit"]) for name, dated in plan.get("periods", {}).items()}
    segments = {
        _segment(name, uses): Grouping(
            tuple(grouping_of.get(name, {}).get("order", ())),
            {label: tuple(values) for label, values in grouping_of.get(name, {}).get("groups", {}).items()},
            periods.get(name),
        )
        for name in plan["segments"]
    }
    dates = plan.get("dates", {})
    meaning = Plan(
        items,
        tuple(_construct(entry, column_of) for entry in plan["constructs"]),
        tuple(segments),
        uses,
        _level(plan["level"]),
        plan["suppress_below"],
        plan["flag_below"],
        {column: replace(g, period=None) for column, g in segments.items() if g.order or g.groups},
        plan.get("survey", {}),
        plan.get("decimals", {}),
        plan.get("finished_only", False),
        tuple(_filter(entry, places) for entry in plan.get("filters", ())),
        tuple(Target(**target) for target in plan.get("targets", ())),
        tuple(_rule(rule) for rule in plan.get("rules", ())),
        plan.get("response", {}),
        multiple=tuple(_multiple(entry, places) for entry in plan.get("multiple", ())),
        date_pins=(_one_of(_CALENDARS, dates.get("calendar")), _one_of(_ORDERS, dates.get("order"))),
        analyses=tuple(analysis_of(entry["kind"], entry) for entry in plan.get("analyses", ())),
        weighting=of_entry(plan["weighting"], places) if "weighting" in plan else None,
        file=plan.get("file", {}),
    )
    return Stored(meaning, segments, _one_of(_CALENDARS, meaning.survey.get("calendar")))


def _construct(entry: Part, column_of: Mapping[str, int]) -> Construct:
    columns = tuple(column_of[id] for id in entry["items"])
    if len(set(columns)) < max(2, len(columns)):
        raise ValueError("no construct")
    return Construct(entry["name"], columns, entry["why"], entry["id"])


def _level(told: float) -> float:
    if not 0.5 <= told <= 0.9999:
        raise ValueError("no level")
    return told


def _rule(entry: Part) -> Rule:
    from csat.checks import CHECKS

    rule = Rule(**entry)
    if rule.exclude and not CHECKS[rule.check].excludes:
        raise ValueError("no rule about rows")
    return rule


def _needed(plan: Part) -> Iterator[tuple[str, str]]:
    """Header and letter of every column that figures depend on."""
    for part in ("items", "filters"):
        for entry in plan.get(part, ()):
            yield entry["column"], entry["letter"]
    yield from named_columns(plan.get("weighting", {}))
    for question in plan.get("multiple", ()):
        yield from zip(question["columns"], question["letters"], strict=True)
    for name in plan["segments"]:
        yield name, next(use["letter"] for use in plan["columns"] if (use["column"], use["role"]) == (name, "segment"))


def _gone(gone: Sequence[tuple[str, str]], headers: Sequence[str], letters: Sequence[str], name: str) -> Iterator[str]:
    yield f"{name}: its columns are not those that the record was made from:"
    for header, letter in gone[:_TOLD]:
        found = [letters[column] for column, other in enumerate(headers) if other == header]
        now = f"is now in {', '.join(found[:3])}" if found else "is not there"
        yield f'  "{plain(header)[:60]}", which was in {letter}, {now}.'
    if len(gone) > _TOLD:
        yield f"  And {len(gone) - _TOLD} more."
    yield "Give the file that was scored; the record has its name and SHA-256 under source."


def _use(entry: Part, column: int) -> Use:
    why = entry["why"]
    if entry["role"] == "date":  # what its dates are is told anew
        why = why[: min((at for words in _DATES if (at := why.find(words)) >= 0), default=len(why))]
    role = _one_of(get_args(Role), entry["role"])
    return Use(column, entry["column"], entry["letter"], role, why, entry["settle"], entry.get("by_place", False))


def _one_of(allowed: Sequence[Any], value: Any) -> Any:
    """A word of the plan that is one of those that csat knows."""
    if value not in allowed:
        raise ValueError("no such word")
    return value


def _segment(name: str, uses: Sequence[Use]) -> int:
    found = [use for use in uses if use.header == name and use.role == "segment"]
    asked = [use for use in found if use.why == SAID or use.why.startswith("asked for")]
    return (asked or found)[0].column


def _item(entry: Part, column: int) -> Item:
    told, why, labels = entry["scale"], entry["why"], dict(entry["labels"])
    scale = Scale(told["low"], told["high"], Fraction(str(told["step"])))
    if parse_scale(str(scale)) != scale:
        raise ValueError("no scale")
    return Item(
        column=column,
        header=entry["column"],
        id=entry["id"],
        measure=_one_of(get_args(Measure), entry["measure"]),
        scale=scale,
        variant=_one_of((None, *VARIANTS), entry["variant"]),
        labels=labels,
        numeric=entry.get("numbers", not labels),
        not_answers=entry.get("not_answers", {}),
        missing=frozenset(entry["missing"]),
        reverse=entry["reverse"],
        boxes=(len(entry["top"]) or None) if entry["measure"] == "csat" else usual_boxes(scale),
        reading=why.partition("; ")[2],  # a plan file's words have none: it says all itself
        asked=why.startswith("asked for with --"),
        why=why,
        text=entry.get("text"),
        role=entry.get("role"),
        importance=entry.get("importance"),
    )


def _with_own_words(item: Item, counts: Mapping[str, int]) -> Item:
    """An item with the words that its record leaves out: answers such as ``4 - fine by me`` count by their number."""
    hidden = {point for label, point in item.labels.items() if label == f"{point} with other words"}
    if not hidden or not item.reading:
        return item
    found = {
        key(text): int(value)
        for text, value in sort_answers(counts, item.missing).numbered.items()
        if value in hidden and tellable(key(text), int(value)) == f"{value} with other words"
    }
    told = {
        label: point
        for label, point in item.labels.items()
        if point not in found.values() or label != f"{point} with other words"
    }
    return replace(item, labels={**told, **found})


def _filter(entry: Part, places: Mapping[str, int]) -> Filter:
    low, high = entry["from"], entry["to"]
    keep, drop = tuple(entry["keep"]), tuple(entry["drop"])
    return Filter(places[entry["letter"]], entry["column"], keep, drop, low, high, entry["of_dates"])


def _multiple(entry: Part, places: Mapping[str, int]) -> MultipleChoice:
    options = []
    for option in entry["options"]:
        column = places[option["letter"]] if "letter" in option else None
        held = "" if column is not None else option.get("code", choice_key(option["option"]))
        flags = {flag: True for flag in ("written", "escape") if option.get(flag)}
        options.append(Option(option["option"], option["id"], column, held, **flags))
    return MultipleChoice(
        entry["id"],
        entry["text"],
        tuple(places[letter] for letter in entry["letters"]),
        tuple(options),
        entry["separator"],
        frozenset(entry["ticked"]),
        frozenset(entry["missing"]),
        entry["why"],
        entry.get("by_place", False),
    )
