"""Plan × segments × metrics → estimates: every figure of a tally, suppressed where a segment is too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csat.io.text import alike, plain
from csat.metrics import HEADLINE, OF_MEASURE
from csat.metrics.alpha import reliability
from csat.metrics.chosen import chosen
from csat.metrics.figure import Answered, Figure
from csat.multiple import OTHER_ANSWERS
from csat.multiple.membership import CHOSE, NOT_APPLICABLE, OTHERS, name_of
from csat.multiple.selections import slug
from csat.plan import FILE, UNDATED, Construct, Grouping, Item, Plan
from csat.prepare import REASONS, read_answer
from csat.products import Products
from csat.results import Estimate
from csat.suppression import withheld_of
from csat.tally import Tally

if TYPE_CHECKING:
    from csat.weighting.figures import Weighted
    from csat.weighting.weighed import Weighed

NO_SEGMENT_VALUE = "(blank)"
NO_CHOICE = "no choice"
WITHHELD = "Withheld: fewer than {k} answers, or it would give away a segment that has fewer."


@dataclass(frozen=True, slots=True)
class Group:
    """Rows reported together: the whole file, or one segment under every spelling of its value."""

    segmenting: int
    name: str | None
    label: str
    values: tuple[str, ...]

    @property
    def segment(self) -> dict[str, str]:
        """As estimates carry it: empty for the whole file."""
        return {} if self.name is None else {self.name: self.label}


WHOLE_FILE = Group(-1, None, "", ("",))


def groups_of(plan: Plan, tally: Tally) -> list[Group]:
    """The segments met, in the order of the plan and of their labels; files in the order in which they were given.

    Values that a reader would take for the same word (case, spaces, letters) are one segment, under
    their commonest spelling; those that the plan puts into one group, under its name.
    """
    header = {use.column: use.header for use in plan.uses}
    found: list[Group] = []
    for segmenting in plan.segments:
        texts = tally.texts(segmenting)
        grouping = plan.groupings.get(segmenting, Grouping())
        home = {named(value): label for label, values in grouping.groups.items() for value in values}
        names = {named(label): label for label in grouping.groups}
        given = tally.files if header[segmenting] == FILE else ()
        place = {named(label): place for place, label in enumerate(grouping.order or grouping.groups or given)}
        spellings: dict[str, list[str]] = {}
        for text in texts:
            same = alike(text)
            spellings.setdefault(named(home[same]) if same in home else same, []).append(text)
        groups = {
            same: Group(
                segmenting,
                header[segmenting],
                _label(names.get(same) or max(sorted(values), key=lambda text: texts[text])),
                tuple(sorted(values)),
            )
            for same, values in spellings.items()
        }
        last = len(place)
        behind = ((UNDATED,), ("",)) if segmenting in plan.dated else (("",),)
        order = sorted(
            groups, key=lambda same: (place.get(same, last), groups[same].values in behind, groups[same].label)
        )
        found += [groups[same] for same in order]
    return found


def unmet(plan: Plan, tally: Tally) -> dict[int, list[str]]:
    """Per segmenting the values, and names of groups, that the plan puts together or in order and no row holds."""
    found: dict[int, list[str]] = {}
    for column, grouping in plan.groupings.items():
        met = {alike(text) for text in tally.texts(column)}
        values = [value for listed in grouping.groups.values() for value in listed]
        known = met | {named(label) for label in grouping.groups}
        missed = [value for value in values if named(value) not in met]
        missed += [value for value in grouping.order if named(value) not in known]
        if missed:
            found[column] = list(dict.fromkeys(missed))
    return found


def named(value: str) -> str:
    """As :func:`csat.io.text.alike`, of a value that a plan names: blank cells by the name they are reported under."""
    return alike("" if value == NO_SEGMENT_VALUE else value)


def _label(text: str) -> str:
    label = plain(text) or text.strip()  # a value of nothing but signs such as 👍 is still a value
    return f"“{label}”" if label == NO_SEGMENT_VALUE else label or NO_SEGMENT_VALUE


@dataclass(frozen=True, slots=True)
class Answering:
    """How the rows of a group answered an item: counts by position, and rows without an answer by reason."""

    counts: tuple[int, ...]
    missing: Mapping[str, int]

    @property
    def base(self) -> int:
        """Valid answers."""
        return sum(self.counts)


class Reader:
    """Reads a tally's texts through the plan, each distinct text once."""

    def __init__(self, plan: Plan, tally: Tally) -> None:
        self.plan, self.tally = plan, tally
        self._known: dict[tuple[int, str, str], int | str] = {}

    def read(self, item: Item, text: str) -> int | str:
        """As :func:`csat.prepare.read_answer`, remembered."""
        place = (item.column, item.measure, text)
        if place not in self._known:
            self._known[place] = read_answer(item, text)
        return self._known[place]

    def answering(self, item: Item, group: Group) -> Answering:
        """The answers of one group to one item."""
        counts = [0] * (item.scale.last + 1)
        missing = dict.fromkeys(REASONS, 0)
        for text, n in self.tally.texts(item.column, group.segmenting, group.values).items():
            found = self.read(item, text)
            if isinstance(found, int):
                counts[found] += n
            else:
                missing[found] += n
        return Answering(tuple(counts), missing)


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the rows of a group chose of a multiple choice: ``options`` in the order of the plan, by respondents.

    ``base`` chose at least one; ``others`` at least one that is not named.
    """

    options: tuple[int, ...]
    others: int
    base: int
    missing: Mapping[str, int]


def choosing(plan: Plan, tally: Tally, place: int, group: Group) -> Choosing:
    """What one group chose of the multiple choice at a place of the plan."""
    found = tally.chosen_by(place, group.segmenting, group.values)
    base, not_applicable = found.get(CHOSE, 0), found.get(NOT_APPLICABLE, 0)
    return Choosing(
        tuple(found.get(name_of(plan.multiple[place], at), 0) for at in range(len(plan.multiple[place].options))),
        found.get(OTHERS, 0),
        base,
        {NO_CHOICE: _rows(tally, group) - base - not_applicable, NOT_APPLICABLE: not_applicable},
    )


def estimates(plan: Plan, tally: Tally) -> Iterator[Estimate]:
    """Every estimate: the whole file first, items, constructs, then multiple choices; then each segment likewise."""
    reader = Reader(plan, tally)
    groups = groups_of(plan, tally)
    weights = _weights(plan, tally)
    every = (WHOLE_FILE, *groups)
    answering = {(n, g): reader.answering(i, g) for n, i in enumerate(plan.items) for g in every}
    products = {(c.name, g): tally.products_of(c, g.segmenting, g.values) for c in plan.constructs for g in every}
    choices = {(p, g): choosing(plan, tally, p, g) for p in range(len(plan.multiple)) for g in every}
    members = [[group for group in groups if group.segmenting == segmenting] for segmenting in plan.segments]
    bases: dict[object, dict[Group, int]] = {
        **{n: {group: answering[n, group].base for group in groups} for n in range(len(plan.items))},
        **{c.name: {group: products[c.name, group].n for group in groups} for c in plan.constructs},
        **{("multiple", p): {group: choices[p, group].base for group in groups} for p in range(len(plan.multiple))},
    }
    met = _met(groups, tally)
    withheld = {
        (what, group)
        for what, of_group in bases.items()
        for group in withheld_of(members, of_group, met, plan.suppress_below)
    }
    for group in every:
        for n, item in enumerate(plan.items):
            hidden = (n, group) in withheld
            weighted = weights.of_item(n, item, group) if weights and not hidden else None
            yield from _of_item(plan, item, group, answering[n, group], hidden, weighted)
        for construct in plan.constructs:
            hidden = (construct.name, group) in withheld
            yield from _of_construct(plan, construct, group, tally, products[construct.name, group], hidden)
        for place in range(len(plan.multiple)):
            others = choices[place, WHOLE_FILE].others > 0
            yield from _of_multiple(
                plan, place, group, choices[place, group], (("multiple", place), group) in withheld, others, weights
            )


def _weights(plan: Plan, tally: Tally) -> Weighed | None:
    if plan.weighting is None:
        return None
    from csat.weighting.weighed import weighed

    return weighed(plan, tally)


def withheld_groups(plan: Plan, tally: Tally, groups: Sequence[Group], bases: Mapping[Group, int]) -> set[Group]:
    """Which of all groups of a plan may not be told of, in a figure with these bases."""
    members = [[group for group in groups if group.segmenting == segmenting] for segmenting in plan.segments]
    return withheld_of(members, bases, _met(groups, tally), plan.suppress_below)


def _met(groups: Sequence[Group], tally: Tally) -> set[tuple[Group, Group]]:
    """Pairs of segments of two segmentings that some row is in both of."""
    home = {(group.segmenting, value): group for group in groups for value in group.values}
    return {
        (home[one, a], home[other, b])
        for (one, other), pairs in tally.crossed.items()
        for a, b in pairs
        if (one, a) in home and (other, b) in home
    }


def _of_item(
    plan: Plan,
    item: Item,
    group: Group,
    answering: Answering,
    hidden: bool,
    weighted: Iterator[Weighted] | None = None,
) -> Iterator[Estimate]:
    answered = Answered(item, answering.counts, plan.level)
    base = answered.base
    notes = base_notes(plan, base)
    for metric in OF_MEASURE[item.measure]:
        for figure in metric(answered):
            headline = figure.metric == HEADLINE[item.measure]
            distribution = {item.scale.name(p): n for p, n in enumerate(answered.counts)} if headline else None
            with_weights = next(weighted) if weighted is not None else None
            yield _estimate(
                f"{item.id}.{figure.metric}", figure, group, base, item.header, None, notes, answering.missing,
                distribution, hidden, plan, with_weights,
            )  # fmt: skip


def _of_construct(
    plan: Plan, construct: Construct, group: Group, tally: Tally, products: Products, hidden: bool
) -> Iterator[Estimate]:
    items = [plan.item_of[column] for column in construct.columns]
    notes = base_notes(plan, products.n, "complete cases")
    if len(items) < 3:
        notes += (f"A construct of {len(items)} items: alpha says little below 3.",)
    if len({item.scale for item in items}) > 1:
        notes += ("The items are on different scales; those with the longer scale weigh more.",)
    for figure in reliability(items, products, plan.level):
        item = None if figure.column is None else plan.item_of[figure.column]
        if figure.metric == "alpha" and products.pairs is not None:
            pairs = [int(products.pairs[i, j]) for i in range(len(items)) for j in range(i)]
            figure = replace(figure, counts={**figure.counts, "pair_n_min": min(pairs), "pair_n_max": max(pairs)})
        yield _estimate(
            f"{construct.id}.{figure.metric}" + (f".{item.id}" if item else ""),
            figure, group, products.n, item.header if item else None, construct.name, notes,
            {"incomplete": _rows(tally, group) - products.n}, None, hidden, plan,
        )  # fmt: skip


def _of_multiple(
    plan: Plan, place: int, group: Group, choice: Choosing, hidden: bool, others: bool, weights: Weighed | None
) -> Iterator[Estimate]:
    """A frequency table: each option as a share of the respondents who chose any."""
    question = plan.multiple[place]
    header = {use.column: use.header for use in plan.uses}
    notes = base_notes(plan, choice.base, "respondents")
    counted = [
        (
            option.label,
            option.id,
            question.columns[0] if option.column is None else option.column,
            n,
            name_of(question, at),
        )
        for at, (option, n) in enumerate(zip(question.options, choice.options, strict=True))
        if not option.escape
    ]
    if others:
        counted.append((OTHER_ANSWERS, slug(OTHER_ANSWERS), question.columns[0], choice.others, OTHERS))
    for label, id, column, n, name in counted:
        figure = chosen(n, choice.base, plan.level)
        weighted = weights.of_option(place, name, figure, group) if weights and choice.base and not hidden else None
        estimate = _estimate(
            f"{question.id}.{figure.metric}.{id}", figure, group, choice.base, header[column], None, notes,
            choice.missing, None, hidden, plan, weighted,
        )  # fmt: skip
        yield replace(estimate, option=label)


def _rows(tally: Tally, group: Group) -> int:
    if group.name is None:
        return tally.rows
    texts = tally.texts(group.segmenting)
    return sum(texts.get(value, 0) for value in group.values)


def base_notes(plan: Plan, base: int, what: str = "answers") -> tuple[str, ...]:
    """What must be said beside a figure of so few answers, respondents or complete cases."""
    if 0 < base < plan.flag_below:
        return (f"Small base: {base} {what if base > 1 else what.removesuffix('s')} (n = {base}).",)
    return ()


def _estimate(
    id: str,
    figure: Figure,
    group: Group,
    n: int,
    column: str | None,
    construct: str | None,
    notes: tuple[str, ...],
    missing: Mapping[str, int],
    distribution: Mapping[str, int] | None,
    hidden: bool,
    plan: Plan,
    weighted: Weighted | None = None,
) -> Estimate:
    full_id = id if group.name is None else f"{id}@{group.name}={group.label}"
    if hidden:
        why = WITHHELD.format(k=plan.suppress_below)
        return Estimate(
            full_id, figure.metric, figure.unit, None, n, column, construct, group.segment,
            no_interval_because=why, n_eff=n, formula=figure.formula, source=figure.source, notes=(why,),
        )  # fmt: skip
    found = figure if weighted is None else weighted.figure
    estimate = Estimate(
        full_id, found.metric, found.unit, found.value, n, column, construct, group.segment, found.interval,
        found.no_interval_because, n, found.counts, found.formula, found.source,
        {reason: count for reason, count in missing.items() if count}, distribution, (*found.notes, *notes),
    )  # fmt: skip
    if weighted is None:
        return estimate
    return replace(
        estimate, n_eff=weighted.n_eff, n_weighted=weighted.n_weighted, standard_error=weighted.standard_error,
        deff=weighted.deff,
    )  # fmt: skip
