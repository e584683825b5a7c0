"""Early against late respondents: late ones stand in for those who never answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.dates import NO_TIME
from csat.checks.finding import Found
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.intervals import newcombe, welch
from csat.metrics import boxes_of
from csat.metrics.figure import Answered, Boxes, whole
from csat.metrics.mean import Moments, moments
from csat.plan import Item, Use
from csat.results import Count, Estimate, Interval

FEWEST = 30
TITLE = "Early against late respondents"
RULE = (
    "The figure of the last third by date less that of the first third, rows of one moment together; flagged where 0 "
    "is outside its interval, at {level:.4g} %{together}."
)
SOURCE = "Armstrong and Overton (1977), Journal of Marketing Research 14"


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column of dates and an item with a figure."""
    use = survey.dates.answered
    items = [item for item in survey.plan.items if _compared(survey, item)]
    if use is None:
        return "no column holds dates"
    if not items:
        return "no item has a figure of its own"
    return _EarlyLate(survey, use, items)


def _compared(survey: Survey, item: Item) -> bool:
    """Whether it has a headline figure; a column scored as two measures is compared where both read it alike."""
    if item.measure == "part" or (item.measure == "csat" and item.boxes is None):
        return False
    return item.scale == survey.plan.item_of[item.column].scale


class _EarlyLate(Watch):
    """Eight bytes a row; then the counts of two thirds."""

    def __init__(self, survey: Survey, use: Use, items: Sequence[Item]) -> None:
        self._survey, self._use, self._items = survey, use, items
        self.columns = [use.column]
        self._pass = 0
        self._moments = Pile(np.int64)
        self._cuts: tuple[int, int] | None = None
        self._why = ""
        self._known = 0
        self._counts = {item.column: np.zeros((2, item.scale.last + 1), np.int64) for item in items}

    def look(self, glance: Glance) -> None:
        dates, column = self._survey.dates, self._use.column
        if self._pass == 0:
            glance.learn_dates(column, dates)
        elif self._pass == 1:
            self._moments.add(glance.moments(column, dates))
        elif self._cuts:
            moments = glance.moments(column, dates)
            early = (moments != NO_TIME) & (moments <= self._cuts[0])
            late = moments >= self._cuts[1]
            for item_column, counts in self._counts.items():
                answers = glance.answers(item_column)
                for third, rows in enumerate((early, late)):
                    given = answers[rows]
                    counts[third] += np.bincount(given[given >= 0], minlength=counts.shape[1])

    def again(self) -> bool:
        self._pass += 1
        if self._pass == 1:
            doubt = self._survey.dates.doubt(self._use.column)
            self._why = f"its dates are in doubt: {doubt}" if doubt else ""
            return not doubt
        if self._pass == 2:
            self._cuts = self._thirds(self._moments.whole())
            self.columns = [self._use.column, *self._counts]
            return self._cuts is not None
        return False

    def _thirds(self, moments: NDArray[np.int64]) -> tuple[int, int] | None:
        """The last moment of the first third and the first of the last; None where they cannot be told apart."""
        known = np.sort(moments[moments != NO_TIME])
        self._known = len(known)
        if len(known) < FEWEST:
            self._why = f"it needs {FEWEST} rows with a date, and there are {len(known)}"
            return None
        third = len(known) // 3
        cuts = int(known[third - 1]), int(known[len(known) - third])
        if cuts[0] >= cuts[1]:
            self._why = "too many rows have the same date for a first and a last third"
            return None
        return cuts

    def found(self) -> Iterator[Found]:
        plan = self._survey.plan
        title = f"{TITLE}, by column {self._survey.name(self._use.column)}"
        pairs = [(item, self._thirds_of(item)) for item in self._items]
        enough = [
            (item, thirds) for item, thirds in pairs if min(t.base for t in thirds) >= max(plan.suppress_below, 2)
        ]
        together = f" for all {len(enough)} figures together (Bonferroni)" if len(enough) > 1 else ""
        rule = RULE.format(level=100 * plan.level, together=together)
        if self._why or not enough:
            why = self._why or "no item has enough answers in both thirds"
            yield Found(title, rule, 0, 0, False, "figures", columns=(self._use.column,), why=why)
            return
        level = 1 - (1 - plan.level) / len(enough)
        estimates = [_difference(item, early, late, level) for item, (early, late) in enough]
        outside = [e for e in estimates if (i := e.interval) and not i.low <= 0 <= i.high]
        columns = {e.column for e in outside}
        notes = (
            [f"{len(pairs) - len(enough)} items have too few answers in a third."] if len(enough) < len(pairs) else []
        )
        if outside:
            notes.append("Those who answer late are often like those who never do: the figures may be biased.")
        yield Found(
            title,
            rule,
            len(outside),
            len(estimates),
            len(outside) > 0,
            "figures",
            columns=tuple(dict.fromkeys(item.column for item, _ in enough if item.header in columns)),
            estimates=tuple(estimates),
            notes=tuple(notes),
        )

    def _thirds_of(self, item: Item) -> tuple[Answered, Answered]:
        counts = self._counts[item.column].tolist()
        if item.reverse:
            counts = [third[::-1] for third in counts]
        return Answered(item, counts[0], 0), Answered(item, counts[1], 0)


