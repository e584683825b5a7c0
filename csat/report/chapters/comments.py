"""Comments of respondents, where they were asked for: what was taken out of them, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.comments.redaction import MARK
from csat.report.document import Block, Bullets, Heading, Paragraph, Text, data, plain, words
from csat.report.page import Page


def blocks(page: Page) -> Iterator[Block]:
    """A section a column."""
    told = [column for column in page.record.comments if "theme" not in column]
    if not told:
        return
    yield Heading(2, page.say("comments"))
    yield Paragraph(page.say("comments_help"))
    for column in told:
        yield Heading(3, (*data(column["column"]), *words(" ("), *page.letter(column), *words(")")))
        yield from _column(page, column)


def _column(page: Page, column: Mapping[str, Any]) -> Iterator[Block]:
    count = page.language.count
    answered, shown = column["answered"], column["shown"]
    if not answered:
        yield Paragraph(page.say("no_comments"))
        return
    if shown < answered:
        yield Paragraph(page.say("comments_drawn", shown=count(shown), answered=count(answered)))
    else:
        yield Paragraph(page.say("comments_all", answered=count(answered)))
    taken = [
        page.say("reason_count", count=count(n), reason=words(page.language.label("redacted", kind)))
        for kind, n in column["redacted"].items()
    ]
    yield Paragraph(page.say("taken_out", taken=page.joined(taken)) if taken else page.say("nothing_taken_out"))
    yield Bullets([_told(page, text) for text in column["texts"]])


def _told(page: Page, text: str) -> Text:
    """A comment, its marks in the words of the language."""
    label = page.language.label
    return data(MARK.sub(lambda mark: plain(page.say("mark", kind=words(label("redacted", mark[1])))), text))
