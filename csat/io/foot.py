"""What people and spreadsheets write below the answers of a text file: averages and notes, which are no respondents."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from csat.io.cells import keep_rows
from csat.io.dialect import FIELD_LIMIT, Dialect
from csat.io.encoding import Scan
from csat.io.layout import footer
from csat.io.source import Coded

FOOT = 60  # rows, as many as a sheet's are looked at

Batch = tuple[int, dict[int, Coded]]


@dataclass(frozen=True, slots=True)
class Foot:
    """``rows`` at the end of the table to leave out, blank ones among them; those that hold something by reason."""

    rows: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def notices(self) -> list[str]:
        """A sentence for each kind of row."""
        return [
            f"The last row of the table is a {reason} and was set aside."
            if n == 1
            else f"{n:,} rows at the end of the table are {reason}s and were set aside."
            for reason, n in self.set_aside.items()
        ]


def find_foot(found: Scan, dialect: Dialect) -> Foot:
    """The rows below the last respondent, judged by the same rules as those of a sheet.

    Where the last rows cannot be cut with certainty, as when the end of a long comment is all there is to see,
    none is found.
    """
    whole = found.size == len(found.tail)
    text = found.tail[found.start if whole else 0 :].decode(found.encoding, "replace")
    text = text[dialect.text :] if whole else text.partition("\n")[2]  # that begins within a line
    csv.field_size_limit(FIELD_LIMIT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    except csv.Error:
        return Foot()
    rows = [row for row in rows if len(row) == dialect.fields or "".join(row).strip()][-FOOT:]
    if any(len(row) != dialect.fields for row in rows):
        return Foot()
    below = footer(rows, sum(map(bool, dialect.names)))
    reasons = Counter(reason for _, reason in below if reason)
    return Foot(len(rows) - below[-1][0], dict(reasons)) if reasons else Foot()


def without_last(batches: Iterable[Batch], count: int) -> Iterator[Batch]:
    """The batches without their last ``count`` rows."""
    held: deque[Batch] = deque()
    for batch in batches:
        held.append(batch)
        while held and sum(rows for rows, _ in held) - held[0][0] >= count:
            yield held.popleft()
    while count and held:
        rows, coded = held.pop()
        if rows > count:
            kept = np.arange(rows) < rows - count
            held.append((rows - count, {column: keep_rows(one, kept) for column, one in coded.items()}))
        count = max(0, count - rows)
    yield from held
