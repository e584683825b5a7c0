"""Appendix: the label map: which answer is which point of its scale, what counts as top, and what is no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.labels import spelled
from csat.report.chapters.scales import span
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.figures import Entry
from csat.report.page import Page
from csat.report.sentences import tell

_SAME = ("measure", "variant", "scale", "top", "labels", "missing", "reverse", "not_answers", "numbers")


def blocks(page: Page) -> Iterator[Block]:
    """A row for all items that are read alike."""
    groups: dict[str, list[Entry]] = {}
    for item in page.figures.items:
        groups.setdefault(repr([item.get(name) for name in _SAME]), []).append(item)
    if not groups:
        return
    yield Heading(3, page.say("label_map"))
    yield Paragraph(page.say("label_map_help"))
    heads = [page.say(name) for name in ("item", "answers_to_points", "counts_as_top", "no_answer")]
    yield Table(heads, [_row(page, group) for group in groups.values()])


def _row(page: Page, group: Sequence[Entry]) -> tuple[Text, ...]:
    first = group[0]
    names = page.joined((*code(item["id"]), *words(" ("), *page.letter(item), *words(")")) for item in group)
    top = span(page, first["top"]) if first["top"] else page.say("no_interval")
    return names, page.listed(_points(page, first)), top, page.listed(_no_answers(page, first))


def _points(page: Page, item: Entry) -> Iterator[Text]:
    """What becomes which point; numbers where they are answers."""
    labels = item["labels"]
    if not labels or item.get("numbers"):
        yield page.say("numbers_on", scale=page.scale(item["scale"]))
    for label, point in labels.items():
        yield tell(page.language, "points", f"“{spelled(label)}” = {point}")
    if item.get("reverse"):
        low, high = (page.language.number(f"{item['scale'][end]:g}") for end in ("low", "high"))
        yield page.say("mirrored", low=low, high=high)


def _no_answers(page: Page, item: Entry) -> Iterator[Text]:
    for missing in item.get("missing", ()):
        yield (*data(missing), *words(" = "), *words(page.language.label("missing", "not applicable")))
    for word, reason in item.get("not_answers", {}).items():
        yield (*data(spelled(word)), *words(" = "), *words(page.language.label("missing", reason)))
