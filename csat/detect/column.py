"""The columns of a survey with what their headers and answers say, each alone and beside the others."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csat.choices import Choices
from csat.detect.answers import Answers, sort_answers
from csat.detect.coded_words import CodedWords
from csat.detect.coding import Coding, Context, code_answers
from csat.io.source import GENERIC, Layout
from csat.io.text import key, plain
from csat.labels import is_label, not_an_answer, read_labels
from csat.multiple.parts import Parts
from csat.names import Names
from csat.plan import Item, Measure, Role, Scale, Use, Variant, usual_boxes
from csat.scales import STRAY, Doubt
from csat.wording import Wording, read_header

Profile = Sequence[Mapping[str, int] | None]
"""Per column how many cells hold each text; None where a column has too many different texts to be counted."""

Place = Callable[[int, str], str]
"""Where the first cell of a column with a text is: ``cell D3``."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``answers`` is None where it has too many different texts."""

    index: int
    header: str
    letter: str
    wording: Wording
    answers: Answers | None

    @property
    def hints(self) -> frozenset[str]:
        """What its header speaks of."""
        return self.wording.hints

    @property
    def numeric(self) -> bool:
        """Whether most of its answers are numbers."""
        return self.answers is not None and bool(self.answers.numbers) and self.answers.share_of_numbers >= 0.5

    @property
    def where(self) -> str:
        """The column as a message names it."""
        return f'Column "{plain(self.header)}" ({self.letter})'

    def use(self, role: Role, why: str, settle: str | None = None) -> Use:
        """The column in a role."""
        return Use(self.index, self.header, self.letter, role, why, settle)


