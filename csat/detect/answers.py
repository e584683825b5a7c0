"""A column's answers looked at together: how many are numbers, labels, or no answer at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from csat.choices import canonical
from csat.io.text import key, number, option, plain
from csat.labels import is_label, not_an_answer

# What may be a date: three numbers, or two and a word. Whether it is one, csat.dates tells.
_LIKE_DATE = re.compile(
    r"\d{1,4}\s?[-/.\s؍]\s?\d{1,2}\s?[-/.\s؍]\s?\d{1,4}|\d\D{0,12}[^\W\d_]{2}\D{0,20}\d|\d{1,2}[\s,،]{1,3}\d{4}"
)
_ADDRESS = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+\Z|(?:\d{1,3}\.){3}\d{1,3}\Z|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\Z", re.I
)
_IP_START = re.compile(r"[0-9a-f]{1,4}[.:]", re.I)
_PHONE_STARTS = ("+", "0", "(", "۰", "٠", "＋")
_PHONE = re.compile(r"(?:\+|00?)[1-9][\d\s()/-]{6,15}\d\Z|\(?0\d{2,4}\)?[\s/-]\d[\d\s-]{4,11}\Z")
MOST_LABELS = 60  # more distinct words than any set of answers has
_CERTAIN = re.compile(r"[\[(]?\d{1,3}\s*[-–—.):=\]]|.*[\])]\Z", re.DOTALL)  # "4 - Good", not "4 people were rude"


@dataclass(frozen=True)
class Answers:
    """The distinct texts of a column with their counts, sorted into kinds.

    ``numbers`` includes the number of ``4 - Good``; ``labels`` are words that may be answers.
    """

    counts: Mapping[str, int]  # not blank, not declared missing
    numbers: Mapping[Fraction, int]
    labels: Mapping[str, int]
    numbered: Mapping[str, Fraction]  # words that carry a number, such as "4 - Good"
    escapes: int  # not applicable, don't know
    declared: int = 0  # declared missing

    @cached_property
    def total(self) -> int:
        """Cells that hold something."""
        return sum(self.counts.values())

    @property
    def said(self) -> int:
        """Answers that are numbers or labels, right or wrong."""
        return sum(self.numbers.values()) + sum(self.labels.values())

    @property
    def share_of_numbers(self) -> float:
        """How much of what was said is numbers."""
        return sum(self.numbers.values()) / self.said if self.said else 0.0

    @property
    def many(self) -> bool:
        """Whether there are more different words than any set of labels has."""
        return len(self.labels) > MOST_LABELS

    def share(self, fits: Callable[[str], object]) -> float:
        """Share of the answers that fit."""
        return sum(n for text, n in self.counts.items() if fits(text)) / self.total if self.total else 0.0

    @cached_property
    def dates(self) -> bool:
        """Whether nearly all answers are dates."""
        if self.share(lambda text: len(text) <= 80 and _LIKE_DATE.search(text)) <= 0.8:
            return False
        from csat.dates import writes_day

        return self.share(writes_day) > 0.8

    @cached_property
    def addresses(self) -> bool:
        """Whether many answers are e-mail or network addresses."""
        return (
            self.share(lambda text: len(text) < 320 and ("@" in text or _IP_START.match(text)) and _ADDRESS.match(text))
            > 0.3
        )

    @cached_property
    def phones(self) -> bool:
        """Whether many answers are written as telephone numbers, or as other numbers that start with a zero."""
        return (
            self.share(lambda text: len(text) < 40 and text.startswith(_PHONE_STARTS) and _PHONE.match(plain(text)))
            > 0.3
        )

    @property
    def few_points(self) -> bool:
        """Whether the answers can be those to a question with fixed answers: small numbers or a few words."""
        if self.numbers:
            return len(self.numbers) <= 11 and all(abs(v) <= 100 for v in self.numbers)
        return 0 < len(self.labels) <= 11 and all(is_label(text) for text in self.labels)

    @property
    def length(self) -> float:
        """Mean number of characters of an answer."""
        return sum(len(text) * n for text, n in self.counts.items()) / self.total if self.total else 0.0


def sort_answers(counts: Mapping[str, int], missing: frozenset[str] = frozenset()) -> Answers:
    """Sort a column's distinct texts into numbers, labels and no answers."""
    kept: dict[str, int] = {}
    numbers: Counter[Fraction] = Counter()
    labels: dict[str, int] = {}
    options: dict[str, tuple[Fraction, str]] = {}
    escapes = declared = 0
    few = len(counts) <= MOST_LABELS
    for text, n in counts.items():
        if not text:
            continue
        if missing and canonical(text) in missing:
            declared += n
            continue
        kept[text] = n
        value = number(text)
        if value is not None:
            numbers[value] += n
        elif few and not_an_answer(text):
            escapes += n
        elif few and (found := option(text)):
            options[text] = found
        else:
            labels[text] = n
    numbered = _one_word_a_number(options)
    for text in options:
        if text in numbered:
            numbers[numbered[text]] += counts[text]
        else:
            labels[text] = counts[text]
    return Answers(kept, numbers, labels, numbered, escapes, declared)


def _one_word_a_number(options: Mapping[str, tuple[Fraction, str]]) -> dict[str, Fraction]:
    """Texts whose number counts as the answer: ``4 - Good``, ``Good (4)``, ``4 stars``; not a remark with a number.

    Where one number comes with two different words, none is believed.
    """
    words: dict[Fraction, set[str]] = {}
    for value, word in options.values():
        words.setdefault(value, set()).add(key(word))
    if any(len(said) > 1 for said in words.values()):
        return {}
    units = {word.rstrip("s") for said in words.values() for word in said}
    return {
        text: value
        for text, (value, word) in options.items()
        if _CERTAIN.match(plain(text)) or len(units) == 1 or is_label(word)
    }
