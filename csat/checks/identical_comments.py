"""One long comment from several respondents: copied, or written by a machine."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.repeats import Pile, Repeats
from csat.checks.survey import Glance, Survey, mark
from csat.io.text import key

RULE = (
    "A comment of {characters:,} characters or more that an earlier row has too; spaces, capitals, and Persian or "
    "Arabic forms of a letter do not count."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column of comments."""
    if not survey.comments:
        return "no column holds comments"
    return _Comments(survey, int(settings.threshold))


class _Comments(Watch):
    """Eight bytes a row and column of comments."""

    def __init__(self, survey: Survey, least: int) -> None:
        self._survey, self._least = survey, least
        self.columns = [use.column for use in survey.comments]
        self._marks = {column: Pile(np.uint64) for column in self.columns}

    def look(self, glance: Glance) -> None:
        for column, marks in self._marks.items():
            marks.add(glance.by_text("comment marks", column, self._mark, np.uint64))

    def _mark(self, text: str) -> int:
        if len(text) < self._least:
            return 0
        if text.isascii():
            words = " ".join(text.split()).casefold()
            return mark(words) if len(words) >= self._least else 0
        return mark(key(text)) if len(" ".join(text.split())) >= self._least else 0

    def found(self) -> Iterator[Found]:
        found = {column: Repeats(marks.whole()) for column, marks in self._marks.items()}
        rule = RULE.format(characters=self._least)
        if not any(len(repeats.among) for repeats in found.values()):
            why = f"no comment has {self._least:,} characters"
            yield Found("Identical comments", rule, 0, 0, False, "long comments", columns=tuple(found), why=why)
            return
        for column, repeats in found.items():
            if not len(repeats.among):
                continue
            rows = repeats.rows
            notes = [f"{repeats.count:,} {'comment comes' if repeats.count == 1 else 'comments come'} more than once."]
            choices = column not in self._survey.named and 2 * len(rows) > len(repeats.among)
            if choices:
                notes.append(
                    "Most texts of this column come again, as choices of a list do, so it is not flagged. Name it as "
                    "comment in a plan if it is free text."
                )
            yield Found(
                f"The same long comment again, in column {self._survey.name(column)}",
                rule,
                len(rows),
                len(repeats.among),
                len(rows) > 0 and not choices,
                "long comments",
                rows,
                (column,),
                groups=repeats.groups(),
                notes=tuple(notes) if len(rows) else (),
                told=choices,
            )


CHECK = Check(
    "Identical comments",
    "Storozuk, Ashley, Delage and Maloney (2020), The Quantitative Methods for Psychology 16",
    begin,
    Fraction(40),
    "how many characters a comment must have to be compared",
    low=1,
    high=10_000,
    excludes=True,
)
