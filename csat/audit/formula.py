"""Formulas of a record evaluated: arithmetic on its counts and ``sqrt``, and nothing else that a text may hold."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

Value = Fraction | float

_LONGEST = 500  # characters
_HIGHEST = 4  # powers
_BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaError(ValueError):
    """A formula that is none, or has no value on its counts; its text says why."""


def evaluate(formula: str, counts: Mapping[str, int | float]) -> Value:
    """The value of a formula on its counts: exact as long as no root is in it.

    Raises FormulaError where it holds anything but numbers, names of the counts, ``+ - * / **`` and ``sqrt``, or where
    it has no value.
    """
    if len(formula) > _LONGEST:
        raise FormulaError("it is longer than any formula")
    try:
        return _value(ast.parse(formula, mode="eval").body, counts)
    except FormulaError:
        raise
    except ZeroDivisionError:
        raise FormulaError("it divides by zero") from None
    except (SyntaxError, RecursionError, MemoryError):
        raise FormulaError("it is no formula") from None
    except (OverflowError, ValueError, TypeError):
        raise FormulaError("it has no value on these counts") from None


def _value(node: ast.expr, counts: Mapping[str, int | float]) -> Value:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        if node.id not in counts:
            raise FormulaError(f'there is no count "{node.id}"')
        return Fraction(counts[node.id])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, counts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        power = _value(node.right, counts)
        if power not in range(_HIGHEST + 1):
            raise FormulaError("it has a power that no figure has")
        return _value(node.left, counts) ** int(power)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        found: Value = _BINARY[type(node.op)](_value(node.left, counts), _value(node.right, counts))
        return found
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sqrt":
        if len(node.args) != 1 or node.keywords:
            raise FormulaError("sqrt takes one number")
        return math.sqrt(_value(node.args[0], counts))
    raise FormulaError("it holds what is no arithmetic")
