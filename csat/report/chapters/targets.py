"""What figures were to reach, and whether they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from csat.report.document import Block, Heading, Paragraph, Table, Text, code, strong, words
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


def summary(page: Page, names: Mapping[str, Text]) -> Iterator[Paragraph]:
    """How many targets are met, and which are missed, by the ``names`` that figures have: for the first screen."""
    judged, language = page.record.targets, page.language
    if not judged:
        return
    counted = Counter(target["state"] for target in judged)
    states = page.listed(
        page.say("reason_count", count=language.count(counted[state]), reason=words(told))
        for state, told in language.texts["target_states"].items()
        if counted[state]
    )
    yield Paragraph(strong(page.say("targets_told", n=language.count(len(judged)), states=states)))
    missed = [target for target in judged if target["state"] == "not met"]
    if missed:
        yield Paragraph(page.say("targets_missed", missed=page.listed(_missed(page, names, one) for one in missed)))


def _missed(page: Page, names: Mapping[str, Text], target: Mapping[str, Any]) -> Text:
    name = names.get(target["figure"], code(target["figure"]))
    return page.say("target_missed", name=name, value=_value(page, target), bound=_bound(page, target))


def state_of(page: Page, estimate: Estimate) -> Text:
    """What a figure is to reach and whether it does; nothing where it has no target."""
    found = [target for target in page.record.targets if target["figure"] == estimate.id]
    return page.listed((*_bound(page, target), *words(": "), *_state(page, target)) for target in found)


def _row(page: Page, target: Mapping[str, Any]) -> tuple[Text, ...]:
    language = page.language
    low, high = (
        NOTHING if target[name] is None else language.number(told(target, target[name], language.places))
        for name in ("low", "high")
    )
    interval = NOTHING if not low else language.fill(language.own("interval"), {"low": low, "high": high})
    return code(target["figure"]), _bound(page, target), _value(page, target), interval, _state(page, target)


def _value(page: Page, target: Mapping[str, Any]) -> Text:
    if target["value"] is None:
        return NOTHING
    shown = told(target, target["value"], page.language.places)
    return page.language.percent(shown) if target["unit"] == "percent" else page.language.number(shown)


def _bound(page: Page, target: Mapping[str, Any]) -> Text:
    way = "at_least" if target["at_least"] is not None else "at_most"
    return page.say(way, bound=page.language.number(bound_of(target[way])))


def _state(page: Page, target: Mapping[str, Any]) -> Text:
    """The state in words, to be seen first where the target is missed."""
    state = words(page.language.label("target_states", target["state"]))
    return strong(state) if target["state"] == "not met" else state
