"""Customer satisfaction (CSAT): the share of answers in the top boxes, with bottom boxes and net."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csat.intervals import adjusted_wald, wilson
from csat.metrics.figure import NO_ANSWERS, Answered, Boxes, Figure
from csat.plan import Item

SOURCE = "top-box share; interval: Wilson (1927), JASA 22"
NET_SOURCE = "top minus bottom boxes; interval: Rocks (2016), The American Statistician 70"
NO_BOXES = "A scale of more than 11 points has no top boxes of its own; read the mean and the 0-100 score."


def boxes(item: Item) -> Boxes:
    """The outermost ``item.boxes`` points at each end of the scale."""
    count = item.boxes or 1
    return Boxes((0, count - 1), (item.scale.last - count + 1, item.scale.last))


def share(metric: str, name: str, count: int, answered: Answered, source: str = SOURCE) -> Figure:
    """The percentage of valid answers that are one of ``count``, with its Wilson interval."""
    counts, formula = {name: count, "base": answered.base}, f"100 * {name} / base"
    if not answered.base:
        return Figure(metric, "percent", None, counts, formula, source, None, NO_ANSWERS, (NO_ANSWERS,))
    value = float(Fraction(100 * count, answered.base))
    return Figure(metric, "percent", value, counts, formula, source, wilson(count, answered.base, answered.level))


def net(metric: str, names: tuple[str, str], up: int, down: int, answered: Answered, source: str) -> Figure:
    """Percentage points of one group minus those of another, with the adjusted Wald interval."""
    counts = {names[0]: up, names[1]: down, "base": answered.base}
    formula = f"100 * ({names[0]} - {names[1]}) / base"
    if not answered.base:
        return Figure(metric, "points", None, counts, formula, source, None, NO_ANSWERS, (NO_ANSWERS,))
    value = float(Fraction(100 * (up - down), answered.base))
    return Figure(
        metric, "points", value, counts, formula, source, adjusted_wald(up, down, answered.base, answered.level)
    )


def csat(answered: Answered) -> Iterator[Figure]:
    """CSAT, bottom boxes and net."""
    if answered.item.boxes is None:
        counts = {"base": answered.base}
        yield Figure("csat", "percent", None, counts, "", SOURCE, None, NO_BOXES, (NO_BOXES,))
        return
    found = boxes(answered.item)
    top, bottom = answered.between(found.top), answered.between(found.bottom)
    yield share("csat", "top", top, answered)
    yield share("csat_bottom", "bottom", bottom, answered)
    yield net("csat_net", ("top", "bottom"), top, bottom, answered, NET_SOURCE)
