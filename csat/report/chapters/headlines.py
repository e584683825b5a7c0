"""Every headline figure with its interval and base, on one table."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Heading, Table, Text, data, words
from csat.report.page import HEADLINES, Page
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """A row an item and a row a construct."""
    found = list(headlines(page))
    if not found:
        return
    yield Heading(2, page.say("headlines"))
    heads = [page.say("question"), page.say("measure"), page.say("figure"), page.interval_head(), page.say("base")]
    rows = [
        (name, measure, page.value(estimate, bold=True), page.interval(estimate), page.base(estimate))
        for name, measure, estimate in found
    ]
    yield Table(heads, rows, frozenset({2, 3, 4}))
    yield from page.small_base(estimate for _, _, estimate in found)


def headlines(page: Page) -> Iterator[tuple[Text, Text, Estimate]]:
    """Name, measure and figure of everything that is told first: items by measure, then constructs."""
    short = page.language.texts["short"]
    for measure in HEADLINES:
        for item in page.figures.items:
            metric = page.headline(item) if item["measure"] == measure else ""
            estimate = page.figures.item(metric, item)
            if estimate is not None:
                yield page.question(item), words(short[metric]), estimate
    for construct in page.figures.constructs:
        alpha = page.figures.construct("alpha", construct)
        if alpha is not None:
            yield data(construct["name"]), words(short["alpha"]), alpha
