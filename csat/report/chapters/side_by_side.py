"""Items of one scale side by side: a bar each from its bad answers to its good ones, and the shares as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.report.chapters import pictures, scales
from csat.report.document import Block, Heading, Paragraph, Table, Text, joined, words
from csat.report.figures import Entry
from csat.report.page import HEADLINES, NOTHING, Page
from csat.results import Estimate

FIGURE_OF = {
    ("csat", "low"): "csat_bottom",
    ("csat", "high"): "csat",
    ("nps", "low"): "nps_detractors",
    ("nps", "middle"): "nps_passives",
    ("nps", "high"): "nps_promoters",
    ("ces", "high"): "ces_easy",
}
"""The figure that is the share of a side of the scale, by measure; the others are no figures of a record."""


def of_one_scale(page: Page, items: Sequence[Entry]) -> list[list[tuple[Entry, Estimate]]]:
    """Items that can stand on one chart, each with the figure that holds its distribution; none without a top."""
    groups: dict[str, list[tuple[Entry, Estimate]]] = {}
    for item in items:
        head = page.figures.item(HEADLINES[item["measure"]], item)
        if item["top"] and head is not None and head.distribution is not None:
            groups.setdefault(repr((item["scale"], item["top"], item["variant"])), []).append((item, head))
    return list(groups.values())


def blocks(page: Page, group: Sequence[tuple[Entry, Estimate]]) -> Iterator[Block]:
    """The items of one scale on a chart and a table."""
    first = group[0][0]
    title = page.say("side_by_side", scale=page.scale(first["scale"]))
    yield Heading(3, title)
    yield Paragraph(joined(list(scales.good(page, first)), " "))
    yield pictures.stacked(page, title, group)
    if first["measure"] == "nps":
        yield pictures.points(page, title, [(page.brief(item), head) for item, head in group], first)
    names = list(dict.fromkeys(name for _, head in group for name in pictures.sides(first, head.distribution or {})))
    heads = [page.say("item"), *(pictures.side_name(page, first, name) for name in names)]
    apart = HEADLINES[first["measure"]] not in FIGURE_OF.values()  # else it is one of the shares
    if apart:
        heads.append(words(page.language.texts["short"][HEADLINES[first["measure"]]]))
    heads.append(page.say("base"))
    rows = []
    for item, head in group:
        own = (page.value(head, bold=True),) if apart else ()
        rows.append((page.brief(item), *_shares(page, item, head, names), *own, page.base(head)))
    yield Table(heads, rows, frozenset(range(1, len(heads))))


def _shares(page: Page, item: Entry, head: Estimate, names: Sequence[pictures.Side]) -> Iterator[Text]:
    """What share of the answers each side has: the figure that tells it, else from the counts."""
    counts = pictures.sides(item, head.distribution or {})
    for name in names:
        figure = page.figures.item(FIGURE_OF.get((item["measure"], name), ""), item)
        own = pictures.percent(page, counts.get(name, 0), head.n) if head.n else NOTHING
        yield own if figure is None else page.value(figure, bold=figure is head)
