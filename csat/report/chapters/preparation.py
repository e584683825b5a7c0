"""Data preparation: the rows set aside, and whom the plan excludes, and how each item's rows add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from csat.report.chapters.opening import rows_read
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.page import Page
from csat.report.sentences import tell

REASONS = {"blank": "blank", "not applicable": "not_applicable", "don't know": "dont_know", "invalid": "invalid"}
"""Why a row has no valid answer, by the names of an estimate, and by those of the ledger."""

A_TEXT = "a text"
_NUMBERS = 2000  # characters of row numbers; the record has them all


def blocks(page: Page) -> Iterator[Block]:
    """Rows, items, and answers that fit no scale."""
    ledger, language = page.record.ledger, page.language
    yield Heading(2, page.say("preparation"))
    yield Paragraph(rows_read(page))
    aside = {reason: n for reason, n in ledger.get("set_aside", {}).items() if n}
    if aside:
        rows = [(tell(language, "aside", reason), language.count(n)) for reason, n in aside.items()]
        yield Table([page.say("aside_reason"), page.say("rows_head")], rows, frozenset({1}))
    yield from _filters(page)
    yield from _exclusions(page)
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
    rows_of_items = [(page.brief(item), *(language.count(entry[name]) for name in counts)) for item, entry in entries]
    yield Table(heads, rows_of_items, frozenset(range(1, 2 + len(counts))))
    odd = [
        (page.brief(item), _answer(page, one), language.count(one["count"]), tell(language, "place", one["first"]))
        for item, entry in entries
        for one in entry["odd"]
    ]
    if odd:
        yield Heading(3, page.say("odd_answers"))
        yield Table([page.say(n) for n in ("question", "answer", "odd_count", "odd_first")], odd, frozenset({2}))


def _filters(page: Page) -> Iterator[Block]:
    """Whose answers the plan keeps."""
    filters = page.record.plan.get("filters", ())
    if not filters:
        return
    yield Heading(3, page.say("filters"))
    rows = [(data(one["column"]), page.joined(_kept(page, one))) for one in filters]
    yield Table([page.say("column"), page.say("scored_are")], rows)


def _kept(page: Page, one: Mapping[str, Any]) -> Iterator[Text]:
    for way, said in (("keep", "filter_keep"), ("drop", "filter_drop")):
        if one[way]:
            yield page.say(said, values=page.joined(data(value) for value in one[way]))
    for way, said in (("from", "filter_from"), ("to", "filter_to")):
        if one[way] is not None:
            yield page.say(said, value=data(one[way]))


def _exclusions(page: Page) -> Iterator[Block]:
    """Rows that rules of the plan set aside, by their numbers, and rules that could not be checked."""
    ledger, language = page.record.ledger, page.language
    excluded = ledger.get("exclusions", ())
    if excluded:
        yield Heading(3, page.say("exclusions"))
        several = len({one["file"] for one in excluded}) > 1
        rows = [
            (
                tell(language, "aside", one["reason"]),
                *((data(one["file"]),) if several else ()),
                language.count(one["count"]),
                code(_numbers(one["rows"])),
            )
            for one in excluded
        ]
        heads = ["aside_reason", *(["file"] if several else []), "rows_head", "row_numbers"]
        yield Table([page.say(head) for head in heads], rows, frozenset({1 + several}))
    for one in ledger.get("not_applied", ()):
        yield Paragraph(page.say("not_applied", rule=code(one["rule"]), why=data(one["why"])))


def _numbers(rows: Sequence[int]) -> str:
    """Row numbers in short; of very many the first ones, and a sign that the record has the others."""
    from csat.sift import spans  # numpy comes with it

    told = spans(rows)
    return told if len(told) <= _NUMBERS else f"{told[: told.rindex(',', 0, _NUMBERS)]} …"


def _answer(page: Page, odd: Mapping[str, Any]) -> Text:
    return page.say("a_text") if odd["answer"] == A_TEXT else data(odd["answer"])
