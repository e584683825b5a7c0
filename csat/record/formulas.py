"""Formulas of a record on their counts: exact values, and the same line with the numbers put in.

A formula is arithmetic and ``sqrt`` on the names of its counts. Records are files, so a formula is never run as a
program: what is not such arithmetic is refused.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import add, mul, sub, truediv

from csat.results import Count

_LONGEST = 600
_HIGHEST_POWER = 8
_LARGEST = 100_000  # bits of a number: powers of powers would fill the memory
_NAME = re.compile(r"\b[A-Za-z_]\w*\b(?!\s*\()")
_DO: Mapping[type[ast.operator], Callable[..., Fraction]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


class IrrationalError(ArithmeticError):
    """There is a square root in it, which no fraction is."""


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
    except (SyntaxError, RecursionError, MemoryError, OverflowError, ZeroDivisionError) as trouble:
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
    raise ValueError("no formula of these counts")


def _no_root(x: Fraction) -> Fraction:
    raise IrrationalError


def _root(x: Fraction) -> Fraction:
    from csat.intervals import root

    return Fraction(root(x))
