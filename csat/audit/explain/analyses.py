"""What a figure of an analysis is of and rests on, in words; and whether its interval can be followed by hand."""

from __future__ import annotations

from collections.abc import Iterator

from csat.audit.closed_forms import is_mean
from csat.changes import is_share
from csat.intervals import FELDT, FISHER, NEWCOMBE, STUDENT, WILSON
from csat.report.document import Paragraph, Text, data, words
from csat.report.page import Page
from csat.results import Estimate


def about(page: Page, estimate: Estimate) -> Iterator[Paragraph]:
    """The analysis, and what of it the figure is about: an item, a pair of groups, a theme."""
    language = page.language
    assert estimate.analysis is not None
    yield _say(page, "analysis", name=words(language.label("analyses", estimate.analysis)))
    for name, value in estimate.about.items():
        item = page.figures.item_of.get(value)
        of = page.question(item) if item is not None else data(value)
        yield _say(page, "about", name=words(language.label("abouts", name)), value=of)


def rests_on(page: Page, estimate: Estimate) -> Iterator[Paragraph]:
    """Its base, weighted and effective where it is, and what its design makes of its precision."""
    language = page.language
    yield _say(page, "base_analysis", n=language.count(estimate.n))
    for name in ("n_weighted", "n_eff", "deff"):
        value = getattr(estimate, name)
        if value is not None:
            yield _say(page, name, value=language.figure(value, "score"))
    if estimate.standard_error is not None:
        yield _say(page, "standard_error", value=language.figure(estimate.standard_error, estimate.unit))
    if estimate.missing:
        yield _say(page, "not_in_base", missing=page.reasons(estimate.missing))


def by_hand(estimate: Estimate, method: str) -> bool:
    """Whether the lines of a method are those of this figure: its counts are what they start from.

    Intervals of other figures of analyses come from draws, iterations or designs: those are redone from the data alone.
    """
    if method in (WILSON, NEWCOMBE):
        return is_share(estimate)
    if method == FELDT:
        return {"k", "n"} <= set(estimate.counts) and estimate.metric == "alpha"
    return method == FISHER or (method == STUDENT and is_mean(estimate))


def _say(page: Page, line: str, **filled: Text) -> Paragraph:
    return Paragraph(page.language.fill(page.language.texts["explain"][line], filled))
