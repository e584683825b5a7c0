"""What a test gives: a statistic made of counts, and the probability beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csat.intervals import root
from csat.metrics.figure import whole
from csat.record.formulas import FUNCTIONS
from csat.results import Count

_TAILS = {
    "z": "2 * normal_tail(abs(z))",
    "t": "2 * t_tail(abs(t), df)",
    "chi_square": "chi2_tail(chi_square, df)",
    "f": "f_tail(f, df, other_df)",
}


@dataclass(frozen=True, slots=True)
class Tested:
    """A test of no difference. ``formula`` evaluates on ``counts`` to ``statistic``, ``p_formula`` on ``p_counts`` to
    ``p``. ``symbol``: ``z``, ``t`` (both signed; p is two-sided), ``chi_square`` or ``f``.
    """

    symbol: str
    statistic: float
    counts: Mapping[str, Count]
    formula: str
    p: float
    df: tuple[Count, ...] = ()

    @property
    def p_counts(self) -> dict[str, Count]:
        """The statistic and its degrees of freedom, by the names that they have in :attr:`p_formula`."""
        return {self.symbol: self.statistic, **dict(zip(("df", "other_df"), self.df, strict=False))}

    @property
    def p_formula(self) -> str:
        """How p follows from the statistic."""
        return _TAILS[self.symbol]


def by_normal(z: float, counts: Mapping[str, Count], formula: str) -> Tested:
    """A statistic that is standard normal where there is no difference."""
    return Tested("z", z, counts, formula, 2 * FUNCTIONS["normal_tail"](abs(z)))


def by_student(t: float, df: float, counts: Mapping[str, Count], formula: str) -> Tested:
    """One that has Student's t distribution then."""
    return Tested("t", t, counts, formula, 2 * FUNCTIONS["t_tail"](abs(t), df), (df,))


def by_chi_square(x: float, df: int, counts: Mapping[str, Count], formula: str) -> Tested:
    """One that has the chi-square distribution then."""
    return Tested("chi_square", x, counts, formula, FUNCTIONS["chi2_tail"](x, df), (df,))


def by_f(f: float, df: Count, other_df: Count, counts: Mapping[str, Count], formula: str) -> Tested:
    """One that has the F distribution then."""
    return Tested("f", f, counts, formula, FUNCTIONS["f_tail"](f, df, other_df), (df, other_df))


def ratio_to_root(top: Fraction, square: Fraction) -> float:
    """top / √square of exact numbers, rounded once and signed; ``square`` must be above zero."""
    size = root(top * top / square)
    return size if top >= 0 else -size


def told(**exact: Fraction | int) -> dict[str, Count]:
    """Exact numbers as counts of a formula: integers wherever they are."""
    return {name: whole(number) for name, number in exact.items()}
