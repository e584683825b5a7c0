"""Whether a column is one of a multiple choice: a tick box of its own, or several choices in one cell.

A multiple choice has no scale, however much its codes look like one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from csat.detect.column import Column, Survey
from csat.io.source import Layout
from csat.io.text import key, number
from csat.labels import not_an_answer
from csat.multiple import MOST_OPTIONS, NAMED_FROM, NAMED_SHARE
from csat.multiple.parts import Parts
from csat.multiple.selections import split

_RATED = frozenset({"csat", "nps", "ease", "effort"})
_TICKED = tuple(
    frozenset(key(word) for word in pair)
    for pair in (("Yes", "No"), ("Y", "N"), ("1", "0"), ("TRUE", "FALSE"), ("Checked", "Unchecked"),
                 ("Selected", "Not Selected"), ("بله", "خیر"), ("Ja", "Nein"), ("Oui", "Non"))
)  # fmt: skip
TICK = frozenset(("1", "y", "yes", "x", "true", "checked", "selected", "بله"))
_ANYWHERE = (";",)  # what joins choices where no platform says
_LENGTH = 120  # characters of a choice, on average


def chosen_of_many(column: Column, survey: Survey) -> bool:
    """Whether the column belongs to a multiple choice, by what its platform says of blocks and by its answers."""
    if joined_by(column, survey):
        return True
    texts = _texts(column)
    if texts is None:
        return False
    layout = survey.layout
    option = layout.options.get(column.index)
    if option and texts == {option}:
        return True
    # what respondents wrote beside the boxes does not say whether these are boxes
    group = next((group for group in layout.groups if column.index in group), ())
    group = tuple(at for at in group if at not in layout.others)
    if column.index not in group:
        return False
    return bool(texts) and _ticks(group, survey)


def joined_by(column: Column, survey: Survey) -> str | None:
    """What stands between the choices in a cell of the column, where its cells hold several."""
    return next((mark for mark in separators(survey.layout) if _joined(column, survey, mark)), None)


def separators(layout: Layout) -> tuple[str, ...]:
    """What may stand between the choices in a cell."""
    return layout.separators or _ANYWHERE


def parts_of(column: Column, survey: Survey, separator: str) -> Parts | None:
    """The parts of all its cells; None where there are too many."""
    texts = survey.profile[column.index]
    if texts is not None:
        parts = Parts(separator)
        parts.add(texts)
    else:
        found = survey.parts.get(column.index, {}).get(separator)
        if found is None:
            return None
        parts = found
    return None if parts.over else parts


def _texts(column: Column) -> set[str] | None:
    return None if column.answers is None else {text.strip() for text in column.answers.counts if text.strip()}


def named_from(parts: Parts, suppress_below: int = 0) -> int:
    """Respondents that must give a choice before it is named: fewer may have typed it."""
    return max(NAMED_FROM, suppress_below, -(-parts.filled // NAMED_SHARE))


def _ticks(group: tuple[int, ...], survey: Survey) -> bool:
    """Whether all columns of a block are ticked or not, and none is a row with a scale."""
    columns = [survey.columns[at] for at in group if at < len(survey.columns)]
    found = [texts for one in columns if (texts := _texts(one))]
    if len(columns) < 2 or any(one.answers is None for one in columns):
        return False
    # A question about satisfaction says so in the title of each of its columns, one option in its own alone.
    rated = all(one.hints & _RATED for one in columns)
    if all(len(texts) == 1 for texts in found):
        # One text a column, each its own or a tick, and not in every row: what was not chosen is blank. Of few
        # respondents the rows of a rating may look so too.
        most = max(one.answers.total for one in columns if one.answers)
        blank = any(one.answers.total < most for one in columns if one.answers)
        own = {next(iter(texts)) for texts in found}
        if len(own) == 1 and {key(text) for text in own} <= TICK:
            return blank
        return blank and len(own) == len(found) > 1 and not rated
    said = {key(text) for texts in found for text in texts if not not_an_answer(text)}
    return not rated and any(len(said) == 2 and said <= pair for pair in _TICKED)


def _joined(column: Column, survey: Survey, mark: str) -> bool:
    """Whether cells hold several choices: the same parts come again in different company."""
    answers = column.answers
    if answers is None:
        return _many_joined(column, survey, mark)
    several = [text for text in answers.counts if mark in text.strip(mark + " ")]
    if len(several) < 2 or answers.dates:
        return False
    cells = [cell for text in answers.counts if (cell := split(text, mark))]
    if column.numeric and not _are_codes(column, several, cells):
        return False
    # Each different cell counts once: a sentence with a comma may come often, but its parts never in other company.
    parts = Counter(part for cell in cells for part in set(cell))
    often = [part for part, n in parts.items() if n > 1]
    again = sum(parts[part] for part in often)
    return 10 * again >= 6 * parts.total() and _are_choices(often) and _mixed(cells)


def _are_codes(column: Column, several: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a column of numbers holds codes of choices: not 4,5 for four and a half, nor a rating with slips."""
    answers = column.answers
    assert answers is not None
    proper = [text for text in several if number(text) is None]
    rows = sum(answers.counts[text] for text in proper)
    whole = all(part.isdecimal() and len(part) < 4 for cell in cells for part in cell)
    return len(proper) > 1 and whole and 5 * rows > answers.total and not column.hints & _RATED


def _mixed(cells: Sequence[Sequence[str]]) -> bool:
    """Whether any part stands now alone and now with others, or now in front and now behind.

    In labels such as ``Agree, strongly`` and ``Disagree, somewhat`` each has its place.
    """
    alone = {cell[0] for cell in cells if len(cell) == 1}
    front = {cell[0] for cell in cells if len(cell) > 1}
    behind = {part for cell in cells for part in cell[1:]}
    return bool(behind & (alone | front) or front & alone)


def _many_joined(column: Column, survey: Survey, mark: str) -> bool:
    """The same of more different cells than are kept: most of what they hold is a few parts, given again and again."""
    parts = parts_of(column, survey, mark)
    if parts is None or not parts.several:
        return False
    least = named_from(parts)
    often = [part for part, n in parts.rows.items() if n >= least]
    given = sum(parts.rows.values())
    return 10 * sum(parts.rows[part] for part in often) >= 6 * given and _are_choices(often)


def _are_choices(parts: Sequence[str]) -> bool:
    return 1 < len(parts) <= MOST_OPTIONS and sum(map(len, parts)) <= _LENGTH * len(parts)
