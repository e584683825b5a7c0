"""Comments: the redacted words of respondents, only in a record that was asked for them."""

from __future__ import annotations

from csat.report.chapters import comments
from csat.report.page import Page
from csat.report.workbook import blocks
from csat.report.workbook.book import Book, Sheet


def there(page: Page) -> bool:
    """Whether they were asked for."""
    return any("theme" not in column for column in page.record.comments)


def write(book: Book, sheet: Sheet) -> None:
    """A comment a line, below its question."""
    sheet.columns([120])
    blocks.write(sheet, comments.blocks(book.page))
    sheet.made.freeze_panes(1, 0)
