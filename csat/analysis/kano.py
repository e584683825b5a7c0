"""Kano's method: what a feature does for satisfaction, from a question that supposes it and one that misses it.

Both are answered by: I like it, it must be so, I do not care, I can live with it, I dislike it. The pair of answers of
each respondent is a category by the usual table (Kano et al. 1984; Berger et al. 1993, Center for Quality of
Management Journal 2), and a feature is of the category that most respondents give it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import Any, ClassVar

from csat.accumulators.patterns import Patterns
from csat.analysis.analysis import Entry, Settling
from csat.analysis.told import NOBODY, also_scored, estimate, id_of, items_of, one_of, pairs_of
from csat.errors import InputError
from csat.intervals import wilson
from csat.io.text import plain
from csat.metrics.figure import Figure
from csat.plan import Plan
from csat.results import Estimate, Interval
from csat.tally import Tally

SOURCE = (
    "evaluation table of Kano et al. (1984), as in Berger et al. (1993), Center for Quality of Management Journal 2"
)
SHARE = f"{SOURCE}; interval: Wilson (1927), JASA 22"
COEFFICIENT = "Berger et al. (1993), Center for Quality of Management Journal 2; interval: Wilson (1927), JASA 22"
STRENGTH = "category strength, Lee and Newcomb (1997), Quality Management Journal 4"
TURNED = "Wilson score, told below 0"
NO_STRENGTH = "The two commonest categories are chosen by the answers themselves, so their distance has no interval."
TIE = "Two categories or more are equally common; the feature is of none of them."
NOT_APART = "The two commonest categories are not clearly apart (Fong test), so the category may be chance."
NO_CATEGORY = "It is not defined: nobody's answers are attractive, one-dimensional, must-be or indifferent."

CATEGORIES: Mapping[str, str] = {
    "M": "must-be",
    "O": "one-dimensional",
    "A": "attractive",
    "I": "indifferent",
    "R": "reverse",
    "Q": "questionable",
}
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Rows: the answer where the feature is there, from liking to disliking; columns: where it is missing."""

LIKE_FIRST, DISLIKE_FIRST = "like first", "dislike first"
_FONG = 1.65


@dataclass(frozen=True, slots=True)
class Kano:
    """Features as (functional item, dysfunctional item, name). ``order``: which end of the answers is liking."""

    kind: ClassVar[str] = "kano"
    features: tuple[tuple[str, str, str], ...]
    order: str
    name: str = "Kano"
    id: str = ""

    def __post_init__(self) -> None:
        one_of(self.order, (LIKE_FIRST, DISLIKE_FIRST), f'[[kano]] "{plain(self.name)}": order')

    @classmethod
    def of_entry(cls, entry: Entry) -> Kano:
        features = pairs_of(entry["features"], "[[kano]] features")
        return cls(features, entry["order"], entry.get("name", "Kano"), entry.get("id", ""))

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "order": self.order, "features": [list(f) for f in self.features]}

    def columns(self) -> Sequence[str]:
        return [name for functional, dysfunctional, _ in self.features for name in (functional, dysfunctional)]

    def settled(self, settling: Settling) -> Kano:
        where = f'[[kano]] "{self.name}"'
        features = []
        for functional, dysfunctional, name in self.features:
            pair = settling.item(functional, where), settling.item(dysfunctional, where)
            for item in pair:
                if item.scale.last != 4:
                    raise InputError(
                        f'{where}: "{plain(item.header)}" is on {item.scale}; the answers of Kano\'s method are five, '
                        'from "I like it" to "I dislike it". Declare a scale of five points, such as 1-5.'
                    )
                if item.reverse:
                    raise InputError(
                        f'{where}: "{plain(item.header)}" is reversed. Take that out, and say by order which end of '
                        "the answers is liking."
                    )
            if pair[0].column == pair[1].column:
                raise InputError(f'{where}: both questions of a feature are column "{plain(pair[0].header)}".')
            features.append((pair[0].id, pair[1].id, " ".join(name.split()) or plain(pair[0].header)))
        ids = [functional for functional, _, _ in features]
        if len(set(ids)) < len(ids):
            raise InputError(f"{where}: two features have the same functional item. Name each once.")
        return replace(self, features=tuple(features), id=self.id or id_of(self.name, self.kind, settling))

    def tallies(self, plan: Plan) -> Mapping[str, Patterns]:
        return {one: Patterns(items_of(plan, (one, other)), complete=True) for one, other, _ in self.features}

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        for functional, dysfunctional, name in self.features:
            counts = self.categories(counted[functional])
            n = sum(counts.values())
            about = {"kano": self.name, "feature": name, "functional": functional, "dysfunctional": dysfunctional}
            told = {**about, "category": ", ".join(CATEGORIES[letter] for letter in commonest(counts))} if n else about
            incomplete = {"incomplete": tally.rows - n}
            (item,) = items_of(plan, [functional])
            for letter, category in CATEGORIES.items():
                figure = _share(category.replace("-", "_"), counts[letter], n, plan.level)
                id = f"{self.id}.{figure.metric}.{functional}"
                yield estimate(self.kind, id, figure, plan, n, incomplete, about, item)
            figure = _strength(counts)
            yield estimate(self.kind, f"{self.id}.kano_strength.{functional}", figure, plan, n, incomplete, told, item)
            kept = n - counts["R"] - counts["Q"]
            missing = incomplete | {"reverse": counts["R"], "questionable": counts["Q"]}
            for figure in _coefficients(counts, kept, plan.level):
                yield estimate(
                    self.kind, f"{self.id}.{figure.metric}.{functional}", figure, plan, kept, missing, about, item
                )

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        yield from also_scored(plan, self.columns(), "features by Kano's method")

    def categories(self, pairs: Patterns) -> dict[str, int]:
        """How many respondents' pairs of answers are of each category."""
        found = dict.fromkeys(CATEGORIES, 0)
        rows, times = pairs.table()
        for (one, other), n in zip(rows.tolist(), times.tolist(), strict=True):
            place = (one, other) if self.order == LIKE_FIRST else (4 - one, 4 - other)
            found[TABLE[place[0]][place[1]]] += n
        return found


