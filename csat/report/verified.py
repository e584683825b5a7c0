"""What verifying found, for a person: first whether the record holds, then each check, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from csat.audit.verify.outcome import Difference, Outcome, Verified
from csat.report.safe import clean

_TOLD = 12
_LONGEST = 160
_SIGNS = {"holds": "ok", "fails": "FAILS", "not checked": "-"}


def lines(verified: Verified) -> Iterator[str]:
    """The whole report, a line each."""
    name = clean(verified.name)
    failed = [outcome for outcome in verified.outcomes if outcome.state == "fails"]
    if failed:
        yield f"{name}: NOT verified, {len(failed)} of {len(verified.outcomes)} checks failed."
    elif verified.unchecked:
        yield f"{name}: verified as far as it was checked."
    else:
        yield f"{name}: verified."
    yield ""
    width = max(len(outcome.check) for outcome in verified.outcomes)
    for outcome in verified.outcomes:
        yield f"  {_SIGNS[outcome.state]:<5}  {clean(outcome.check):<{width}}  {clean(outcome.said)}"
        yield from (f"  {'':<5}  {'':<{width}}  {clean(remark)}" for remark in outcome.remarks)
    for outcome in failed:
        yield from _details(outcome)
    if verified.because:
        yield ""
        yield "Why it may be:"
        yield from (f"  {clean(cause)}" for cause in verified.because)


def _details(outcome: Outcome) -> Iterator[str]:
    wrong: Sequence[Difference] = [difference for difference in outcome.differences if difference.fails]
    if not wrong:
        return
    yield ""
    yield f"{clean(outcome.check)}: {clean(outcome.said)}"
    for difference in wrong[:_TOLD]:
        yield f"  {_short(difference.where)}: {_told(difference, outcome.of_report)}"
    if len(wrong) > _TOLD:
        yield f"  and {len(wrong) - _TOLD:,} more; --json lists all."


def _told(difference: Difference, of_report: bool) -> str:
    if difference.found == "":
        return _short(difference.recorded)
    apart = f" ({difference.gap:.12g} apart)" if difference.gap is not None else ""
    here, there = ("shown", "by the record") if of_report else ("recorded", "found")
    return f"{_short(difference.recorded)} {here}, {_short(difference.found)} {there}{apart}"


def _short(value: Any) -> str:
    text = clean("none" if value is None else value if isinstance(value, str) else repr(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
