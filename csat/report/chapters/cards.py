"""Appendix: a card a metric, with its definition, formula, interval and source; then every figure with its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, strong, words
from csat.report.page import NOTHING, Page
from csat.results import Count, Estimate


def blocks(page: Page) -> Iterator[Block]:
    """Definitions first, then the figures unrounded."""
    yield Heading(3, page.say("formulas"))
    yield Paragraph(page.say("formulas_help"))
    heads = [page.say(name) for name in ("metric", "formula", "interval_method", "reference")]
    yield Table(heads, list(_cards(page)))
    yield Heading(3, page.say("figures"))
    yield Paragraph(page.say("figures_help"))
    heads = [page.say(name) for name in ("id", "figures_unrounded", "counts")]
    yield Table(heads, [_row(page, owner, found) for owner, found in _together(page.record.estimates)])


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


def _together(estimates: Iterable[Estimate]) -> Iterator[tuple[str, list[Estimate]]]:
    """Figures that follow each other, of one thing in one segment, as long as no count means two numbers.

    With what they are of, as their ids have it: ``overall@Region=North``.
    """
    group: list[Estimate] = []
    last: tuple[str, str | None] = "", None
    counts: dict[str, Count] = {}
    for e in estimates:
        own = _owner(e), e.column if e.construct and e.counts else None
        if group and (own != last or any(counts.get(name, n) != n for name, n in e.counts.items())):
            yield last[0], group
            group, counts = [], {}
        group.append(e)
        counts |= e.counts
        last = own
    if group:
        yield last[0], group


def _owner(e: Estimate) -> str:
    segment = _segment(e)
    return f"{e.id.removesuffix(segment).partition(f'.{e.metric}')[0]}{segment}"


def _segment(e: Estimate) -> str:
    return "".join(f"@{name}={value}" for name, value in e.segment.items())


def _rest(e: Estimate) -> str:
    """The end of its id, after what it is of."""
    return f".{e.metric}{e.id.removesuffix(_segment(e)).partition(f'.{e.metric}')[2]}"


def _row(page: Page, owner: str, found: Sequence[Estimate]) -> tuple[Text, ...]:
    """The figures by the rest of their ids, as the record has them, and the counts they follow from."""
    if all(page.figures.withheld(e) for e in found):
        return code(owner), page.value(found[0]), NOTHING
    told = page.listed(
        (*code(_rest(e)), *words(" "), *page.value(e)) if e.value is None else code(f"{_rest(e)} {e.value!r}")
        for e in found
    )
    if all(run.kind == "code" or run.text == page.language.texts["lists"]["reasons"] for run in told):
        told = code("; ".join(run.text for run in told if run.kind == "code"))  # from left to right in every language
    counts = {name: n for e in found for name, n in e.counts.items()}
    return code(owner), told, code("; ".join(f"{name} = {n}" for name, n in counts.items()))
