"""What a platform says of a column's texts: the words of its codes, and which texts are no answer."""

from __future__ import annotations

from collections.abc import Mapping

from csat.io.source import Layout
from csat.io.text import key, number, plain
from csat.labels import not_an_answer

_LAST = 11  # points: more codes than these are a list, not a scale


class CodedWords:
    """The words of one column. ``not_answers`` are comparison keys with the reason, as an item holds them."""

    def __init__(self, layout: Layout, column: int) -> None:
        self._words: dict[str, str] = {}
        self._stored: dict[str, str] = {}
        self.not_answers = {key(text): why for text, why in layout.not_answers.get(column, {}).items()}
        self.stated: tuple[int, int] | None = None
        codes = []
        for text, label in layout.labels.get(column, {}).items():
            value = number(text)
            if value is None:
                continue
            if why := not_an_answer(label):
                self.not_answers[key(text)] = why
            else:
                codes.append(value)
                if number(label) is None and not plain(label).startswith(plain(text)):
                    self._words[text] = f"{text} - {label}"
        low, high = min(codes, default=0), max(codes, default=0)
        # Words for every point from one end to the other tell the scale, whichever points were chosen.
        if low in (0, 1) and low + 2 <= high <= _LAST and len(codes) == high - low + 1:
            self.stated = int(low), int(high)

    def read(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """The counts with words beside the codes, and without texts that are no answer."""
        if not self._words and not self.not_answers:
            return counts
        read: dict[str, int] = {}
        for text, n in counts.items():
            if text and key(text) in self.not_answers:
                continue
            told = self._words.get(text, text)
            self._stored[told] = text
            read[told] = n
        return read

    def stored(self, text: str) -> str:
        """The text as the file has it."""
        return self._stored.get(text, text)
