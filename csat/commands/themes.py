"""``csat themes``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags
from csat.errors import InputError


@flags.survey_options("comments")
def themes(
    files: flags.Files,
    plan: flags.PlanFile = None,
    codebook: Annotated[
        str | None, typer.Option("--codebook", metavar="PATH", help="The themes: a TOML file of [[theme]] tables.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="COL", help="The column of comments (all that are taken for comments)."),
    ] = None,
    by_score: Annotated[
        str | None,
        typer.Option(
            "--by-score", metavar="ITEM", help="Also by the groups of this item: detractors against promoters."
        ),
    ] = None,
    examples: Annotated[
        int, typer.Option("--examples", metavar="N", help="Tell so many comments of each theme, redacted (none).")
    ] = 0,
    chosen: flags.Chosen = flags.NONE,
    output: flags.Output = None,
    json: flags.Json = False,
    language: flags.Language = None,
    digits: flags.Digits = None,
    quiet: flags.Quiet = False,
) -> int:
    """Count the themes of comments: what share of them speaks of what, by the word stems of a codebook.

    A codebook is yours, a TOML file: [[theme]], name = "Staff", en = ["staff", "polite"], fa = ["کارمند"] and, where
    words mislead, not = ["staff canteen"]. A stem is found where a word begins. A comment may have several themes.
    Nothing is guessed: what no stem finds has no theme.

    Exit codes: 0 done; 1 done, and a target of the plan was not met; 2 the call or the data must be mended; 3 the
    machine would not let it finish; 4 a bug in csat.
    """
    from csat.analysis.themes import Themes
    from csat.commands.asking import ask
    from csat.comments.codebook import read_codebook

    if codebook is None:
        if plan is None or column or by_score or examples:
            raise InputError(
                "There is no codebook. Give one: --codebook themes.toml, a [[theme]] table for each theme."
            )
        asked = []
    else:
        asked = [Themes(read_codebook(codebook), tuple(column or ()), by_score or "", examples)]
    return ask(
        files, plan, chosen, ["themes"], asked, output=output, json=json, language=language, digits=digits, quiet=quiet
    )
