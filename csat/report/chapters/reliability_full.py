"""Reliability and validity of constructs in full: a section a construct, then whether constructs differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csat.report.bands import bands
from csat.report.document import Block, Bullets, Heading, Paragraph, Table, Text, data, words
from csat.report.figures import Entry
from csat.report.page import NOTHING, Page
from csat.results import Estimate

COEFFICIENTS = (
    *("alpha", "alpha_percentile", "alpha_bca", "alpha_pairwise", "alpha_standardized", "ordinal_alpha"),
    *("omega_minres", "omega_minres_observed", "omega_ml", "omega_ml_observed", "composite_reliability"),
    *("lambda2", "lambda6", "split_half_r", "spearman_brown", "horst", "split_half_guttman"),
)
TOGETHER = (
    *("construct_mean", "construct_sd", "total_skewness"),
    *("inter_item_r", "inter_item_r_median", "inter_item_r_min", "inter_item_r_max", "ave", "kmo"),
)
OF_ITEM = {
    "item_rest_r": "short_item_rest",
    "alpha_if_dropped": "short_if_dropped",
    "loading_minres": "short_loading_minres",
    "loading_ml": "short_loading_ml",
}
"""Figures of items, and the head of their column."""
_WIDEST = 8  # items whose correlations make a table that a page and a screen hold
_EIGENVALUES = 3
_SMALL_P = 0.001
_TWO = 2


def asked(page: Page) -> list[Entry]:
    """The constructs that the analysis is about."""
    ids = {
        id
        for entry in page.record.plan.get("analyses", ())
        if entry["kind"] == "reliability"
        for id in entry["constructs"]
    }
    return [construct for construct in page.figures.constructs if construct["id"] in ids]


def blocks(page: Page) -> Iterator[Block]:
    """All of it."""
    constructs = asked(page)
    yield Heading(2, page.say("reliability_full"))
    told: list[Estimate] = []
    for construct in constructs:
        yield from _construct(page, construct, told)
    yield from _validity(page, constructs, told)
    yield from page.small_base(told)
    everywhere = [e for e in told if e.metric in ("ordinal_alpha", "alpha_pairwise") and e.value is not None]
    yield from page.remarks(everywhere)
    yield Paragraph(page.say("alpha_limits"))
    yield Paragraph(page.say("reliability_variants"))
    sources = dict.fromkeys(bands()[e.metric].source for e in told if e.metric in bands() and e.value is not None)
    if sources:
        yield Paragraph(page.say("bands_source"))
        yield Bullets([data(source) for source in sources])


def _construct(page: Page, construct: Entry, told: list[Estimate]) -> Iterator[Block]:
    find = page.figures.construct
    yield Heading(3, data(construct["name"]))
    alpha = find("alpha", construct)
    if alpha is not None:
        rows = alpha.n + alpha.missing.get("incomplete", 0)
        counts = {"k": len(construct["items"]), "n": alpha.n, "rows": rows}
        yield Paragraph(page.say("alpha_base", **{name: page.language.count(n) for name, n in counts.items()}))
    found = [e for metric in COEFFICIENTS if (e := find(metric, construct)) is not None]
    heads = [page.say("figure"), page.say("value"), page.interval_head(), page.say("in_words")]
    yield Table(heads, [_row(page, e, page.metric(e)) for e in found], frozenset({1, 2}))
    if len(construct["items"]) == _TWO:
        yield Paragraph(page.say("two_items"))
    yield from _items(page, construct, {e.notes for e in found})
    shared = [e for metric in TOGETHER if (e := find(metric, construct)) is not None]
    lines = [_row(page, e, _with_items(page, e)) for e in shared] + list(_tests(page, construct))
    if lines:
        yield Table([page.say("items_together"), *heads[1:]], lines, frozenset({1, 2}))
    yield from _matrix(page, construct)
    said = [
        e for e in (*found, *shared) if not (e.metric in ("ordinal_alpha", "alpha_pairwise") and e.value is not None)
    ]
    yield from page.remarks(said)
    yield from page.without_interval(
        e for e in found if e.metric.startswith("alpha_") and e.metric != "alpha_standardized"
    )
    told += (*found, *shared)


def _row(page: Page, e: Estimate, label: Text) -> tuple[Text, ...]:
    interval = page.interval(e) if e.interval or e.metric in ("alpha", "alpha_percentile", "alpha_bca") else NOTHING
    return label, page.value(e, bold=e.metric == "alpha"), interval, _in_words(page, e)


def _in_words(page: Page, e: Estimate) -> Text:
    if e.value is None or e.metric not in bands():
        return NOTHING
    return words(page.language.texts["bands"][bands()[e.metric].name(e.value)])


def _with_items(page: Page, e: Estimate) -> Text:
    """The label, with the two items that the figure is about."""
    if "other" not in e.about:
        return page.metric(e)
    pair = page.joined(page.letter(page.figures.item_of[e.about[name]]) for name in ("item", "other"))
    return (*page.metric(e), *words(" ("), *pair, *words(")"))


def _tests(page: Page, construct: Entry) -> Iterator[tuple[Text, ...]]:
    chi2, p = (page.figures.construct(metric, construct) for metric in ("bartlett", "bartlett_p"))
    if chi2 is not None and p is not None and p.value is not None:
        told = page.say("p_small") if p.value < _SMALL_P else page.value(p)
        yield page.metric(chi2), page.value(chi2), NOTHING, (*words("p "), *told)
    values = [page.figures.construct("eigenvalue", construct, str(n)) for n in range(1, _EIGENVALUES + 1)]
    for e in values:
        if e is not None:
            yield (
                (*page.metric(e), *words(" "), *data(page.language.digits(e.id.rpartition(".")[2]))),
                page.value(e),
                NOTHING,
                NOTHING,
            )


def _items(page: Page, construct: Entry, said: set[tuple[str, ...]]) -> Iterator[Block]:
    """A row an item; notes on one of them, but those ``said`` of the construct."""
    fits = [[page.figures.construct(metric, construct, item) for metric in OF_ITEM] for item in construct["items"]]
    kept = [place for place in range(len(OF_ITEM)) if any(fit[place] is not None for fit in fits)]
    short = list(OF_ITEM.values())
    heads = [page.say("item"), *(page.say(short[place]) for place in kept)]
    rows = [
        (page.brief(page.figures.item_of[item]), *(page.value(fit[place]) for place in kept))
        for item, fit in zip(construct["items"], fits, strict=True)
    ]
    yield Table(heads, rows, frozenset(range(1, len(heads))))
    for item, fit in zip(construct["items"], fits, strict=True):
        own = [e for e in fit if e is not None and e.metric == "item_rest_r" and e.notes not in said]
        for note in page.remarks(own):
            yield Paragraph((*page.brief(page.figures.item_of[item]), *words(": "), *note.text))


def _matrix(page: Page, construct: Entry) -> Iterator[Block]:
    """Correlations below the diagonal, where they are few enough to be seen at once."""
    items: Sequence[str] = construct["items"]
    if not 2 < len(items) <= _WIDEST:
        return
    found = {
        (i, j): page.figures.construct("inter_item_r_pair", construct, f"{items[j]}.{items[i]}")
        for i in range(len(items))
        for j in range(i)
    }
    if not all(found.values()):
        return
    letters = [page.letter(page.figures.item_of[item]) for item in items]
    rows = [
        (
            page.brief(page.figures.item_of[items[i]]),
            *(page.value(found[i, j]) if j < i else NOTHING for j in range(len(items) - 1)),
        )
        for i in range(1, len(items))
    ]
    yield Table([page.say("correlations"), *letters[:-1]], rows, frozenset(range(1, len(items))))


def _validity(page: Page, constructs: Sequence[Entry], told: list[Estimate]) -> Iterator[Block]:
    """HTMT of every two constructs."""
    found = [
        (one, other, e)
        for place, one in enumerate(constructs)
        for other in constructs[place + 1 :]
        if (e := page.figures.construct("htmt", one, other["id"])) is not None
    ]
    if not found:
        return
    yield Heading(3, page.say("discriminant"))
    yield Paragraph(page.say("htmt_help"))
    heads = [page.say("constructs"), page.say("htmt"), page.say("in_words"), page.say("complete")]
    rows = [
        ((*data(one["name"]), *words(" – "), *data(other["name"])), page.value(e), _in_words(page, e), page.base(e))
        for one, other, e in found
    ]
    yield Table(heads, rows, frozenset({1, 3}))
    yield from page.remarks(e for _, _, e in found)
    told += [e for _, _, e in found]
