"""The command line: arguments in, one library call, a rendering and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Annotated

import typer

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
    file: Annotated[
        str,
        typer.Argument(
            help="The survey: .xlsx .xls .ods .csv .tsv .txt (also .gz) .parquet .sav, or - for standard input.",
        ),
    ],
    csat: Annotated[
        list[str] | None, typer.Option("--csat", metavar="COL", help="Score this column as satisfaction (top boxes).")
    ] = None,
    nps: Annotated[
        list[str] | None, typer.Option("--nps", metavar="COL", help="Score this column as NPS, answered on 0-10.")
    ] = None,
    ces: Annotated[
        list[str] | None,
        typer.Option(
            "--ces",
            metavar="COL:KIND",
            help="Score this column as customer effort. KIND: ces2 (1-7 agreement, high is easy), "
            "ces1 (1-5 effort, low is easy), ease (high is easy).",
        ),
    ] = None,
    alpha: Annotated[
        list[str] | None,
        typer.Option(
            "--alpha", metavar="NAME=COL,COL", help="Cronbach's alpha of these columns; replaces the blocks found."
        ),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="[COL=]LOW-HIGH", help="The answering scale of a column, or of all: 1-5."),
    ] = None,
    reverse: Annotated[
        list[str] | None,
        typer.Option("--reverse", metavar="COL", help="The low end of this column's scale is the good one."),
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option("--missing", metavar="[COL=]CODE,CODE", help="Codes that are no answer, such as 99,-1."),
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="COL", help="Every figure also for each value of this column.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option("--weight", metavar="COL", help="Not in this version; says so and stops.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    header: Annotated[
        int | None, typer.Option("--header", metavar="ROW", help="The row that holds the column names, from 1.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of a text file, such as cp1256.")
    ] = None,
    level: Annotated[float, typer.Option("--level", metavar="SHARE", help="Confidence level of all intervals.")] = 0.95,
    suppress_below: Annotated[
        int,
        typer.Option(
            "--suppress-below", metavar="N", help="Withhold figures of segments with fewer answers than this."
        ),
    ] = 5,
    limit: Annotated[
        str | None,
        typer.Option("--limit", metavar="SIZE", help="Most bytes a file may hold once unpacked, such as 8GB."),
    ] = None,
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
    if weight is not None:
        raise InputError(
            "--weight is reserved for a later version, and nothing was scored: without --weight the figures are "
            "unweighted, and a column of weights is named in the notes."
        )
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
            file,
            by=by or (), csat=csat or (), nps=nps or (), ces=ces or (), alpha=alpha or (), scale=scale or (),
            reverse=reverse or (), missing=missing or (), sheet=sheet, header=header, encoding=encoding,
            limit=_bytes(limit), level=level, suppress_below=suppress_below, progress=progress,
        )  # fmt: skip
    for path in output or ():
        report.write(record, path)
    if json:
        sys.stdout.buffer.write(record.to_json().encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    if quiet:
        return
    from rich.console import Console

    from csat.report import terminal

    if not json:
        terminal.show(record, Console(soft_wrap=True, highlight=False))
    if json or sys.stdout.isatty():  # a report in a pipe or a file has its notes within
        terminal.notices(record, Console(stderr=True, soft_wrap=True, highlight=False))


def _bytes(size: str | None) -> int | None:
    """A size such as 500MB or 8GB in bytes."""
    if size is None:
        return None
    units = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
    text = size.strip().upper()
    digits = text.rstrip("BKMGT ")
    unit = text[len(digits) :].strip()
    unit = unit + "B" if unit and not unit.endswith("B") else unit
    if not digits.isdecimal() or (unit not in units and unit != "B"):
        raise InputError(f'--limit "{size}" is not a size. Write it like 500MB or 8GB.')
    return int(digits) * units.get(unit, 1)


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
