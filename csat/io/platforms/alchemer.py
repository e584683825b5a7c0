"""Alchemer (once SurveyGizmo): Status in words, and ``Option:Question`` where a question has several columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from csat.io.platforms.headers import cell, folded, look_up, runs, table
from csat.io.respondents import DELETED
from csat.io.source import Layout

_OWN = table(
    "Alchemer",
    id="Response ID|ResponseID",
    date="Time Started|Date Submitted",
    personal="Contact ID|IP Address|Longitude|Latitude|Postal|City|User Agent|SessionID|Session ID",
    comment="Legacy Comments|Comments",
    nothing="Status|Language|Referer|Extended Referer|Country|State/Region|Region|Tags",
)
_STATES = frozenset(("Complete", "Partial", "Disqualified", "Deleted", ""))
_WRITTEN = re.compile(r"other\b.*(?:write|text|specify)", re.I)
_MORE = frozenset(("time started", "sessionid", "session id", "user agent", "contact id", "legacy comments", "referer",
                   "extended referer"))  # fmt: skip
_LAST = 20  # its own columns stand in front of the questions


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Alchemer's layout, or None."""
    names = folded(rows[0])
    if "status" not in names[:_LAST] or "date submitted" not in names[:_LAST]:
        return None
    status = names.index("status")
    if not {cell(row, status) for row in rows[1:]} <= _STATES:
        return None
    known = {at: own for at, own in look_up(rows[0], _OWN).items() if at < _LAST}
    parts = [name.partition(":") for name in rows[0]]
    shared = Counter(question for _, colon, question in parts if colon and question)
    plain = {name for name in rows[0] if name}
    asked = {question for _, colon, question in parts if colon and question and shared[question] > 1}
    # An id, a status and a date are in many tables; in Alchemer's there is more of its own, or its way to name rows.
    if not _MORE & set(names[:_LAST]) and not (asked and {"response id", "responseid"} & set(names[:_LAST])):
        return None
    questions, options = {}, {}
    for at, (choice, colon, question) in enumerate(parts):
        # A colon stands in many questions: only what comes after it in another column too is a question of its own.
        if at not in known and colon and choice and (shared[question] > 1 or question in plain):
            questions[at] = f"{question.strip()} [{choice.strip()}]"
            options[at] = choice.strip()
    stems = [questions[at].rpartition(" [")[0] if at in questions else None for at in range(len(names))]
    return Layout(
        "alchemer",
        questions=questions,
        known=known,
        options=options,
        groups=tuple(runs(stems)),
        others=frozenset(at for at, choice in options.items() if _WRITTEN.match(choice)),
        separators=(";",),
        aside={status: {"Deleted": DELETED}.get},
        unfinished=(status, frozenset({"Partial", "Disqualified"})),
    )
