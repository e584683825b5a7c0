"""Answers by respondent and wave, so that who answered twice can be compared with himself.

The one thing counted whose memory grows with the rows: nine bytes each, and one more an item (two on scales of more
than 127 points). An id is kept as a 64-bit hash of its text, never as itself: two of a million ids get the same hash
once in 37 million surveys.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csat.accumulators import Answers
from csat.io.text import plain
from csat.plan import Item

_NONE = 0  # the hash of a blank id
_MOST_WAVES = 255


@dataclass(frozen=True, slots=True)
class Matched:
    """Respondents of two waves, matched by id.

    ``tables``: per item the joint table of its answers, positions of the first wave × of the second, of those who gave
    a valid answer in both. ``n``: respondents that are once in each wave. ``only``: respondents of each wave that are
    not in the other one. ``twice``: ids that come more than once in a wave, which are left out of both. ``blank``: rows
    of each wave without an id.
    """

    tables: tuple[NDArray[np.int64], ...]
    n: int
    only: tuple[int, int]
    twice: tuple[int, int]
    blank: tuple[int, int]


class ByRespondent:
    """Positions of the items' answers (-1: no valid answer) by respondent and wave.

    ``respondent`` and ``wave`` are columns. Ids are compared as :func:`csat.io.text.plain` tells them: without spaces
    around, invisible marks, and differences of digits; capitals count.
    """

    def __init__(self, items: Sequence[Item], respondent: int, wave: int) -> None:
        self.items = tuple(items)
        self.respondent, self.wave = respondent, wave
        self._small = np.int8 if all(item.scale.last <= 127 for item in self.items) else np.int16
        self._waves: dict[str, int] = {}
        self._ids: list[NDArray[np.uint64]] = []
        self._of_wave: list[NDArray[np.uint8]] = []
        self._positions: list[NDArray[Any]] = []  # of that type
        self._matched: dict[tuple[tuple[str, ...], tuple[str, ...]], Matched] = {}

    def count(self, answers: Answers) -> None:
        """Add the rows of a chunk. Raises ValueError where there are more waves than a byte tells apart."""
        ids, waves = answers.coded(self.respondent), answers.coded(self.wave)
        hashes = np.array([_hash(text) for text in ids.values], dtype=np.uint64)
        numbers = [self._waves.setdefault(text, len(self._waves)) for text in waves.values]
        if len(self._waves) > _MOST_WAVES:
            raise ValueError("more waves than a byte can tell apart")
        self._ids.append(hashes[ids.codes])
        self._of_wave.append(np.array(numbers, dtype=np.uint8)[waves.codes])
        self._matched.clear()
        self._positions.append(answers.matrix(self.items).astype(self._small))

    def __add__(self, other: ByRespondent) -> ByRespondent:
        both = ByRespondent(self.items, self.respondent, self.wave)
        both._waves = dict(self._waves)
        numbers = [both._waves.setdefault(text, len(both._waves)) for text in other._waves]
        both._ids = [*self._ids, *other._ids]
        renumbered = np.array(numbers, dtype=np.uint8)
        both._of_wave = [*self._of_wave, *(renumbered[waves] for waves in other._of_wave)]
        both._positions = [*self._positions, *other._positions]
        return both

    def matched(self, one: Collection[str], other: Collection[str]) -> Matched:
        """The respondents of two waves, each given by the texts of its rows; worked out once."""
        waves = tuple(one), tuple(other)
        if waves not in self._matched:
            self._matched[waves] = self._match(*waves)
        return self._matched[waves]

    def _match(self, one: Collection[str], other: Collection[str]) -> Matched:
        first, second = (self._rows(wave) for wave in (one, other))
        (once, at, twice, blank), (other_once, other_at, other_twice, other_blank) = map(_once, (first[0], second[0]))
        _, in_one, in_other = np.intersect1d(once, other_once, assume_unique=True, return_indices=True)
        answered = first[1][:, at[in_one]], second[1][:, other_at[in_other]]
        everyone = np.concatenate([once, twice]), np.concatenate([other_once, other_twice])
        only = (
            int(np.isin(once, everyone[1], assume_unique=True, invert=True).sum()),
            int(np.isin(other_once, everyone[0], assume_unique=True, invert=True).sum()),
        )
        tables = tuple(_joint(item, *pair) for item, pair in zip(self.items, zip(*answered, strict=True), strict=True))
        return Matched(tables, len(in_one), only, (len(twice), len(other_twice)), (blank, other_blank))

    def _rows(self, wave: Collection[str]) -> tuple[NDArray[np.uint64], NDArray[Any]]:
        """Ids and positions (items × rows) of the rows of a wave."""
        wanted = np.array([number for text, number in self._waves.items() if text in wave], dtype=np.uint8)
        kept = [np.isin(of_wave, wanted) for of_wave in self._of_wave]
        ids = [ids[rows] for ids, rows in zip(self._ids, kept, strict=True)]
        positions = [found[:, rows] for found, rows in zip(self._positions, kept, strict=True)]
        nobody = np.empty(0, dtype=np.uint64), np.empty((len(self.items), 0), dtype=self._small)
        return np.concatenate([nobody[0], *ids]), np.concatenate([nobody[1], *positions], axis=1)


def _hash(text: str) -> int:
    """64 bits of an id; 0 stands for a blank one alone."""
    told = " ".join(text.split()) if text.isascii() else plain(text)  # which is the same, and ten times quicker
    return (int.from_bytes(blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1) if told else 0


def _once(ids: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.uint64], int]:
    """Ids that come once, ascending, with their rows; those that come more often; and how many rows have none."""
    found, first, times = np.unique(ids, return_index=True, return_counts=True)
    there = found != _NONE
    once = there & (times == 1)
    return found[once], first[once], found[there & (times > 1)], int(times[~there].sum())


def _joint(item: Item, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.int64]:
    points = item.scale.last + 1
    both = (one >= 0) & (other >= 0)
    codes = one[both].astype(np.int64) * points + other[both]
    return np.bincount(codes, minlength=points * points).reshape(points, points).astype(np.int64)
