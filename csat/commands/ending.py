"""How commands end: what they print, what they raise an alarm about, and the exit code that it gives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csat.boundary import tell
from csat.errors import DONE, MISSED

if TYPE_CHECKING:
    from rich.console import Console

    from csat.results import Record


def json_out(body: str) -> None:
    """Print JSON, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write(body.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def offer_plan(file: str) -> None:
    """Tells of a plan file beside the survey. It is never used unasked: it may be another survey's."""
    folder, own = Path(file).parent, Path(file).name.split(".")[0] + ".toml"
    for name in dict.fromkeys((own, "survey.toml")):
        if name != ".toml" and (folder / name).is_file():
            tell(f"{name} lies beside the survey and was not used. To score by it: --plan {folder / name}")
            return


def notes(notices: Sequence[str]) -> None:
    """Tell what was assumed and what looks wrong on stderr, a line each: for a log or a mail."""
    for notice in notices:
        tell(f"note: {notice}")


def on_screen(made: Any, show: Callable[[Console], None], notices: Callable[[Any, Console], None], json: bool) -> None:
    """Show a record, or what checks found, by ``show``, and its notes by ``notices``.

    Where JSON stands on stdout there is no report. One in a pipe or a file has its notes within; else stderr has them.
    """
    from rich.console import Console

    if not json:
        show(Console(soft_wrap=True, highlight=False))
    if json or sys.stdout.isatty():
        if sys.stderr.isatty():
            notices(made, Console(stderr=True, soft_wrap=True, highlight=False))
        else:
            notes(made.notices)


def alarm(record: Record) -> int:
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
