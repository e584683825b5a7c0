"""Whether a column is one of a multiple choice: a tick box of its own, or several choices in one cell.

A multiple choice has no scale, however much its codes look like one.
"""

from __future__ import annotations

from collections import Counter

from csat.detect.column import Column, Survey
from csat.io.text import key
from csat.labels import not_an_answer

_RATED = frozenset({"csat", "nps", "ease", "effort"})
_TICKED = tuple(
    frozenset(key(word) for word in pair)
    for pair in (("Yes", "No"), ("Y", "N"), ("1", "0"), ("TRUE", "FALSE"), ("Checked", "Unchecked"),
                 ("Selected", "Not Selected"), ("بله", "خیر"), ("Ja", "Nein"), ("Oui", "Non"))
)  # fmt: skip
_TICK = frozenset(("1", "y", "yes", "x", "true", "checked", "selected", "بله"))
_CHOICES = 40  # more different parts than this are sentences with commas
_LENGTH = 60  # characters of a choice, on average


def chosen_of_many(column: Column, survey: Survey) -> bool:
    """Whether the column belongs to a multiple choice, by what its platform says of blocks and by its answers."""
    texts = _texts(column)
    if texts is None:
        return False
    layout = survey.layout
    option = layout.options.get(column.index)
    if option and texts == {option}:
        return True
    group = next((group for group in layout.groups if column.index in group), None)
    if group and texts and _ticks(group, column, survey):
        return True
    return any(_joined(column, mark) for mark in layout.separators)


def _texts(column: Column) -> set[str] | None:
    return None if column.answers is None else {text.strip() for text in column.answers.counts if text.strip()}


def _ticks(group: tuple[int, ...], column: Column, survey: Survey) -> bool:
    """Whether all columns of a block are ticked or not, and none is a row with a scale."""
    columns = [survey.columns[at] for at in group if at < len(survey.columns)]
    found = [texts for one in columns if (texts := _texts(one))]
    if len(columns) < 2 or any(one.answers is None for one in columns):
        return False
    if all(len(texts) == 1 for texts in found):
        # One text a column, each its own or a tick, and not in every row: what was not chosen is blank. Of few
        # respondents the rows of a rating may look so too.
        most = max(one.answers.total for one in columns if one.answers)
        blank = any(one.answers.total < most for one in columns if one.answers)
        own = {next(iter(texts)) for texts in found}
        if len(own) == 1 and {key(text) for text in own} <= _TICK:
            return blank
        return blank and len(own) == len(found) > 1 and not column.hints & _RATED
    said = {key(text) for texts in found for text in texts if not not_an_answer(text)}
    return not column.hints & _RATED and any(len(said) == 2 and said <= pair for pair in _TICKED)


def _joined(column: Column, mark: str) -> bool:
    """Whether cells hold several choices: the same parts come again in different company."""
    answers = column.answers
    if answers is None or column.numeric:
        return False
    several = [text for text in answers.counts if mark in text.strip(mark + " ")]
    if len(several) < 2:
        return False
    # Each different cell counts once: a sentence with a comma may come often, but its parts never in other company.
    parts = Counter(part.strip() for text in answers.counts for part in set(text.split(mark)) if part.strip())
    again = sum(n for n in parts.values() if n > 1)
    short = sum(map(len, parts)) <= _LENGTH * len(parts)
    return len(parts) <= _CHOICES and short and 10 * again >= 6 * parts.total()
