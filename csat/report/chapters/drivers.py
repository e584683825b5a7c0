"""Key drivers: what share of an outcome each accounts for, with how it goes with it; and what to be careful about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from csat.report.chapters import pictures
from csat.report.document import Block, Chart, Heading, Paragraph, Table, Text
from csat.report.page import Page
from csat.results import Estimate

SHARES = {"lmg": "lmg_share", "johnson": "relative_weight_share"}
_INFLATED = 5  # VIF
_FEW = 15  # complete rows a driver

Found = Mapping[str, Estimate]


def blocks(page: Page) -> Iterator[Block]:
    """A section an outcome."""
    asked = [analysis for analysis in page.record.plan.get("analyses", ()) if analysis["kind"] == "drivers"]
    yield Heading(2, page.say("drivers"))
    yield Paragraph(page.say("drivers_help"))
    told: list[Estimate] = []
    seen: dict[str, int] = {}
    for analysis in asked:
        seen[analysis["of"]] = place = seen.get(analysis["of"], 0) + 1
        id = f"drivers_{analysis['of']}" + (f"_{place}" if place > 1 else "")
        yield from _outcome(page, analysis, id, told)
    yield from page.small_base(told)


def _outcome(page: Page, analysis: Mapping[str, Any], id: str, told: list[Estimate]) -> Iterator[Block]:
    own = [estimate for estimate in page.record.estimates if estimate.id.startswith(f"{id}.")]
    model = {estimate.metric: estimate for estimate in own if "item" not in estimate.about}
    drivers: dict[str, dict[str, Estimate]] = {}
    for estimate in own:
        if "item" in estimate.about:
            drivers.setdefault(estimate.about["item"], {})[estimate.metric] = estimate
    if not drivers or "r2" not in model:
        return
    name = page.brief(page.figures.item_of[analysis["of"]])
    metric = SHARES[analysis["method"]]
    shares = {driver: found[metric] for driver, found in drivers.items()}
    yield Heading(3, page.say("drivers_of", name=name))
    yield from _base(page, model["r2"], len(drivers))
    if model["r2"].value is not None:
        adjusted = page.value(model["r2_adj"])
        yield Paragraph(page.say("drivers_r2", r2=page.value(model["r2"], bold=True), adjusted=adjusted))
    yield _chart(page, name, shares)
    yield _table(page, drivers, shares)
    yield Paragraph(page.say("drivers_lmg" if analysis["method"] == "lmg" else "drivers_johnson"))
    yield Paragraph(page.say("drivers_columns"))
    yield from page.without_interval(shares.values())
    yield from page.remarks(share for share in shares.values() if share.value is None)
    yield from _cautions(page, drivers)
    if analysis["left_out"]:
        yield Paragraph(page.say("drivers_left", names=page.listed(_name(page, id) for id, _ in analysis["left_out"])))
    told += shares.values()


def _base(page: Page, r2: Estimate, drivers: int) -> Iterator[Block]:
    count = page.language.count
    rows = r2.n + sum(r2.missing.values())
    yield Paragraph(page.say("drivers_base", n=page.base(r2), rows=count(rows), k=count(drivers)))
    if r2.n < _FEW * drivers:
        yield Paragraph(page.say("drivers_few", n=count(r2.n), k=count(drivers)))


def _chart(page: Page, name: Text, shares: Found) -> Chart:
    """Shares with their intervals, on an axis from 0 to the next ten beyond them."""
    rows = [(_name(page, driver), share) for driver, share in shares.items()]
    made = pictures.points(page, page.say("drivers_chart", name=name), rows, None)
    ends = [e.interval.high if e.interval else e.value for e in shares.values() if e.value is not None]
    return replace(made, high=min(100, 10 * ceil(max(ends, default=100) / 10)) or 10)


def _table(page: Page, drivers: Mapping[str, Found], shares: Found) -> Table:
    heads = [page.say("driver"), page.say("driver_share"), page.interval_head()]
    heads += [page.say(head) for head in ("driver_r", "driver_beta", "driver_vif")]
    rows: list[Sequence[Text]] = [
        (
            _name(page, driver), page.value(shares[driver], bold=True), page.interval(shares[driver]),
            *(page.value(found.get(metric)) for metric in ("driver_r", "driver_beta", "driver_vif")),
        )
        for driver, found in drivers.items()
    ]  # fmt: skip
    return Table(heads, rows, frozenset(range(1, 6)))


def _cautions(page: Page, drivers: Mapping[str, Found]) -> Iterator[Block]:
    """Drivers whose slope turns against their correlation, and those that others nearly tell."""
    signs = [driver for driver, found in drivers.items() if _opposed(found)]
    if signs:
        yield Paragraph(page.say("drivers_signs", names=page.listed(_name(page, driver) for driver in signs)))
    vifs = {driver: found["driver_vif"].value for driver, found in drivers.items()}
    inflated = [driver for driver, vif in vifs.items() if vif is not None and vif > _INFLATED]
    if inflated:
        yield Paragraph(page.say("drivers_inflated", names=page.listed(_name(page, driver) for driver in inflated)))


def _opposed(found: Found) -> bool:
    r, beta = found["driver_r"].value, found["driver_beta"].value
    return r is not None and beta is not None and r * beta < 0


def _name(page: Page, item: str) -> Text:
    return page.brief(page.figures.item_of[item])
