"""``--timeout``: the end of a run's time, which never falls into the writing of its files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from csat.boundary import leave, tell
from csat.errors import STOPPED, InputError


class Deadline:
    """Ends the process with exit code 3 after so many seconds; None: never.

    A reader or a number cruncher in native code heeds no signal, so a thread of its own ends the process. Files are
    written within :meth:`closed`, which that thread waits for; after it the run is as good as done.
    """

    def __init__(self, seconds: float | None) -> None:
        if seconds is not None and not 0 < seconds <= threading.TIMEOUT_MAX:
            raise InputError("--timeout takes a number of seconds above 0, such as 600.")
        self._seconds = seconds
        self._gate, self._over = threading.Lock(), threading.Event()
        self._last: Callable[[], None] = lambda: None

    def __enter__(self) -> Deadline:
        if self._seconds is not None:
            threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._gate:
            self._over.set()

    def before_leaving(self, last: Callable[[], None]) -> None:
        """What is done before the process is ended."""
        self._last = last

    @contextmanager
    def closed(self) -> Iterator[None]:
        """No end of the process in here, and none after it."""
        with self._gate:
            yield
            self._over.set()

    def _watch(self) -> None:
        if self._over.wait(self._seconds):
            return
        with self._gate:
            if self._over.is_set():
                return
            self._last()
            tell(f"Stopped after {self._seconds:g} seconds (--timeout); nothing was changed.")
            leave(STOPPED)
