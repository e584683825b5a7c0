"""Raw answers to positions on the item's scale, and the reason where a text is no answer."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.choices import canonical
from csat.io.text import key, number
from csat.labels import BLANK, DONT_KNOW, NOT_APPLICABLE, not_an_answer
from csat.plan import Item

INVALID = "invalid"
REASONS = (BLANK, NOT_APPLICABLE, DONT_KNOW, INVALID)
"""Why a row has no valid answer to an item; each is counted by itself, none is in a base."""


def read_answer(item: Item, text: str) -> int | str:
    """The 0-based position of an answer on the item's scale, or one of :data:`REASONS`.

    A reversed item gives the mirrored position, around the declared bounds of its scale.
    """
    if not text:
        return BLANK
    if item.missing and canonical(text) in item.missing:
        return NOT_APPLICABLE
    comparable = key(text)
    if item.not_answers:
        for spelling in (comparable, canonical(text)):
            if spelling in item.not_answers:
                return item.not_answers[spelling]
    position: int | None = None
    if comparable in item.labels:
        position = item.scale.position(Fraction(item.labels[comparable]))
    elif item.numeric:
        value = number(text)
        if value is not None:
            position = item.scale.position(value)
    if position is None:
        return not_an_answer(text) or INVALID
    return item.scale.last - position if item.reverse else position


def positions(item: Item, texts: Iterable[str]) -> NDArray[np.int16]:
    """The position of each text, -1 where it is no valid answer: the lookup table of a chunk's column."""
    return np.array([p if isinstance(p := read_answer(item, text), int) else -1 for text in texts], dtype=np.int16)
