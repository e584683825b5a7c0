"""Who is told how far a long computation has come: nobody, unless a command listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Is told what is counted, how many are done, and of how many."""

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """``listener`` is told, as long as this lasts."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(what: str, done: int, of: int) -> None:
    """So many are done of so many, such as ``"resamples"``."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(what, done, of)
