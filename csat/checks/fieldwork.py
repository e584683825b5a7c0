"""Answers from outside the time in which the survey was in the field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.dates import NO_TIME, seconds_of
from csat.checks.finding import Found, Part
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.dates import read_period
from csat.plan import Use

RULE = "A date of answering before {first} or after {last}, the period that the plan gives; or one that is no date."
TITLE = "Answered outside the fieldwork"


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a period in the plan and a column of dates."""
    said = survey.plan.survey
    if "period" not in said:
        return "the plan gives no period ([survey] period)"
    use = survey.dates.answered
    if use is None:
        return "no column holds dates"
    first, last = read_period(said["period"], said.get("calendar"))  # of a plan file that was read without error
    return _Fieldwork(survey, use, first, last)


class _Fieldwork(Watch):
    """Eight bytes a row."""

    def __init__(self, survey: Survey, use: Use, first: date, last: date) -> None:
        self._survey, self._use, self._first, self._last = survey, use, first, last
        self.columns = [use.column]
        self._read = False
        self._moments = Pile(np.int64)
        self._filled = Pile(np.bool_)

    def look(self, glance: Glance) -> None:
        column = self._use.column
        if not self._read:
            glance.learn_dates(column, self._survey.dates)
            return
        self._moments.add(glance.moments(column, self._survey.dates))
        self._filled.add(glance.filled(column))

    def again(self) -> bool:
        first, self._read = not self._read, True
        return first and self._survey.dates.doubt(self._use.column) is None

    def found(self) -> Iterator[Found]:
        rule = RULE.format(first=self._first, last=self._last)
        title = f"{TITLE}, by column {self._survey.name(self._use.column)}"
        if doubt := self._survey.dates.doubt(self._use.column):
            yield Found(title, rule, 0, 0, False, columns=(self._use.column,), why=f"its dates are in doubt: {doubt}")
            return
        moments, filled = self._moments.whole(), self._filled.whole()
        known = moments != NO_TIME
        kinds: dict[str, NDArray[np.bool_]] = {
            f"before {self._first}": known & (moments < seconds_of(self._first)),
            f"after {self._last}": known & (moments >= seconds_of(self._last + timedelta(days=1))),
            "no date": filled & ~known,
        }
        rows = np.flatnonzero(np.logical_or.reduce(list(kinds.values())))
        base = int(filled.sum())
        blank = len(filled) - base
        yield Found(
            title,
            rule,
            len(rows),
            base,
            len(rows) > 0,
            rows=rows,
            columns=(self._use.column,),
            parts=tuple(Part(kind, int(hit.sum()), base, np.flatnonzero(hit)) for kind, hit in kinds.items()),
            notes=(f"{blank:,} {'row has' if blank == 1 else 'rows have'} no date.",) if blank else (),
        )


CHECK = Check(TITLE, "ISO 10004:2018, 7.3.4 and 7.4.2", begin, excludes=True)
