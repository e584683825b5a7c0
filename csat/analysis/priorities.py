"""Importance and performance of items in four quadrants: what to concentrate on first.

Martilla and James (1977), Journal of Marketing 41. Performance and stated importance are means moved to 0-100 by the
declared scales, each over its own answers; derived importance is the correlation of an item with an outcome over those
who answered both, or its LMG share over those who answered all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import fsum, isfinite
from typing import Any, ClassVar

from csat.accumulators.complete_products import CompleteProducts
from csat.analysis.analysis import Entry, Settling
from csat.analysis.drivers.choosing import by_default
from csat.analysis.drivers.correlation import fisher
from csat.analysis.drivers.shapley import MOST_DRIVERS, lmg
from csat.analysis.drivers.variations import UndeterminedError, correlation, variations
from csat.analysis.drivers.words import FEW_PAIRS
from csat.analysis.linear import ON_100, mean_of, on_100
from csat.analysis.told import UNDETERMINED, also_scored, estimate, id_of, items_of, named, once, one_of, parts, upright
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import WHOLE_FILE, Reader
from csat.metrics.figure import NO_ANSWERS, Answered, Figure
from csat.plan import Item, Plan
from csat.results import Estimate, Interval
from csat.tally import Tally

CORRELATION = "Pearson correlation with the outcome; interval: Fisher (1921), Metron 1"
LMG = "Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis"
MATRIX = "Martilla and James (1977), Journal of Marketing 41"
GIVEN = "importance as given in the plan"
NO_INTERVAL_GIVEN = "It is given as a number, without an interval."
NO_INTERVAL_LMG = "No interval of this share is given here; csat drivers gives one."
NO_FISHER = "An interval needs more than 3 answers to both items, and a correlation that is not exactly 1 or -1."
CONSTANT = "It is not defined: everybody who answered both items gave one of them the same answer."
CROSSHAIR = "A cross-hair is where quadrants are parted, taken as fixed; it has no interval."
UNPLACED = "It is not defined: none of its items has both performance and importance."

QUADRANTS = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}
"""By whether importance and performance are high: at the cross-hair or above it."""


@dataclass(frozen=True, slots=True)
class Priorities:
    """Importance: stated, derived or drivers; "": found when settled. ``of``: the outcome that it is derived from.

    ``crosshair``: means, midpoints, or (performance, importance). ``stated`` is filled when settled: for each item the
    id of the one that asks for its importance, or a number.
    """

    kind: ClassVar[str] = "priorities"
    items: tuple[str, ...] = ()
    importance: str = ""
    of: str = ""
    crosshair: str | tuple[float, float] = "means"
    name: str = "Priorities"
    stated: tuple[str | int | float, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        where = "The matrix of priorities"
        one_of(self.importance, ("", "stated", "derived", "drivers"), f"{where}: importance")
        if isinstance(self.crosshair, str):
            one_of(self.crosshair, ("means", "midpoints"), f"{where}: crosshair")

    @classmethod
    def of_entry(cls, entry: Entry) -> Priorities:
        items, crosshair = entry.get("items", ()), entry.get("crosshair", "means")
        return cls(
            (items,) if isinstance(items, str) else tuple(items), entry.get("importance", ""), entry.get("of", ""),
            crosshair if isinstance(crosshair, str) else _numbers(crosshair), entry.get("name", "Priorities"),
            tuple(entry.get("stated", ())), entry.get("id", ""),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id, "name": self.name, "items": list(self.items), "importance": self.importance,
            "crosshair": self.crosshair if isinstance(self.crosshair, str) else list(self.crosshair),
        }  # fmt: skip
        return told | ({"of": self.of} if self.of else {}) | ({"stated": list(self.stated)} if self.stated else {})

    def columns(self) -> Sequence[str]:
        return (
            *parts(self.items),
            *((self.of,) if self.of else ()),
            *(one for one in self.stated if isinstance(one, str)),
        )

    def settled(self, settling: Settling) -> Priorities:
        where = "The matrix of priorities"
        outcome = settling.item(self.of, "The outcome (--of)") if self.of else None
        every = [item for item in settling.plan.items if item.measure == "csat"]
        stated = not outcome and any(item.importance is not None for item in every)
        importance = self.importance or ("stated" if stated else "derived")
        if importance == "stated" and outcome:
            raise InputError(f"{where}: importance that is stated is derived from no outcome. Take --of (of) out.")
        if importance != "stated" and not outcome:
            raise InputError(
                f"{where} needs importance: name the outcome that it is to be derived from (--of COLUMN, or of = in "
                "the plan), or say in the plan which items ask for it (importance = in each [[item]])."
            )
        items = named(self.items, settling, where)
        if not self.items:
            items = [one for one in every if one.importance is not None]
            if outcome:  # as key drivers are chosen, without those that only serve an analysis
                items = [one for one in by_default(outcome, settling.plan)[0] if one.measure == "csat"]
        once(items, where)
        upright(items, where)
        if len(items) < 2:
            raise InputError(f"{where} needs two items or more beside the outcome, and there are {len(items)}.")
        if outcome and any(item.column == outcome.column for item in items):
            raise InputError(f'{where}: "{plain(outcome.header)}" is the outcome and one of the items. Choose one.')
        if importance == "drivers" and len(items) > MOST_DRIVERS:
            raise InputError(
                f"{where}: LMG shares are worked out for up to {MOST_DRIVERS} items, and there are {len(items)}. Name "
                'fewer, or write importance = "derived".'
            )
        found = self.stated or (_stated(items, settling, where) if importance == "stated" else ())
        if self.crosshair == "midpoints" and (importance != "stated" or not isinstance(found[0], str)):
            raise InputError(
                f"{where}: only importance that respondents state on a scale has a midpoint. Write crosshair = "
                '"means", or two numbers.'
            )
        return replace(
            self, items=tuple(item.id for item in items), importance=importance, stated=found,
            of=outcome.id if outcome else "", id=self.id or id_of(self.name, self.kind, settling),
        )  # fmt: skip

    def tallies(self, plan: Plan) -> Mapping[str, CompleteProducts]:
        if self.importance == "derived":
            return {item: CompleteProducts(items_of(plan, (self.of, item))) for item in self.items}
        if self.importance == "drivers":
            return {"all": CompleteProducts(items_of(plan, (self.of, *self.items)))}
        return {}

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        items, reader = items_of(plan, self.items), Reader(plan, tally)
        performance = [_answered(item, reader, plan, "priority_performance") for item in items]
        importance = list(self._importance(plan, tally, reader, counted))
        placed = [i for i in range(len(items)) if performance[i].value is not None and importance[i].value is not None]
        lines = [
            self._crosshair(place, [both[i] for i in placed])
            for place, both in enumerate((performance, importance))
        ]  # fmt: skip
        for i, item in enumerate(items):
            about = {"priorities": self.name, "item": item.id}
            if i in placed:
                about |= self._quadrant(performance[i], importance[i], lines)
            for one in (performance[i], importance[i]):
                id = f"{self.id}.{one.figure.metric}.{item.id}"
                yield estimate(self.kind, id, one.figure, plan, one.n, one.missing, about, item, one.people)
        for line in lines:
            id, about = f"{self.id}.{line.metric}", {"priorities": self.name}
            yield estimate(self.kind, id, line, plan, tally.rows, {}, about, None, "respondents")

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        yield from also_scored(plan, (name for name in self.stated if isinstance(name, str)), "importance")

    # ------------------------------------------------------------------ figures

    def _importance(self, plan: Plan, tally: Tally, reader: Reader, counted: Mapping[str, Any]) -> Iterator[_Placed]:
        if self.importance == "derived":
            for item in self.items:
                products = counted[item].products
                figure = _correlation(products, plan.level)
                yield _Placed(figure, products.n, {"incomplete": tally.rows - products.n}, "complete cases")
        elif self.importance == "drivers":
            products = counted["all"].products
            missing = {"incomplete": tally.rows - products.n}
            for figure in _shares(products, len(self.items)):
                yield _Placed(figure, products.n, missing, "complete cases")
        else:
            for stated in self.stated:
                if isinstance(stated, str):
                    yield _answered(items_of(plan, (stated,))[0], reader, plan, "priority_importance")
                else:
                    value = float(stated)
                    figure = Figure(
                        "priority_importance", "score", value, {"given": stated}, "given", GIVEN, None,
                        NO_INTERVAL_GIVEN,
                    )  # fmt: skip
                    yield _Placed(figure, tally.rows, {}, "respondents", Fraction(str(stated)))

    def _crosshair(self, place: int, placed: Sequence[_Placed]) -> Figure:
        """Where the line stands: 0 of performance, 1 of importance."""
        metric = ("crosshair_performance", "crosshair_importance")[place]
        unit = placed[0].figure.unit if placed else "score"
        if not isinstance(self.crosshair, str):
            given = self.crosshair[place]
            return Figure(metric, unit, float(given), {"given": given}, "given", MATRIX, None, CROSSHAIR)
        if self.crosshair == "midpoints":
            return Figure(metric, unit, 50.0, {"low": 0, "high": 100}, "(low + high) / 2", MATRIX, None, CROSSHAIR)
        if not placed:
            return Figure(metric, unit, None, {}, "", MATRIX, None, UNPLACED, (UNPLACED,))
        k, exact = len(placed), [one.exact for one in placed if one.exact is not None]
        if len(exact) == k:
            total = float(sum(exact, Fraction()))
            value = float(sum(exact, Fraction()) / k)
        else:
            total = fsum(one.value or 0.0 for one in placed)
            value = total / k
        return Figure(metric, unit, value, {"sum": total, "k": k}, "sum / k", MATRIX, None, CROSSHAIR)

    def _quadrant(self, performance: _Placed, importance: _Placed, lines: Sequence[Figure]) -> dict[str, str]:
        """The quadrant of an item, and whether it would stay in it anywhere in the intervals of both figures."""
        high = [(one.value or 0.0) >= (line.value or 0.0) for one, line in zip((performance, importance), lines,
                                                                              strict=True)]  # fmt: skip
        states = [_side(one, line) for one, line in zip((performance, importance), lines, strict=True)]
        settled = "no" if "no" in states else "unknown" if "unknown" in states else "yes"
        return {"quadrant": QUADRANTS[high[1], high[0]], "settled": settled}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure of an item with its base; ``exact``: its value before rounding, where that is a ratio of integers."""

    figure: Figure
    n: int
    missing: Mapping[str, int]
    people: str
    exact: Fraction | None = None

    @property
    def value(self) -> float | None:
        return self.figure.value


