"""Rows that agree in nearly all their answers: interviews copied and touched up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Indices
from csat.checks.repeats import Pile, Repeats
from csat.checks.survey import Glance, Survey

COMPARED = 10_000
"""Rows compared with each other at most: the work grows with their square."""

SHARE = Fraction(1, 20)
"""Share of the rows that may be near duplicates of others."""

RULE = (
    "A row of which another has {share:.4g} % or more of the answers, over {items} items that both answered. Rows with "
    "one answer to {share:.4g} % of their items are left aside. Flagged where more than {most:.4g} % of rows are such."
)
_SLAB = 1000


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs many items."""
    if len(survey.items) < settings.items:
        return f"it needs {settings.items} items, and there are {len(survey.items)}"
    return _Near(survey, settings)


class _Near(Watch):
    """Eight bytes a row, and the answers of the rows compared.

    Of more rows than :data:`COMPARED`, those are compared whose answers, and how often these came before, have the
    smallest stable numbers: the same ones in whatever order the rows stand.
    """

    def __init__(self, survey: Survey, settings: Settings) -> None:
        self._survey, self._settings = survey, settings
        self.columns: list[int] = [item.column for item in survey.items]
        self._patterns = Pile(np.uint64)
        self._chosen: Indices | None = None
        self._answers = Pile(np.int16)

    def look(self, glance: Glance) -> None:
        if self._chosen is None:
            self._patterns.add(glance.pattern(self.columns))
            return
        start, end = np.searchsorted(self._chosen, (glance.first, glance.first + glance.rows))
        here = self._chosen[start:end] - glance.first
        self._answers.add(np.stack([glance.answers(column)[here] for column in self.columns], axis=1))

    def again(self) -> bool:
        if self._chosen is not None:
            return False
        patterns = self._patterns.whole()
        if len(patterns) > COMPARED:
            numbers = _mixed(patterns + _mixed(Repeats(patterns | np.uint64(1)).turns().astype(np.uint64)))
            self._chosen = np.sort(np.argsort(numbers, kind="stable")[:COMPARED])
        else:
            self._chosen = np.arange(len(patterns))
        return True

    def found(self) -> Iterator[Found]:
        assert self._chosen is not None
        share, least = self._settings.threshold, self._settings.items
        answers = self._answers.whole()
        varied = _varied(answers, share, least)
        near = self._chosen[varied][_near(answers[varied], share, least)]
        base = len(self._chosen)
        notes = [f"{base - int(varied.sum()):,} rows answered too few items, or nearly all alike, and were left aside."]
        if base < self._survey.rows:
            notes.append(
                f"{base:,} of {self._survey.rows:,} rows were compared with each other, so there may be more of them."
            )
        if len(near):
            notes.append("Short or one-sided questionnaires have natural ones: a sign to look closer, and no proof.")
        yield Found(
            "Rows nearly alike",
            RULE.format(share=float(100 * share), items=least, most=float(100 * SHARE)),
            len(near),
            base,
            len(near) > SHARE * base,
            rows=near,
            columns=tuple(self.columns),
            notes=tuple(notes),
        )


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each number scattered over 64 bits (splitmix64, Steele and others 2014)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _varied(answers: NDArray[np.int16], share: Fraction, least: int) -> NDArray[np.bool_]:
    """Rows that answered enough items, and not nearly all of them with one point."""
    answered = (answers >= 0).sum(axis=1)
    commonest = np.zeros(len(answers), np.int64)
    for point in range(int(answers.max(initial=-1)) + 1):
        np.maximum(commonest, (answers == point).sum(axis=1), out=commonest)
    varied: NDArray[np.bool_] = (answered >= least) & (commonest * share.denominator < share.numerator * answered)
    return varied


def _near(answers: NDArray[np.int16], share: Fraction, least: int) -> NDArray[np.bool_]:
    """Which rows have another that agrees in ``share`` of the items both answered, ``least`` of them at least."""
    rows = len(answers)
    near = np.zeros(rows, np.bool_)
    points = range(int(answers.max(initial=-1)) + 1)
    said = (answers >= 0).astype(np.float32)
    for start in range(0, rows, _SLAB):
        some = slice(start, start + _SLAB)
        both = said[some] @ said.T
        agree: NDArray[Any] = np.zeros_like(both)
        for point in points:
            one = (answers == point).astype(np.float32)
            agree += one[some] @ one.T
        close = (agree * share.denominator >= share.numerator * both) & (both >= least)
        close[np.arange(close.shape[0]), np.arange(start, start + close.shape[0])] = False
        near[some] = close.any(axis=1)
    return near


CHECK = Check(
    "Rows nearly alike",
    "Kuriakose and Robbins (2016), Statistical Journal of the IAOS 32; limits: Simmons and others (2016), same volume",
    begin,
    Fraction(85, 100),
    "share of the answers in which two rows must agree",
    low=0.5,
    high=1.0,
    items=30,
)
