"""How many of those who chose anything chose an option of a multiple choice."""

from __future__ import annotations

from fractions import Fraction

from csat.intervals import wilson
from csat.metrics.figure import Figure

SOURCE = "share of respondents who chose at least one option; interval: Wilson (1927), JASA 22"
NOBODY = "Nobody chose an option."


def chosen(count: int, base: int, level: float) -> Figure:
    """The percentage of the base that chose an option, with its Wilson interval."""
    counts, formula = {"chosen": count, "base": base}, "100 * chosen / base"
    if not base:
        return Figure("chosen", "percent", None, counts, formula, SOURCE, None, NOBODY, (NOBODY,))
    value = float(Fraction(100 * count, base))
    return Figure("chosen", "percent", value, counts, formula, SOURCE, wilson(count, base, level))
