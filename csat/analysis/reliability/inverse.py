"""The inverse of a matrix of integers or fractions, exactly, without fractions on the way."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from csat.analysis.reliability.variations import Matrix


def inverse(matrix: Matrix) -> tuple[list[list[Fraction]], Fraction] | None:
    """The inverse and the determinant; None where there is none, some row being made of the others.

    Bareiss (1968), "Sylvester's identity and multistep integer-preserving Gaussian elimination", taken to the left and
    right of the diagonal: every division is of integers without a rest.
    """
    k = len(matrix)
    common = lcm(*(Fraction(cell).denominator for row in matrix for cell in row))
    left = [[int(cell * common) for cell in row] for row in matrix]
    rows = [row + [int(i == j) for j in range(k)] for i, row in enumerate(left)]
    before, sign = 1, 1
    for place in range(k):
        pivot = next((row for row in range(place, k) if rows[row][place]), None)
        if pivot is None:
            return None
        if pivot != place:
            rows[place], rows[pivot], sign = rows[pivot], rows[place], -sign
        here = rows[place]
        for other in range(k):
            if other != place:
                factor = rows[other][place]
                rows[other] = [
                    (here[place] * cell - factor * own) // before for cell, own in zip(rows[other], here, strict=True)
                ]
        before = here[place]
    last = before  # every pivot is now the determinant of the integers, up to the rows exchanged
    determinant = Fraction(sign * last, common**k)
    return [[Fraction(cell * common, last) for cell in row[k:]] for row in rows], determinant
