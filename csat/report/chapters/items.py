"""Every item: its figures with intervals, how many gave each answer, and who is not in its base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from csat.labels import spelled
from csat.report.chapters import pictures, scales, side_by_side
from csat.report.document import Block, Heading, Paragraph, Table, Text, data, joined, words
from csat.report.figures import Entry
from csat.report.numbers import rounded
from csat.report.page import NOTHING, Page
from csat.results import Estimate

CHAPTER_OF = {"csat": "satisfaction", "nps": "recommendation", "ces": "effort"}
_NUMBERED = re.compile(r"\s*[\d۰-۹٠-٩]+\s*[-–—.:)=]*\s*")
_OTHER_WORDS = "with other words"


def blocks(page: Page) -> Iterator[Block]:
    """A chapter a measure: items of one scale side by side, then a section an item."""
    for measure, title in CHAPTER_OF.items():
        items = [item for item in page.figures.items if item["measure"] == measure]
        if not items:
            continue
        yield Heading(2, page.say(title))
        beside: set[str] = set()
        for group in side_by_side.of_one_scale(page, items):
            if len(group) > 1:
                yield from side_by_side.blocks(page, group)
                beside |= {item["id"] for item, _ in group}
        told: list[Estimate] = []
        for item in items:
            found = list(page.figures.all_of(item))
            yield from _item(page, item, found, item["id"] not in beside)
            told += found
        yield from page.small_base(told)
        yield from page.without_interval(told)


def _item(page: Page, item: Entry, found: list[Estimate], alone: bool) -> Iterator[Block]:
    yield Heading(3, page.question(item))
    if about := _about(page, item, alone):
        yield Paragraph(about)
    head = next((estimate for estimate in found if estimate.distribution is not None), None)
    if alone and item["top"] and head is not None:
        yield pictures.stacked(page, page.brief(item), [(item, head)])
        if item["measure"] == "nps":
            yield pictures.points(page, page.metric(head), [(page.brief(item), head)], item)
    heads = [page.say("figure"), page.say("value"), page.interval_head()]
    bold = page.headline(item)
    rows = [(page.metric(e), page.value(e, bold=e.metric == bold), page.interval(e)) for e in found]
    yield Table(heads, rows, frozenset({1, 2}))
    yield from page.remarks(found)
    if head is not None and head.n_weighted is not None and head.n_eff is not None:
        yield Paragraph(_weighted(page, head, head.n_weighted, head.n_eff))
    if head is not None:
        yield from _answers(page, item, head)


def _weighted(page: Page, head: Estimate, n_weighted: float, n_eff: float) -> Text:
    """What a weighted headline figure rests on, beside its number of answers."""
    number, bases = page.language.number, (rounded(n_weighted, 1), rounded(n_eff, 1))
    told = {name: number(base) for name, base in zip(("n_weighted", "n_eff"), bases, strict=True)}
    if head.standard_error is None or head.deff is None:
        return page.say("weighted_base_alone", **told)
    return page.say(
        "weighted_base", **told, se=number(rounded(head.standard_error, 3)), deff=number(rounded(head.deff, 3))
    )


def _about(page: Page, item: Entry, alone: bool) -> Text:
    """How the item was read, in a few short sentences; its scale is told once for items side by side."""
    said = list(scales.told(page, item)) if alone else []
    if item.get("reverse"):
        said.append(page.say("reversed"))
    if item.get("role"):
        said.append(page.say("about_item", role=words(page.language.label("item_roles", item["role"]))))
    return joined(said, " ")


def _answers(page: Page, item: Entry, head: Estimate) -> Iterator[Block]:
    """The distribution as a chart and a table, and the base below."""
    language, base = page.language, head.n
    labels = _labels(item)
    answers: list[Text] = []
    rows: list[tuple[Text, ...]] = []
    for point, n in (head.distribution or {}).items():
        label = labels.get(float(point))
        answers.append((*language.number(point), *((*words(" "), *data(label)) if label else ())))
        rows.append((answers[-1], language.count(n), pictures.percent(page, n, base) if base else NOTHING))
    if base:
        yield pictures.distribution(page, item, head, answers)
    yield Table([page.say("answer"), page.say("count"), page.say("share")], rows, frozenset({1, 2}))
    missing = {reason: n for reason, n in head.missing.items() if n}
    counts = {"valid": language.count(base), "rows": language.count(base + sum(missing.values()))}
    if not missing:
        yield Paragraph(page.say("base_whole", **counts))
        return
    yield Paragraph(page.say("base_line", **counts, missing=page.reasons(missing)))


def _labels(item: Mapping[str, Any]) -> dict[float, str]:
    """The words for each point of the scale, the first where there are several. A reversed item's are mirrored."""
    ends = item["scale"]["low"] + item["scale"]["high"]
    found: dict[float, str] = {}
    for label, point in item["labels"].items():
        bare = _NUMBERED.sub("", label, count=1)
        if bare and not bare.startswith(_OTHER_WORDS):
            found.setdefault(float(ends - point if item.get("reverse") else point), spelled(bare))
    return found
