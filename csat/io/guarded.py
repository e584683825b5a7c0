"""Readers of native code in a process of their own, with bounded memory and time.

Where the system cannot start one (Windows, or no more processes allowed), the same reader runs in this process.
"""

from __future__ import annotations

import marshal
import os
import selectors
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from csat.errors import CsatError, MachineError
from csat.io.request import Request, readable_size
from csat.native.child import MEMORY, READY, make_reader
from csat.native.fault import Fault

# A fresh interpreter, which imports nothing but what it is told: forking this one would copy the locks of its threads.
_BEGIN = "import marshal, sys; sys.path[:] = marshal.load(sys.stdin.buffer); from csat.native.child import main; main()"
_STEP = 1.0  # seconds waited at a time: a machine that slept meanwhile has used one of them
_TO_START = 60.0
_LEAST_MEMORY, _LEAST_SECONDS = 2 << 30, 60.0
_SLOWEST = 1 << 20  # bytes a second: a hundredth of what readers do here
_WORDS_KEPT = 4096
_NO_MEMORY = (b"memory allocation of", b"bad_alloc", b"out of memory", b"Out of memory")


class MemoryLimitError(MachineError):
    """The reading process reached its limit of memory."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most bytes and seconds a reading process may take."""

    memory: int
    seconds: float


def bounds(request: Request, size: int) -> Bounds:
    """What a reader may take for a file of ``size`` bytes, unpacked: far more than any real file has been seen to."""
    memory = 16 * size + _LEAST_MEMORY if request.max_memory is None else request.max_memory
    seconds = size / _SLOWEST + _LEAST_SECONDS if request.max_seconds is None else request.max_seconds
    return Bounds(memory, seconds)


