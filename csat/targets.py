"""Targets of a plan against the figures: reached or missed, and whether the interval bears it out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csat.errors import InputError
from csat.plan import Target
from csat.results import Estimate

MET, SHOWN, MISSED, UNKNOWN = "met", "met, shown by the interval", "missed", "no figure"


def judge(targets: Sequence[Target], estimates: Sequence[Estimate]) -> list[dict[str, Any]]:
    """Per target what was wanted, what was found, and its ``state``.

    ``met``: the value reaches the target; ``met, shown by the interval``: so does the whole interval, so that chance
    in who answered hardly made it; ``missed``: the value does not reach it; ``no figure``: undefined,
    withheld, or of a segment that nobody is in, which is not met.
    Raises InputError where no figure has the id that a target names.
    """
    of_id = {estimate.id: estimate for estimate in estimates}
    return [_judged(target, _figure(target, of_id)) for target in targets]


def _figure(target: Target, of_id: dict[str, Estimate]) -> Estimate:
    whole = of_id.get(target.figure.partition("@")[0])
    if target.figure not in of_id and whole is not None and "@" in target.figure:
        # of a segment or period that this wave may not have
        return replace(whole, id=target.figure, value=None, n=0, interval=None)
    if target.figure not in of_id:
        near = difflib.get_close_matches(target.figure, of_id, n=3, cutoff=0.6)
        hint = f" Did you mean {' or '.join(near)}?" if near else " csat score --json lists them."
        raise InputError(f'The plan has a target for "{target.figure}", and no figure has that id.{hint}')
    return of_id[target.figure]


def _judged(target: Target, estimate: Estimate) -> dict[str, Any]:
    interval = estimate.interval
    if target.at_least is not None:
        reached = estimate.value is not None and estimate.value >= target.at_least
        shown = interval is not None and interval.low >= target.at_least
    else:
        assert target.at_most is not None  # the plan file makes sure of one of them
        reached = estimate.value is not None and estimate.value <= target.at_most
        shown = interval is not None and interval.high <= target.at_most
    state = UNKNOWN if estimate.value is None else MISSED if not reached else SHOWN if shown else MET
    return {
        "figure": target.figure,
        "at_least": target.at_least,
        "at_most": target.at_most,
        "unit": estimate.unit,
        "value": estimate.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "met": reached,
        "state": state,
    }
