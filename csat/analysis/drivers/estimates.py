"""The figures of drivers as estimates of a record."""

from __future__ import annotations

from collections.abc import Iterator

from csat.analysis.drivers import words
from csat.analysis.drivers.figures import Told, of_driver
from csat.analysis.drivers.model_figures import of_model
from csat.analysis.drivers.survey import Drivers
from csat.plan import Item, Plan
from csat.results import Estimate


def estimates_of(of: Drivers, id: str, plan: Plan, rows: int) -> Iterator[Estimate]:
    """Those of the model, then those of each driver: what accounts for most first, what is in no model last."""
    for told in of_model(of):
        yield _estimate(told, id, of.items[0], None, plan, rows)
    places = sorted(range(1, len(of.items)), key=lambda place: (-of.importance.get(place, -1.0), place))
    for place in places:
        for told in of_driver(of, place):
            yield _estimate(told, id, of.items[0], of.items[place], plan, rows)


def _estimate(told: Told, id: str, outcome: Item, driver: Item | None, plan: Plan, rows: int) -> Estimate:
    figure, n = told.figure, told.n
    notes = figure.notes
    if figure.value is not None and n < plan.flag_below:
        notes += (words.SMALL_ONE if n == 1 else words.SMALL.format(n=n),)
    return Estimate(
        f"{id}.{figure.metric}" + (f".{driver.id}" if driver else ""),
        figure.metric, figure.unit, figure.value, n, (driver or outcome).header, None, {}, figure.interval,
        figure.no_interval_because, n, figure.counts, figure.formula, figure.source,
        {"incomplete": rows - n} if rows > n else {}, None, notes, None, "drivers",
        {"of": outcome.id} | ({"item": driver.id} if driver else {}), None, told.standard_error,
    )  # fmt: skip
