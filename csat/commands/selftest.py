"""``csat selftest``."""

from __future__ import annotations

from typing import Annotated

import typer

from csat.boundary import tell
from csat.commands.ending import json_out
from csat.errors import DONE, MISSED


def selftest(
    json: Annotated[bool, typer.Option("--json", help="Print every group and what is off as JSON.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No table: for cron. What is off is still told.")
    ] = False,
) -> int:
    """Check csat on this machine: certified figures, those of R and Python, and whole records kept before.

    NIST's univariate reference datasets go through csat's own moments; small surveys with figures by R and Python,
    and others with their records, are read and scored as any file. It needs no network and a few seconds. The table
    has the smallest log relative error (LRE) of each group: how many digits agree, 15 at most.

    Exit codes: 0 all is as it should be; 1 something is off, and is told; 2 the installation lacks a file.
    """
    from csat.selftest import self_test

    found = self_test()
    if json:
        from json import dumps

        json_out(dumps(found.to_dict(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    if quiet and found.off:
        from csat.report.selftest import OFF_SHOWN, line

        for check in found.off[:OFF_SHOWN]:
            tell(line(check))
        if len(found.off) > OFF_SHOWN:
            tell(f"and {len(found.off) - OFF_SHOWN:,} more numbers are off: csat selftest --json has them all")
    if not json and not quiet:
        from rich.console import Console

        from csat.report.selftest import show

        show(found, Console(soft_wrap=True, highlight=False))
    return MISSED if found.off else DONE
