"""How the scale of an item is told: its ends, and which of its points count as the good ones."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Text, words
from csat.report.figures import Entry
from csat.report.page import Page


def told(page: Page, item: Entry) -> Iterator[Text]:
    """Its ends, and what is good."""
    if item["measure"] != "ces":
        yield page.say("scale", scale=page.scale(item["scale"]))
    yield from good(page, item)


def good(page: Page, item: Entry) -> Iterator[Text]:
    """Which points count as the good ones; of effort also which way the scale runs."""
    top = span(page, item["top"] or [])
    if item["measure"] == "ces":
        variant = words(page.language.label("variants", item["variant"] or "ease"))
        yield page.say("scale_variant", scale=page.scale(item["scale"]), variant=variant)
        yield page.say("easy_are", points=top)
    elif item["measure"] == "nps":
        yield page.say("promoters_are")
    elif item["top"]:
        yield page.say("satisfied_are", points=top)


def span(page: Page, points: list[float]) -> Text:
    """Neighbouring points by the lowest and the highest."""
    told = [page.language.number(f"{point:g}") for point in points]
    if len(told) < 2:
        return told[0] if told else ()
    return page.language.fill(page.language.own("interval"), {"low": told[0], "high": told[-1]})
