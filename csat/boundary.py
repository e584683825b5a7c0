"""The one place where trouble becomes one message and an exit code, never a traceback."""

from __future__ import annotations

import atexit
import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from csat.errors import BUG, DONE, MEND, STOPPED, CsatError


def run(app: Callable[..., Any]) -> int:
    """Run the command line ``app``; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a pipe in another encoding must not stop a report
    try:
        outcome = app(standalone_mode=False)
        sys.stdout.flush()
    except CsatError as trouble:
        tell(str(trouble))
        return trouble.exit_code
    except (BrokenPipeError, SystemExit):  # the command-line library leaves with SystemExit when a pipe breaks
        _drop_output()  # whoever read has had enough
        return DONE
    except KeyboardInterrupt:
        return _stopped()
    except MemoryError:
        tell("The machine has not enough memory for this file. Save it as CSV: that is read piece by piece.")
        return STOPPED
    except OSError as trouble:  # files have their own messages: what is left is the output
        _drop_output()
        why = os.strerror(trouble.errno).lower() if trouble.errno else "the machine refused"
        free = "Free some space, or use" if trouble.errno in (errno.ENOSPC, errno.EDQUOT) else "Use"
        tell(f"The output could not be written: {why}. {free} -o.")
        return STOPPED
    except Exception as trouble:
        if type(trouble).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{trouble}\n")
            return MEND
        if hasattr(trouble, "format_message"):  # a usage error, in the words of the command-line library
            said = " ".join(trouble.format_message().split()).rstrip(".")
            tell(f"{said}. Try {_command(trouble)} --help.")
            return MEND
        cause = trouble.__cause__ if type(trouble).__name__ == "Abort" else None
        if isinstance(cause, KeyboardInterrupt):
            return _stopped()
        tell(_bug(cause or trouble))
        return BUG
    return _stopped() if outcome == 130 else outcome if isinstance(outcome, int) else DONE


class _Steady(io.FileIO):
    """A standard stream that forgives some troubles: what it cannot write then is lost, and the run goes on."""

    def __init__(self, number: int, forgiven: type[OSError]) -> None:
        super().__init__(number, "wb", closefd=False)
        self._forgiven = forgiven

    def write(self, body: Any) -> int | None:  # type: ignore[override]  # None: it would block
        try:
            return super().write(body)
        except self._forgiven:
            return memoryview(body).nbytes


def steady_streams() -> None:
    """Make the exit code the run's own, whatever becomes of the standard streams.

    A reader that has had enough (``csat score FILE | head -1``) must not turn an alarm into exit code 0, nor a log on a
    full disk a good report into a failure. A stream that was closed before we began leads nowhere; its number is taken,
    lest a file of ours get it and messages be written into that.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free: this one
    for name, number, forgiven in (("stdout", 1, BrokenPipeError), ("stderr", 2, OSError)):
        stream = getattr(sys, name)
        raw = getattr(getattr(stream, "buffer", None), "raw", getattr(stream, "buffer", None))
        if stream is None or type(raw) is io.FileIO:  # else the console of Windows, or a stream of the caller's
            encoding, lines = (stream.encoding, stream.line_buffering) if stream else ("utf-8", False)
            body = io.BufferedWriter(_Steady(number, forgiven))
            steady = io.TextIOWrapper(body, encoding, "backslashreplace", line_buffering=lines or number == 2)
            setattr(sys, name, steady)


def leave(code: int) -> NoReturn:
    """End the process with an exit code, at once.

    Threads of libraries may still be at work, such as Arrow's that read ahead when a survey is refused early. Python's
    own end waits for some of them and takes the ground from under others, which then abort the process.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed, or nobody reads any more
            stream.flush()
    atexit._run_exitfuncs()  # temporary files and the reading process go
    os._exit(code)


def _command(trouble: Any) -> str:
    """The command whose use was wrong, as a person calls it, however the program was started."""
    context = getattr(trouble, "ctx", None)
    return f"csat {context.info_name}" if context is not None and context.parent is not None else "csat"


def _stopped() -> int:
    tell("Stopped; nothing was written.")
    return 130


def _drop_output() -> None:
    """What Python still holds for stdout goes nowhere, so that it does not fail once more at the end."""
    with suppress(OSError):  # a stdout that is no file of the system holds nothing back
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(message: str) -> None:
    """One message on stderr, its later lines indented."""
    from csat.report.safe import clean

    for number, line in enumerate(message.splitlines()):
        with suppress(OSError):  # nobody reads it, or its disk is full: the exit code still tells
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
