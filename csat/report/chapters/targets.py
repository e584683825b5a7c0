"""What figures were to reach, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.document import Block, Heading, Table, Text, code, words
from csat.report.page import NOTHING, Page


def blocks(page: Page) -> Iterator[Block]:
    """A row for each target of the plan."""
    judged = page.record.targets
    if not judged:
        return
    yield Heading(2, page.say("targets"))
    heads = [page.say("id"), page.say("wanted"), page.say("figure"), page.interval_head(), page.say("state")]
    yield Table(heads, [_row(page, target) for target in judged], frozenset({1, 2, 3}))


def _row(page: Page, target: Mapping[str, Any]) -> tuple[Text, ...]:
    language, unit = page.language, target["unit"]
    way = "at_least" if target["at_least"] is not None else "at_most"
    bound = page.say(way, bound=language.number(f"{target[way]:g}"))
    value = language.figure(target["value"], unit) if target["value"] is not None else NOTHING
    interval = NOTHING if target["low"] is None else language.interval(target["low"], target["high"], unit)
    return code(target["figure"]), bound, value, interval, words(language.label("target_states", target["state"]))
