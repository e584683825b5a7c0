"""The shape of a delimited text file from its first lines: delimiter, header row, where the answers begin."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from csat.io.layout import filled, name_of
from csat.io.platforms import find_table
from csat.io.request import Request
from csat.io.source import Layout

DELIMITERS = ",;\t|"
_RECORDS = 200
_NEAR = 0.2  # shares of lines that differ by less decide nothing: a few lines may be ragged
_DECIMAL = re.compile(r"[-+−]?[0-9۰-۹٠-٩]+,[0-9۰-۹٠-٩]+ ?[%٪]?")
# The module's own ceiling of 131,072 is less than some comments.
FIELD_LIMIT = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to cut the text. ``lines`` physical lines, ``text`` characters, come before the first answer."""

    delimiter: str
    names: tuple[str, ...]
    header_line: int  # 1-based physical line on which the header begins
    lines: int
    text: int
    fields: int  # fields in a line of answers
    header_rows: tuple[tuple[str, ...], ...]  # as stored; more than one where a platform has several
    titled: bool  # lines above the header were passed over
    layout: Layout


def records(text: str, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """First records of a text: first physical line (0-based), lines up to its end, fields. Blank lines are left out."""
    csv.field_size_limit(FIELD_LIMIT)
    found: list[tuple[int, int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 0
    while len(found) < _RECORDS:
        try:
            fields = next(reader)
        except (StopIteration, csv.Error):
            break  # what comes before an odd place tells the shape; reading the rows names that place
        if fields:
            found.append((start, reader.line_num, fields))
        start = reader.line_num
    return found


def find_dialect(request: Request, text: str, complete: bool) -> Dialect:
    """Find delimiter and header in the first part of a text; ``complete`` when that is all of it.

    Raises InputError for a file without a header or without rows.
    """
    skip = 0
    first = text.split("\n", 1)[0].strip().strip('"')
    delimiter = ""
    if first[:4].lower() == "sep=" and len(first) == 5:
        delimiter = first[4]
        skip = 1
    elif first[:4].lower() == "sep=" and text.startswith("sep=\t"):
        delimiter, skip = "\t", 1
    lines = text.splitlines(keepends=True) if skip else []
    body = text[len(lines[0]) :] if skip else text
    delimiter = delimiter or _delimiter(body, request.name)
    rows = records(body, delimiter)
    if not complete and len(rows) > 1 and len(rows) < _RECORDS:
        rows.pop()  # cut off in its middle
    if not any(filled(fields) for _, _, fields in rows):
        raise request.refuse("the file is empty: it has no data.")
    at, layout = find_table([fields for _, _, fields in rows], _header_given(request, rows, skip))
    at = at or 0
    start, _, fields = rows[at]
    above = rows[at : at + layout.header_rows]
    end = above[-1][1]
    answers = [fields for _, _, fields in rows[at + layout.header_rows :] if filled(fields)]
    if not answers and complete:
        raise request.refuse("the file has a header and no rows below it: no respondents.")
    width, count = _widths(fields, answers)
    prefix = 0
    if skip:
        prefix = len(lines[0])
    for number, line in enumerate(io.StringIO(body, newline="")):
        if number >= end:
            break
        prefix += len(line)
    titled = at != next(index for index, row in enumerate(rows) if filled(row[2]))
    names = tuple(name_of(field) for field in (layout.names or fields)[:width])
    headers = tuple(tuple(row[:width]) for _, _, row in above)
    return Dialect(delimiter, names, start + skip + 1, end + skip, prefix, count, headers, titled, layout)


def _header_given(request: Request, rows: Sequence[tuple[int, int, list[str]]], skip: int) -> int | None:
    """Index of the row that the caller names as the header, None where nothing was said."""
    if request.header is None:
        return None
    for at, (start, end, fields) in enumerate(rows):
        if start + skip < request.header <= end + skip and filled(fields):
            return at
    raise request.refuse(f"line {request.header}, which --header names, holds no column names.")


def _delimiter(text: str, name: str) -> str:
    """The delimiter that cuts the most lines into the same number of fields.

    Where several do nearly as well, as commas do in ``ID;Score`` above lines such as ``1;4,0``, one that speaks against
    itself loses: its lines begin below those of another, or its cells hold another.
    """
    cuts: list[_Cut] = []
    for delimiter in DELIMITERS:
        rows = records(text, delimiter)
        counts = Counter(len(fields) for _, _, fields in rows)
        if not counts:
            continue
        fields, lines = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if fields > 1:
            cuts.append(_Cut(delimiter, rows, fields, lines / counts.total()))
    most = max((cut.share for cut in cuts), default=0.0)
    near = [cut for cut in cuts if cut.share >= most - _NEAR]
    top = min((cut.begins for cut in near), default=0)
    best, best_score = ",", (-2, 0.0, 0, False)
    for cut in near:
        others = "".join(other.delimiter for other in near if other is not cut)
        against = (cut.begins > top) + _holds(cut, others)
        score = (-against, round(cut.share, 1), cut.fields, name.lower().endswith(".tsv") and cut.delimiter == "\t")
        if score > best_score:
            best, best_score = cut.delimiter, score
    return best


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text cut at one delimiter: its first records, and the number of fields that the share of them has."""

    delimiter: str
    rows: Sequence[tuple[int, int, list[str]]]
    fields: int
    share: float

    @property
    def begins(self) -> int:
        """The line from which on records have that many fields: a single one among others is a title with commas."""
        fit = [len(fields) == self.fields for _, _, fields in self.rows]
        at = next((at for at, pair in enumerate(pairwise(fit)) if all(pair)), fit.index(True))
        return self.rows[at][0]


def _holds(cut: _Cut, others: str) -> bool:
    """Whether in most lines a cell holds one of the other delimiters, and not as a decimal comma or in a sentence."""
    if not others:
        return False
    within = re.compile(f"[{others}](?! )")
    rows = [fields for _, _, fields in cut.rows if len(fields) == cut.fields]
    holding = sum(any(within.search(cell) and not _DECIMAL.fullmatch(cell.strip()) for cell in row) for row in rows)
    return 2 * holding > len(rows)


def _widths(header: Sequence[str], answers: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Number of columns, and of fields in a line of answers.

    They differ where every line of answers ends with delimiters that the header lacks, or the other way round.
    """
    width = len(header)
    counts = {len(fields) for fields in answers}
    if len(counts) == 1:
        (count,) = counts
        if count > width and not any(filled(fields[width:]) for fields in answers):
            return width, count
        if count < width and not filled(header[count:]):
            return count, count
    return width, width
