"""A bar on stderr while a large file is read, or something long is computed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack


class Progress:
    """A bar on stderr with what has been done so far; on a terminal only, and only after two seconds."""

    def __init__(self, quiet: bool) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._stack = ExitStack()
        self._show: Callable[[str], None] | None = None

    def __enter__(self) -> Progress:
        if self._wanted:
            from threading import Timer

            from csat.analysis.progress import listening

            timer = Timer(2, self._start)
            timer.daemon = True
            timer.start()
            self._stack.callback(timer.cancel)
            self._stack.enter_context(listening(self.computed))
        return self

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        task = bar.add_task("reading", total=None)
        self._stack.enter_context(bar)
        self._show = lambda told: bar.update(task, description=told)

    def __call__(self, rows: int) -> None:
        if self._show:
            self._show(f"{rows:,} rows read")

    def computed(self, what: str, done: int, of: int) -> None:
        """So many of so many are done."""
        if self._show:
            self._show(f"{done:,} of {of:,} {what}")

    def __exit__(self, *_: object) -> None:
        self._stack.close()
