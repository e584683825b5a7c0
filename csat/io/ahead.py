"""Getting ready in a thread of its own: the next piece of a file, or a library that is needed soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_DEPTH = 1  # pieces made and not yet used, beside the one being made: more would cost memory, and no time be won


def load_ahead(*modules: str) -> None:
    """Import modules while the caller waits for the disk or for code that lets go of Python's lock.

    Whoever needs one imports it as ever, and waits no longer than it takes. A failure is left to that import to tell.
    """

    def load() -> None:
        with suppress(ImportError):
            for module in modules:
                import_module(module)

    # Not a daemon: Python must not end in the middle of setting a library up.
    Thread(target=load).start()


def read_ahead(pieces: Iterator[T]) -> Iterator[T]:
    """Yield the pieces in order, made one or two ahead; an error in making one is raised where it is due.

    Pays where making a piece lets go of Python's lock, as pyarrow does. Closing the iterator ends the thread.
    """
    ready: Queue[tuple[T | None, BaseException | None]] = Queue(_DEPTH)
    stopped = Event()

    def put(piece: T | None, trouble: BaseException | None) -> bool:
        while not stopped.is_set():
            try:
                ready.put((piece, trouble), timeout=0.1)
            except Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for piece in pieces:
                if not put(piece, None):
                    return
        except BaseException as trouble:  # handed to the other thread, which raises it
            put(None, trouble)
        else:
            put(None, StopIteration())

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while True:
            piece, trouble = ready.get()
            if isinstance(trouble, StopIteration):
                return
            if trouble is not None:
                raise trouble
            assert piece is not None
            yield piece
    finally:
        stopped.set()
        thread.join()
