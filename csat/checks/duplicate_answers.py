"""Rows that answer every question alike, and could hardly do so by chance."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import log

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.repeats import Pile, Repeats
from csat.checks.survey import NO_ANSWER, Glance, Survey, marks_of
from csat.plan import Scale

LONG = 20
"""Characters of a comment from which it is no accident that two respondents write the same."""

RULE = (
    "All items and comments as in an earlier row, and more than chance: with a comment of {characters} characters or "
    "more, or with varied answers of which, were they shuffled among the items of one scale, fewer than {expected} "
    "such pairs would be expected."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs two items, or an item and a comment."""
    if len(survey.items) + len(survey.comments) < 2 or not survey.items:
        return "there are fewer than two questions to compare"
    return _Answers(survey, settings.threshold)


class _Answers(Watch):
    """Twenty-one bytes a row: what was answered, which answers in any order, in how many orders they could stand.

    Of respondents who gave the same points as often as each other, a share of 1 in ``orders`` gives them in the same
    order, if all orders are as likely. They are not quite, so the threshold is far below any usual level.
    """

    def __init__(self, survey: Survey, threshold: Fraction) -> None:
        self._survey, self._threshold = survey, threshold
        self._comments = {use.column: survey.various(use) for use in survey.comments}
        self.columns = [*(item.column for item in survey.items), *self._comments]
        self._items = [item.column for item in survey.items]
        by_scale: dict[Scale, list[int]] = {}
        for item in survey.items:
            by_scale.setdefault(item.scale, []).append(item.column)
        self._scales = [(marks_of(f"scale {scale}", scale), columns) for scale, columns in by_scale.items()]
        self._log_factorial = np.cumsum(np.log(np.maximum(np.arange(len(survey.items) + 1), 1)))
        self._same, self._mixed = Pile(np.uint64), Pile(np.uint64)
        self._orders, self._told = Pile(np.float32), Pile(np.bool_)

    def look(self, glance: Glance) -> None:
        same = glance.pattern(self._items).copy()
        mixed: NDArray[np.uint64] = np.zeros(glance.rows, np.uint64)
        orders: NDArray[np.float64] = np.zeros(glance.rows)
        valid = np.zeros(glance.rows, np.bool_)
        everyone = np.arange(glance.rows)
        for points, items in self._scales:
            counts: NDArray[np.uint16] = np.zeros((len(points), glance.rows), np.uint16)
            for column in items:
                given = glance.answers(column) >= 0
                at = glance.answers(column).astype(np.intp) + len(NO_ANSWER)
                mixed += np.where(
                    given, points[at], glance.item_marks(column)[at]
                )  # what was left out stays in its place
                counts[at, everyone] += given
                valid |= given
            orders += self._log_factorial[counts.sum(axis=0)]
            for some in counts:
                orders -= self._log_factorial[some]
        long = np.zeros(glance.rows, np.bool_)
        for column, free in self._comments.items():
            said = glance.marks(column, str(column))
            same += said
            mixed += said
            if free:
                long |= glance.by_text("long", column, lambda text: len(" ".join(text.split())) >= LONG, np.bool_)
        self._same.add(np.where(valid, same | np.uint64(1), np.uint64(0)))
        self._mixed.add(mixed | np.uint64(1))
        self._orders.add(orders)
        self._told.add(long)

    def found(self) -> Iterator[Found]:
        same = self._same.whole()
        repeats = Repeats(same)
        together = Repeats(self._mixed.whole(), same != 0)
        company: NDArray[np.float64] = np.zeros(len(same))
        company[together.among] = together.sizes()
        pairs = np.maximum(company * (company - 1) / 2, 1)
        unlikely = np.log(pairs) - self._orders.whole() < log(self._threshold)
        unlikely = (unlikely | self._told.whole()) & (company > 1)
        flagged = Repeats(same, unlikely)
        rows = flagged.rows
        natural = len(repeats.rows) - len(rows)
        notes = []
        if len(rows):
            notes.append(f"{flagged.count:,} {'set' if flagged.count == 1 else 'sets'} of answers; the first row of "
                         "each is no repeat.")  # fmt: skip
        if natural:
            more = " more" if len(rows) else ""
            again = "row repeats" if natural == 1 else "rows repeat"
            notes.append(
                f"{natural:,}{more} {again} an earlier one as so few, or such even, answers do by chance: not flagged."
            )
        yield Found(
            "All answers as in an earlier row",
            RULE.format(characters=LONG, expected=f"{float(self._threshold):.12f}".rstrip("0").rstrip(".")),
            len(rows),
            len(repeats.among),
            len(rows) > 0,
            rows=rows,
            columns=tuple(self.columns),
            groups=flagged.groups(),
            notes=tuple(notes),
        )


CHECK = Check(
    "All answers as in an earlier row",
    "Slomczynski, Powalko and Krauze (2017), Survey Research Methods 11; Sarracino and Mikucka (2017), the same volume",
    begin,
    Fraction(1, 100_000),
    "how many pairs of rows that agree by chance are still too many to be flagged",
    low=1e-12,
    high=1000.0,
    excludes=True,
)
