"""Figures as people read them: rounded once, half away from zero, in decimal.

The decimal is taken from the shortest text that reads back as the same double, so 2.675 is 2.68 as a person
with a calculator would have it, although its double lies a little below; Python's own ``round`` and
format give 2.67, and give 0 for 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

from csat.results import Interval

MOST_PLACES = 6
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # a double has at most 309 digits before the point
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MOST_PLACES + 1))

UNDEFINED = "undefined"
PLACES = {"percent": 1, "points": 1, "score": 2, "ratio": 3, "count": 0}
"""Digits after the point, by the unit of the estimate, where a plan does not say otherwise."""


def rounded(value: float, places: int, sign: bool = False) -> str:
    """``value`` with that many digits after the point; ``sign`` puts a plus before what is above zero."""
    if not isfinite(value):
        return UNDEFINED
    number = Decimal(repr(float(value))).quantize(_STEPS[places], context=_EXACT)
    if not number:
        number = abs(number)  # never "-0.0"
    return f"{number:+f}" if sign and number else f"{number:f}"


def figure(value: float | None, unit: str, places: Mapping[str, int] = PLACES) -> str:
    """A value in its unit: 62.3 percent, +23.4 points, 3.78 score, 0.853 ratio."""
    if value is None:
        return UNDEFINED
    return rounded(value, places.get(unit, 3), sign=unit == "points")


def bounds(interval: Interval, unit: str, places: Mapping[str, int] = PLACES) -> tuple[str, str]:
    """Both ends of an interval, with the digits of its value."""
    return figure(interval.low, unit, places), figure(interval.high, unit, places)


def count(number: float) -> str:
    """A count with thousands apart: 12,345."""
    return f"{number:,}" if isinstance(number, int) else rounded(number, 1)


def level(share: float) -> str:
    """A confidence level as a heading has it: 95 %, 99.5 %."""
    percent = Decimal(repr(float(share))) * 100
    return f"{percent.normalize():f} %"