class Reading:
    """A reader of ``csat.native`` at work on one file. Starts at once; ``open`` is the first thing to ask."""

    def __init__(self, request: Request, kind: str) -> None:
        self._request = request
        self.kind = kind
        self._process = _start(kind)
        self._here: Any = None  # the reader, where it runs in this process
        self._bounds = Bounds(1 << 20, _TO_START)
        self._waited = 0.0
        self._words = b""
        self._turn = Lock()
        if self._process is not None:
            self._end = weakref.finalize(self, _end, self._process)

    @property
    def apart(self) -> bool:
        """Whether a process of its own reads."""
        return self._process is not None

    def open(self, bounds: Bounds) -> None:
        """Open the file within these bounds. Raises Fault where it cannot be read, and CsatError."""
        if self._process is not None and not self._began():
            self._end()
            self._process = None
        if self._process is None:
            with _no_standard_error():
                self._here = make_reader(self.kind, str(self._request.path))
            return
        self._bounds, self._waited = bounds, 0.0
        self.ask("limit", bounds.memory, int(bounds.seconds * (os.cpu_count() or 1)) + 1)
        self.ask("open", os.fsencode(self._request.path))

    def ask(self, name: str, *arguments: object) -> Any:
        """What the reader's method ``name`` returns. Raises Fault, and CsatError where it does not come to its end."""
        with self._turn:  # two passes over a file may go on at once
            if self._process is None:
                with _no_standard_error():
                    return getattr(self._here, name)(*arguments)
            self._send(name, *arguments)
            return self._receive()

    def _send(self, name: str, *arguments: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(marshal.dumps([name, *arguments]))
        except OSError:
            raise self._died() from None

    def _receive(self) -> Any:
        """The answer to the last command."""
        try:
            outcome, found = marshal.loads(self._take(int.from_bytes(self._take(8), "little")))
        except CsatError:
            raise
        except (ValueError, EOFError, TypeError):
            self._end()
            raise self._request.damaged("the library that reads it broke down") from None
        except BaseException:
            self._end()  # an interrupt leaves nothing behind
            raise
        if outcome == "fault":
            raise Fault(found)
        return found

    def _began(self) -> bool:
        """Whether the process is there and has its library. It never is a reason to stop: reading goes on here."""
        try:
            return bool(self._receive() == READY)
        except CsatError:
            return False

    def _take(self, count: int) -> bytearray:
        assert self._process is not None
        if count > max(self._bounds.memory, 1 << 20):
            raise ValueError(count)
        data = bytearray(count)
        view = memoryview(data)
        with selectors.DefaultSelector() as ready:
            ready.register(self._process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            ready.register(self._process.stderr, selectors.EVENT_READ)  # type: ignore[arg-type]
            while len(view):
                since = time.monotonic()
                events = ready.select(max(0.0, min(_STEP, self._bounds.seconds - self._waited)))
                self._waited += min(time.monotonic() - since, _STEP)
                if not events and self._waited >= self._bounds.seconds:
                    self._end()
                    raise self._too_slow()
                for key, _ in events:
                    if key.fileobj is self._process.stderr:
                        words = os.read(key.fd, 65536)
                        self._words = (self._words + words)[-_WORDS_KEPT:]
                        if not words:
                            ready.unregister(key.fileobj)
                        continue
                    got = os.readv(key.fd, [view])
                    if not got:
                        raise self._died()
                    view = view[got:]
        return data

    def _died(self) -> BaseException:
        """The error for a process that ended before its answer."""
        process, request = self._process, self._request
        assert process is not None
        assert process.stderr is not None
        os.set_blocking(process.stderr.fileno(), False)
        self._words += process.stderr.read() or b""
        code = process.wait()
        self._end()
        if code == MEMORY or any(words in self._words for words in _NO_MEMORY):
            return MemoryLimitError(
                f"{request.name}: reading it takes more memory than the limit of {readable_size(self._bounds.memory)}. "
                "If the file is to be trusted, raise the limit with --max-memory, or save the answers as .csv."
            )
        if code == -signal.SIGXCPU:
            return self._too_slow()
        if code == -signal.SIGKILL:
            return MachineError(
                f"{request.name}: the system ended the reading of it, most likely for want of memory. Close other "
                "programs and try again, or save the answers as .csv."
            )
        if code == -signal.SIGTERM:
            return MachineError(f"{request.name}: the reading of it was ended from outside. Try again.")
        if code == -signal.SIGINT:
            return KeyboardInterrupt()
        if code > 0:
            return RuntimeError(f"the reading process ended with {code}")
        return request.damaged("the library that reads it broke down")

    def _too_slow(self) -> MachineError:
        return MachineError(
            f"{self._request.name}: reading it takes longer than the limit of {self._bounds.seconds:,.0f} seconds. "
            "If the file is to be trusted, raise the limit with --max-seconds, or save the answers as .csv."
        )


def _start(kind: str) -> subprocess.Popen[bytes] | None:
    """A new reading process; None where there can be none."""
    # An interpreter inside another program has that program's name here, or none.
    if os.name != "posix" or not Path(sys.executable or "").name.lower().startswith(("python", "pypy")):
        return None
    flags = ["-I", "-S", "-W", "ignore", *(["-B"] if sys.dont_write_bytecode else [])]
    flags += ["-X", "utf8"] if sys.flags.utf8_mode else []
    # Threads and pools of memory reserve far more addresses than they use, and addresses are what is bounded.
    few = {"MALLOC_ARENA_MAX": "2", "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "2"}
    environment = os.environ | few | {"OPENBLAS_NUM_THREADS": "1"}
    try:
        process = subprocess.Popen(
            [sys.executable, *flags, "-c", _BEGIN, kind],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0, env=environment,
        )  # fmt: skip
    except (OSError, ValueError):
        return None
    assert process.stdin is not None
    try:
        process.stdin.write(marshal.dumps([str(place) for place in sys.path]))
    except OSError:
        _end(process)
        return None
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a reading process, if it still runs, and let go of its pipes."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    process.kill()
    process.wait()


@contextmanager
def _no_standard_error() -> Iterator[None]:
    """Keep what a library prints past Python, such as the trace of a panic, from the terminal."""
    try:
        kept = os.dup(2)
    except OSError:  # the process has no standard error
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
