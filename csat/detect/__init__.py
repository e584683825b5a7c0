"""Proposes a plan for an export: what each column is, and why, in words.

Everything is decided from the header and from *all* the distinct answers of the whole file, so the order
of rows never matters. Between readings that change a figure nothing is guessed: the column is listed
as not scored, with the flag that settles it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from csat.choices import Choices
from csat.detect.asked import asked_items, check_scored, check_segment
from csat.detect.column import Column, Place, Profile, Survey
from csat.detect.multiple import find_multiple
from csat.detect.roles import role_of
from csat.io.source import GENERIC, METADATA, Layout
from csat.io.text import key
from csat.multiple.parts import Parts
from csat.plan import Construct, Item, Plan, Scale, Use

__all__ = ["Place", "Profile", "propose"]


def propose(
    headers: Sequence[str],
    letters: Sequence[str],
    profile: Profile,
    choices: Choices,
    place: Place,
    layout: Layout = GENERIC,
    parts: Mapping[int, Mapping[str, Parts]] | None = None,
) -> Plan:
    """The plan of a file: every column's role with its reason, items, constructs, segments, multiple choices.

    ``parts`` are those of columns with too many different texts, where their cells may hold several choices.
    Raises InputError where a column that the caller named cannot be what it is asked to be.
    """
    survey = Survey(headers, letters, profile, choices, place, layout, parts)
    asked = set(choices.measure) | {c for group in (choices.constructs or {}).values() for c in group}
    uses: list[Use] = []
    items: list[Item] = []
    for column in survey.columns:
        grouping = column.index in choices.segments
        if column.index == choices.weight and not grouping:
            uses.append(column.use("weight", "asked for with --weight"))
            continue
        if grouping:
            check_segment(column, role_of(column, survey))
            uses.append(column.use("segment", "asked for with --by"))
        if column.index in asked:
            mine = asked_items(column, survey)
        elif grouping:
            check_scored(column, survey, uses[-1])
            continue
        else:
            found = role_of(column, survey)
            if column.index in layout.beside:
                found = _beside(found, column, survey)
            if isinstance(found, Use):
                check_scored(column, survey, found)
                uses.append(found)
                continue
            mine = [found]
        items += mine
        if not grouping:
            uses.append(column.use("item", mine[0].why))
    named = _name_items(items, survey.columns)
    constructs = name_constructs(_asked_constructs(choices) or _find_constructs(named, survey.columns), named)
    multiple = find_multiple(survey, uses, {item.id for item in named})
    return Plan(
        tuple(named),
        constructs,
        choices.segments,
        tuple(multiple.uses),
        choices.level,
        choices.suppress_below,
        finished_only=choices.finished_only,
        multiple=multiple.questions,
    )


def _beside(found: Item | Use, column: Column, survey: Survey) -> Use:
    """A column that the survey's maker filled holds no answers, however much it looks like them."""
    if isinstance(found, Use):
        return replace(found, why=f"{found.why}; {METADATA} of the survey's maker")
    settle = survey.flag(column, f"--{found.measure}", f":{found.variant}" if found.variant else "")
    return column.use("not scored", f"{METADATA} of the survey's maker, no question", settle)


def _name_items(items: Sequence[Item], columns: Sequence[Column]) -> list[Item]:
    """Give each item a stable short id: its code, else its header in letters and digits."""
    taken: set[str] = set()
    named: list[Item] = []
    for item in items:
        wording = columns[item.column].wording
        words = re.sub(r"[^\w]+", "_", key(wording.row or wording.code or item.header))[:40].strip("_") or "item"
        # a column scored as two measures, or two columns of one wording
        again = item.measure if any(other.column == item.column for other in named) else str(item.column + 1)
        rivals = (words, f"{words}_{again}", f"{words}_{item.measure}_{item.column + 1}")
        words = next(name for name in rivals if name not in taken)
        taken.add(words)
        named.append(replace(item, id=words))
    return named


def name_constructs(constructs: Sequence[Construct], items: Sequence[Item]) -> tuple[Construct, ...]:
    """Give each construct an id: its name in small letters, numbered where that would be another's, or an item's."""
    taken = {item.id for item in items}
    named: list[Construct] = []
    for construct in constructs:
        slug = key(construct.name).replace(" ", "_") or "construct"
        numbered = (f"{slug}_{number}" for number in count(2))
        own = slug if slug not in taken else next(name for name in numbered if name not in taken)
        taken.add(own)
        named.append(replace(construct, id=own))
    return tuple(named)


def _asked_constructs(choices: Choices) -> tuple[Construct, ...]:
    return tuple(
        Construct(name, columns, "asked for with --alpha") for name, columns in (choices.constructs or {}).items()
    )


def _find_constructs(items: Sequence[Item], columns: Sequence[Column]) -> tuple[Construct, ...]:
    """Satisfaction items of one matrix or code prefix on one scale, two at least."""
    groups: dict[tuple[str, Scale], list[int]] = {}
    for item in items:
        stem = columns[item.column].wording.stem
        if stem and item.measure == "csat":
            groups.setdefault((stem, item.scale), []).append(item.column)
    names = Counter(stem for (stem, _), members in groups.items() if len(members) >= 2)
    return tuple(
        Construct(
            stem if names[stem] == 1 else f"{stem} ({scale})",
            tuple(members),
            f"{len(members)} items of one block on {scale}",
        )
        for (stem, scale), members in groups.items()
        if len(members) >= 2
    )
