"""Reading ahead: the next piece is made in a thread of its own while the last one is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_DEPTH = 2  # pieces made and not yet used: enough to keep both sides busy, few enough for the memory


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
