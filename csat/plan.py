"""The plan: what every column of a survey means. Anything that changes a figure stands here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis
    from csat.dates import Calendar, Order

from csat.multiple import MultipleChoice
from csat.weighting import Weighting

Measure = Literal["csat", "nps", "ces", "part"]
"""What an item measures; ``part`` counts only as part of a construct or an analysis and has no figures of its own."""

SAID = "said by the plan"
"""Why a column is what a plan file says of it."""

NOT_NAMED = "not named in the plan"
"""Why a column is left out that a plan file says nothing of."""

Variant = Literal["ces2", "ces1", "ease"]
PeriodKind = Literal["year", "quarter", "month", "week", "day"]
PERIOD_KINDS: tuple[PeriodKind, ...] = ("year", "quarter", "month", "week", "day")
"""Periods that a column of dates may be reported by."""

UNDATED = "(no date)"
"""What a cell is told as that holds no date, in a column reported by period."""

FILE, NO_PLACE = "(file)", "#0"
"""The name of the column that tells which of several files a row is from, and its number, which no column has."""

Role = Literal[
    "respondent id",
    "date",
    "duration",
    "weight",
    "segment",
    "item",
    "comment",
    "personal data",
    "multiple choice",
    "not scored",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Scale:
    """The points an answer may take: ``low``, ``low + step``, …, ``high``."""

    low: int
    high: int
    step: Fraction = Fraction(1)

    @property
    def last(self) -> int:
        """Position of the highest point; the lowest has position 0."""
        return int((self.high - self.low) / self.step)

    def position(self, value: Fraction) -> int | None:
        """0-based position of a value on the scale, None where it is not one of its points."""
        place = (value - self.low) / self.step
        if place.denominator == 1 and 0 <= place <= self.last:
            return int(place)
        return None

    def point(self, position: int) -> Fraction:
        """The value at a position: the inverse of :meth:`position`."""
        return self.low + position * self.step

    def name(self, position: int) -> str:
        """The point at a position as a person writes it: ``4``, ``4.5``."""
        if self.step == 1:
            return str(self.low + position)
        return f"{float(self.point(position)):.12g}"

    def __str__(self) -> str:
        return f"{self.low}-{self.high}" + ("" if self.step == 1 else f"/{float(self.step):g}")


@dataclass(frozen=True, slots=True)
class Item:
    """A scored question: one column, what it measures and how its answers become points of a scale.

    ``labels`` holds comparison keys of answer texts (see :func:`csat.io.text.key`) with their points;
    numbers need none; ``not_answers`` holds keys that are an escape in this column. ``missing`` are declared
    codes that are no answer. ``boxes`` is the number of top (and of bottom) points that count as satisfied
    (dissatisfied), None where the scale has no boxes.
    """

    column: int
    header: str
    id: str
    measure: Measure
    scale: Scale
    variant: Variant | None = None
    labels: Mapping[str, int] = field(default_factory=dict)
    numeric: bool = True  # whether a bare number is an answer; not where answers are words
    not_answers: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    reverse: bool = False
    boxes: int | None = 2
    reading: str = ""  # how the answers become points, in words
    asked: bool = False  # whether a flag names it
    why: str = ""
    text: str | None = None  # the question in full, where a plan file gives it
    role: str | None = None  # what it is about: product, delivery, organization, overall, loyalty
    importance: str | int | float | None = None  # how important that is: the id of the item that asks, or a number


@dataclass(frozen=True, slots=True)
class Construct:
    """Items meant to measure one thing, in the order of their columns: what alpha is about."""

    name: str
    columns: tuple[int, ...]
    why: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the values of a segmenting are put together and ordered; what is not named here stays as it is."""

    order: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name of a group: its values
    period: PeriodKind | None = None  # of a column of dates: its values are the periods that they lie in


