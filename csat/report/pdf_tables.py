"""Where lines of a PDF may break, and how wide the columns of a table are, so that nothing leaves the page.

Widths are estimates in sizes of a letter (em), rather too wide. A column has at least the room that its longest piece
needs; what is left goes to those that want more. Where the pieces have no room, the letters are smaller.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from csat.report.chart_text import width_of
from csat.report.document import Run, Table, Text
from csat.report.markup import shown

PAGE, WIDE_PAGE = 482.0, 728.0  # points between the margins
SIZES = (9.0, 8.0, 7.0)  # points of letters in a table
BAR = 13.0  # em that a column of bars has
_PAD = 1.1  # em between two columns
_MOST_NUMBERS = 0.45  # of the page's width: more leaves the words beside them too little
_MOST = 100.0  # em that a column of text wants at most
_CODE = 0.85  # width of a letter of code, beside one of text

_WORD = re.compile(r"\S+\s*|\s+")
_OF_CODE = re.compile(r"[^\W_]{1,10}[^\w\s]*_?\s*|\W+|_+")
_LONG = 20  # letters of a word that is not broken


def breakable(run: Run) -> list[str]:
    """What is seen of a run, in pieces between which a line may break: long words, and code after its signs."""
    told = shown(run)
    if run.kind in ("words", "number"):
        return [told] if told else []
    found: list[str] = []
    for word in _WORD.findall(told):
        if run.kind == "code":
            found += _OF_CODE.findall(word)
        elif len(word) > _LONG:
            found += [word[start : start + 10] for start in range(0, len(word), 10)]
        elif found and found[-1][-1:].isspace():
            found[-1] += word  # at a space a line breaks anyway
        else:
            found.append(word)
    return found


class Fit(NamedTuple):
    """How a table fits a page: its letters in points, its columns as parts of the whole, and whether it needs a page
    that lies on its side.
    """

    size: float
    widths: list[float]
    wide: bool


def widths(table: Table, bars: bool) -> Fit:
    """How a table fits a page; ``bars``: whether a last column holds bars."""
    columns = [[table.heads[place], *(row[place] for row in table.rows)] for place in range(len(table.heads))]
    least = [
        max(_longest(column[0]), max(map(_wide if place in table.ends else _longest, column[1:]), default=0.0))
        for place, column in enumerate(columns)
    ]
    wanted = [max(min(max(map(_wide, column)), _MOST), low) for column, low in zip(columns, least, strict=True)]
    if bars:
        least, wanted = [*least, BAR], [*wanted, BAR]
    padding = _PAD * len(least)
    size = next((size for size in SIZES if sum(least) + padding <= PAGE / size), SIZES[-1])
    numbers = sum(low for place, low in enumerate(least) if place in table.ends)
    wide = numbers > _MOST_NUMBERS * PAGE / size and sum(wanted) + padding > PAGE / size
    room = (WIDE_PAGE if wide else PAGE) / size - padding
    needs = [want - low for want, low in zip(wanted, least, strict=True)]
    spare = room - sum(least)
    if spare <= 0:
        found = [room * low / sum(least) for low in least]
    elif sum(needs) > spare:
        found = [low + spare * need / sum(needs) for low, need in zip(least, needs, strict=True)]
    else:
        texts = [want if place not in table.ends and want else 0.0 for place, want in enumerate(wanted[: len(columns)])]
        texts += [BAR] if bars else []
        of = sum(texts)
        extra = spare - sum(needs)
        found = [
            want + (extra * text / of if of else extra / len(wanted)) for want, text in zip(wanted, texts, strict=True)
        ]
    return Fit(size, [round(width + _PAD, 2) for width in found], wide)


def _wide(text: Text) -> float:
    """About how wide a text is on one line."""
    return sum(width_of((run,)) * (_CODE if run.kind == "code" else 1.0) for run in text)


def _longest(text: Text) -> float:
    """About how wide its longest piece is."""
    pieces = [
        (piece, _CODE if run.kind == "code" else 1.0)
        for run in text
        for whole in breakable(run)
        for piece in whole.split()
    ]
    return max((_wide((Run("words", piece),)) * factor for piece, factor in pieces), default=0.0)
