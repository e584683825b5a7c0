"""Respondents who were much faster than most."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.durations import BARE, CLOCK, seconds, whole_time
from csat.checks.finding import Found
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey

FEWEST = 10
RULE = "A duration below {threshold} of the median of {whom}; bare numbers count in the unit that the column has."


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column of durations."""
    use = whole_time(survey.uses("duration"), survey.named)
    if use is None:
        return "no column holds durations"
    return Speeders(survey, use.column, settings.threshold)


class Speeders(Watch):
    """Nine bytes a row."""

    def __init__(self, survey: Survey, column: int, threshold: Fraction) -> None:
        self._survey, self._column, self._threshold = survey, column, threshold
        self.columns = [column]
        if survey.layout.unfinished:
            self.columns.append(survey.layout.unfinished[0])
        self._lengths = {how: Pile(np.float64) for how in (BARE, CLOCK)}
        self._finished = Pile(np.bool_)
        self._filled = 0

    def look(self, glance: Glance) -> None:
        self._filled += int(glance.filled(self._column).sum())
        for how, lengths in self._lengths.items():
            lengths.add(glance.by_text(how, self._column, partial(_length, how), np.float64))
        stopped = glance.unfinished
        self._finished.add(np.ones(glance.rows, np.bool_) if stopped is None else ~stopped)

    def found(self) -> Iterator[Found]:
        # Bare numbers and times of a clock cannot be compared: the commoner way is the column's.
        lengths = max((pile.whole() for pile in self._lengths.values()), key=lambda some: int((~np.isnan(some)).sum()))
        known = ~np.isnan(lengths) & self._finished.whole()
        base = int(known.sum())
        title = f"Much faster than most, by column {self._survey.name(self._column)}"
        whom = "those who finished" if self._survey.layout.unfinished else "all"
        rule = RULE.format(threshold=_said(self._threshold), whom=whom)
        unread = self._filled - int((~np.isnan(lengths)).sum())
        notes = [f"{unread:,} cells are no durations, or written in another way than the others."] if unread else []
        if base < FEWEST:
            why = f"a median needs {FEWEST} durations, and there are {base}"
            yield Found(title, rule, 0, base, False, columns=(self._column,), notes=tuple(notes), why=why)
            return
        median = float(np.median(lengths[known]))
        fast: NDArray[np.bool_] = known & (lengths * self._threshold.denominator < median * self._threshold.numerator)
        rows = np.flatnonzero(fast)
        notes.insert(0, f"The median is {median:.6g}.")
        yield Found(title, rule, len(rows), base, len(rows) > 0, rows=rows, columns=(self._column,), notes=tuple(notes))


def _length(how: str, text: str) -> float:
    found = seconds(text)
    return found[1] if found and found[0] == how else np.nan


def _said(share: Fraction) -> str:
    return "a third" if share == Fraction(1, 3) else "half" if share == Fraction(1, 2) else f"{float(share):.3g}"


CHECK = Check(
    "Much faster than most",
    "Greszki, Meyer and Schoen (2015), Public Opinion Quarterly 79; Leiner (2019), Survey Research Methods 13",
    begin,
    Fraction(1, 3),
    "share of the median duration below which a respondent was too fast",
    low=0.05,
    high=0.9,
    excludes=True,
)
