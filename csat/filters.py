"""Whose answers a plan scores: respondents who do not pass its filters, or did not finish, are sifted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from csat.errors import InputError
from csat.io.source import Chunk, Source
from csat.io.text import alike, number, plain
from csat.measure import named
from csat.plan import Filter
from csat.sift import Sieve, Sifted

UNFINISHED = "did not finish"
_TOLD = 8


def sifted(source: Source, filters: Sequence[Filter], finished_only: bool) -> Source:
    """The source without the respondents that filters leave out. Nothing to leave out, and it is the source itself.

    Raises InputError where the file does not say who finished, or nobody is left.
    """
    if not filters and not finished_only:
        return source
    passes = [_Pass(filter) for filter in filters]
    kept: list[list[NDArray[np.bool_]]] = [[] for _ in passes]
    stopped: list[NDArray[np.bool_]] = []
    for chunk in source.chunks(sorted({filter.column for filter in filters})):
        for found, one in zip(kept, passes, strict=True):
            found.append(one.of(chunk))
        if finished_only:
            stopped.append(_stopped(source, chunk))
    sieves = [Sieve(UNFINISHED, np.concatenate(stopped))] if finished_only else []
    sieves += [Sieve(filter.reason, ~np.concatenate(found)) for filter, found in zip(filters, kept, strict=True)]
    if np.logical_or.reduce([sieve.held for sieve in sieves]).all():
        told = ", ".join(f"{int(sieve.held.sum()):,} {sieve.reason}" for sieve in sieves)
        raise InputError(f"{source.about.name}: the plan leaves no respondents: {plain(told)}.")
    notices = [notice for one in passes for notice in one.unmet()]
    return Sifted(source, sieves, notices)


def _stopped(source: Source, chunk: Chunk) -> NDArray[np.bool_]:
    if chunk.unfinished is None and chunk.rows:
        raise InputError(
            f"{source.about.name}: it does not say who finished the survey, so nobody can be set aside for that. Take "
            "--finished-only away, or finished_only out of the plan."
        )
    return chunk.unfinished if chunk.unfinished is not None else np.zeros(0, np.bool_)


class _Pass:
    """One filter, understood once per distinct text."""

    def __init__(self, filter: Filter) -> None:
        self._filter = filter
        self._values = {named(value): value for value in (*filter.keep, *filter.drop)}
        self._met: set[str] = set()
        self._low, self._high = (None if bound is None else Fraction(bound) for bound in (filter.low, filter.high))

    def of(self, chunk: Chunk) -> NDArray[np.bool_]:
        """Which rows pass."""
        coded = chunk.columns[self._filter.column]
        return np.array([self._passes(text) for text in coded.values], np.bool_)[coded.codes]

    def _passes(self, text: str) -> bool:
        if self._values:
            value = alike(text)
            if value in self._values:
                self._met.add(value)
            return (value in self._values) == bool(self._filter.keep)
        found = number(text)
        if found is None:
            return False
        return (self._low is None or found >= self._low) and (self._high is None or found <= self._high)

    def unmet(self) -> Iterator[str]:
        """The values that no row has: a slip of the pen, or another wave's."""
        missed = [value for comparable, value in self._values.items() if comparable not in self._met]
        if missed:
            told = ", ".join(f'"{plain(value)[:60]}"' for value in missed[:_TOLD])
            more = " …" if len(missed) > _TOLD else ""
            yield f'The filter on "{plain(self._filter.header)[:60]}" names values that no row has: {told}{more}.'