def _numbers(told: Sequence[Any]) -> tuple[float, float]:
    numbers = [one for one in told if isinstance(one, int | float) and not isinstance(one, bool) and isfinite(one)]
    if len(told) != 2 or len(numbers) != 2:
        raise InputError("A crosshair is means, midpoints, or two numbers: performance, importance.")
    return numbers[0], numbers[1]


def _side(placed: _Placed, line: Figure) -> str:
    """Whether the interval of a figure lies on one side of the cross-hair: yes, no, or unknown without an interval."""
    interval: Interval | None = placed.figure.interval
    if placed.figure.no_interval_because == NO_INTERVAL_GIVEN:
        return "yes"
    if placed.figure.no_interval_because == NO_INTERVAL_LMG:
        return "unknown"
    if interval is None or line.value is None or interval.low <= line.value <= interval.high:
        return "no"
    return "yes"


def _answered(item: Item, reader: Reader, plan: Plan, metric: str) -> _Placed:
    """The mean of an item on 0-100, over all who answered it."""
    answering = reader.answering(item, WHOLE_FILE)
    found = on_100(Answered(item, answering.counts, plan.level))
    figure = mean_of(metric, found, plan.level, ON_100, NO_ANSWERS)
    return _Placed(figure, found.n, answering.missing, "answers", found.mean if found.n else None)


