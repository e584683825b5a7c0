"""A column's answers looked at together: how many are numbers, labels, or no answer at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csat.choices import canonical
from csat.io.text import key, number, option
from csat.labels import Reading, end_of_scale, not_an_answer, read_labels
from csat.plan import Scale
from csat.scales import Doubt, infer_scale

_DATE = re.compile(r"\D{0,12}\d{1,4}[-/. ](?:\d{1,2}|[^\W\d_]{3,12})[-/. ,]+\d{1,4}(?:\D.*)?\Z", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")
_MANY_LABELS = 60  # more distinct words than any set of answers has


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

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share_of_numbers(self) -> float:
        said = sum(self.numbers.values()) + sum(self.labels.values())
        return sum(self.numbers.values()) / said if said else 0.0

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the answers that match a pattern."""
        return sum(n for text, n in self.counts.items() if pattern.match(text)) / self.total if self.total else 0.0

    @property
    def dates(self) -> bool:
        """Whether nearly all answers look like dates."""
        return self.share(_DATE) > 0.8

    @property
    def addresses(self) -> bool:
        """Whether many answers are e-mail addresses."""
        return self.share(_ADDRESS) > 0.3

    @property
    def length(self) -> float:
        """Mean number of characters of an answer."""
        return sum(len(text) * n for text, n in self.counts.items()) / self.total if self.total else 0.0


def sort_answers(counts: Mapping[str, int], missing: frozenset[str] = frozenset()) -> Answers:
    """Sort a column's distinct texts into numbers, labels and no answers."""
    kept: dict[str, int] = {}
    numbers: Counter[Fraction] = Counter()
    labels: dict[str, int] = {}
    numbered: dict[str, Fraction] = {}
    escapes = 0
    for text, n in counts.items():
        if not text or (missing and canonical(text) in missing):
            continue
        value = number(text)
        kept[text] = n
        if value is not None:
            numbers[value] += n
        elif with_number := option(text):
            numbers[with_number[0]] += n
            numbered[text] = with_number[0]
        elif len(counts) <= _MANY_LABELS and not_an_answer(text):
            escapes += n
        else:
            labels[text] = n
    return Answers(kept, numbers, labels, numbered, escapes)


@dataclass(frozen=True, slots=True)
class Coding:
    """A scale with how texts become its points: see :class:`csat.plan.Item`."""

    scale: Scale
    labels: Mapping[str, int]
    not_answers: Mapping[str, str]
    numeric: bool
    kind: str | None  # kind of the label set, None for numbers
    why: str


def code_answers(answers: Answers, stated: tuple[int, int] | None, pinned: Scale | None) -> Coding | Doubt:
    """How the answers become points of a scale, or why that is in doubt.

    ``stated`` is a range that the header names, ``pinned`` a scale that the caller gave.
    """
    if not answers.total or not (answers.numbers or answers.labels):
        return _nothing(pinned)
    if not answers.numbers or answers.share_of_numbers < 0.5:
        return _code_words(answers, pinned)
    if answers.labels:
        ends = {text: end for text in answers.labels if (end := end_of_scale(text))}
        if ends and len(ends) == len(answers.labels) <= 2 and len(set(ends.values())) == len(ends):
            return _code_ends(answers, ends, stated, pinned)
    if answers.numbered and (wrong := _numbers_against_labels(answers)):
        return wrong
    scale = pinned or infer_scale(answers.numbers, stated)
    if isinstance(scale, Doubt):
        return scale
    labels = {key(text): int(value) for text, value in answers.numbered.items() if scale.position(value) is not None}
    origin = "given" if pinned else "stated in the header" if stated else "read from the answers"
    return Coding(scale, labels, {}, True, None, f"numbers on {scale}, {origin}")


def _nothing(pinned: Scale | None) -> Coding | Doubt:
    if pinned:
        return Coding(pinned, {}, {}, True, None, f"no answers; scale {pinned} given")
    return Doubt("it holds no answers", ("LOW-HIGH",))


def _code_words(answers: Answers, pinned: Scale | None) -> Coding | Doubt:
    reading = read_labels(answers.labels) if len(answers.labels) <= _MANY_LABELS else None
    if reading is None:
        return Doubt("its answers are words of no set that csat knows", ())
    chosen = reading.set
    points = pinned.last + 1 if pinned else chosen.points
    if reading.rivals and not pinned:
        sizes = sorted({chosen.points, *(rival.points for rival in reading.rivals)})
        could_be = tuple(f"1-{size}" for size in sizes) if len(sizes) > 1 else ()
        return Doubt("its labels fit several known sets that would give other points", could_be)
    if pinned and points != chosen.points:
        fitting = next((rival for rival in reading.rivals if rival.points == points), None)
        if fitting is None:
            return Doubt(f"its labels form a set of {chosen.points} points, not {points}", (f"1-{chosen.points}",))
        chosen = fitting
    low = pinned.low if pinned else 0 if chosen.kind == "yes_no" else 1
    scale = pinned or Scale(low, low + chosen.points - 1)
    labels = {k: low + chosen.position[k] - 1 for k in reading.codes}
    why = f"labels of the set {chosen.id}: {chosen.labels[0]} = {low} … {chosen.labels[-1]} = {scale.high}"
    return Coding(scale, labels, reading.not_answers, False, chosen.kind, why)


def _code_ends(
    answers: Answers, ends: Mapping[str, str], stated: tuple[int, int] | None, pinned: Scale | None
) -> Coding | Doubt:
    """Numbers with words only at the ends: the word stands where its number never appears."""
    whole = {int(v) for v in answers.numbers if v.denominator == 1}
    scale = pinned or (Scale(*stated) if stated else None)
    if scale is None:
        inner = range(min(whole), max(whole) + 1)
        low = inner[0] - 1 if "low" in ends.values() else None
        high = inner[-1] + 1 if "high" in ends.values() else None
        known = [s for s in ((1, 5), (1, 7), (0, 10), (1, 10)) if low in (None, s[0]) and high in (None, s[1])]
        if len(known) != 1 or whole != set(inner):
            return Doubt(
                f"numbers from {min(whole)} to {max(whole)} with words at the ends", ("1-5", "1-7", "0-10", "1-10")
            )
        scale = Scale(*known[0])
    labels = {key(text): scale.low if end == "low" else scale.high for text, end in ends.items()}
    if whole & set(labels.values()):
        return Doubt("an end of the scale stands both as a word and as a number", (str(scale),))
    return Coding(scale, labels, {}, True, None, f"numbers on {scale} with words at the ends")


def _numbers_against_labels(answers: Answers) -> Doubt | None:
    """A doubt where the numbers of ``1 - Very satisfied`` run against the meaning of their labels."""
    words = {numbered[1]: value for text, value in answers.numbered.items() if (numbered := option(text))}
    reading: Reading | None = read_labels(words)
    if reading is None or len(reading.codes) < 2:
        return None
    ordered = sorted((value, reading.codes[key(word)]) for word, value in words.items() if key(word) in reading.codes)
    rising = [a[1] < b[1] for a, b in zip(ordered, ordered[1:], strict=False)]
    if all(rising):
        return None
    return Doubt("the numbers in its answers run against their labels, 1 being the best answer", ("reverse",))
