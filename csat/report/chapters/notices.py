"""What a person must be told beside the figures."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Bullets, Heading, Paragraph
from csat.report.page import Page
from csat.report.sentences import tell


def blocks(page: Page) -> Iterator[Block]:
    """A line a notice."""
    yield Heading(2, page.say("notices"))
    if page.record.notices:
        yield Bullets([tell(page.language, "notices", notice) for notice in page.record.notices])
    else:
        yield Paragraph(page.say("none"))
