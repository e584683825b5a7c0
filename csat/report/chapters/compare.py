"""Comparisons: for each segmenting whether its groups differ at all, item by item, and which pairs clearly do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from csat.analysis.compare import BEFORE, NOW, WAVE, sides_of
from csat.report.chapters.p_values import p_value
from csat.report.chapters.segments import by_column
from csat.report.document import Block, Heading, Paragraph, Table, Text, code, data, words
from csat.report.figures import Entry
from csat.report.page import NOTHING, Page
from csat.results import Estimate

SHOWN = 20
"""Rows of clear differences; the record holds every pair."""

OVERALL_EFFECTS = (("cramers_v", "V"), ("eta_squared", "η²"), ("epsilon_squared", "ε²"))
PAIR_EFFECTS = (("cohens_h", "h"), ("hedges_g", "g"), ("cliffs_delta", "δ"))
DIFFERENCES = ("csat_difference", "nps_difference", "mean_difference")

Named = Mapping[str, Estimate]
Sides = tuple[str, str]


@dataclass(slots=True)
class _Compared:
    """The figures of an item in one segmenting, by metric: over all groups, and of each pair. ``lead``: the test of its
    headline figure.
    """

    item: Entry
    lead: str
    overall: dict[str, Estimate] = field(default_factory=dict)
    pairs: dict[Sides, dict[str, Estimate]] = field(default_factory=dict)


def blocks(page: Page) -> Iterator[Block]:
    """A part a segmenting, and one of the waves."""
    plan: Entry = next(one for one in page.record.plan["analyses"] if one["kind"] == "compare")
    yield Heading(2, page.say("compare"))
    of_by = _gathered(page)
    if not of_by:
        yield Paragraph(page.say("compare_nothing"))
        return
    level = page.language.level(page.figures.level)
    yield Paragraph(page.say("compare_help", share=page.language.number(f"{_alpha(page):g}"), level=level))
    yield Paragraph(page.say(_ADJUSTED[plan["adjust"]]))
    if page.record.plan.get("weighting"):
        yield Paragraph(page.say("compare_unweighted"))
    small: list[Estimate] = []
    for by, compared in of_by.items():
        if by == WAVE:
            yield Heading(3, page.say("compare_wave", file=data(plan["previous"]["name"])))
        else:
            yield Heading(3, by_column(page, by))
        if all(len(one.pairs) == 1 for one in compared):
            yield from _two_groups(page, compared, small)
        else:
            yield from _several_groups(page, compared, small)
    if small:
        yield Paragraph(page.say("small_base", n=page.language.count(page.figures.flag_below)))
    yield Paragraph(page.say("compare_effects"))


def _gathered(page: Page) -> dict[str, list[_Compared]]:
    found: dict[tuple[str, str], _Compared] = {}
    for estimate in page.record.estimates:
        if estimate.analysis != "compare":
            continue
        about = estimate.about
        place = about["by"], about["item"]
        one = found.setdefault(place, _Compared(page.figures.item_of[about["item"]], about["test"]))
        figures = one.pairs.setdefault(sides_of(about["pair"]), {}) if "pair" in about else one.overall
        figures[estimate.metric] = estimate
    of_by: dict[str, list[_Compared]] = {}
    for (by, _), one in found.items():
        of_by.setdefault(by, []).append(one)
    return of_by


def _two_groups(page: Page, compared: Sequence[_Compared], small: list[Estimate]) -> Iterator[Block]:
    """A row an item: the one difference that there is; p adjusted over the items."""
    sides = list(dict.fromkeys(pair for one in compared for pair in one.pairs))
    if len(sides) == 1:
        yield Paragraph(page.say("compare_difference_is", pair=_pair(page, sides[0])))
    rows = []
    for one in compared:
        ((pair, figures),) = one.pairs.items()
        label = page.brief(one.item)
        if len(sides) > 1:
            label = (*label, *words(": "), *_pair(page, pair))
        rows.append((label, *_difference(page, figures, _p_of(one.overall, one.lead), small)))
    yield Table(
        [
            page.say("item"), page.say("compare_difference"), page.interval_head(), page.say("compare_p"),
            page.say("compare_effect"), page.say("base"),
        ],
        rows,
        frozenset({1, 2, 3, 4, 5}),
    )  # fmt: skip


def _several_groups(page: Page, compared: Sequence[_Compared], small: list[Estimate]) -> Iterator[Block]:
    """A row an item: whether its groups differ at all; then the pairs that clearly do, the clearest first."""
    short = page.language.texts["short"]
    rows = []
    for one in compared:
        p = _p_of(one.overall, one.lead)
        rows.append(
            (
                page.brief(one.item),
                words(short[page.headline(one.item)] if one.lead != "mean" else short["mean"]),
                _p(page, p),
                NOTHING if one.lead == "mean" else _p(page, _p_of(one.overall, "mean")),
                _p(page, _p_of(one.overall, "ranks")),
                _effect(page, one.overall, OVERALL_EFFECTS, one.lead),
                page.base(p),
            )
        )
    yield Table(
        [
            page.say("item"), page.say("figure"), page.say("compare_p"), page.say("compare_p_means"),
            page.say("compare_p_ranks"), page.say("compare_effect"), page.say("base"),
        ],
        rows,
        frozenset({2, 3, 4, 5, 6}),
    )  # fmt: skip
    yield from _clear_pairs(page, compared, small)


def _clear_pairs(page: Page, compared: Sequence[_Compared], small: list[Estimate]) -> Iterator[Block]:
    tested = [
        (p.value, one, pair, figures)
        for one in compared
        for pair, figures in one.pairs.items()
        if (p := _p_of(figures, one.lead)) is not None and p.value is not None
    ]
    clear = sorted((found for found in tested if found[0] < _alpha(page)), key=lambda found: found[0])
    count = page.language.count
    if not tested:
        yield Paragraph(page.say("compare_no_pairs"))
        return
    shown = clear[:SHOWN]
    name = "compare_none_clear" if not clear else "compare_clear" if len(clear) <= SHOWN else "compare_clear_many"
    filled = {"n": count(len(clear)), "of": count(len(tested)), "shown": count(len(shown))}
    yield Paragraph(page.say(name, **{gap: filled[gap] for gap in _GAPS[name]}))
    if shown:
        rows = [
            (page.brief(one.item), _pair(page, pair), *_difference(page, figures, _p_of(figures, one.lead), small))
            for _, one, pair, figures in shown
        ]
        yield Table(
            [
                page.say("item"), page.say("compare_pair_head"), page.say("compare_difference"), page.interval_head(),
                page.say("compare_p"), page.say("compare_effect"), page.say("base"),
            ],
            rows,
            frozenset({2, 3, 4, 5, 6}),
        )  # fmt: skip


_ADJUSTED = {"holm": "compare_adjust_holm", "bh": "compare_adjust_bh", "none": "compare_adjust_none"}
_WAVES = {NOW: "compare_now", BEFORE: "compare_before"}
_GAPS = {"compare_none_clear": ("of",), "compare_clear": ("n", "of"), "compare_clear_many": ("n", "of", "shown")}


# ---------------------------------------------------------------------- cells


def _difference(page: Page, figures: Named, p: Estimate | None, small: list[Estimate]) -> tuple[Text, ...]:
    """Difference, interval, p, effect size and base of a pair, by the test of the item's headline figure."""
    difference = next(figures[name] for name in _lead_first(figures, p) if name in figures)
    told = page.value(difference)
    if any(note.startswith("Small base") for note in difference.notes):
        small.append(difference)
        told = told if page.figures.small(difference) else (*told, *words("*"))
    lead = p.about["test"] if p is not None else ""
    return (
        told,
        page.interval(difference),
        _p(page, p),
        _effect(page, figures, PAIR_EFFECTS, lead),
        page.base(difference),
    )


