"""What a check sees: the survey as it was understood, and its rows chunk by chunk through the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csat.checks.dates import Dates
from csat.io.source import Chunk, Coded, Layout, Source
from csat.io.text import key, plain
from csat.labels import BLANK, DONT_KNOW, NOT_APPLICABLE
from csat.plan import Item, Plan, Role, Scale, Use
from csat.prepare import INVALID, read_answer
from csat.tally import Tally
from csat.wording import read_header

if TYPE_CHECKING:
    from csat.dates import Calendar, Order
    from csat.opening import Opened

NO_ANSWER: Mapping[str, int] = {BLANK: -1, NOT_APPLICABLE: -2, DONT_KNOW: -3, INVALID: -4}
"""How :meth:`Glance.answers` tells rows without a valid answer."""

_FEW = 1000  # distinct texts in a chunk up to which they are remembered: others hardly come again
_E_MAIL = re.compile(r"e ?mail|user ?name|ایمیل|رایانامه|پستالکترونیک")


@dataclass(frozen=True)
class Survey:
    """A survey understood: its rows, what they mean, and their counts.

    ``source`` holds the cells as they are, also of columns that are reported by period. ``named``: columns whose role
    a plan file says; ``date_pins``: the calendar and the order of its dates, as a plan file says.
    """

    source: Source
    plan: Plan
    tally: Tally
    named: frozenset[int] = frozenset()
    date_pins: tuple[Calendar | None, Order | None] = (None, None)

    @classmethod
    def of(cls, opened: Opened, plan: Plan, tally: Tally) -> Survey:
        """A survey opened and read."""
        if opened.pinned is None:
            return cls(opened.source, plan, tally)
        return cls(opened.source, plan, tally, frozenset(opened.pinned.roles), opened.pinned.date_pins)

    @property
    def rows(self) -> int:
        """Rows that are respondents."""
        return self.tally.rows

    @property
    def layout(self) -> Layout:
        """What the platform says of the file."""
        return self.source.about.layout

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The scored questions by column, each once."""
        return tuple(self.plan.item_of[column] for column in sorted(self.plan.item_of))

    def uses(self, *roles: Role) -> list[Use]:
        """The columns in these roles, in the order of the file."""
        return [use for use in self.plan.uses if use.role in roles]

    @cached_property
    def identifiers(self) -> list[Use]:
        """Columns of ids; also of words that hardly repeat, if their header says id."""
        named = [use for use in self.uses("comment") if "id" in read_header(use.header).hints and self.various(use)]
        return [*self.uses("respondent id"), *named]

    @cached_property
    def e_mails(self) -> list[Use]:
        """Columns of e-mail addresses by their header: never shown, but two alike may be one person."""
        return [use for use in self.uses("personal data") if _E_MAIL.search(key(use.header))]

    @cached_property
    def comments(self) -> list[Use]:
        """Columns of free text."""
        return [use for use in self.uses("comment") if use not in self.identifiers]

    def various(self, use: Use) -> bool:
        """Whether most filled cells of a column differ: those of one with choices to pick from, or of names, do not."""
        texts = self.tally.texts(use.column)
        filled = sum(n for text, n in texts.items() if text and not text.isspace())
        return not texts or 2 * sum(1 for text in texts if text and not text.isspace()) > filled

    @cached_property
    def dates(self) -> Dates:
        """The columns of dates, and how their texts are to be read."""
        known = self.named | self.layout.known.keys() | self.plan.dated.keys()
        uses = [use for use in self.plan.uses if use.role == "date" or use.column in self.plan.dated]
        return Dates(uses, known, self.date_pins)

    @cached_property
    def letters(self) -> Mapping[int, str]:
        """How a person points at each column."""
        return {use.column: use.letter for use in self.plan.uses}

    def name(self, column: int) -> str:
        """A column as a sentence names it: header and letter."""
        header = plain(self.source.headers[column])
        header = header if len(header) <= 60 else header[:59] + "…"
        return f'"{header}" ({self.letters.get(column, self.source.letter(column))})'


