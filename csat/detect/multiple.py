"""Puts the columns of a multiple choice together: one question with its options, and what is counted as chosen.

Which columns belong to a multiple choice is decided before (:mod:`csat.detect.chosen`). One that the caller named for
something else takes its question out of the tables: its base would be another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csat.detect.chosen import TICK, chosen_of_many, joined_by, named_from, parts_of
from csat.detect.column import Column, Survey
from csat.io.source import ResponseSet
from csat.io.text import number
from csat.labels import NOT_APPLICABLE, not_an_answer
from csat.multiple import MOST_OPTIONS, MULTIPLE_CHOICE, NAMED_FROM, MultipleChoice, Option
from csat.multiple.parts import Parts
from csat.multiple.selections import choice_key, code_key, no_choice, not_ticked, slug, with_ids
from csat.plan import Use
from csat.wording import read_header

WORDS = "words for a choice that is not listed"
DECLARED = "a column an option, as the file says"
TICKS = "a column an option, ticked or left"
CATEGORIES = "columns that hold a choice each, as the file says"
NEIGHBOURS = "columns side by side that hold their own names; the file does not say where one question ends"
TOO_FEW = MULTIPLE_CHOICE + "; no choice in it was given by {least} respondents, and words of fewer are not shown"

_TITLE = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]\s*\Z", re.DOTALL)
_CODE = re.compile(r"\w+_", re.ASCII)
_SELECTED = re.compile(r"\s*-\s*Selected Choice\s*\Z")
_MARKS = {";": "semicolons", ",": "commas", ", ": "commas", "\n": "line breaks", " ": "spaces", "|": "bars"}


@dataclass(slots=True)
class Found:
    """Multiple choices, and the uses of all columns with what that changes in them."""

    questions: tuple[MultipleChoice, ...]
    uses: list[Use]


def find_multiple(survey: Survey, uses: Sequence[Use], taken: set[str]) -> Found:
    """The multiple choices among columns whose uses are given; ids in ``taken`` are those of items."""
    if not any(use.why == MULTIPLE_CHOICE for use in uses) and not survey.choices.segments:
        return Found((), list(uses))
    finder = _Finder(survey, uses)
    questions = sorted(finder.questions(), key=lambda question: question.columns)
    return Found(tuple(_named(questions, survey, taken)), [finder.use_of[use.column] for use in uses])


def _named(questions: Sequence[MultipleChoice], survey: Survey, taken: set[str]) -> Iterator[MultipleChoice]:
    taken = set(taken)
    for question in questions:
        stems = {_stem(survey.columns[column]) for column in question.columns}
        code = stems.pop() if len(stems) == 1 and question.why == TICKS else None
        name = slug(code or question.text) or "choice"
        own = next(id for id in (name, *(f"{name}_{c + 1}" for c in question.columns)) if id not in taken)
        taken.add(own)
        yield replace(question, id=own)


def _stem(column: Column) -> str | None:
    wording = read_header(column.header)
    return wording.stem if wording.by_code else None


class _Finder:
    """Goes from what the file declares to what only the answers show; a column is taken once."""

    def __init__(self, survey: Survey, uses: Sequence[Use]) -> None:
        self.survey, self.layout = survey, survey.layout
        self.use_of = {use.column: use for use in uses}
        self._used: set[int] = set()

    def questions(self) -> Iterator[MultipleChoice]:
        """Every multiple choice that can be tabulated; marks its columns' uses."""
        for one in self.layout.sets:
            yield from self._take(self._declared(one), one.twin)
        self._used = {column for one in self.layout.sets for column in one.columns}
        for group in self.layout.groups:
            columns = [column for column in group if column not in self.layout.others or self._ticked(column)]
            yield from self._take(self._dichotomies(columns, self._others(group), TICKS))
        if self.layout.ungrouped:
            for run in self._runs():
                yield from self._take(self._dichotomies(run, self._others(run), NEIGHBOURS))
        for column in self.survey.columns:
            if self._ticked(column.index) and (separator := joined_by(column, self.survey)):
                yield from self._take(self._joined(column, separator))

    def _take(self, question: MultipleChoice | None, twin: int | None = None) -> Iterator[MultipleChoice]:
        if question is None:
            return
        written = {option.column for option in question.options if option.written}
        if question.why not in (DECLARED, CATEGORIES):  # a file may declare several sets of the same columns
            self._used.update(question.columns)
        for column in (*question.columns, *([] if twin is None else [twin])):
            use = self.use_of[column]
            if column in written and use.role != "nothing":
                self.use_of[column] = use if use.role == "comment" else replace(use, role="comment", why=WORDS)
            elif column not in written and use.role == "nothing":
                self.use_of[column] = replace(use, role="multiple choice")
        yield question

    def _free(self, column: int) -> bool:
        """Whether the column is ticked, holds choices, or is an option that nobody chose."""
        return self._ticked(column) or (column not in self._used and self._empty(column))

    def _ticked(self, column: int) -> bool:
        if column in self._used:
            return False
        if self.use_of[column].why == MULTIPLE_CHOICE:
            return True
        # to report by a tick box does not take it out of its question
        return column in self.survey.choices.segments and (
            self.layout.known.get(column, ("", ""))[1] == MULTIPLE_CHOICE
            or chosen_of_many(self.survey.columns[column], self.survey)
        )

    def _empty(self, column: int) -> bool:
        answers = self.survey.columns[column].answers
        return answers is not None and not answers.total and self.use_of[column].role == "nothing"

    def _others(self, group: Sequence[int]) -> list[int]:
        """The columns for a choice in the respondent's words that belong to a group."""
        last = group[-1] + 1
        return [c for c in (*group, last) if c in self.layout.others and not self._ticked(c) and c not in self._used]

    def _runs(self) -> Iterator[list[int]]:
        """Neighbouring columns that hold their own names, where the file does not say what one question is."""
        run: list[int] = []
        labels: set[str] = set()
        for column in (*self.survey.columns, None):
            at = -1 if column is None else column.index
            label = choice_key(self.layout.options.get(at, ""))
            own = column is not None and bool(label) and self._free(at) and at not in self.layout.known
            own = own and not (self._ticked(at) and joined_by(self.survey.columns[at], self.survey))
            if not own or label in labels:
                # an empty column at the end may be anything
                while run and self._empty(run[-1]):
                    run.pop()
                if run:
                    yield run
                run, labels = [], set()
            if own and (run or self._ticked(at)):
                run.append(at)
                labels.add(label)

    def _declared(self, one: ResponseSet) -> MultipleChoice | None:
        if one.codes:
            return self._categories(one)
        return self._dichotomies(one.columns, [], DECLARED, one.text, one.ticked)

    def _dichotomies(
        self, columns: Sequence[int], others: Sequence[int], why: str, text: str = "", ticked: str | None = None
    ) -> MultipleChoice | None:
        """A question with a column for each option; ``others`` hold a choice in the respondent's words."""
        if not all(map(self._free, columns)) or not any(map(self._ticked, columns)):
            return None
        titles = {column: self._title(column) for column in (*columns, *others)}
        stem = _shared_code([titles[column] for column in columns])
        labels = {c: self._label(c, title.removeprefix(stem)) for c, title in titles.items()}
        options = [
            Option(labels[c], column=c, written=c in others, escape=not_an_answer(labels[c]) == NOT_APPLICABLE)
            for c in sorted(labels)
        ]
        if sum(not option.escape for option in options) < 2:
            return None  # one box alone has no base but itself
        codes = {code_key(ticked)} if ticked is not None else self._ticks(columns)
        if not text and why is NEIGHBOURS:
            text = f"{labels[columns[0]]} and {len(columns) - 1} more options"
        return MultipleChoice(
            id="",
            text=text or self._text(columns[0], stem),
            columns=tuple(sorted(labels)),
            options=with_ids(options),
            ticked=frozenset(codes),
            missing=self._missing(columns),
            why=why,
        )

    def _ticks(self, columns: Sequence[int]) -> set[str]:
        """The texts that tick the columns, where these are usual ones; none where columns hold their own words."""
        codes: set[str] = set()
        for column in columns:
            codes |= {code_key(text) for text in self.survey.profile[column] or {} if text and not not_ticked(text)}
        return codes if codes <= TICK else set()

    def _categories(self, one: ResponseSet) -> MultipleChoice | None:
        """A question whose columns hold a code each; codes without a label are named by themselves."""
        if not all(map(self._free, one.columns)):
            return None
        labels: dict[str, str] = {}
        met: dict[str, tuple[str, int]] = {}
        for column in one.columns:
            labels |= {code_key(code): label for code, label in self.layout.labels.get(column, {}).items()}
            profile = self.survey.profile[column]
            if profile is None:
                return None
            for text, n in profile.items():
                spelled, rows = met.get(code_key(text), (text, 0))
                met[code_key(text)] = min(spelled, text), rows + n
        for code, (text, n) in met.items():
            named = number(text) is not None or n >= self._least()  # words may be a respondent's own
            if code and code != "0" and code not in labels and named and no_choice(text) is None:
                labels[code] = text
        missing = self._missing(one.columns)
        codes = sorted(labels.keys() - missing, key=_rank)
        options = [Option(_plain(labels[c]), key=c, escape=not_an_answer(labels[c]) == NOT_APPLICABLE) for c in codes]
        if not 1 <= sum(not option.escape for option in options) <= MOST_OPTIONS:
            return None
        return MultipleChoice("", one.text, one.columns, with_ids(options), missing=missing, why=CATEGORIES)

    def _joined(self, column: Column, separator: str) -> MultipleChoice | None:
        parts = parts_of(column, self.survey, separator)
        missing = self.survey.choices.missing_of(column.index)
        named = {} if parts is None else _options(parts, named_from(parts, self._least()), missing)
        if not 1 <= len(named) <= MOST_OPTIONS:
            use = self.use_of[column.index]
            if use.role == "nothing":
                self.use_of[column.index] = replace(use, why=TOO_FEW.format(least=self._least()))
            return None
        order = sorted(named.items(), key=lambda pair: (-pair[1][1], pair[1][0]))
        options = [Option(label, key=key) for key, (label, _) in order]
        mark = _MARKS.get(separator, f"“{separator.strip()}”")
        why = f"several choices in a cell, parted by {mark}"
        text = _plain(self.layout.questions.get(column.index, column.header)) or column.letter
        return MultipleChoice("", text, (column.index,), with_ids(options), separator, missing=missing, why=why)

    def _least(self) -> int:
        """Respondents that must give a choice which only cells name before it is shown."""
        return max(NAMED_FROM, self.survey.choices.suppress_below)

    def _missing(self, columns: Sequence[int]) -> frozenset[str]:
        return frozenset().union(*(self.survey.choices.missing_of(column) for column in columns))

    def _title(self, column: int) -> str:
        return self.layout.questions.get(column) or self.survey.columns[column].header

    def _label(self, column: int, title: str) -> str:
        """What an option is called: by its platform, in brackets at the end of its title, or by its whole title."""
        found = _TITLE.match(title)
        label = self.layout.options.get(column) or (found[2] if found else title)
        return _plain(label) or self.survey.columns[column].letter

    def _text(self, column: int, stem: str) -> str:
        """What was asked: a title without the option at its end."""
        title = self._title(column)
        found = _TITLE.match(title)
        text = found[1] if found else stem.rstrip("_") or title
        return _plain(_SELECTED.sub("", text)) or self.survey.columns[column].letter


