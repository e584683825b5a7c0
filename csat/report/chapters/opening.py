"""The title of a report, how many rows were read, and how to read its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.document import Block, Heading, Paragraph, Text, data, words
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.weighting import weighting


def blocks(page: Page) -> Iterator[Block]:
    """The title and what holds for every figure."""
    survey: Mapping[str, Any] = page.record.plan.get("survey", {})
    name = data(survey["title"]) if survey.get("title") else source_name(page)
    yield Heading(1, page.say("title", name=name))
    if day := survey.get("reported"):
        yield Paragraph(page.say("reported_on", day=page.days(day, day, "gregorian")))
    yield Paragraph(rows_read(page))
    if (told := weighting(page)) is not None:
        yield Paragraph((*words(page.language.label("about", "weighting")), *words(": "), *told, *words(".")))
        yield Paragraph(page.say("weighted_answers"))
    yield Paragraph(page.say("reading_help", level=page.language.level(page.figures.level)))


def rows_read(page: Page) -> Text:
    """How many rows were read, scored and set aside."""
    ledger, language = page.record.ledger, page.language
    read, scored = language.count(ledger["read"]), language.count(ledger["scored"])
    aside = {reason: n for reason, n in ledger.get("set_aside", {}).items() if n}
    if not aside:
        return page.say("rows", read=read, scored=scored)
    reasons = page.joined(
        page.say("reason_count", count=language.count(n), reason=tell(language, "aside", reason))
        for reason, n in aside.items()
    )
    return page.say("rows_aside", read=read, scored=scored, aside=language.count(sum(aside.values())), reasons=reasons)


def source_name(page: Page) -> Text:
    """The file, or the first of several and how many more there are."""
    source = page.record.source
    files = source.get("files", ())
    if not files:
        return data(source.get("name") or "-")
    return page.say("and_more", name=data(files[0]["name"]), n=page.language.count(len(files) - 1))
