"""Data preparation: what became of every row, of every answer to an item, and of every column; and what to be told."""

from __future__ import annotations

from collections.abc import Sequence

from csat.report.chapters.opening import rows_read
from csat.report.chapters.preparation import A_TEXT, REASONS
from csat.report.document import code, data, words
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, fitting, of_count, of_data, of_words

_TEXT, _NUMBER = 50, 12
_COUNTS = ("rows", "valid", *REASONS.values())


def write(book: Book, sheet: Sheet) -> None:
    """A table for each part of the ledger that holds anything."""
    page = book.page
    sheet.columns([_TEXT, *[_NUMBER] * len(_COUNTS), 40])
    sheet.line(page.say("preparation"), "title")
    sheet.made.freeze_panes(1, 0)
    sheet.line(rows_read(page))
    _rows(sheet, page)
    _items(sheet, page)
    _exclusions(sheet, page)
    _notices(sheet, page)
    _columns(sheet, page)


def _rows(sheet: Sheet, page: Page) -> None:
    ledger, language = page.record.ledger, page.language
    sheet.chapter(page.say("rows_head"))
    rows = [(of_words(page.say("read")), of_count(ledger["read"]))]
    rows += [
        (of_words(tell(language, "aside", reason)), of_count(n))
        for reason, n in sorted(ledger.get("set_aside", {}).items())
        if n
    ]
    rows += [(of_words(page.say("scored"), "strong"), of_count(ledger["scored"], "strong"))]
    sheet.table([Column(words(sheet.book.words["became"]), _TEXT), Column(page.say("rows_head"), _NUMBER, True)], rows)
    files = [
        (of_data(file["name"]), of_count(file["read"]), of_count(file["scored"])) for file in ledger.get("files", ())
    ]
    if files:
        sheet.row += 1
        heads = [Column(page.say("file"), _TEXT), *(Column(page.say(n), _NUMBER, True) for n in ("read", "scored"))]
        sheet.table(heads, files)


def _items(sheet: Sheet, page: Page) -> None:
    language, own = page.language, sheet.book.words
    entries = list(zip(page.figures.items, page.record.ledger.get("items", ()), strict=False))
    if not entries:
        return
    sheet.chapter(words(own["items"]))
    heads = [Column(page.say("question"), _TEXT)]
    heads += [Column(page.say(name), _NUMBER, True) for name in ("rows_head", "valid")]
    heads += [Column(words(language.label("missing", reason)), _NUMBER, True) for reason in REASONS]
    rows: list[Sequence[Cell]] = [
        (of_words(page.question(item)), *(of_count(entry[name]) for name in _COUNTS)) for item, entry in entries
    ]
    sheet.table(heads, rows)
    odd: list[Sequence[Cell]] = [
        (
            of_words(page.question(item)),
            of_words(page.say("a_text")) if one["answer"] == A_TEXT else of_data(one["answer"]),
            of_count(one["count"]),
            of_words(tell(language, "place", one["first"])),
        )
        for item, entry in entries
        for one in entry["odd"]
    ]
    if odd:
        sheet.chapter(page.say("odd_answers"))
        heads = [Column(page.say("question"), _TEXT), Column(page.say("answer"), _NUMBER)]
        sheet.table([*heads, Column(page.say("odd_count"), _NUMBER, True), Column(page.say("odd_first"), _NUMBER)], odd)


def _exclusions(sheet: Sheet, page: Page) -> None:
    ledger = page.record.ledger
    rows: list[Sequence[Cell]] = [
        (
            of_words(tell(page.language, "aside", one["reason"])),
            of_count(one["count"]),
            of_data(one["file"]) if one.get("file") else EMPTY,
            *[EMPTY] * 4,
            Cell(fitting(", ".join(map(str, one["rows"])))),
        )
        for one in ledger.get("exclusions", ())
    ]
    if rows:
        sheet.chapter(page.say("exclusions"))
        heads = [Column(page.say("aside_reason"), _TEXT), Column(page.say("rows_head"), _NUMBER, True)]
        heads += [Column(page.say("file"), _NUMBER), *[Column((), _NUMBER)] * 4, Column(page.say("row_numbers"), 40)]
        sheet.table(heads, rows)
    for one in ledger.get("not_applied", ()):
        sheet.line(page.say("not_applied", rule=code(one["rule"]), why=data(one["why"])), "bad")


def _notices(sheet: Sheet, page: Page) -> None:
    if page.record.notices:
        sheet.chapter(page.say("notices"))
        for notice in page.record.notices:
            sheet.line(tell(page.language, "notices", notice), "")


def _columns(sheet: Sheet, page: Page) -> None:
    """Columns that were not scored, as the report has them."""
    left = [use for use in page.record.plan.get("columns", ()) if use["role"] not in ("item", "multiple choice")]
    if not left:
        return
    left.sort(key=lambda use: use["role"] != "not scored")
    sheet.chapter(page.say("columns"))
    for use in left:
        role = words(page.language.label("roles", use["role"]))
        why = tell(page.language, "reasons", use["why"])
        name = of_data(use["column"]).value or "-"
        said = of_words((*role, *words("; "), *why)).value
        sheet.line(f"{of_data(use['letter']).value}  {name}: {said}", "")
