"""Customer effort score: the mean of an effort or ease item, and the share who found it easy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from csat.metrics.figure import Answered, Boxes, Figure
from csat.metrics.mean import mean
from csat.metrics.top_box import share
from csat.plan import Item

SOURCES = {
    "ces2": "CES 2.0, 1-7 agreement, high is easy: CEB (2013), The Effortless Experience",
    "ces1": "CES, 1-5 effort, low is easy: Dixon, Freeman and Toman (2010), Harvard Business Review 88",
    "ease": "ease item, high is easy",
}


def boxes(item: Item) -> Boxes:
    """The points on the hard and on the easy side of the middle; for ``ces1`` the low points are easy,
    unless the item is reversed.
    """
    last = item.scale.last
    below, above = (0, (last - 1) // 2), (last // 2 + 1, last)
    easy_low = item.variant == "ces1" and not item.reverse
    return Boxes(above, below) if easy_low else Boxes(below, above)


def ces(answered: Answered) -> Iterator[Figure]:
    """Mean (t interval), standard deviation and the share on the easy side of the middle (Wilson)."""
    source = SOURCES[answered.item.variant or "ease"]
    for figure in mean(answered, "ces"):
        yield replace(figure, source=f"{source}; {figure.source}") if figure.metric == "ces" else figure
    easy = answered.between(boxes(answered.item).top)
    yield share("ces_easy", "easy", easy, answered, f"{source}; interval: Wilson (1927), JASA 22")
