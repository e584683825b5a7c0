"""Net Promoter Score: promoters (9-10) minus detractors (0-6) of a 0-10 recommendation item."""

from __future__ import annotations

from collections.abc import Iterator

from csat.metrics.figure import Answered, Boxes, Figure
from csat.metrics.top_box import net, share
from csat.plan import Item

SOURCE = "Reichheld (2003), Harvard Business Review 81; interval: Rocks (2016), The American Statistician 70"


def boxes(item: Item) -> Boxes:
    """Detractors and promoters, by position on 0-10."""
    return Boxes((0, 6), (9, 10))


def nps(answered: Answered) -> Iterator[Figure]:
    """The score in points, and the three shares."""
    found = boxes(answered.item)
    promoters, detractors = answered.between(found.top), answered.between(found.bottom)
    yield net("nps", ("promoters", "detractors"), promoters, detractors, answered, SOURCE)
    yield share("nps_promoters", "promoters", promoters, answered)
    yield share("nps_passives", "passives", answered.base - promoters - detractors, answered)
    yield share("nps_detractors", "detractors", detractors, answered)
