"""The command line: arguments in, one library call, a rendering and an exit code out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csat import flags
from csat.boundary import leave, run, tell
from csat.errors import DONE, MISSED, InputError, one_line
from csat.report.progress import Progress

if TYPE_CHECKING:
    from csat.results import Record

app = typer.Typer(
    name="csat",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # drawing boxes around the help would double the time it takes to appear
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Customer-satisfaction figures from a survey export, each with its interval and base.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from csat import __version__

        typer.echo(f"csat {__version__}")
        raise typer.Exit


@app.callback()
def csat(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Customer-satisfaction figures from a survey export, each with its interval and base."""


@app.command(no_args_is_help=True)
def score(
    files: flags.Files,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="PATH", help="Score by this plan file; the flags below win over it."),
    ] = None,
    csat: flags.Csat = None,
    nps: flags.Nps = None,
    ces: flags.Ces = None,
    alpha: flags.Alpha = None,
    scale: flags.Scale = None,
    reverse: flags.Reverse = None,
    missing: flags.Missing = None,
    by: flags.By = None,
    weight: flags.Weight = None,
    sheet: flags.Sheet = None,
    header: flags.Header = None,
    encoding: flags.Encoding = None,
    level: flags.Level = None,
    suppress_below: flags.SuppressBelow = None,
    finished_only: flags.FinishedOnly = False,
    limit: flags.Limit = None,
    max_memory: flags.MaxMemory = None,
    max_seconds: flags.MaxSeconds = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole record as JSON instead of the report.")] = False,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Also write a file: .md a report, .csv the estimates, .json the record.",
        ),
    ] = None,
    language: flags.Language = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No report, no notes, no progress: for cron. Errors are still told.")
    ] = False,
) -> int:
    """Score a survey: CSAT, NPS, CES and Cronbach's alpha, each with its interval and base.

    What each column means is found out from its header and its answers, and said. A column is named by its
    header, its question code, its question, its spreadsheet letter (D) or its number ('#4'). Every option that
    takes a column can be given more than once.

    Exit codes: 0 done; 1 done, and a target of the plan was missed or a rule that sets rows aside could not be
    checked; 2 the call or the data must be mended; 3 the machine would not let it finish (disk full, a limit
    reached); 4 a bug in csat.
    """
    flags.refuse_weight(weight)
    # numpy's linear algebra is faster with one thread on sums this small, and starts quicker
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from csat import report
    from csat.io.ahead import load_ahead
    from csat.scoring import score as score_file

    report.check(output or (), language)
    if not quiet:
        load_ahead("rich.console", "csat.report.terminal")
    with Progress(quiet) as progress:
        record = score_file(
            files, plan=plan,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=flags.size_of(limit), max_memory=flags.size_of(max_memory, "--max-memory"), max_seconds=max_seconds,
            level=level, suppress_below=suppress_below,
            finished_only=finished_only or None, progress=progress,
        )  # fmt: skip
    for path in output or ():
        report.write(record, path, language)
    if json:
        _json_out(record.to_json())
    outcome = _alarm(record)
    if quiet:
        return outcome
    if plan is None:
        _offer_plan(files[0])
    from rich.console import Console

    from csat.report import terminal

    if not json:
        terminal.show(record, Console(soft_wrap=True, highlight=False))
    if json or sys.stdout.isatty():  # a report in a pipe or a file has its notes within
        terminal.notices(record, Console(stderr=True, soft_wrap=True, highlight=False))
    return outcome


def _alarm(record: Record) -> int:
    """The exit code; every target missed, and every rule that could not be applied, is told on stderr, also where
    nothing else is, since cron mails that.
    """
    missed = [target for target in record.targets if not target["met"]]
    if missed:
        from csat.report.numbers import PLACES
        from csat.report.targets import line

        places = PLACES | dict(record.plan.get("decimals", {}))
        for target in missed:
            tell(f"{record.source['name']}: {line(target, places)}")
    not_applied = record.ledger.get("not_applied", ())
    for rule in not_applied:
        tell(f"{record.source['name']}: the plan's rule {rule['rule']} could not be applied: {rule['why']}")
    return MISSED if missed or not_applied else DONE


