"""Which segments are withheld: the small ones, and those that would give them away.

What is told of other segments gives a withheld one away where it can be taken from a total: of the whole file or, where
two segmentings lie in each other (cities in regions, or one column under two names), of the segments of the other one.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)
_Sides = tuple[list[Group], list[Group]]


def suppressed(bases: Sequence[int], below: int) -> set[int]:
    """Which segments of one segmenting are withheld, by index, given their bases.

    Those with answers but fewer than ``below``; and, since total minus the others would tell, the next
    smallest ones too until what is withheld together is at least two segments and ``below`` answers.
    """
    small = {i for i, n in enumerate(bases) if 0 < n < below}
    if not small:
        return set()
    others = sorted((i for i, n in enumerate(bases) if n >= below), key=lambda i: (bases[i], i))
    for i in others:
        if len(small) >= 2 and sum(bases[j] for j in small) >= below:
            break
        small.add(i)
    return small


def withheld_of(
    segmentings: Sequence[Sequence[Group]],
    bases: Mapping[Group, int],
    met: Collection[tuple[Group, Group]],
    below: int,
) -> set[Group]:
    """The segments that are withheld of several segmentings together.

    ``met``: pairs of segments of two segmentings that some row is in both of. Segments that hang together by such
    pairs have one total on both sides. Pairs of segmentings are looked at, not three at once.
    """
    hidden: set[Group] = set()
    for groups in segmentings:
        hidden |= {groups[i] for i in suppressed([bases[group] for group in groups], below)}
    if not hidden or len(segmentings) < 2:
        return hidden
    sides = [[group for group in groups if bases[group]] for groups in segmentings]
    pairs = [list(_hanging_together(one, other, met)) for one, other in combinations(sides, 2)]
    while (
        group := next((g for parts in pairs if (g := _to_hide(parts, hidden, bases, below)) is not None), None)
    ) is not None:
        hidden.add(group)
    return hidden


def _hanging_together(
    one: Sequence[Group], other: Sequence[Group], met: Collection[tuple[Group, Group]]
) -> Iterator[_Sides[Group]]:
    """The parts that two segmentings fall into: rows of a part are in no segment of another."""
    beside: dict[Group, list[Group]] = {group: [] for group in (*one, *other)}
    for a, b in met:
        if a in beside and b in beside:
            beside[a].append(b)
            beside[b].append(a)
    left, second = dict.fromkeys((*one, *other)), set(other)
    while left:
        part, waiting = [], [left.popitem()[0]]
        while waiting:
            group = waiting.pop()
            part.append(group)
            waiting += [near for near in dict.fromkeys(beside[group]) if left.pop(near, group) is None]
        yield [group for group in part if group not in second], [group for group in part if group in second]


def _to_hide(
    parts: Sequence[_Sides[Group]], hidden: Collection[Group], bases: Mapping[Group, int], below: int
) -> Group | None:
    """A segment to withhold as well, since the sum of too few that are withheld follows from what is told.

    In each part the sums of both sides are equal, and the sum of a side over all parts is the total. So the sum of
    what is withheld on one side of a part follows where the other side is told in full, or where every other part has
    one side told in full. That of a whole side always follows, and :func:`suppressed` has seen to it.
    """
    held: list[_Sides[Group]] = [([g for g in a if g in hidden], [g for g in b if g in hidden]) for a, b in parts]
    on_both = [place for place, (a, b) in enumerate(held) if a and b]
    for place, part in enumerate(held):
        for side in (0, 1):
            follows = not part[1 - side] or on_both in ([], [place])
            if follows and _too_few(part[side], bases, below):
                more = (parts[place][side], parts[place][1 - side], [g for sides in parts for g in sides[side]])
                for groups in more:
                    if (group := _smallest(groups, hidden, bases)) is not None:
                        return group
    return None


def _too_few(groups: Sequence[Group], bases: Mapping[Group, int], below: int) -> bool:
    return bool(groups) and (len(groups) < 2 or sum(bases[group] for group in groups) < below)


def _smallest(groups: Sequence[Group], hidden: Collection[Group], bases: Mapping[Group, int]) -> Group | None:
    shown = [group for group in groups if group not in hidden]
    return min(shown, key=lambda group: (bases[group], str(group))) if shown else None
