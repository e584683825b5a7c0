"""Which answering scale a column of numbers uses, from all its answers together.

Nothing is guessed between readings that change a figure: the caller gets a :class:`Doubt`
that says what was found, and asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from csat.errors import InputError
from csat.plan import Scale

_EVIDENCE = 100  # answers, all points used, before the rare scales 1-3 and 1-4 are believed
STRAY = 5  # one answer in so many may miss a stated range; more, and it is another scale


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why no scale was taken: ``why`` in words, ``could_be`` the scales that it may be, likeliest first."""

    why: str
    could_be: tuple[str, ...]
    only_ends: bool = False  # every number is a point for sure; only where the scale ends is unknown
    best_first: bool = False  # the scale is known, and its low end is the good one
    odd_words: bool = False  # but for a few odd ones, its words are those of a known set


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
    total = sum(counts.values())
    found = _spelled(counts)
    if stated:
        return _stated(counts, Scale(*stated), total, found)
    body = {int(v): n for v, n in counts.items() if v.denominator == 1 and 0 <= v <= 10}
    beyond = sum(n for v, n in counts.items() if 10 < v <= 100)
    if beyond * 10 >= 3 * total and all(0 <= v <= 100 for v in counts):
        return _hundred(counts, found)
    below_zero = sum(n for v, n in counts.items() if v < 0)
    if below_zero * 10 > total and min(counts) == -max(counts) and max(counts) in (1, 2, 3):
        end = int(max(counts))
        return Doubt(f"its answers are {found}", (f"-{end}-{end}",))
    if not body or sum(body.values()) * 2 < total:
        return Doubt(f"the answers ({found}) are not points of a usual scale", ())
    near = [v for v in counts if v.denominator != 1 and 0 < abs(v - round(v)) < Fraction(1, 1000)]
    if near:
        # rounding them would change an answer, and leaving them out would drop one
        return Doubt(f"{float(near[0]):.12g} is almost, but not quite, a point of a scale", ())
    if sum(n for v, n in counts.items() if v.denominator == 2 and 0 < v < max(body)) >= 2:
        high = max(max(body), 5)
        return Doubt(f"some of its answers are half points ({found})", (f"1-{high}/0.5", f"0-{high}/0.5"))
    scale = _whole_points(body, found)
    if isinstance(scale, Doubt) and scale.only_ends and _codes_among(counts):
        return replace(scale, only_ends=False)
    return scale


def _codes_among(counts: Mapping[Fraction, int]) -> bool:
    """Whether an outer number may be a code, not a point: far from the others, negative, or a 0 below 1-5."""
    used = sorted(counts)
    zero_to_ten = used[-1] == 10 or used == [0, 1]
    return used[0] < 0 or (used[0] == 0 and not zero_to_ten) or (len(used) > 1 and used[-1] - used[-2] > 1)


def _whole_points(body: Mapping[int, int], found: str) -> Scale | Doubt:
    """The scale of whole answers from 0 to 10."""
    used = sorted(body)
    high, zero = used[-1], body.get(0, 0)
    codes = [8, 9] if used[-2:] == [8, 9] and used[:-2] == [*range(used[0], used[0] + len(used) - 2)] else [high]
    body_end = used[-len(codes) - 1] if len(used) > len(codes) + 1 else None
    if body_end in (3, 4, 5, 7) and codes[0] >= max(body_end + 2, 6) and not (zero and high == 10):
        # 8 after 1-5 may be a point of a longer scale or a code for "don't know"
        strange = " and ".join(map(str, codes))
        beyond = ("1-7", "0-10") if high <= 7 else ("0-10",)
        return Doubt(f"besides {used[0]} to {body_end} there is {strange}", (f"{min(used[0], 1)}-{body_end}", *beyond))
    if high == 10:
        return Scale(0, 10) if zero else Doubt(f"its answers are {found}, and nobody chose 0", ("0-10", "1-10"), True)
    if high in (8, 9):
        could_be = ("0-10", "1-10", f"1-{high}") if high == 9 else ("0-10", "1-10", "1-7")
        return Doubt(f"the highest answer is {high} ({found})", could_be, True)
    if high == 5 and not zero:
        return Scale(1, 5)
    if high == 5:
        return Doubt(f"its answers are {found}, and 0 may be a point or a code", ("1-5", "0-5"))
    if high == 7 and len(used) >= 3 and not zero:
        return Scale(1, 7)
    if high in (3, 4) and not zero and len(used) == high and sum(body.values()) >= _EVIDENCE:
        return Scale(1, high)
    if high == 6:
        # a 6 after 1-5, as an 8, may be a code for "does not apply"
        return Doubt(f"its answers are {found}", ("0-6", "0-10", "1-5") if zero else ("1-6", "1-7", "1-5"))
    if high == 7:
        return Doubt(f"its answers are {found}", ("0-7", "0-10", "1-7") if zero else ("1-7", "0-10"), True)
    longer = (f"0-{high}", f"1-{high}", "1-5", "0-10") if zero else (f"1-{high}", "1-5", "1-7")
    usual = ("1-5", "1-4", "1-7")
    if high == 1:  # a thumb up, a tick
        usual = ("0-1", "1-5", "0-10") if zero else ("1-5", "0-1", "1-7")
    return Doubt(f"its answers are {found}", longer if high in (3, 4) else usual, True)


def _stated(counts: Mapping[Fraction, int], scale: Scale, total: int, found: str) -> Scale | Doubt:
    off = [v for v in counts if scale.position(v) is None]
    usual = sorted(v for v in off if v.denominator == 1 and 0 <= v <= 10)
    if usual and sum(counts[v] for v in usual) * STRAY > total:
        could_be = ("0-10", "1-10") if max(usual) > 7 else (f"{min(int(min(usual)), scale.low)}-{max(scale.high, 7)}",)
        return Doubt(f"its header says {scale}, and its answers are {found}", (str(scale), *could_be))
    return scale


def _hundred(counts: Mapping[Fraction, int], found: str) -> Scale | Doubt:
    if max(counts) <= 50:  # it may as well be marks out of 20 or years of age
        return Doubt(f"its answers are {found}", ("0-100", "0-20") if max(counts) <= 20 else ("0-100",))
    if len(counts) > 1 and min(counts) > 0 and all(v % 20 == 0 for v in counts):
        return Doubt(f"its answers are {found} by twenties: perhaps 1-5 in percent", ("20-100/20", "0-100"))
    return Scale(0, 100)


def _spelled(counts: Mapping[Fraction, int]) -> str:
    low, high = min(counts), max(counts)
    spell = [f"{float(v):.12g}" for v in (low, high)]
    return " to ".join(dict.fromkeys(spell)) if low != high else f"all {spell[0]}"
