"""Analyses: a sheet a kind, made of the blocks of its chapter, so that an analysis has a sheet as soon as it has one.

A cell that shows a figure of the record holds that figure unrounded, in the format of all sheets, and is named by its
id; bounds that stand together in a report stand in two columns here. Other numbers are those that the chapter shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from csat.report.chapters import OF_ANALYSIS
from csat.report.document import Block, Bullets, Chart, Heading, Paragraph, Run, Table, Text, words
from csat.report.language import Language
from csat.report.page import Page
from csat.report.workbook import charts
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, Exact, Look, base, figure, of_code, of_count, of_words, told
from csat.results import Estimate

_MARK = re.compile(r"(?P<place>\d+)(?P<part>[vlhn])")
_NARROWEST, _WIDEST, _NUMBER, _ID = 12, 60, 12, 50
ACROSS, UPWARDS = 1, 2
"""The columns of the table below a picture of quadrants that hold where its spots stand."""

_ACROSS = 80  # so wide are the lines of a sheet at least


def kinds(page: Page) -> list[str]:
    """The kinds of analysis that the plan asks for and that have a chapter, in the order of reports."""
    asked = {analysis["kind"] for analysis in page.record.plan.get("analyses", ())}
    return [kind for kind in OF_ANALYSIS if kind in asked]


def write(book: Book, kind: str) -> None:
    """The sheet of a kind, named as the catalogue names analyses; none where its chapter says nothing."""
    made = [_Table(book.page, block) if isinstance(block, Table) else block for block in OF_ANALYSIS[kind](book.page)]
    if not made:
        return
    sheet = book.titled(book.page.language.label("analyses", kind))
    tables = [one for one in made if isinstance(one, _Table)]
    widths = _widths(tables)
    sheet.columns(widths)
    picture: Chart | None = None  # of the quadrants of the table that follows it
    for one in made:
        if isinstance(one, Chart):
            picture = one if one.kind == "quadrants" else None
        elif picture is not None and isinstance(one, _Table):
            charts.quadrants(sheet, picture, sheet.table(one.columns, one.rows), ACROSS, UPWARDS)
            sheet.row += 1
            picture = None
        else:
            _write(sheet, one)
    sheet.made.freeze_panes(1, 0)
    printed = max((one.printed for one in tables), default=len(widths))  # ids are long, and paper is for people
    while printed < len(widths) and sum(widths[:printed]) < _ACROSS:
        printed += 1
    sheet.made.print_area(0, 0, sheet.row, printed - 1)


def _write(sheet: Sheet, block: Block | _Table) -> None:
    match block:
        case Heading():
            if sheet.row:
                sheet.chapter(block.text)
            else:
                sheet.line(block.text, "title")
        case Paragraph():
            sheet.line(block.text)
        case Bullets():
            for line in block.lines:
                sheet.line((*words("• "), *line), "")
        case _Table():
            if block.rows:
                sheet.table(block.columns, block.rows)
                sheet.row += 1


class _Table:
    """A table of a report as a sheet has it: columns, and rows of cells; the ids of its figures stand last."""

    def __init__(self, page: Page, table: Table) -> None:
        self.page = page
        self.heads = table.heads
        rows = [[*row, *[()] * (len(table.heads) - len(row))] for row in table.rows]
        places = range(len(table.heads))
        ends = [place for place in places if place in table.ends]
        bounds = [place for place in places if any(_parts(row[place]) == "lh" for row in rows)]
        marked = any(_parts(cell) for row in rows for cell in row)
        self.columns = list(
            chain.from_iterable(self._columns(place, place in ends, place in bounds) for place in places)
        )
        self.printed = len(self.columns)
        self.rows: list[list[Cell]] = []
        for row in rows:
            cells = [self._cells(row[place], place in bounds, place in ends) for place in places]
            ids = [of_code(self._id(row))._replace(look="id")] if marked else []
            self.rows.append([*chain.from_iterable(cells), *ids])
        if marked:
            self.columns.append(Column(page.say("id"), _ID))

    def _columns(self, place: int, number: bool, bounds: bool) -> list[Column]:
        if bounds:
            return [Column(self.page.say(name), _NUMBER, True) for name in ("low", "high")]
        return [Column(self.heads[place], _NUMBER if number else 0, number)]

    def _cells(self, text: Text, bounds: bool, number: bool) -> list[Cell]:
        look: Look = "strong" if any(run.strong for run in text) else ""
        parts = _parts(text)
        if bounds:
            return self._figures(text, look)[1:] if parts == "lh" else [_of_text(text), EMPTY]
        if parts == "v":
            return self._figures(text, look)[:1]
        if parts == "n":
            return [base(self.page, self._estimate(text))._replace(look=look)]
        found = _number(self.page.language, text) if number and not parts else None
        return [_of_text(text) if found is None else found._replace(look=look)]

    def _figures(self, text: Text, look: Look) -> list[Cell]:
        return figure(self.page, self._estimate(text), look)

    def _estimate(self, text: Text) -> Estimate:
        return self.page.record.estimates[next(_marks(text))[0]]

    def _id(self, row: Iterable[Text]) -> str:
        """The ids of the figures of a row, each once."""
        places = dict.fromkeys(place for cell in row for place, _ in _marks(cell))
        return "; ".join(self.page.record.estimates[place].id for place in places)


def _marks(text: Text) -> Iterator[tuple[int, str]]:
    for run in text:
        if found := _MARK.fullmatch(run.of):
            yield int(found["place"]), found["part"]


def _parts(text: Text) -> str:
    """Which parts of one figure a cell shows and nothing else but a star or a word between them; none of several."""
    marks = list(_marks(text))
    alone = len({place for place, _ in marks}) == 1 and all(run.kind in ("number", "words") for run in text)
    return "".join(part for _, part in marks) if alone else ""


def _of_text(text: Text) -> Cell:
    if not text:
        return EMPTY
    if all(run.kind == "code" for run in text):
        return of_code(told(text))
    return of_words(text)


def _number(language: Language, text: Text) -> Cell | None:
    """A cell that is one number, as the chapter shows it: with its digits and its sign of percent; None of others."""
    runs = [run for run in text if run.text]
    if len(runs) != 1 or runs[0].kind != "number":
        return None
    shown = _latin(language, runs[0])
    percent = shown.endswith("%")
    shown = shown.removesuffix("%").strip()
    plus = "+" if shown.startswith("+") else ""
    if not re.fullmatch(r"[-+]?\d+(,\d{3})*(\.\d+)?", shown):
        return None
    digits = shown.replace(",", "")
    if "." not in digits and not percent and not plus:
        return of_count(int(digits))
    after = len(digits.partition(".")[2])
    form = "0." + "0" * after if after else "0"
    if percent:
        before, behind = language.own("percent").split("{n}")
        form = (f'"{before}"' if before else "") + form + (f'"{behind}"' if behind else "")
    return Cell(Exact(digits), f"+{form};-{form};{form}" if plus else form)


def _latin(language: Language, run: Run) -> str:
    """The number as :mod:`csat.report.numbers` writes it: Latin digits, a point, commas, a minus; ``%`` behind."""
    before, after = language.own("percent").split("{n}")
    shown, percent = run.text, ""
    if after.strip() and shown.endswith(after) and shown.startswith(before):
        shown, percent = shown.removesuffix(after).removeprefix(before), "%"
    signs: dict[str, str | int | None] = dict(zip(language.own("digits"), "0123456789", strict=True))
    signs |= {language.own(name): sign for name, sign in (("decimal", "."), ("thousands", ","), ("minus", "-"))}
    return shown.translate(str.maketrans(signs)) + percent


def _widths(tables: Sequence[_Table]) -> list[float]:
    """How wide the columns of a sheet are: each as the widest in its place of all tables, texts within bounds."""
    widths: list[float] = []
    for table in tables:
        for place, column in enumerate(table.columns):
            width = column.width
            if not width:
                texts = (row[place].value for row in table.rows)
                longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
                width = min(max(longest + 2, _NARROWEST), _WIDEST)
            widths[place : place + 1] = [max([width, *widths[place : place + 1]])]
    widths = widths or [0.0]
    return [max(widths[0], widths[0] + _ACROSS - sum(widths)), *widths[1:]]
