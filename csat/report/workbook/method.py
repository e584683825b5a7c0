"""Method: the source and its digests, the formula of every metric, how every item and label was read, the versions."""

from __future__ import annotations

from collections.abc import Iterator

from csat.labels import spelled
from csat.report.chapters.method import OF_SOURCE
from csat.report.document import Text, words
from csat.report.numbers import level
from csat.report.page import Page
from csat.report.sentences import tell
from csat.report.workbook.book import Book, Column, Sheet
from csat.report.workbook.cells import EMPTY, Cell, Exact, of_code, of_count, of_data, of_words

_WIDTHS = (44, 46, 44, 34, 10, 10)


def write(book: Book, sheet: Sheet) -> None:
    """What it takes to do every figure again."""
    page = book.page
    sheet.columns(_WIDTHS)
    sheet.line(page.say("method"), "title")
    sheet.made.freeze_panes(1, 0)
    sheet.chapter(page.say("source"))
    for row in _source(page):
        sheet.put(sheet.row, 0, of_words(row[0], "muted"))
        sheet.put(sheet.row, 1, row[1])
        sheet.row += 1
    _formulas(sheet, page)
    _items(sheet, page)
    _labels(sheet, page)


def _source(page: Page) -> Iterator[tuple[Text, Cell]]:
    record, say = page.record, page.say
    for file in record.source.get("files") or [record.source]:
        yield say("file"), of_data(file.get("name") or "-")
        if file.get("sha256"):
            yield say("sha256"), _digest(file["sha256"])
        if file.get("size") is not None:
            yield say("size"), _lone(of_count(file["size"]))
    for name in OF_SOURCE:
        if record.source.get(name):
            yield say(name), of_data(record.source[name])
    if record.source.get("header_row"):
        yield say("header_row"), _lone(of_count(record.source["header_row"]))
    if record.plan.get("digest"):
        yield say("digest"), _digest(record.plan["digest"])
    yield words(page.language.texts["workbook"]["record_digest"]), _digest(record.digest)
    yield say("schema"), of_code(record.schema)
    yield say("level"), of_data(level(page.figures.level))
    for name in ("suppress_below", "flag_below"):
        yield say(name), of_words(say("answers_of", n=page.language.count(getattr(page.figures, name))))
    versions = sorted(record.environment.items())
    yield say("versions"), of_data(", ".join(f"{name} {version}" for name, version in versions))


def _digest(digest: str) -> Cell:
    return of_code(digest)._replace(look="id")


def _lone(number: Cell) -> Cell:
    """A number of a column of texts, where it stands with them."""
    return Cell(f"{number.value:,}", ltr=True)


def _formulas(sheet: Sheet, page: Page) -> None:
    """Each metric once for every formula, interval and source that it has."""
    methods: dict[tuple[str, str, str], str] = {}
    for e in page.record.estimates:
        if e.formula:
            known = methods.setdefault((e.metric, e.formula, e.source), "")
            if e.interval and not known:
                methods[e.metric, e.formula, e.source] = e.interval.method
    if not methods:
        return
    sheet.chapter(page.say("formulas"))
    sheet.line(page.say("formulas_help"))
    columns = [Column(page.say(name), 0) for name in ("metric", "formula", "reference", "interval_method")]
    rows = [
        (of_words(words(page.language.label("metrics", metric))), of_code(formula), of_data(source), of_data(method))
        for (metric, formula, source), method in methods.items()
    ]
    sheet.table(columns, rows)


def _items(sheet: Sheet, page: Page) -> None:
    own, say = sheet.book.words, page.say
    if not page.figures.items:
        return
    sheet.chapter(words(own["items_read"]))
    columns = [Column(text, 0) for text in (say("question"), say("why"), words(own["direction"]))]
    columns += [Column(words(own["good_answers"]), 0), Column(say("low"), 0, True), Column(say("high"), 0, True)]
    rows = []
    for item in page.figures.items:
        good = sorted({min(item["top"]), max(item["top"])}) if item["top"] else []
        direction = [words(page.language.label("variants", item["variant"]))] if item.get("variant") else []
        direction += [words(own["reversed"])] if item.get("reverse") else []
        rows.append(
            (
                of_words(page.question(item)),
                of_words(tell(page.language, "reasons", item["why"])),
                of_words(page.joined(direction)) if direction else EMPTY,
                Cell(" – ".join(f"{point:g}" for point in good), ltr=True) if good else EMPTY,
                _number(item["scale"]["low"]),
                _number(item["scale"]["high"]),
            )
        )
    sheet.table(columns, rows)


def _labels(sheet: Sheet, page: Page) -> None:
    """Which point of its scale each label of an item was taken for; numbers stand for themselves."""
    rows = [
        (of_words(page.question(item)), of_data(spelled(label)), _number(point))
        for item in page.figures.items
        for label, point in sorted(item["labels"].items(), key=lambda pair: (pair[1], pair[0]))
    ]
    if rows:
        sheet.chapter(words(sheet.book.words["labels"]))
        columns = [Column(page.say(name), 0) for name in ("question", "answer")]
        sheet.table([*columns, Column(words(sheet.book.words["point"]), 0)], rows)


def _number(value: float | None) -> Cell:
    return EMPTY if value is None else Cell(Exact(value), "General")
