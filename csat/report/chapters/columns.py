"""Columns that were not scored: what each was taken as, why, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Heading, Paragraph, Table, code, data, words
from csat.report.page import NOTHING, Page
from csat.report.sentences import tell


def blocks(page: Page) -> Iterator[Block]:
    """First those that only a person can settle, then the others in the order of the file."""
    language = page.language
    left = [use for use in page.record.plan.get("columns", ()) if use["role"] not in ("item", "multiple choice")]
    yield Heading(2, page.say("columns"))
    if not left:
        yield Paragraph(page.say("nothing_else"))
        return
    left.sort(key=lambda use: use["role"] != "not scored")
    rows = [
        (
            data(use["letter"]),
            data(use["column"]),
            words(language.label("roles", use["role"])),
            tell(language, "reasons", use["why"]),
            code(use["settle"]) if use.get("settle") else NOTHING,
        )
        for use in left
    ]
    yield Table([(), *(page.say(name) for name in ("column", "role", "why", "settle"))], rows)
