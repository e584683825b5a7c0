"""Every headline figure with its interval, base, target and change, on a chart for each unit and one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from csat.report.chapters import changes, pictures, targets
from csat.report.document import Block, Heading, Paragraph, Table, Text, data, words
from csat.report.figures import Entry
from csat.report.page import HEADLINES, Page
from csat.results import Estimate


class Headline(NamedTuple):
    """A figure that is told first: of an item, or of a construct where ``item`` is None."""

    name: Text
    measure: Text
    estimate: Estimate
    item: Entry | None

    def brief(self, page: Page) -> Text:
        """Its name beside a mark of a chart, or in a sentence."""
        return page.brief(self.item) if self.item else self.name


def blocks(page: Page) -> Iterator[Block]:
    """A row an item and a row a construct; below it what stands out, and what changed."""
    found = list(headlines(page))
    if not found:
        return
    yield Heading(2, page.say("headlines"))
    yield from targets.summary(page, {one.estimate.id: one.brief(page) for one in found})
    yield from changes.summary(page, [one.estimate for one in found])
    yield from _charts(page, found)
    heads = [page.say("question"), page.say("measure"), page.say("figure"), page.interval_head(), page.say("base")]
    rows: list[tuple[Text, ...]] = [
        (
            one.name,
            one.measure,
            page.value(one.estimate, bold=True),
            page.interval(one.estimate),
            page.base(one.estimate),
        )
        for one in found
    ]
    ends = {2, 3, 4}
    states = [targets.state_of(page, one.estimate) for one in found]
    if any(states):
        heads.append(page.say("target"))
        rows = [(*row, state) for row, state in zip(rows, states, strict=True)]
    differences = [changes.signed(page, one.estimate) for one in found]
    if any(differences):
        ends.add(len(heads))
        heads.append(page.say("change"))
        rows = [(*row, difference) for row, difference in zip(rows, differences, strict=True)]
    yield Table(heads, rows, frozenset(ends))
    yield from page.small_base(one.estimate for one in found)
    yield from _standing_out(page, found)
    yield from changes.blocks(page, [(one.brief(page), one.measure, one.estimate) for one in found])


def _charts(page: Page, found: Sequence[Headline]) -> Iterator[Block]:
    """Percentages on one axis, scores from -100 to 100 on another; means of scales that differ on none."""
    for unit in ("percent", "points"):
        rows = [one for one in found if one.estimate.unit == unit]
        if not rows:
            continue
        title = words(page.language.label("metrics", rows[0].estimate.metric))
        target = pictures.one_target(page, (one.estimate for one in rows))
        yield pictures.points(page, title, [(one.brief(page), one.estimate) for one in rows], None, target)


def _standing_out(page: Page, found: Sequence[Headline]) -> Iterator[Paragraph]:
    """The highest and the lowest satisfaction figure of each scale, and whether their intervals lie apart."""
    scales: dict[str, list[Headline]] = {}
    for one in found:
        estimate = one.estimate
        if one.item and estimate.metric == "csat" and estimate.interval and not page.figures.small(estimate):
            scales.setdefault(repr((one.item["scale"], one.item["top"])), []).append(one)
    for group in scales.values():
        group.sort(key=lambda one: one.estimate.value or 0)
        low, high = group[0], group[-1]
        if len(group) < 3 or _tied(group):
            continue
        lower, upper = low.estimate.interval, high.estimate.interval
        apart = lower is not None and upper is not None and lower.high < upper.low
        yield Paragraph(
            page.say(
                "highest_lowest_apart" if apart else "highest_lowest",
                n=page.language.count(len(group)),
                high=high.brief(page),
                high_value=page.value(high.estimate),
                low=low.brief(page),
                low_value=page.value(low.estimate),
            )
        )


def _tied(group: Sequence[Headline]) -> bool:
    """Whether the lowest or the highest of figures in their order is not the only one."""
    values = [one.estimate.value for one in group]
    return values[0] == values[1] or values[-1] == values[-2]


def headlines(page: Page) -> Iterator[Headline]:
    """Everything that is told first: items by measure, then constructs."""
    short = page.language.texts["short"]
    for measure in HEADLINES:
        for item in page.figures.items:
            metric = page.headline(item) if item["measure"] == measure else ""
            estimate = page.figures.item(metric, item)
            if estimate is not None:
                yield Headline(page.question(item), words(short[metric]), estimate, item)
    for construct in page.figures.constructs:
        alpha = page.figures.construct("alpha", construct)
        if alpha is not None:
            yield Headline(data(construct["name"]), words(short["alpha"]), alpha, None)
