"""One answer throughout a block of items: straight-lining."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found
from csat.checks.repeats import Pile
from csat.checks.survey import Glance, Survey
from csat.plan import Item

WITH_REVERSED = 3
"""Answers from which a straight line says something where an item is worded the other way round."""

RULE = (
    "The same answer to all items of a block that were answered, {items} at least, or {few} where the block has a "
    "reversed item and that was answered too."
)


@dataclass(frozen=True, slots=True)
class Block:
    """Items on one scale that stand together."""

    name: str
    items: Sequence[Item]


def blocks(survey: Survey, least: int) -> list[Block]:
    """Constructs, by scale, and runs of neighbouring items on one scale that are in none; those long enough."""
    found: list[Block] = []
    for construct in survey.plan.constructs:
        items = [survey.plan.item_of[column] for column in construct.columns]
        found += [Block(construct.name, alike) for alike in _by_scale(items).values()]
    placed = {item.column for block in found for item in block.items}
    run: list[Item] = []
    for item in [*(item for item in survey.items if item.column not in placed), None]:
        if run and (item is None or item.column != run[-1].column + 1 or _like(item) != _like(run[-1])):
            found.append(Block(f"columns {survey.letters[run[0].column]} to {survey.letters[run[-1].column]}", run))
            run = []
        if item is not None:
            run = [*run, item]
    return [block for block in found if len(block.items) >= (WITH_REVERSED if _turned(block) else least)]


def _like(item: Item) -> tuple[object, ...]:
    return item.scale, item.measure, bool(item.labels)


def _by_scale(items: Sequence[Item]) -> dict[object, list[Item]]:
    groups: dict[object, list[Item]] = {}
    for item in items:
        groups.setdefault(item.scale, []).append(item)
    return groups


def _turned(block: Block) -> bool:
    return len({item.reverse for item in block.items}) == 2


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a block of enough items, or one with a reversed item."""
    found = blocks(survey, settings.items)
    if not found:
        return f"no block has {settings.items} items on one scale, or {WITH_REVERSED} with a reversed one among them"
    return _Lines(found, settings.items)


class _Lines(Watch):
    """One byte a row and block."""

    def __init__(self, found: list[Block], least: int) -> None:
        self._blocks, self._least = found, least
        self.columns = sorted({item.column for block in found for item in block.items})
        self._piles = [(Pile(np.bool_), Pile(np.bool_)) for _ in found]

    def look(self, glance: Glance) -> None:
        for block, (looked_at, straight) in zip(self._blocks, self._piles, strict=True):
            enough, same = _straight(glance, block, self._least)
            looked_at.add(enough)
            straight.add(same)

    def found(self) -> Iterator[Found]:
        for block, (looked_at, straight) in zip(self._blocks, self._piles, strict=True):
            rows = np.flatnonzero(straight.whole())
            notes = []
            if len(rows) and not _turned(block):
                notes.append("Without a reversed item a straight line may be meant: look at time and comments too.")
            yield Found(
                f'One answer throughout the {len(block.items)} items of "{block.name}"',
                RULE.format(items=self._least, few=WITH_REVERSED),
                len(rows),
                int(looked_at.whole().sum()),
                len(rows) > 0,
                rows=rows,
                columns=tuple(item.column for item in block.items),
                notes=tuple(notes),
            )


def _straight(glance: Glance, block: Block, least: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per row whether it answered enough of the block, and whether it did so with one answer."""
    last = block.items[0].scale.last
    low = np.full(glance.rows, last + 1, np.int16)
    high = np.full(glance.rows, -1, np.int16)
    answered = np.zeros(glance.rows, np.int16)
    upright = np.zeros(glance.rows, np.bool_)
    turned = np.zeros(glance.rows, np.bool_)
    for item in block.items:
        answers = glance.answers(item.column)
        valid = answers >= 0
        answered += valid
        np.maximum(high, answers, out=high, where=valid)
        np.minimum(low, answers, out=low, where=valid)
        if item.reverse:
            turned |= valid
        else:
            upright |= valid
    enough = (answered >= least) | ((answered >= WITH_REVERSED) & turned & upright)
    return enough, enough & (low == high)


CHECK = Check(
    "Straight lines: one answer throughout a block",
    "Schonlau and Toepoel (2015), Survey Research Methods 9; Kim and others (2019), Social Science Computer Review 37",
    begin,
    items=6,
    excludes=True,
)
