"""What the commands that ask one question share: the survey scored with that analysis, and its chapter shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csat import flags
from csat.commands.ending import alarm, json_out, offer_plan, on_screen
from csat.report.progress import Progress

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis


def ask(
    files: Sequence[str],
    plan: str | None,
    chosen: flags.Chosen,
    kinds: Sequence[str],
    analyses: Sequence[Analysis],
    *,
    output: Sequence[str] | None,
    json: bool,
    language: str | None,
    digits: str | None,
    quiet: bool,
) -> int:
    """Score the survey with ``analyses`` (none: those of ``kinds`` in the plan file), show their chapters, and give
    the exit code. Files of ``output`` are whole reports.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as csat score does
    from csat import report
    from csat.scoring import score

    report.check(output or (), language, digits, plan)
    with Progress(quiet) as progress:
        record = score(list(files), plan=plan, analyses=analyses, progress=progress, **chosen)
    for path in output or ():
        report.write(record, path, language, digits)
    if json:
        json_out(record.to_json())
    outcome = alarm(record)
    if quiet:
        return outcome
    if plan is None:
        offer_plan(files[0])
    from csat.report import asked, terminal

    on_screen(record, lambda console: asked.show(record, kinds, console), terminal.notices, json)
    return outcome
