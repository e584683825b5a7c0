"""Margins: how the values of a column, or of several together, are distributed in the population."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from csat.errors import InputError
from csat.io.text import alike, number, plain
from csat.toml_file import read_toml

TOGETHER = " & "
"""Between the columns of a joint table, and between the values of each of its cells."""

BLANK = "(blank)"
"""The name under which a margin has blank cells, as reports do."""

_SLACK = Fraction(1, 10**6)  # by which rounded shares may miss 1
_HOW = 'Write --margin "Region: North=0.4, South=0.6", or counts of the population in place of the shares.'


@dataclass(frozen=True, slots=True)
class Margin:
    """``targets``: a share or a count of the population for each value of a column; of ``columns`` that are several,
    for each combination of their values.
    """

    columns: tuple[str, ...]
    targets: tuple[tuple[tuple[str, ...], Fraction], ...]

    @property
    def name(self) -> str:
        """As messages and summaries call it."""
        return TOGETHER.join(plain(column) for column in self.columns)

    @property
    def total(self) -> Fraction:
        """The sum of the targets, as written."""
        return sum((target for _, target in self.targets), Fraction(0))

    @property
    def of_shares(self) -> bool:
        """Whether the targets are shares of the population (adding to 1) or percent (adding to 100), and no counts."""
        return any(abs(self.total - whole) <= whole * _SLACK for whole in (1, 100))

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it: what :func:`of_entry` makes the same margin of."""
        targets = [
            [list(values), int(target) if target == int(target) else float(target)] for values, target in self.targets
        ]
        return {"columns": list(self.columns), "targets": targets}


def of_entry(entry: Mapping[str, Any]) -> Margin:
    """The margin that :meth:`Margin.to_dict` told."""
    targets = tuple((tuple(values), Fraction(str(target))) for values, target in entry["targets"])
    return Margin(tuple(entry["columns"]), targets)


def scaled(margins: Sequence[Margin], respondents: Fraction) -> list[list[Fraction]]:
    """The targets of each margin as numbers of people, all of one total: that of the counts, where any margin has
    counts; else ``respondents``, the sum of the base weights.

    Raises InputError where totals disagree.
    """
    counted = [margin for margin in margins if not margin.of_shares]
    for margin in counted:
        if Fraction(1, 2) < margin.total < Fraction(3, 2):
            raise InputError(
                f'Margin "{margin.name}": its shares add up to {float(margin.total):.6g}, and not to 1. Mend them, '
                "write them with more digits, or give counts."
            )
        first = counted[0]
        if abs(margin.total - first.total) > first.total * Fraction(1, 10**9):
            raise InputError(
                f'Margins disagree about how many people there are: "{first.name}" adds up to '
                f'{float(first.total):.10g}, "{margin.name}" to {float(margin.total):.10g}. Give shares that add up to '
                "1, or counts of the same people."
            )
    whole = counted[0].total if counted else respondents
    return [[target * whole / margin.total for _, target in margin.targets] for margin in margins]


def same(value: str) -> str:
    """As :func:`csat.io.text.alike` of a cell's text, of a value that a margin names."""
    return alike("" if value == BLANK else value)


# ---------------------------------------------------------------- reading


def of_tables(tables: Any, where: str, known: Callable[[str], bool] = lambda name: False) -> tuple[Margin, ...]:
    """Margins from a TOML table: column → value → share or count; of a joint table ``"A & B"`` → value → value → ….

    Raises InputError where a table is none; ``where`` names its place in messages.
    """
    if not isinstance(tables, Mapping) or not tables:
        raise InputError(
            f'{where}: there are no margins. Write for example Region = {{ "North" = 0.4, "South" = 0.6 }}'
        )
    return _checked([_margin(name, table, where, known) for name, table in tables.items()], where)


def read_margins(path: str | os.PathLike[str], known: Callable[[str], bool] = lambda name: False) -> tuple[Margin, ...]:
    """The margins of a TOML file that holds a table for each. Raises InputError where it is none."""
    name, body = read_toml(path, "margins file", 'Write each margin as [Region] and "North" = 0.4 below it.')
    return of_tables(body, name, known)


