"""GSA Touchpoints: the fixed columns in which U.S. agencies upload their customer-experience answers."""

from __future__ import annotations

from collections.abc import Sequence

from csat.io.platforms.headers import folded
from csat.io.source import Layout, ResponseSet
from csat.plan import Role


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of a Touchpoints upload, or None."""
    names = folded(rows[0])
    drivers = [at for at, name in enumerate(names) if name.startswith(("positive_", "negative_"))]
    if "question_1" not in names or len(drivers) < 6 or "positive_effectiveness" not in names:
        return None
    known: dict[int, tuple[Role, str]] = dict.fromkeys(drivers, ("nothing", "multiple choice"))
    if "external_id" in names:
        known[names.index("external_id")] = ("respondent id", "Touchpoints metadata")
    if "question_4" in names:
        known[names.index("question_4")] = ("comment", "free text")
    sets = [tuple(at for at in drivers if names[at].startswith(tone)) for tone in ("positive_", "negative_")]
    return Layout(
        "touchpoints",
        known=known,
        # Thumbs (0 or 1) or five points on one and the same question, which the file does not word.
        questions={names.index("question_1"): "Rating of the experience"},
        options={at: names[at].partition("_")[2] for at in drivers},
        sets=tuple(ResponseSet(f"{names[at[0]].partition('_')[0]} drivers", at) for at in sets if at),
    )
