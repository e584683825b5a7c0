"""Text out of somebody's data, made harmless for a screen, a pipe or a spreadsheet."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), marks and overrides of direction, invisible separators, tags and lone surrogates.
# The joiners U+200C and U+200D stay: Persian spelling needs them.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_GAP = re.compile(r"\s+")
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Letters of Arabic, Hebrew and their like, as the inside of a regular expression's character class."""

_RIGHT_TO_LEFT = re.compile(f"[{RIGHT_TO_LEFT}]")
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def clean(text: object) -> str:
    """One line with no control of any kind; line breaks and tabs become a space."""
    line = str(text)
    if line.isascii() and line.isprintable():
        return " ".join(line.split())
    return _HARMFUL.sub("", _GAP.sub(" ", line)).strip()


def right_to_left(text: str) -> bool:
    """Whether any letter is Arabic, Hebrew or of another script that runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def for_spreadsheet(text: str) -> str:
    """Clean text that no spreadsheet takes for a formula: an apostrophe goes before ``= + - @``, full width too."""
    line = clean(text)
    return f"'{line}" if line.startswith(_FORMULA) else line
