"""``csat report``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from csat import flags
from csat.commands.ending import alarm, notes, offer_plan
from csat.errors import InputError
from csat.report.progress import Progress


@flags.survey_options()
def report(
    files: flags.Files,
    plan: flags.PlanFile = None,
    output: flags.ReportOutput = None,
    format: flags.Format = None,
    each: flags.Each = None,
    chosen: flags.Chosen = flags.NONE,
    language: flags.Language = None,
    digits: flags.Digits = None,
    fail_under: flags.FailUnder = None,
    previous: flags.Previous = None,
    wait: flags.Wait = False,
    timeout: flags.Timeout = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No notes, no progress: for cron. Errors and alarms are still told.")
    ] = False,
) -> int:
    """Score a survey and write its report: a folder with record.json and the renderings of it, or single files.

    The folder has the whole new set, or the one before: also when the disk is full, the machine stops, or another
    run writes there. Without -o it is FILE-report, here. Nothing is printed on the standard output.

    Exit codes: 0 done, and all is on the disk; 1 done, and a target was not met or could not be judged, or a rule
    that sets rows aside could not be checked; 2 the call or the data must be mended; 3 the machine would not let it
    finish (disk full, another run is writing there, a limit reached); 4 a bug in csat.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as csat score does
    from csat import report as renderings
    from csat.commands.deadline import Deadline
    from csat.commands.each import reports_of_values
    from csat.commands.outputs import RECORD, held, outputs, tell_written, write
    from csat.record.file import read_back
    from csat.report.language import language_of
    from csat.report.slug import slug
    from csat.scoring import score as score_file

    survey = "" if files[0] == "-" else slug(Path(files[0]).name.split(".")[0])
    wanted = outputs(output or (), format, f"{survey}-report" if survey else "report")
    renderings.check(wanted.files, language, digits, plan)
    wanted.spare(plan)
    if each is not None:
        chosen = _also_by(each, chosen, files, wanted.folder, plan)
    with Deadline(timeout) as deadline, held(wanted.folder, wait, deadline) as folder:
        with Progress(quiet) as progress:
            record = score_file(
                files, plan=plan, fail_under=fail_under or (), previous=previous, progress=progress, **chosen
            )
            spoken, told_by = language_of(record, language, digits), read_back(record)
            single = wanted.rendered(told_by, spoken)
            of_set: dict[str, bytes] = {}
            told: list[str] = []
            if each is not None:
                of_set, told = reports_of_values(record, each, files, wanted, (language, digits), chosen, progress)
        of_set |= wanted.of_set(told_by, spoken)
        of_set[RECORD] = renderings.WRITERS[".json"](record, spoken)  # last
        told += write(record, single, folder, of_set, deadline)
    outcome = alarm(record)
    if not quiet:
        if plan is None:
            offer_plan(files[0])
        notes(record.notices)
        tell_written(told)
    return outcome


def _also_by(each: str, chosen: flags.Chosen, files: list[str], folder: str | None, plan: str | None) -> flags.Chosen:
    """The figures that ``--each`` needs: without a plan, and where there are flags for it, by that column too."""
    if folder is None:
        raise InputError("--each makes several reports, which need a folder. Give one with -o.")
    if "-" in files:
        raise InputError("--each reads the survey again for each value, and standard input is read once. Give a file.")
    by = chosen["by"]
    return chosen if each in by or (plan is not None and not by) else {**chosen, "by": (*by, each)}