def _shared_code(titles: Sequence[str]) -> str:
    """The code with which all of these begin: ``Q3_`` of ``Q3_1`` and ``Q3_2``."""
    first, last = min(titles), max(titles)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    stem = first[: first.rfind("_", 0, same) + 1]
    return stem if len(titles) > 1 and _CODE.fullmatch(stem) and all(len(title) > len(stem) for title in titles) else ""


def _rank(code: str) -> tuple[bool, Fraction, str]:
    """Numbers in their order, then words."""
    try:
        return False, Fraction(code), code
    except (ValueError, ZeroDivisionError):
        return True, Fraction(0), code


def _plain(text: str) -> str:
    return " ".join(text.split())


def _options(parts: Parts, least: int, missing: frozenset[str]) -> dict[str, tuple[str, int]]:
    """The choices that enough respondents gave, by key: label and rows.

    Parts that follow each other in every cell are one choice with the separator in it, such as ``Yes, always``.
    """
    frequent = {part: n for part, n in parts.rows.items() if n >= least}
    following = {
        part: after
        for part in frequent
        if (after := parts.after.get(part)) and parts.before.get(after) == part and after != part
    }
    inner = set(following.values())
    spelled: dict[str, dict[str, int]] = {}
    for first, n in parts.rows.items():
        if first in inner:
            continue
        chain = [first]
        while (after := following.get(chain[-1])) and after not in chain:
            chain.append(after)
        label = parts.separator.join(chain)
        key = choice_key(label)
        if key and code_key(label) not in missing and no_choice(label) is None:
            spelled.setdefault(key, {})[_plain(label)] = n
    return {
        key: (max(sorted(labels), key=lambda label: labels[label]), sum(labels.values()))
        for key, labels in spelled.items()
        if sum(labels.values()) >= least
    }
