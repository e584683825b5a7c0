"""The second road's multiple choices: which rows chose which option, where every cell is one that it can read.

It knows the options, ticks and separators that the record's plan tells, and no words beside. A question of which any
cell holds something else is not covered, since whether that is a choice is for csat's own words to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_answers import label, value

if TYPE_CHECKING:
    import pandas as pd

UNREAD = "options of a multiple choice with cells that are neither a named option nor a known tick"
_UNTICKED = frozenset(map(label, ("", "0", "No", "FALSE", "Unchecked", "خیر")))


def chosen(question: Mapping[str, Any], column: Callable[[str], pd.Series[str]]) -> pd.DataFrame | None:
    """A column an option, by its id, true where a row chose it; None where a cell cannot be read.

    ``column`` gives the texts under a letter. Options that say that the question does not apply are left out.
    """
    import pandas as pd

    ticked = any("letter" in option for option in question["options"])
    read = _ticks(question, column) if ticked else _named(question, column)
    if read is None:
        return None
    escapes = {option["id"] for option in question["options"] if option.get("escape")}
    return pd.DataFrame({id: rows for id, rows in read.items() if id not in escapes})


def _ticks(question: Mapping[str, Any], column: Callable[[str], pd.Series[str]]) -> dict[str, pd.Series[bool]] | None:
    """Of columns that are ticked: by the texts that the plan tells, or by the option's own name."""
    signs, missing = set(question["ticked"]), set(map(value, question["missing"]))
    found = {}
    for option in question["options"]:
        if "letter" not in option or option.get("written"):
            return None
        ticks = {_sign(sign) for sign in signs} or {_sign(option["option"])}
        cells = column(option["letter"])
        if not signs:
            known = ticks | _UNTICKED
            if any(_sign(text) not in known and value(text) not in missing for text in cells.unique()):
                return None
        found[option["id"]] = cells.map(
            lambda text, ticks=ticks: value(text) not in missing and _sign(text) in ticks
        ).astype(bool)
    return found


def _sign(text: str) -> str:
    return label(text) or text.strip()


def _named(question: Mapping[str, Any], column: Callable[[str], pd.Series[str]]) -> dict[str, pd.Series[bool]] | None:
    """Of cells that name options, joined by a separator or one a column."""
    separator, missing = question["separator"], set(map(value, question["missing"]))
    ids = {_sign(option.get("code") or option["option"]): option["id"] for option in question["options"]}
    if len(ids) < len(question["options"]):
        return None
    if separator and any(separator in option["option"] for option in question["options"]):
        return None
    columns = [column(letter) for letter in question["letters"]]
    places: dict[str, frozenset[str]] = {}
    for text in {text for cells in columns for text in cells.unique()}:
        parts = [part.strip() for part in (text.split(separator) if separator else [text])]
        filled = [part for part in parts if part and value(part) not in missing]
        if any(_sign(part) not in ids for part in filled):
            return None
        places[text] = frozenset(ids[_sign(part)] for part in filled)
    found = {}
    for id in ids.values():
        rows = columns[0].map(lambda text, id=id: id in places[text]).astype(bool)
        for cells in columns[1:]:
            rows |= cells.map(lambda text, id=id: id in places[text]).astype(bool)
        found[id] = rows
    return found
