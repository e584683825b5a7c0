"""What an analysis is: a question asked across metrics, what it needs counted, and the figures that answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from csat.errors import InputError
from csat.io.text import key, plain
from csat.names import uncoded

if TYPE_CHECKING:
    from csat.accumulators import Accumulator
    from csat.names import Names
    from csat.plan import Item, Plan
    from csat.results import Estimate
    from csat.tally import Tally

Entry = Mapping[str, Any]
"""A table of a plan file, or what a record's plan holds of an analysis."""


class Settling:
    """What names mean once the plan is known: items by their id, or by any name of their column.

    ``ids``: those taken, by items, constructs, multiple choices and what was settled before.
    """

    def __init__(self, plan: Plan, names: Names) -> None:
        self.plan, self.names = plan, names
        self._of_id = {item.id: item for item in plan.items}
        self.ids = {thing.id for things in (plan.items, plan.constructs, plan.multiple) for thing in things}

    def item(self, name: str, where: str) -> Item:
        """The item of that id or column. ``where`` is how the caller asked: ``--of`` or ``[[drivers]] of``.

        Raises InputError where there is none, or its column is not scored.
        """
        if name in self._of_id:
            return self._of_id[name]
        if not self.names.matching(name.strip()) and (item := self._beginning(name)):
            return item
        column = self.names.find(name)
        if column in self.plan.item_of:
            return self.plan.item_of[column]
        why = next((use.why for use in self.plan.uses if use.column == column), "")
        raise InputError(
            f'{where} names "{plain(name)}", which is no scored item{f" ({why})" if why else ""}. '
            "Name it with --csat, --nps or --ces too, or give its scale with --scale."
        )

    def _beginning(self, name: str) -> Item | None:
        """The one item whose question begins with these words: ``overall`` of "Overall, how satisfied …"."""
        wanted = key(name)
        begins = re.compile(re.escape(wanted) + r"\b")
        found = {item.column: item for item in reversed(self.plan.items) if begins.match(uncoded(item.header))}
        return next(iter(found.values())) if wanted and len(found) == 1 else None


class Analysis(Protocol):
    """One analysis, as asked for: a frozen dataclass of texts, numbers and tuples, equal where it means the same.

    Items are named by text: any name of theirs as asked for, their ids once it is settled.
    """

    kind: ClassVar[str]
    """Its name in :data:`csat.analysis.ANALYSES`, of its table in plan files, and of its figures and chapter."""

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """From a table of a plan file, or from what :meth:`to_dict` gave (both hold the same keys)."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it: JSON that :meth:`of_entry` makes the same analysis of."""
        ...

    def columns(self) -> Sequence[str]:
        """Names of columns and items that must be read for it, as asked for."""
        ...

    def settled(self, settling: Settling) -> Self:
        """The same with everything decided that was left open, items by their ids.

        Raises InputError where it cannot be done, and what to do.
        """
        ...

    def tallies(self, plan: Plan) -> Mapping[str, Accumulator]:
        """New accumulators for what it needs counted, by a name of its own choice."""
        ...

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """Its figures. ``counted``: its accumulators, filled. ``Estimate.analysis`` is :attr:`kind` of each."""
        ...

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """What must be told beside its figures, a sentence each."""
        ...


Make = Callable[[Entry], Analysis]
