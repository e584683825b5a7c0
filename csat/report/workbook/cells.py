"""What stands in the cells: texts that are never a formula, and numbers that are the record's to the last bit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from csat.report.document import Run, Text, words
from csat.report.numbers import count as told_count
from csat.report.numbers import rounded
from csat.report.page import Page
from csat.report.safe import clean, right_to_left
from csat.report.sentences import tell
from csat.results import Estimate

Look = Literal["", "strong", "muted", "code", "id", "good", "bad", "head", "title", "chapter", "lead"]

MOST_LETTERS = 32_767  # of a cell, in UTF-16 units
LEFT_TO_RIGHT = "\u200e"
_ILLEGAL = re.compile("[\ufffe\uffff]")
_RICH = ("<r>", "</r>")


class Exact(float):
    """A number written with every digit that it takes to read the same one back, not with Excel's sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))

    __str__ = float.__repr__


class Cell(NamedTuple):
    """A text or a number. ``form`` is a number's format, ``ltr`` that a text runs from left to right.

    ``of`` names what an auditor may look up: the id of an estimate and its part, as ``Run.of`` does (``v`` value,
    ``l`` low, ``h`` high, ``n`` base).
    """

    value: str | float | int | None
    form: str = ""
    look: Look = ""
    ltr: bool = False
    of: tuple[str, str] | None = None


EMPTY = Cell(None)


def told(text: Text) -> str:
    """A text of the report as a cell has it: what comes from the survey without controls.

    In a line with Persian letters, what has none stands between marks (U+200E), or its ``#``, brackets and minus would
    change their places.
    """
    pieces = [(run, clean(run.text) if run.kind in ("data", "code") else run.text) for run in text]
    if not any(right_to_left(piece) for _, piece in pieces):
        return fitting("".join(piece for _, piece in pieces))
    return fitting("".join(_apart(run, piece) for run, piece in pieces))


def _apart(run: Run, piece: str) -> str:
    own = run.kind in ("data", "code") or (run.kind == "number" and piece[:1] in "+-\u2212")
    return f"{LEFT_TO_RIGHT}{piece}{LEFT_TO_RIGHT}" if own and piece and not right_to_left(piece) else piece


def fitting(text: str) -> str:
    """As much as a cell holds, and nothing that XML or XlsxWriter takes for anything but text."""
    text = _ILLEGAL.sub("", text)
    if len(text) > MOST_LETTERS // 2 and len(text.encode("utf-16-le")) > 2 * MOST_LETTERS:
        text = text.encode("utf-16-le")[: 2 * (MOST_LETTERS - 1)].decode("utf-16-le", "ignore") + "…"
    # XlsxWriter takes such a text for runs with formats, and would write it into the file as XML.
    return f"{text} " if text.startswith(_RICH[0]) and text.endswith(_RICH[1]) else text


def of_words(text: Text, look: Look = "") -> Cell:
    """Words of the catalogue, which run as the language does."""
    return Cell(told(text), look=look)


def of_data(text: object, look: Look = "") -> Cell:
    """Text of the survey, which runs as its own letters do."""
    line = fitting(clean(text))
    return Cell(line, look=look, ltr=not right_to_left(line)) if line else EMPTY


def of_code(text: object) -> Cell:
    """What a program understands."""
    return Cell(fitting(clean(text)), look="code", ltr=True)


def of_id(estimate: Estimate) -> Cell:
    """The name of a figure, on one line however long."""
    return of_code(estimate.id)._replace(look="id")


def of_count(number: float | None, look: Look = "") -> Cell:
    """A count with thousands apart."""
    if number is None:
        return EMPTY
    return Cell(number, "#,##0" if told_count(number).replace(",", "").isdigit() else "#,##0.0", look)


def of_value(
    page: Page,
    value: float | None,
    unit: str,
    look: Look = "",
    sign: bool = True,
    small: bool = False,
    difference: bool = False,
) -> Cell:
    """A value in its unit: unrounded, with a format that shows what :func:`csat.report.numbers.figure` would.

    ``sign`` puts the percent sign behind a percentage, ``small`` a star behind a figure on a small base; of a
    ``difference`` the plus is told.
    """
    if value is None:
        return EMPTY
    return Cell(Exact(value), _format(page, value, unit, sign and not difference, small, difference), look)


def _format(page: Page, value: float, unit: str, sign: bool, small: bool, plus: bool) -> str:
    places = page.figures.places[unit]
    shown = rounded(value, places)
    digits = "0." + "0" * places if places else "0"
    if unit == "percent" and sign:
        before, after = clean(page.language.own("percent")).split("{n}")
    else:
        before = after = ""
    after += "*" if small else ""
    digits = (f'"{before}"' if before else "") + digits + (f'"{after}"' if after else "")
    if not shown.strip("-0."):
        return f"{digits};{digits}"  # a value that rounds to nought has no sign, as everywhere else
    return f"+{digits};-{digits};{digits}" if plus or unit == "points" else digits


# ---------------------------------------------------------------------------------------------------------- estimates


def figure(page: Page, estimate: Estimate, look: Look = "") -> list[Cell]:
    """Value, low and high of an estimate; empty where it is undefined or withheld, which :func:`notes` says."""
    if estimate.value is None:
        return [EMPTY] * 3
    value = of_value(page, estimate.value, estimate.unit, look, small=page.figures.small(estimate))
    cells = [value._replace(of=(estimate.id, "v"))]
    for part in ("low", "high"):
        bound = getattr(estimate.interval, part) if estimate.interval else None
        cells.append(of_value(page, bound, estimate.unit, sign=False)._replace(of=(estimate.id, part[0])))
    return cells


def base(page: Page, estimate: Estimate) -> Cell:
    """How many valid answers it rests on; not told of a withheld figure."""
    return EMPTY if page.figures.withheld(estimate) else of_count(estimate.n)._replace(of=(estimate.id, "n"))


WEIGHTED = ("n_weighted", "n_eff", "standard_error", "deff")
"""What stands beside the base of a weighted figure; the names of their columns too."""


def weighted(page: Page, estimate: Estimate) -> list[Cell]:
    """Of a record of weighted figures :data:`WEIGHTED`; else nothing."""
    if not page.figures.weighted:
        return []
    hidden = page.figures.withheld(estimate)
    numbers = [None if hidden else getattr(estimate, name) for name in WEIGHTED]
    return [EMPTY if number is None else Cell(Exact(number), "#,##0.000") for number in numbers]


def notes(page: Page, estimate: Estimate, bounds: bool = True) -> Cell:
    """What is to be known of a figure: that there is none and why, that its base is small, why it has no ``bounds``."""
    said = [told(tell(page.language, "notes", note)) for note in estimate.notes]
    if estimate.value is None and not said:
        said = [told(page.say("withheld" if page.figures.withheld(estimate) else "undefined"))]
    if bounds and estimate.value is not None and estimate.interval is None and estimate.no_interval_because:
        said.append(told(tell(page.language, "notes", estimate.no_interval_because)))
    return Cell(fitting(" ".join(said)), look="muted") if said else EMPTY


def state(page: Page, target: Mapping[str, Any]) -> tuple[Cell, Cell]:
    """What a target wants, as a number, and whether it is reached, in words."""
    at_least = target["at_least"] is not None
    sign = "≥" if at_least else "≤"
    wanted = Cell(Exact(target["at_least" if at_least else "at_most"]), f'"{sign} "General')
    look: Look = "good" if target["met"] else "muted" if target["value"] is None else "bad"
    return wanted, of_words(words(page.language.label("target_states", target["state"])), look)
