"""How much of the questionnaire each respondent answered: complete, partial, or broken off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import NO_ROWS, Found, Part
from csat.checks.repeats import Pile
from csat.checks.survey import NO_ANSWER, Glance, Survey
from csat.labels import BLANK

COMPLETE = Fraction(4, 5)
"""Share of the items answered from which a respondent is complete; AAPOR's usual example."""

RULE = (
    "Complete: {complete:.0%} of the {items} items answered, or more; partial: {least:.0%} or more; below that broken "
    "off, which is flagged. Not applicable and don't know are answers; a blank cell is none."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs two items."""
    if len(survey.items) < 2:
        return "there are fewer than two items"
    return Partials(survey, min(settings.threshold, COMPLETE))


class Partials(Watch):
    """Two bytes a row."""

    def __init__(self, survey: Survey, least: Fraction) -> None:
        self._survey, self._least = survey, least
        self.columns = [item.column for item in survey.items]
        self._answered = Pile(np.uint16)

    def look(self, glance: Glance) -> None:
        answered: NDArray[np.uint16] = np.zeros(glance.rows, np.uint16)
        for column in self.columns:
            answered += glance.answers(column) != NO_ANSWER[BLANK]
        self._answered.add(answered)

    def classes(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Per row whether it is complete, partial, broken off."""
        answered, items = self._answered.whole().astype(np.int64), len(self.columns)
        complete = answered * COMPLETE.denominator >= COMPLETE.numerator * items
        broken = answered * self._least.denominator < self._least.numerator * items
        return complete, ~complete & ~broken, broken

    def found(self) -> Iterator[Found]:
        complete, partial, broken = self.classes()
        rows = np.flatnonzero(broken)
        n = self._survey.rows
        empty = np.flatnonzero(self._answered.whole() == 0)
        yield Found(
            "Respondents who broke off",
            RULE.format(complete=float(COMPLETE), least=float(self._least), items=len(self.columns)),
            len(rows),
            n,
            len(rows) > 0,
            rows=rows,
            columns=tuple(self.columns),
            parts=(
                Part("complete", int(complete.sum()), n, NO_ROWS),
                Part("partial", int(partial.sum()), n, np.flatnonzero(partial)),
                Part("broken off", len(rows), n, rows),
                Part("of these without any answer", len(empty), n, empty),
            ),
            notes=("A question that was not put to a respondent looks like one left out.",) if len(rows) else (),
        )


CHECK = Check(
    "Respondents who broke off",
    "AAPOR (2023), Standard Definitions, 10th edition: complete, partial and break-off",
    begin,
    Fraction(1, 2),
    "share of the items answered below which a respondent broke off",
    low=0.01,
    high=0.8,
    excludes=True,
)
