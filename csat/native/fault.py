"""The one way in which a reader says that a file cannot be read."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 -- the fault is the file's
    """``kind`` is ``"damaged"``, ``"password"``, ``"absent"`` (the library) or ``"no such sheet"``: never file text."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
