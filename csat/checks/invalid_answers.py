"""Answers that are no point of their item's scale: numbers out of range, and words that match no label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Indices, Part
from csat.checks.repeats import Pile
from csat.checks.survey import NO_ANSWER, Glance, Survey
from csat.io.text import number, showable
from csat.prepare import INVALID

RULE = "An answer that is no point of its item's scale, no label of it, and no known word for no answer."
_TOLD = 200  # kinds of odd answers in one finding


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs an item."""
    if not survey.items:
        return "there are no items"
    return _Invalid(survey)


class _Invalid(Watch):
    """A few bytes for each odd answer."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.columns = [item.column for item in survey.items]
        self._rows: dict[tuple[int, str], Pile] = {}

    def look(self, glance: Glance) -> None:
        for column in self.columns:
            odd = np.flatnonzero(glance.answers(column) == NO_ANSWER[INVALID])
            if not len(odd):
                continue
            texts, codes = glance.texts(column)
            for code in np.unique(codes[odd]).tolist():
                rows = odd[codes[odd] == code] + glance.first
                self._rows.setdefault((column, _kind(texts[code])), Pile(np.intp)).add(rows)

    def found(self) -> Iterator[Found]:
        survey = self._survey
        met: dict[tuple[int, str], Indices] = {place: np.sort(pile.whole()) for place, pile in self._rows.items()}
        order = sorted(met, key=lambda place: (place[0], -len(met[place]), place[1]))
        parts = [Part(f"{survey.name(column)}: {kind}", len(met[column, kind]), survey.rows, met[column, kind])
                 for column, kind in order]  # fmt: skip
        rows: Indices = np.unique(np.concatenate(list(met.values()))) if met else np.zeros(0, np.intp)
        cells = sum(len(found) for found in met.values())
        more = (f"and {len(parts) - _TOLD:,} more kinds",) if len(parts) > _TOLD else ()
        yield Found(
            "Answers off the scale, and words that match no label",
            RULE,
            cells,
            len(self.columns) * survey.rows,
            cells > 0,
            "answers",
            rows,
            tuple(dict.fromkeys(column for column, _ in order)),
            tuple(parts[:_TOLD]),
            notes=more,
        )


def _kind(text: str) -> str:
    """How an odd answer is named: codes as they are, words never."""
    shown = showable(text)
    if number(text) is not None:
        return f"{shown} is off the scale"
    return f"{shown} that matches no label" if shown == "a text" else f"{shown} is no answer"


CHECK = Check("Answers off the scale, and words that match no label", "ISO 10004:2018, 7.4.2", begin, excludes=True)
