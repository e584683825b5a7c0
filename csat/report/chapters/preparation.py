"""Data preparation: the rows set aside, and for every item how its rows add up to those read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.chapters.opening import rows_read
from csat.report.document import Block, Heading, Paragraph, Table, Text, data, words
from csat.report.page import Page
from csat.report.sentences import tell

REASONS = {"blank": "blank", "not applicable": "not_applicable", "don't know": "dont_know", "invalid": "invalid"}
"""Why a row has no valid answer, by the names of an estimate, and by those of the ledger."""

A_TEXT = "a text"


def blocks(page: Page) -> Iterator[Block]:
    """Rows, items, and answers that fit no scale."""
    ledger, language = page.record.ledger, page.language
    yield Heading(2, page.say("preparation"))
    yield Paragraph(rows_read(page))
    aside = {reason: n for reason, n in ledger.get("set_aside", {}).items() if n}
    if aside:
        rows = [(tell(language, "aside", reason), language.count(n)) for reason, n in aside.items()]
        yield Table([page.say("aside_reason"), page.say("rows_head")], rows, frozenset({1}))
    files = [
        (data(file["name"]), language.count(file["read"]), language.count(file["scored"]))
        for file in ledger.get("files", ())
    ]
    if files:
        yield Table([page.say(name) for name in ("file", "read", "scored")], files, frozenset({1, 2}))
    entries = list(zip(page.figures.items, ledger.get("items", ()), strict=False))
    if not entries:
        return
    heads = [page.say("question"), page.say("rows_head"), page.say("valid")]
    heads += [words(language.label("missing", reason)) for reason in REASONS]
    counts = ("rows", "valid", *REASONS.values())
    rows_of_items = [
        (page.question(item), *(language.count(entry[name]) for name in counts)) for item, entry in entries
    ]
    yield Table(heads, rows_of_items, frozenset(range(1, 2 + len(counts))))
    odd = [
        (page.question(item), _answer(page, one), language.count(one["count"]), tell(language, "place", one["first"]))
        for item, entry in entries
        for one in entry["odd"]
    ]
    if odd:
        yield Heading(3, page.say("odd_answers"))
        yield Table([page.say(n) for n in ("question", "answer", "odd_count", "odd_first")], odd, frozenset({2}))


def _answer(page: Page, odd: Mapping[str, Any]) -> Text:
    return page.say("a_text") if odd["answer"] == A_TEXT else data(odd["answer"])