def _difference(item: Item, early: Answered, late: Answered, level: float) -> Estimate:
    """Late less early of the item's headline figure, as of two independent samples."""
    boxes = boxes_of(item)
    thirds = {"early": early, "late": late}
    counts: dict[str, Count] = {f"{name}_base": third.base for name, third in thirds.items()}
    if item.measure == "csat":
        tops = {f"{name}_top": third.between(boxes.top) for name, third in thirds.items()}
        early_top, late_top = tops.values()
        return _estimate(
            item, "points",
            100 * (Fraction(late_top, late.base) - Fraction(early_top, early.base)),
            newcombe(late_top, late.base, early_top, early.base, level),
            {**counts, **tops},
            "100 * (late_top / late_base - early_top / early_base)",
        )  # fmt: skip
    if item.measure == "nps":
        for name, third in thirds.items():
            counts[f"{name}_promoters"], counts[f"{name}_detractors"] = (
                third.between(boxes.top),
                third.between(boxes.bottom),
            )
        first, last = (_net(third, boxes) for third in (early, late))
        formula = (
            "100 * ((late_promoters - late_detractors) / late_base - (early_promoters - early_detractors) / early_base)"
        )
        return _estimate(item, "points", last.mean - first.mean, _welch(first, last, level), counts, formula)
    first, last = moments(early.distribution()), moments(late.distribution())
    counts |= {"early_sum": whole(first.sum), "late_sum": whole(last.sum)}
    formula = "late_sum / late_base - early_sum / early_base"
    return _estimate(item, "score", last.mean - first.mean, _welch(first, last, level), counts, formula)


def _net(third: Answered, boxes: Boxes) -> Moments:
    """Promoters as 100, detractors as -100, the others as 0: their mean is the score."""
    up, down = third.between(boxes.top), third.between(boxes.bottom)
    return moments({100: up, 0: third.base - up - down, -100: down})


def _welch(first: Moments, last: Moments, level: float) -> Interval | None:
    v, w = first.variance, last.variance
    if v is None or w is None or not (v or w):
        return None
    return welch(last.mean - first.mean, w, last.n, v, first.n, level)


def _estimate(
    item: Item, unit: str, value: Fraction, interval: Interval | None, counts: dict[str, Count], formula: str
) -> Estimate:  # fmt: skip
    n = int(counts["early_base"] + counts["late_base"])
    return Estimate(
        f"{item.id}.{item.measure}.late_minus_early", f"{item.measure}_late_minus_early", unit, float(value), n,
        item.header, interval=interval,
        no_interval_because=None if interval else "All answers of both thirds are the same.",
        n_eff=n, counts=counts, formula=formula, source=SOURCE,
    )  # fmt: skip


CHECK = Check(TITLE, SOURCE, begin)
