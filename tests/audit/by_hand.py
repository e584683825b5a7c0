"""A reader of explanations who knows arithmetic and nothing else: every line is worked out from the lines above it."""

from __future__ import annotations

import io
import re
from decimal import Decimal, localcontext

from rich.console import Console

from csat.audit.explain import explain, screen
from csat.report.language import read_language
from csat.results import Estimate, Record

_GIVEN = re.compile(r"  (\w+) = (-?[\d.]+): ")
_QUANTILE = re.compile(r"  (\w+) ≈ (-?[\d.]+) \(")
_STEP = re.compile(r"  (\w+) = (.+)")
_MORE = re.compile(r" {4,}([=≈]) (.+)")
_NUMBER = re.compile(r"(?<!\w)\d+(?:\.\d+)?")


def printed(record: Record, estimate: Estimate, language: str = "en", width: int = 80) -> str:
    """What ``csat explain`` prints of a figure."""
    words, out = read_language(language), io.StringIO()
    console = Console(file=out, width=width, soft_wrap=True, highlight=False)
    screen.show(explain(record, estimate, words).parts, words, console)
    return out.getvalue()


def follow(text: str) -> dict[str, float]:
    """Work out every line of an explanation. The last value of each name; fails where a line does not come out."""
    known: dict[str, Decimal] = {}
    name, ends = "", list[tuple[str, str]]()
    for line in [*_whole(text), ""]:
        if ends and (more := _MORE.fullmatch(line)):
            ends.append((more[1], more[2]))
            continue
        if ends:
            known[name] = _worked_out(name, ends, known)
            ends = []
        if given := _GIVEN.match(line) or _QUANTILE.match(line):
            known[given[1]] = Decimal(given[2])
        elif step := _STEP.fullmatch(line):
            name, ends = step[1], [("=", step[2])]
    return {name: float(value) for name, value in known.items()}


def _worked_out(name: str, ends: list[tuple[str, str]], known: dict[str, Decimal]) -> Decimal:
    sign, result = ends[-1]
    assert re.fullmatch(r"-?\d+(\.\d+)?", result), f"{name} ends in {result}"
    value = Decimal(result)
    for _, told in ends:
        found = _calculated(told, known)
        assert abs(found - value) <= (abs(value) * Decimal("6e-10") if sign == "≈" else 0), (name, told, found)
    if len(ends) > 2:  # the formula with numbers put in holds numbers alone
        _calculated(ends[-2][1], {})
    return value


def _calculated(line: str, known: dict[str, Decimal]) -> Decimal:
    """A line of arithmetic, to 60 digits."""
    assert re.fullmatch(r"[\w\s.()+*/-]+", line), line
    names = {"sqrt": Decimal.sqrt, "D": Decimal, "__builtins__": {}, **known}
    with localcontext() as context:
        context.prec = 60
        return Decimal(eval(_NUMBER.sub(lambda number: f"D('{number[0]}')", line), names))


def _whole(text: str) -> list[str]:
    """Lines as they were before they were broken to fit the width."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent > 4 and lines and not _MORE.fullmatch(line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return lines
