"""What figures are to reach, by the plan or by flags, against what they are: one state in words for each figure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from csat.errors import InputError
from csat.io.text import number, plain
from csat.measure import WITHHELD
from csat.plan import Plan, Target
from csat.results import Estimate

MET, NOT_SHOWN, MISSED = "met", "met, not shown by the interval", "not met"
NO_ANSWERS, HIDDEN, UNDEFINED, TOO_FEW = "no answers", "withheld", "undefined", "too few answers to judge"
STATES = (MET, NOT_SHOWN, MISSED, NO_ANSWERS, HIDDEN, UNDEFINED, TOO_FEW)

_HIDDEN = WITHHELD.partition("{")[0]


def wanted_by_flags(fail_under: Mapping[str, float] | Iterable[str]) -> tuple[Target, ...]:
    """Targets as a caller writes them: ``csat=80``, ``recommend.nps@Region=North=30``. Raises InputError.

    What stands after the last ``=`` is the least value, in the unit of the figure.
    """
    if isinstance(fail_under, Mapping):
        fail_under = [f"{figure}={least}" for figure, least in fail_under.items()]
    found: dict[str, Target] = {}
    for text in [fail_under] if isinstance(fail_under, str) else fail_under:
        figure, _, told = (part.strip() for part in text.rpartition("="))
        least = number(told)
        if not figure or least is None:
            raise InputError(
                f'--fail-under "{plain(text)}" is not understood. Write FIGURE=VALUE, such as csat=80 for every item, '
                "or recommend.nps=30 for one figure."
            )
        value = int(least) if least.denominator == 1 else float(least)
        if found.setdefault(figure, Target(figure, at_least=value)).at_least != value:
            raise InputError(f'--fail-under is given twice for "{plain(figure)}", with other values. Choose one.')
    return tuple(found.values())


def over(above: Sequence[Target], below: Sequence[Target]) -> tuple[Target, ...]:
    """The targets ``below``, those of the same figure and direction replaced by the ones ``above``, which follow."""
    taken = {target.figure for target in above}
    return (*(target for target in below if target.figure not in taken or target.at_least is None), *above)


def judge(plan: Plan, estimates: Sequence[Estimate]) -> list[dict[str, Any]]:
    """Per figure that has a target what was wanted, what was found, and its ``state``. Only the first two are ``met``.

    ``met``: the value reaches the target, and so does its whole interval, so that chance in who answered hardly made
    it. ``met, not shown by the interval``: the value reaches it. ``not met``: it does not. Of no figure that can be
    judged: ``no answers``; ``withheld``; ``undefined``; ``too few answers to judge``: a base below ``flag_below``.

    Values are compared as the record holds them, unrounded. A target of a metric (``csat``) is one for each of its
    figures over the whole file, or over a segment (``csat@Region=North``).
    Raises InputError where there is no figure that a target names.
    """
    headers = [use.header for use in plan.uses if use.column in plan.segments]
    return [
        _judged(target, estimate, plan.flag_below)
        for target in plan.targets
        for estimate in _figures(target.figure, estimates, headers)
    ]


def _figures(wanted: str, estimates: Sequence[Estimate], headers: Sequence[str]) -> Iterator[Estimate]:
    """Every figure that a target names; without answers, of a segment or period that nobody of this wave is in."""
    of_id = {estimate.id: estimate for estimate in estimates}
    if wanted in of_id:
        yield of_id[wanted]
        return
    name, at, segment = wanted.partition("@")
    whole = [e for e in estimates if not e.segment and name in (e.id, e.metric)]
    if not whole or (at and not any(segment.startswith(f"{header}=") for header in headers)):
        raise InputError(_unknown(wanted, [*of_id, *dict.fromkeys(e.metric for e in estimates)], bool(whole), headers))
    for estimate in whole:
        id = f"{estimate.id}{at}{segment}"
        yield of_id.get(id) or replace(estimate, id=id, value=None, n=0, interval=None, notes=())


def _unknown(wanted: str, known: Sequence[str], of_segment: bool, headers: Sequence[str]) -> str:
    if of_segment:
        by = f"by {', '.join(plain(header) for header in headers)}" if headers else "for the whole file alone"
        return (
            f'There is a target for "{plain(wanted)}", and figures are told {by}. Name the column of the segment with '
            "--by, as in --by Region for overall.csat@Region=North."
        )
    near = difflib.get_close_matches(wanted.lower(), known, n=3, cutoff=0.6)
    hint = f" Did you mean {' or '.join(plain(one) for one in near)}?" if near else " csat score --json lists them."
    return f'There is a target for "{plain(wanted)}", and no figure has that id, and no metric that name.{hint}'


def _judged(target: Target, estimate: Estimate, flag_below: int) -> dict[str, Any]:
    interval, state = estimate.interval, _state(target, estimate, flag_below)
    return {
        "figure": estimate.id,
        "at_least": target.at_least,
        "at_most": target.at_most,
        "unit": estimate.unit,
        "value": estimate.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "n": None if state == HIDDEN else estimate.n,
        "met": state in (MET, NOT_SHOWN),
        "state": state,
    }


def _state(target: Target, estimate: Estimate, flag_below: int) -> str:
    if any(note.startswith(_HIDDEN) for note in estimate.notes):
        return HIDDEN
    if estimate.n == 0:
        return NO_ANSWERS
    if estimate.n < flag_below:
        return TOO_FEW
    if estimate.value is None:
        return UNDEFINED
    if not _reaches(target, estimate.value):
        return MISSED
    ends = (estimate.interval.low, estimate.interval.high) if estimate.interval else ()
    return MET if ends and all(_reaches(target, end) for end in ends) else NOT_SHOWN


def _reaches(target: Target, value: float) -> bool:
    """Whether a value, as the record holds it, reaches the target, as the plan has it in decimal.

    A figure is the double nearest to a ratio of counts, so one that is exactly 79.9 compares as 79.9.
    """
    if target.at_least is not None:
        return value >= target.at_least
    assert target.at_most is not None  # the plan file makes sure of one of them
    return value <= target.at_most
