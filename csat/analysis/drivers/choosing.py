"""Which items are drivers of an outcome, and by which method it is shared out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.analysis.analysis import Settling
from csat.analysis.told import named
from csat.errors import InputError
from csat.io.text import plain
from csat.plan import Item, Plan

MOST = 40
"""Drivers at most."""

MOST_LMG = 15
METHODS = ("auto", "lmg", "johnson")

_OUTCOMES = re.compile(
    r"\boverall\b|\bin general\b|\ball in all\b|در مجموع|به[\s\u200c]*طور[\s\u200c]*کلی", re.IGNORECASE
)
"""Words of questions that sum up a whole experience."""


def named_items(names: Sequence[str], outcome: Item, settling: Settling) -> list[Item]:
    """The items of these names or ids, each text one of them or several with commas, in the order of their columns."""
    found: dict[str, Item] = {}
    for item in named(names, settling, "--items"):
        if item.column == outcome.column:
            raise InputError(f'--items names "{plain(item.header)}", which is the outcome itself (--of). Leave it out.')
        found[item.id] = item
    return sorted(found.values(), key=lambda item: item.column)


def by_default(outcome: Item, plan: Plan) -> tuple[list[Item], tuple[tuple[str, str], ...]]:
    """The items that ask about single things, in the order of columns, and the ids of the others with the reason.

    Items that ask how important another one is are neither. Those that have no figures of their own (``measure =
    "part"``) and are in no construct, such as the questions of Kano's method, are taken only where there are no others.
    """
    weights = {item.importance for item in plan.items}
    taken: dict[int, Item] = {}
    left: list[tuple[str, str]] = []
    for item in sorted(plan.items, key=lambda item: item.column):
        if item.column == outcome.column or item.column in taken or item.id in weights:
            continue
        if item.measure in ("nps", "ces"):
            left.append((item.id, item.measure))
        elif item.role in ("overall", "loyalty") or _OUTCOMES.search(item.text or item.header):
            left.append((item.id, "outcome"))
        else:
            taken[item.column] = item
    if not taken:
        raise InputError(
            f'There are no items to explain "{plain(outcome.header)}" by: besides it the survey has no scored question '
            "about a single thing. Name the drivers with --items COLUMN,COLUMN."
        )
    in_constructs = {column for construct in plan.constructs for column in construct.columns}
    scored = [item for item in taken.values() if item.measure != "part" or item.column in in_constructs]
    return scored or list(taken.values()), tuple(left)


def refuse(method: str, bootstrap: int | None, seed: int, drivers: int = 1) -> str:
    """The method for so many drivers. Raises InputError where what was asked for cannot be done."""
    if method not in METHODS:
        raise InputError(f'--method "{plain(method)}" is not known. Write auto, lmg or johnson.')
    if bootstrap is not None and not (bootstrap == 0 or 100 <= bootstrap <= 100_000):
        raise InputError("--bootstrap takes the number of draws, from 100 to 100000, or 0 for none.")
    if seed < 0:
        raise InputError("--seed takes a whole number from 0 on.")
    if drivers > MOST:
        raise InputError(
            f"There are {drivers} drivers, and more than {MOST} cannot be told apart usefully. "
            "Name those that matter with --items COLUMN,COLUMN."
        )
    if method == "lmg" and drivers > MOST_LMG:
        raise InputError(
            f"LMG works out every model of the drivers, and of {drivers} drivers there are too many; it takes at most "
            f"{MOST_LMG}. Name fewer with --items, or write --method johnson."
        )
    return ("lmg" if drivers <= MOST_LMG else "johnson") if method == "auto" else method
