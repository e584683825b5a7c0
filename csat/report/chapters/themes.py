"""Themes of comments: how many speak of each, the ends of a score side by side, and examples where asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.comments.redaction import MARK
from csat.report.document import Block, Bullets, Heading, Paragraph, Table, Text, data, plain, words
from csat.report.page import Page
from csat.results import Estimate

_KIND = "themes"
_SIDES = {"csat": ("csat_low", "csat_high"), "nps": ("nps_low", "nps_high"), "ces": ("ces_low", "ces_high")}


def blocks(page: Page) -> Iterator[Block]:
    """A section a column of comments."""
    columns: dict[str, list[Estimate]] = {}
    for estimate in page.record.estimates:
        if estimate.analysis == _KIND:
            columns.setdefault(estimate.id.partition(".")[0], []).append(estimate)
    if not columns:
        return
    yield Heading(2, page.say("themes"))
    yield Paragraph(page.say("themes_help"))
    for prefix, found in columns.items():
        yield Heading(3, _column(page, found[0]))
        yield from _of_all(page, found)
        yield from _by_score(page, found)
        yield from _examples(page, prefix)
    told = [estimate for found in columns.values() for estimate in found]
    yield from page.small_base(told)
    if any(page.figures.withheld(estimate) for estimate in told):
        yield Paragraph(page.say("withheld_why", n=page.language.count(page.figures.suppress_below)))


def _column(page: Page, estimate: Estimate) -> Text:
    header = estimate.column or ""
    letter = page.language.digits(page.figures.letters.get(header, ""))
    return (*data(header), *words(" ("), *data(letter), *words(")"))


def _of_all(page: Page, found: Sequence[Estimate]) -> Iterator[Block]:
    """The themes, the commonest first, and last the comments without any."""
    themes = sorted((e for e in found if e.metric == "theme"), key=lambda e: -e.counts["mentions"])
    none = next(e for e in found if e.metric == "theme_none")
    comments, rows = none.n, none.n + none.missing.get("blank", 0)
    yield Paragraph(page.say("themes_base", comments=page.language.count(comments), rows=page.language.count(rows)))
    if not comments:
        return
    heads = [page.say("theme"), page.say("theme_share"), page.interval_head(), page.say("theme_comments")]
    rows_of = [
        (data(e.about["theme"]), page.value(e, bold=True), page.interval(e), page.language.count(e.counts["mentions"]))
        for e in themes
    ]
    last = page.language.count(none.counts["unmatched"])
    rows_of.append((page.say("theme_unmatched"), page.value(none), page.interval(none), last))
    yield Table(heads, rows_of, frozenset({1, 2, 3}))


def _by_score(page: Page, found: Sequence[Estimate]) -> Iterator[Block]:
    """The bottom group of the score beside the top group: who is unhappy speaks more of what."""
    gaps = [e for e in found if e.metric == "theme_gap"]
    if not gaps:
        return
    item = page.figures.item_of[gaps[0].about["item"]]
    of_group = {(e.about["theme"], e.about["group"]): e for e in found if e.metric == "theme_of_group"}
    pair = gaps[0].about["pair"].split("|")
    sides = [page.language.label("sides", side) for side in _SIDES[item["measure"]]]
    bases = [of_group[gaps[0].about["theme"], group] for group in pair]
    yield Heading(4, page.say("themes_by_score", item=page.brief(item)))
    held = page.figures.withheld
    counts = [page.say("withheld") if held(base) else page.language.count(base.n) for base in bases]
    yield Paragraph(
        page.say("themes_of_groups", low=words(sides[0]), low_n=counts[0], high=words(sides[1]), high_n=counts[1])
    )
    heads = [page.say("theme"), words(sides[0]), words(sides[1]), page.say("theme_gap"), page.interval_head()]
    gaps.sort(key=lambda e: -(e.value if e.value is not None else -1000))
    rows = [
        (
            data(gap.about["theme"]),
            *(page.value(e) for group in pair for e in (of_group[gap.about["theme"], group],)),
            page.value(gap, bold=True),
            page.interval(gap),
        )
        for gap in gaps
    ]
    yield Table(heads, rows, frozenset({1, 2, 3, 4}))


def _examples(page: Page, prefix: str) -> Iterator[Block]:
    """Comments of each theme, where they were asked for and are not too few."""
    asked = [entry for entry in page.record.comments if entry.get("of") == prefix]
    if not asked:
        return
    yield Heading(4, page.say("theme_examples"))
    yield Paragraph(page.say("theme_examples_help", n=page.language.count(page.figures.suppress_below)))
    label = page.language.label
    for entry in asked:
        if entry["texts"]:
            yield Paragraph((*data(entry["theme"]), *words(":")))
            yield Bullets(
                [
                    data(MARK.sub(lambda mark: plain(page.say("mark", kind=words(label("redacted", mark[1])))), text))
                    for text in entry["texts"]
                ]
            )
