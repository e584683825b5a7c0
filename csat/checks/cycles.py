"""Answers that come round in the same order again and again: made by a program."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Part
from csat.checks.survey import Glance, Survey
from csat.measure import WHOLE_FILE, Reader

LONGEST = 50
CHANCE = 1e-6
RULE = (
    "An item whose answers, from the first row to the last, are those of {longest} rows or fewer over and over, three "
    "times at least, with a chance below 1 in a million for answers that do not depend on the row before."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs an item."""
    if not survey.items:
        return "there are no items"
    return _Cycles(survey)


class _Cycles(Watch):
    """The last rows of a chunk. The one check that is about the order of rows."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.columns = [item.column for item in survey.items]
        self._alive = {column: list(range(2, LONGEST + 1)) for column in self.columns}
        self._last: dict[int, NDArray[np.int16]] = {column: np.zeros(0, np.int16) for column in self.columns}

    def look(self, glance: Glance) -> None:
        for column, alive in self._alive.items():
            if not alive:
                continue
            before = self._last[column]
            answers = np.concatenate((before, glance.answers(column)))
            self._alive[column] = [period for period in alive if _comes_round(answers, period, len(before))]
            self._last[column] = answers[-LONGEST:]

    def found(self) -> Iterator[Found]:
        survey, rows = self._survey, self._survey.rows
        reader = Reader(survey.plan, survey.tally)
        parts, columns = [], []
        for item in survey.items:
            answering = reader.answering(item, WHOLE_FILE)
            shares = [n / rows for n in (*answering.counts, *answering.missing.values()) if n]
            alike = sum(share * share for share in shares)  # the chance that two rows answer alike
            periods = [p for p in self._alive[item.column] if 3 * p <= rows]
            if periods and len(shares) > 1 and log(LONGEST) + (rows - periods[0]) * log(alike) < log(CHANCE):
                columns.append(item.column)
                parts.append(Part(f"{survey.name(item.column)}: every {periods[0]} rows", rows, rows))
        yield Found(
            "Answers that come round in the same order",
            RULE.format(longest=LONGEST),
            len(parts),
            len(self.columns),
            len(parts) > 0,
            "items",
            columns=tuple(columns),
            parts=tuple(parts),
        )


def _comes_round(answers: NDArray[np.int16], period: int, start: int) -> bool:
    """Whether each answer from ``start`` on is that of ``period`` rows before, where there is one."""
    start = min(max(start, period), len(answers))
    return bool((answers[start:] == answers[max(start - period, 0) :][: len(answers) - start]).all())


CHECK = Check("Too perfect: answers that come round in the same order", "ISO 10004:2018, 7.4.2", begin)
