"""``csat verify``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from csat import flags
from csat.commands.ending import json_out
from csat.errors import DONE, MISSED
from csat.report.progress import Progress


def verify(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="The record that csat wrote, such as record.json.")],
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="The survey it was made from: every figure is redone. Again for each of several files, in their "
            "order, or a pattern.",
        ),
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PATH", help="The plan file it was made by: is it still the same?")
    ] = None,
    previous: Annotated[
        str | None,
        typer.Option(
            "--previous",
            metavar="RECORD",
            help="The earlier record (.json) that it tells changes against, or compares with.",
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="PATH", help="A report made from it: is every figure in it the record's?"),
    ] = None,
    second_road: Annotated[
        bool,
        typer.Option(
            "--second-road",
            help="Redo the figures by other libraries too (openpyxl, pandas, scipy, pingouin), and print both values.",
        ),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="With --second-road: print every number, not the worst.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print all that was found as JSON.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing where all holds: for cron. Failures are still told.")
    ] = False,
    limit: flags.Limit = None,
    max_memory: flags.MaxMemory = None,
    max_seconds: flags.MaxSeconds = None,
) -> int:
    """Verify a record: is it as csat wrote it, and do its data still give every figure in it?

    Without --data the record is checked by itself: its digest, its sums, and each figure from the counts it holds.
    With it every figure is redone from the answers, by the meaning of columns that the record holds. Answers are
    never shown.

    Exit codes: 0 all that was checked holds; 1 something does not; 2 the call must be mended: no record, or data
    without its columns; 3 the machine would not let it finish; 4 a bug in csat.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from csat.audit.verify import verify as verify_file
    from csat.report.verified import lines

    limits = {
        "limit": flags.size_of(limit),
        "max_memory": flags.size_of(max_memory, "--max-memory"),
        "max_seconds": max_seconds,
    }
    with Progress(quiet) as progress:
        found = verify_file(
            record,
            data or None,
            plan=plan,
            previous=previous,
            reports=report or (),
            second_road=second_road,
            progress=progress,
            **limits,
        )
    if json:
        json_out(found.to_json())
    elif not (quiet and found.holds):
        for line in lines(found):
            typer.echo(line)
        if found.second is not None:
            from csat.report.second_road import report as second_report

            typer.echo("")
            second_report(found.second, every)
    return DONE if found.holds else MISSED
