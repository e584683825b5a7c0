"""Which 8-bit encoding a text is in that is no UTF-8: told by how its words would look."""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+")
_LONE_LETTERS = frozenset("àáâãäåæèéêìíòóôõöøùúüÀÁÄÅÆÈÉÊÌÍÒÓÖØÙÚÜ")


def eight_bit(sample: bytes) -> str | None:
    """The 8-bit encoding in which these lines read as words, of cp1256, cp1252 and Mac Roman; None when none does."""
    arabic = arabic_share(sample)
    if arabic > 0.85:
        return "cp1256"
    western, mac = _plausible(sample, "cp1252"), _plausible(sample, "mac_roman")
    if max(western, mac) < 0.5:
        return None
    return "mac_roman" if mac > western else "cp1252"


def arabic_share(sample: bytes) -> float:
    """How many of the letters beyond ASCII are Arabic letters beside other such letters, read as cp1256."""
    text = sample.decode("cp1256", "replace")
    letters = arabic = 0
    for word in _WORD.findall(text):
        beyond = [letter for letter in word if letter > "\x7f"]
        letters += len(beyond)
        if len(beyond) == len(word) > 1:
            arabic += sum("\u0600" <= letter <= "\u06ff" for letter in beyond)
    return arabic / letters if letters else 0.0


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of characters beyond ASCII that stand where such a character stands in real text."""
    text = sample.decode(encoding, "replace")
    beyond = good = 0
    for word in re.findall(r"[^\W\d_]+|[^\x00-\x7f]", text):
        strange = [letter for letter in word if letter > "\x7f"]
        if not strange:
            continue
        beyond += len(strange)
        if not strange[0].isalpha():
            good += strange[0] in "\u00a0€‚„…‘’“”•–—™©®°±·«»¿¡§£²³½¼¾´¨ºª×÷¥¢†‰‹›"
        elif len(word) == 1:
            good += word in _LONE_LETTERS
        elif len(strange) < len(word):
            # "KundÊ": a capital after a small letter is a no-break space of the other encoding.
            jumps = any(b > "\x7f" and a.islower() and b.isupper() for a, b in pairwise(word))
            good += 0 if jumps else len(strange)
    return good / beyond if beyond else 0.0
