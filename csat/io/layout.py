"""Where a table begins and ends in a sheet or a text file: header row, blank rows, rows below the last respondent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.cells import is_blank, text_of

PREVIEW = 60  # rows looked at to find the header

Row = Sequence[object]

# First cell of a row that a spreadsheet's user adds below the answers.
SUMMARY_WORDS = frozenset(
    {
        *("average", "avg", "mean", "median", "mode", "total", "totals", "grand total", "sum", "count", "overall"),
        *("minimum", "maximum", "min", "max", "std", "stdev", "sd", "std dev", "std. dev.", "std. deviation"),
        *("standard deviation", "variance", "moyenne", "mittelwert", "durchschnitt", "gesamt", "summe", "suma"),
        *("media", "promedio", "میانگین", "میانه", "جمع", "جمع کل", "مجموع", "کل", "معدل", "المتوسط", "المجموع"),
    }
)

# Second header row of SurveyMonkey: the first row of such an export is sparse and is the header all the same.
_SUB_HEADER_WORDS = frozenset({"response", "open-ended response"})

_NUMBER = re.compile(r"\s*[-+]?[\d۰-۹٠-٩]+([.,٫/][\d۰-۹٠-٩]+)*\s*%?\s*\Z")


def looks_numeric(value: object) -> bool:
    """True for a number, and for text that is only a number, a percentage or a date of digits."""
    if isinstance(value, str):
        return _NUMBER.match(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def filled(row: Row) -> list[int]:
    """Positions of the cells that hold something."""
    return [at for at, value in enumerate(row) if not is_blank(value)]


def find_header(rows: Sequence[Row]) -> int | None:
    """Index of the row that holds the column names; None when no row holds anything.

    The first row that is as wide as the table. Title lines (one cell) and a heading over groups of columns
    (few cells, a full row of distinct names below) are passed over.
    """
    shape = [filled(row) for row in rows[:PREVIEW]]
    used = [at for at, cells in enumerate(shape) if cells]
    if not used:
        return None
    width = max(len(cells) for cells in shape)
    for at in used:
        if 2 * len(shape[at]) >= width:
            return at
        below = _names_below(rows, shape, at, width)
        if below is not None:
            return below
        if len(shape[at]) > 1:
            return at
    return used[0]


def _names_below(rows: Sequence[Row], shape: Sequence[list[int]], at: int, width: int) -> int | None:
    """The full row of distinct names below the sparse row ``at``, if there is one before the answers begin."""
    for below in range(at + 1, min(at + 20, len(shape))):
        cells = shape[below]
        if 10 * len(cells) < 8 * width:
            continue
        values = [rows[below][cell] for cell in cells]
        texts = [value.strip().casefold() for value in values if isinstance(value, str)]
        named = len(texts) == len(values) and not any(map(looks_numeric, texts))
        if not named or len(set(texts)) < len(texts) or _SUB_HEADER_WORDS & set(texts):
            return None
        covers = len(shape[at]) == 1 or set(shape[at]) <= set(cells)
        return below if covers else None
    return None


def name_of(value: object) -> str:
    """A column's name: the text of its header cell without outer spaces."""
    return text_of(value).strip().strip("\ufeff\u200b").strip()


def footer(rows: Sequence[Row], width: int) -> list[tuple[int, str]]:
    """Rows at the end that are no respondents: index from the start of ``rows`` and reason, last first.

    ``rows`` are the rows below the header, or only the last of them (at least 40 tell more). Blank rows at the
    end have the reason ``""``.
    """
    found: list[tuple[int, str]] = []
    end = len(rows)
    while end:
        cells = filled(rows[end - 1])
        reason = _why_no_respondent(rows, end - 1, cells, width) if cells else ""
        if reason is None:
            break
        end -= 1
        found.append((end, reason))
    return found


def _why_no_respondent(rows: Sequence[Row], at: int, cells: list[int], width: int) -> str | None:
    first = rows[at][cells[0]]
    if not isinstance(first, str) or looks_numeric(first):
        return None
    others = [row[cells[0]] for row in rows[:at] if not is_blank(row[cells[0]])]
    word = first.strip().strip(":").strip().casefold()
    if len(cells) > 1 and word in SUMMARY_WORDS and first not in others:
        return "summary row" if all(looks_numeric(rows[at][cell]) for cell in cells[1:]) else None
    if len(cells) == 1 and width > 2 and at:
        apart = not filled(rows[at - 1])
        in_front = cells[0] <= min((filled(row)[0] for row in rows[:at] if filled(row)), default=0)
        # A respondent who left after the first question has an id like the others': that is no note.
        like_others = _kind(first) in {_kind(text_of(other)) for other in others}
        # On a small table a single word may as well be an answer; a note is apart, or a sentence.
        sentence = len(first.split()) > 2 or first.rstrip().endswith(":")
        if (apart or (in_front and sentence)) and not like_others and others:
            return "note row"
    return None


def _kind(text: str) -> str:
    """The look of an id: letters as A, digits as 9, runs as one. ``R001`` is ``A9``."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "A", text.strip()))
