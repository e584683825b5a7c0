"""Which column a person means by a name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from csat.errors import InputError
from csat.io.source import column_letter
from csat.io.text import key, plain
from csat.wording import read_header


class Names:
    """Finds the column that a person means: by header, code, words of the header, question, letter or ``#number``.

    ``questions`` is what was asked, by column, where the platform tells it beside the header; ``partly`` are columns
    that only some of several files have, with the names of these files.
    """

    def __init__(
        self,
        headers: Sequence[str],
        letters: Sequence[str],
        questions: Mapping[int, str] | None = None,
        partly: Mapping[str, str] | None = None,
    ) -> None:
        self.headers = headers
        self.letters = letters
        self.questions = questions or {}
        self._partly = {key(header): files for header, files in (partly or {}).items()}
        self._exact: dict[str, list[int]] = {}
        self._keys: dict[str, list[int]] = {}
        self._codes: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._asked: dict[str, list[int]] = {}
        self._places: dict[str, int] = {}
        for column, header in enumerate(headers):
            self._exact.setdefault(header, []).append(column)
            self._keys.setdefault(key(header), []).append(column)
            if code := read_header(header).code:
                self._codes.setdefault(code.casefold(), []).append(column)
                self._words.setdefault(_said(uncoded(header)), []).append(column)
            if question := self.questions.get(column):
                for said in dict.fromkeys((_said(key(question)), _said(uncoded(question)))):
                    self._asked.setdefault(said, []).append(column)
            # a text file has no letters of its own, but people see it in a spreadsheet
            letter = letters[column]
            self._places[(column_letter(column) if letter.startswith("#") else letter).casefold()] = column
        self._places |= {f"#{column + 1}": column for column in range(len(headers))}

    def find(self, name: str) -> int:
        """The one column of that name. Raises InputError where there is none, or more than one."""
        name = name.strip()
        found = self.matching(name)
        if not found:
            raise InputError(self.unknown(name))
        if len(found) > 1:
            raise InputError(self._twice(name, found))
        return found[0]

    def matching(self, name: str) -> list[int]:
        """All columns of that name: by header, by code, by words, by question, and last by letter or number."""
        folded = name.casefold()
        return self._named(name) or ([self._places[folded]] if folded in self._places else [])

    def _named(self, name: str) -> list[int]:
        comparable = key(name)
        by_name = self._exact.get(name) or (self._keys.get(comparable) if comparable else None)
        return by_name or self._codes.get(name.casefold()) or self.saying(name)

    def saying(self, words: str) -> list[int]:
        """All columns whose header says these words beside its code, or else whose question does."""
        said = _said(key(words))
        return (self._words.get(said) or self._asked.get(said) or []) if said else []

    def only_a_place(self, name: str) -> bool:
        """Whether a name is no header, code or question, but the letter or the number of a column."""
        return name.casefold() in self._places and not self._named(name)

    def name_of(self, column: int) -> str:
        """The plainest name that finds this column and may be typed in a shell without thought."""
        header, letter = self.headers[column], self.letters[column]
        for name in (header, letter):
            if re.fullmatch(r"[A-Za-z0-9_][\w.-]*", name, re.ASCII) and self.matching(name) == [column]:
                return name
        return f"#{column + 1}" if self.matching(f"#{column + 1}") == [column] else header

    def _twice(self, name: str, found: list[int]) -> str:
        places = " and ".join(f"column {self.letters[c]}" for c in found[:5])
        return (
            f'"{plain(name)}" names {len(found)} columns: {places}. '
            f"Say which one by its letter or number, for example --csat '{self.name_of(found[0])}'."
        )

    def unknown(self, name: str) -> str:
        """What to tell where there is no column of that name."""
        spelled = {said: self.questions.get(columns[0], "") for said, columns in self._asked.items()}
        spelled |= {said: self.headers[columns[0]] for said, columns in self._keys.items()}
        close = difflib.get_close_matches(key(name), filter(None, spelled), n=3, cutoff=0.6)
        near = [spelled[said] for said in close]
        if not name:
            return "An option that takes a column names none. Write for example --csat COLUMN."
        if key(name) in self._partly:
            return f'Column "{plain(name)}" is only in {self._partly[key(name)]}, so all files together lack it.'
        if near:
            return f'There is no column "{plain(name)}". Did you mean {" or ".join(_quoted(near))}?'
        shown = [header for header in self.headers if header][:8]
        more = f" and {len(self.headers) - len(shown)} more" if len(self.headers) > len(shown) else ""
        return f'There is no column "{plain(name)}". The columns are {", ".join(_quoted(shown))}{more}.'


@lru_cache(maxsize=20_000)
def uncoded(header: str) -> str:
    """The comparison key of a header without its leading question code."""
    code = read_header(header).code
    return key(re.sub(rf"^\s*\[?{re.escape(code)}\]?[\s.:)\]-]*", "", header)) if code else key(header)


def _said(comparable: str) -> str:
    """A key without the marks at its end, which people leave away."""
    return comparable.rstrip("?؟.!:؛;* ")


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{short}"' if len(short := plain(name)) <= 60 else f'"{short[:59]}…"' for name in names]
