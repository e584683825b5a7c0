"""Segments: for each, every headline figure with its interval and base; what is withheld is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from csat.report.chapters import pictures
from csat.report.document import Block, Heading, Paragraph, Table, Text, data, words
from csat.report.figures import WHOLE, Entry, Segment
from csat.report.page import HEADLINES, Page
from csat.results import Estimate

BLANK, UNDATED = "(blank)", "(no date)"
_NO_VALUE = {"": "no_value", BLANK: "no_value", UNDATED: "no_date"}


def blocks(page: Page) -> Iterator[Block]:
    """A table for each column that the survey is split by."""
    figures = page.figures
    if not figures.segmentings or not any(True for _ in _headlines(page)):
        return
    yield Heading(2, page.say("segments"))
    told: list[Estimate | None] = []
    for names, segments in figures.segmentings.items():
        by = page.joined(by_column(page, name) for name in names)
        yield Heading(3, by)
        for name, item, find in _headlines(page):
            found = [(_label(page, segment), find(segment)) for segment in (WHOLE, *segments)]
            told += [estimate for _, estimate in found]
            yield Heading(4, name)
            yield pictures.points(page, (*name, *words(": "), *by), found, item)
            rows = [(label, page.value(e), page.interval(e), page.base(e)) for label, e in found]
            heads = [page.say("segment"), page.say("value"), page.interval_head(), page.say("base")]
            yield Table(heads, rows, frozenset({1, 2, 3}))
    yield from page.small_base(told)
    if any(figures.withheld(estimate) for estimate in told):
        yield Paragraph(page.say("withheld_why", n=page.language.count(figures.suppress_below)))


def by_column(page: Page, name: str) -> Text:
    """What figures are told by: a column with its letter."""
    letter = page.figures.letters.get(name)
    if letter is None:
        return page.say("by_bare", column=data(name))
    return page.say("by", column=data(name), letter=data(page.language.digits(letter)))


def _label(page: Page, segment: Segment) -> Text:
    if not segment:
        return page.say("whole_file")
    values = [value for _, value in segment]
    return page.joined(page.say(_NO_VALUE[value]) if value in _NO_VALUE else data(value) for value in values)


def _headlines(page: Page) -> Iterator[tuple[Text, Entry | None, Callable[[Segment], Estimate | None]]]:
    figures, short = page.figures, page.language.texts["short"]
    for measure in HEADLINES:
        for item in figures.items:
            if item["measure"] == measure:
                metric = page.headline(item)
                name = page.say("of", metric=words(short[metric]), name=page.brief(item))
                yield name, item, partial(figures.item, metric, item)
    for construct in figures.constructs:
        name = page.say("of", metric=words(short["alpha"]), name=data(construct["name"]))
        yield name, None, partial(figures.construct, "alpha", construct, None)
