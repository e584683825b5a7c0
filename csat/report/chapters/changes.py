"""What changed since an earlier record: each headline figure before and now, with the interval of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.numbers import rounded
from csat.report.page import NOTHING, Page
from csat.report.sentences import tell
from csat.results import Estimate


def signed(page: Page, estimate: Estimate) -> Text:
    """The difference with its sign; nothing where there is none."""
    change = page.change(estimate)
    if change is None or change.get("value") is None:
        return NOTHING
    return _signed(page, change["value"], estimate)


def summary(page: Page, estimates: Iterable[Estimate]) -> Iterator[Paragraph]:
    """How many headline figures are higher or lower than before beyond chance, in one line."""
    ends = [
        (change["low"], change["high"])
        for change in map(page.change, estimates)
        if change is not None and change.get("low") is not None and change.get("high") is not None
    ]
    if not ends:
        return
    up, down = sum(low > 0 for low, _ in ends), sum(high < 0 for _, high in ends)
    numbers = {"n": len(ends), "up": up, "down": down, "open": len(ends) - up - down}
    yield Paragraph(page.say("changes_told", **{name: page.language.count(n) for name, n in numbers.items()}))


def blocks(page: Page, found: Sequence[tuple[Text, Text, Estimate]]) -> Iterator[Block]:
    """A row a figure, given by name and measure; nothing without an earlier record."""
    previous = page.record.previous
    told = [(*one, change) for one in found if (change := page.change(one[2])) is not None]
    if not previous or not told:
        return
    yield Heading(3, page.say("changes"))
    source: Mapping[str, Any] = previous.get("source") or {}
    name = data(source["name"]) if source.get("name") else page.say("earlier_record")
    yield Paragraph(page.say("changes_help", name=name, digest=code(f"{previous.get('digest', '')[:12]}…")))
    heads = [page.say(head) for head in ("question", "measure", "before", "now", "change")]
    heads += [page.interval_head(), page.say("shown")]
    rows = [_row(page, *one) for one in told]
    yield Table(heads, rows, frozenset({2, 3, 4, 5}))
    if differences := previous.get("differences"):
        yield Paragraph(page.say("defined_otherwise"))
        heads = [page.say(head) for head in ("about_what", "definition", "before", "now")]
        yield Table(heads, [_difference(page, one) for one in differences])


def _row(page: Page, name: Text, measure: Text, estimate: Estimate, change: Mapping[str, Any]) -> tuple[Text, ...]:
    value, low, high = (change.get(key) for key in ("value", "low", "high"))
    before = change.get("before")
    earlier = NOTHING if before is None else page.language.figure(before, estimate.unit)
    now = page.value(estimate)
    if value is None:
        return name, measure, earlier, now, NOTHING, NOTHING, _because(page, change)
    if low is None or high is None:
        return (
            name,
            measure,
            earlier,
            now,
            _signed(page, value, estimate),
            page.say("no_interval"),
            _because(page, change),
        )
    ends = {"low": _signed(page, low, estimate), "high": _signed(page, high, estimate)}
    interval = page.language.fill(page.language.own("interval"), ends)
    shown = "change_up" if low > 0 else "change_down" if high < 0 else "change_open"
    return name, measure, earlier, now, _signed(page, value, estimate), interval, page.say(shown)


def _difference(page: Page, one: Mapping[str, Any]) -> tuple[Text, ...]:
    told = (NOTHING if one[way] is None else data(one[way]) for way in ("before", "after"))
    return code(one["of"]) if one["of"] else NOTHING, words(page.language.label("differ", one["what"])), *told


def _because(page: Page, change: Mapping[str, Any]) -> Text:
    why = change.get("because") or change.get("no_interval_because")
    return tell(page.language, "changes", why) if why else NOTHING


def _signed(page: Page, value: float, estimate: Estimate) -> Text:
    return page.language.number(rounded(value, page.figures.places.get(estimate.unit, 3), sign=True))
