"""``csat compare-records``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from csat.commands.ending import json_out
from csat.errors import DONE, MISSED, one_line


def compare_records(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A record (.json).")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="Another record, made later or otherwise.")],
    json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing: the exit code says it.")] = False,
) -> int:
    """Tell what changed between two records: definitions first, then figures, then the rows behind them.

    Figures are compared as with --previous: each change with its interval, or the reason why there is none.

    Exit codes, as of diff: 0 no difference; 1 differences; 2 a record cannot be read.
    """
    from csat.audit.differences import differences
    from csat.record.file import read_record

    names = one_line(Path(before).name), one_line(Path(after).name)
    found = differences(read_record(before), read_record(after), names)
    if json:
        json_out(found.to_json())
    elif not quiet:
        from rich.console import Console

        from csat.audit.differences.shown import show

        show(found, Console(soft_wrap=True, highlight=False))
    return DONE if found.same else MISSED
