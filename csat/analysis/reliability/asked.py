"""Which constructs a caller asks about: some that are there, or some that he declares with their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csat.errors import InputError
from csat.io.text import plain


def named_and_declared(
    of: Mapping[str, Sequence[str]] | Sequence[str],
) -> tuple[tuple[str, ...], Mapping[str, Sequence[str]] | list[str]]:
    """Names of constructs that there are, and what ``alpha`` of :func:`csat.score` takes, of ``"NAME=a,b,c"``.

    Raises InputError where both are given, or a construct has one column.
    """
    if isinstance(of, Mapping):
        for name, columns in of.items():
            _two(name, columns.split(",") if isinstance(columns, str) else columns)
        return (), of
    texts = [of] if isinstance(of, str) else list(of)
    declared = [text for text in texts if "=" in text]
    if declared and len(declared) < len(texts):
        raise InputError(
            "--of names a construct that is there or declares one as NAME=COLUMN,COLUMN, not both in one call: "
            "constructs that are declared replace those found."
        )
    for text in declared:
        name, _, columns = text.partition("=")
        _two(name, columns.split(","))
    return (() if declared else tuple(texts)), declared


def _two(name: str, columns: Sequence[str]) -> None:
    if len([column for column in columns if column.strip()]) < 2:
        raise InputError(
            f'--of "{plain(name)}" has one item, and reliability is how several agree: write at least two, '
            f'--of "{plain(name) or "NAME"}=COLUMN,COLUMN".'
        )
