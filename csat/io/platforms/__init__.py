"""Which platform wrote a file, told by its header rows: one file a family, one line in the dict.

A matcher sees the rows from the header on and gives the layout, or None where the rows are not its own. It looks
for what only its platform writes; a table that a person made with similar words stays ``generic``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from csat.io.cells import text_of
from csat.io.layout import PREVIEW, filled, find_header
from csat.io.platforms import (
    alchemer,
    forms,
    indico,
    kobo,
    limesurvey,
    porsline,
    qualtrics,
    questionpro,
    redcap,
    surveymonkey,
    touchpoints,
    typeform,
)
from csat.io.source import GENERIC, UNHEADED, Layout

__all__ = ["LOOKED_AT", "PLATFORMS", "find_table", "is_repeat", "recognise", "recognise_columns"]

# In this order: the first that knows its signature takes the file.
PLATFORMS: dict[str, Callable[[Sequence[Sequence[str]]], Layout | None]] = {
    "qualtrics": qualtrics.match,
    "questionpro": questionpro.match,
    "surveymonkey": surveymonkey.match,
    "limesurvey": limesurvey.match,
    "alchemer": alchemer.match,
    "typeform": typeform.match,
    "microsoft_forms": forms.match_microsoft,
    "google_forms": forms.match_google,
    "kobo": kobo.match,
    "redcap": redcap.match,
    "touchpoints": touchpoints.match,
    "porsline": porsline.match,
    "indico": indico.match,
}

_ABOVE = 8  # lines at most that a platform writes above its header
LOOKED_AT = 8  # header rows and first answers: more than any signature needs

is_repeat = kobo.is_repeat


def recognise(rows: Sequence[Sequence[object]]) -> Layout:
    """The layout of a table whose header is the first of these rows."""
    texts = [[text_of(cell).strip().strip("\ufeff").strip() for cell in row] for row in rows[:LOOKED_AT]]
    if not texts or sum(map(bool, texts[0])) < 2:
        return GENERIC
    for match in PLATFORMS.values():
        if layout := match(texts):
            return layout
    return GENERIC


def recognise_columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> Layout:
    """The layout of a table whose names are no row of it; further header rows are its first rows of answers.

    So pandas reads an export: blank names come as ``Unnamed: 6``.
    """
    header = ["" if name == f"Unnamed: {at}" else name for at, name in enumerate(names)]
    layout = recognise([header, *rows])
    if layout is GENERIC:
        return UNHEADED
    return replace(layout, header_rows=layout.header_rows - 1, names=layout.names or tuple(header))


def find_table(rows: Sequence[Sequence[object]], given: int | None = None) -> tuple[int | None, Layout]:
    """Index of the header row and the layout from there on; ``given`` is the row that the caller names.

    A platform's header is looked for in the first row that holds something, before the rules for tables that people
    made: half-empty header rows are its manner.
    """
    if given is not None:
        return given, recognise(rows[given:])
    first = next((at for at, row in enumerate(rows[:PREVIEW]) if filled(row)), None)
    if first is None:
        return None, GENERIC
    layout = recognise(rows[first:])
    if layout is not GENERIC:
        return first, layout
    header = find_header(rows)
    for at in (_below_lines(rows, first), header):
        if at is not None and at != first and (layout := recognise(rows[at:])) is not GENERIC:
            return at, layout
    return header, GENERIC


def _below_lines(rows: Sequence[Sequence[object]], first: int) -> int | None:
    """The first row of a table that begins below lines about the export, each of one or two cells."""
    for at in range(first, min(first + _ABOVE + 1, len(rows))):
        if len(filled(rows[at])) > 2:
            return at
    return None
