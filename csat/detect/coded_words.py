"""What a platform says of a column's texts: the words of its codes, and which texts are no answer.

Answer codes such as ``A3`` are read by the number in them, as ``3 - A3``. Which end of them is the good one no file
says, so the analyst is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from csat.io.source import Layout
from csat.io.text import key, number, plain
from csat.labels import not_an_answer

_OTHER = key("-oth-")  # LimeSurvey's code for an answer in the respondent's own words
_LAST = 11  # points: more codes than these are a list, not a scale


class CodedWords:
    """The words of one column. ``not_answers`` are comparison keys with the reason, as an item holds them."""

    def __init__(self, layout: Layout, column: int) -> None:
        self._words: dict[str, str] = {}
        self._stored: dict[str, str] = {}
        self.not_answers = {key(text): why for text, why in layout.not_answers.get(column, {}).items()}
        self.stated: tuple[int, int] | None = None
        self._pattern = layout.codes
        self.answer_codes = ""  # "A1 to A5" where the answers are such codes
        self.highest = 0
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
        if self._pattern:
            self._read_codes(self._pattern, counts)
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

    def _read_codes(self, pattern: re.Pattern[str], counts: Mapping[str, int]) -> None:
        codes = {text: found for text in counts if (found := pattern.fullmatch(text.strip()))}
        others = (text for text in counts if text.strip() and text not in codes)
        number = {text: int(found[2]) for text, found in codes.items()}
        one_letter = len({found[1] for found in codes.values()}) == 1
        if not one_letter or not all(key(text) == _OTHER or not_an_answer(text) for text in others):
            return
        if 3 <= max(number.values()) <= _LAST and len(set(number.values())) == len(number) > 1:
            self._words = {text: f"{n} - {text.strip()}" for text, n in number.items()}
            ends = [min(number, key=number.__getitem__).strip(), max(number, key=number.__getitem__).strip()]
            self.answer_codes, self.highest = " to ".join(ends), max(number.values())

    def labels(self, labels: Mapping[str, int]) -> Mapping[str, int]:
        """Labels of a coding as the file has them."""
        if not self.answer_codes:
            return labels
        told = {key(told): key(text) for told, text in self._stored.items()}
        return {told.get(label, label): point for label, point in labels.items()}

    def stored(self, text: str) -> str:
        """The text as the file has it."""
        return self._stored.get(text, text)
