"""``csat priorities``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags
from csat.commands.asking import ask


@flags.survey_options()
def priorities(
    files: flags.Files,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="COL", help="The outcome that importance is derived from, such as overall."),
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option(
            "--items", metavar="COL,COL", help="The items of the matrix (all satisfaction items about single things)."
        ),
    ] = None,
    crosshair: Annotated[
        str | None,
        typer.Option(
            "--crosshair",
            metavar="RULE",
            help="What parts the quadrants: means of the items (the default), midpoints of the scales, or two numbers "
            "such as 75,0.6 (performance, importance).",
        ),
    ] = None,
    plan: flags.PlanFile = None,
    chosen: flags.Chosen = flags.NONE,
    json: flags.Json = False,
    output: flags.Output = None,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Importance and performance of items in four quadrants: what to concentrate on first.

    Performance is each item's mean on 0-100. Importance is derived, as the correlation with the outcome named by --of,
    or stated by respondents, where the plan file says which items ask for it (importance in an [[item]]). What
    [[priorities]] of the plan file asks for is shown where no option of this command is given.
    """
    from csat.analysis.priorities import Priorities

    analyses = []
    if of or items or crosshair or not _planned(plan):
        analyses = [Priorities(tuple(items or ()), of=of or "", crosshair=_crosshair(crosshair or "means"))]
    return ask(
        files, plan, chosen, ("priorities",), analyses,
        output=output, json=json, language=language, digits=digits, quiet=quiet,
    )  # fmt: skip


def _planned(plan: str | None) -> bool:
    """Whether a plan file asks for priorities."""
    if plan is None:
        return False
    from csat.planfile import read_plan

    return any(kind == "priorities" for kind, _ in read_plan(plan).analyses)


def _crosshair(rule: str) -> str | tuple[float, float]:
    """The rule as the analysis has it. Raises InputError where it is none."""
    from csat.errors import InputError
    from csat.io.text import number

    found = [value for part in rule.split(",") if (value := number(part)) is not None and abs(value) < 1e15]
    if rule in ("means", "midpoints"):
        return rule
    if len(found) == 2 == len(rule.split(",")):
        return float(found[0]), float(found[1])
    raise InputError(
        f'--crosshair "{rule}" is not understood. Write means, midpoints, or two numbers: performance on 0-100 and '
        "importance, such as 75,0.6."
    )
