"""A calculation written out as with a calculator: each line from the numbers of the lines above, as printed there.

A result is rounded to ten significant digits and the next line goes on with it as it is printed. So whoever follows the
lines gets the same digits; what that loses against the record is far below what reports show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import isclose

from csat.record.formulas import IrrationalError, decimal, exact, filled
from csat.results import Count

DIGITS = 10
_ROUND = Context(prec=DIGITS)
CLOSE = 1e-6
_TINY = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` = ``formula`` = ``numbers`` (the formula with numbers put in) = ``result``, ≈ where it is ``rounded``.

    ``wanted`` is what the record holds in this place; None where it holds nothing.
    """

    name: str
    formula: str
    numbers: str
    result: str
    rounded: bool
    wanted: float | None = None

    @property
    def agrees(self) -> bool:
        """Whether the result is that of the record, to more digits than any report shows."""
        if self.wanted is None:
            return True
        return isclose(float(self.result), self.wanted, rel_tol=CLOSE, abs_tol=CLOSE)


@dataclass(frozen=True, slots=True)
class Quantile:
    """A number from a table of a distribution: ``normal``, ``student`` or ``f``, at a ``level``, with its degrees of
    freedom as printed. ``share`` is the part of an F distribution below it.
    """

    name: str
    kind: str
    result: str
    share: float
    freedom: tuple[str, ...] = ()


class Working:
    """The numbers known so far, as printed, and the lines that led to them."""

    def __init__(self, known: Mapping[str, Count]) -> None:
        self.told = {name: written(number) for name, number in known.items()}
        self.lines: list[Step | Quantile] = []

    def step(self, name: str, formula: str, wanted: float | None = None, whole: bool = False) -> None:
        """A line; ``whole`` prints as many digits as a double has, for a figure of the record itself.

        Raises ValueError where the formula has no value on the numbers above.
        """
        numbers = {one: Fraction(told) for one, told in self.told.items()}
        try:
            value: Fraction | float = exact(formula, numbers)
        except IrrationalError:
            value = decimal(formula, numbers)
        result = written(float(value), None if whole else value)
        if whole and Fraction(value) == int(value):
            result = str(int(value))
        rounded = Fraction(result) != value or isinstance(value, float)
        self.lines.append(Step(name, formula, filled(formula, self.told), result, rounded, wanted))
        self.told[name] = result

    def take(self, quantile: Quantile) -> None:
        """A number that comes from a table."""
        self.lines.append(quantile)
        self.told[quantile.name] = quantile.result

    def value(self, name: str) -> float:
        """A number as printed."""
        return float(self.told[name])


def written(number: Count, value: Fraction | float | None = None) -> str:
    """A number as a calculator takes it: integers whole, others to ten significant digits, without an exponent but
    where that would be a row of noughts.

    Without ``value`` a float is a number of the record, and all its digits are written.
    """
    if isinstance(number, int):
        return str(number)
    if value is None:
        return _decimal(Decimal(repr(number)))
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    rounded = _ROUND.create_decimal(repr(number)).normalize()
    return _decimal(rounded)


def _decimal(number: Decimal) -> str:
    return f"{number:e}" if 0 < abs(number) < _TINY else f"{number:f}"
