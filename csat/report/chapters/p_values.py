"""p values as reports tell them: to three digits, and what would round to nothing as less than the last of them."""

from __future__ import annotations

from csat.report.document import Text
from csat.report.page import Page
from csat.results import Estimate

_DIGITS = 3


def p_value(page: Page, estimate: Estimate | None, bold: bool = False) -> Text:
    """The p value, bold where it is wanted; ``< 0.001`` for less than that; nothing where there is none."""
    if estimate is None or estimate.value is None:
        return page.value(estimate)
    if estimate.value >= 10**-_DIGITS / 2:
        return page.value(estimate, bold)
    language = page.language
    told = language.fill(language.texts["paired"]["tiny"], {"n": language.number(f"{10**-_DIGITS:.{_DIGITS}f}")})
    return tuple(run._replace(strong=bold) for run in told)
