"""Response rates by the definitions of AAPOR, where invitations and outcomes are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from csat import response
from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.partials import CHECK as PARTIALS
from csat.checks.partials import Partials
from csat.checks.survey import Glance, Survey
from csat.response import SOURCE

TITLE = "Response rate"
RULE = (
    "RR1: complete answers of all who may belong to the survey; RR2 with partial ones too; RR3 and RR4 the same with "
    "the share of those of unknown eligibility that are estimated to belong."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs the number of invitations, or outcomes other than answers."""
    said = survey.plan.response
    if not response.told(said):
        return "nothing says how many were invited (--invited N, or [response] in the plan)"
    return _Rates(survey, said)


class _Rates(Watch):
    """Two bytes a row."""

    def __init__(self, survey: Survey, said: Mapping[str, Any]) -> None:
        self._survey, self._said = survey, said
        said_least = [rule.threshold for rule in survey.plan.rules if rule.check == "partials" and rule.threshold]
        least = Fraction(str(said_least[0])) if said_least else PARTIALS.settings.threshold
        self._partials = Partials(survey, least) if survey.items else None
        self.columns = self._partials.columns if self._partials else ()

    def look(self, glance: Glance) -> None:
        if self._partials:
            self._partials.look(glance)

    def found(self) -> Iterator[Found]:
        rows = self._survey.rows
        complete, partial, broken = rows, 0, 0
        if self._partials:
            complete, partial, broken = (int(some.sum()) for some in self._partials.classes())
        known, invited = response.known(self._said, rows), response.invited(self._said, rows)
        if invited < known:
            outcomes = f"{rows:,} respondents and {known - rows:,} other outcomes"
            yield Found(
                TITLE, RULE, known, invited, True, "outcomes",
                notes=(f"The numbers do not go together: {outcomes} of {invited:,} invited. No rate is given.",),
            )  # fmt: skip
            return
        counts = response.outcomes(self._said, complete, partial, broken)
        notes = [f"{broken:,} who broke off count as refusals."] if broken else []
        if invited > known:
            notes.append(f"{invited - known:,} of whom nothing is known count as of unknown eligibility.")
        if "eligibility" not in self._said:
            notes.append(
                "RR3 and RR4 need [response] eligibility, the share of unknown cases that belong; none is given."
            )
        if not_eligible := int(self._said.get("not_eligible", 0)):
            notes.append(f"{not_eligible:,} not eligible are in no rate.")
        yield Found(
            TITLE, RULE, complete, invited, False, "invitations",
            columns=tuple(self.columns), estimates=tuple(response.rates(self._said, counts)), notes=tuple(notes),
            told=True,
        )  # fmt: skip


CHECK = Check(TITLE, SOURCE, begin)
