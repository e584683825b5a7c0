"""Multiple choices: every option as a share of the respondents who chose any, the most chosen first."""

from __future__ import annotations

from collections.abc import Iterator

from csat.multiple import OTHER_ANSWERS
from csat.report.chapters import pictures
from csat.report.document import Block, Heading, Paragraph, Table, Text, data, words
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """A section a question."""
    if not page.figures.multiple:
        return
    yield Heading(2, page.say("multiple"))
    yield Paragraph(page.say("multiple_help"))
    told: list[Estimate] = []
    for question in page.figures.multiple:
        yield from _question(page, question, told)
    yield from page.small_base(told)


def _question(page: Page, question: Entry, told: list[Estimate]) -> Iterator[Block]:
    yield Heading(3, (*data(question["text"]), *words(" ("), *data(page.figures.where(question)), *words(")")))
    found = page.figures.chosen(question)
    title = page.say("chosen_of", name=page.brief({**question, "letter": page.figures.where(question)}))
    yield pictures.options(page, title, [(_option(page, name), int(e.counts["chosen"]), e.n) for name, e in found])
    heads = [page.say("option"), page.say("chosen_share"), page.interval_head(), page.say("chosen")]
    rows = [
        (_option(page, option), page.value(e, bold=True), page.interval(e), page.language.count(e.counts["chosen"]))
        for option, e in found
    ]
    yield Table(heads, rows, frozenset({1, 2, 3}))
    yield from page.remarks(estimate for _, estimate in found)
    base = found[0][1]
    missing = {reason: n for reason, n in base.missing.items() if n}
    rows_of_file = page.language.count(base.n + sum(missing.values()))
    chose = page.language.count(base.n)
    if missing:
        yield Paragraph(page.say("chose_line", chose=chose, rows=rows_of_file, missing=page.reasons(missing)))
    else:
        yield Paragraph(page.say("chose_whole", chose=chose, rows=rows_of_file))
    told += [estimate for _, estimate in found]


def _option(page: Page, option: str) -> Text:
    return page.say("other_answers") if option == OTHER_ANSWERS else data(option)
