"""``csat init``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from csat import flags
from csat.boundary import tell
from csat.errors import InputError, one_line
from csat.report.progress import Progress


@flags.survey_options("comments")
def init(
    files: flags.Files,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="Where to write the plan; without it, on the screen."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    chosen: flags.Chosen = flags.NONE,
) -> None:
    """Write the plan of a survey: what each column means, with the reason, to be checked and kept.

    The plan is a TOML file. Scoring by it (csat score FILE --plan PATH) gives the same figures as scoring without,
    until you change it. The options are those of csat score, and are written into the plan.
    """
    if output and not force and os.path.lexists(output):
        raise InputError(
            f"{one_line(Path(output).name)} is there already. Give another name, or --force to write over it."
        )
    from csat.planfile.draft import draft_plan

    with Progress(False) as progress:
        draft = draft_plan(files, progress=progress, **chosen)
    body = draft.text.encode()
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    from csat.report.whole import write_whole

    write_whole(body, output, {"size": draft.about.size, "sha256": draft.about.sha256})
    tell(draft.summary(one_line(Path(output).name)))
