"""What can go wrong, and the exit code each kind of trouble ends with."""

from __future__ import annotations

import os

DONE = 0
MISSED = 1  # done, and a target was missed or a check did not hold
MEND = 2  # the call, the plan or the data must be mended
STOPPED = 3  # the machine would not let it finish
BUG = 4


def one_line(name: str | os.PathLike[str]) -> str:
    """The name of a file as it may stand in a message: it may hold line breaks, and a message's mean something."""
    return " ".join(os.fspath(name).split())


class CsatError(Exception):
    """A trouble that a person can act on.

    ``str(error)`` is the whole message: where it is (file, sheet, row, column), what was found,
    and what to do, in plain words. It never holds an answer, a name or an address from the data.
    """

    exit_code = MEND


class InputError(CsatError):
    """The call, the plan or the data must be mended before any figure can be given."""


class MachineError(CsatError):
    """The machine would not let it finish: disk full, no permission to write, a size limit reached."""

    exit_code = STOPPED
