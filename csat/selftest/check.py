"""One number beside the one it should be, and how many of their digits agree."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, log10
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "selftest"
"""What the self-test compares with; it is installed with csat."""

MOST = 15.0
"""More digits than that a double does not have."""


@dataclass(frozen=True, slots=True)
class Check:
    """A number got and the one expected, of which ``needed`` digits must agree. None: there is no number."""

    group: str
    name: str
    got: float | None
    expected: float | None
    lre: float
    needed: float

    @property
    def ok(self) -> bool:
        return self.lre >= self.needed


def lre(got: float | None, expected: float | None) -> float:
    """The log relative error: -log10(|got - expected| / |expected|), of 0 expected -log10|got|; from 0 to 15.

    Equal numbers have 15, and so have two that are none; a number and none have 0. McCullough (1998), The American
    Statistician 52.
    """
    if got is None or expected is None or not isfinite(got) or not isfinite(expected):
        return MOST if got == expected else 0.0
    error = abs(Fraction(got) - Fraction(expected))
    if expected:
        error /= abs(Fraction(expected))
    if not error:
        return MOST
    # Very small ratios are nothing as a float, and their logarithm is more than can be told anyway.
    return min(MOST, max(0.0, -log10(max(float(error), 1e-300))))
