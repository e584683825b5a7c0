"""Appendix for the auditor: the file and versions, the formulas, and every figure unrounded with its counts."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.chapters.opening import source_name
from csat.report.document import Block, Heading, Paragraph, Run, Table, Text, code, data, words
from csat.report.page import NOTHING, Page
from csat.results import Estimate

OF_SOURCE = ("format", "platform", "sheet", "encoding")


def blocks(page: Page) -> Iterator[Block]:
    """What it takes to do every figure again."""
    yield Heading(2, page.say("method"))
    yield Heading(3, page.say("source"))
    yield Table([(), ()], list(_source(page)))
    yield Heading(3, page.say("formulas"))
    yield Paragraph(page.say("formulas_help"))
    heads = [page.say(name) for name in ("metric", "formula", "interval_method", "reference")]
    yield Table(heads, _formulas(page))
    yield Heading(3, page.say("figures"))
    heads = [page.say(name) for name in ("id", "value", "low", "high", "base", "counts")]
    yield Table(heads, [_figure(page, e) for e in page.record.estimates], frozenset({1, 2, 3, 4}))


def _source(page: Page) -> Iterator[tuple[Text, Text]]:
    record, language, plan = page.record, page.language, page.record.plan
    source, say = record.source, page.say
    yield say("file"), source_name(page)
    for name in OF_SOURCE:
        if source.get(name):
            yield say(name), data(source[name])
    if source.get("header_row"):
        yield say("header_row"), language.count(source["header_row"])
    if source.get("size") is not None:
        yield say("size"), language.count(source["size"])
    for file in source.get("files") or [source]:
        if file.get("sha256"):
            of = (*words(" ("), *data(file["name"]), *words(")")) if source.get("files") else ()
            yield (*say("sha256"), *of), code(file["sha256"])
    if plan.get("digest"):
        yield say("digest"), code(plan["digest"])
    yield say("level"), language.level(page.figures.level)
    for name in ("suppress_below", "flag_below"):
        yield say(name), say("answers_of", n=language.count(getattr(page.figures, name)))
    yield say("schema"), code(record.schema)
    versions = [data(f"{name} {version}") for name, version in record.environment.items()]
    yield say("versions"), page.joined(versions)


def _formulas(page: Page) -> list[tuple[Text, ...]]:
    """Each metric once for every formula, interval and source that it has."""
    methods: dict[tuple[str, str, str], str] = {}
    for e in page.record.estimates:
        if e.formula:
            known = methods.setdefault((e.metric, e.formula, e.source), "")
            if e.interval and not known:
                methods[e.metric, e.formula, e.source] = e.interval.method
    label = page.language.label
    return [
        (words(label("metrics", metric)), code(formula), data(method) if method else NOTHING, data(source))
        for (metric, formula, source), method in methods.items()
    ]


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
