"""``csat render``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from csat import flags
from csat.errors import MachineError, one_line
from csat.results import Record


def render(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="The record that csat wrote: record.json.")],
    output: flags.ReportOutput = None,
    format: flags.Format = None,
    language: flags.Language = None,
    digits: flags.Digits = None,
    wait: flags.Wait = False,
    timeout: flags.Timeout = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of what was written.")] = False,
) -> int:
    """Make the report again from its record, without the data: the same bytes as csat report made.

    Exit codes: 0 done, and all is on the disk; 2 the call or the record must be mended; 3 the machine would not let
    it finish (disk full, another run is writing there); 4 a bug in csat.
    """
    from csat import report as renderings
    from csat.commands.deadline import Deadline
    from csat.commands.outputs import RECORD, held, outputs, tell_written, write
    from csat.errors import DONE
    from csat.report.language import language_of

    wanted = outputs(output or (), format, None)
    renderings.check(wanted.files, language, digits, record)
    with Deadline(timeout) as deadline, held(wanted.folder, wait, deadline) as folder:
        read, body = _read(record)
        spoken = language_of(read, language, digits)
        single = wanted.rendered(read, spoken)
        of_set = wanted.of_set(read, spoken)
        of_set[RECORD] = body  # as it is: one of an older schema would not be the same bytes if told anew
        told = write(read, single, folder, of_set, deadline)
    if not quiet:
        tell_written(told)
    return DONE


def _read(path: str) -> tuple[Record, bytes]:
    """A record, and the bytes that it is told in."""
    from csat.record.file import read_record

    record, body = read_record(path, unchanged=True), Path(path).read_bytes()
    if read_record(path).digest != record.digest:
        raise MachineError(f"{one_line(Path(path).name)} was replaced while it was read. Start again.")
    return record, body
