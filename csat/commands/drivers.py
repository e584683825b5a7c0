"""``csat drivers``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from csat import flags


@flags.survey_options("by")
def drivers(
    files: flags.Files,
    of: Annotated[
        str | None, typer.Option("--of", metavar="COL", help="The outcome: the item that the others are to explain.")
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--items", metavar="COL,COL", help="The drivers (all scored items that ask about single things)."),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="NAME",
            help="How R squared is shared out: lmg (exact, to 15 drivers), johnson, or auto: lmg where it can be.",
        ),
    ] = "auto",
    bootstrap: Annotated[
        int | None,
        typer.Option(
            "--bootstrap",
            metavar="N",
            help="Draws for intervals of the shares, 0 for none (1000, where that is quick).",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of these draws.")] = 1,
    plan: flags.PlanFile = None,
    chosen: flags.Chosen = flags.NONE,
    json: flags.Json = False,
    output: flags.Output = None,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Key drivers: how far each answer goes with an overall one, and how much of it each accounts for.

    Correlations, a linear regression, and the share of its R squared that goes to each driver (LMG or relative weights
    by Johnson), with intervals by drawing rows again and again. All of it is association, not cause.
    Without --of, the [[drivers]] tables of the plan file are worked out.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as csat score does, and before numpy is there
    from csat.analysis.drivers.analysis import KeyDrivers
    from csat.commands.asking import ask
    from csat.errors import InputError

    if of is None and not (plan and _in_plan(plan)):
        raise InputError(
            "csat drivers needs an outcome: write --of COLUMN, such as --of overall, or [[drivers]] into a plan file."
        )
    asked = [] if of is None else [KeyDrivers(of, tuple(items or ()), method, bootstrap, seed)]
    return ask(
        files, plan, chosen, ("drivers",), asked,
        output=output, json=json, language=language, digits=digits, quiet=quiet,
    )  # fmt: skip


def _in_plan(plan: str) -> bool:
    from csat.planfile import read_plan

    return any(kind == "drivers" for kind, _ in read_plan(plan).analyses)
