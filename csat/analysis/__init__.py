"""Analyses, one file or folder a question asked across metrics. A new one is one of them and one line here.

They are imported only where one is asked for: a plain scoring loads none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis, Entry
    from csat.names import Names
    from csat.plan import Plan
    from csat.results import Estimate
    from csat.tally import Tally

ANALYSES: Mapping[str, str] = {
    "index": "csat.analysis.index:Index",
    "compare": "csat.analysis.compare.analysis:Compare",
    "paired": "csat.analysis.paired:Paired",
    "drivers": "csat.analysis.drivers.analysis:KeyDrivers",
    "priorities": "csat.analysis.priorities:Priorities",
    "gap": "csat.analysis.gap:Gap",
    "kano": "csat.analysis.kano:Kano",
    "themes": "csat.analysis.themes:Themes",
    "reliability": "csat.analysis.reliability.analysis:Reliability",
    "banner": "csat.analysis.banner:Banner",
}
"""Where each kind is at home: ``module:class``, in the order of reports: the result, who differs, what it goes
with, what people say, and last what is for those who check the instrument or look figures up."""


def analysis_of(kind: str, entry: Entry) -> Analysis:
    """An analysis from a table of a plan file or of a record. Raises KeyError where there is none of that kind."""
    module, _, name = ANALYSES[kind].partition(":")
    made: Analysis = getattr(import_module(module), name).of_entry(entry)
    return made


def settled(analyses: Sequence[Analysis], plan: Plan, names: Names) -> tuple[Analysis, ...]:
    """Analyses with everything decided, in the order of reports. Raises InputError where one cannot be made."""
    from csat.analysis.analysis import Settling

    settling, order = Settling(plan, names), list(ANALYSES)
    ordered = sorted(analyses, key=lambda analysis: order.index(analysis.kind))
    return tuple(dict.fromkeys(analysis.settled(settling) for analysis in ordered))


def estimates(plan: Plan, tally: Tally) -> Iterator[Estimate]:
    """The figures of every analysis of a plan."""
    for place, analysis in enumerate(plan.analyses):
        yield from analysis.estimates(plan, tally, counted(tally, place))


def notices(plan: Plan, tally: Tally) -> Iterator[str]:
    """What must be told beside them."""
    for place, analysis in enumerate(plan.analyses):
        yield from analysis.notices(plan, tally, counted(tally, place))


def comments(plan: Plan, tally: Tally) -> Iterator[Mapping[str, Any]]:
    """Redacted comments that an analysis tells as examples."""
    for place, analysis in enumerate(plan.analyses):
        if tell := getattr(analysis, "comments", None):
            yield from tell(plan, counted(tally, place))


def counted(tally: Tally, place: int) -> dict[str, Any]:
    """What was counted for the analysis at a place of the plan."""
    return {name: accumulator for (at, name), accumulator in tally.also.items() if at == place}
