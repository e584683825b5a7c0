"""Banner tables: how they are read, then a table an item, the total first and the segments beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.report import banner
from csat.report.banner import Cell, Column
from csat.report.document import Banner, Block, Heading, Paragraph, Run, Text, data, words
from csat.report.figures import Entry
from csat.report.page import NOTHING, Page


def blocks(page: Page) -> Iterator[Block]:
    """Each banner of the plan."""
    entries = banner.banners(page)
    if not entries:
        return
    yield Heading(2, title(page))
    for entry in entries:
        columns = banner.columns_of(page, entry)
        for text in reading(page, entry):
            yield Paragraph(text)
        for id in entry["items"]:
            item = page.figures.item_of[id]
            yield Heading(3, page.question(item))
            yield _table(page, entry, item, columns)
        yield from footnotes(page, entry, columns)


def title(page: Page) -> Text:
    """The name of the chapter, and of its sheets."""
    return _say(page, "title")


def reading(page: Page, entry: Entry) -> list[Text]:
    """How the letters are read, which tests they rest on, and what is not tested."""
    language, levels = page.language, sorted(entry["levels"], reverse=True)
    first = {"level": language.level(levels[0])}
    if len(levels) > 1:
        how = _say(page, "letters_two", other=language.level(levels[1]), **first)
    else:
        how = _say(page, "letters_one", **first)
    tests = (*_say(page, "tests"), *words(" "), *_say(page, f"adjust_{entry['adjust']}"))
    unweighted = [_say(page, "unweighted")] if banner.weighted(page) else []
    return [_across(page, entry), how, tests, *unweighted]


def _across(page: Page, entry: Entry) -> Text:
    """Which columns there are, since not every format has heads above heads."""
    told = []
    columns = banner.columns_of(page, entry)
    for by in entry["by"]:
        letters = [column.letter for column in columns if column.by == by]
        if letters:
            ends = {"low": _letters(letters[0]), "high": _letters(letters[-1])}
            span = ends["low"] if len(letters) == 1 else page.language.fill(page.language.own("interval"), ends)
            told.append((*data(by), *words(" ("), *span, *words(")")))
    return _say(page, "across", columns=page.joined(told))


def footnotes(page: Page, entry: Entry, columns: Sequence[Column]) -> Iterator[Paragraph]:
    """What stars and the word for withheld mean, where they stand in the tables."""
    made = [
        cell
        for id in entry["items"]
        for line in banner.lines_of(page, entry, page.figures.item_of[id], list(columns))
        for cell in line.cells
    ]
    if any(cell.small for cell in made):
        yield Paragraph(_say(page, "small", n=page.language.count(entry["min_base"])))
    if any(cell.withheld for cell in made):
        yield Paragraph(page.say("withheld_why", n=page.language.count(page.figures.suppress_below)))


def heads_above(page: Page, columns: Sequence[Column]) -> list[tuple[Text, int]]:
    """The heads above the columns: nothing over the total, the name of each segmenting over its columns."""
    spans: list[tuple[str, int]] = []
    for column in columns:
        if spans and spans[-1][0] == column.by:
            spans[-1] = column.by, spans[-1][1] + 1
        else:
            spans.append((column.by, 1))
    return [(data(by) if by else NOTHING, width) for by, width in spans]


def name_of(page: Page, column: Column) -> Text:
    """The head of a column, without its letter."""
    return data(column.label) if column.by else _say(page, "total")


def _table(page: Page, entry: Entry, item: Entry, columns: list[Column]) -> Banner:
    names = [name_of(page, column) for column in columns]
    letters = [column.letter for column in columns]
    heads = [
        (*name, *words(" ("), *_letters(letter), *words(")")) if letter else name
        for name, letter in zip(names, letters, strict=True)
    ]
    lines = list(banner.lines_of(page, entry, item, columns))
    rows = [(line.label, *(_cell(page, cell) for cell in line.cells)) for line in lines]
    return Banner(
        [NOTHING, *heads],
        rows,
        frozenset(range(1, len(columns) + 1)),
        [(NOTHING, 1), *heads_above(page, columns)],
        [NOTHING, *names],
        ["", *letters],
        [["", *(cell.letters for cell in line.cells)] for line in lines],
    )


def _cell(page: Page, cell: Cell) -> Text:
    """The figure, a star where its base is small, and its letters."""
    if cell.withheld:
        return page.say("withheld")
    if cell.value is None:
        return NOTHING
    if cell.unit == "count":
        told = (*page.base(cell.estimate), *words("*" if cell.small else ""))
    elif cell.estimate is not None:
        told = page.value(cell.estimate, percent=False)
    else:
        told = (*page.language.figure(cell.value, cell.unit, percent=False), *words("*" if cell.small else ""))
    told = tuple(run for run in told if run.text)
    return (*told, Run("words", f" {cell.letters}", strong=True)) if cell.letters else told


def _letters(letter: str) -> Text:
    return (Run("words", letter, strong=True),)


def _say(page: Page, name: str, /, **filled: Text) -> Text:
    return page.language.fill(page.language.texts["banner"][name], filled)
