"""Appendix: where the figures come from: files, plan and record with their digests, settings and versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.chapters.opening import source_name
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.page import Page

OF_SOURCE = ("format", "platform", "sheet", "encoding")


def blocks(page: Page) -> Iterator[Block]:
    """What it takes to do every figure again."""
    yield Heading(2, page.say("method"))
    yield Paragraph(page.say("method_help"))
    if "weights" in page.record.ledger:
        yield Paragraph(page.say("weighting_method"))
    yield Heading(3, page.say("source"))
    yield Table([(), ()], list(_source(page)))


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
            yield (*say("sha256"), *(_named(file) if source.get("files") else ())), code(file["sha256"])
    said: Mapping[str, Any] = plan.get("file") or {}
    if said.get("sha256"):
        yield say("plan_file"), code(said["sha256"])
    if plan.get("digest"):
        yield say("digest"), code(plan["digest"])
    yield say("record_digest"), code(record.digest)
    yield say("level"), language.level(page.figures.level)
    for name in ("suppress_below", "flag_below"):
        yield say(name), say("answers_of", n=language.count(getattr(page.figures, name)))
    yield say("schema"), code(record.schema)
    versions = [data(f"{name} {version}") for name, version in record.environment.items()]
    yield say("versions"), page.joined(versions)


def _named(file: Mapping[str, Any]) -> Text:
    return (*words(" ("), *data(file["name"]), *words(")"))
