"""Every headline figure with its interval and base, on a chart for each unit and one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from csat.report.chapters import pictures
from csat.report.document import Block, Heading, Table, Text, data, words
from csat.report.figures import Entry
from csat.report.page import HEADLINES, Page
from csat.results import Estimate


class Headline(NamedTuple):
    """A figure that is told first: of an item, or of a construct where ``item`` is None."""

    name: Text
    measure: Text
    estimate: Estimate
    item: Entry | None


def blocks(page: Page) -> Iterator[Block]:
    """A row an item and a row a construct."""
    found = list(headlines(page))
    if not found:
        return
    yield Heading(2, page.say("headlines"))
    yield from _charts(page, found)
    heads = [page.say("question"), page.say("measure"), page.say("figure"), page.interval_head(), page.say("base")]
    rows = [
        (
            one.name,
            one.measure,
            page.value(one.estimate, bold=True),
            page.interval(one.estimate),
            page.base(one.estimate),
        )
        for one in found
    ]
    yield Table(heads, rows, frozenset({2, 3, 4}))
    yield from page.small_base(one.estimate for one in found)


def _charts(page: Page, found: Sequence[Headline]) -> Iterator[Block]:
    """Percentages on one axis, scores from -100 to 100 on another; means of scales that differ on none."""
    for unit in ("percent", "points"):
        rows = [one for one in found if one.estimate.unit == unit]
        if not rows:
            continue
        title = words(page.language.label("metrics", rows[0].estimate.metric))
        target = pictures.one_target(page, (one.estimate for one in rows))
        shown = [(page.brief(one.item) if one.item else one.name, one.estimate) for one in rows]
        yield pictures.points(page, title, shown, None, target)


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
