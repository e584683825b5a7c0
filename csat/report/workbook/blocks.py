"""Chapters of the report written down on a sheet: what is said in words, and tables of texts."""

from __future__ import annotations

from collections.abc import Iterable

from csat.report.document import Block, Bullets, Heading, Paragraph, Table, Text, words
from csat.report.workbook.book import Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, of_code, of_words, told


def write(sheet: Sheet, blocks: Iterable[Block], pairs: bool = True) -> None:
    """Headings, lines and tables in their order; charts are left out. What heads a sheet is its title.

    A table without heads is of names and what is said of each: two columns, or, without ``pairs``, lines.
    """
    for block in blocks:
        if isinstance(block, Heading):
            if block.level == 1 or not sheet.row:
                sheet.line(block.text, "title")
            else:
                sheet.chapter(block.text)
        elif isinstance(block, Paragraph):
            sheet.line(block.text)
        elif isinstance(block, Bullets):
            for line in block.lines:
                sheet.line((*words("• "), *line), "")
        elif isinstance(block, Table) and any(block.heads):
            columns = [Column(head, 0) for head in block.heads]
            sheet.table(columns, [[_cell(text) for text in row] for row in block.rows])
        elif isinstance(block, Table):
            for name, said in block.rows:
                if pairs:
                    sheet.put(sheet.row, 0, of_words(name, "muted"))
                    sheet.put(sheet.row, 1, _cell(said, look="id"))
                    sheet.row += 1
                else:
                    sheet.line((*name, *words(": "), *said), "")


def _cell(text: Text, look: str = "code") -> Cell:
    """What only programs read runs from left to right; of a digest alone, the whole stands on one line."""
    if not text:
        return EMPTY
    if all(run.kind == "code" for run in text):
        return of_code(told(text))._replace(look="id" if look == "id" else "code")
    return of_words(text)
