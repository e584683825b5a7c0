"""The report as one HTML file that asks for nothing: no request, no script, a content security policy, its own style.

Everything is written by the few functions here and passes through :mod:`csat.report.markup`, so text from a survey is
text wherever it stands. Optional end tags are left out, as HTML allows: reports of many items are long. A figure of the
record is marked with its place and part (``<span data-f=17v>``), so that a program can check it against the record.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from csat import __version__
from csat.report.chapters import document
from csat.report.charts import legend, paint_of, pieces, svg
from csat.report.document import Banner, Bar, Block, Bullets, Chart, Heading, Paragraph, Run, Table, Text, words
from csat.report.language import Language
from csat.report.markup import escape, shown
from csat.report.safe import right_to_left
from csat.results import Record

_DATA = Path(__file__).parent.parent / "data"
_POLICY = "default-src 'none';img-src 'none';base-uri 'none';form-action 'none';style-src 'sha256-{hash}'"
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
_NARROW = 3  # columns that a telephone has room for


def render(record: Record, language: Language) -> bytes:
    """The whole report in UTF-8."""
    writer = _Writer(language)
    page, blocks = language.texts["page"], list(document(record, language))
    top = blocks.pop(0) if blocks and isinstance(blocks[0], Heading) and blocks[0].level == 1 else None
    title = "".join(map(shown, top.text)) if isinstance(top, Heading) else ""
    header = writer.block(top) if top else ""
    main = "\n".join(filter(None, writer.blocks(blocks)))
    links = "".join(f"<li><a href=#{at}>{text}</a>" for at, text in writer.chapters)
    arabic = bool(_ARABIC.search(main) or _ARABIC.search(header))
    style = _style() + (_font() if arabic else "")
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = _POLICY.format(hash=hashed) + (";font-src data:" if arabic else "")
    return f"""<!doctype html>
