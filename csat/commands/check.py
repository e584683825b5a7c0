"""``csat check``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat import flags
from csat.boundary import tell
from csat.commands.ending import json_out, offer_plan, on_screen
from csat.errors import DONE, MISSED
from csat.report.progress import Progress


@flags.survey_options("weight", "level", "suppress_below", "comments")
def check(
    files: flags.Files,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="PATH", help="Check by this plan file; the flags below win over it."),
    ] = None,
    invited: Annotated[
        int | None, typer.Option("--invited", metavar="N", help="How many were invited, for the response rates.")
    ] = None,
    chosen: flags.Chosen = flags.NONE,
    json: Annotated[bool, typer.Option("--json", help="Print all findings as JSON instead of the report.")] = False,
    output: Annotated[
        list[str] | None, typer.Option("--output", "-o", metavar="PATH", help="Also write the findings: .json.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No report, no notes, no progress: for cron. Errors are still told.")
    ] = False,
) -> int:
    """Check the data of a survey before it is scored: duplicates, speeders, straight lines, odd answers and more.

    Each check says what it counted, in which rows, by which rule and from which source, or why it could not be
    done. It only tells: rows are set aside, and the exit code is 1, where a [[rule]] of the plan says so.

    Exit codes: 0 done; 1 done, and a rule that the plan marks as blocking is broken or could not be checked; 2 the
    call or the data must be mended; 3 the machine would not let it finish (disk full, a limit reached); 4 a bug in
    csat.
    """
    from csat.checking import check as check_file
    from csat.report import checks as report

    for path in output or ():
        report.suffix(path)
    with Progress(quiet) as progress:
        checked = check_file(files, plan=plan, invited=invited, progress=progress, **chosen)
    for path in output or ():
        report.write(checked, path)
    if json:
        json_out(checked.to_json())
    for finding in checked.blocking:
        tell(f"{checked.source['name']}: {report.line(finding)}")
    outcome = MISSED if checked.blocking else DONE
    if quiet:
        return outcome
    if plan is None:
        offer_plan(files[0])
    on_screen(checked, lambda console: report.show(checked, console), report.notices, json)
    return outcome
