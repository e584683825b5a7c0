"""A bar on stderr while a large file is read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack


class Progress:
    """A bar on stderr with the rows read so far; on a terminal only, and only after two seconds."""

    def __init__(self, quiet: bool) -> None:
        self._wanted = not quiet and sys.stderr.isatty()
        self._stack = ExitStack()
        self._show: Callable[[int], None] | None = None

    def __enter__(self) -> Progress:
        if self._wanted:
            from threading import Timer

            timer = Timer(2, self._start)
            timer.daemon = True
            timer.start()
            self._stack.callback(timer.cancel)
        return self

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        task = bar.add_task("reading", total=None)
        self._stack.enter_context(bar)
        self._show = lambda rows: bar.update(task, description=f"{rows:,} rows read")

    def __call__(self, rows: int) -> None:
        if self._show:
            self._show(rows)

    def __exit__(self, *_: object) -> None:
        self._stack.close()
