"""Response rates by the definitions of AAPOR, where invitations and outcomes are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.partials import CHECK as PARTIALS
from csat.checks.partials import Partials
from csat.checks.survey import Glance, Survey
from csat.results import Count, Estimate

TITLE = "Response rate"
SOURCE = "AAPOR (2023), Standard Definitions, 10th edition"
RULE = (
    "RR1: complete answers of all who may belong to the survey; RR2 with partial ones too; RR3 and RR4 the same with "
    "the share of those of unknown eligibility that are estimated to belong."
)
_NO_INTERVAL = "It is a share of those invited, not an estimate from a sample."
_OUTCOMES = ("refused", "not_reached", "other", "undeliverable", "unknown", "not_eligible")
_ALL = "complete + partial + refused + not_reached + other"


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs the number of invitations, or outcomes other than answers."""
    said = survey.plan.response
    if not any(name in said for name in ("invited", *_OUTCOMES[:-1])):
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
        given = {name: int(self._said.get(name, 0)) for name in _OUTCOMES}
        known = complete + partial + broken + sum(given.values())
        invited = int(self._said.get("invited", known))
        if invited < known:
            outcomes = f"{rows:,} respondents and {known - rows:,} other outcomes"
            yield Found(
                TITLE, RULE, known, invited, True, "outcomes",
                notes=(f"The numbers do not go together: {outcomes} of {invited:,} invited. No rate is given.",),
            )  # fmt: skip
            return
        counts: dict[str, Count] = {
            "complete": complete,
            "partial": partial,
            "refused": given["refused"] + broken,
            "not_reached": given["not_reached"],
            "other": given["other"],
            "unknown": given["unknown"] + given["undeliverable"] + invited - known,
        }
        estimates = [
            _rate("rr1", "complete", _ALL + " + unknown", counts),
            _rate("rr2", "(complete + partial)", _ALL + " + unknown", counts),
        ]
        notes = [f"{broken:,} who broke off count as refusals."] if broken else []
        if invited > known:
            notes.append(f"{invited - known:,} of whom nothing is known count as of unknown eligibility.")
        if (e := self._said.get("eligibility")) is not None:
            counts = {**counts, "eligibility": float(e)}
            estimates += [
                _rate("rr3", "complete", _ALL + " + eligibility * unknown", counts),
                _rate("rr4", "(complete + partial)", _ALL + " + eligibility * unknown", counts),
            ]
        else:
            notes.append(
                "RR3 and RR4 need [response] eligibility, the share of unknown cases that belong; none is given."
            )
        if given["not_eligible"]:
            notes.append(f"{given['not_eligible']:,} not eligible are in no rate.")
        yield Found(
            TITLE, RULE, complete, invited, False, "invitations",
            columns=tuple(self.columns), estimates=tuple(estimates), notes=tuple(notes), told=True,
        )  # fmt: skip


def _rate(metric: str, above: str, below: str, counts: Mapping[str, Count]) -> Estimate:
    exact = {name: Fraction(str(n)) for name, n in counts.items()}
    eligible = exact.get("eligibility", Fraction(1)) if "eligibility" in below else Fraction(1)
    base = sum(exact[name] for name in _ALL.split(" + ")) + eligible * exact["unknown"]
    answered = exact["complete"] + (exact["partial"] if "partial" in above else 0)
    used = counts if "eligibility" in below else {name: n for name, n in counts.items() if name != "eligibility"}
    return Estimate(
        f"response.{metric}", metric, "percent", float(100 * answered / base), int(base),
        no_interval_because=_NO_INTERVAL, n_eff=float(base), counts=used, formula=f"100 * {above} / ({below})",
        source=f"{SOURCE}, {metric.upper()}",
    )  # fmt: skip


CHECK = Check(TITLE, SOURCE, begin)
