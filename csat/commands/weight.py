"""``csat weight``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags
from csat.errors import DONE, InputError
from csat.report.progress import Progress

_LEFT_OUT = ("csat", "nps", "ces", "alpha", "scale", "reverse", "missing", "by", "weight", "level", "suppress_below")


@flags.survey_options(*_LEFT_OUT, "comments")
def weight(
    files: flags.Files,
    margin: Annotated[
        list[str] | None,
        typer.Option(
            "--margin", metavar="MARGIN", help='Shares or counts of the population: "Region: North=0.4, South=0.6".'
        ),
    ] = None,
    margins: Annotated[
        str | None, typer.Option("--margins", metavar="PATH", help="Margins in a TOML file, a table for each column.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option("--weight", metavar="COL", help="A column of base weights, such as design weights (1)."),
    ] = None,
    trim: Annotated[
        str | None,
        typer.Option("--trim", metavar="LOW,HIGH", help="Least and greatest weight as ratios to the mean: 0.3,3."),
    ] = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="COL", help="Name respondents by this column (by their row number).")
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PATH", help="A plan file: its margins, and who is of the survey.")
    ] = None,
    chosen: flags.Chosen = flags.NONE,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="PATH", help="Write the weights there: weights.csv.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on the screen but errors.")] = False,
) -> int:
    """Weight a survey to known margins of its population: one margin by post-stratification, several by raking.

    A margin may be a joint table of two columns or more: "Region & Sex: North & F=0.2, North & M=0.2, South & F=0.3,
    South & M=0.3". The file written has the row number (or the id) and the weight of every respondent, whole or not at
    all. Shown are the shares before and after, the effective sample size and the design effect of the weights.

    Exit codes: 0 done; 2 the call or the data must be mended, such as values without a target, totals that disagree, or
    margins that no weights meet; 3 the machine would not let it finish; 4 a bug in csat.
    """
    from csat.report import weighed as report
    from csat.weighting.weighing import weigh

    report.check(output)
    with Progress(quiet) as progress:
        found = weigh(
            files, margin or (), margins=margins, plan=plan, weight=base, trim=_trim(trim), id=id, progress=progress,
            **chosen,
        )  # fmt: skip
    if output:
        report.write(found, output)
    if not quiet:
        from rich.console import Console

        report.show(found, output, Console(soft_wrap=True, highlight=False))
    return DONE


def _trim(told: str | None) -> tuple[float | None, float | None] | None:
    """Both bounds, either of which may be left away: ``,3``."""
    if told is None:
        return None
    low, comma, high = told.partition(",")
    try:
        return (float(low) if low.strip() else None, float(high) if high.strip() else None) if comma else _refused(told)
    except ValueError:
        return _refused(told)


def _refused(told: str) -> tuple[float | None, float | None]:
    raise InputError(
        f'--trim "{told}" is not understood. Write the least and the greatest ratio: --trim 0.3,3 or ",3".'
    )
