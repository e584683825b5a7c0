"""Shares of two or several groups: pooled z, Pearson's chi-square, Fisher's exact test; no continuity correction."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import asin, comb, sqrt

from csat.analysis.compare.tested import Tested, by_chi_square, by_normal, ratio_to_root, told
from csat.intervals import root
from csat.metrics.figure import Figure
from csat.results import Count

Z = (
    "(top_1 / base_1 - top_2 / base_2) / sqrt((top_1 + top_2) / (base_1 + base_2) "
    "* (1 - (top_1 + top_2) / (base_1 + base_2)) * (1 / base_1 + 1 / base_2))"
)
CHI_SQUARE_OF_SHARES = "between * n ** 2 / (top * (n - top))"
EXPECTED = 5
"""Expected counts below this are too few for a chi-square test (Cochran 1954, Biometrics 10)."""

Share = tuple[int, int]
"""How many of a base."""


def pooled_z(one: Share, other: Share) -> Tested | None:
    """z of the difference of two independent shares, with the variance of both together; z² is Pearson's chi-square.

    z = (p₁ − p₂) / √(p (1 − p) (1/n₁ + 1/n₂)). None where all or none of both count. Bases must be above zero.
    """
    (a, n), (b, m) = one, other
    p = Fraction(a + b, n + m)
    if p in (0, 1):
        return None
    z = ratio_to_root(Fraction(a, n) - Fraction(b, m), p * (1 - p) * (Fraction(1, n) + Fraction(1, m)))
    return by_normal(z, told(top_1=a, base_1=n, top_2=b, base_2=m), Z)


def chi_square_of_shares(shares: Sequence[Share]) -> Tested | None:
    """Pearson's chi-square of k shares, k − 1 degrees of freedom: Σ tᵢ²/nᵢ − T²/N over p (1 − p).

    None where all or none count. Pearson (1900), Philosophical Magazine 50.
    """
    top, n = sum(t for t, _ in shares), sum(base for _, base in shares)
    if top in (0, n):
        return None
    between = sum(Fraction(t * t, base) for t, base in shares) - Fraction(top * top, n)
    value = float(between * n * n / (top * (n - top)))
    return by_chi_square(value, len(shares) - 1, told(between=between, n=n, top=top), CHI_SQUARE_OF_SHARES)


def chi_square(table: Sequence[Sequence[int]]) -> Tested | None:
    """Pearson's chi-square of a table of groups × answers: N (Σ o²/(row · column) − 1).

    Answers that nobody gave are left out of the degrees of freedom. None where fewer than two are met.
    """
    columns = [sum(column) for column in zip(*table, strict=True)]
    rows = [sum(row) for row in table]
    n, met = sum(rows), [place for place, column in enumerate(columns) if column]
    if len(met) < 2 or len(rows) < 2:
        return None
    pairs = [(row[place], total * columns[place]) for row, total in zip(table, rows, strict=True) for place in met]
    cells = sum(Fraction(cell * cell, margins) for cell, margins in pairs)
    counts = told(n=n, excess=cells - 1)
    return by_chi_square(float(n * (cells - 1)), (len(rows) - 1) * (len(met) - 1), counts, "n * excess")


def least_expected(shares: Sequence[Share]) -> Fraction:
    """The smallest count that the table of groups × (counts, does not count) would have without any difference."""
    top, n = sum(t for t, _ in shares), sum(base for _, base in shares)
    return min(Fraction(base * min(top, n - top), n) for _, base in shares)


def least_expected_of(table: Sequence[Sequence[int]]) -> Fraction:
    """The same of a table of groups × answers; answers that nobody gave are left out."""
    columns = [met for column in zip(*table, strict=True) if (met := sum(column))]
    return Fraction(min(map(sum, table)) * min(columns), sum(columns)) if columns else Fraction(0)


def fisher(one: Share, other: Share) -> Figure:
    """Fisher's exact test of two shares: how probable tables are that are no more probable than the one found.

    Given both margins; probabilities are compared as integers. Two-sided as R and scipy have it. Fisher (1935), Journal
    of the Royal Statistical Society 98.
    """
    (a, n), (b, m) = one, other
    top = a + b
    ways = _ways(n, m, top)
    all_ways = sum(ways.values())
    expected = Fraction(n * top, n + m)
    lower, upper = (
        Fraction(sum(w for x, w in ways.items() if w <= ways[a] and (x < expected) == below), all_ways)
        for below in (True, False)
    )
    counts = {"lower_tail": float(lower), "upper_tail": float(upper)}
    value = float(Fraction(counts["lower_tail"]) + Fraction(counts["upper_tail"]))
    formula, source = "min(1, lower_tail + upper_tail)", "Fisher (1935), Journal of the Royal Statistical Society 98"
    return Figure("fisher_p", "ratio", min(value, 1.0), counts, formula, source)


def _ways(n: int, m: int, top: int) -> dict[int, int]:
    """How often each table with these margins comes about, by its first count, but for a common factor."""
    counts = range(max(0, top - m), min(n, top) + 1)
    if min(n, m) < min(top, n + m - top):  # rows and columns changed over: combinations of few, which are short numbers
        n, m, top = top, n + m - top, n
    ways = {counts[0]: comb(n, counts[0]) * comb(m, top - counts[0])}
    for x in counts[:-1]:
        ways[x + 1] = ways[x] * (n - x) * (top - x) // ((x + 1) * (m - top + x + 1))
    return ways


def cohens_h(one: Share, other: Share) -> Figure:
    """2 arcsin √p₁ − 2 arcsin √p₂: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences."""
    (a, n), (b, m) = one, other
    value = 2 * asin(sqrt(a / n)) - 2 * asin(sqrt(b / m)) if a * m != b * n else 0.0
    counts: dict[str, Count] = {"top_1": a, "base_1": n, "top_2": b, "base_2": m}
    formula = "2 * asin(sqrt(top_1 / base_1)) - 2 * asin(sqrt(top_2 / base_2))"
    return Figure("cohens_h", "ratio", value, counts, formula, "Cohen (1988), Statistical Power Analysis, 2nd edition")


def cramers_v(tested: Tested, n: int, groups: int, answers: int) -> Figure:
    """√(χ² / (n · (the smaller of groups and answers, less 1))): Cramér (1946)."""
    least = min(groups, answers) - 1
    counts: dict[str, Count] = {"chi_square": tested.statistic, "n": n, "least": least}
    value = root(Fraction(tested.statistic) / (n * least))
    source = "Cramér (1946), Mathematical Methods of Statistics"
    return Figure("cramers_v", "ratio", value, counts, "sqrt(chi_square / (n * least))", source)