class Glance:
    """The rows of one chunk, each column as what its texts mean. Each distinct text is understood once."""

    def __init__(self, chunk: Chunk, items: Mapping[int, Item], memory: Memory) -> None:
        self._chunk, self._items, self._memory = chunk, items, memory
        self._made: dict[tuple[str, int], NDArray[Any]] = {}
        self.first, self.rows = chunk.first, chunk.rows
        self.unfinished = chunk.unfinished

    def by_text(self, name: str, column: int, read: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        """``read`` of each row's text, remembered under ``name``."""
        if (name, column) not in self._made:
            coded = self._coded(column)
            table = self._memory.table(name, column, coded.values, read, dtype)
            self._made[name, column] = table[coded.codes] if len(table) else np.zeros(self.rows, dtype)
        return self._made[name, column]

    def answers(self, column: int) -> NDArray[np.int16]:
        """Per row the position on the item's scale, as it stands in the file (a reversed item is not turned round), or
        a code of :data:`NO_ANSWER`.
        """
        item = self._items[column]
        return self.by_text("answers", column, lambda text: _position(item, text), np.int16)

    def filled(self, column: int) -> NDArray[np.bool_]:
        """Per row whether the cell holds anything that can be read."""
        return self.by_text("filled", column, lambda text: bool(text) and not text.isspace(), np.bool_)

    def marks(self, column: int, salt: str = "") -> NDArray[np.uint64]:
        """Per row a 64-bit number that stands for its text: the same on every machine, 0 for a blank cell."""
        return self.by_text(f"marks {salt}", column, lambda text: mark(same(text), salt), np.uint64)

    def pattern(self, columns: Sequence[int]) -> NDArray[np.uint64]:
        """Per row a number that stands for its answers to these items together."""
        place = "pattern", len(columns)
        if place not in self._made:
            whole: NDArray[np.uint64] = np.zeros(self.rows, np.uint64)
            for column in columns:
                whole += self.item_marks(column)[self.answers(column).astype(np.intp) + len(NO_ANSWER)]
            self._made[place] = whole
        return self._made[place]

    def item_marks(self, column: int) -> NDArray[np.uint64]:
        """A number for each answer that an item may hold, the reasons for none first (-4 to -1)."""
        return self._memory.marks(column, self._items[column].scale)

    def learn_dates(self, column: int, dates: Dates) -> None:
        """Take in how the dates of a column are written: all of them must be met before one can be read."""
        if ("dates met", column) not in self._made:
            dates.learn(column, self._coded(column).values)
            self._made["dates met", column] = np.zeros(0)

    def moments(self, column: int, dates: Dates) -> NDArray[np.int64]:
        """Per row the wall time in seconds since day 0, :data:`NO_TIME` where there is none."""
        return self.by_text("moments", column, lambda text: dates.moment(column, text), np.int64)

    def texts(self, column: int) -> tuple[Sequence[str], NDArray[np.int32]]:
        """Distinct texts and each row's code into them, as stored."""
        coded = self._coded(column)
        return coded.values, coded.codes

    def _coded(self, column: int) -> Coded:
        # cells such as the lists of a DataFrame are no texts: to a check they are blank
        return self._chunk.columns.get(column) or Coded([""], np.zeros(self.rows, np.int32))


class Memory:
    """What texts were understood as, kept from chunk to chunk."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], dict[str, Any]] = {}
        self._marks: dict[int, NDArray[np.uint64]] = {}

    def table(
        self, name: str, column: int, texts: Sequence[str], read: Callable[[str], Any], dtype: Any
    ) -> NDArray[Any]:
        """``read`` of each text."""
        if len(texts) > _FEW:
            return np.array([read(text) for text in texts], dtype)
        known = self._known.setdefault((name, column), {})
        for text in texts:
            if text not in known:
                known[text] = read(text)
        table = np.array([known[text] for text in texts], dtype)
        if len(known) > 10 * _FEW:
            known.clear()
        return table

    def marks(self, column: int, scale: Scale) -> NDArray[np.uint64]:
        """As :func:`marks_of`, of one item."""
        if column not in self._marks:
            self._marks[column] = marks_of(f"column {column}", scale)
        return self._marks[column]


def marks_of(name: str, scale: Scale) -> NDArray[np.uint64]:
    """A number for each answer that an item on a scale may hold, the reasons for none first (-4 to -1)."""
    return np.array([mark(f"{name}: {at}") for at in range(scale.last + 1 + len(NO_ANSWER))], np.uint64)


def _position(item: Item, text: str) -> int:
    found = read_answer(item, text)
    if isinstance(found, str):
        return NO_ANSWER[found]
    return item.scale.last - found if item.reverse else found


def same(text: str) -> str:
    """Texts that a reader would call the same, as one: outer spaces, digits, case; fast for plain ASCII."""
    if text.isascii():
        return text.strip().casefold()
    return plain(text).casefold()


def mark(text: str, salt: str = "") -> int:
    """A stable number from 1 to 2**64 - 1 of a text, 0 of an empty one. Two different texts share one by chance only:
    among a million, with probability 3 in 100 million.
    """
    if not text:
        return 0
    body = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(body, digest_size=8, salt=salt.encode()[:16]).digest(), "big") or 1
