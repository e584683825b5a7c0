"""The lines of a banner table for one item: shares of answers, boxes, a net score, a mean; and how each is tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from csat.analysis.compare.means import welch_t
from csat.analysis.compare.nets import net_z
from csat.analysis.compare.shares import pooled_z
from csat.analysis.compare.tested import Tested, told
from csat.intervals import adjusted_wald_of_two, newcombe, welch
from csat.metrics import boxes_of
from csat.metrics.figure import Answered, Figure
from csat.metrics.mean import moments
from csat.plan import Item

MOST_POINTS = 11
"""Of a longer scale the answers have no lines of their own."""

SHARE_SOURCE = "column proportions: z of two shares, variance pooled, two-sided"
NET_SOURCE = "z of the difference, with the variances of its adjusted Wald interval"
MEAN_SOURCE = "Welch (1947), Biometrika 34"
NOT_FOR_P = "It is a probability."

Counts = Sequence[int]
"""Answers of a column by position on the scale, lowest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table. ``name``: a point of the scale (``5``), or ``top``, ``bottom``, ``middle``, ``nps``, ``mean``;
    of a share ``low`` and ``high`` are the positions that count, both included.
    """

    name: str
    kind: Literal["share", "nps", "mean"]
    low: int = 0
    high: int = 0


def lines_of(item: Item) -> Iterator[Line]:
    """The lines of an item, its highest answer first."""
    boxes = boxes_of(item)
    if item.measure != "nps" and item.scale.last < MOST_POINTS:
        for position in range(item.scale.last, -1, -1):
            yield Line(item.scale.name(position), "share", position, position)
    if item.measure == "nps":
        yield Line("top", "share", *boxes.top)
        yield Line("middle", "share", boxes.bottom[1] + 1, boxes.top[0] - 1)
        yield Line("bottom", "share", *boxes.bottom)
        yield Line("nps", "nps")
        return
    if item.measure == "ces" or item.boxes is not None:
        yield Line("top", "share", *boxes.top)
    if item.measure == "csat" and item.boxes is not None:
        yield Line("bottom", "share", *boxes.bottom)
    yield Line("mean", "mean")


def compared(line: Line, item: Item, one: Counts, other: Counts) -> Tested | None:
    """The test of no difference between two columns, two-sided; None where there is nothing that varies."""
    first, second = Answered(item, one, 0), Answered(item, other, 0)
    if line.kind == "share":
        at = line.low, line.high
        return pooled_z((first.between(at), first.base), (second.between(at), second.base))
    if line.kind == "nps":
        return net_z(_net(first), _net(second))
    return welch_t(moments(first.distribution()), moments(second.distribution()))


def source_of(line: Line) -> str:
    """Of the test."""
    return {"share": SHARE_SOURCE, "nps": NET_SOURCE, "mean": MEAN_SOURCE}[line.kind]


def difference(line: Line, item: Item, one: Counts, other: Counts, level: float) -> Figure:
    """The first column minus the second, with the interval of two independent samples."""
    first, second = Answered(item, one, level), Answered(item, other, level)
    n, m = first.base, second.base
    if line.kind == "share":
        a, b = (answered.between((line.low, line.high)) for answered in (first, second))
        return Figure(
            "banner_share", "points", float(100 * (Fraction(a, n) - Fraction(b, m))),
            told(top_1=a, base_1=n, top_2=b, base_2=m), "100 * (top_1 / base_1 - top_2 / base_2)",
            "difference of shares; interval: Newcombe (1998), Statistics in Medicine 17", newcombe(a, n, b, m, level),
        )  # fmt: skip
    if line.kind == "nps":
        (a, b, _), (c, d, _) = _net(first), _net(second)
        return Figure(
            "banner_nps", "points", float(100 * (Fraction(a - b, n) - Fraction(c - d, m))),
            told(up_1=a, down_1=b, base_1=n, up_2=c, down_2=d, base_2=m),
            "100 * ((up_1 - down_1) / base_1 - (up_2 - down_2) / base_2)",
            "difference of net scores; interval: Rocks (2016), The American Statistician 70, of two samples",
            adjusted_wald_of_two((a, b, n), (c, d, m), level),
        )  # fmt: skip
    found, others = moments(first.distribution()), moments(second.distribution())
    assert found.variance is not None, "columns that are tested have two answers"
    assert others.variance is not None, "columns that are tested have two answers"
    apart = found.mean - others.mean
    counts = told(sum_1=Fraction(found.sum), base_1=n, sum_2=Fraction(others.sum), base_2=m)
    interval = welch(apart, found.variance, n, others.variance, m, level)
    source = "difference of means; interval: Welch (1947), Biometrika 34"
    return Figure("banner_mean", "score", float(apart), counts, "sum_1 / base_1 - sum_2 / base_2", source, interval)


def _net(answered: Answered) -> tuple[int, int, int]:
    found = boxes_of(answered.item)
    return answered.between(found.top), answered.between(found.bottom), answered.base