def commonest(counts: Mapping[str, int]) -> list[str]:
    """The category that most respondents give; several where they are equally common."""
    most = max(counts.values())
    return [letter for letter, n in counts.items() if n == most]


def not_apart(first: int, second: int, n: int) -> bool:
    """Fong's test: |a − b| < 1.65·√((a + b)(2n − a − b)/2n), two-sided at 10 %. Fong (1996), CQM Journal 5."""
    return abs(first - second) < _FONG * sqrt((first + second) * (2 * n - first - second) / (2 * n))


def _share(name: str, count: int, n: int, level: float) -> Figure:
    metric, counts, formula = f"kano_{name}", {name: count, "base": n}, f"100 * {name} / base"
    if not n:
        return Figure(metric, "percent", None, counts, formula, SHARE, None, NOBODY, (NOBODY,))
    return Figure(metric, "percent", float(Fraction(100 * count, n)), counts, formula, SHARE, wilson(count, n, level))


def _strength(counts: Mapping[str, int]) -> Figure:
    """How far the commonest category is before the next, in points."""
    n = sum(counts.values())
    first, second, *_ = sorted(counts.values(), reverse=True)
    told, formula = {"commonest": first, "second": second, "base": n}, "100 * (commonest - second) / base"
    if not n:
        return Figure("kano_strength", "points", None, told, formula, STRENGTH, None, NOBODY, (NOBODY,))
    notes = (TIE,) if first == second else (NOT_APART,) if not_apart(first, second, n) else ()
    value = float(Fraction(100 * (first - second), n))
    return Figure("kano_strength", "points", value, told, formula, STRENGTH, None, NO_STRENGTH, notes)


def _coefficients(counts: Mapping[str, int], kept: int, level: float) -> Iterator[Figure]:
    """Better (A + O) and worse −(O + M), in percent of those in A, O, M or I."""
    for metric, letters, sign in (("kano_better", "AO", 1), ("kano_worse", "OM", -1)):
        name = "satisfied_if_there" if sign > 0 else "dissatisfied_if_missing"
        count = sum(counts[letter] for letter in letters)
        told, formula = {name: count, "base": kept}, f"{'100' if sign > 0 else '-100'} * {name} / base"
        if not kept:
            yield Figure(metric, "percent", None, told, formula, COEFFICIENT, None, NO_CATEGORY, (NO_CATEGORY,))
            continue
        interval = wilson(count, kept, level)
        if sign < 0:
            interval = Interval(0.0 - interval.high, 0.0 - interval.low, level, TURNED)  # and no -0.0
        yield Figure(metric, "percent", float(Fraction(sign * 100 * count, kept)), told, formula, COEFFICIENT, interval)
