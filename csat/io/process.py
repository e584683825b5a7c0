"""A process that reads: a fresh interpreter that takes commands and is ended at a limit of memory or time."""

from __future__ import annotations

import marshal
import os
import selectors
import signal
import subprocess
import sys
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csat.errors import MachineError
from csat.io.request import Request, readable_size
from csat.native.child import MEMORY, READY
from csat.native.fault import Fault

# A fresh interpreter, which imports nothing but what it is told: forking this one would copy the locks of its threads.
_BEGIN = "import marshal, sys; sys.path[:] = marshal.load(sys.stdin.buffer); from csat.native.child import main; main()"
# Threads and pools of memory reserve far more addresses than they use, and addresses are what is bounded.
_SPARING = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "RUST_BACKTRACE": "0",
}
_STEP = 1.0  # seconds waited at a time: a machine that slept meanwhile has used one of them
_TO_START, _TO_END = 60.0, 10.0
_WORDS_KEPT = 4096
_MOST_BEFORE = 1 << 20  # bytes of an answer before any limit is set
_NO_MEMORY = (  # what Rust, C++ and OpenBLAS say before they give up
    *(b"memory allocation of", b"bad_alloc", b"out of memory", b"Out of memory"),
    *(b"Resource temporarily unavailable", b"Memory allocation still failed"),
)


class MemoryLimitError(MachineError):
    """The reading process reached its limit of memory."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most bytes and seconds a reading process may take."""

    memory: int
    seconds: float


class Process:
    """A reading process that has been started. It ends with this object, whatever it is doing."""

    def __init__(self, request: Request, running: subprocess.Popen[bytes]) -> None:
        self._request = request
        self._running = running
        self._bounds = Bounds(_MOST_BEFORE, _TO_START)
        self._waited = 0.0
        self._words = b""  # the last that came on its standard error
        self.end = weakref.finalize(self, _end, running, os.getpid())

    def began(self) -> bool:
        """Whether it is there and has its library. Else it is ended, and reading must go on without it."""
        try:
            if self._answer() == READY:
                return True
        except Exception:  # whatever it was, the same reader will say it in this process
            self.end()
        return False

    def open(self, bounds: Bounds) -> None:
        """Open the file within these bounds. Raises as ``ask``."""
        self._bounds, self._waited = bounds, 0.0
        # The process stops itself only where nobody is left to stop it: each processor's seconds are counted there.
        self.ask("limit", bounds.memory, int(bounds.seconds * (os.cpu_count() or 1)) + 1)
        self.ask("open", os.fsencode(self._request.path))

    def ask(self, name: str, *arguments: object) -> Any:
        """What the command returns. Raises Fault, and CsatError where the process does not come to its end."""
        assert self._running.stdin is not None
        try:
            self._running.stdin.write(marshal.dumps([name, *arguments]))
        except OSError:
            raise self._died() from None
        return self._answer()

    def close(self) -> None:
        """Let it go by itself; ``end`` waits for it."""
        _close(self._running)

    def _answer(self) -> Any:
        try:
            outcome, found = marshal.loads(self._take(int.from_bytes(self._take(8), "little")))
        except (ValueError, EOFError, TypeError):
            self.end()
            raise self._broke() from None
        except BaseException:
            self.end()  # an interrupt leaves nothing behind
            raise
        if outcome == "fault":
            raise Fault(found)
        return found

    def _take(self, count: int) -> bytearray:
        """So many bytes of its output, and whatever comes on its standard error."""
        if count > max(self._bounds.memory, _MOST_BEFORE):
            raise ValueError(count)
        data = bytearray(count)
        view = memoryview(data)
        with selectors.DefaultSelector() as ready:
            ready.register(self._running.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            ready.register(self._running.stderr, selectors.EVENT_READ)  # type: ignore[arg-type]
            while len(view):
                since = time.monotonic()
                events = ready.select(max(0.0, min(_STEP, self._bounds.seconds - self._waited)))
                self._waited += min(time.monotonic() - since, _STEP)
                if not events and self._waited >= self._bounds.seconds:
                    raise self._too_slow()
                for key, _ in events:
                    if key.fileobj is self._running.stderr:
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
        running, name = self._running, self._request.name
        try:
            code = running.wait(_TO_END)
        except subprocess.TimeoutExpired:
            return self._too_slow()
        assert running.stderr is not None
        os.set_blocking(running.stderr.fileno(), False)
        self._words += running.stderr.read() or b""
        if code == MEMORY or any(words in self._words for words in _NO_MEMORY):
            return MemoryLimitError(
                f"{name}: reading it takes more memory than the limit of {readable_size(self._bounds.memory)}. "
                "If the file is to be trusted, raise the limit with --max-memory, or save the answers as .csv."
            )
        if code == -signal.SIGXCPU:
            return self._too_slow()
        if code == -signal.SIGKILL:
            return MachineError(
                f"{name}: the system ended the reading of it, most likely for want of memory. Close other programs "
                "and try again, or save the answers as .csv."
            )
        if code in (-signal.SIGTERM, -signal.SIGHUP):
            return MachineError(f"{name}: the reading of it was ended from outside. Try again.")
        if code == -signal.SIGINT:
            return KeyboardInterrupt()
        return RuntimeError("the reading process failed") if code > 0 else self._broke()

    def _broke(self) -> Exception:
        return self._request.damaged("the library that reads it broke down")

    def _too_slow(self) -> MachineError:
        return MachineError(
            f"{self._request.name}: reading it takes longer than the limit of {self._bounds.seconds:,g} seconds. "
            "If the file is to be trusted, raise the limit with --max-seconds, or save the answers as .csv."
        )


def start(request: Request, kind: str) -> Process | None:
    """A new process with a reader of this kind; None where there can be none."""
    # An interpreter inside another program has that program's name here, or none.
    if os.name != "posix" or not Path(sys.executable or "").name.lower().startswith(("python", "pypy")):
        return None
    flags = ["-I", "-S", "-W", "ignore", *(["-B"] if sys.dont_write_bytecode else [])]
    flags += ["-X", "utf8"] if sys.flags.utf8_mode else []
    try:
        running = subprocess.Popen(
            [sys.executable, *flags, "-c", _BEGIN, kind],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0, env=os.environ | _SPARING,
        )  # fmt: skip
    except (OSError, ValueError):
        return None
    process = Process(request, running)
    assert running.stdin is not None
    try:
        running.stdin.write(marshal.dumps([str(place) for place in sys.path]))
    except OSError:
        process.end()
        return None
    return process


def _close(running: subprocess.Popen[bytes]) -> None:
    for pipe in (running.stdin, running.stdout, running.stderr):
        if pipe is not None:
            pipe.close()


def _end(running: subprocess.Popen[bytes], owner: int) -> None:
    """End the process, if it still runs, and let go of its pipes; in a fork of its owner only the latter."""
    _close(running)
    if os.getpid() == owner:
        running.kill()
        running.wait()
