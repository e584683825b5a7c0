"""Typeform: ``#`` (a token) first, dates in UTC and network id last; a linked sheet ends in ``Token``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import cell, folded, look_up, table
from csat.io.source import Layout

_OWN = table(
    "Typeform",
    id="#|Token",
    date="Submitted At|Start Date (UTC)|Submit Date (UTC)|Stage Date (UTC)",
    personal="Network ID",
    nothing="Response Type|Ending|Tags|Score",
)
_WRITTEN = frozenset(("other", "autre", "otro", "andere", "sonstiges", "altro", "outro", "سایر"))
_SIGNATURE = frozenset(("start date (utc)", "submit date (utc)", "network id", "submitted at", "token"))
_TOKEN = re.compile(r"[a-z0-9]{16,}")


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Typeform's layout, or None."""
    names = folded(rows[0])
    signs = _SIGNATURE.intersection(names[-6:])
    if len(signs) < 2:
        return None
    if signs == {"submitted at", "token"}:  # words that anybody may use, but not with such tokens
        at = len(names) - 1 - names[::-1].index("token")
        tokens = [token for row in rows[1:] if (token := cell(row, at))]
        if not tokens or not all(map(_TOKEN.fullmatch, tokens)):
            return None
    tail = min(at for at, name in enumerate(names) if name in _SIGNATURE | {"response type"})
    known = {at: own for at, own in look_up(rows[0], _OWN).items() if at == 0 or at >= tail}
    kind = next((at for at in known if names[at] == "response type"), None)
    submitted = next((at for at in known if names[at] in ("submit date (utc)", "submitted at")), None)
    unfinished = None if kind is None else (kind, frozenset({"partial", "started"}))
    if kind is None and submitted is not None:
        unfinished = (submitted, frozenset({""}))  # without a time of submission nothing was submitted
    return Layout(
        "typeform",
        known=known,
        # Each choice of a multiple choice is a column of its own, and a ticked one holds its title.
        options={at: name for at, name in enumerate(rows[0]) if at not in known and name},
        ungrouped=True,
        others=frozenset(at for at, name in enumerate(names) if at not in known and name in _WRITTEN),
        separators=(", ",),
        unfinished=unfinished,
    )
