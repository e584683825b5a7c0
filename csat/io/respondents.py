"""Which rows of a platform's export are respondents, and which of them did not finish."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from csat.io.cells import keep_rows
from csat.io.source import Coded, Layout

PREVIEW, TEST, SPAM, DELETED = "survey preview", "survey test", "marked as spam", "deleted response"
REASONS = (PREVIEW, TEST, SPAM, DELETED)
"""Why a row of a platform's export is no respondent's."""


def watched(layout: Layout, width: int) -> set[int]:
    """The columns that tell it."""
    columns = set(layout.aside)
    if layout.unfinished:
        columns.add(layout.unfinished[0])
    return {column for column in columns if column < width}


def respondents(
    layout: Layout, coded: Mapping[int, Coded], rows: int, aside: dict[str, int]
) -> tuple[int, dict[int, Coded], NDArray[np.bool_] | None]:
    """The rows that are respondents, and which they are (None: all). The others are added to ``aside`` by reason."""
    kept = np.ones(rows, np.bool_)
    for column, reason_of in layout.aside.items():
        if column not in coded:
            continue
        one = coded[column]
        told = [reason_of(text.strip()) for text in one.values]
        for reason in dict.fromkeys(filter(None, told)):
            hit = np.array([why == reason for why in told], np.bool_)[one.codes] & kept
            if count := int(hit.sum()):
                aside[reason] = aside.get(reason, 0) + count
                kept &= ~hit
    if kept.all():
        return rows, dict(coded), None
    return int(kept.sum()), {column: keep_rows(one, kept) for column, one in coded.items()}, kept


def unfinished(layout: Layout, coded: Mapping[int, Coded]) -> NDArray[np.bool_] | None:
    """Which of these rows are of respondents who did not reach the end; None where the platform does not say."""
    if layout.unfinished is None or layout.unfinished[0] not in coded:
        return None
    column, texts = layout.unfinished
    one = coded[column]
    return np.array([text.strip() in texts for text in one.values], np.bool_)[one.codes]


def none_left(aside: Mapping[str, int]) -> str:
    """What to say when every row was set aside."""
    told = ", ".join(f"{n:,} {reason}" for reason, n in sorted(aside.items()))
    return f"no respondents are left: all rows were set aside ({told})."
