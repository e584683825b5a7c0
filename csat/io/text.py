"""Digits and letters as people type them, made comparable. The original text is always kept elsewhere."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

_DIGITS = {ord(zero) + i: str(i) for zero in "۰٠" for i in range(10)}
_SIGNS = {ord("٫"): ".", ord("−"): "-", ord("–"): "-", ord("٪"): "%"}

# Arabic look-alikes of Persian letters. One fold serves both languages, since both sides of every
# comparison go through it; U+0626 and U+0622 are letters of their own and stay.
_LETTERS = {
    ord(seen): ord(kept)
    for seen, kept in (
        ("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("ة", "ه"), ("ۀ", "ه"), ("ە", "ه"),
        ("أ", "ا"), ("إ", "ا"), ("ٱ", "ا"), ("ؤ", "و"), ("ı", "i"), ("’", "'"), ("ʼ", "'"), ("‘", "'"),
    )
}  # fmt: skip

_DROPPED = re.compile(
    "[\u0640\u064b-\u0652\u0654\u0307"  # kashida, harakat, hamza above, the dot that casefold leaves of İ
    "\u200d\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufe0e\ufe0f"  # joiner, bidi marks, BOM, variants
    "\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff]"  # emoji, dingbats and stars
)
_SYMBOLS = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_SPACES = re.compile(r"[\s\u200b\u200c\u00ad_]+")
_JOINTS = re.compile(r"[-‐‑‒–—]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_INCLUSIVE = re.compile(r"(?<=\w{3})(?:\(e\)|[-.·]e|/a)(?=$|\s)")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d*,\d{3}\Z")
_OPTION_FIRST = re.compile(r"[\[(]?(\d{1,3})[\])]?(?:\s*[-–—.):=]\s*|\s+)([^\W\d].*)\Z", re.DOTALL)
_OPTION_LAST = re.compile(r"(.*[^\W\d][^\d]*?)\s*[\[(](\d{1,3})[\])]\Z", re.DOTALL)
_CODE_LIKE = re.compile(
    r"[+-]?\d{1,5}(?:[.,]\d{1,12})?(?:e[+-]?\d{1,4})?%?\Z|[+-]?(?:inf|infinity|nan|true|false)\Z", re.I
)
_ERROR_CELL = re.compile(r"#[A-Z0-9/!?_]{2,14}\Z")


def plain(text: str) -> str:
    """ASCII digits and signs, no bidi marks, single spaces, nothing around: still readable."""
    return " ".join(_DROPPED.sub("", unicodedata.normalize("NFKC", text)).translate(_DIGITS).translate(_SIGNS).split())


def folded(text: str) -> str:
    """A text with letters that look alike made one, in lower case, its signs kept."""
    return plain(text).casefold().replace("\u0307", "").translate(_LETTERS)


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The comparison key of a label: equal for spellings that a reader would call the same words.

    Folds Unicode forms, digits, Arabic and Persian letters, case (also Turkish), marks and joints. Words in
    Arabic script are compared without spaces, since ZWNJ, space and nothing are used alike there.
    """
    text = folded(text).strip("\"'«»“”")
    text = _INCLUSIVE.sub("", text.replace("@", "o"))
    text = _SPACES.sub(" ", _JOINTS.sub(" ", text)).strip()
    return text.replace(" ", "") if _ARABIC.search(text) else text


def alike(text: str) -> str:
    """Equal for values that a reader takes for one word. A sign is part of a value: -1 is not 1, nor A- the grade A."""
    if (value := number(text)) is not None:
        return str(value)
    shown = plain(text)
    return (key(text) or shown or text.strip()) + ("-" if shown.endswith("-") else "")


def blank(text: str) -> bool:
    """Whether nothing can be read in a text: no letter, digit or symbol, only spaces, dashes and invisible marks."""
    return not key(text) and not _SYMBOLS.search(text)


@lru_cache(maxsize=20_000)
def number(text: str) -> Fraction | None:
    """The exact number that a text is, in any digits, with decimal point or comma; None for anything else.

    ``4,000`` is four or four thousand, so it is no number here.
    """
    if len(text) > 40 or not _DIGIT.search(text):  # no answer is that long, and the digits of one may be hostile
        return None
    text = plain(text)
    if not _NUMBER.match(text) or not text.isascii() or _THOUSANDS.match(text):
        return None
    return Fraction(text.replace(",", "."))


@lru_cache(maxsize=20_000)
def option(text: str) -> tuple[Fraction, str] | None:
    """Number and label of an answer such as ``5 - Very good`` or ``Very good (5)``; None for anything else."""
    if len(text) > 80 or not _DIGIT.search(text):  # longer than any label, and long texts would cost much time
        return None
    text = plain(text)
    if match := _OPTION_FIRST.match(text):
        return Fraction(match[1]), match[2]
    if match := _OPTION_LAST.match(text):
        return Fraction(match[2]), match[1]
    return None


def showable(text: str) -> str:
    """How an odd answer may be named in a message: short codes as they are, never words or long numbers.

    Words may be names or addresses, and long numbers telephone or card numbers.
    """
    text = plain(text[:40])
    if _CODE_LIKE.match(text) or _ERROR_CELL.match(text):
        return text
    return "a text"
