"""Themes of comments by a codebook: shares of the comments, and of those of each score group; nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from csat.accumulators.theme_counts import ThemeCounts
from csat.analysis.analysis import Entry, Settling
from csat.comments import NOTICE, REFUSED, redacted, taken_for_comments
from csat.comments.codebook import Theme, read_codebook, themes_of
from csat.comments.redaction import MARK
from csat.errors import InputError
from csat.intervals import newcombe, wilson
from csat.io.text import key, plain
from csat.measure import WITHHELD
from csat.plan import Item, Plan, Use
from csat.results import Count, Estimate, Interval
from csat.suppression import suppressed

if TYPE_CHECKING:
    from csat.names import Names
    from csat.tally import Tally

KIND = "themes"
MOST_EXAMPLES = 20
METRICS = (("theme", "percent"), ("theme_none", "percent"), ("theme_of_group", "percent"), ("theme_gap", "points"))
GROUPS: Mapping[str, tuple[str, str, str]] = {
    "csat": ("dissatisfied", "middle", "satisfied"),
    "nps": ("detractors", "passives", "promoters"),
    "ces": ("hard", "middle", "easy"),
}
"""Names of the bottom, middle and top group of an item, by its measure."""

_SHARE = "share of comments with a theme; interval: Wilson (1927), JASA 22"
_GAP = "difference of two independent shares; interval: Newcombe (1998), Statistics in Medicine 17, method 10"
_NO_COMMENTS = "There are no comments."


@dataclass(frozen=True)
class Themes:
    """Which themes of a codebook the comments of the columns ``named`` have; of none: of those taken for comments.

    ``by_score``: also by the groups of that item's scale. ``examples``: how many redacted comments of a theme are told.
    """

    kind: ClassVar[str] = KIND

    themes: tuple[Theme, ...]
    named: tuple[str, ...] = ()
    by_score: str = ""
    examples: int = 0
    id: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.examples <= MOST_EXAMPLES:
            raise InputError(f"Of a theme at most {MOST_EXAMPLES} examples are told; write a number from 0 to that.")
        if self.id and not re.fullmatch(r"\w+", self.id):
            raise InputError("[[themes]] id must be of letters, digits and _ alone.")

    @classmethod
    def of_entry(cls, entry: Entry) -> Themes:
        """From a table of a plan file (its codebook's path in full), or of a record. Raises InputError."""
        if ("codebook" in entry) == ("theme" in entry):
            raise InputError('[[themes]] needs codebook = "themes.toml", or [[themes.theme]] tables, and only one.')
        themes = read_codebook(entry["codebook"]) if "codebook" in entry else themes_of(entry["theme"], "[[themes]]")
        columns = entry.get("column", ())
        named = (columns,) if isinstance(columns, str) else tuple(columns)
        return cls(themes, named, entry.get("by_score", ""), entry.get("examples", 0), entry.get("id", ""))

    def to_dict(self) -> dict[str, Any]:
        """As a record's plan holds it, with the whole codebook."""
        told: dict[str, Any] = {"column": list(self.named), "theme": [theme.to_dict() for theme in self.themes]}
        told |= {name: value for name in ("by_score", "examples", "id") if (value := getattr(self, name))}
        return told

    def columns(self) -> Sequence[str]:
        """The columns of comments, and the item of the score."""
        return (*self.named, *((self.by_score,) if self.by_score else ()))

    def settled(self, settling: Settling) -> Themes:
        """With the columns that are meant. Raises InputError where one holds no comments, or the item has no groups."""
        plan, names = settling.plan, settling.names
        uses = [_comments(plan, names, name) for name in self.named] or taken_for_comments(plan)
        if not uses:
            raise InputError(
                "No column is taken for comments, so there are no themes to count. Name one: --column COL."
            )
        item = settling.item(self.by_score, "--by-score") if self.by_score else None
        if item is not None and (item.measure not in GROUPS or (item.measure == "csat" and item.boxes is None)):
            raise InputError(
                f'--by-score names "{plain(self.by_score)}", whose scale has no groups such as satisfied and '
                "dissatisfied. Name an item with CSAT, NPS or CES."
            )
        found = tuple(dict.fromkeys(_name(names, use.column) for use in uses))
        return replace(self, named=found, by_score=item.id if item else "")

    def tallies(self, plan: Plan) -> Mapping[str, ThemeCounts]:
        """One a column."""
        item = self._item(plan)
        return {
            name: ThemeCounts(use.column, self.themes, item, self.examples) for name, use in self._uses(plan).items()
        }

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        """Per column: each theme, the comments without any, and by score group each theme and the gap of its ends."""
        item = self._item(plan)
        for name, use in self._uses(plan).items():
            told = _Column(plan, self._prefix(plan, use), use.header, counted[name])
            yield from told.of_all()
            if item is not None:
                yield from told.by_score(item)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        """Themes that nobody speaks of, where any comment is; and what to heed of examples."""
        for name, use in self._uses(plan).items():
            counts: ThemeCounts = counted[name]
            absent = [theme.name for theme, n in zip(self.themes, counts.found.sum(axis=1), strict=True) if not n]
            if absent and counts.comments.sum():
                listed = ", ".join(f'"{plain(one)}"' for one in absent)
                yield f'Column "{plain(use.header)}": no comment has a stem of these themes: {listed}.'
        if self.examples:
            yield NOTICE

    def comments(self, plan: Plan, counted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The examples asked for, as a record tells comments; none of a theme with fewer comments than may be shown."""
        for name, use in self._uses(plan).items() if self.examples else ():
            counts: ThemeCounts = counted[name]
            for theme, kept, found in zip(self.themes, counts.examples, counts.found.sum(axis=1).tolist(), strict=True):
                texts = [redacted(text) for text in kept.values()] if found >= max(1, plan.suppress_below) else []
                taken = Counter(mark for text in texts for mark in MARK.findall(text))
                yield {
                    **{"column": use.header, "letter": use.letter, "theme": theme.name, "of": self._prefix(plan, use)},
                    **{"answered": found, "shown": len(texts), "redacted": dict(sorted(taken.items())), "texts": texts},
                }

    def _item(self, plan: Plan) -> Item | None:
        return next((item for item in plan.items if item.id == self.by_score), None) if self.by_score else None

    def _uses(self, plan: Plan) -> dict[str, Use]:
        """The columns by the name that finds each."""
        of_header = Counter(use.header for use in plan.uses)
        name_of = {use.header if of_header[use.header] == 1 else f"#{use.column + 1}": use for use in plan.uses}
        by_number = {f"#{use.column + 1}": use for use in plan.uses}
        return {name: name_of.get(name) or by_number[name] for name in self.named}

    def _prefix(self, plan: Plan, use: Use) -> str:
        """What the ids of a column's figures begin with: of two columns with one slug, with their numbers."""
        slug = _slug(use.header)
        shared = sum(_slug(other.header) == slug for other in self._uses(plan).values()) > 1
        return "_".join(filter(None, (self.id, slug, str(use.column + 1) if shared or not slug else "")))


class _Column:
    """The figures of one column."""

    def __init__(self, plan: Plan, prefix: str, header: str, counts: ThemeCounts) -> None:
        self.plan, self.prefix, self.header, self.counts = plan, prefix, header, counts
        self.all = int(counts.comments.sum())

    def of_all(self) -> Iterator[Estimate]:
        blank = {"blank": self.counts.rows - self.all} if self.counts.rows > self.all else {}
        for theme, found in zip(self.counts.themes, self.counts.found.sum(axis=1).tolist(), strict=True):
            figure = self._share("theme", theme.id, "mentions", found, self.all, {"theme": theme.name})
            yield replace(figure, missing=blank)
        none = self.all - int(self.counts.matched.sum())
        yield replace(self._share("theme_none", "", "unmatched", none, self.all, {}), missing=blank)

    def by_score(self, item: Item) -> Iterator[Estimate]:
        bases: list[int] = self.counts.comments.tolist()
        hidden = suppressed(bases, self.plan.suppress_below)
        names = GROUPS[item.measure]
        for theme, found in zip(self.counts.themes, self.counts.found.tolist(), strict=True):
            for group, name in enumerate(names):
                about = {"theme": theme.name, "item": item.id, "group": name}
                tail = f"{theme.id}.{item.id}.{name}"
                figure = self._share("theme_of_group", tail, "mentions", found[group], bases[group], about)
                yield _withheld(figure, self.plan) if group in hidden else figure
            gap = self._gap(theme, item, found, bases)
            yield _withheld(gap, self.plan) if hidden & {0, 2} else gap

    def _share(self, metric: str, tail: str, name: str, n: int, base: int, about: Mapping[str, str]) -> Estimate:
        return self._estimate(
            metric, "percent", tail, float(Fraction(100 * n, base)) if base else None,
            wilson(n, base, self.plan.level) if base else None, base, {name: n, "base": base},
            f"100 * {name} / base", _SHARE, about,
        )  # fmt: skip

    def _gap(self, theme: Theme, item: Item, found: Sequence[int], bases: Sequence[int]) -> Estimate:
        """Share of the bottom group minus share of the top group."""
        (low, low_base), (high, high_base) = ((found[group], bases[group]) for group in (0, 2))
        defined = bool(low_base and high_base)
        value = float(100 * (Fraction(low, low_base) - Fraction(high, high_base))) if defined else None
        counts = {
            **{"mentions_low": low, "comments_low": low_base},
            **{"mentions_high": high, "comments_high": high_base},
        }
        bottom, _, top = GROUPS[item.measure]
        return self._estimate(
            "theme_gap", "points", f"{theme.id}.{item.id}", value,
            newcombe(low, low_base, high, high_base, self.plan.level) if defined else None,
            min(low_base, high_base), counts,
            "100 * (mentions_low / comments_low - mentions_high / comments_high)", _GAP,
            {"theme": theme.name, "item": item.id, "pair": f"{bottom}|{top}"},
        )  # fmt: skip

    def _estimate(
        self,
        metric: str,
        unit: str,
        tail: str,
        value: float | None,
        interval: Interval | None,
        n: int,
        counts: Mapping[str, Count],
        formula: str,
        source: str,
        about: Mapping[str, str],
    ) -> Estimate:
        notes: tuple[str, ...] = ()
        if value is None:
            notes = (_NO_COMMENTS,)
        elif n < self.plan.flag_below:
            notes = (f"Small base: {n} respondent{'s' if n > 1 else ''} (n = {n}).",)
        return Estimate(
            ".".join(filter(None, (self.prefix, metric, tail))), metric, unit, value, n, self.header,
            interval=interval, no_interval_because=None if interval else _NO_COMMENTS, counts=counts,
            formula=formula, source=source, notes=notes, analysis=KIND, about=about,
        )  # fmt: skip


def _withheld(estimate: Estimate, plan: Plan) -> Estimate:
    why = WITHHELD.format(k=plan.suppress_below)
    return replace(estimate, value=None, interval=None, no_interval_because=why, counts={}, notes=(why,))


def _comments(plan: Plan, names: Names, name: str) -> Use:
    """The column of that name. Raises InputError where there is none, or it is one that holds no comments."""
    column = names.find(name)
    use = next(use for use in plan.uses if use.column == column)
    if use.role in REFUSED:
        raise InputError(f'--column "{plain(use.header)}": {REFUSED[use.role]}.')
    return use


def _name(names: Names, column: int) -> str:
    """The header of a column where it is its own, else its number."""
    header = names.headers[column]
    return header if header and names.matching(header) == [column] else f"#{column + 1}"


def _slug(header: str) -> str:
    return re.sub(r"\W+", "_", key(header))[:40].strip("_")
