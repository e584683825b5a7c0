"""Which columns of a banner differ: every two of a segmenting tested on a line, p values adjusted together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from csat.analysis.banner.lines import Counts, Line, compared
from csat.analysis.compare.adjusting import ADJUSTMENTS
from csat.analysis.compare.tested import Tested
from csat.plan import Item
from csat.results import Count

_P = re.compile(r"\bp\b")


@dataclass(frozen=True, slots=True)
class Higher:
    """A column that is significantly higher than another, by their places, and the p value that this rests on.

    ``formula`` evaluates on ``counts`` to ``p``, all the way from the answers of the two columns.
    """

    column: int
    other: int
    p: float
    counts: Mapping[str, Count]
    formula: str


def alpha_of(level: float) -> float:
    """The p value below which a difference is significant: 0.05 at a level of 0.95, and not 0.050000000000000044."""
    return round(1 - level, 12)


def higher(line: Line, item: Item, columns: Sequence[Counts | None], adjust: str, level: float) -> Iterator[Higher]:
    """The letters of one line within one segmenting, at the more lenient ``level``. ``columns``: None is not tested."""
    there = [place for place, column in enumerate(columns) if column is not None]
    found: list[tuple[int, int, Tested]] = []
    for one, other in combinations(there, 2):
        first, second = columns[one], columns[other]
        if first is not None and second is not None and (test := compared(line, item, first, second)):
            found.append((one, other, test) if test.statistic >= 0 else (other, one, test))
    ps = [test.p for _, _, test in found]
    adjusted = ADJUSTMENTS[adjust](ps) if adjust in ADJUSTMENTS else None
    for place, (column, other, test) in enumerate(found):
        formula = test.p_formula.replace(f"abs({test.symbol})", f"abs({test.formula})")
        counts: dict[str, Count] = {**test.counts, **dict(zip(("df",), test.df, strict=False))}
        p = test.p
        if adjusted is not None:
            own = adjusted[place]
            p, formula = own.p, _P.sub(f"({formula})", own.formula)
            counts |= {name: count for name, count in own.counts.items() if name != "p"}
        if p < alpha_of(level):
            yield Higher(column, other, p, counts, formula)
