"""``csat banner``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags
from csat.commands.asking import ask


@flags.survey_options("comments")
def banner(
    files: flags.Files,
    plan: flags.PlanFile = None,
    items: Annotated[
        list[str] | None,
        typer.Option("--items", metavar="COL,COL", help="The items down (all)."),
    ] = None,
    letters: Annotated[
        str | None,
        typer.Option(
            "--letters", metavar="LEVEL[,LEVEL]", help="Levels of capital letters and of small ones (0.95,0.80)."
        ),
    ] = None,
    min_base: Annotated[
        int | None,
        typer.Option("--min-base", metavar="N", min=2, help="Do not test columns of fewer answers (30)."),
    ] = None,
    adjust: Annotated[
        str | None,
        typer.Option(
            "--adjust",
            metavar="holm|bh|none",
            help="How p values of a line are adjusted for there being several: Holm (the default), "
            "Benjamini-Hochberg, not.",
        ),
    ] = None,
    chosen: flags.Chosen = flags.NONE,
    output: flags.Output = None,
    json: flags.Json = False,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Banner tables: items down, the segments of every --by across, with letters of what a column is higher than.

    Shares of answers, boxes, NPS and means of each column with its base; columns of one segment are tested against
    each other, and the letters of those that a column is significantly above stand beside its figure. Several files
    without --by are the columns.

    Exit codes: as of csat score.
    """
    from csat.questions import banners, waves

    chosen = {**chosen, "by": waves(files, plan, chosen["by"])}
    asked = banners(plan, chosen["by"], items or (), letters, min_base, adjust)
    return ask(
        files, plan, chosen, ["banner"], asked, output=output, json=json, language=language, digits=digits,
        quiet=quiet,
    )  # fmt: skip
