"""``csat reliability``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags

Of = Annotated[
    list[str] | None,
    typer.Option(
        "--of",
        metavar="NAME=COL,COL",
        help="These columns are a construct of that name; or the NAME of one that is found or in the plan (all).",
    ),
]
Bootstrap = Annotated[
    int | None,
    typer.Option("--bootstrap", metavar="N", help="Resamples of the bootstrap intervals of alpha; 0: none (2000)."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Seed of their random numbers (1).")]
Pairwise = Annotated[
    bool,
    typer.Option("--pairwise", help="Also alpha from covariances of pairs of items, each of all rows that have both."),
]


@flags.survey_options("alpha", "by")
def reliability(
    files: flags.Files,
    of: Of = None,
    pairwise: Pairwise = False,
    bootstrap: Bootstrap = None,
    seed: Seed = None,
    plan: flags.PlanFile = None,
    chosen: flags.Chosen = flags.NONE,
    json: flags.Json = False,
    output: flags.Output = None,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Reliability and validity of constructs in full: alpha with its intervals, omega, Guttman's bounds, split halves,
    loadings, AVE, HTMT.

    Of the constructs that are found, of those of the plan, or of columns named with --of. Figures of complete cases,
    unless --pairwise asks for others beside. Exit codes as of `csat score`.
    """
    from csat.analysis.reliability.analysis import Reliability
    from csat.analysis.reliability.asked import named_and_declared
    from csat.commands.asking import ask

    names, declared = named_and_declared(of or ())
    usual = Reliability()
    own = Reliability(
        names,
        usual.bootstrap if bootstrap is None else bootstrap,
        usual.seed if seed is None else seed,
        pairwise,
    )
    by_plan = plan is not None and own == usual and _in_plan(plan)
    return ask(
        files, plan, {**chosen, **({"alpha": declared} if declared else {})}, ["reliability"], () if by_plan else [own],
        output=output, json=json, language=language, digits=digits, quiet=quiet,
    )  # fmt: skip


def _in_plan(plan: str) -> bool:
    from csat.planfile import read_plan

    return any(kind == "reliability" for kind, _ in read_plan(plan).analyses)
