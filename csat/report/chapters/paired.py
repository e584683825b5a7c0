"""Paired waves: how those who answered twice changed, a table for each two waves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csat.report.chapters.p_values import p_value
from csat.report.document import Block, Heading, Paragraph, Table, Text, data
from csat.report.page import NOTHING, Page
from csat.report.sentences import tell
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
        heads = [
            _say(page, "item"),
            _say(page, "form"),
            _say(page, "change"),
            page.interval_head(),
            p,
            page.say("base"),
        ]
        yield Table(heads, rows, frozenset({2, 3, 4, 5}))
    yield Paragraph(_say(page, "method"))
    yield from page.small_base(told)
    yield from page.remarks(e for e in told if not page.figures.withheld(e))
    for note in dict.fromkeys(note for e in told if page.figures.withheld(e) for note in e.notes):
        yield Paragraph(tell(page.language, "notes", note))


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
            if page.figures.withheld(e):  # and so are all figures of the item
                yield [name, NOTHING, page.value(e), NOTHING, NOTHING, NOTHING]
                break
            ces = form == "share" and page.figures.item_of[id]["measure"] == "ces"
            interval = page.interval(e) if e.interval else NOTHING
            what = _say(page, "share_ces" if ces else form)
            yield [name, what, page.value(e), interval, _p(page, p), page.base(e)]
            name = NOTHING


def _p(page: Page, p: Estimate | None) -> Text:
    """A p value, strong where it is below 0.05 at a level of 95 %; d_z has none."""
    if p is None:
        return NOTHING
    return p_value(page, p, bold=p.value is not None and p.value < round(1 - page.figures.level, 6))


def _say(page: Page, name: str, /, **filled: Text) -> Text:
    return page.language.fill(page.language.texts[KIND][name], filled)
