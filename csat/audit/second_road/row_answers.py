"""The second road's scoring: texts of whole rows to points of a scale, by the plan that the record stores.

It shares no code with csat.prepare, csat.labels or csat.io.text, and compares words in its own way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from csat.plan import SAID

_SAME_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ئ", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و"}
    | {"ı": "i", "’": "'", "ʼ": "'", "‘": "'", "٫": ".", "−": "-", "–": "-", "@": "o", "٪": "%"}
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_GENDER = re.compile(r"(?<=\w\w\w)(?:\(e\)|[-.·]e|/a)(?=$|\s)")
_WITHHELD = re.compile(r"(-?\d+) with other words\Z")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d*,\d{3}\Z")
_LEADING = re.compile(r"[\[(]?(\d{1,3})[\])]?(?:\s*[-.):=]\s*|\s+)[^\W\d]")
_TRAILING = re.compile(r"[^\W\d][^\d]*[\[(](\d{1,3})[\])]\Z")


@cache
def folded(text: str) -> str:
    """A text with its spellings made one: Unicode forms, digits, letters that look alike, case, invisible marks."""
    kept = []
    for sign in unicodedata.normalize("NFKC", text).translate(_SAME_LETTERS).casefold().translate(_SAME_LETTERS):
        kind = unicodedata.category(sign)
        if kind == "Nd":
            kept.append(str(unicodedata.decimal(sign)))
        elif kind in ("Cc", "Zs", "Zl", "Zp") or sign in "\u200b\u200c\u00ad_":
            kept.append(" ")
        elif (
            sign == "\u0640" or sign == "\u0307" or kind in ("Cf", "Cs", "So") or (kind == "Mn" and _arabic_mark(sign))
        ):
            continue
        else:
            kept.append(sign)
    return " ".join("".join(kept).split())


def _arabic_mark(sign: str) -> bool:
    return "\u064b" <= sign <= "\u0654" or "\ufe00" <= sign <= "\ufe0f"


@cache
def words(text: str) -> str:
    """What two spellings of one label have in common."""
    found = _GENDER.sub("", folded(text).strip("\"'«»“”"))
    found = " ".join("".join(" " if unicodedata.category(sign) == "Pd" else sign for sign in found).split())
    return found.replace(" ", "") if _ARABIC.search(found) else found


@cache
def number(text: str) -> Fraction | None:
    """The number that a text is, with decimal point or comma; ``4,000`` may be four, so it is none."""
    found = folded(text)
    if len(text) > 40 or not _NUMBER.match(found) or _AMBIGUOUS.match(found):
        return None
    return Fraction(found.replace(",", "."))


@cache
def value(text: str) -> str:
    """What two spellings of one value have in common, such as that of a segment; a sign is part of it."""
    if (found := number(text)) is not None:
        return str(found)
    plain = folded(text)
    return (words(text) or plain or text.strip()) + ("-" if plain.endswith("-") else "")


def label(text: str) -> str:
    """What two spellings of one label have in common, where a number is told from its negative."""
    found = number(text)
    return words(text) if found is None else str(found)


@dataclass
class Scorer:
    """Scores the texts of one item; ``unread`` are texts that only words kept from the record may fit."""

    low: int
    high: int
    step: Fraction
    reverse: bool
    numeric: bool
    labels: Mapping[str, int]
    none: frozenset[str]  # texts that are no answer in this column, folded
    codes: frozenset[str]  # declared codes that are no answer, as values
    withheld: frozenset[int]  # points whose words the record does not hold
    by_number: bool  # whether the number beside such words is the point
    clash: bool = False  # whether two labels of other points are one by :func:`label`
    _known: dict[str, float | None] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def __call__(self, text: str) -> float | None:
        """The point of a text, reversed where the item is; None where it is no valid answer."""
        if text not in self._known:
            point = self._point(text)
            if point is not None and self.reverse:
                point = self.low + self.high - point
            self._known[text] = None if point is None else float(point)
        return self._known[text]

    def _point(self, text: str) -> Fraction | None:
        said = label(text)
        if not text.strip() or value(text) in self.codes or said in self.none:
            return None
        if said in self.labels:
            return self._on_scale(Fraction(self.labels[said]))
        found = number(text)
        if found is not None:
            return self._on_scale(found) if self.numeric else None
        if self.withheld and said:
            beside = _LEADING.match(folded(text)) or _TRAILING.match(folded(text))
            if beside and self.by_number and int(beside[1]) in self.withheld:
                return self._on_scale(Fraction(int(beside[1])))
            self.unread.add(text)
        return None

    def _on_scale(self, found: Fraction) -> Fraction | None:
        if not self.low <= found <= self.high or ((found - self.low) / self.step).denominator != 1:
            return None
        return found


def scorer_of(item: Mapping[str, Any]) -> Scorer:
    """The scorer of an item as the record's plan tells it."""
    scale = item["scale"]
    labels: dict[str, int] = {}
    withheld, clash = set(), False
    for told, point in item["labels"].items():
        if match := _WITHHELD.match(told):
            withheld.add(int(match[1]))
        else:
            clash |= labels.setdefault(label(told), point) != point
    return Scorer(
        scale["low"],
        scale["high"],
        Fraction(repr(scale["step"])),
        item["reverse"],
        item.get("numbers", not item["labels"]),
        labels,
        frozenset(map(label, item.get("not_answers", {}))),
        frozenset(map(value, item["missing"])),
        frozenset(withheld),
        not item["why"].startswith(SAID),
        clash,
    )
