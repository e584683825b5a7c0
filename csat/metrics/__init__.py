"""The metrics, one file each. A new metric is one file and one line in one of these dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from csat.metrics import ces, mean, nps, top_box
from csat.metrics.figure import Answered, Boxes, Figure
from csat.plan import Item, Measure

OF_MEASURE: Mapping[Measure, Sequence[Callable[[Answered], Iterator[Figure]]]] = {
    "csat": (top_box.csat, mean.mean, mean.score),
    "nps": (nps.nps,),
    "ces": (ces.ces,),
    "part": (),
}
"""What is computed from the counts of an item, by its measure."""

BOXES: Mapping[Measure, Callable[[Item], Boxes]] = {
    "csat": top_box.boxes,
    "nps": nps.boxes,
    "ces": ces.boxes,
    "part": top_box.boxes,
}
"""Which points of the scale count as the good and the bad end, by measure."""

HEADLINE: Mapping[Measure, str] = {"csat": "csat", "nps": "nps", "ces": "ces", "part": ""}
"""The metric that carries the item's distribution."""


def boxes_of(item: Item) -> Boxes:
    """The top and bottom groups of an item's scale."""
    return BOXES[item.measure](item)
