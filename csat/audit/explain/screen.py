"""Explanations on a terminal or in a pipe: plain lines that stay within its width."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from csat.audit.explain import Part
from csat.audit.explain.working import Quantile, Step
from csat.changes import withheld
from csat.report.document import Heading, Run, plain
from csat.report.figures import Figures
from csat.report.language import Language
from csat.report.numbers import figure
from csat.report.rows import Screen
from csat.report.safe import clean
from csat.results import Record

_INDENT = "  "


def show(parts: Iterable[Part], language: Language, console: Console) -> None:
    """Print an explanation."""
    screen = Screen(console)
    started = False
    for part in parts:
        if isinstance(part, Step):
            _step(screen, part)
        elif isinstance(part, Quantile):
            screen.paragraph(_quantile(part, language), "", _INDENT, _INDENT * 4)
        elif isinstance(part, Heading):
            if started:
                screen.line()
            screen.paragraph(plain(part.text), "bold")
        else:
            screen.paragraph(plain(part.text), "", _INDENT, _INDENT * 2)
        started = True
    screen.show()


def listing(record: Record, console: Console) -> None:
    """Print the ids of all figures with their values."""
    screen, figures = Screen(console), Figures(record)
    for estimate in record.estimates:
        hidden = withheld(estimate)
        value = "withheld" if hidden else figure(estimate.value, estimate.unit, figures.places)
        base = "" if hidden else f"n = {estimate.n:,}"
        screen.line((f"{value:>10}", "bold"), f"  {base:<14}", screen.isolated(clean(estimate.id)))
    screen.show()


def _step(screen: Screen, step: Step) -> None:
    """Name, formula, the same in numbers, result: a line each, under one another."""
    pad = " " * (len(_INDENT) + len(step.name))
    screen.paragraph(step.formula, "", f"{_INDENT}{step.name} = ", f"{pad}     ")
    if step.numbers != step.formula:
        screen.paragraph(step.numbers, "", f"{pad} = ", f"{pad}     ")
    if step.result != step.numbers:
        screen.paragraph(step.result, "", f"{pad} {'≈' if step.rounded else '='} ", f"{pad}     ")


def _quantile(quantile: Quantile, language: Language) -> str:
    freedom = dict(zip(("freedom", "other"), quantile.freedom, strict=False))
    gaps = {name: (Run("number", number),) for name, number in freedom.items()}
    share = language.level(round(quantile.share, 12))
    text = language.fill(language.texts["explain"][f"quantile_{quantile.kind}"], {"share": share, **gaps})
    return f"{quantile.name} ≈ {quantile.result} ({plain(text)})"
