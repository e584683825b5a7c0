"""Appendix: a card a metric, with its definition, formula, interval and source; then every figure with its counts."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Heading, Paragraph, Run, Table, Text, code, data, strong, words
from csat.report.page import NOTHING, Page
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """Definitions first, then the figures unrounded."""
    yield Heading(3, page.say("formulas"))
    yield Paragraph(page.say("formulas_help"))
    heads = [page.say(name) for name in ("metric", "formula", "interval_method", "reference")]
    yield Table(heads, list(_cards(page)))
    yield Heading(3, page.say("figures"))
    yield Paragraph(page.say("figures_help"))
    heads = [page.say(name) for name in ("id", "value", "low", "high", "counts")]
    yield Table(heads, list(_figures(page)), frozenset({1, 2, 3}))


def _cards(page: Page) -> Iterator[tuple[Text, ...]]:
    """Each metric once, with every formula, interval and source that it has."""
    formulas: dict[str, dict[str, None]] = {}
    sources: dict[str, dict[str, None]] = {}
    methods: dict[str, dict[str, None]] = {}
    for e in page.record.estimates:
        method = e.interval.method if e.interval else ""
        for told, text in ((formulas, e.formula), (sources, e.source), (methods, method)):
            if text:
                told.setdefault(e.metric, {})[text] = None
    texts = page.language.texts["definitions"]
    for metric, found in formulas.items():
        name = strong(words(page.language.label("metrics", metric)))
        definition = (*words(": "), *page.language.fill(texts[metric], {})) if metric in texts else NOTHING
        yield (
            (*name, *definition),
            page.listed(code(formula) for formula in found),
            page.listed(data(method) for method in methods.get(metric, ())),
            page.listed(data(source) for source in sources.get(metric, ())),
        )


def _figures(page: Page) -> Iterator[tuple[Text, ...]]:
    """A row a figure. Of figures of one item or construct in one segment the first has the whole id."""
    last: tuple[str, str] | None = None
    for e in page.record.estimates:
        segment = "".join(f"@{name}={value}" for name, value in e.segment.items())
        owner, metric, rest = e.id.removesuffix(segment).partition(f".{e.metric}")
        yield (code(e.id if last != (owner, segment) else f"{metric}{rest}"), *_values(page, e), _counts(e))
        last = owner, segment


def _values(page: Page, e: Estimate) -> tuple[Text, Text, Text]:
    """Value and bounds; of a figure that has none, the word for why."""
    if e.value is None:
        return page.value(e), NOTHING, NOTHING
    if e.interval is None:
        return _exact(e.value), NOTHING, NOTHING
    return _exact(e.value), _exact(e.interval.low), _exact(e.interval.high)


def _exact(value: float) -> Text:
    """A value as the record has it, in the digits that a calculator takes."""
    return (Run("number", repr(value)),)


def _counts(e: Estimate) -> Text:
    return code("; ".join(f"{name} = {count}" for name, count in e.counts.items())) if e.counts else NOTHING