def _json_out(body: str) -> None:
    sys.stdout.buffer.write(body.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


@app.command(no_args_is_help=True)
def check(
    files: flags.Files,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="PATH", help="Check by this plan file; the flags below win over it."),
    ] = None,
    invited: Annotated[
        int | None, typer.Option("--invited", metavar="N", help="How many were invited, for the response rates.")
    ] = None,
    csat: flags.Csat = None,
    nps: flags.Nps = None,
    ces: flags.Ces = None,
    alpha: flags.Alpha = None,
    scale: flags.Scale = None,
    reverse: flags.Reverse = None,
    missing: flags.Missing = None,
    by: flags.By = None,
    sheet: flags.Sheet = None,
    header: flags.Header = None,
    encoding: flags.Encoding = None,
    finished_only: flags.FinishedOnly = False,
    limit: flags.Limit = None,
    max_memory: flags.MaxMemory = None,
    max_seconds: flags.MaxSeconds = None,
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
        checked = check_file(
            files, plan=plan, invited=invited,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=flags.size_of(limit), max_memory=flags.size_of(max_memory, "--max-memory"), max_seconds=max_seconds,
            finished_only=finished_only or None, progress=progress,
        )  # fmt: skip
    for path in output or ():
        report.write(checked, path)
    if json:
        _json_out(checked.to_json())
    for finding in checked.blocking:
        tell(f"{checked.source['name']}: {report.line(finding)}")
    outcome = MISSED if checked.blocking else DONE
    if quiet:
        return outcome
    if plan is None:
        _offer_plan(files[0])
    from rich.console import Console

    if not json:
        report.show(checked, Console(soft_wrap=True, highlight=False))
    if json or sys.stdout.isatty():  # a report in a pipe or a file has its notes within
        report.notices(checked, Console(stderr=True, soft_wrap=True, highlight=False))
    return outcome


def _offer_plan(file: str) -> None:
    """Tells of a plan file beside the survey. It is never used unasked: it may be another survey's."""
    folder, own = Path(file).parent, Path(file).name.split(".")[0] + ".toml"
    for name in dict.fromkeys((own, "survey.toml")):
        if name != ".toml" and (folder / name).is_file():
            tell(f"{name} lies beside the survey and was not used. To score by it: --plan {folder / name}")
            return


@app.command(no_args_is_help=True)
def init(
    files: flags.Files,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="Where to write the plan; without it, on the screen."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    csat: flags.Csat = None,
    nps: flags.Nps = None,
    ces: flags.Ces = None,
    alpha: flags.Alpha = None,
    scale: flags.Scale = None,
    reverse: flags.Reverse = None,
    missing: flags.Missing = None,
    by: flags.By = None,
    weight: flags.Weight = None,
    sheet: flags.Sheet = None,
    header: flags.Header = None,
    encoding: flags.Encoding = None,
    level: flags.Level = None,
    suppress_below: flags.SuppressBelow = None,
    finished_only: flags.FinishedOnly = False,
    limit: flags.Limit = None,
    max_memory: flags.MaxMemory = None,
    max_seconds: flags.MaxSeconds = None,
) -> None:
    """Write the plan of a survey: what each column means, with the reason, to be checked and kept.

    The plan is a TOML file. Scoring by it (csat score FILE --plan PATH) gives the same figures as scoring without,
    until you change it. The options are those of csat score, and are written into the plan.
    """
    flags.refuse_weight(weight)
    if output and not force and os.path.lexists(output):
        raise InputError(
            f"{one_line(Path(output).name)} is there already. Give another name, or --force to write over it."
        )
    from csat.planfile.draft import draft_plan

    with Progress(False) as progress:
        draft = draft_plan(
            files,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=flags.size_of(limit), max_memory=flags.size_of(max_memory, "--max-memory"), max_seconds=max_seconds,
            level=level, suppress_below=suppress_below,
            finished_only=finished_only or None, progress=progress,
        )  # fmt: skip
    body = draft.text.encode()
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    from csat.report.whole import write_whole

    write_whole(body, output, {"size": draft.about.size, "sha256": draft.about.sha256})
    tell(draft.summary(one_line(Path(output).name)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the plan file, for editors that check and complete TOML."""
    import json

    from csat.planfile.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


def main() -> None:
    """Run the command; every trouble becomes one message and an exit code, never a traceback."""
    sys.exit(run(app))


def start() -> None:
    """The same, as the whole of a process."""
    leave(run(app))