<html lang={language.code} dir={"rtl" if language.right_to_left else "ltr"}>
<head>
<meta charset=utf-8>
<meta http-equiv=Content-Security-Policy content="{policy}">
<meta name=viewport content="width=device-width,initial-scale=1">
<meta name=referrer content=no-referrer>
<meta name=color-scheme content="light dark">
<meta name=generator content="csat {__version__}">
<meta name=csat-record content={record.digest}>
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<a class=skip href=#main>{escape(page["skip"])}</a>
<header>{header}</header>
<nav aria-labelledby=nav><h2 id=nav>{escape(page["contents"])}</h2><ol>{links}</ol></nav>
<main id=main>
{main}
</main>
</body>
</html>
""".encode("utf-8", "replace")


@cache
def _style() -> str:
    return re.sub(r"/\*.*?\*/|\n\s*", "", (_DATA / "report.css").read_text("utf-8"), flags=re.DOTALL)


@cache
def _font() -> str:
    font = b64encode((_DATA / "fonts" / "Vazirmatn-Arabic.woff2").read_bytes()).decode()
    return (
        "@font-face{font-family:Vazirmatn;font-weight:100 900;font-display:block;"
        "unicode-range:U+600-6FF,U+750-77F,U+8A0-8FF,U+200C-200F,U+FB50-FDFF,U+FE70-FEFC;"
        f'src:url(data:font/woff2;base64,{font})format("woff2")}}'
    )


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.rtl = language.right_to_left
        self.chapters: list[tuple[str, str]] = []
        self.headings = self.charts = 0

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        """Every block; the bars of a chart stand in the table that follows it, where that has a row for each.

        Two small tables in a row, figures and answers of an item, stand side by side where there is room.
        """
        made: list[str] = []
        bars, small = None, False  # the chart that waits for its table; whether a small table came last
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Chart) and block.kind == "bars" and _beside(block, after):
                bars = block
            elif isinstance(block, Table):
                told = "\n".join(self.table(block, bars))
                if bars and small:
                    made[-1] = f"<div class=two>{made[-1]}\n{told}</div>"
                else:
                    made.append(told)
                small = bars is None and len(block.heads) <= _NARROW
                bars = None
            else:
                made.append(self.block(block))
                small = False
        return made

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self.heading(block)
        if isinstance(block, Paragraph):
            return f"<p>{self.line(block.text)}"
        if isinstance(block, Bullets):
            return f"<ul>{''.join(f'<li>{self.line(line)}' for line in block.lines)}</ul>" if block.lines else ""
        if isinstance(block, Chart):
            return self.chart(block)
        return "\n".join(self.table(block))

    def heading(self, heading: Heading) -> str:
        self.headings += 1
        name, text = f"s{self.headings}", self.line(heading.text)
        if heading.level == 2:
            self.chapters.append((name, text))
        return f"<h{heading.level} id={name}>{text}</h{heading.level}>"

    # ------------------------------------------------------------------ charts

    def chart(self, chart: Chart) -> str:
        """Pictures of as many rows as a sheet of paper has room for, below a title and a legend."""
        parts = pieces(chart)
        if not parts:
            return ""
        keys = "".join(f"<li><i class={key.paint}></i>{self.line(key.name)}" for key in legend(chart))
        drawn = ""
        for place, part in enumerate(parts, 1):
            self.charts += 1
            titled = _numbered(part, place, len(parts), self.language)
            drawn += f"\n{svg(titled, self.language, f'c{self.charts}')}"
        listed = f"<ul>{keys}</ul>" if keys else ""
        return f"<figure><figcaption>{self.line(chart.title)}</figcaption>{listed}{drawn}</figure>"

    # ------------------------------------------------------------------ tables

    def table(self, table: Table, bars: Chart | None = None) -> Iterator[str]:
        """A table named by the heading above it; one of many columns scrolls within a box of its own.

        Where the first cells of rows are empty, they go on with the row above, and its first cell spans them all.
        """
        columns = len(table.heads) + (bars is not None)
        # counted from the end, so that a cell that spans rows shifts none of the others
        codes = frozenset() if self.rtl else _code_columns(table)
        classes = [f"e{columns - place}" for place in sorted(table.ends) if place < len(table.heads)]
        classes = ["banner"] if isinstance(table, Banner) else classes
        classes += [f"k{columns - place}" for place in sorted(codes)] + ["z"] * (bars is not None)
        name = f" aria-labelledby=s{self.headings}" if self.headings else ""
        kind = f" class={_attribute(' '.join(classes))}" if classes else ""
        box = f"<div class=x role=group tabindex=0{name}>" if len(table.heads) > _NARROW else "<div class=x>"
        yield f"{box}<table{name}{kind}>"
        if any(table.heads):
            above = self.above(table) if isinstance(table, Banner) else ""
            heads = "".join(f"<th scope=col>{told}" if (told := self.line(head)) else "<td>" for head in table.heads)
            yield f"<thead>{above}<tr>{heads}{'<td>' if bars else ''}"
        rows = [[self.cell(cell, place in codes) for place, cell in enumerate(row)] for row in table.rows]
        drawn = _bars(bars) if bars else [""] * len(rows)
        # A first column of nothing but heads heads its rows without a word, by the rules of HTML.
        row_head = "<th>" if _heads_first(table, rows) else "<th scope=row>"
        yield "<tbody>"
        for row, span, bar in zip(rows, _spans(rows), drawn, strict=True):
            first, *rest = row
            cells = ""
            if span > 1:
                cells = f"<th scope=rowgroup rowspan={span}>{first}"
            elif span:
                rest.insert(0, first)
            head = next((place for place, cell in enumerate(rest) if cell), len(rest))
            cells += "".join(f"{row_head}{c}" if place == head else f"<td>{c}" for place, c in enumerate(rest))
            yield f"<tr>{cells}{bar}"
        yield "</table></div>"

    def above(self, table: Banner) -> str:
        """The row of heads above the heads."""
        heads = (
            f"<th scope=colgroup colspan={width}>{told}" if (told := self.line(text)) else f"<td colspan={width}>"
            for text, width in table.above
        )
        return f"<tr class=above>{''.join(heads)}"

    def cell(self, text: Text, code: bool) -> str:
        """A cell; in a column of nothing but code the column tells that it is code, which saves a long table much."""
        return "".join(escape(shown(run)) for run in text) if code else self.line(text)

    # ------------------------------------------------------------------ lines

    def line(self, text: Text) -> str:
        return "".join(map(self.run, text))

    def run(self, run: Run) -> str:
        told = escape(shown(run))
        if not told:
            return ""
        if run.kind == "number":
            apart = " dir=ltr" if self.rtl and run.text[:1] in "+-\u2212" else ""
            marked = f" data-f={_attribute(run.of)}" if run.of else ""
            percent = "\u200f\u066a" if apart and told.endswith("\u200f\u066a") else ""
            if percent:  # left of its number, as beside numbers without a sign
                told = f"<span dir=ltr>{told.removesuffix(percent)}</span>{percent}"
                apart = ""
            told = f"<span{apart}{marked}>{told}</span>" if apart or marked else told
        elif run.kind == "code":
            told = f"<code{' dir=ltr' if self.rtl or right_to_left(told) else ''}>{told}</code>"
        elif run.kind == "data" and (self.rtl or right_to_left(told)):
            told = f"<bdi>{told}</bdi>"
        return f"<b>{told}</b>" if run.strong else told


def _beside(chart: Chart, after: Block | None) -> bool:
    return isinstance(after, Table) and len(after.rows) == len(chart.rows)


def _code_columns(table: Table) -> frozenset[int]:
    """The places of columns whose every cell is a piece of code, written from left to right, or empty."""
    columns = range(len(table.heads))
    return frozenset(
        place
        for place in columns
        if any(row[place] for row in table.rows)
        and all(run.kind == "code" and not right_to_left(run.text) for row in table.rows for run in row[place])
    )


def _heads_first(table: Table, rows: Sequence[Sequence[str]]) -> bool:
    """Whether all of the first column is heads."""
    return bool(table.heads and table.heads[0]) and all(row and row[0] for row in rows)


def _spans(rows: Sequence[Sequence[str]]) -> list[int]:
    """How many rows the first cell of each row spans: 0 where a cell above does."""
    spans: list[int] = []
    start = -1
    for place, row in enumerate(rows):
        if start >= 0 and len(row) > 2 and not row[0] and any(row):
            spans[start] += 1
            spans.append(0)
        else:
            spans.append(1)
            start = place if row and row[0] else -1
    return spans


def _bars(chart: Chart) -> list[str]:
    """A cell with a bar for each row, as long as its share of the largest."""
    shares = [row.shares[0] if isinstance(row, Bar) and row.shares else None for row in chart.rows]
    most = max((share.share for share in shares if share), default=0.0)
    return [_bar(paint_of(share), share.share / most) if share and share.share > 0 else "<td>" for share in shares]


def _bar(paint: str, part: float) -> str:
    return f"<td><svg role=none><rect class={paint} width={100 * part:.4g}% /></svg>"


def _numbered(piece: Chart, place: int, of: int, language: Language) -> Chart:
    """The piece with its place among the others in its title, so that each has a name of its own."""
    if of == 1:
        return piece
    return replace(piece, title=(*piece.title, *words(f" ({language.digits(f'{place}/{of}')})")))


def _attribute(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else f'"{escape(value)}"'
