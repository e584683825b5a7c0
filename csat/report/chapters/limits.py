"""Limits of the study, as they follow from the record: what its figures cannot show, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from csat.plan import SAID
from csat.report.chapters.about import response_rate
from csat.report.chapters.pictures import percent
from csat.report.document import Block, Bullets, Heading, Text, words
from csat.report.numbers import rounded
from csat.report.page import Page


def blocks(page: Page) -> Iterator[Block]:
    """A line a limit."""
    yield Heading(2, page.say("limits"))
    yield Bullets([line for limit in LIMITS for line in limit(page)])


def _sampling(page: Page) -> Iterator[Text]:
    survey = page.record.plan.get("survey", {})
    yield words(page.language.label("warnings", survey.get("sampling", "unstated")))


def _response(page: Page) -> Iterator[Text]:
    found = response_rate(page)
    if found is None:
        yield page.say("limit_response_unknown")
        return
    rate, _ = found
    yield page.say("limit_response", rate=page.language.percent(rounded(rate.value, page.figures.places["percent"])))


def _unweighted(page: Page) -> Iterator[Text]:
    if (told := page.record.ledger.get("weights")) is not None:
        n_eff = page.language.number(rounded(told["n_eff"], 1))
        yield page.say("limit_weighted", n_eff=n_eff, n=page.language.count(page.record.ledger["scored"]))
        return
    has_weights = any(use["role"] == "weight" for use in page.record.plan.get("columns", ()))
    yield page.say("limit_weights_left" if has_weights else "limit_unweighted")


def _assumed(page: Page) -> Iterator[Text]:
    """Items whose meaning no plan file states."""
    n = sum(item["why"] != SAID for item in page.figures.items)
    if n:
        count = page.language.count
        yield page.say("limit_assumed", n=count(n), of=count(len(page.figures.items)))


def _blanks(page: Page) -> Iterator[Text]:
    """The item that most left out, or answered with what fits no scale."""
    worst: tuple[int, int, int] | None = None
    for place, entry in enumerate(page.record.ledger.get("items", ())):
        lost = entry["blank"] + entry["dont_know"] + entry["invalid"]
        asked = lost + entry["valid"]
        if lost and (worst is None or lost * worst[1] > worst[0] * asked):
            worst = lost, asked, place
    if worst:
        lost, asked, place = worst
        yield page.say(
            "limit_blanks", name=page.brief(page.figures.items[place]), share=percent(page, lost, asked),
            n=page.language.count(lost), of=page.language.count(asked),
        )  # fmt: skip


def _small(page: Page) -> Iterator[Text]:
    told = [e for e in page.record.estimates if e.value is not None]
    small = sum(page.figures.small(e) for e in told)
    if small:
        count = page.language.count
        yield page.say("limit_small", n=count(small), of=count(len(told)), below=count(page.figures.flag_below))


def _withheld(page: Page) -> Iterator[Text]:
    n = sum(page.figures.withheld(e) for e in page.record.estimates)
    if n:
        count = page.language.count
        yield page.say("limit_withheld", n=count(n), below=count(page.figures.suppress_below))


def _many(page: Page) -> Iterator[Text]:
    n = sum(e.interval is not None for e in page.record.estimates)
    if n > 1:
        yield page.say("limit_many", n=page.language.count(n), level=page.language.level(page.figures.level))


def _segments(page: Page) -> Iterator[Text]:
    compared = any(analysis["kind"] in ("compare", "banner") for analysis in page.record.plan.get("analyses", ()))
    if page.figures.segmentings and not compared:
        yield page.say("limit_segments")


def _alpha(page: Page) -> Iterator[Text]:
    if page.figures.constructs:
        yield page.say("limit_alpha")


LIMITS: tuple[Callable[[Page], Iterator[Text]], ...] = (
    _sampling,
    _response,
    _unweighted,
    _assumed,
    _blanks,
    _small,
    _withheld,
    _many,
    _segments,
    _alpha,
)
