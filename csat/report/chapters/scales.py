"""How the scale of an item is told: its ends, and which of its points count as the good ones."""

from __future__ import annotations

from collections.abc import Iterator

from csat.report.document import Text, words
from csat.report.figures import Entry
from csat.report.page import Page


def told(page: Page, item: Entry) -> Iterator[Text]:
    """One or two short sentences."""
    scale, top = page.scale(item["scale"]), span(page, item["top"] or [])
    if item["measure"] == "ces":
        variant = words(page.language.label("variants", item["variant"] or "ease"))
        yield page.say("scale_variant", scale=scale, variant=variant)
        yield page.say("easy_are", points=top)
        return
    yield page.say("scale", scale=scale)
    if item["measure"] == "nps":
        yield page.say("promoters_are")
    elif item["top"]:
        yield page.say("satisfied_are", points=top)


def span(page: Page, points: list[float]) -> Text:
    """Neighbouring points by the lowest and the highest."""
    told = [page.language.number(f"{point:g}") for point in points]
    if len(told) < 2:
        return told[0] if told else ()
    return page.language.fill(page.language.own("interval"), {"low": told[0], "high": told[-1]})
