"""Margins that weights were brought to: each value's share before, of the population, and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.document import Block, Heading, Paragraph, Table, data
from csat.report.numbers import rounded
from csat.report.page import Page

_PLACES = 2
_HEADS = {"sample": "margin_sample", "base": "margin_base", "target": "margin_target", "weighted": "margin_weighted"}


def blocks(page: Page) -> Iterator[Block]:
    """A table a margin; nothing where the plan has none."""
    told: Mapping[str, Any] | None = page.record.ledger.get("weights", {}).get("margins")
    if told is None:
        return
    language = page.language
    yield Heading(2, page.say("margins"))
    of_margin: dict[str, list[Mapping[str, Any]]] = {}
    for line in told["values"]:
        of_margin.setdefault(line["margin"], []).append(line)
    how = "margins_raked" if len(of_margin) > 1 else "margins_post_stratified"
    yield Paragraph(page.say(how, passes=language.count(told["passes"])))
    plan = page.record.plan.get("weighting", {})
    if "trim" in plan:
        low, high = plan["trim"]
        ends = [language.number(f"{low:g}" if low else "0"), language.number(f"{high:g}" if high else "∞")]
        yield Paragraph(page.say("margins_trimmed", low=ends[0], high=ends[1], rounds=language.count(told["rounds"])))
    shares = ["sample", *(["base"] if "weight" in plan else []), "target", "weighted"]
    for name, lines in of_margin.items():
        heads = [data(name), page.say("base"), *(page.say(_HEADS[share]) for share in shares)]
        rows = [
            (
                data(line["value"]),
                language.count(line["n"]),
                *(language.percent(rounded(line[share], _PLACES)) for share in shares),
            )
            for line in lines
        ]
        yield Table(heads, rows, frozenset(range(1, 2 + len(shares))))
