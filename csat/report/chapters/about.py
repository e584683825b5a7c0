"""About the survey: what its plan says of purpose, population, sampling and response, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from csat import response
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, strong, words
from csat.report.numbers import rounded
from csat.report.page import Page
from csat.report.weighting import weighting

SAID = ("purpose", "objectives", "population", "mode", "period", "sampling", "sample_planned", "language", "calendar")
"""What a plan's ``[survey]`` may say, in the order of the report; the title stands above it all."""

EXPECTED = ("purpose", "objectives", "population", "mode", "period", "sampling", "sample_planned")
"""What a reader misses where it is not said."""


def blocks(page: Page) -> Iterator[Block]:
    """What is known of the survey as a table, what is not in one line, and what the sampling means."""
    survey: Mapping[str, Any] = page.record.plan.get("survey", {})
    yield Heading(2, page.say("about_survey"))
    yield Table([(), ()], list(_rows(page, survey)))
    if unsaid := _unsaid(page, survey):
        keys = page.joined(
            (*words(page.language.label("about", name)), *words(" ("), *code(key), *words(")")) for name, key in unsaid
        )
        yield Paragraph(page.say("not_stated", keys=keys))
    yield Paragraph(words(page.language.label("warnings", survey.get("sampling", "unstated"))))
    if response.told(page.record.plan.get("response", {})):
        yield from _response(page)


def response_rate(page: Page) -> tuple[Any, int] | None:
    """RR2 with every scored respondent as one who answered, and how many were invited; None where it cannot be told."""
    said, answered = page.record.plan.get("response", {}), page.record.ledger["scored"]
    if not response.told(said):
        return None
    try:
        counts = response.outcomes(said, 0, answered, 0)
    except ValueError:
        return None
    rates = {rate.metric: rate for rate in response.rates(said, counts)}
    return rates["rr2"], response.invited(said, answered)


def _rows(page: Page, survey: Mapping[str, Any]) -> Iterator[tuple[Text, Text]]:
    language = page.language

    def named(name: str) -> Text:
        return strong(words(language.label("about", name)))

    for key in SAID:
        if survey.get(key):
            yield named(key), _told(page, key, survey[key])
        if key == "period":
            for span in page.record.ledger.get("fieldwork", ()):
                days = page.days(span["first"], span["last"], span["calendar"])
                yield named("fieldwork"), page.say("fieldwork_of", days=days, column=data(span["column"]))
        if key == "sample_planned":
            yield named("sample_achieved"), language.count(page.record.ledger["scored"])
    yield named("weighting"), weighting(page) or page.say("unweighted")


def _told(page: Page, key: str, value: Any) -> Text:
    if isinstance(value, int):
        return page.language.count(value)
    if key in ("sampling", "calendar"):
        return words(page.language.label(key, value))
    if key == "language":
        return words(page.language.texts["spoken"][value]) if value in page.language.texts["spoken"] else data(value)
    if key == "period":
        return _period(page, str(value))
    return page.listed(data(text) for text in value) if isinstance(value, list) else data(value)


def _period(page: Page, said: str) -> Text:
    """The days that a plan states, as this language writes days; its own words where they are none."""
    from csat.dates import PeriodError, read_period

    calendar = page.record.plan["survey"].get("calendar")
    try:
        first, last = read_period(said, calendar)
    except PeriodError:
        return data(said)
    return page.days(first.isoformat(), last.isoformat(), calendar or "gregorian")


def _unsaid(page: Page, survey: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the plan does not say, with the key that would say it."""
    missing = [(key, f"survey.{key}") for key in EXPECTED if not survey.get(key)]
    if not response.told(page.record.plan.get("response", {})):
        missing.append(("invited", "response.invited"))
    if not survey.get("reported"):
        missing.append(("reported", "survey.reported"))
    return missing


def _response(page: Page) -> Iterator[Block]:
    """What became of those invited, and the rate that follows."""
    language, said = page.language, page.record.plan["response"]
    answered = page.record.ledger["scored"]
    yield Heading(3, page.say("response"))
    rows = [(words(language.label("outcomes", "scored")), language.count(answered))]
    rows += [
        (words(language.label("outcomes", name)), language.count(int(said[name])))
        for name in ("invited", *response.OUTCOMES)
        if name in said
    ]
    yield Table([page.say("outcome"), page.say("count_of_people")], rows, frozenset({1}))
    found = response_rate(page)
    if found is None:
        yield Paragraph(page.say("response_impossible"))
        return
    rate, invited = found
    told = language.percent(rounded(rate.value, page.figures.places["percent"]))
    rest = invited - response.known(said, answered)
    yield Paragraph(
        page.say("response_rate", rate=told, answered=language.count(answered), base=language.count(rate.n))
    )
    if rest:
        yield Paragraph(page.say("response_unknown", n=language.count(rest)))
