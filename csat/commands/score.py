"""``csat score``."""

from __future__ import annotations

import os

from csat import flags
from csat.commands.ending import alarm, json_out, offer_plan, on_screen
from csat.report.progress import Progress


@flags.survey_options()
def score(
    files: flags.Files,
    plan: flags.PlanFile = None,
    chosen: flags.Chosen = flags.NONE,
    previous: flags.Previous = None,
    json: flags.Json = False,
    output: flags.Output = None,
    language: flags.Language = None,
    digits: flags.Digits = None,
    fail_under: flags.FailUnder = None,
    quiet: flags.Quiet = False,
) -> int:
    """Score a survey: CSAT, NPS, CES and Cronbach's alpha, each with its interval and base.

    What each column means is found out from its header and its answers, and said. A column is named by its
    header, its question code, its question, its spreadsheet letter (D) or its number ('#4'). Every option that
    takes a column can be given more than once.

    Exit codes: 0 done; 1 done, and a target was not met or could not be judged, or a rule that sets rows aside
    could not be checked; 2 the call or the data must be mended; 3 the machine would not let it finish (disk full, a
    limit reached); 4 a bug in csat.
    """
    # numpy's linear algebra is faster with one thread on sums this small, and starts quicker
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from csat import report
    from csat.io.ahead import load_ahead
    from csat.scoring import score as score_file

    report.check(output or (), language, digits, plan)
    if not quiet:
        load_ahead("rich.console", "csat.report.terminal")
    with Progress(quiet) as progress:
        record = score_file(
            files, plan=plan, fail_under=fail_under or (), previous=previous, progress=progress, **chosen
        )
    for path in output or ():
        report.write(record, path, language, digits)
    if json:
        json_out(record.to_json())
    outcome = alarm(record)
    if quiet:
        return outcome
    if plan is None:
        offer_plan(files[0])
    from csat.report import terminal

    on_screen(record, lambda console: terminal.show(record, console), terminal.notices, json)
    return outcome
