"""Formulas of a record on their counts: exact values, and the same line with the numbers put in.

A formula is arithmetic and a few functions (:data:`FUNCTIONS`) on the names of its counts. Records are files, so a
formula is never run as a program: what is not such arithmetic is refused.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import add, mul, sub, truediv

from csat.results import Count

_LONGEST = 4000
_HIGHEST_POWER = 8
_LARGEST = 100_000  # bits of a number: powers of powers would fill the memory
_NAME = re.compile(r"\b[A-Za-z_]\w*\b(?!\s*\()")
_DO: Mapping[type[ast.operator], Callable[..., Fraction]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


def _normal_tail(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-z))


def _t_tail(t: float, df: float) -> float:
    from scipy.special import stdtr

    return float(stdtr(df, -t))


def _chi2_tail(x: float, df: float) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, x))


def _f_tail(f: float, df: float, other_df: float) -> float:
    from scipy.special import fdtrc

    return float(fdtrc(df, other_df, f))


def _binomial_tail(k: float, n: float) -> float:
    from scipy.special import bdtrc

    return 1.0 if k <= 0 else float(bdtrc(k - 1, int(n), 0.5))


def _range_tail(q: float, k: float, df: float) -> float:
    from csat.record.studentized_range import range_tail

    return range_tail(q, k, df)


FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "ln": math.log,
    "exp": math.exp,
    "asin": math.asin,
    "tanh": math.tanh,
    "atanh": math.atanh,
    "normal_tail": _normal_tail,
    "t_tail": _t_tail,
    "chi2_tail": _chi2_tail,
    "f_tail": _f_tail,
    "range_tail": _range_tail,
    "binomial_tail": _binomial_tail,
}
"""Beside ``sqrt``, ``abs``, ``min`` and ``max``. A tail is the probability of more than the first argument: of the
standard normal, Student's t (t, df), chi-square (x, df), F (f, df, other df), the studentized range (q, groups, df).
``binomial_tail`` (k, n): the probability of k or more of n, each as likely as not.
"""


class IrrationalError(ArithmeticError):
    """There is a root, a logarithm or a tail of a distribution in it, which no fraction is."""


def exact(formula: str, counts: Mapping[str, Count | Fraction]) -> Fraction:
    """The value as a fraction.

    Raises IrrationalError where it has a square root, ValueError where it is no formula of these counts or divides by
    zero.
    """
    return _value(formula, counts, _no_root)


def decimal(formula: str, counts: Mapping[str, Count | Fraction]) -> float:
    """The value, rounded where a square root is taken and at the end. Raises ValueError as :func:`exact`."""
    return float(_value(formula, counts, _root))


def filled(formula: str, counts: Mapping[str, str]) -> str:
    """The formula with texts of numbers in the place of its names; negative ones in brackets."""

    def put(found: re.Match[str]) -> str:
        told = counts.get(found[0], found[0])
        return f"({told})" if told.startswith("-") else told

    return _NAME.sub(put, formula)


def prefixed(formula: str, prefix: str) -> str:
    """The same formula on counts whose names begin with ``prefix``."""
    return _NAME.sub(lambda found: prefix + found[0], formula)


def _value(formula: str, counts: Mapping[str, Count | Fraction], root: Callable[[Fraction], Fraction]) -> Fraction:
    if len(formula) > _LONGEST:
        raise ValueError("no formula is so long")
    try:
        return _of(ast.parse(formula.strip(), mode="eval").body, counts, root)
    except (SyntaxError, RecursionError, MemoryError, OverflowError, TypeError, ZeroDivisionError) as trouble:
        raise ValueError("no formula of these counts") from trouble


def _of(node: ast.expr, counts: Mapping[str, Count | Fraction], root: Callable[[Fraction], Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool) and math.isfinite(number):
            return Fraction(number)
        case ast.Name(id=name) if name in counts:
            return Fraction(counts[name])
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_of(inner, counts, root)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if (
            0 <= power <= _HIGHEST_POWER
        ):
            base = _of(left, counts, root)
            if power * max(base.numerator.bit_length(), base.denominator.bit_length()) > _LARGEST:
                raise ValueError("beyond all measure")
            return base**power
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _DO:
            return _DO[type(op)](_of(left, counts, root), _of(right, counts, root))
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
            return root(_of(inner, counts, root))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name == "abs":
            return abs(_of(inner, counts, root))
        case ast.Call(func=ast.Name(id=("min" | "max") as name), args=list(several), keywords=[]) if len(several) > 1:
            return (min if name == "min" else max)(_of(one, counts, root) for one in several)
        case ast.Call(func=ast.Name(id=name), args=list(several), keywords=[]) if name in FUNCTIONS:
            if root is _no_root:
                raise IrrationalError
            found = FUNCTIONS[name](*(float(_of(one, counts, root)) for one in several))
            if not math.isfinite(found):
                raise ValueError("not defined for these counts")
            return Fraction(found)
    raise ValueError("no formula of these counts")


def _no_root(x: Fraction) -> Fraction:
    raise IrrationalError


def _root(x: Fraction) -> Fraction:
    from csat.intervals import root

    return Fraction(root(x))
