"""The same respondent twice: an id, or an e-mail address, that comes more than once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.repeats import Pile, Repeats
from csat.checks.survey import Glance, Survey, mark, same

RULE = "An id, or an e-mail address, that an earlier row has too; spaces around it and capitals do not count."


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column that identifies respondents."""
    if not survey.identifiers and not survey.e_mails:
        return "no column identifies respondents"
    return _Ids(survey)


class _Ids(Watch):
    """Eight bytes a row and column."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._mails = {use.column for use in survey.e_mails}
        self.columns = [*(use.column for use in survey.identifiers), *self._mails]
        self._marks = {column: Pile(np.uint64) for column in self.columns}

    def look(self, glance: Glance) -> None:
        for column, marks in self._marks.items():
            marks.add(
                glance.by_text("addresses", column, _address, np.uint64)
                if column in self._mails
                else glance.marks(column)
            )

    def found(self) -> Iterator[Found]:
        for column, marks in self._marks.items():
            repeats = Repeats(marks.whole())
            rows = repeats.rows
            who = "respondent comes" if repeats.count == 1 else "respondents come"
            notes = (
                [f"{repeats.count:,} {who} more than once; the first row of each is no repeat."] if len(rows) else []
            )
            blank = self._survey.rows - len(repeats.among)
            if blank:
                what = "address" if column in self._mails else "id"
                notes.append(f"{blank:,} {'row has' if blank == 1 else 'rows have'} no {what}.")
            yield Found(
                f"The same respondent twice, by column {self._survey.name(column)}",
                RULE,
                len(rows),
                len(repeats.among),
                len(rows) > 0,
                rows=rows,
                columns=(column,),
                groups=repeats.groups(),
                notes=tuple(notes),
            )


def _address(text: str) -> int:
    """A mark of an address; what is none, such as "anonymous", identifies nobody."""
    return mark(same(text)) if "@" in text else 0


CHECK = Check(
    "The same respondent twice",
    "ISO 10004:2018, 7.4.2; Slomczynski, Powalko and Krauze (2017), Survey Research Methods 11",
    begin,
    excludes=True,
)
