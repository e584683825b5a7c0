"""On which line of a TOML text each table and key stands: the standard library's reader does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from csat.planfile.kinds import Path

# Whatever may hold a bracket or a line end without meaning one comes first: comments and the four kinds of strings.
_TOKEN = re.compile(
    r"#[^\n]*"
    r'|"""(?:\\.|[^\\])*?"""+'
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|[\[\]{}\n]",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    """The 1-based line of every table and key of a text that is valid TOML."""
    lines: dict[Path, int] = {}
    many: dict[Path, int] = {}  # how often each [[table]] came so far
    table: Path = ()
    for line, statement in _statements(text):
        content = tomllib.loads(statement)
        if statement.startswith("["):
            table = _placed(_header(content), many, again=statement.startswith("[["))
            lines.setdefault(table, line)
        else:
            for path in _paths(content):
                lines.setdefault((*table, *path), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each table header and each key with its value, and the line where it starts."""
    depth = start = 0
    line = here = 1  # of the statement, and of the token
    for token in _TOKEN.finditer(text + "\n"):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        here += token[0].count("\n")
        if token[0] == "\n" and not depth:
            if (statement := text[start : token.start()].strip()) and not statement.startswith("#"):
                yield line, statement
            start, line = token.end(), here


def _header(content: dict[str, Any]) -> tuple[str, ...]:
    path: tuple[str, ...] = ()
    while content:
        name, inner = next(iter(content.items()))
        path += (name,)
        content = inner[0] if isinstance(inner, list) else inner
    return path


def _placed(header: tuple[str, ...], many: dict[Path, int], again: bool) -> Path:
    """A header's path with the number of the entry it belongs to, for each table of many."""
    path: Path = ()
    for place, name in enumerate(header, 1):
        path += (name,)
        if again and place == len(header):
            many[path] = many.get(path, -1) + 1
        if path in many:
            path += (many[path],)
    return path


def _paths(content: Any) -> Iterator[Path]:
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, value in inner:
        yield (name,)
        for path in _paths(value):
            yield (name, *path)
