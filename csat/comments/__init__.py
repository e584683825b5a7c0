"""Comments of respondents, where they are asked for: redacted, a few a column, drawn by a rule that nobody can steer.

At most :data:`MOST` comments a column are kept. Which ones is decided by the SHA-256 of the column's letter and the
row's number among those scored: as good as by lot, the same on every machine, and no text can be written to get in.
They stand in the order of these numbers, so that the comments of one respondent do not stand at one place in several
columns. Never by segment: a segment and a comment together may tell who wrote it.
"""

from __future__ import annotations

import hashlib
import heapq
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from csat.comments.redaction import MARK, redact
from csat.errors import InputError
from csat.io.source import Source
from csat.io.text import plain
from csat.names import Names
from csat.plan import Plan, Role, Use
from csat.results import Record
from csat.wording import read_header

MOST = 200
"""Comments kept of a column."""

LONGEST = 1_000
"""Characters kept of a comment."""

READ = 20_000
"""Characters of a cell that are looked at."""
_OWN = str.maketrans("⟦⟧", "[]")  # a comment makes no marks of its own
_TAIL = 2_100  # what is taken out may be cut in two within these last ones of a longer cell

ALL = "all"
REFUSED: Mapping[Role, str] = {
    "personal data": "it holds personal data, which is never shown",
    "respondent id": "it holds ids of respondents, which are never shown",
    "item": "it is scored, and holds no comments",
    "multiple choice": "it is part of a multiple choice, and holds no comments",
    "date": "it holds dates, and no comments",
}

NOTICE = (
    "Comments of respondents are told. E-mail addresses, web addresses, telephone, card and account numbers and "
    "national codes were taken out of them as a best effort; names are not looked for. Read them before you pass them "
    "on."
)


def with_comments(record: Record, source: Source, plan: Plan, wanted: Sequence[str]) -> Record:
    """The record with the comments of the columns wanted; ``["all"]``: of every column taken for comments.

    ``source`` holds the rows that are scored and ``plan`` what its columns are. Raises InputError where a column may
    not be shown, or there is none.
    """
    uses = _columns(source, plan, [wanted] if isinstance(wanted, str) else wanted)
    gathered = {use.column: _Gathered(use) for use in uses}
    for chunk in source.chunks(sorted(gathered)):
        for column, comments in gathered.items():
            coded = chunk.columns.get(column)
            if coded is None:
                continue  # cells such as the lists of a DataFrame are no texts
            telling = [tells(text) for text in coded.values]
            for row, code in enumerate(coded.codes.tolist()):
                if telling[code]:
                    comments.add(chunk.first + row, coded.values[code])
    told = [*record.comments, *(gathered[use.column].told() for use in uses)]
    return replace(record, comments=told, notices=[*(said for said in record.notices if said != NOTICE), NOTICE])


def _columns(source: Source, plan: Plan, wanted: Sequence[str]) -> list[Use]:
    use_of = {use.column: use for use in plan.uses}
    if any(name.strip().casefold() == ALL for name in wanted) and not _named(source, ALL):
        found = taken_for_comments(plan)
        if not found:
            raise InputError(f"{source.about.name}: no column is taken for comments. Name one: --comments COLUMN.")
        return found
    uses = [use_of[column] for name in wanted for column in (_names(source).find(name),)]
    for use in uses:
        if use.role in REFUSED:
            raise InputError(f'--comments "{plain(use.header)}": {REFUSED[use.role]}.')
    return list(dict.fromkeys(uses))


def taken_for_comments(plan: Plan) -> list[Use]:
    """The columns of comments, but those that may hold ids."""
    return [use for use in plan.uses if use.role == "comment" and "id" not in read_header(use.header).hints]


def _names(source: Source) -> Names:
    letters = [source.letter(column) for column in range(len(source.headers))]
    return Names(source.headers, letters, source.about.layout.questions, source.about.partly)


def _named(source: Source, name: str) -> bool:
    return bool(_names(source).matching(name))


def tells(text: str) -> bool:
    """Whether a text holds a letter, a digit or a sign such as an emoji: not only dots, dashes and spaces."""
    return any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "So" for char in text)


@dataclass(slots=True)
class _Gathered:
    """The comments of a column: all counted, those with the lowest numbers kept."""

    use: Use
    answered: int = 0
    _kept: list[tuple[int, str]] = field(default_factory=list)  # a heap, the highest number first

    def add(self, row: int, text: str) -> None:
        """Take in the comment of a row (0-based, among those scored)."""
        self.answered += 1
        number = -int.from_bytes(hashlib.sha256(f"{self.use.letter} {row}".encode()).digest()[:8], "big")
        if len(self._kept) < MOST:
            heapq.heappush(self._kept, (number, text[: READ + 1]))
        elif number > self._kept[0][0]:
            heapq.heapreplace(self._kept, (number, text[: READ + 1]))

    def told(self) -> dict[str, Any]:
        """The column as the record tells it."""
        texts, counts = [], Counter[str]()
        for _, text in sorted(self._kept, reverse=True):
            texts.append(redacted(text))
            counts.update(MARK.findall(texts[-1]))
        return {
            "column": self.use.header,
            "letter": self.use.letter,
            "answered": self.answered,
            "shown": len(texts),
            "redacted": dict(sorted(counts.items())),
            "texts": texts,
        }


def redacted(text: str) -> str:
    """A comment as it may be shown: redacted, on one line, of at most :data:`LONGEST` characters."""
    clear, _ = redact(" ".join(text[:READ].translate(_OWN).split()))
    return _cut(clear[:-_TAIL] if len(text) > READ else clear, len(text) > READ)


def _cut(text: str, cut: bool) -> str:
    """At most so many characters, and no half a mark; ``cut``: it was longer before."""
    if len(text) <= LONGEST and not cut:
        return text
    kept = text[: LONGEST - 1]
    if kept.rfind("⟦") > kept.rfind("⟧"):
        kept = kept[: kept.rfind("⟦")]
    return f"{kept.rstrip()}…"
