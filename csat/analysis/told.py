"""What analyses of items share: their ids and items, their figures as estimates, and notices on items they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from csat.analysis.analysis import Settling
from csat.choices import split_columns
from csat.errors import InputError
from csat.io.text import plain
from csat.metrics.figure import Figure
from csat.multiple.selections import slug
from csat.plan import Item, Plan
from csat.results import Estimate

UNDETERMINED = (
    "It is not defined: the items explain nothing, one of them says nothing that the others do not say, or hardly "
    "anybody answered them all."
)
NOBODY = "Nobody gave a valid answer to all of its items."


def id_of(name: str, kind: str, settling: Settling) -> str:
    """An id for an analysis: its name in small letters, numbered where something else has that id."""
    own = slug(name) or kind
    own = own if own not in settling.ids else next(o for n in count(2) if (o := f"{own}_{n}") not in settling.ids)
    settling.ids.add(own)
    return own


def one_of(value: str, known: Sequence[str], where: str) -> None:
    """Raise InputError where a word is none of those that are known: what a plan file's schema refuses by itself."""
    if value not in known:
        listed = " or ".join(f'"{one}"' for one in known if one)
        raise InputError(f'{where} is {listed}, not "{plain(value)}".')


def pairs_of(entries: Iterable[Sequence[str]], where: str) -> tuple[tuple[str, str, str], ...]:
    """Two items each and a name, or "". Raises InputError where there are none, or one is made otherwise."""
    made = []
    for entry in entries:
        told = () if isinstance(entry, str) else tuple(entry)
        if len(told) not in (2, 3) or not all(isinstance(one, str) for one in told):
            raise InputError(f"{where} are lists of two items each, or of two items and a name.")
        made.append((told[0], told[1], told[2] if len(told) > 2 else ""))
    if not made:
        raise InputError(f"{where} are lists of two items each, and there are none.")
    return tuple(made)


def items_of(plan: Plan, ids: Iterable[str]) -> list[Item]:
    """The items of these ids."""
    of_id = {item.id: item for item in plan.items}
    return [of_id[id] for id in ids]


def named(names: Iterable[str], settling: Settling, where: str) -> list[Item]:
    """The items that a caller names, each by a text of its own or several parted by commas."""
    ids = {item.id for item in settling.plan.items}
    listed = [one for text in names for one in ([text] if text in ids else split_columns(text, settling.names))]
    return [settling.item(name, where) for name in listed]


def parts(names: Iterable[str]) -> list[str]:
    """The same names with every part of those that hold commas, as columns to be read."""
    return [one for name in names for one in (name, *(part.strip() for part in name.split(",") if "," in name))]


def once(items: Sequence[Item], where: str) -> None:
    """Raise InputError where an item is named twice."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise InputError(f'{where} names "{plain(item.header)}" twice. Name each item once.')
        seen.add(item.id)


def upright(items: Sequence[Item], where: str) -> None:
    """Raise InputError where the low end of an item's scale is the good one, and nothing turns it round."""
    for item in items:
        if item.variant == "ces1" and not item.reverse:
            raise InputError(
                f'{where}: "{plain(item.header)}" is of effort, where low is good, and would count the wrong way '
                "round. Reverse it (reverse = true, or --reverse), or leave it out."
            )


def estimate(
    kind: str,
    id: str,
    figure: Figure,
    plan: Plan,
    n: int,
    missing: Mapping[str, int],
    about: Mapping[str, str],
    item: Item | None = None,
    people: str = "complete cases",
) -> Estimate:
    """A figure of an analysis over the whole file. ``people``: what n counts, as the note on a small base says it."""
    notes = figure.notes
    if 0 < n < plan.flag_below and figure.value is not None:
        notes += (f"Small base: {n} {people if n > 1 else people.removesuffix('s')} (n = {n}).",)
    return Estimate(
        id, figure.metric, figure.unit, figure.value, n, item.header if item else None, None, {}, figure.interval,
        figure.no_interval_because, n, figure.counts, figure.formula, figure.source,
        {reason: rows for reason, rows in missing.items() if rows}, None, notes, analysis=kind, about=dict(about),
    )  # fmt: skip


def renamed(figure: Figure, metric: str, source: str = "") -> Figure:
    """A figure of an item as one of an analysis."""
    return replace(figure, metric=metric, source=source or figure.source)


def also_scored(plan: Plan, ids: Iterable[str], role: str) -> Iterator[str]:
    """Said where items that only serve an analysis are scored by themselves too; ``role``: what they ask for."""
    found = [item for item in items_of(plan, dict.fromkeys(ids)) if item.measure != "part"]
    if found:
        names = ", ".join(f'"{plain(item.header)}"' for item in found[:4])
        more = f" and {len(found) - 4:,} more" if len(found) > 4 else ""
        yield (
            f"Items that ask for {role} have figures of their own too: {names}{more}. With the measure part in a plan "
            "file they have none."
        )
