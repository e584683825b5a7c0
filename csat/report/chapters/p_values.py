"""p values as reports tell them: what would round to nothing as less than the last digit of a ratio."""

from __future__ import annotations

from csat.report.document import Text
from csat.report.page import Page
from csat.results import Estimate


def p_value(page: Page, estimate: Estimate | None, bold: bool = False) -> Text:
    """The p value, bold where it is wanted; ``< 0.001`` for less than that; nothing where there is none."""
    if estimate is None or estimate.value is None:
        return page.value(estimate)
    language = page.language
    digits = language.places.get("ratio", 3)
    if estimate.value >= 10**-digits / 2:
        return page.value(estimate, bold)
    told = language.fill(language.texts["paired"]["tiny"], {"n": language.number(f"{10**-digits:.{digits}f}")})
    return tuple(run._replace(strong=bold) for run in told)
