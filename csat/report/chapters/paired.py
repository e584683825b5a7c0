"""Paired waves: how those who answered twice changed, a table for each two waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csat.report.chapters.p_values import p_value
from csat.report.document import Block, Heading, Paragraph, Table, Text, data
from csat.report.page import NOTHING, Page
from csat.results import Estimate

KIND = "paired"
_FORMS = (
    ("share", "paired_share", "paired_share_p"),
    ("nps", "paired_nps", "paired_nps_p"),
    ("mean", "paired_mean", "paired_mean_p"),
    ("dz", "paired_dz", ""),
    ("ranks", "paired_rank_biserial", "paired_ranks_p"),
)
"""A row of a table: its name in the catalogue, the figure and the p value that stand in it."""

Wave = tuple[str, str]


def blocks(page: Page) -> Iterator[Block]:
    """What is compared, then each two waves that follow each other."""
    asked = next(one for one in page.record.plan["analyses"] if one["kind"] == KIND)
    found: dict[Wave, dict[tuple[str, str], Estimate]] = {}
    for e in page.record.estimates:
        if e.analysis == KIND:
            place = e.metric, e.about.get("item", "")
            found.setdefault((e.about["first"], e.about["second"]), {})[place] = e
    if not found:
        return
    yield Heading(2, _say(page, "title"))
    yield Paragraph(_say(page, "help"))
    told: list[Estimate] = []
    for (first, second), of in found.items():
        yield Heading(3, _say(page, "pair", first=data(first), second=data(second)))
        yield from _matched(page, of["paired_matched", ""])
        rows = list(_rows(page, asked["items"], of, told))
        adjusted = asked["adjust"] in ("holm", "bh")
        p = _say(page, "p_adjusted", adjusted=_say(page, asked["adjust"])) if adjusted else _say(page, "p")
        heads = [_say(page, "item"), _say(page, "form"), _say(page, "change"), page.interval_head(), p, _say(page, "n")]
        yield Table(heads, rows, frozenset({2, 3, 4, 5}))
    yield Paragraph(_say(page, "method"))
    yield from page.small_base(told)
    yield from page.remarks(told)


def _matched(page: Page, e: Estimate) -> Iterator[Block]:
    numbers = {
        name: page.language.count(e.counts[count])
        for name, count in (("n", "matched"), ("first", "only_first"), ("second", "only_second"))
    }
    yield Paragraph(_say(page, "matched", **numbers))


def _rows(
    page: Page, items: list[str], of: Mapping[tuple[str, str], Estimate], told: list[Estimate]
) -> Iterator[list[Text]]:
    for id in items:
        name = page.brief(page.figures.item_of[id])
        for form, metric, tested in _FORMS:
            if (e := of.get((metric, id))) is None:
                continue
            p = of.get((f"{tested}_adjusted", id)) or of.get((tested, id))
            told.append(e)
            ces = form == "share" and page.figures.item_of[id]["measure"] == "ces"
            interval = page.interval(e) if e.interval else NOTHING
            what = _say(page, "share_ces" if ces else form)
            yield [name, what, page.value(e), interval, p_value(page, p) if p else NOTHING, page.base(e)]
            name = NOTHING


def _say(page: Page, name: str, /, **filled: Text) -> Text:
    return page.language.fill(page.language.texts[KIND][name], filled)
