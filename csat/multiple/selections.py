"""What the cells of a multiple choice say: which of its options each names or ticks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from csat.io.text import blank, key, number
from csat.labels import BLANK, NOT_APPLICABLE, not_an_answer
from csat.multiple import OTHER_ANSWERS, MultipleChoice, Option

OTHER, NOT_ASKED = -1, -2
"""Beside positions of options: a choice that is none of them, and a cell that says that the question does not apply."""

_NONE = key("None")  # of the options, in a list of them; elsewhere it is how some programs write a blank
_NOT_TICKED = frozenset(map(key, ("0", "No", "N", "FALSE", "Unchecked", "Not Selected", "خیر", "Nein", "Non")))
_BRACKETS = re.compile(r"[()\[\]{}]")
LONG = 1000
"""Characters; no option is as long, and to compare or keep long texts takes time and room."""

_WORDS = 100  # characters that nothing but a respondent's own words has
_MINUS = tuple("-−–—")


def with_ids(options: Iterable[Option]) -> tuple[Option, ...]:
    """Give each option an id of its own: its label in letters, digits and ``_``.

    Where two would have one, they are numbered in the order of their labels, so that no id depends on counts.
    """
    options = tuple(options)
    taken = {slug(OTHER_ANSWERS)}
    ids: dict[int, str] = {}
    for place in sorted(range(len(options)), key=lambda at: (options[at].label, at)):
        name, n = slug(options[place].label) or "option", 1
        own = name
        while own in taken:
            n += 1
            own = f"{name}_{n}"
        taken.add(own)
        ids[place] = own
    return tuple(replace(option, id=ids[place]) for place, option in enumerate(options))


def slug(text: str) -> str:
    """A text as part of an id: at most 40 letters, digits and ``_``."""
    return re.sub(r"\W+", "_", key(text))[:40].strip("_")


def code_key(text: str) -> str:
    """What codes and ticks are compared by: 1, 1.0 and ۱ are one code."""
    value = number(text) if len(text) <= LONG else None
    return str(value) if value is not None else choice_key(text)


def choice_key(text: str) -> str:
    """What choices in words are compared by; numbers are words here, since version 3.1 is not 3.10."""
    if len(text) > LONG:
        return text.strip()
    found = key(text)
    if not found:
        return "" if blank(text) else text.strip()
    return found + "-" if text.rstrip().endswith(_MINUS) else found


def split(text: str, separator: str) -> list[str]:
    """The choices in a cell. A separator inside brackets, as in ``Dairy (milk, butter), Eggs``, does not part them."""
    pieces = text.split(separator)
    if len(pieces) > 1 and _BRACKETS.search(text):
        together: list[list[str]] = []
        depth = 0
        for piece in pieces:
            if depth:
                together[-1].append(piece)
            else:
                together.append([piece])
            depth = max(0, depth + sum(1 if sign in "([{" else -1 for sign in _BRACKETS.findall(piece)))
        if not depth:  # one that is never closed makes the rest of the cell no single choice
            pieces = [separator.join(some) for some in together]
    return [part for piece in pieces if (part := piece.strip())]


def no_choice(text: str) -> str | None:
    """The reason why a cell as a whole is no choice: blank or not applicable; None where it may be one.

    *None* and *Don't know* are choices: a respondent ticked them.
    """
    reason = not_an_answer(text)
    if reason == BLANK:
        return None if key(text) == _NONE else BLANK
    return NOT_APPLICABLE if reason == NOT_APPLICABLE else None


def read_tick(question: MultipleChoice, option: Option, text: str) -> bool | None:
    """Whether a cell ticks its option; None where it says that the question does not apply."""
    if not text:
        return False
    if option.written and len(text) > _WORDS:
        return True
    code = code_key(text)
    if code in question.missing:
        return None
    if question.ticked and not option.written:
        return True if code in question.ticked else None if no_choice(text) == NOT_APPLICABLE else False
    if code == code_key(option.label):
        return True
    reason = no_choice(text)
    if reason:
        return None if reason == NOT_APPLICABLE else False
    return code not in _NOT_TICKED


def odd_ticks(question: MultipleChoice, texts: Iterable[tuple[int, str, int]]) -> Iterator[tuple[int, str, int]]:
    """The cells, as column, text and rows, that neither tick an option nor are a way to leave it unticked.

    A dichotomy has two values: where none of the usual ways is used, such as in 1 = yes and 2 = no, the commonest other
    value is the way to leave it.
    """
    if not question.ticked:
        return
    own = {option.column: option for option in question.options if not option.written}
    left: dict[str, int] = {}
    odd: list[tuple[int, str, int]] = []
    usual = False
    for column, text, n in texts:
        if column not in own or not text or read_tick(question, own[column], text) is not False:
            continue
        if not_ticked(text):
            usual |= no_choice(text) is None
            continue
        left[code_key(text)] = left.get(code_key(text), 0) + n
        odd.append((column, text, n))
    way = None if usual or not left else max(sorted(left), key=lambda code: left[code])
    yield from (cell for cell in odd if code_key(cell[1]) != way)


def not_ticked(text: str) -> bool:
    """Whether a cell is one of the usual ways to leave an option unticked."""
    return no_choice(text) is not None or code_key(text) in _NOT_TICKED


class CellReader:
    """Reads the cells of a multiple choice that hold choices, joined or one a column; each text once."""

    _REMEMBERED = 20_000  # texts; those that people typed may be without end

    def __init__(self, question: MultipleChoice) -> None:
        self._separator, self._missing = question.separator, question.missing
        self._position = {option.key: place for place, option in enumerate(question.options)}
        self._escapes = {place for place, option in enumerate(question.options) if option.escape}
        # an option may hold the separator itself: so many parts make the longest
        self._longest = max((len(self._split(option.label)) for option in question.options), default=1)
        self._known: dict[str, frozenset[int]] = {}

    def read(self, text: str) -> frozenset[int]:
        """The positions of the options that a cell names, with :data:`OTHER` and :data:`NOT_ASKED`."""
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if len(self._known) < self._REMEMBERED and len(text) <= LONG:
                self._known[text] = found
        return found

    def _read(self, text: str) -> frozenset[int]:
        parts = self._split(text)
        if self._missing:
            kept = [part for part in parts if code_key(part) not in self._missing]
            if parts and not kept:
                return frozenset({NOT_ASKED})
            parts = kept
        places = set(self._places(parts))
        return frozenset(NOT_ASKED if place in self._escapes else place for place in places)

    def _places(self, parts: Sequence[str]) -> Iterable[int]:
        at = 0
        while at < len(parts):
            for end in range(min(len(parts), at + self._longest), at, -1):
                one = parts[at] if end == at + 1 else (self._separator or "").join(parts[at:end])
                place = self._position.get(self._key(one))
                if place is not None:
                    yield place
                    at = end
                    break
            else:
                if self._key(parts[at]) and (found := self._unlisted(parts[at])):
                    yield found
                at += 1

    def _split(self, text: str) -> list[str]:
        return split(text, self._separator) if self._separator else [text.strip()] if text.strip() else []

    def _key(self, text: str) -> str:
        return choice_key(text) if self._separator else code_key(text)

    def _unlisted(self, text: str) -> int | None:
        """What a choice is that is none of the options."""
        reason = BLANK if not self._separator and code_key(text) == "0" else no_choice(text)
        return None if reason == BLANK else NOT_ASKED if reason else OTHER
