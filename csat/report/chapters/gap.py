"""Gaps between expectation and perception, or importance and satisfaction: each pair, dimensions, and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil, floor, log10

from csat.report.chapters import pictures
from csat.report.document import Block, Chart, Heading, Paragraph, Table, Text, data, joined
from csat.report.figures import Entry
from csat.report.page import Page
from csat.results import Estimate


def blocks(page: Page) -> Iterator[Block]:
    """A section a set of pairs."""
    of_id = {e.id: e for e in page.record.estimates if e.analysis == "gap"}
    yield Heading(2, page.say("gap"))
    told: list[Estimate] = []
    for gap in page.record.plan["analyses"]:
        if gap["kind"] == "gap":
            yield from _gap(page, gap, of_id, told)
    yield from page.small_base(told)
    yield from page.without_interval(told)


def _gap(page: Page, gap: Entry, of_id: dict[str, Estimate], told: list[Estimate]) -> Iterator[Block]:
    item_of, stated = page.figures.item_of, gap["of"] == "importance"
    yield Heading(3, data(gap["name"]))
    first_item = item_of[gap["pairs"][0][0]]
    unit = page.say("gap_on_100") if gap["on"] == "0-100" else page.say(
        "gap_in_points", scale=page.scale(first_item["scale"])
    )  # fmt: skip
    yield Paragraph(joined([page.say("gap_help_importance" if stated else "gap_help"), unit], " "))
    pairs = [
        (page.brief(item_of[second]), of_id[f"{gap['id']}.gap_first.{second}"],
         of_id[f"{gap['id']}.gap_second.{second}"], of_id[f"{gap['id']}.gap.{second}"])
        for _, second, *_ in gap["pairs"]
    ]  # fmt: skip
    yield _chart(page, data(gap["name"]), [(name, figure) for name, _, _, figure in pairs])
    heads = [page.say(name) for name in ("item", *(_IMPORTANCE if stated else _EXPECTATION), "gap_head")]
    heads += [page.interval_head(), page.say("base")]
    rows = [
        (name, page.value(first), page.value(second), page.value(figure, bold=True), page.interval(figure),
         page.base(figure))
        for name, first, second, figure in pairs
    ]  # fmt: skip
    yield Table(heads, rows, frozenset({1, 2, 3, 4, 5}))
    own = [figure for _, *figures in pairs for figure in figures]
    several = [
        (data(e.about["dimension"]), e)
        for e in of_id.values()
        if e.metric == "gap_dimension" and e.id.startswith(f"{gap['id']}.gap_dimension.")
    ]
    if f"{gap['id']}.gap_overall" in of_id:
        several.append((page.say("all_pairs"), of_id[f"{gap['id']}.gap_overall"]))
    if several:
        yield _chart(page, data(gap["name"]), several)
        heads = [page.say("dimension"), page.say("gap_head"), page.interval_head(), page.say("base")]
        rows_of_all = [(name, page.value(e, bold=True), page.interval(e), page.base(e)) for name, e in several]
        yield Table(heads, rows_of_all, frozenset({1, 2, 3}))
        own += [e for _, e in several]
    yield from page.remarks(own)
    told += own


_EXPECTATION, _IMPORTANCE = ("expected", "perceived"), ("important", "satisfied_head")


def _chart(page: Page, title: Text, rows: Sequence[tuple[Text, Estimate]]) -> Chart:
    """The gaps on an axis that reaches as far on both sides of 0."""
    ends = [end for _, e in rows if e.value is not None for end in (e.value, *_bounds(e))]
    most = max((abs(end) for end in ends), default=1.0) or 1.0
    power = 10.0 ** floor(log10(most))
    most = ceil(2 * most / power) / 2 * power  # a round number, which a screen shows as it is
    return replace(pictures.points(page, title, rows, None), low=-most, high=most)


def _bounds(estimate: Estimate) -> tuple[float, ...]:
    return (estimate.interval.low, estimate.interval.high) if estimate.interval else ()
