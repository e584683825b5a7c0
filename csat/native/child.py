"""The reading process: takes commands on its standard input, does one after the other, and answers each on its output.

A command is a ``marshal`` list: a method of the reader and its arguments, or one of the two below. An answer is the
length of what follows as eight bytes, and a ``marshal`` pair: ``"done"`` and what the method returned, or ``"fault"``
and its kind. The end of the input ends the process.

``limit`` bytes and seconds: asks the system to stop this process there. ``open`` a path: makes the reader.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from importlib import import_module

from csat.native.fault import Fault

TYPE_CHECKING = False  # importing typing would take longer than reading most surveys
if TYPE_CHECKING:
    from typing import Any, BinaryIO

MEMORY = 86  # exit code: Python could not get the memory it asked for
READY = "ready"
_ROOM = 16 << 20  # bytes; with less left a reader fails in ways of its own, for want of a thread or of a library

# Kind to the library it needs, our module and the class in it.
READERS = {
    "workbook": ("python_calamine", "csat.native.workbook", "Workbook"),
    "lean workbook": ("openpyxl", "csat.native.lean_workbook", "Workbook"),
    "spss": ("pyreadstat", "csat.native.spss", "Spss"),
    "parquet": ("pyarrow.parquet", "csat.native.parquet", "Parquet"),
}


def make_reader(kind: str, path: str) -> Any:
    """Open a file. Raises Fault."""
    _, module, name = READERS[kind]
    return getattr(import_module(module), name)(path)


def main() -> None:
    """Serve until the input ends; ``sys.argv[1]`` is the kind of reader."""
    kind = sys.argv[1]
    gc.disable()  # nothing here makes garbage in circles, and millions of new cells would set the search off
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        for module in READERS[kind][:2]:  # before limits, and before there is anything to read
            import_module(module)
    except ImportError:
        os._exit(0)  # the other side imports it itself, and says what is missing
    _answer(answers, ("done", READY))
    try:
        _serve(kind, sys.stdin.buffer, answers)
    except (MemoryError, ImportError):  # what is imported late is there too: only room for it was wanting
        os._exit(MEMORY)
    os._exit(0)  # taking a large heap down object by object would be time for nothing


def _serve(kind: str, commands: BinaryIO, answers: BinaryIO) -> None:
    reader: Any = None
    while True:
        try:
            name, *arguments = marshal.load(commands)
        except EOFError:
            return
        found: object = None
        try:
            if name == "limit":
                limit(*arguments)
            elif name == "open":
                reader = make_reader(kind, os.fsdecode(arguments[0]))
            else:
                found = getattr(reader, name)(*arguments)
        except Fault as fault:
            if fault.kind == "damaged":
                bytes(_ROOM)  # reserved, never touched: MemoryError where it was the room that was wanting
            _answer(answers, ("fault", fault.kind))
        else:
            _answer(answers, ("done", found))


def _answer(answers: BinaryIO, what: Any) -> None:
    body = marshal.dumps(what)
    answers.write(len(body).to_bytes(8, "little"))
    answers.write(body)
    answers.flush()


def limit(memory: int, seconds: int) -> None:
    """Bound address space in bytes, and processor time for the case that whoever keeps the clock is gone."""
    import resource

    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (most, hard))
        except (OSError, ValueError):  # a system that knows the limit by name only
            continue
