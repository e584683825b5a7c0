"""Constructs: Cronbach's alpha of each, how each item fits the others, and what to be careful about."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.chapters.reliability_full import asked
from csat.report.document import Block, Heading, Paragraph, Table, data, words
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate

OF_CONSTRUCT = ("alpha", "alpha_standardized", "inter_item_r")
OF_ITEM = ("item_rest_r", "alpha_if_dropped")


def blocks(page: Page) -> Iterator[Block]:
    """A section a construct; those that an analysis tells in full are left to its chapter."""
    in_full = asked(page)
    constructs = [construct for construct in page.figures.constructs if construct not in in_full]
    if not constructs:
        return
    yield Heading(2, page.say("reliability"))
    told: list[Estimate] = []
    for construct in constructs:
        yield from _construct(page, construct, told)
    yield Paragraph(page.say("alpha_limits"))
    yield from page.small_base(told)
    yield from page.without_interval(told)


def _construct(page: Page, construct: Entry, told: list[Estimate]) -> Iterator[Block]:
    yield Heading(3, data(construct["name"]))
    found = [e for metric in OF_CONSTRUCT if (e := page.figures.construct(metric, construct)) is not None]
    heads = [page.say("figure"), page.say("value"), page.interval_head(), page.say("complete")]
    rows = [(page.metric(e), page.value(e, bold=e.metric == "alpha"), page.interval(e), page.base(e)) for e in found]
    yield Table(heads, rows, frozenset({1, 2, 3}))
    fits = [[page.figures.construct(metric, construct, item) for metric in OF_ITEM] for item in construct["items"]]
    rows_of_items = [
        (page.brief(page.figures.item_of[item]), *(page.value(e) for e in fit))
        for item, fit in zip(construct["items"], fits, strict=True)
    ]
    heads = [page.say("item"), *(words(page.language.label("metrics", metric)) for metric in OF_ITEM)]
    yield Table(heads, rows_of_items, frozenset({1, 2}))
    items = [estimate for fit in fits for estimate in fit if estimate is not None]
    yield from page.remarks(found)
    for item, fit in zip(construct["items"], fits, strict=True):
        for note in page.remarks([e for e in fit if e is not None and e.notes not in {f.notes for f in found}]):
            yield Paragraph((*page.brief(page.figures.item_of[item]), *words(": "), *note.text))
    alpha = page.figures.construct("alpha", construct)
    if alpha is not None:
        incomplete = alpha.missing.get("incomplete", 0)
        yield Paragraph(
            page.say(
                "alpha_base",
                k=page.language.count(len(construct["items"])),
                n=page.language.count(alpha.n),
                rows=page.language.count(alpha.n + incomplete),
            )
        )
    told += found + items
