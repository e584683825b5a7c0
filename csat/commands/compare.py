"""``csat compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from csat import flags
from csat.commands.asking import ask
from csat.errors import InputError

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis


@flags.survey_options("comments")
def compare(
    files: flags.Files,
    plan: flags.PlanFile = None,
    previous: Annotated[
        str | None,
        typer.Option(
            "--previous", metavar="RECORD", help="An earlier record (.json): compare this wave with it as well."
        ),
    ] = None,
    paired: Annotated[
        str | None,
        typer.Option(
            "--paired", metavar="COL", help="Waves of the same respondents: match them by the ids in this column."
        ),
    ] = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--items", metavar="COL,COL", help="The items to compare (all)."),
    ] = None,
    adjust: Annotated[
        str | None,
        typer.Option(
            "--adjust",
            metavar="holm|bh|none",
            help="How p values are adjusted for there being several: Holm (the default), Benjamini-Hochberg, not.",
        ),
    ] = None,
    chosen: flags.Chosen = flags.NONE,
    output: flags.Output = None,
    json: flags.Json = False,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Compare groups of respondents: the segments of --by, several files as waves, this wave with an earlier record.

    Each difference with its interval, test and effect size; p values adjusted for there being several. Tests are made
    from the counts of answers: shares by z and chi-square, NPS by its variance, means by Welch, ranks by Mann-Whitney
    or Kruskal-Wallis, pairs of several groups by Games-Howell and Dunn. With --paired the same respondents are
    compared: by McNemar, the paired t and Wilcoxon's signed ranks.

    Exit codes: as of csat score.
    """
    from csat.questions import comparing, waves

    chosen = {**chosen, "by": waves(files, plan, chosen["by"])}
    if paired is None:
        made: Analysis = comparing(files, plan, chosen["by"], items or (), adjust, previous)
    else:
        from csat.analysis.paired import Paired

        if previous is not None:
            raise InputError("--paired needs the respondents of both waves: give the files, not --previous.")
        made = Paired(paired, "", tuple(items or ()), adjust or "holm")
    return ask(
        files, plan, chosen, [made.kind], [made], output=output, json=json, language=language, digits=digits,
        quiet=quiet,
    )  # fmt: skip