def _correlation(products: Any, level: float) -> Figure:
    """The correlation of the second item of these products with the first."""
    ss = variations(products)
    counts = {"with_outcome_ss": ss[0][1], "item_ss": ss[1][1], "outcome_ss": ss[0][0]}
    formula = "with_outcome_ss / sqrt(item_ss * outcome_ss)"
    try:
        value = correlation(ss[0][1], ss[0][0], ss[1][1])
    except UndeterminedError:
        why = CONSTANT if products.n > 1 else FEW_PAIRS.format(of=2, n=products.n)
        return Figure("priority_importance", "ratio", None, counts, "", CORRELATION, None, why, (why,))
    interval = fisher(value, products.n, level) if products.n > 3 and abs(value) < 1 else None
    because = None if interval else NO_FISHER
    return Figure("priority_importance", "ratio", value, counts, formula, CORRELATION, interval, because)


def _shares(products: Any, k: int) -> Iterator[Figure]:
    """The LMG share of each item but the first, which is the outcome."""
    try:
        parts = lmg(products).tolist()
        r2 = fsum(parts)
    except UndeterminedError:
        parts, r2 = [], 0.0
    if not r2:
        for _ in range(k):
            yield Figure("priority_importance", "ratio", None, {}, "", LMG, None, UNDETERMINED, (UNDETERMINED,))
        return
    for part in parts:
        counts = {"lmg": part, "r2": r2}
        yield Figure("priority_importance", "ratio", part / r2, counts, "lmg / r2", LMG, None, NO_INTERVAL_LMG)


def _stated(items: Sequence[Item], settling: Settling, where: str) -> tuple[str | int | float, ...]:
    """For each item what the plan says of its importance; all of one kind."""
    found: list[str | int | float] = []
    for item in items:
        if item.importance is None:
            raise InputError(
                f'{where}: the plan does not say how important "{plain(item.header)}" is. Write importance in its '
                "[[item]]: the id of the item that asks for it, or a number."
            )
        found.append(item.importance)
    asked = [settling.item(name, where).id for name in found if isinstance(name, str)]
    if asked and len(asked) < len(items):
        raise InputError(f"{where}: some importances are asked for and some are numbers. Make all of one kind.")
    return tuple(asked) if asked else tuple(found)
