"""Answers that end before they begin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.dates import NO_TIME, Dates
from csat.checks.finding import Found
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.plan import NOT_NAMED, Use

RULE = "An end before the start."
TITLE = "Ended before it began"


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column of starts and one of ends."""
    start, end = survey.dates.start, survey.dates.end
    if start is None or end is None:
        return _unnamed(survey) or "no two columns hold start and end"
    return _Order(survey, start, end)


def _unnamed(survey: Survey) -> str | None:
    """Why, where columns are there that read like start and end, and the plan leaves them out."""
    uses = [use for use in survey.plan.uses if use.role == "date" or use.why == NOT_NAMED]
    dates = Dates(uses, (), (None, None))
    missing = [use for use in (dates.start, dates.end) if use is not None and use.why == NOT_NAMED]
    if dates.start is None or dates.end is None or not missing:
        return None
    columns = " and ".join(survey.name(use.column) for use in missing)
    return f"the plan does not name {columns}; if start and end, list them as date in [columns]"


class _Order(Watch):
    """Two bytes a row."""

    def __init__(self, survey: Survey, start: Use, end: Use) -> None:
        self._survey, self._start, self._end = survey, start, end
        self.columns = [start.column, end.column]
        self._read = False
        self._known, self._wrong = Pile(np.bool_), Pile(np.bool_)

    def look(self, glance: Glance) -> None:
        dates = self._survey.dates
        if not self._read:
            for column in self.columns:
                glance.learn_dates(column, dates)
            return
        start, end = (glance.moments(column, dates) for column in self.columns)
        known = (start != NO_TIME) & (end != NO_TIME)
        self._known.add(known)
        self._wrong.add(known & (end < start))

    def again(self) -> bool:
        first, self._read = not self._read, True
        return first and self._doubt is None

    @property
    def _doubt(self) -> str | None:
        doubts = (self._survey.dates.doubt(column) for column in self.columns)
        return next((doubt for doubt in doubts if doubt), None)

    def found(self) -> Iterator[Found]:
        if doubt := self._doubt:
            why = f"its dates are in doubt: {doubt}"
            yield Found(TITLE, RULE, 0, 0, False, columns=tuple(self.columns), why=why)
            return
        rows = np.flatnonzero(self._wrong.whole())
        yield Found(
            f"{TITLE}, by columns {self._survey.name(self._start.column)} and {self._survey.name(self._end.column)}",
            RULE,
            len(rows),
            int(self._known.whole().sum()),
            len(rows) > 0,
            rows=rows,
            columns=tuple(self.columns),
        )


CHECK = Check(TITLE, "ISO 10004:2018, 7.4.2", begin, excludes=True)
