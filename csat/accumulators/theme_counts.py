"""How many comments of a column have each theme, by score group, and a few of them as examples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.comments import READ, tells
from csat.comments.codebook import Matcher, Theme
from csat.errors import InputError
from csat.metrics import boxes_of
from csat.plan import Item

GROUPS = 4
"""Score groups: bottom, middle and top of the item's scale, and rows without a valid score."""

NO_SCORE = GROUPS - 1


class ThemeCounts:
    """Exact counts of rows: ``rows``; per score group ``comments`` and ``matched`` (comments with any theme); ``found``
    (themes × score groups). Without an ``item`` every row is in the last group.

    ``examples``: per theme up to ``most`` different texts, those whose SHA-256 is smallest, so that they depend neither
    on the order of rows nor on chunks. Every distinct text of a chunk is looked at once.
    """

    def __init__(self, column: int, themes: Sequence[Theme], item: Item | None = None, most: int = 0) -> None:
        self.column, self.themes, self.item, self.most = column, tuple(themes), item, most
        self.rows = 0
        self.comments, self.matched = np.zeros(GROUPS, dtype=np.int64), np.zeros(GROUPS, dtype=np.int64)
        self.found: NDArray[np.int64] = np.zeros((len(self.themes), GROUPS), dtype=np.int64)
        self.examples: list[dict[bytes, str]] = [{} for _ in self.themes]
        self._matcher = Matcher(self.themes)
        self._group_of = None if item is None else _groups(item)

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk. Raises InputError where the column holds no texts."""
        if self.column not in answers.chunk.columns:
            raise InputError("The column of comments holds lists or records, and no texts. Give a column of texts.")
        coded = answers.coded(self.column)
        self.rows += answers.rows
        table = np.zeros((len(coded.values), GROUPS), dtype=np.int64)
        groups = np.full(answers.rows, NO_SCORE)
        if self.item is not None and self._group_of is not None:
            groups = self._group_of[answers.positions(self.item)]
        table += np.bincount(coded.codes.astype(np.intp) * GROUPS + groups, minlength=table.size).reshape(table.shape)
        told = [place for place in np.flatnonzero(table.sum(axis=1)).tolist() if tells(coded.values[place])]
        if not told:
            return
        has = np.array([self._matcher.themes(coded.values[place]) for place in told], dtype=bool)
        counts = table[told]
        self.comments += counts.sum(axis=0)
        self.matched += counts[has.any(axis=1)].sum(axis=0)
        self.found += has.T.astype(np.int64) @ counts
        if self.most:
            for theme in range(len(self.themes)):
                texts = [coded.values[told[place]] for place in np.flatnonzero(has[:, theme]).tolist()]
                self._keep(theme, {_number(text): text[: READ + 1] for text in texts})

    def __add__(self, other: ThemeCounts) -> ThemeCounts:
        both = ThemeCounts(self.column, self.themes, self.item, self.most)
        for part in (self, other):
            both.rows += part.rows
            both.comments += part.comments
            both.matched += part.matched
            both.found += part.found
            for theme, examples in enumerate(part.examples):
                both._keep(theme, examples)
        return both

    def _keep(self, theme: int, texts: dict[bytes, str]) -> None:
        known = {**self.examples[theme], **texts}
        self.examples[theme] = {number: known[number] for number in sorted(known)[: self.most]}


def _groups(item: Item) -> NDArray[np.intp]:
    """Score group by position; the last entry, which index -1 finds, is of no valid answer."""
    boxes = boxes_of(item)
    groups = np.full(item.scale.last + 2, 1, dtype=np.intp)
    groups[boxes.bottom[0] : boxes.bottom[1] + 1] = 0
    groups[boxes.top[0] : boxes.top[1] + 1] = 2
    groups[-1] = NO_SCORE
    return groups


def _number(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
