"""Figures of whether one factor may be looked for: KMO, Bartlett's test, eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator

from csat.analysis.reliability.factorability import bartlett, eigenvalues, kmo, squared_partials
from csat.analysis.reliability.found import MADE_OF_OTHERS, Found, ratio, undefined
from csat.analysis.reliability.variations import Variations

KAISER = "Kaiser (1970), Psychometrika 35"
BARTLETT = "Bartlett (1950), British Journal of Psychology, Statistical Section 3"
EIGENVALUE = "eigenvalue of the correlations between items"
CHI2 = "-(n - 1 - (2 * k + 5) / 6) * ln(determinant)"


def dimensions(of: Variations) -> Iterator[Found]:
    """All items must vary. KMO and Bartlett's test of 3 items or more."""
    if of.k > 2:
        yield from _tests(of)
    for place, value in enumerate(eigenvalues(of), 1):
        yield Found(ratio("eigenvalue", value, {"eigenvalue": value}, "eigenvalue", EIGENVALUE), (str(place),))


def _tests(of: Variations) -> Iterator[Found]:
    from scipy.special import chdtrc

    found = squared_partials(of)
    if found is None:
        for metric, source in (("kmo", KAISER), ("bartlett", BARTLETT), ("bartlett_p", BARTLETT)):
            yield Found(undefined(metric, source, MADE_OF_OTHERS))
        return
    squares, partials, determinant = found
    counts = {"sum_r_squares": squares, "sum_partial_squares": partials}
    formula = "sum_r_squares / (sum_r_squares + sum_partial_squares)"
    if squares + partials:
        yield Found(ratio("kmo", kmo(squares, partials), counts, formula, KAISER))
    else:
        yield Found(undefined("kmo", KAISER, NO_CORRELATION))
    chi2, df = bartlett(determinant, of.n, of.k), of.k * (of.k - 1) // 2
    tested = {"n": of.n, "k": of.k, "determinant": float(determinant)}
    yield Found(ratio("bartlett", chi2, tested, CHI2, BARTLETT))
    p = float(chdtrc(df, chi2))
    yield Found(ratio("bartlett_p", p, {"chi2": chi2, "df": df}, "chi2_tail(chi2, df)", BARTLETT))


NO_CORRELATION = "It is not defined: no item correlates with another."
