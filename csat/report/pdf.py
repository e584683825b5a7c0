"""The report as a tagged PDF, set by Typst: the same words, charts and tables as in the other formats, on A4.

Everything that it says goes to the template (``csat/data/report.typ``) as one JSON text, whose strings are set as they
are: no text from a survey is ever markup or code. Only the fonts that come with csat and with Typst are used, no clock
but the report's own, no package and no other file: the same record gives the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from csat import __version__
from csat.errors import InputError, MachineError
from csat.report.chapters import document
from csat.report.chart_text import fitting
from csat.report.charts import PALETTE, paint_of, pieces, svg
from csat.report.clock import reported
from csat.report.document import Bar, Block, Bullets, Chart, Heading, Paragraph, Run, Table, Text, words
from csat.report.language import Language
from csat.report.markup import shown
from csat.report.pdf_tables import breakable, widths
from csat.report.safe import right_to_left
from csat.results import Record

_DATA = Path(__file__).parent.parent / "data"
_FONT = "Vazirmatn"
_CHART = 640  # pixels of a chart's width; the page shows it a little smaller
_RUNNING = 60.0  # sizes of letters that the running title has
_LEFT_TO_RIGHT, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"

Json = dict[str, Any]


def setter() -> Any:
    """Typst. Raises InputError where it is not installed."""
    try:
        import typst
    except ImportError:
        raise InputError('A PDF needs Typst, which is not installed: pip install "csat-toolkit[pdf]"') from None
    return typst


def render(record: Record, language: Language) -> bytes:
    """The whole report. Raises InputError where Typst is not installed."""
    typst = setter()
    when = reported(record)
    compiler = typst.Compiler(
        _DATA / "report.typ",
        root=_DATA,
        font_paths=[_DATA / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_report(record, language), sort_keys=True)},
    )
    # PDF/A asks for a date, both for every letter in some font: where one is in none, the PDF is tagged all the same
    tries: tuple[list[Any], ...] = (["ua-1"] if when is None else ["ua-1", "a-2a"], [])
    stamp = None if when is None else int(when.timestamp())
    for standards in tries:
        with suppress(typst.TypstError):  # its message may hold a text of the survey
            made: bytes = compiler.compile(format="pdf", pdf_standards=standards, timestamp=stamp)
            return made
    raise MachineError("The PDF could not be set. Write the report as .html or .md, and please tell us of it.")


def _report(record: Record, language: Language) -> Json:
    """What the template sets, as plain dictionaries, lists, texts and numbers."""
    writer = _Writer(language)
    blocks = list(document(record, language))
    top = blocks[0].text if isinstance(blocks[0], Heading) else ()
    when = reported(record)
    return {
        "title": "".join(map(shown, top)),
        "running": writer.line(fitting(top, _RUNNING)),
        "lang": language.code,
        "rtl": language.right_to_left,
        "digits": list(language.own("digits")),
        "contents": language.texts["page"]["contents"],
        "version": __version__,
        "mark": f"csat-record {record.digest}",
        "date": None if when is None else [when.year, when.month, when.day],
        "parts": list(_parts(writer.blocks(blocks))),
    }


class _Writer:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.rtl = language.right_to_left
        self.charts = 0

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Json]:
        """Every block, with the contents before the first chapter.

        The bars of a chart stand in the table that follows it, where that has a row for each.
        """
        bars: Chart | None = None
        contents = False
        for place, block in enumerate(blocks):
            after = blocks[place + 1] if place + 1 < len(blocks) else None
            if isinstance(block, Chart) and block.kind == "bars" and _rows(after) == len(block.rows):
                bars = block
                continue
            if isinstance(block, Heading) and block.level == 2 and not contents:
                contents = True
                yield {"kind": "contents"}
            yield from self.block(block, bars)
            bars = None

    def block(self, block: Block, bars: Chart | None) -> Iterator[Json]:
        if isinstance(block, Heading):
            yield {"kind": "heading", "level": block.level, "text": self.line(block.text)}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "text": self.line(block.text), "leads": False}
        elif isinstance(block, Bullets):
            yield {"kind": "bullets", "lines": [self.line(line) for line in block.lines]}
        elif isinstance(block, Chart):
            yield from self.chart(block)
        elif block.rows:
            yield self.table(block, bars)

    def chart(self, chart: Chart) -> Iterator[Json]:
        """Pictures of as many rows as a page has room for, each with a name of its own."""
        found = pieces(chart)
        for place, piece in enumerate(found, 1):
            self.charts += 1
            number = words(f" ({self.language.digits(f'{place}/{len(found)}')})") if len(found) > 1 else ()
            title = (*piece.title, *number)
            yield {
                "kind": "chart",
                "title": self.line(title),
                "alt": f"{''.join(map(shown, title))}. {self.language.texts['page']['chart']}",
                "svg": svg(piece, self.language, f"c{self.charts}", _CHART, _FONT),
            }

    def table(self, table: Table, bars: Chart | None) -> Json:
        fit = widths(table, bars is not None)
        drawn = _bars(bars) if bars else [{}] * len(table.rows)
        # where the first cell of a row is empty, it goes on with the row above
        rows = [
            {"begins": not place or len(row) <= 2 or bool(row[0]), "cells": [self.line(cell) for cell in row], **bar}
            for place, (row, bar) in enumerate(zip(table.rows, drawn, strict=True))
        ]
        heads = [self.line(head) for head in table.heads] if any(table.heads) else []
        if heads and bars:
            heads.append([])
        return {"kind": "table", "heads": heads, "rows": rows, "ends": sorted(table.ends), **fit._asdict()}

    def line(self, text: Text) -> list[Json]:
        """A line as its runs, each in the pieces between which it may break."""
        told = []
        for run in text:
            if found := breakable(run):
                before, after = self.apart(run)
                found = [before + found[0], *found[1:]]
                found[-1] += after
                told.append({"kind": run.kind, "strong": run.strong, "pieces": found})
        return told

    def apart(self, run: Run) -> tuple[str, str]:
        """What sets a run apart from a line of another direction: invisible isolates."""
        if run.kind == "words" or (run.kind == "number" and not (self.rtl and run.text[:1] in "+-\u2212")):
            return "", ""
        if run.kind == "number" or self.rtl or right_to_left(run.text):
            return (_FIRST_STRONG if run.kind == "data" else _LEFT_TO_RIGHT), _END
        return "", ""


def _parts(blocks: Iterable[Json]) -> Iterator[Json]:
    """The blocks in parts that stand on upright or on wide pages: a wide table with the headings and lines before it.

    Lines between a heading and a table or a picture are told to stay with it.
    """
    part: list[Json] = []
    for block in blocks:
        if block["kind"] in ("table", "chart"):
            lead = _lead(part)
            for line in part[lead:]:
                line["leads"] = True
            if block.get("wide"):
                yield {"wide": False, "blocks": part[:lead]}
                yield {"wide": True, "blocks": [*part[lead:], block]}
                part = []
                continue
        part.append(block)
    yield {"wide": False, "blocks": part}


def _lead(part: Sequence[Json]) -> int:
    """Where the headings, with lines below them, begin that end a part; its end where it ends otherwise."""
    place = len(part)
    while place and part[place - 1]["kind"] == "paragraph":
        place -= 1
    end = place
    while place and part[place - 1]["kind"] == "heading":
        place -= 1
    return place if place < end else len(part)


def _rows(block: Block | None) -> int:
    return len(block.rows) if isinstance(block, Table) else 0


def _bars(chart: Chart) -> list[Json]:
    """A bar for each row, as long as its share of the largest."""
    shares = [row.shares[0] if isinstance(row, Bar) and row.shares else None for row in chart.rows]
    most = max((share.share for share in shares if share), default=0.0)
    return [
        {
            "bar": round(share.share / most, 4) if share and most > 0 else 0,
            "paint": PALETTE[paint_of(share) if share else "p"],
        }
        for share in shares
    ]
