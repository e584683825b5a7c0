"""Text in a picture: how wide it is about, cut to the room there is, and set apart from text of the other direction.

A picture has no lines that break and no elements that isolate: so a label is cut by an estimate of its width that is
rather too wide, and directions are kept apart with invisible isolates (U+2066 to U+2069).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from csat.report.document import Run, Text
from csat.report.markup import shown
from csat.report.safe import right_to_left

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _FIRST_STRONG, _END = "\u2066", "\u2067", "\u2068", "\u2069"
_THIN, _BROAD = frozenset("iljtfrI.,:;'|!()[] \u200c"), frozenset("mwMW@%&—…")
_MARK = "\u200f"
CUT = "…"


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or letter >= "\U0001f000":
        return 1.05
    if letter in _THIN:
        return 0.4
    return 0.95 if letter in _BROAD else 0.72 if letter.isupper() else 0.62


def width_of(text: Text) -> float:
    """About how wide a text is, in sizes of its letters."""
    return sum(_width(letter) for run in text for letter in shown(run))


def fitting(text: Text, room: float) -> Text:
    """The text, or as much of its beginning and its end as has room, with … between: the questions of a matrix begin
    alike, and end with what is asked.
    """
    text = tuple(run._replace(text=shown(run)) for run in text)
    over = width_of(text) - room
    if over <= 0:
        return text
    longest = max(range(len(text)), key=lambda place: width_of((text[place],)))
    run = text[longest]
    left = max(width_of((run,)) - over - _width(CUT), 1.0)
    start, end = _beginning(run.text, left * 0.45), _beginning(run.text[::-1], left * 0.55)[::-1]
    while end and _width(end[0]) == 0.0:  # a mark without its letter
        end = end[1:]
    cut = run._replace(text=f"{start.rstrip()}{CUT}{end.lstrip()}")
    return (*text[:longest], cut, *text[longest + 1 :])


def _beginning(text: str, room: float) -> str:
    for place, letter in enumerate(text):
        room -= _width(letter)
        if room < 0 or place > 400:
            return text[:place]
    return text


def marked(text: Text, mirrored: bool, whole: bool = True) -> str:
    """The text with its directions set apart; ``mirrored``: its line runs to the left, and says so if ``whole``."""
    told = "".join(_isolated(run, mirrored) for run in text)
    # the mark after the isolate: Chromium sets a digit apart that comes first after one in another font
    return f"{_RIGHT_TO_LEFT}{_MARK}{told}{_END}" if mirrored and whole and told else told


def _isolated(run: Run, mirrored: bool) -> str:
    told = shown(run)
    if run.kind == "words" or not told:
        return told
    if run.kind == "number":
        return f"{_LEFT_TO_RIGHT}{told}{_END}" if mirrored and told[0] in "+-\u2212" else told
    if mirrored or right_to_left(told):
        return f"{_LEFT_TO_RIGHT if run.kind == 'code' else _FIRST_STRONG}{told}{_END}"
    return told
