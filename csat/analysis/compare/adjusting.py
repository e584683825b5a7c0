"""p values of one family of tests, adjusted for there being several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csat.errors import InputError
from csat.io.text import plain
from csat.results import Count

HOLM = "min(1, max(adjusted_before, tests_left * p))"
BENJAMINI_HOCHBERG = "min(1, adjusted_after, tests * p / rank)"
SOURCES = {
    "holm": "Holm (1979), Scandinavian Journal of Statistics 6",
    "bh": "Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57",
}


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjusted p value; ``formula`` evaluates on ``counts`` to it."""

    p: float
    counts: Mapping[str, Count]
    formula: str


def holm(ps: Sequence[float]) -> list[Adjusted]:
    """Holm's step-down: the i-th smallest of m times m − i + 1, never less than the one before. In the given order.

    Keeps the chance of any false finding at the level.
    """
    found: dict[int, Adjusted] = {}
    before = 0.0
    for rank, place in enumerate(_smallest_first(ps)):
        left = len(ps) - rank
        counts: dict[str, Count] = {"adjusted_before": before, "tests_left": left, "p": ps[place]}
        before = min(1.0, max(before, left * ps[place]))
        found[place] = Adjusted(before, counts, HOLM)
    return [found[place] for place in range(len(ps))]


def benjamini_hochberg(ps: Sequence[float]) -> list[Adjusted]:
    """Benjamini and Hochberg's step-up: the i-th smallest of m times m/i, never more than the one after.

    Keeps the expected share of false findings among the findings at the level.
    """
    found: dict[int, Adjusted] = {}
    after = 1.0
    for rank, place in reversed(list(enumerate(_smallest_first(ps), 1))):
        counts: dict[str, Count] = {"adjusted_after": after, "tests": len(ps), "rank": rank, "p": ps[place]}
        after = min(1.0, after, float(len(ps) * Fraction(ps[place]) / rank))
        found[place] = Adjusted(after, counts, BENJAMINI_HOCHBERG)
    return [found[place] for place in range(len(ps))]


ADJUSTMENTS: Mapping[str, Callable[[Sequence[float]], list[Adjusted]]] = {"holm": holm, "bh": benjamini_hochberg}
"""By the name that a plan has; ``none`` leaves p values as they are."""


def check_adjustment(name: str) -> None:
    """Raises InputError where a plan or caller names an adjustment that there is not."""
    if name not in (*ADJUSTMENTS, "none"):
        known = ", ".join(ADJUSTMENTS)
        raise InputError(f'p values can be adjusted by {known} or none, not "{plain(name)}".')


def _smallest_first(ps: Sequence[float]) -> list[int]:
    return sorted(range(len(ps)), key=lambda place: ps[place])
