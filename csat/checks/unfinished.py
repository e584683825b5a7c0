"""Respondents whom the platform marks as not having reached the end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey

RULE = "The platform's own column says that the respondent did not reach the end."


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a platform that marks it."""
    if survey.layout.unfinished is None:
        return "no column of a known platform says who reached the end"
    return _Unfinished(survey, survey.layout.unfinished[0])


class _Unfinished(Watch):
    """One byte a row."""

    def __init__(self, survey: Survey, column: int) -> None:
        self._survey = survey
        self.columns = [column]
        self._stopped = Pile(np.bool_)

    def look(self, glance: Glance) -> None:
        stopped = glance.unfinished
        self._stopped.add(np.zeros(glance.rows, np.bool_) if stopped is None else stopped)

    def found(self) -> Iterator[Found]:
        rows = np.flatnonzero(self._stopped.whole())
        yield Found(
            f"Unfinished, as {self._survey.layout.platform} marks it",
            RULE,
            len(rows),
            self._survey.rows,
            len(rows) > 0,
            rows=rows,
            columns=tuple(self.columns),
        )


CHECK = Check(
    "Unfinished, as the platform marks it",
    "ISO 10004:2018, 7.4.2; AAPOR (2023), Standard Definitions, 10th edition",
    begin,
    excludes=True,
)
