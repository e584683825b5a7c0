"""The options that several commands share: what a person may say of a survey on the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Annotated, Any

import typer

from csat.errors import InputError

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="The survey: .xlsx .xls .ods .csv .tsv .txt (also .gz) .parquet .sav, or - for standard input. Several "
        "files of one layout, or a pattern such as 'waves/*.csv', are one survey.",
    ),
]
Csat = Annotated[
    list[str] | None, typer.Option("--csat", metavar="COL", help="Score this column as satisfaction (top boxes).")
]
Nps = Annotated[
    list[str] | None, typer.Option("--nps", metavar="COL", help="Score this column as NPS, answered on 0-10.")
]
Ces = Annotated[
    list[str] | None,
    typer.Option(
        "--ces",
        metavar="COL:KIND",
        help="Score this column as customer effort. KIND: ces2 (1-7 agreement, high is easy), "
        "ces1 (1-5 effort, low is easy), ease (high is easy).",
    ),
]
Alpha = Annotated[
    list[str] | None,
    typer.Option(
        "--alpha", metavar="NAME=COL,COL", help="Cronbach's alpha of these columns; replaces the blocks found."
    ),
]
Scale = Annotated[
    list[str] | None,
    typer.Option("--scale", metavar="[COL=]LOW-HIGH", help="The answering scale of a column, or of all: 1-5."),
]
Reverse = Annotated[
    list[str] | None,
    typer.Option("--reverse", metavar="COL", help="The low end of this column's scale is the good one."),
]
Missing = Annotated[
    list[str] | None,
    typer.Option("--missing", metavar="[COL=]CODE,CODE", help="Codes that are no answer, such as 99,-1."),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="COL[:PERIOD]",
        help="Every figure also for each value of this column; of dates, for each year, quarter, month, week or day.",
    ),
]
Weight = Annotated[
    str | None,
    typer.Option("--weight", metavar="COL", help="Weight respondents by this column; a plan adds strata and clusters."),
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")]
Header = Annotated[
    int | None, typer.Option("--header", metavar="ROW", help="The row that holds the column names, from 1.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of a text file, such as cp1256.")
]
Level = Annotated[
    float | None, typer.Option("--level", metavar="SHARE", help="Confidence level of all intervals (0.95).")
]
SuppressBelow = Annotated[
    int | None,
    typer.Option(
        "--suppress-below", metavar="N", help="Withhold figures of segments with fewer answers than this (5)."
    ),
]
FinishedOnly = Annotated[
    bool,
    typer.Option(
        "--finished-only", help="Set aside respondents who did not reach the end, where the platform says so."
    ),
]
Comments = Annotated[
    list[str] | None,
    typer.Option(
        "--comments",
        metavar="COL",
        help="Tell this column's comments, redacted as a best effort; all: of every column of comments.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Language of the files of -o: en or fa (the plan's, else en). The screen stays English.",
    ),
]
Previous = Annotated[
    str | None,
    typer.Option(
        "--previous",
        metavar="RECORD",
        help="An earlier record (.json): also tell how each figure has changed since.",
    ),
]
Digits = Annotated[
    str | None,
    typer.Option("--digits", metavar="latin|persian", help="Digits of the numbers in Persian files (persian)."),
]
FailUnder = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-under",
        metavar="FIGURE=VALUE",
        help="Exit code 1 where a figure is under this: csat=80 (every item), recommend.nps=30 (one figure).",
    ),
]
PlanFile = Annotated[
    str | None,
    typer.Option("--plan", metavar="PATH", help="Score by this plan file; the other options win over it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the whole record as JSON instead of the figures.")]
Output = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Also write a file: .html, .xlsx, .pdf or .md a report, .csv the estimates, .json the record.",
    ),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="No figures, no notes, no progress: for cron. Errors are still told."),
]
ReportOutput = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="PATH", help="A folder (out/) for the whole set, or a file such as report.html."
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME,NAME", help="What a folder gets beside the record (html,xlsx)."),
]
Each = Annotated[
    str | None,
    typer.Option(
        "--each", metavar="COL", help="Also a report of its own for each value of this column, in a folder each."
    ),
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Where another run is writing to the folder, wait until it is done.")
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="N", help="Stop after so many seconds, waiting included, and change nothing."),
]
Limit = Annotated[
    str | None,
    typer.Option("--limit", metavar="SIZE", help="Most bytes a file may hold once unpacked, such as 8GB (4GB)."),
]
MaxMemory = Annotated[
    str | None,
    typer.Option(
        "--max-memory", metavar="SIZE", help="Most memory for reading a workbook, SPSS or parquet file (by its size)."
    ),
]
MaxSeconds = Annotated[
    float | None,
    typer.Option("--max-seconds", metavar="N", help="Longest time for reading such a file, in seconds (by its size)."),
]


Chosen = Mapping[str, Any]
"""How a survey is to be read and scored: the keyword arguments of :func:`csat.score` that options give."""

NONE: Chosen = MappingProxyType({})

OPTIONS: Mapping[str, Any] = {
    "csat": Csat,
    "nps": Nps,
    "ces": Ces,
    "alpha": Alpha,
    "scale": Scale,
    "reverse": Reverse,
    "missing": Missing,
    "by": By,
    "weight": Weight,
    "sheet": Sheet,
    "header": Header,
    "encoding": Encoding,
    "level": Level,
    "suppress_below": SuppressBelow,
    "finished_only": FinishedOnly,
    "comments": Comments,
    "limit": Limit,
    "max_memory": MaxMemory,
    "max_seconds": MaxSeconds,
}
"""The option for each of them, in the order of the help."""


def survey_options(*left_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command these options, but those ``left_out``, in the place of its parameter ``chosen``."""
    names = [name for name in OPTIONS if name not in left_out]

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(**given: Any) -> Any:
            return command(chosen=_chosen({name: given.pop(name) for name in names}), **given)

        own = inspect.signature(command, eval_str=True).parameters.values()
        parameters = [
            option for parameter in own for option in (_options(names) if parameter.name == "chosen" else [parameter])
        ]
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return called

    return with_options


def _options(names: list[str]) -> list[inspect.Parameter]:
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return [
        inspect.Parameter(name, keyword, default=False if name == "finished_only" else None, annotation=OPTIONS[name])
        for name in names
    ]


def _chosen(given: dict[str, Any]) -> Chosen:
    many = ("csat", "nps", "ces", "alpha", "scale", "reverse", "missing", "by", "comments")
    sizes = {name: size_of(given[name], f"--{name.replace('_', '-')}") for name in ("limit", "max_memory")}
    return {
        **given,
        **{name: given[name] or () for name in many if name in given},
        **sizes,
        "finished_only": given["finished_only"] or None,
    }


def size_of(size: str | None, option: str = "--limit") -> int | None:
    """A size such as 500MB or 8GB in bytes; ``option`` is where it was given."""
    if size is None:
        return None
    units = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
    text = size.strip().upper()
    digits = text.rstrip("BKMGT ")
    unit = text[len(digits) :].strip()
    unit = unit + "B" if unit and not unit.endswith("B") else unit
    if not digits.isdecimal() or (unit not in units and unit != "B"):
        raise InputError(f'{option} "{size}" is not a size. Write it like 500MB or 8GB.')
    return int(digits) * units.get(unit, 1)
