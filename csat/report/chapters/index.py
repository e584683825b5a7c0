"""Indices: each with its weights and the scores that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.chapters import pictures
from csat.report.document import Block, Heading, Paragraph, Table, data
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate

_TOLD = {"csi": "index_csi", "acsi": "index_acsi"}


def blocks(page: Page) -> Iterator[Block]:
    """A section an index."""
    of_id = {e.id: e for e in page.record.estimates if e.analysis == "index"}
    yield Heading(2, page.say("index"))
    told: list[Estimate] = []
    for index in page.record.plan["analyses"]:
        if index["kind"] == "index":
            yield from _index(page, index, of_id, told)
    yield from page.small_base(told)
    yield from page.without_interval(e for e in told if e.metric != "index_weight")


def _index(page: Page, index: Entry, of_id: dict[str, Estimate], told: list[Estimate]) -> Iterator[Block]:
    yield Heading(3, data(index["name"]))
    k = page.language.count(len(index["items"]))
    of = {"of": page.brief(page.figures.item_of[index["of"]])} if index.get("of") else {}
    weights = page.language.fill(page.language.texts["weights"][_kind_of_weights(index)], of)
    yield Paragraph(page.say(_TOLD[index["type"]], name=data(index["name"]), k=k, weights=weights))
    whole = of_id[f"{index['id']}.index"]
    heads = [page.say("figure"), page.say("value"), page.interval_head(), page.say("base")]
    row = (data(index["name"]), page.value(whole, bold=True), page.interval(whole), page.base(whole))
    yield Table(heads, [row], frozenset({1, 2, 3}))
    told.append(whole)
    yield from page.remarks([whole])
    items = [
        (page.brief(page.figures.item_of[id]), of_id[f"{index['id']}.index_weight.{id}"],
         of_id[f"{index['id']}.index_score.{id}"])
        for id in index["items"]
        if f"{index['id']}.index_weight.{id}" in of_id
    ]  # fmt: skip
    if not items:
        return
    yield pictures.points(page, data(index["name"]), [(name, score) for name, _, score in items], None)
    heads = [page.say(name) for name in ("item", "weight", "score")]
    heads += [page.interval_head(), page.say("base")]
    rows = [
        (name, page.value(weight), page.value(score), page.interval(score), page.base(score))
        for name, weight, score in items
    ]
    yield Table(heads, rows, frozenset({1, 2, 3, 4}))
    told += [figure for _, *both in items for figure in both]


def _kind_of_weights(index: Entry) -> str:
    if not isinstance(index["weights"], str):
        return "given"
    numbers = index["weights"] == "importance" and not isinstance(index["importance"][0], str)
    return "importance_given" if numbers else str(index["weights"])