def _lead_first(figures: Named, p: Estimate | None) -> tuple[str, ...]:
    return ("mean_difference", *DIFFERENCES) if p is not None and p.about["test"] == "mean" else DIFFERENCES


def _p_of(figures: Named, test: str) -> Estimate | None:
    """The p of a test: adjusted, where it was adjusted."""
    return figures.get(f"{test}_p_adjusted") or figures.get(f"{test}_p")


def _p(page: Page, estimate: Estimate | None) -> Text:
    """A p value, strong where it is below what counts as clear."""
    if estimate is None:
        return NOTHING
    return p_value(page, estimate, bold=estimate.value is not None and estimate.value < _alpha(page))


def _effect(page: Page, figures: Named, effects: Sequence[tuple[str, str]], lead: str) -> Text:
    """The effect size of the lead test, with its sign: of shares the first, of means the second, else that of ranks."""
    metric, sign = effects[{"share": 0, "mean": 1}.get(lead, 2)]
    found = figures.get(metric)
    if found is None or found.value is None:
        return NOTHING
    return (*code(sign), *words(" "), *page.language.figure(found.value, "ratio"))


def _pair(page: Page, pair: Sides) -> Text:
    first, second = (page.say(_WAVES[label]) if pair == (NOW, BEFORE) else data(label) for label in pair)
    return page.say("compare_pair", first=first, second=second)


def _alpha(page: Page) -> float:
    """Below this p is clear: 0.05 at a level of 95 %."""
    return round(1 - page.figures.level, 6)