@dataclass(frozen=True, slots=True)
class Dated:
    """How a column of dates is told by period: in which calendar, and how its texts are read.

    ``order``: ``ymd``, ``dmy`` or ``mdy`` of dates in numbers. ``zone``: the time zone of its times, as written there.
    """

    unit: PeriodKind
    calendar: Calendar
    order: Order | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which respondents a plan is about, by what a column holds: these values, all but these, or from one to another.

    ``low`` and ``high`` are as the plan writes them, both included.
    """

    column: int
    header: str
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    of_dates: bool = False  # whether low and high are days or periods, and not numbers

    @property
    def reason(self) -> str:
        """Why a row is set aside, as the ledger tells it."""
        return f'left out by the filter on "{self.header}"'


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure, named by its id, is to reach: at least, or at most, in the figure's own unit."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from a check of the data (see :mod:`csat.checks`): its numbers, and what is done where it flags.

    ``exclude``: the rows found are set aside. ``block``: exit code 1 where more than the share ``most`` of what was
    checked is found. ``off``: it is not checked. ``threshold`` and ``items``: the check's numbers; None: its own.
    """

    check: str
    exclude: bool = False
    block: bool = False
    off: bool = False
    threshold: float | None = None
    items: int | None = None
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class Use:
    """What a column was taken to be, why, and the flag that would settle it where it was not scored."""

    column: int
    header: str
    letter: str
    role: Role
    why: str
    settle: str | None = None
    by_place: bool = False  # named by its letter or number alone, which another file may fill otherwise


@dataclass(frozen=True)
class Plan:
    """The meaning of a whole file. ``level`` is the confidence level of every interval.

    ``groupings`` and ``dated`` belong to some of the ``segments``; ``survey`` is what a plan file says of the survey
    itself.
    """

    items: tuple[Item, ...] = ()
    constructs: tuple[Construct, ...] = ()
    segments: tuple[int, ...] = ()
    uses: tuple[Use, ...] = ()
    level: float = 0.95
    suppress_below: int = 5
    flag_below: int = 30
    groupings: Mapping[int, Grouping] = field(default_factory=dict)
    survey: Mapping[str, Any] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)  # digits shown after the point, by unit
    finished_only: bool = False  # whether respondents who did not reach the end are set aside
    filters: tuple[Filter, ...] = ()
    targets: tuple[Target, ...] = ()
    rules: tuple[Rule, ...] = ()
    response: Mapping[str, Any] = field(default_factory=dict)  # how many were invited, and what became of them
    dated: Mapping[int, Dated] = field(default_factory=dict)
    multiple: tuple[MultipleChoice, ...] = ()
    date_pins: tuple[Calendar | None, Order | None] = (None, None)  # how a plan file says that dates are to be read
    analyses: tuple[Analysis, ...] = ()  # what is asked beyond the figures of items and constructs
    weighting: Weighting | None = None  # what counts respondents for more or less, and the design; None: unweighted
    file: Mapping[str, Any] = field(default_factory=dict)  # the plan file it is from: size, sha256

    @cached_property
    def item_of(self) -> dict[int, Item]:
        """Items by column index; where a column is scored as two measures, the first."""
        return {item.column: item for item in reversed(self.items)}

    def layout(self) -> tuple[object, ...]:
        """What a tally of this plan depends on: two plans of one layout need one tally."""
        parts = {column for construct in self.constructs for column in construct.columns}
        coding = tuple(
            (item.column, item.scale, tuple(sorted(item.labels.items())), item.numeric, item.missing, item.reverse)
            for item in self.items
            if item.column in parts
        )
        return (
            self.segments,
            frozenset(self.item_of),
            tuple((c.name, c.columns) for c in self.constructs),
            coding,
            tuple(sorted(self.dated.items())) if self.dated else (),
            tuple(question.counted() for question in self.multiple),
            self.analyses,
            self.weighting,
            tuple(self.items) if self.analyses or self.weighting else (),
        )

    def to_dict(self, headers: Mapping[int, str] | None = None) -> dict[str, Any]:
        """The plan as the record stores it, with ``digest`` (:func:`digest_of`), and ``file`` of a plan file."""
        from csat.labels import tellable  # labels need the readers' text, and the readers the plan

        name = {use.column: use.header for use in self.uses}
        letter = {use.column: use.letter for use in self.uses}
        body: dict[str, Any] = {
            "items": [
                {
                    "column": item.header,
                    "letter": letter[item.column],
                    "id": item.id,
                    "measure": item.measure,
                    "variant": item.variant,
                    "scale": {"low": item.scale.low, "high": item.scale.high, "step": float(item.scale.step)},
                    "top": top_points(item),
                    "labels": {
                        (
                            tellable(label, point) if item.reading else label
                        ): point  # a plan file's are the analyst's own
                        for label, point in sorted(item.labels.items(), key=lambda pair: (pair[1], pair[0]))
                    },
                    "missing": sorted(item.missing),
                    "reverse": item.reverse,
                    "why": item.why,
                    **_rarely(item),
                }
                for item in self.items
            ],
            "constructs": [
                {
                    "name": c.name,
                    "id": c.id,
                    "columns": [name[column] for column in c.columns],
                    "items": [self.item_of[column].id for column in c.columns],
                    "why": c.why,
                }
                for c in self.constructs
            ],
            "segments": [name[column] for column in self.segments],
            "columns": [
                {"column": u.header, "letter": u.letter, "role": u.role, "why": u.why, "settle": u.settle}
                | ({"by_place": True} if u.by_place else {})
                for u in self.uses
            ],
            "level": self.level,
            "suppress_below": self.suppress_below,
            "flag_below": self.flag_below,
        }
        if self.groupings:
            body["groupings"] = {
                name[column]: {"order": list(g.order), "groups": {label: list(v) for label, v in g.groups.items()}}
                for column, g in self.groupings.items()
            }
        if self.dated:
            body["periods"] = {name[column]: asdict(dated) for column, dated in self.dated.items()}
        if self.survey:
            body["survey"] = dict(self.survey)
        if self.decimals:
            body["decimals"] = dict(self.decimals)
        if self.finished_only:
            body["finished_only"] = True
        if self.filters:
            body["filters"] = [
                {
                    **{"column": f.header, "letter": letter[f.column], "keep": list(f.keep), "drop": list(f.drop)},
                    **{"from": f.low, "to": f.high, "of_dates": f.of_dates},
                }
                for f in self.filters
            ]
        if any(self.date_pins):
            body["dates"] = dict(zip(("calendar", "order"), self.date_pins, strict=True))
        if self.targets:
            body["targets"] = [asdict(target) for target in self.targets]
        if self.rules:
            body["rules"] = [asdict(rule) for rule in self.rules]
        if self.response:
            body["response"] = dict(self.response)
        if self.multiple:
            body["multiple"] = [question.to_dict(name, letter) for question in self.multiple]
        if self.analyses:
            body["analyses"] = [{"kind": analysis.kind, **analysis.to_dict()} for analysis in self.analyses]
        if self.weighting:
            body["weighting"] = self.weighting.to_dict(name, letter)
        told = {**body, "digest": digest_of(body)}
        return {**told, "file": dict(self.file)} if self.file else told


