"""The chapters of analyses on a screen: the blocks that every format writes down, as lines of at most its width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console

from csat.report.chapters import OF_ANALYSIS
from csat.report.document import Block, Bullets, Chart, Heading, Paragraph, Table, plain
from csat.report.language import read_language
from csat.report.page import Page
from csat.report.rows import Column, Row, Screen
from csat.results import Record


def show(record: Record, kinds: Sequence[str], console: Console, *, isolate: bool | None = None) -> None:
    """Print the chapters of these kinds of analysis, in English."""
    screen = Screen(console, isolate)
    page = Page(record, read_language("en"))
    for kind, blocks in OF_ANALYSIS.items():
        if kind in kinds:
            write(screen, blocks(page))
    screen.show()


def write(screen: Screen, blocks: Iterable[Block]) -> None:
    """Blocks as lines. Tables have their first column last, where it may be cut; charts are left to other formats."""
    for block in blocks:
        match block:
            case Heading(text=text):
                screen.line()
                screen.paragraph(plain(text), "bold")
            case Paragraph(text=text):
                screen.paragraph(plain(text), indent="  ")
            case Bullets(lines=lines):
                for line in lines:
                    screen.paragraph(plain(line), first="- ", indent="  ")
            case Table(heads=heads, rows=rows, ends=ends):
                columns = [
                    Column(plain(head), spare=place, left=place not in ends) for place, head in enumerate(heads[1:], 1)
                ]
                told = [Row([plain(cell) for cell in row[1:]], plain(row[0])) for row in rows]
                screen.table(columns, told, plain(heads[0]))
            case Chart():
                continue
