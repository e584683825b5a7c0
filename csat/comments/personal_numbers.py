"""Numbers that point at a person, found in a text of ASCII digits: telephone, card, account, national code.

Digits in a text stand in groups: ``0912 345 6789`` has three. A number is some whole groups in a row; which kind it is,
its length, its beginning, its check digit or the way it is grouped tells. Dates and amounts are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

LEAST, MOST = 7, 24  # digits of the shortest and of the longest number looked for

_RUN = re.compile(r"(?:(?:[+(] ?){1,3})?\d+(?:[ ._/()-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_CUES = {
    "phone": re.compile(
        r"(?:tel|phone|telephone|mobile|mob|cell|call|whatsapp|telegram|fax|تلفن|تلفنم|موبایل|موبایلم|همراه|همراهم|"
        r"تماس|واتساپ|واتس اپ|شمارم)[ .:=#-]{0,4}\Z",
        re.IGNORECASE,
    ),
    "national_id": re.compile(r"(?:national (?:code|id|number)|کد ?ملی|شماره ?ملی|ملی|کدملیم)[ .:=#-]{0,4}\Z", re.I),
    "card": re.compile(r"(?:card|card (?:no|number)|کارت|کارتم|شماره ?کارت)[ .:=#-]{0,4}\Z", re.IGNORECASE),
    "account": re.compile(r"(?<![A-Za-z])IR[ .:=#-]{0,4}\Z", re.IGNORECASE),
}
_LOOK_BACK = 24
_LATIN = re.compile("[A-Za-z]")
_MOBILE = re.compile(r"(?:0098|98|0)?9[0-39]\d{8}\Z")  # Iranian
_WITH_AREA = re.compile(r"0[1-9]\d{9}\Z")  # Iranian, and British and others of this length
_FOREIGN = {(3, 3, 4), (1, 3, 3, 4)}  # as North America groups its telephone numbers
_CARDS = {(4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (6, 13), (6, 10)}


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


def numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (``phone``, ``card``, ``account``, ``national_id``) of each, from left to right."""
    for run in _RUN.finditer(text):
        groups = [_Group(run.start() + m.start(), run.start() + m.end(), m[0]) for m in _GROUP.finditer(run[0])]
        place = 0
        while place < len(groups):
            passed = _passed_over(text, groups, place)
            found = None if passed else _found(text, groups, place, run.start())
            if found:
                yield found[1:]
            place += passed or (found[0] if found else 1)


def _passed_over(text: str, groups: Sequence[_Group], place: int) -> int:
    """How many groups from here on are a date or an amount with its thousands apart; 0 where neither."""
    three = groups[place : place + 3]
    lengths = [len(group.digits) for group in three]
    between = [text[a.end : b.start] for a, b in pairwise(three)]
    if len(three) == 3 and between[0] == between[1] and between[0] in ("-", "/", ".", "_"):
        year_first = lengths[0] == 4 and lengths[1] <= 2 and lengths[2] <= 2
        year_last = lengths[0] <= 2 and lengths[1] <= 2 and lengths[2] in (2, 4)
        if (year_first or year_last) and _is_date([int(group.digits) for group in three], year_first):
            return 3
    return _amount(text, groups, place)


def _is_date(parts: Sequence[int], year_first: bool) -> bool:
    year, rest = (parts[0], parts[1:]) if year_first else (parts[2], parts[:2])
    return (year < 100 or 1200 <= year <= 2199) and 1 <= min(rest) <= 12 and max(rest) <= 31


def _amount(text: str, groups: Sequence[_Group], place: int) -> int:
    """Groups of three after a first of one to three that is no zero, all with one and the same sign between."""
    first = groups[place]
    if not 1 <= len(first.digits) <= 3 or first.digits[0] == "0" or text[max(first.start - 1, 0)] in "+(":
        return 0
    end, sign = place + 1, ""
    while end < len(groups) and end < place + 6 and len(groups[end].digits) == 3:
        between = text[groups[end - 1].end : groups[end].start]
        if between not in (" ", ".") or (sign and between != sign):
            break
        sign, end = between, end + 1
    more = end < len(groups) and text[groups[end - 1].end : groups[end].start] == sign
    return end - place if end - place >= 2 and not more else 0


def _found(text: str, groups: Sequence[_Group], place: int, run: int) -> tuple[int, int, int, str] | None:
    """The longest number that begins with this group: how many groups, start, end, kind. ``run``: where all begin."""
    first = groups[place]
    start = first.start if place else run
    plus = "+" in text[start : first.start]
    cues = {} if place else _cues(text, start)  # between the groups of a run there are no words
    best, digits, lengths = None, "", []
    for end in range(place, len(groups)):
        digits += groups[end].digits
        lengths.append(len(groups[end].digits))
        if len(digits) > MOST:
            break
        if len(digits) < LEAST:
            continue
        beside = text[max(start - 1, 0) : start] + text[groups[end].end : groups[end].end + 1]
        code = not cues and bool(_LATIN.search(beside))
        kind = _kind(digits, tuple(lengths), plus, cues, code)
        if kind:
            stop = groups[end].end
            begin = cues.get(kind, start) if kind == "account" else start
            while text[begin] == "(" and text.count("(", begin, stop) > text.count(")", begin, stop):
                begin += 1  # a bracket around it all stays
            best = (end + 1 - place, begin, stop, kind)
    return best


def _cues(text: str, start: int) -> dict[str, int]:
    """Kinds of numbers that the words before a place speak of, and where these words begin."""
    back = max(start - _LOOK_BACK, 0)
    before = text[back:start]
    return {kind: back + found.start() for kind, cue in _CUES.items() if (found := cue.search(before))}


def _kind(digits: str, lengths: tuple[int, ...], plus: bool, cues: Collection[str], code: bool) -> str | None:
    """What a number is; ``plus`` and ``cues`` (words) stand before it; ``code``: a Latin letter touches it."""
    size, whole = len(digits), len(lengths) == 1
    if size == MOST and ("account" in cues or is_account(f"IR{digits}")):
        return "account"
    if size == 10 and "national_id" in cues and not plus:
        return "national_id"
    if _is_phone(digits, lengths, plus):
        return "phone"
    if code:
        return None
    if (whole or lengths in _CARDS) and 13 <= size <= 19 and (luhn(digits) or ("card" in cues and size == 16)):
        return "card"
    if size == 10 and (whole or lengths == (3, 6, 1)) and national_code(digits):
        return "national_id"
    return "phone" if "phone" in cues and size <= 15 else None


def _is_phone(digits: str, lengths: tuple[int, ...], plus: bool) -> bool:
    """A telephone number by its beginning or its grouping."""
    size = len(digits)
    if plus:
        return 8 <= size <= 15
    if _MOBILE.match(digits) or _WITH_AREA.match(digits):
        return True
    if digits.startswith("00"):
        return 11 <= size <= 17 and digits[2] != "0"
    if digits.startswith("0") and len(lengths) > 1:
        return 9 <= size <= 12
    return lengths in _FOREIGN


# ---------------------------------------------------------------- check digits


def luhn(digits: str) -> bool:
    """Whether the check digit of a card is right (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return any(doubled) and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def national_code(digits: str) -> bool:
    """Whether the check digit of an Iranian national code is right: weights 10 to 2, remainder of 11."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def is_account(written: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 7064, MOD 97-10)."""
    plain = re.sub("[^A-Z0-9]", "", written.upper())
    turned = plain[4:] + plain[:4]
    return len(plain) >= 15 and plain[:2].isalpha() and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