def of_texts(texts: Sequence[str], known: Callable[[str], bool]) -> tuple[Margin, ...]:
    """Margins as the command line has them: ``Region: North=0.4, South=0.6``; joint ``A & B: a & b=0.2, …``.

    ``known``: whether a name is one of the survey's columns, which may hold colons and ``&`` themselves.
    Raises InputError where one is not understood.
    """
    return _checked([_of_text(text, known) for text in texts], "--margin")


def columns_of(name: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The columns that the name of a margin means: one that is called so, else those that ``&`` parts."""
    return (name.strip(),) if known(name.strip()) else tuple(part.strip() for part in name.split(TOGETHER))


def _of_text(text: str, known: Callable[[str], bool]) -> Margin:
    ends = [place for place, char in enumerate(text) if char == ":"]
    parted = [(columns_of(text[:end], known), text[end + 1 :]) for end in ends]
    if not parted:
        raise InputError(f'--margin "{plain(text)}" is not understood. {_HOW}')
    columns, rest = next(((c, r) for c, r in parted if all(known(name) for name in c)), parted[0])
    targets = []
    for piece in rest.split(","):
        value, equals, told = piece.rpartition("=")
        values = tuple(part.strip() for part in value.split(TOGETHER)) if len(columns) > 1 else (value.strip(),)
        target = number(re.sub(r"^\.", "0.", told.strip()))
        if not equals or target is None or not all(values):
            raise InputError(
                f'--margin "{plain(text)}": "{plain(piece)}" is not understood. {_HOW} Values with a comma are '
                "written in a file: --margins margins.toml."
            )
        targets.append((values, target))
    return Margin(columns, tuple(targets))


def _margin(name: str, table: Any, where: str, known: Callable[[str], bool]) -> Margin:
    if not isinstance(table, Mapping) or not table:
        raise InputError(
            f'{where}: "{plain(name)}" must hold values with their shares: {{ "North" = 0.4, "South" = 0.6 }}'
        )
    targets = tuple(_flat(table, (), f'{where}: "{plain(name)}"'))
    several = len(targets[0][0]) > 1
    return Margin(columns_of(name, known) if several else (name.strip(),), targets)


def _flat(table: Mapping[str, Any], before: tuple[str, ...], where: str) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    for value, told in table.items():
        values = (*before, value)
        if isinstance(told, Mapping) and told and len(values) < 6:
            yield from _flat(told, values, where)
        elif _is_number(told):
            yield values, Fraction(str(told))
        else:
            raise InputError(f'{where}: "{plain(value)}" must have a share or a count, a number.')


def _is_number(told: object) -> bool:
    if isinstance(told, bool) or not isinstance(told, Real):
        return False
    try:
        return abs(float(told)) < 1e15
    except OverflowError:  # a whole number of 400 digits
        return False


def _checked(margins: Sequence[Margin], where: str) -> tuple[Margin, ...]:
    seen: set[tuple[str, ...]] = set()
    for margin in margins:
        if margin.columns in seen:
            raise InputError(f'{where}: the margin of "{margin.name}" is given twice.')
        seen.add(margin.columns)
        met: set[tuple[str, ...]] = set()
        for values, target in margin.targets:
            told = plain(TOGETHER.join(values))
            if len(values) != len(margin.columns):
                raise InputError(
                    f'{where}: "{margin.name}" is about {len(margin.columns)} columns, and "{told}" has {len(values)} '
                    f"values. Write a value of each, with{TOGETHER}between them."
                )
            if target <= 0:
                raise InputError(
                    f'{where}: "{margin.name}": the target of "{told}" must be above zero. Leave out of the survey who '
                    "is not of the population, with a [[filter]] of the plan."
                )
            key = tuple(map(same, values))
            if key in met:
                raise InputError(f'{where}: "{margin.name}" has "{told}" twice.')
            met.add(key)
    return tuple(margins)
