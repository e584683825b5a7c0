"""The command line: arguments in, one library call, a rendering and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

from csat import flags
from csat.errors import BUG, DONE, MEND, STOPPED, CsatError, InputError

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
    file: flags.File,
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
    limit: flags.Limit = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole record as JSON instead of the report.")] = False,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="PATH", help="Also write the record: .json, or .csv of the estimates."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No report, no notes, no progress: for cron. Errors are still told.")
    ] = False,
) -> None:
    """Score a survey: CSAT, NPS, CES and Cronbach's alpha, each with its interval and base.

    What each column means is found out from its header and its answers, and said. A column is named by its
    header, its question code, its spreadsheet letter (D) or its number ('#4'). Every option that takes a
    column can be given more than once.

    Exit codes: 0 done; 2 the call or the data must be mended; 3 the machine would not let it finish
    (disk full, a limit reached); 4 a bug in csat.
    """
    flags.refuse_weight(weight)
    # numpy's linear algebra is faster with one thread on sums this small, and starts quicker
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from csat import report
    from csat.io.ahead import load_ahead
    from csat.scoring import score as score_file

    for path in output or ():
        report.writer(path)
    if not quiet:
        load_ahead("rich.console", "csat.report.terminal")
    with _Progress(quiet) as progress:
        record = score_file(
            file, plan=plan,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=flags.size_of(limit), level=level, suppress_below=suppress_below, progress=progress,
        )  # fmt: skip
    for path in output or ():
        report.write(record, path)
    if json:
        sys.stdout.buffer.write(record.to_json().encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    if quiet:
        return
    if plan is None:
        _offer_plan(file)
    from rich.console import Console

    from csat.report import terminal

    if not json:
        terminal.show(record, Console(soft_wrap=True, highlight=False))
    if json or sys.stdout.isatty():  # a report in a pipe or a file has its notes within
        terminal.notices(record, Console(stderr=True, soft_wrap=True, highlight=False))


def _offer_plan(file: str) -> None:
    """Tells of a plan file beside the survey. It is never used unasked: it may be another survey's."""
    folder, own = Path(file).parent, Path(file).name.split(".")[0] + ".toml"
    for name in dict.fromkeys((own, "survey.toml")):
        if name != ".toml" and (folder / name).is_file():
            _tell(f"{name} lies beside the survey and was not used. To score by it: --plan {folder / name}")
            return


@app.command(no_args_is_help=True)
def init(
    file: flags.File,
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
    limit: flags.Limit = None,
) -> None:
    """Write the plan of a survey: what each column means, with the reason, to be checked and kept.

    The plan is a TOML file. Scoring by it (csat score FILE --plan PATH) gives the same figures as scoring without,
    until you change it. The options are those of csat score, and are written into the plan.
    """
    flags.refuse_weight(weight)
    if output and not force and os.path.lexists(output):
        raise InputError(f"{Path(output).name} is there already. Give another name, or --force to write over it.")
    from csat.draft import draft_plan

    with _Progress(False) as progress:
        draft = draft_plan(
            file,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=flags.size_of(limit), level=level, suppress_below=suppress_below, progress=progress,
        )  # fmt: skip
    body = draft.text.encode()
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    from csat.report.whole import write_whole

    write_whole(body, output, {"size": draft.about.size, "sha256": draft.about.sha256})
    _tell(draft.summary(Path(output).name))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the plan file, for editors that check and complete TOML."""
    import json

    from csat.planschema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


class _Progress:
    """A bar on stderr with the rows read so far; on a terminal only, and only after two seconds."""

    def __init__(self, quiet: bool) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._stack = ExitStack()
        self._show: Callable[[int], None] | None = None

    def __enter__(self) -> _Progress:
        if self._wanted:
            from threading import Timer

            timer = Timer(2, self._start)
            timer.daemon = True
            timer.start()
            self._stack.callback(timer.cancel)
        return self

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        task = bar.add_task("reading", total=None)
        self._stack.enter_context(bar)
        self._show = lambda rows: bar.update(task, description=f"{rows:,} rows read")

    def __call__(self, rows: int) -> None:
        if self._show:
            self._show(rows)

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def main() -> None:
    """Run the command; every trouble becomes one message and an exit code, never a traceback."""
    sys.exit(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a pipe in another encoding must not stop a report
    try:
        outcome = app(standalone_mode=False)
        sys.stdout.flush()
    except CsatError as trouble:
        _tell(str(trouble))
        return trouble.exit_code
    except (BrokenPipeError, SystemExit):  # the command-line library leaves with SystemExit when a pipe breaks
        _drop_output()  # whoever read has had enough
        return DONE
    except KeyboardInterrupt:
        return _stopped()
    except MemoryError:
        _tell("The machine has not enough memory for this file. Save it as CSV: that is read piece by piece.")
        return STOPPED
    except OSError as trouble:  # files have their own messages: what is left is the output
        _drop_output()
        why = os.strerror(trouble.errno).lower() if trouble.errno else "the machine refused"
        _tell(f"The output could not be written: {why}. Free some space, or use -o.")
        return STOPPED
    except Exception as trouble:
        if type(trouble).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{trouble}\n")
            return MEND
        if hasattr(trouble, "format_message"):  # a usage error, in the words of the command-line library
            said = " ".join(trouble.format_message().split()).rstrip(".")
            _tell(f"{said}. Try csat score --help.")
            return MEND
        cause = trouble.__cause__ if type(trouble).__name__ == "Abort" else None
        if isinstance(cause, KeyboardInterrupt):
            return _stopped()
        _tell(_bug(cause or trouble))
        return BUG
    return _stopped() if outcome == 130 else outcome if isinstance(outcome, int) else DONE


def _stopped() -> int:
    _tell("Stopped; nothing was written.")
    return 130


def _drop_output() -> None:
    """What Python still holds for stdout goes nowhere, so that it does not fail once more at the end."""
    with suppress(OSError):  # a stdout that is no file of the system holds nothing back
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(message: str) -> None:
    from csat.report.safe import clean

    for number, line in enumerate(message.splitlines()):
        sys.stderr.write(f"{'csat: ' if not number else '  '}{clean(line.strip())}\n")


def _bug(trouble: BaseException) -> str:
    """Where it broke, without the error's own text, which may hold an answer."""
    place = trouble.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}, line {place.tb_lineno}" if place else "unknown place"
    return (
        f"This is a bug in csat ({type(trouble).__name__} in {where}); your file is unharmed and nothing was written. "
        "Please report it with this line."
    )
