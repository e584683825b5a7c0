"""What the plan says of a multiple choice: a question of which a respondent may choose several options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MULTIPLE_CHOICE = "multiple choice"
"""Why a column is left unscored that belongs to one."""

OTHER_ANSWERS = "other answers"
"""What choices are called together that are none of the named options: they may be words of respondents."""

NAMED_FROM = 5
"""Respondents that must give a choice which cells alone name before it is named: fewer may have typed it."""

NAMED_SHARE = 1000
"""One in so many of the respondents must have given it too: among very many, some type the same."""

MOST_OPTIONS = 200
"""More options than any question offers."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a multiple choice.

    ``column`` is ticked for it; None where cells hold the choices: then ``key`` is what a choice is compared by. In a
    ``written`` column whatever a respondent wrote is a tick. An ``escape`` says that the question does not apply, and
    is no choice.
    """

    label: str
    id: str = ""
    column: int | None = None
    key: str = ""
    written: bool = False
    escape: bool = False


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """A question of which a respondent may choose several options: a multiple response set.

    It comes in three layouts: a column an option, ticked or not (a multiple dichotomy set); several choices in one
    cell, joined by ``separator``; several columns that hold one choice each (a multiple category set). ``ticked`` are
    the texts, as :func:`~csat.multiple.selections.code_key` has them, that tick a column; where there are none,
    whatever is written ticks it but 0, No and their like. ``missing`` are declared codes that are no choice.
    """

    id: str
    text: str
    columns: tuple[int, ...]
    options: tuple[Option, ...]
    separator: str | None = None
    ticked: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    why: str = ""
    by_place: bool = False  # a plan file names some of its columns by letter or number alone

    @property
    def dichotomies(self) -> bool:
        """Whether each option has a column of its own."""
        return any(option.column is not None for option in self.options)

    def counted(self) -> tuple[object, ...]:
        """What a tally of it depends on."""
        options = frozenset((option.column, option.key, option.written, option.escape) for option in self.options)
        return self.columns, options, self.separator, self.ticked, self.missing

    def to_dict(self, headers: Mapping[int, str], letters: Mapping[int, str]) -> dict[str, Any]:
        """The multiple choice as the record's plan stores it."""
        from csat.multiple.selections import choice_key  # which needs the shapes of this module

        options: list[dict[str, Any]] = []
        for option in self.options:
            entry: dict[str, Any] = {"option": option.label, "id": option.id}
            if option.column is not None:
                entry |= {"column": headers[option.column], "letter": letters[option.column]}
            elif not self.separator or option.key != choice_key(option.label):
                entry["code"] = option.key
            entry |= {flag: True for flag in ("written", "escape") if getattr(option, flag)}
            options.append(entry)
        return {
            "id": self.id,
            "text": self.text,
            "columns": [headers[column] for column in self.columns],
            "letters": [letters[column] for column in self.columns],
            "options": options,
            "separator": self.separator,
            "ticked": sorted(self.ticked),
            "missing": sorted(self.missing),
            "why": self.why,
            **({"by_place": True} if self.by_place else {}),
        }
