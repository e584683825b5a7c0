"""The second road's rows: those that the record's ledger says were scored, of one file or of several."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_answers import number, value, words
from csat.audit.second_road.whole_rows import Rows, blank, read_rows
from csat.errors import InputError, one_line
from csat.results import Record

if TYPE_CHECKING:
    import pandas as pd

BLANK, AGAIN = "blank row", "repeated header"
BELOW = ("summary row", "note row")
_FILTER = 'left out by the filter on "'
_EXCLUDED = "excluded by the plan"
_NOWHERE = -1  # the place of a column that no file has


@dataclass(frozen=True)
class Survey:
    """Rows as scored: ``table`` has a text a cell, its columns by place in the first file, and a row a respondent.

    ``unknown`` says in words why it cannot be told which rows were scored; empty where it can. ``notes``: what else
    must be told.
    """

    table: pd.DataFrame
    columns: Sequence[Mapping[str, Any]]
    unknown: str = ""
    notes: tuple[str, ...] = ()

    def column(self, letter: str) -> pd.Series[str]:
        """The texts of the column with that letter of a sheet (``D``) or number (``#4``)."""
        return self.table[place(letter)]

    def named(self, header: str) -> pd.Series[str]:
        """The texts of the column with that name: the one that the plan reports by, where several have it."""
        same = [use for use in self.columns if use["column"] == header]
        chosen = next((use for use in same if use["role"] == "segment"), same[0])
        return self.column(chosen["letter"])


def place(letter: str) -> int:
    """The 0-based place of a column that a person calls ``D`` or ``#4``."""
    if letter.startswith("#"):
        return int(letter[1:]) - 1
    at = 0
    for sign in letter:
        at = 26 * at + ord(sign) - ord("A") + 1
    return at - 1


def survey_rows(
    record: Record, data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame
) -> Survey:
    """The rows that the record tells were scored. Raises InputError where the data have not what it tells of."""
    import pandas as pd

    told = list(record.source.get("files") or [record.source])
    given: list[Any] = list(data) if isinstance(data, (list, tuple)) else [data]
    if len(given) != len(told):
        raise InputError(
            f"The record was made from {len(told)} file{'s' * (len(told) > 1)}, and {len(given)} "
            f"{'are' if len(given) > 1 else 'is'} given. Give all of them, in the record's order."
        )
    notes = [
        f"{one_line(Path(path).name)} is not the file that the record was made from: its SHA-256 differs."
        for path, one in zip(given, told, strict=True)
        if isinstance(path, (str, os.PathLike)) and one.get("sha256") and _digest(path) != one["sha256"]
    ]
    files = [read_rows(path, one) for path, one in zip(given, told, strict=True)]
    columns = record.plan["columns"]
    used = sorted({place(use["letter"]) for use in columns} - {_NOWHERE})
    if unknown := _unknown(record):
        return Survey(pd.DataFrame(), columns, unknown, tuple(notes))
    if notes and told[0]["platform"] == "generic" and told[0]["header_rows"] == 1:
        _check_names(files[0], columns)
    aside: Mapping[str, int] = record.ledger.get("set_aside", {})
    parts = []
    for at, rows in enumerate(files):
        kept = _respondents(rows, aside, record, told[at]["name"])
        where = used if not at else _same_columns(files[0], rows, used)
        part = rows.cells.loc[kept, where]
        part.columns = pd.Index(used)
        part[_NOWHERE] = told[at]["name"]  # the column of files, where a plan has one
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table = _filtered(record, table, columns)
    return Survey(table, columns, "", tuple(notes))


def _digest(path: str | os.PathLike[str]) -> str:
    if not Path(path).is_file():
        return ""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unknown(record: Record) -> str:
    """Why the rows scored cannot be told from the data, in words; empty where they can."""
    filters = {one["column"]: one for one in record.plan.get("filters", ())}
    several = bool(record.source.get("files"))
    for reason, count in record.ledger.get("set_aside", {}).items():
        if reason in BELOW and several:
            return f"rows set aside as {reason}s ({count:,}), which are at the end of one file or other"
        if reason in (BLANK, AGAIN, *BELOW) or reason.startswith(_EXCLUDED):
            continue
        if reason.startswith(_FILTER):
            one = filters.get(reason[len(_FILTER) : -1])
            if one is not None and _plain_filter(one):
                continue
            return f"rows left out by a filter on days ({count:,}), which the second road does not read"
        return f'rows set aside as "{reason}" ({count:,}), which only csat\'s own reader of the platform knows'
    return ""


def _plain_filter(one: Mapping[str, Any]) -> bool:
    """Whether a filter is of values or of numbers, and not of days."""
    bounds = [bound for bound in (one["from"], one["to"]) if bound]
    return all(number(bound) is not None for bound in bounds) and not one.get("of_dates")


def _check_names(rows: Rows, columns: Sequence[Mapping[str, Any]]) -> None:
    titles = rows.titles[0] if rows.titles else ()
    for use in columns:
        at = place(use["letter"])
        if use["column"] and at != _NOWHERE and (at >= len(titles) or words(titles[at]) != words(use["column"])):
            raise InputError(
                f'{one_line(rows.name)}: the record tells of a column "{one_line(use["column"])}" at {use["letter"]}, '
                "and it is not there. Give the data that the record was made from."
            )


def _respondents(rows: Rows, aside: Mapping[str, int], record: Record, name: str) -> list[int]:
    """The places of the rows that are respondents', in one file."""
    titles = [[title.strip() for title in row] for row in rows.titles]
    cells = rows.cells.to_numpy().tolist()
    kept = [at for at, row in enumerate(cells) if not blank(row)]
    below = sum(aside.get(reason, 0) for reason in BELOW)
    if below:  # they stand below the last respondent, and the ledger has how many there are
        kept = kept[:-below]
    if AGAIN in aside:
        kept = [at for at in kept if not any(_is(cells[at], title) for title in titles)]
    gone = {number for one in record.ledger.get("exclusions", ()) if one["file"] == name for number in one["rows"]}
    return [at for at in kept if rows.numbers[at] not in gone]


def _is(row: Sequence[str], title: Sequence[str]) -> bool:
    """Whether a row is a header row once more."""
    return any(title) and all(not name or cell.strip() == name for cell, name in zip(row, title, strict=False))


def _same_columns(first: Rows, other: Rows, used: Sequence[int]) -> list[int]:
    """Where the columns of the first file are in another, by their names; columns of one name by their order."""

    def names(rows: Rows) -> list[tuple[tuple[str, ...], int]]:
        met: dict[tuple[str, ...], int] = {}
        found = []
        for at in range(rows.cells.shape[1]):
            title = tuple(words(row[at]) if at < len(row) else "" for row in rows.titles[:1])
            met[title] = met.get(title, 0) + 1
            found.append((title, met[title]))
        return found

    there = {name: at for at, name in enumerate(names(other))}
    here = names(first)
    missing = [at for at in used if here[at] not in there]
    if missing:
        raise InputError(
            f"{one_line(other.name)}: it has not all the columns that the record tells of. Give the data that the "
            "record was made from."
        )
    return [there[here[at]] for at in used]


def _filtered(record: Record, table: pd.DataFrame, columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows that pass the plan's filters of values and numbers."""
    survey = Survey(table, columns)
    for one in record.plan.get("filters", ()):
        texts = survey.column(one["letter"]) if "letter" in one else survey.named(one["column"])
        listed = {value("" if told == "(blank)" else told) for told in (*one["keep"], *one["drop"])}
        if listed:
            keep = bool(one["keep"])
            passes = texts.map(lambda text, listed=listed, keep=keep: (value(text) in listed) == keep)
        else:
            low, high = number(one["from"] or ""), number(one["to"] or "")
            passes = texts.map(lambda text, low=low, high=high: _between(text, low, high))
        table = table[passes.astype(bool)]
        survey = Survey(table, columns)
    return table


def _between(text: str, low: Any, high: Any) -> bool:
    found = number(text)
    return found is not None and (low is None or found >= low) and (high is None or found <= high)
