"""Means and standard deviations of NIST's univariate reference datasets (StRD), by csat's exact moments.

https://www.itl.nist.gov/div898/strd/univ/homepage.html. They are certified to 15 significant digits, and hard for
floats: numpy, pandas and R lose up to 12 digits on the last ones.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from csat.intervals import root
from csat.metrics.mean import moments
from csat.selftest.check import DATA, MOST, Check, lre

Distribution = dict[Fraction, int]

_MISPRINT = 957
"""The one value of PiDigits, counted from 1, that is no digit of pi: the file has 3 where pi has 8."""


def certified() -> Mapping[str, Mapping[str, Any]]:
    """Per set what NIST certifies: ``n``, ``mean`` and ``sd`` as written; ``values`` where no rule makes them."""
    return tomllib.loads((DATA / "nist.toml").read_text("utf-8"))


def values_of(name: str, told: Mapping[str, Any]) -> Distribution:
    """The values of a set, each with how often it occurs."""
    if "values" in told:
        return dict(Counter(map(Fraction, told["values"].split())))
    if name == "PiDigits":
        digits = digits_of_pi(told["n"])
        return dict(Counter(map(Fraction, digits[: _MISPRINT - 1] + "3" + digits[_MISPRINT:])))
    if name == "NumAcc1":
        return {Fraction(10_000_000 + last): 1 for last in (1, 2, 3)}
    # NumAcc2-4: one value, then that value minus and plus a tenth by turns
    middle, tenth, pairs = Fraction(told["mean"]), Fraction(1, 10), (told["n"] - 1) // 2
    return {middle: 1, middle - tenth: pairs, middle + tenth: pairs}


def digits_of_pi(count: int) -> str:
    """The first digits of pi, the 3 among them, by Machin's formula: 16 arctan(1/5) - 4 arctan(1/239)."""
    one: int = 10 ** (count + 20)

    def arctan(inverse: int) -> int:
        power = total = one // inverse
        divisor, sign = 3, -1
        while power:
            power //= inverse * inverse
            total += sign * (power // divisor)
            divisor, sign = divisor + 2, -sign
        return total

    pi = (16 * arctan(5) - 4 * arctan(239)) // 10**21  # the last digits are those that rounding spoiled
    pieces = []
    while pi:  # Python refuses to write out so long an integer at once
        pi, piece = divmod(pi, 10**1000)
        pieces.append(f"{piece:01000}" if pi else str(piece))
    return "".join(reversed(pieces))


def checks() -> Iterator[Check]:
    """Number of values, mean and standard deviation of every set; all digits certified are needed."""
    for name, told in certified().items():
        group = f"NIST StRD {name}"
        found = moments(values_of(name, told))
        yield Check(group, f"{name}: n", found.n, told["n"], lre(found.n, told["n"]), MOST)
        spread = None if found.variance is None else root(found.variance)
        for part, got in (("mean", float(found.mean)), ("sd", spread)):
            yield Check(group, f"{name}: {part}", got, float(told[part]), _certified(got, told[part]), MOST)


def _certified(got: float | None, told: str) -> float:
    """The LRE; 15 too where the number rounds to every digit that is certified, since no further ones are."""
    if got is not None and Fraction(f"{got:.14e}") == Fraction(told):
        return MOST
    return lre(got, float(told))
