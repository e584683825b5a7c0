"""What figures were to reach, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.document import Block, Heading, Table, Text, code, words
from csat.report.page import NOTHING, Page
from csat.report.targets import bound_of, told
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """A row for each figure that has a target."""
    judged = page.record.targets
    if not judged:
        return
    yield Heading(2, page.say("targets"))
    heads = [page.say("id"), page.say("wanted"), page.say("figure"), page.interval_head(), page.say("state")]
    yield Table(heads, [_row(page, target) for target in judged], frozenset({1, 2, 3}))


def state_of(page: Page, estimate: Estimate) -> Text:
    """What a figure is to reach and whether it does; nothing where it has no target."""
    found = [target for target in page.record.targets if target["figure"] == estimate.id]
    return page.listed((*_bound(page, target), *words(": "), *_state(page, target)) for target in found)


def _row(page: Page, target: Mapping[str, Any]) -> tuple[Text, ...]:
    language, unit = page.language, target["unit"]
    value, low, high = (
        NOTHING if target[name] is None else language.number(told(target, target[name], language.places))
        for name in ("value", "low", "high")
    )
    if value and unit == "percent":
        value = language.percent(told(target, target["value"], language.places))
    interval = NOTHING if not low else language.fill(language.own("interval"), {"low": low, "high": high})
    return code(target["figure"]), _bound(page, target), value, interval, _state(page, target)


def _bound(page: Page, target: Mapping[str, Any]) -> Text:
    way = "at_least" if target["at_least"] is not None else "at_most"
    return page.say(way, bound=page.language.number(bound_of(target[way])))


def _state(page: Page, target: Mapping[str, Any]) -> Text:
    return words(page.language.label("target_states", target["state"]))
