"""Which answering scale a column of numbers uses, from all its answers together.

Nothing is guessed between readings that change a figure: the caller gets a :class:`Doubt`
that says what was found, and asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csat.errors import InputError
from csat.plan import Scale

YES_NO = Scale(0, 1)
_EVIDENCE = 100  # answers, all points used, before the rare scales 1-3, 1-4 and 1-6 are believed


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why no scale was taken: ``why`` in words, ``could_be`` the readings, likeliest first."""

    why: str
    could_be: tuple[str, ...]
    only_ends: bool = False  # every number is a point for sure; only where the scale ends is unknown


def parse_scale(text: str) -> Scale:
    """A scale as people write it: ``1-5``, ``0-10``, or ``1-5/0.5`` with half points.

    Raises InputError where the text is no scale.
    """
    match = re.fullmatch(r"\s*(-?\d{1,4})\s*(?:-|–|\.\.|:)\s*(-?\d{1,4})\s*(?:/\s*(\d*\.?\d+))?\s*", text)
    if match:
        low, high, step = int(match[1]), int(match[2]), Fraction(match[3] or 1)
        if low < high and step > 0 and (high - low) % step == 0 and (high - low) / step <= 1000:
            return Scale(low, high, step)
    raise InputError(f'"{text}" is not a scale. Write the lowest and the highest point, such as 1-5 or 0-10.')


def infer_scale(counts: Mapping[Fraction, int], stated: tuple[int, int] | None = None) -> Scale | Doubt:
    """The scale of numeric answers, given how many gave each number (and a range the header states).

    Codes that fit no point stay outside the scale: they are counted as invalid later, and named.
    """
    if stated:
        return Scale(*stated)
    total = sum(counts.values())
    found = _spelled(counts)
    body = {int(v): n for v, n in counts.items() if v.denominator == 1 and 0 <= v <= 10}
    beyond = sum(n for v, n in counts.items() if 10 < v <= 100)
    if beyond * 10 >= 3 * total and all(0 <= v <= 100 for v in counts):
        # up to 50 it may as well be marks out of 20 or years of age
        return Scale(0, 100) if max(counts) > 50 else Doubt(f"its answers are {found}", ("0-100", "0-20"))
    if not body or sum(body.values()) * 2 < total:
        return Doubt(f"the answers ({found}) are not points of a usual scale", ("LOW-HIGH",))
    used = sorted(body)
    high, zero = used[-1], body.get(0, 0)
    below = used[-2] if len(used) > 1 else None
    near = [v for v in counts if v.denominator != 1 and 0 < abs(v - round(v)) < Fraction(1, 1000)]
    if near:
        # rounding them would change an answer, and leaving them out would drop one
        return Doubt(f"{float(near[0]):.12g} is almost, but not quite, a point of a scale", ())
    if len(used) >= 3 and below is not None and high - below >= 2 and below in (3, 4, 5, 7):
        # 8 after 1-5 may be the tenth point of a longer scale or a code for "don't know"
        return Doubt(f"besides 0 to {below} there is {high} ({found})", (f"{min(used[0], 1)}-{below}", "0-10"))
    if high == 10:
        return Scale(0, 10) if zero else Doubt(f"its answers are {found}, and nobody chose 0", ("0-10", "1-10"), True)
    if high in (8, 9):
        return Doubt(f"the highest answer is {high} ({found})", ("0-10", "1-10"), True)
    if high == 5:
        return Scale(1, 5)
    if high == 7 and len(used) >= 3:
        return Scale(1, 7)
    if high in (3, 4, 6) and not zero and len(used) == high and sum(body.values()) >= _EVIDENCE and high != 6:
        return Scale(1, high)
    usual = ("1-6", "1-7", "1-5") if high == 6 else ("1-7", "0-10") if high == 7 else ("1-5", "1-4", "1-7")
    # a 6 after 1-5, as an 8, may be a code for "does not apply"
    return Doubt(f"its answers are {found}", (f"1-{high}", "1-5") if high in (3, 4) else usual, high != 6)


def _spelled(counts: Mapping[Fraction, int]) -> str:
    low, high = min(counts), max(counts)
    spell = [f"{float(v):.12g}" for v in (low, high)]
    return " to ".join(dict.fromkeys(spell))
