"""A reader of native code at work on one file, within bounds of memory and time.

It runs in a process of its own, or in this one where the system cannot start another (Windows, or no more processes
allowed). The caller notices no difference but in what becomes of a file that breaks its reader.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any

from csat.io import process
from csat.io.process import Bounds, MemoryLimitError, Process
from csat.io.request import Request
from csat.native.child import make_reader
from csat.native.fault import Fault

__all__ = ["Bounds", "MemoryLimitError", "Reading", "bounds"]

_LEAST_MEMORY, _LEAST_SECONDS = 2 << 30, 60.0
_SWELLING = 16  # bytes of memory a byte of the unpacked file may take: twice what any reader was seen to
_SLOWEST = 1 << 20  # bytes a second: a hundredth of what readers do


def bounds(request: Request, size: int) -> Bounds:
    """What a reader may take for a file of ``size`` bytes, unpacked: far more than real files do."""
    memory = _SWELLING * size + _LEAST_MEMORY if request.max_memory is None else request.max_memory
    seconds = size / _SLOWEST + _LEAST_SECONDS if request.max_seconds is None else request.max_seconds
    return Bounds(memory, seconds)


class Reading:
    """Starts its process at once. ``open`` comes first, then the commands that the reader knows."""

    _turn = RLock()  # a pass that nobody wants any more may be ended by the search for garbage, at any point
    _paused: weakref.ref[Reading] | None = None  # of all readings that pause, the one that kept its process

    def __init__(self, request: Request, kind: str) -> None:
        self.kind = kind
        self._request = request
        self._process: Process | None = process.start(request, kind)
        self._here: Any = None  # the reader, where it runs in this process
        self._most: Bounds | None = None
        self._asking = Lock()  # two passes over a file may go on at once
        self._holds = 0

    @property
    def apart(self) -> bool:
        """Whether a process of its own reads, once the file is open."""
        return self._here is None

    @property
    def notices(self) -> list[str]:
        """What the caller must know of how the file was read, once it is open."""
        asked = {"--max-memory": self._request.max_memory, "--max-seconds": self._request.max_seconds}
        given = [option for option, value in asked.items() if value is not None]
        if self.apart or not given:
            return []
        return [f"{option} could not be kept: this system reads the file in csat's own process." for option in given]

    def open(self, most: Bounds) -> None:
        """Open the file within these bounds. Raises Fault where it cannot be read, and CsatError."""
        self._most = most
        if self._process is not None and self._process.began():
            self._process.open(most)
            return
        self._process = None
        with _no_standard_error():
            self._here = make_reader(self.kind, str(self._request.path))

    def ask(self, name: str, *arguments: object) -> Any:
        """What the reader's method ``name`` returns. Raises Fault, and CsatError where it does not come to its end."""
        with self._asking:
            if self._process is None and self._here is None:
                assert self._most is not None
                self._process = process.start(self._request, self.kind)
                self.open(self._most)
            if self._process is not None:
                try:
                    return self._process.ask(name, *arguments)
                except Fault:
                    raise
                except BaseException:
                    self._process = None  # it has ended: whoever asks again begins again
                    raise
            with _no_standard_error():
                return getattr(self._here, name)(*arguments)

    def finish(self) -> None:
        """Nothing more will be asked: the process may go. It is waited for later, when it is long gone."""
        if self._process is not None:
            self._process.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While something is under way that needs the same process to the end. After the last such, it pauses.

        Of all readings that pause one keeps its process, the others begin again when asked: else a survey of a hundred
        files would have a hundred processes.
        """
        with Reading._turn:
            self._holds += 1
        try:
            yield
        finally:
            with Reading._turn:
                self._holds -= 1
                if not self._holds:
                    self._pause()

    def _pause(self) -> None:
        last = None if Reading._paused is None else Reading._paused()
        if last is not None and last is not self and last._process is not None and not last._holds:
            last._process.end()
            last._process = None
        Reading._paused = weakref.ref(self)


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
