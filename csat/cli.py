"""The command line: arguments in, one library call, a rendering and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from csat.boundary import leave, run, steady_streams
from csat.commands import COMMANDS, HELP, WITHOUT_ARGUMENTS, command_of

CONTEXT = {"help_option_names": ["-h", "--help"]}


class _Made(Mapping[str, Any]):
    """The commands by name, each made when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        one = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=CONTEXT)
        one.command(name, no_args_is_help=name not in WITHOUT_ARGUMENTS)(command_of(name))
        return typer.main.get_command(one)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Commands(TyperGroup):
    """The commands, listed by what they are for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.commands = _Made()  # type: ignore[assignment]  # only ever read

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        wide = max(map(len, COMMANDS))
        for purpose, told in HELP.items():
            with formatter.section(purpose):
                formatter.write_dl([(name.ljust(wide), line) for name, line in told.items()])


app = typer.Typer(
    name="csat",
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # drawing boxes around the help would double the time it takes to appear
    context_settings=CONTEXT,
    help="Customer-satisfaction figures from a survey export, each with its interval and base.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from csat import __version__

        typer.echo(f"csat {__version__}")
        raise typer.Exit


@app.callback()
def csat(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Customer-satisfaction figures from a survey export, each with its interval and base."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        from csat.report.clock import settle

        settle()


def main() -> None:
    """Run the command; every trouble becomes one message and an exit code, never a traceback."""
    sys.exit(run(app))


def start() -> None:
    """The same, as the whole of a process."""
    steady_streams()
    leave(run(app))
