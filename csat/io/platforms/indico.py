"""Indico's surveys: who sent it and when, then ``Section: Question``."""

from __future__ import annotations

from collections.abc import Sequence

from csat.io.platforms.headers import folded, look_up, table
from csat.io.source import Layout

_OWN = table("Indico", date="Submission Date", personal="Submitter|Submitter Email")


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of a survey of Indico, or None."""
    names = folded(rows[0])
    if names[0] != "submitter" or "submission date" not in names[:3]:
        return None
    known = {at: own for at, own in look_up(rows[0], _OWN).items() if at < 3}
    return Layout("indico", known=known, separators=("; ",))