def digest_of(plan: Mapping[str, Any]) -> str:
    """SHA-256 of what a plan means, as a record stores it: of all but the plan file's bytes, and itself."""
    meaning = {name: part for name, part in plan.items() if name not in ("digest", "file")}
    canonical = json.dumps(meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "backslashreplace")).hexdigest()


def usual_boxes(scale: Scale) -> int | None:
    """How many points at the top count as satisfied where nobody says: none of a scale of more than 11 points."""
    points = scale.last + 1
    return None if points > 11 else 1 if points <= 3 else 2


def _rarely(item: Item) -> dict[str, Any]:
    """What the record tells of an item only where it is there, or is not as usual."""
    said: dict[str, Any] = {name: value for name in ("text", "role", "importance") if (value := getattr(item, name))}
    if item.not_answers:
        said["not_answers"] = dict(sorted(item.not_answers.items()))
    if item.numeric == bool(item.labels):
        said["numbers"] = item.numeric
    return said


def spans(columns: Iterable[tuple[int, str]], most: int = 6) -> str:
    """Columns, given by index and letter, as a person points at them: ``D, F to K``; after ``most`` only how many."""
    runs: list[list[tuple[int, str]]] = []
    for index, letter in sorted(columns):
        if runs and index == runs[-1][-1][0] + 1:
            runs[-1].append((index, letter))
        else:
            runs.append([(index, letter)])
    told = [run[0][1] if len(run) == 1 else f"{run[0][1]} to {run[-1][1]}" for run in runs[:most]]
    rest = sum(len(run) for run in runs[most:])
    return ", ".join([*told, f"{rest:,} more"] if rest else told)


def top_points(item: Item) -> list[float]:
    """The points of the item's scale that count as satisfied (promoters, easy), lowest first."""
    from csat.metrics import boxes_of  # the metrics define their boxes; the plan only tells them

    if item.boxes is None and item.measure == "csat":
        return []
    low, high = boxes_of(item).top
    return [float(item.scale.point(position)) for position in range(low, high + 1)]
