"""Charts: what the tables of a report tell, as blocks that a format may draw.

Lengths are shares of exact counts, turned into a float last; what is told beside them is rounded once, as in tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Literal

from csat.report.document import Bar, Chart, Point, Share, Text, words
from csat.report.figures import Entry
from csat.report.numbers import rounded
from csat.report.page import Page
from csat.results import Estimate

Side = Literal["low", "middle", "high"]
Kind = Literal["low", "middle", "high", "plain"]
SIDES: tuple[Side, ...] = ("low", "middle", "high")
_DETRACTORS = range(7)


def percent(page: Page, n: int, base: int) -> Text:
    """A share of counts, rounded once."""
    return page.language.percent(rounded(float(Fraction(100 * n, base)), page.figures.places["percent"]))


def side(item: Entry, point: float) -> Side:
    """Whether a point of an item's scale is of its bad end, its good end or between, by what counts as its top."""
    if _among(point, item["top"] or ()):
        return "high"
    if item["measure"] == "nps":
        return "low" if point in _DETRACTORS else "middle"
    return "low" if _among(item["scale"]["low"] + item["scale"]["high"] - point, item["top"] or ()) else "middle"


def _among(point: float, points: Sequence[float]) -> bool:
    return any(abs(point - other) < 1e-9 for other in points)  # tenths of a point are no exact doubles


def sides(item: Entry, distribution: Mapping[str, int]) -> dict[Side, int]:
    """How many answers are of each side; the middle only where the scale has one."""
    counts = dict.fromkeys(SIDES, 0)
    there: set[Side] = set()
    for point, n in distribution.items():
        found = side(item, float(point))
        there.add(found)
        counts[found] += n
    return {name: counts[name] for name in SIDES if name in there}


def side_name(page: Page, item: Entry, name: Side) -> Text:
    """What a side is called: dissatisfied, detractors, hard."""
    return words(page.language.label("sides", f"{item['measure']}_{name}"))


def stacked(page: Page, title: Text, items: Sequence[tuple[Entry, Estimate]]) -> Chart:
    """Items of one scale, each a bar from the bad answers to the good ones."""
    rows = []
    for item, head in items:
        shares = [
            Share(name, side_name(page, item, name), _share(n, head.n), percent(page, n, head.n))
            for name, n in sides(item, head.distribution or {}).items()
            if head.n
        ]
        rows.append(Bar(page.brief(item), shares))
    return Chart("stacked", title, rows)


def distribution(page: Page, item: Entry, head: Estimate, labels: Iterable[Text]) -> Chart:
    """How many gave each answer, a bar each; ``labels`` in the order of the scale."""
    rows = [
        Bar(label, [Share(_kind(item, point), label, _share(n, head.n), percent(page, n, head.n))])
        for label, (point, n) in zip(labels, (head.distribution or {}).items(), strict=True)
    ]
    return Chart("bars", page.say("distribution_of", name=page.brief(item)), rows)


def _kind(item: Entry, point: str) -> Kind:
    """The side of a point; none on a scale of which nothing counts as good."""
    return side(item, float(point)) if item["top"] else "plain"


def options(page: Page, title: Text, rows: Iterable[tuple[Text, int, int]]) -> Chart:
    """Options of a multiple choice by label, how many chose each, and the base."""
    bars = [
        Bar(label, [Share("plain", label, _share(n, base), percent(page, n, base))]) for label, n, base in rows if base
    ]
    return Chart("bars", title, bars)


def points(
    page: Page,
    title: Text,
    rows: Sequence[tuple[Text, Estimate | None]],
    item: Entry | None,
    target: float | None = None,
) -> Chart:
    """Figures of one unit with their intervals on one axis; withheld and undefined ones by their word alone."""
    made = [_point(page, label, estimate) for label, estimate in rows]
    told = [estimate for _, estimate in rows if estimate is not None]
    low, high = _axis(told, item)
    return Chart("points", title, made, low, high, target)


def _point(page: Page, label: Text, estimate: Estimate | None) -> Point:
    if estimate is None or estimate.value is None:
        return Point(label, None, None, None, page.value(estimate))
    interval = estimate.interval
    if interval is None:
        return Point(label, estimate.value, None, None, page.value(estimate))
    told = (*page.value(estimate), *words(" ("), *page.interval(estimate), *words(")"))
    return Point(label, estimate.value, interval.low, interval.high, told)


def _axis(estimates: Sequence[Estimate], item: Entry | None) -> tuple[float, float]:
    """The ends of what the figures can be: of their unit, or of the scale of their item."""
    unit = estimates[0].unit if estimates else "percent"
    if unit == "points":
        return -100, 100
    if unit == "score" and item is not None:
        return item["scale"]["low"], item["scale"]["high"]
    if unit == "ratio":
        ends = [end for e in estimates if e.value is not None for end in (e.value, e.interval.low if e.interval else 0)]
        return min([0, *(floor(end) for end in ends)]), 1
    return 0, 100


def _share(n: int, base: int) -> float:
    return float(Fraction(100 * n, base)) if base else 0.0


def one_target(page: Page, estimates: Iterable[Estimate]) -> float | None:
    """What all these figures are to reach, where that is one number."""
    bounds: dict[str, set[float]] = {}
    for target in page.record.targets:
        bound = target["at_least"] if target["at_least"] is not None else target["at_most"]
        bounds.setdefault(target["figure"], set()).add(bound)
    wanted = [bounds.get(estimate.id, set()) for estimate in estimates]
    every = set().union(*wanted)
    return float(every.pop()) if len(every) == 1 and all(wanted) else None
