"""The report as Markdown (CommonMark with tables, as GitHub and most editors read it), in any language.

Text from the survey is escaped: no link, no markup, no HTML and no cell border comes out of it. Right-to-left text is
set apart with invisible isolates (U+2066 to U+2069), which work in an editor as in a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from csat.report.chapters import document
from csat.report.document import Bar, Block, Bullets, Chart, Heading, Paragraph, Run, Table, Text
from csat.report.language import Language
from csat.report.safe import clean, right_to_left
from csat.results import Record

_SPECIAL = re.compile(r"[\\`*_\[\]|~$]")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WEB = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"(?P<sign>[-+=#])|(?P<number>\d+)(?=[.)])")
_SIMPLE_CODE = re.compile(r"[^`|&<>]+\Z")
_BAR = 20  # signs of all answers
_WORD_JOINER = "\u2060"
_FIRST_STRONG, _LEFT_TO_RIGHT, _END = "\u2068", "\u2066", "\u2069"


def render(record: Record, language: Language) -> bytes:
    """The whole report in UTF-8."""
    writer = _Writer(language)
    body = "\n\n".join(block for made in document(record, language) if (block := writer.block(made)))
    if language.right_to_left:
        body = f'<div dir="rtl" lang="{language.code}">\n\n{body}\n\n</div>'
    return f"{body}\n".encode("utf-8", "replace")


def _bars(chart: Chart) -> Iterator[Text]:
    """A bar a row: as many signs as its share, one at least for whoever is there."""
    for row in chart.rows:
        share = row.shares[0].share if isinstance(row, Bar) and row.shares else 0
        yield (Run("words", "█" * max(round(_BAR * share / 100), 1)),) if share else ()


def escape(text: str) -> str:
    """Text that Markdown shows as it is, wherever in a line it stands."""
    line = _SPECIAL.sub(r"\\\g<0>", clean(text)).translate(_HTML)
    line = _WEB.sub(r"\\\g<0>", line)
    # GitHub makes a link of an address even where the @ is escaped; this joiner is seen by nobody, and ends it.
    return line.replace("@", f"@{_WORD_JOINER}")


class _Writer:
    def __init__(self, language: Language) -> None:
        self.rtl = language.right_to_left
        self.bars: Sequence[Text] = ()  # of the chart before, to be drawn beside the rows of its table

    def block(self, block: Block) -> str:
        if isinstance(block, Chart):
            self.bars = list(_bars(block)) if block.kind == "bars" else ()
            return ""  # the table after it says the same
        told = self.told(block)
        self.bars = ()
        return told

    def told(self, block: Heading | Paragraph | Bullets | Table) -> str:
        if isinstance(block, Heading):
            return f"{'#' * block.level} {self.line(block.text)}"
        if isinstance(block, Paragraph):
            return self.line(block.text)
        if isinstance(block, Bullets):
            return "\n".join(f"- {self.line(line)}" for line in block.lines)
        return "\n".join(self.table(block))

    def table(self, table: Table) -> Iterator[str]:
        start, end = ("--:", ":--") if self.rtl else (":--", "--:")
        drawn: Iterable[tuple[Text, ...]] = [(bar,) for bar in self.bars] or repeat(())
        heads = (*table.heads, ()) if self.bars else table.heads
        yield self.row(heads)
        yield f"| {' | '.join(end if at in table.ends else start for at in range(len(heads)))} |"
        for row, bar in zip(table.rows, drawn, strict=False):
            yield self.row((*row, *bar))

    def row(self, cells: Sequence[Text]) -> str:
        return f"| {' | '.join(''.join(map(self.run, cell)) for cell in cells)} |"

    def line(self, text: Text) -> str:
        """A line of its own: nothing at its beginning makes a list or a heading of it, and a heading keeps its end."""
        line = "".join(map(self.run, text))
        start = _LINE_START.match(line)
        if start:
            line = f"\\{line}" if start["sign"] else f"{start['number']}\\{line[start.end() :]}"
        return re.sub(r"(#+)\Z", r"\\\1", line)

    def run(self, run: Run) -> str:
        told = self._told(run)
        return f"**{told}**" if run.strong and told else told

    def _told(self, run: Run) -> str:
        if run.kind == "words":
            return escape_words(run.text)
        if run.kind == "number":
            signed = self.rtl and run.text[:1] in "+-\u2212"
            return f"{_LEFT_TO_RIGHT}{run.text}{_END}" if signed else run.text
        if run.kind == "code":
            told = _code(clean(run.text))
            return f"{_LEFT_TO_RIGHT}{told}{_END}" if told and (self.rtl or right_to_left(told)) else told
        told = escape(run.text)
        return f"{_FIRST_STRONG}{told}{_END}" if told and (self.rtl or right_to_left(told)) else told


def escape_words(text: str) -> str:
    """Words of the catalogue: spaces at their ends count."""
    return _SPECIAL.sub(r"\\\g<0>", text).translate(_HTML)


def _code(text: str) -> str:
    if not text:
        return ""
    return f"`{text}`" if _SIMPLE_CODE.match(text) else f"<code>{escape(text)}</code>"
