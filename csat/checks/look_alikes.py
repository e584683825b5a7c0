"""Names of segments that may be one name: spelled in several ways, or a letter or two apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Part
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.io.text import key, plain
from csat.measure import NO_SEGMENT_VALUE, Group, groups_of
from csat.wording import read_header

RULE = (
    "Names in a column of segments that are the same but for spaces, capitals or look-alike letters (they are counted "
    "together), or a word of {letters} letters or more that is one letter apart (they are counted apart)."
)
_SHORTEST = 5  # letters; shorter names a letter apart are mostly two names
_NAMES = 2000  # names of one column compared with each other


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a column of segments."""
    columns = list(dict.fromkeys((*survey.plan.segments, *(use.column for use in survey.uses("segment")))))
    columns = [column for column in columns if survey.tally.texts(column) and column not in survey.plan.dated]
    if not columns:
        return "no column holds segments"
    return _LookAlikes(survey, columns)


class _LookAlikes(Watch):
    """A few bytes for each row with a rarer spelling."""

    def __init__(self, survey: Survey, columns: list[int]) -> None:
        self._survey = survey
        plan = replace(survey.plan, segments=tuple(columns), groupings={})
        groups = [g for g in groups_of(plan, survey.tally) if g.label != NO_SEGMENT_VALUE]
        self._doubts = {
            column: found
            for column in columns
            if (found := _doubts([g for g in groups if g.segmenting == column], survey.tally.texts(column)))
        }
        self._all = columns
        self.columns = list(self._doubts)
        self._rows = {(c, n): Pile(np.intp) for c, doubts in self._doubts.items() for n in range(len(doubts))}

    def look(self, glance: Glance) -> None:
        for column, doubts in self._doubts.items():
            texts, codes = glance.texts(column)
            for number, (_, _, rarer) in enumerate(doubts):
                table = np.array([text in rarer for text in texts], np.bool_)
                if table.any():
                    self._rows[column, number].add(np.flatnonzero(table[codes]) + glance.first)

    def found(self) -> Iterator[Found]:
        survey = self._survey
        for column in self._all:
            doubts = self._doubts.get(column, [])
            shown = column in survey.plan.segments or "segment" in read_header(survey.source.headers[column]).hints
            parts = []
            for number, (names, how, _) in enumerate(doubts):
                rows = np.sort(self._rows[column, number].whole())
                # a column of repeated words may be one of people's names, and nobody asked to see them
                told = (
                    " and ".join(f'"{name}"' for name in names)
                    if shown
                    else ("a name" if len(names) == 1 else "two names")
                )
                parts.append(Part(f"{told}: {how}", len(rows), survey.rows, rows))
            rows = np.unique(np.concatenate([part.rows for part in parts])) if parts else np.zeros(0, np.intp)
            yield Found(
                f"Look-alike names in column {survey.name(column)}",
                RULE.format(letters=_SHORTEST),
                len(parts),
                len(survey.tally.texts(column)),
                len(parts) > 0,
                "names",
                rows,
                (column,),
                tuple(parts),
                notes=("The rows are those of the rarer spellings.",) if parts else (),
            )


Doubt = tuple[tuple[str, ...], str, frozenset[str]]
"""Names as they may be told, how they are alike, and the texts of the rarer spellings."""


def _doubts(groups: Sequence[Group], counts: Mapping[str, int]) -> list[Doubt]:
    found: list[Doubt] = []
    for group in groups:
        if len(group.values) > 1:
            ranked = sorted(group.values, key=lambda text: (-counts[text], text))
            how = f"one name in {len(ranked)} spellings, counted together"
            found.append(((group.label,), how, frozenset(ranked[1:])))
    named = [(key(group.label), group) for group in groups[:_NAMES]]
    sizes = {group.label: sum(counts[text] for text in group.values) for group in groups}
    by_form: dict[str, list[tuple[str, Group]]] = {}
    for comparable, group in named:
        if sum(sign.isalpha() for sign in comparable) >= _SHORTEST:
            for form in {comparable, *(comparable[:at] + comparable[at + 1 :] for at in range(len(comparable)))}:
                by_form.setdefault(form, []).append((comparable, group))
    met: set[frozenset[str]] = set()
    for alike in by_form.values():
        for at, (one, first) in enumerate(alike):
            for other, second in alike[at + 1 :]:
                pair = frozenset((one, other))
                if pair in met or len(pair) < 2 or not _alike(first.label, second.label):
                    continue
                met.add(pair)
                common, rarer = sorted((first, second), key=lambda group: (-sizes[group.label], group.label))
                found.append(((common.label, rarer.label), "a letter apart, counted apart", frozenset(rarer.values)))
    return sorted(found, key=lambda doubt: (doubt[1], doubt[0]))


def _alike(one: str, other: str) -> bool:
    """Whether one word of two names is a letter apart, its digits the same. ``Plan A`` and ``Plan B`` are two names."""
    words, others = (re.findall(r"\w+", plain(name).casefold()) for name in (one, other))
    if len(words) != len(others):
        return "".join(words) == "".join(others)
    apart = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    if len(apart) != 1:
        return False
    a, b = apart[0]
    digits = [[sign for sign in word if sign.isdecimal()] for word in (a, b)]
    return digits[0] == digits[1] and max(len(a), len(b)) >= _SHORTEST and _one_apart(a, b)


def _one_apart(a: str, b: str) -> bool:
    """Whether one letter was left out, put in, changed, or changed places with its neighbour."""
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(b) == len(a) + 1:
        return a[start:] == b[start + 1 :]
    if len(a) != len(b):
        return False
    turned = a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    return a[start + 1 :] == b[start + 1 :] or turned


CHECK = Check("Look-alike names of segments", "ISO 10004:2018, 7.4.2", begin)
