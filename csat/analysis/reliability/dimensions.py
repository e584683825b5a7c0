"""Figures of whether one factor may be looked for: KMO, Bartlett's test, eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator

from csat.analysis.reliability.factorability import bartlett, eigenvalues, kmo, squared_partials
from csat.analysis.reliability.found import MADE_OF_OTHERS, Found, Metric
from csat.analysis.reliability.variations import Variations

BARTLETT = "Bartlett (1950), British Journal of Psychology, Statistical Section 3"
KMO = Metric("kmo", "sum_r_squares / (sum_r_squares + sum_partial_squares)", "Kaiser (1970), Psychometrika 35")
CHI2 = Metric("bartlett", "-(n - 1 - (2 * k + 5) / 6) * ln(determinant)", BARTLETT)
P = Metric("bartlett_p", "chi2_tail(chi2, df)", BARTLETT)
EIGENVALUE = Metric("eigenvalue", "eigenvalue", "eigenvalue of the correlations between items")
NO_CORRELATION = "It is not defined: no item correlates with another."


def dimensions(of: Variations) -> Iterator[Found]:
    """All items must vary. KMO and Bartlett's test of 3 items or more."""
    if of.k > 2:
        yield from _tests(of)
    for place, value in enumerate(eigenvalues(of), 1):
        yield Found(EIGENVALUE.is_(value, {"eigenvalue": value}), (str(place),))


def _tests(of: Variations) -> Iterator[Found]:
    from scipy.special import chdtrc

    found = squared_partials(of)
    if found is None:
        yield from (Found(metric.is_not(MADE_OF_OTHERS)) for metric in (KMO, CHI2, P))
        return
    squares, partials, determinant = found
    counts = {"sum_r_squares": squares, "sum_partial_squares": partials}
    alone = not squares + partials
    yield Found(KMO.is_not(NO_CORRELATION) if alone else KMO.is_(kmo(squares, partials), counts))
    chi2, df = bartlett(determinant, of.n, of.k), of.k * (of.k - 1) // 2
    tested = {"n": of.n, "k": of.k, "determinant": float(determinant)}
    yield Found(CHI2.is_(chi2, tested))
    yield Found(P.is_(float(chdtrc(df, chi2)), {"chi2": chi2, "df": df}))
