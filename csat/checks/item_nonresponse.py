"""Questions that many respondents left out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Part
from csat.checks.survey import Survey
from csat.labels import BLANK
from csat.measure import WHOLE_FILE, Reader

RULE = "An item that more than {share:.4g} % of the respondents left blank."


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs an item."""
    if not survey.items:
        return "there are no items"
    return _Blanks(survey, settings.threshold)


class _Blanks(Watch):
    def __init__(self, survey: Survey, share: Fraction) -> None:
        self._survey, self._share = survey, share

    def found(self) -> Iterator[Found]:
        survey = self._survey
        reader = Reader(survey.plan, survey.tally)
        blank = {item.column: reader.answering(item, WHOLE_FILE).missing[BLANK] for item in survey.items}
        many = [column for column, n in blank.items() if n > self._share * survey.rows]
        every = sum(blank.values())
        yield Found(
            "Items that many left out",
            RULE.format(share=float(100 * self._share)),
            len(many),
            len(blank),
            len(many) > 0,
            "items",
            columns=tuple(many),
            parts=tuple(Part(survey.name(column), n, survey.rows) for column, n in blank.items() if n),
            notes=(f"{every:,} of {len(blank) * survey.rows:,} cells of items are blank in all.",),
        )


CHECK = Check(
    "Items that many left out",
    "Bennett (2001), Australian and New Zealand Journal of Public Health 25: more than 10 % missing may bias a figure",
    begin,
    Fraction(1, 10),
    "share of respondents who may leave an item blank",
)