class Survey:
    """All columns, what the caller chose, and what columns say about each other."""

    def __init__(
        self,
        headers: Sequence[str],
        letters: Sequence[str],
        profile: Profile,
        choices: Choices,
        place: Place,
        layout: Layout = GENERIC,
        parts: Mapping[int, Mapping[str, Parts]] | None = None,
    ) -> None:
        self.choices = choices
        self.layout = layout
        self.profile = profile
        self.parts = parts or {}
        self._place = place
        self._coded = [CodedWords(layout, i) for i in range(len(headers))]
        self._names: Names | None = None
        self._headers, self._letters = headers, letters
        self.columns = [
            Column(
                index=i,
                header=header,
                letter=letters[i],
                wording=read_header(layout.questions.get(i, header)),
                answers=None
                if (counts := profile[i]) is None
                else sort_answers(self._coded[i].read(counts), choices.missing_of(i)),
            )
            for i, header in enumerate(headers)
        ]
        # Rows of one matrix are answered on one scale, whichever points a row happens to use.
        self._numbers: dict[str, Counter[Fraction]] = {}
        self._labels: dict[str, dict[frozenset[str], frozenset[str]]] = {}  # stem: keys of a row's labels, as written
        self._full: Counter[str] = Counter()  # how many columns use every point of a label set
        self._own: dict[int, str] = {}
        self._ends: dict[frozenset[str], set[Scale]] = {}  # words at both ends of scales that the numbers show
        for column in self.columns:
            self._pool(column)

    def _pool(self, column: Column) -> None:
        answers, stem = column.answers, column.wording.stem
        if answers is None or not answers.said:
            return
        if column.numeric:
            coding = code_answers(answers, Context()) if answers.labels else None
            if isinstance(coding, Coding) and len(coding.labels) == 2:
                self._ends.setdefault(frozenset(coding.labels), set()).add(coding.scale)
            if stem:
                self._numbers.setdefault(stem, Counter()).update(answers.numbers)
            return
        if answers.numbers or answers.many:
            return
        reading = read_labels(answers.labels)
        if reading and reading.full:
            self._own[column.index] = reading.set.id
            self._full[reading.set.id] += 1
        if stem and not column.wording.by_code and any(is_label(text) for text in answers.labels):
            rows = self._labels.setdefault(stem, {})
            rows.setdefault(_keys(answers), frozenset(answers.labels))

    def place(self, column: int, text: str) -> str:
        """Where the first cell with an answer is."""
        return self._place(column, self._coded[column].stored(text))

    def name(self, column: Column) -> str:
        """What finds the column on a command line."""
        self._names = self._names or Names(self._headers, self._letters, self.layout.questions)
        return self._names.name_of(column.index)

    def flag(self, column: Column, option: str, value: str = "") -> str:
        """An option naming the column, as it may be pasted into a shell."""
        return f"{option} {shlex.quote(self.name(column) + value)}"

    def in_block(self, column: Column) -> bool:
        """Whether other columns of numbers share its stem."""
        pool, answers = self._numbers.get(column.wording.stem or ""), column.answers
        return bool(pool and answers and sum(pool.values()) > sum(answers.numbers.values()))

    def _block(self, column: Column, answers: Answers) -> frozenset[str]:
        """The labels of the column and of all rows of its block that share one with it; none where it is alone."""
        rows = self._labels.get(column.wording.stem or "")
        if not rows or column.numeric:
            return frozenset()
        own = _keys(answers)
        shared = [texts for keys, texts in rows.items() if keys != own and keys & own]
        return frozenset(answers.labels).union(*shared) if shared else frozenset()

    def _scale_for_all(self, column: Column, answers: Answers) -> Scale | None:
        """The scale given for all columns, where neither the header nor the answers of this one say otherwise."""
        scale, stated = self.choices.every_scale, column.wording.stated
        if scale is None or (stated and stated != (scale.low, scale.high)):
            return None
        off = sum(n for value, n in answers.numbers.items() if scale.position(value) is None)
        return None if off * STRAY > sum(answers.numbers.values()) else scale

    def coding(self, column: Column, pinned: Scale | None = None) -> Coding | Doubt:
        """How the column's answers become points of a scale; ``pinned`` goes before what the caller chose."""
        answers, wording = column.answers, column.wording
        if answers is None:
            return Doubt("it has too many different answers to be on a scale", ())
        if doubt := self._code_doubt(column):
            return doubt
        full = self._full - Counter([self._own[column.index]] if column.index in self._own else [])
        context = Context(
            stated=wording.stated or self._coded[column.index].stated,
            pinned=pinned or self.choices.scale.get(column.index) or self._scale_for_all(column, answers),
            reversed=column.index in self.choices.reverse,
            asked=column.index in self.choices.measure,
            block=self._block(column, answers),
            full=full,
            ends=self._ends,
        )
        alone = code_answers(answers, context)
        if isinstance(alone, Doubt) and context.pinned is self.choices.every_scale and not column.numeric:
            alone = code_answers(answers, replace(context, pinned=None))  # its labels are those of another scale
        pool = self._numbers.get(wording.stem or "")
        if context.pinned or context.stated or not pool or len(pool) == len(answers.numbers) or not column.numeric:
            return alone
        if wording.by_code and isinstance(alone, Coding):
            return alone  # a code prefix such as Q does not make one matrix: the column's own answers come first
        together = code_answers(replace(answers, numbers=pool), Context(reversed=context.reversed))
        if isinstance(together, Coding) and all(together.scale.position(v) is not None for v in answers.numbers):
            return together
        return alone

    def answer_codes(self, column: Column) -> bool:
        """Whether its answers are the platform's codes, such as A1 to A5."""
        return bool(self._coded[column.index].answer_codes)

    def _code_doubt(self, column: Column) -> Doubt | None:
        """Which end of answer codes is the good one is the caller's to say, by scale or by --reverse."""
        coded, choices = self._coded[column.index], self.choices
        if not coded.answer_codes or choices.scale_of(column.index) or column.index in choices.reverse:
            return None
        why = (
            f"its answers are the codes {coded.answer_codes}, and the file does not say what they stand for "
            "(where the first is the best, --reverse as well)"
        )
        return Doubt(why, (f"1-{coded.highest}",))

    def item(
        self,
        column: Column,
        measure: Measure,
        coding: Coding,
        variant: Variant | None,
        why: str,
        *,
        asked: bool = False,
    ) -> Item:
        """The column as a scored question."""
        return Item(
            column=column.index,
            header=column.header,
            id="",
            measure=measure,
            scale=coding.scale,
            variant=variant,
            labels=self._coded[column.index].labels(coding.labels),
            numeric=coding.numeric,
            not_answers={**coding.not_answers, **self._coded[column.index].not_answers},
            missing=self.choices.missing_of(column.index),
            reverse=column.index in self.choices.reverse,
            boxes=usual_boxes(coding.scale),
            reading=coding.why,
            asked=asked,
            why=f"{why}; {coding.why}",
        )


def _keys(answers: Answers) -> frozenset[str]:
    return frozenset(key(text) for text in answers.labels if not not_an_answer(text))


def low_is_easy(coding: Coding) -> Coding:
    """Effort labels are listed by satisfaction; the 2010 question codes 1 = very low effort, so turn them round."""
    if coding.numeric:
        return coding
    turned = {k: coding.scale.low + coding.scale.high - point for k, point in coding.labels.items()}
    return replace(coding, labels=turned)
