"""Kano's method: the category of each feature, how many gave each, and what it does for satisfaction."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate

LETTERS = {
    "M": "kano_must_be",
    "O": "kano_one_dimensional",
    "A": "kano_attractive",
    "I": "kano_indifferent",
    "R": "kano_reverse",
    "Q": "kano_questionable",
}


def blocks(page: Page) -> Iterator[Block]:
    """A section a set of features."""
    of_id = {e.id: e for e in page.record.estimates if e.analysis == "kano"}
    every = [entry for entry in page.record.plan["analyses"] if entry["kind"] == "kano"]
    yield Heading(2, page.say("kano"))
    yield Paragraph(page.say("kano_help"))
    told: list[Estimate] = []
    for kano in every:
        if len(every) > 1:
            yield Heading(3, data(kano["name"]))
        yield from _kano(page, kano, of_id, told)
    yield from page.small_base(told)


def _kano(page: Page, kano: Entry, of_id: dict[str, Estimate], told: list[Estimate]) -> Iterator[Block]:
    ids, names = [one[0] for one in kano["features"]], [data(one[2]) for one in kano["features"]]

    def of(metric: str) -> list[Estimate]:
        return [of_id[f"{kano['id']}.{metric}.{id}"] for id in ids]

    strength, better, worse = of("kano_strength"), of("kano_better"), of("kano_worse")
    shares = [of(metric) for metric in LETTERS.values()]
    heads = [page.say(name) for name in ("feature", "category", "strength", "base")]
    rows = [(name, _category(page, e), page.value(e), page.base(e)) for name, e in zip(names, strength, strict=True)]
    yield Table(heads, rows, frozenset({2, 3}))
    for name, e in zip(names, strength, strict=True):
        for note in page.remarks([e]):
            yield Paragraph((*name, *words(": "), *note.text))
    of_letters = [
        (name, *(page.value(e, bold=e.value == max(x.value or 0 for x in row)) for e in row))
        for name, row in zip(names, zip(*shares, strict=True), strict=True)
    ]
    yield Table([page.say("feature"), *(code(letter) for letter in LETTERS)], of_letters, frozenset(range(1, 7)))
    left = sum(e.missing.get(reason, 0) for e in better for reason in ("reverse", "questionable"))
    n = sum(e.n for e in strength)
    yield Paragraph(page.say("kano_coefficients", left=page.language.count(left), n=page.language.count(n)))
    heads = [page.say("feature"), page.say("better"), page.interval_head(), page.say("worse"), page.interval_head()]
    both = [
        (name, page.value(up, bold=True), page.interval(up), page.value(down, bold=True), page.interval(down),
         page.base(up))
        for name, up, down in zip(names, better, worse, strict=True)
    ]  # fmt: skip
    yield Table([*heads, page.say("base")], both, frozenset(range(1, 6)))
    yield from page.remarks([*better, *worse])
    told += [*strength, *better, *worse]


def _category(page: Page, strength: Estimate) -> Text:
    found = strength.about.get("category")
    if not found:
        return page.say("undefined")
    return page.joined(words(page.language.label("kano_categories", one)) for one in found.split(", "))
