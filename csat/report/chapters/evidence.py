"""Appendix: what of this record is evidence towards which clause of ISO 10004, decided from the record alone.

ISO 10004 is guidance, so a report never says that anything is fulfilled. Where a record holds nothing towards a clause,
that is said; the clauses and how sure their numbers are: ``csat/data/iso10004_map.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from csat import response
from csat.plan import SAID
from csat.report.chapters.about import response_rate
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, joined, words
from csat.report.page import Page

_MAP = Path(__file__).parent.parent.parent / "data" / "iso10004_map.toml"
HUMAN = "human"
VALIDATING = ("reliability",)
"""Kinds of analysis that say how far the answers can be trusted (7.4.5); the others are of the answers (7.4.4)."""


@cache
def clauses() -> tuple[Mapping[str, str], ...]:
    """Number, role and support of each clause, in the order of the standard."""
    with _MAP.open("rb") as file:
        return tuple(tomllib.load(file)["clause"])


def blocks(page: Page) -> Iterator[Block]:
    """A row a clause, then those that no tool can say anything of, then how sure the numbers are."""
    label = page.language.label
    yield Heading(3, page.say("evidence"))
    yield Paragraph(page.say("evidence_help"))
    rows = []
    for clause in clauses():
        number = clause["number"]
        if clause["role"] == HUMAN:
            continue
        found = list(EVIDENCE[number](page)) if number in EVIDENCE else []
        told = joined(found, " ") if found else page.say("not_in_record")
        rows.append((_clause(page, number), words(label("supports", clause["support"])), told))
    yield Table([page.say("clause"), page.say("sure"), page.say("evidence_towards")], rows)
    outside = page.joined(_clause(page, clause["number"]) for clause in clauses() if clause["role"] == HUMAN)
    yield Paragraph(page.say("outside", clauses=outside))
    yield Paragraph(page.say("sure_help"))


def _clause(page: Page, number: str) -> Text:
    """A clause by its number and what it is about. Two rows of one clause are told apart by that alone."""
    return (*code(number.partition(" ")[0]), *words(" "), *words(page.language.label("clauses", number)))


# ------------------------------------------------------------------ what there is, a function a clause


def _say(page: Page, name: str, **filled: Text) -> Text:
    return page.language.fill(page.language.texts["evidence"][name], filled)


def _survey(page: Page) -> Mapping[str, Any]:
    found: Mapping[str, Any] = page.record.plan.get("survey", {})
    return found


def _transparency(page: Page) -> Iterator[Text]:
    yield _say(page, "transparency")


def _integrity(page: Page) -> Iterator[Text]:
    yield _say(page, "digests")
    odd = sum(entry["invalid"] for entry in page.record.ledger.get("items", ()))
    yield _say(page, "invalid", n=page.language.count(odd))


def _confidentiality(page: Page) -> Iterator[Text]:
    count, figures = page.language.count, page.figures
    if figures.segmentings:
        withheld = sum(figures.withheld(e) for e in page.record.estimates)
        yield _say(page, "withheld", n=count(withheld), below=count(figures.suppress_below))
    personal = sum(use["role"] == "personal data" for use in page.record.plan.get("columns", ()))
    if personal:
        yield _say(page, "personal", n=count(personal))
    yield _say(page, "comments_shown" if page.record.comments else "comments_not")


def _timeliness(page: Page) -> Iterator[Text]:
    spans, day = page.record.ledger.get("fieldwork", ()), _survey(page).get("reported")
    if spans and day:
        last = max(date.fromisoformat(span["last"]) for span in spans)
        days = (date.fromisoformat(day) - last).days
        if days >= 0:
            yield _say(page, "days_to_report", n=page.language.count(days))


def _continuity(page: Page) -> Iterator[Text]:
    if page.record.previous:
        yield _say(page, "previous")
    if page.record.plan.get("periods"):
        yield _say(page, "periods")


def _process(page: Page) -> Iterator[Text]:
    yield _say(page, "manifest")


def _purpose(page: Page) -> Iterator[Text]:
    for name in ("purpose", "objectives"):
        if _survey(page).get(name):
            yield _say(page, name)
    if page.record.targets:
        yield _say(page, "targets", n=page.language.count(len(page.record.targets)))


def _scope(page: Page) -> Iterator[Text]:
    if _survey(page).get("population"):
        yield _say(page, "population")
    if _survey(page).get("period") or page.record.ledger.get("fieldwork"):
        yield _say(page, "when")
    if page.record.plan.get("filters"):
        yield _say(page, "filters")


def _methods(page: Page) -> Iterator[Text]:
    if _survey(page).get("mode"):
        yield _say(page, "mode")


def _customers(page: Page) -> Iterator[Text]:
    if page.figures.segmentings:
        n = sum(map(len, page.figures.segmentings.values()))
        yield _say(page, "segments", n=page.language.count(n))


def _characteristics(page: Page) -> Iterator[Text]:
    n = sum(bool(item.get("role")) for item in page.figures.items)
    if n:
        yield _say(page, "roles", n=page.language.count(n), of=page.language.count(len(page.figures.items)))


def _direct(page: Page) -> Iterator[Text]:
    if page.figures.items:
        yield _say(page, "items", n=page.language.count(len(page.figures.items)))


def _sample(page: Page) -> Iterator[Text]:
    survey, count = _survey(page), page.language.count
    if survey.get("sampling"):
        yield _say(page, "sampling", sampling=words(page.language.label("sampling", survey["sampling"])))
    if survey.get("sample_planned"):
        scored = page.record.ledger["scored"]
        yield _say(page, "sample", planned=count(survey["sample_planned"]), achieved=count(scored))
    if response_rate(page):
        yield _say(page, "response")


def _questions(page: Page) -> Iterator[Text]:
    if page.figures.items:
        yield _say(page, "scales")


def _collection(page: Page) -> Iterator[Text]:
    if page.record.ledger.get("fieldwork"):
        yield _say(page, "fieldwork")
    yield _say(page, "rows_and_hash")


def _preparation(page: Page) -> Iterator[Text]:
    yield _say(page, "prepared")
    if page.record.ledger.get("exclusions"):
        yield _say(page, "exclusions")


def _analysis_method(page: Page) -> Iterator[Text]:
    stated = sum(item["why"] == SAID for item in page.figures.items)
    if stated:
        yield _say(page, "planned", n=page.language.count(stated), of=page.language.count(len(page.figures.items)))
    if kinds := _asked(page):
        yield _say(page, "analyses", names=page.joined(words(page.language.label("analyses", kind)) for kind in kinds))


def _analysis(page: Page) -> Iterator[Text]:
    n = sum(e.interval is not None for e in page.record.estimates)
    if n:
        yield _say(page, "analysed", n=page.language.count(n))
    yield from _answered(page, [kind for kind in _asked(page) if kind not in VALIDATING])


def _validation(page: Page) -> Iterator[Text]:
    if page.figures.constructs:
        yield _say(page, "alpha", n=page.language.count(len(page.figures.constructs)))
    yield from _answered(page, [kind for kind in _asked(page) if kind in VALIDATING])


def _asked(page: Page) -> list[str]:
    """The kinds of analysis that the plan asks for."""
    return list(dict.fromkeys(analysis["kind"] for analysis in page.record.plan.get("analyses", ())))


def _answered(page: Page, kinds: Sequence[str]) -> Iterator[Text]:
    """How many figures of each kind there are."""
    for kind in kinds:
        n = sum(e.analysis == kind and e.value is not None for e in page.record.estimates)
        name = words(page.language.label("analyses", kind))
        yield _say(page, "answered", analysis=name, n=page.language.count(n))


def _results(page: Page) -> Iterator[Text]:
    yield _say(page, "report")


def _communication(page: Page) -> Iterator[Text]:
    yield _say(page, "readable")


def _monitoring(page: Page) -> Iterator[Text]:
    yield from _continuity(page)
    if page.record.targets:
        yield _say(page, "targets", n=page.language.count(len(page.record.targets)))


def _improvement(page: Page) -> Iterator[Text]:
    if page.figures.items:
        yield _say(page, "item_loss")
    if response.told(page.record.plan.get("response", {})):
        yield _say(page, "response")


EVIDENCE: Mapping[str, Callable[[Page], Iterator[Text]]] = {
    "4.3.3": _transparency,
    "4.3.6": _integrity,
    "4.3.9": _confidentiality,
    "4.3.12": _timeliness,
    "4.3.14": _continuity,
    "5.2": _process,
    "6.1": _purpose,
    "6.2": _scope,
    "6.3": _methods,
    "7.2.1": _customers,
    "7.3.1": _characteristics,
    "7.3.3": _direct,
    "7.3.3 (sample)": _sample,
    "7.3.3 (questions)": _questions,
    "7.3.4": _collection,
    "7.4.2": _preparation,
    "7.4.3": _analysis_method,
    "7.4.4": _analysis,
    "7.4.5": _validation,
    "7.4.6": _results,
    "7.5": _communication,
    "7.6": _monitoring,
    "8": _improvement,
}
"""What to look for, by clause. Of clauses that are not here no record of this version holds anything."""
