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


def certified() -> Mapping[str, Mapping[str, Any]]:
    """Per set what NIST certifies: ``n``, ``mean`` and ``sd`` as written; ``values`` where no rule makes them."""
    return tomllib.loads((DATA / "nist.toml").read_text("utf-8"))


def values_of(name: str, told: Mapping[str, Any]) -> Distribution:
    """The values of a set, each with how often it occurs."""
    if "values" in told:
        return dict(Counter(map(Fraction, told["values"].split())))
    if name == "NumAcc1":
        return {Fraction(10_000_000 + last): 1 for last in (1, 2, 3)}
    # NumAcc2-4: one value, then that value minus and plus a tenth by turns
    middle, tenth, pairs = Fraction(told["mean"]), Fraction(1, 10), (told["n"] - 1) // 2
    return {middle: 1, middle - tenth: pairs, middle + tenth: pairs}


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
