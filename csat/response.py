"""Response rates by the definitions of AAPOR, from what a plan says of invitations and how many answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from csat.results import Count, Estimate

SOURCE = "AAPOR (2023), Standard Definitions, 10th edition"
NO_INTERVAL = "It is a share of those invited, not an estimate from a sample."
OUTCOMES = ("refused", "not_reached", "other", "undeliverable", "unknown", "not_eligible")
"""What becomes of those who do not answer, by the keys of a plan's ``[response]``."""

_ALL = "complete + partial + refused + not_reached + other"


def told(said: Mapping[str, Any]) -> bool:
    """Whether anything is said from which a rate follows."""
    return any(name in said for name in ("invited", *OUTCOMES[:-1]))


def known(said: Mapping[str, Any], answered: int) -> int:
    """Of how many it is known what became of them."""
    return answered + sum(int(said.get(name, 0)) for name in OUTCOMES)


def invited(said: Mapping[str, Any], answered: int) -> int:
    """How many were invited; where that is not said, all of whom something is known."""
    return int(said.get("invited", known(said, answered)))


def outcomes(said: Mapping[str, Any], complete: int, partial: int, broken: int) -> dict[str, Count]:
    """The counts of the formulas: who broke off refused, and of whom nothing is known is of unknown eligibility.

    Raises ValueError where more answered, or are otherwise accounted for, than were invited.
    """
    answered = complete + partial + broken
    rest = invited(said, answered) - known(said, answered)
    if rest < 0:
        raise ValueError("more outcomes than invitations")
    given = {name: int(said.get(name, 0)) for name in OUTCOMES}
    return {
        "complete": complete,
        "partial": partial,
        "refused": given["refused"] + broken,
        "not_reached": given["not_reached"],
        "other": given["other"],
        "unknown": given["unknown"] + given["undeliverable"] + rest,
    }


def rates(said: Mapping[str, Any], counts: Mapping[str, Count]) -> Iterator[Estimate]:
    """RR1 and RR2, in percent; RR3 and RR4 too where a share of the unknown ones is estimated to belong."""
    yield _rate("rr1", "complete", _ALL + " + unknown", counts)
    yield _rate("rr2", "(complete + partial)", _ALL + " + unknown", counts)
    if (e := said.get("eligibility")) is not None:
        counts = {**counts, "eligibility": float(e)}
        yield _rate("rr3", "complete", _ALL + " + eligibility * unknown", counts)
        yield _rate("rr4", "(complete + partial)", _ALL + " + eligibility * unknown", counts)


def _rate(metric: str, above: str, below: str, counts: Mapping[str, Count]) -> Estimate:
    exact = {name: Fraction(str(n)) for name, n in counts.items()}
    eligible = exact.get("eligibility", Fraction(1)) if "eligibility" in below else Fraction(1)
    base = sum(exact[name] for name in _ALL.split(" + ")) + eligible * exact["unknown"]
    answered = exact["complete"] + (exact["partial"] if "partial" in above else 0)
    return Estimate(
        f"response.{metric}", metric, "percent", float(100 * answered / base), int(base),
        no_interval_because=NO_INTERVAL, n_eff=float(base), counts=dict(counts), formula=f"100 * {above} / ({below})",
        source=f"{SOURCE}, {metric.upper()}",
    )  # fmt: skip
