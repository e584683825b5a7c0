"""Items that everybody answered alike."""

from __future__ import annotations

from collections.abc import Iterator

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Part
from csat.checks.survey import Survey
from csat.measure import WHOLE_FILE, Reader

RULE = "An item whose valid answers, {items} or more, are all the same point."


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs an item that enough respondents answered."""
    reader = Reader(survey.plan, survey.tally)
    counts = {item.column: reader.answering(item, WHOLE_FILE).counts for item in survey.items}
    enough = {column: points for column, points in counts.items() if sum(points) >= settings.items}
    if not enough:
        return f"no item has {settings.items} valid answers"
    return _Constants(survey, enough, settings.items)


class _Constants(Watch):
    def __init__(self, survey: Survey, counts: dict[int, tuple[int, ...]], least: int) -> None:
        self._survey, self._counts, self._least = survey, counts, least

    def found(self) -> Iterator[Found]:
        still = {column: max(points) for column, points in self._counts.items() if max(points) == sum(points)}
        yield Found(
            "Items that everybody answered alike",
            RULE.format(items=self._least),
            len(still),
            len(self._counts),
            len(still) > 0,
            "items",
            columns=tuple(still),
            parts=tuple(Part(self._survey.name(column), n, n) for column, n in still.items()),
            notes=("Such an item tells nothing apart: no interval of its mean, and no part in alpha.",)
            if still
            else (),
        )


CHECK = Check(
    "Items that everybody answered alike",
    "ISO 10004:2018, 7.4.2; Cronbach (1951), Psychometrika 16: an item without variance adds nothing to reliability",
    begin,
    items=10,
)
