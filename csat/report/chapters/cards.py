"""Appendix: a card a metric, with its definition, formula, interval and source; then every figure with its counts."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Heading, Paragraph, Run, Table, Text, code, data, joined, strong, words
from csat.report.page import NOTHING, Page
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """Definitions first, then the figures unrounded."""
    yield Heading(3, page.say("formulas"))
    yield Paragraph(page.say("formulas_help"))
    heads = [page.say(name) for name in ("metric", "formula", "interval_method", "reference")]
    yield Table(heads, list(_cards(page)))
    yield Heading(3, page.say("figures"))
    heads = [page.say(name) for name in ("id", "value", "low", "high", "base", "counts")]
    yield Table(heads, [_figure(page, e) for e in page.record.estimates], frozenset({1, 2, 3, 4}))


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
            joined([code(formula) for formula in found], "; "),
            joined([data(method) for method in methods.get(metric, ())], "; "),
            joined([data(source) for source in sources.get(metric, ())], "; "),
        )


def _figure(page: Page, e: Estimate) -> tuple[Text, ...]:
    if e.value is None:
        return code(e.id), page.value(e), NOTHING, NOTHING, page.base(e), _counts(e)
    bounds = (_exact(e.interval.low), _exact(e.interval.high)) if e.interval else (NOTHING, NOTHING)
    return code(e.id), _exact(e.value), *bounds, (Run("number", str(e.n)),), _counts(e)


def _exact(value: float) -> Text:
    """A value as the record has it, in the digits that a calculator takes."""
    return (Run("number", repr(value)),)


def _counts(e: Estimate) -> Text:
    return code("; ".join(f"{name} = {count}" for name, count in e.counts.items())) if e.counts else NOTHING
