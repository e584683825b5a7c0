"""The asymptotic standard error of alpha for normal answers; not among the figures, since Feldt's interval is."""

from __future__ import annotations

from fractions import Fraction

from csat.analysis.reliability.variations import Variations
from csat.intervals import root


def standard_error(of: Variations, n: int) -> float:
    """√(Q / n), Q = 2k² / ((k − 1)² S³) · (S (tr C² + tr² C) − 2 tr C · ΣC²), S the sum of all cells of C.

    van Zyl, Neudecker and Nel (2000), Psychometrika 65; Duhachek and Iacobucci (2004), Journal of Applied
    Psychology 89.
    """
    k, whole, trace = of.k, Fraction(of.total), Fraction(sum(of.own))
    rows = [sum(row) for row in of.ss]
    traced = sum(cell * cell for row in of.ss for cell in row)
    squared = sum(row * row for row in rows)  # the sum of all cells of C²
    q = Fraction(2 * k * k, (k - 1) ** 2) / whole**3 * (whole * (traced + trace**2) - 2 * trace * squared)
    return root(q / n)
