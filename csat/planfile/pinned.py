"""A plan file brought to a survey: its columns found, the caller's flags put above it, and so the plan to score by.

Nothing is guessed here. What the flags name and the file does not is understood as without a plan file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING

from csat.analysis import analysis_of
from csat.choices import Choices
from csat.detect import name_constructs, propose
from csat.detect.coded_words import CodedWords
from csat.detect.column import Place, Profile
from csat.errors import InputError
from csat.io.source import GENERIC, Layout
from csat.io.text import key, plain
from csat.multiple import MultipleChoice
from csat.names import Names, uncoded
from csat.plan import NOT_NAMED, SAID, Construct, Filter, Grouping, Item, Plan, Role, Scale, Use, usual_boxes
from csat.planfile import PlanFile, Wanted
from csat.planfile.kinds import Path
from csat.planfile.multiple import placed
from csat.wording import read_header

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis
    from csat.dates import Calendar, Order
    from csat.weighting import Weighting

_NPS = Scale(0, 10)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A plan file whose columns are found in a survey."""

    file: PlanFile
    names: Names
    items: tuple[Item, ...]
    constructs: tuple[Construct, ...]
    segments: Mapping[int, Grouping]
    roles: Mapping[int, Role]
    hidden: frozenset[int] = frozenset()
    filters: tuple[Filter, ...] = ()
    by_place: frozenset[int] = frozenset()  # columns that only a letter or a number names
    layout: Layout = GENERIC
    multiple: tuple[MultipleChoice, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    weighting: Weighting | None = None

    def plan(self, profile: Profile, choices: Choices, place: Place) -> Plan:
        """The plan to score by. Raises InputError where a flag and the plan file do not go together."""
        added = self._added(profile, choices, place)
        items = self._with_ids([*self._changed(choices), *added])
        multiple = tuple(self._tabulated(choices, {item.column for item in items}))
        if not items and not multiple:
            raise InputError(
                f"{self.file.name} has no [[item]], so nothing can be scored. Take the # away before one, or write one."
            )
        segments = choices.segments or tuple(self.segments)
        for column in segments:
            if column in self.hidden:
                raise InputError(f"--by names {self._where(column)}, which {self.file.name} hides. Choose another.")
        for column in dict.fromkeys((*(item.column for item in items), *segments)):
            if profile[column] is None:
                raise InputError(
                    f"{self._where(column)} has more than 1,000 different answers: "
                    f"it is neither an item on a scale nor a segment. Mend {self.file.name}."
                )
        why = {item.column: item.why or SAID for item in reversed(items)}
        roles = {**_columns_of(self.multiple, multiple), **self.roles}
        uses = [self._use(column, segments, why, roles, choices, profile) for column in range(len(self.names.headers))]
        asked = tuple(Construct(name, c, "asked for with --alpha") for name, c in (choices.constructs or {}).items())
        return Plan(
            tuple(items),
            name_constructs(asked or self.constructs, items),
            segments,
            tuple(uses),
            choices.level,
            choices.suppress_below,
            self.file.of("figures", "flag_below", Plan.flag_below),
            {column: g for column, g in self.segments.items() if column in segments and (g.order or g.groups)},
            self.file.body.get("survey", {}),
            self.file.of("figures", "decimals", {}),
            choices.finished_only,
            self.filters,
            tuple(target for target, _ in self.file.targets),
            tuple(self.file.rules),
            self.file.body.get("response", {}),
            multiple=multiple,
            date_pins=self.date_pins,
            file={"size": self.file.size, "sha256": self.file.sha256},
        )

    @property
    def date_pins(self) -> tuple[Calendar | None, Order | None]:
        """How dates in numbers are to be read: their calendar and their order."""
        return self.file.of("columns", "date_calendar"), self.file.of("columns", "date_order")

    @property
    def calendar(self) -> Calendar | None:
        """The calendar of the survey, in which days are named."""
        found: Calendar | None = self.file.of("survey", "calendar")
        return found

    def columns(self) -> set[int]:
        """Every column whose answers the plan file is about."""
        chosen = {column for question in self.multiple for column in question.columns}
        return {*(item.column for item in self.items), *self.segments, *chosen}

    def _tabulated(self, choices: Choices, scored: set[int]) -> Iterator[MultipleChoice]:
        """The multiple choices but those of which a flag scores a column: their base would be another."""
        for question in self.multiple:
            if not scored.intersection(question.columns):
                declared = frozenset().union(*(choices.missing_of(column) for column in question.columns))
                yield replace(question, missing=question.missing | declared)

    def _use(
        self,
        column: int,
        segments: tuple[int, ...],
        why: Mapping[int, str],
        roles: Mapping[int, Role],
        choices: Choices,
        profile: Profile,
    ) -> Use:
        """What one column is, and why."""
        use = Use(column, self.names.headers[column], self.names.letters[column], "nothing", NOT_NAMED)
        by_place = column in self.by_place
        if column in segments:
            if choices.segments:
                return replace(use, role="segment", why="asked for with --by")
            return replace(use, role="segment", why=SAID, by_place=by_place)
        weight = self.weighting.weight if self.weighting and choices.weight is None else choices.weight
        if column == weight and column in why:
            raise InputError(f"{self._where(column)} is the weight and an item. A weight is no answer; choose one.")
        if column == weight:
            return replace(use, role="weight", why="asked for with --weight" if choices.weight is not None else SAID)
        if column in why:
            return replace(use, role="item", why=why[column], by_place=by_place)
        if column in roles:
            return replace(use, role=roles[column], why=SAID, by_place=by_place)
        if any(column == filter.column for filter in self.filters):
            return replace(use, why="respondents are filtered by it", by_place=by_place)
        if self.weighting and column in self.weighting.columns:
            return replace(use, why="respondents are weighted by it", by_place=by_place)
        counts = profile[column]
        return replace(use, why="no cell filled") if counts is not None and not any(counts) else use

    def _where(self, column: int) -> str:
        return f'column "{plain(self.names.headers[column])}" ({self.names.letters[column]})'

    def _with_ids(self, items: Iterable[Item]) -> list[Item]:
        """Items that flags made get ids that no other item has."""
        taken = {item.id for item in self.items}
        kept = {(item.column, item.id) for item in self.items}
        named = []
        for item in items:
            id = item.id
            if (item.column, id) not in kept:
                id = next(name for n in count(1) if (name := f"{id}_{n}" if n > 1 else id) not in taken)
            taken.add(id)
            named.append(replace(item, id=id))
        return named

    def _changed(self, choices: Choices) -> Iterator[Item]:
        """The items of the file as the flags change them."""
        for original in self.items:
            column = original.column
            # what the platform says is no answer is none in this wave either
            none = {**CodedWords(self.layout, column).not_answers, **original.not_answers}
            item = replace(original, missing=original.missing | choices.missing_of(column), not_answers=none)
            if column in choices.reverse:
                item = replace(item, reverse=True)
            measures = choices.measure.get(column)
            nps = "nps" in (measures or (item.measure,))
            scale = choices.scale.get(column) or (None if nps or item.labels else choices.every_scale)
            if scale and scale != item.scale:
                item = self._rescaled(item, scale, nps)
            if measures is None:
                yield item
                continue
            if original is not self._first(column):  # the flags say all that the column measures, and once is enough
                continue
            for number, measure in enumerate(measures):
                variant = choices.variant.get(column) if measure == "ces" else None
                if measure == "nps" and item.scale != _NPS:
                    raise InputError(
                        f"--nps names {self._where(column)}, which {self.file.name} has on {item.scale}; NPS is "
                        "defined on 0-10. Score it with --csat."
                    )
                id = item.id if not number else f"{item.id}_{measure}"
                yield replace(
                    item, id=id, measure=measure, variant=variant, why=f"asked for with --{measure}", asked=True
                )

    def _first(self, column: int) -> Item:
        return next(item for item in self.items if item.column == column)

    def _rescaled(self, item: Item, scale: Scale, nps: bool) -> Item:
        if nps:
            raise InputError(
                f"--scale names {self._where(item.column)}, which is scored as NPS, defined on 0-10. "
                "Score it with --csat."
            )
        off = any(scale.position(Fraction(point)) is None for point in item.labels.values())
        if off or (item.labels and not item.numeric):
            raise InputError(
                f"--scale gives {self._where(item.column)} another scale than {self.file.name}, which also has its "
                "labels. Change both there."
            )
        chosen = item.boxes if item.boxes and item.boxes != usual_boxes(item.scale) else None
        boxes = chosen if chosen and 2 * chosen <= scale.last + 1 else usual_boxes(scale)
        return replace(item, scale=scale, boxes=boxes)

    def _added(self, profile: Profile, choices: Choices, place: Place) -> list[Item]:
        """Items of columns that flags name and the file does not score, understood as without the file."""
        known = {item.column for item in self.items}
        measure = {column: wanted for column, wanted in choices.measure.items() if column not in known}
        parts = {c for members in (choices.constructs or {}).values() for c in members} - known
        scored = known | measure.keys() | parts
        chosen = {column for question in self.multiple for column in question.columns}
        told = (("--reverse", choices.reverse), ("--scale", choices.scale), ("--missing", choices.missing))
        for option, named in told:
            for column in named:
                if column not in scored and not (option == "--missing" and column in chosen):
                    raise InputError(
                        f"{option} names {self._where(column)}, which {self.file.name} does not score. "
                        "Name it with --csat, --nps or --ces too."
                    )
        if not measure and not parts:
            return []
        rest = replace(
            choices,
            measure=measure,
            constructs={"": tuple(sorted(parts))} if parts else None,
            scale={column: scale for column, scale in choices.scale.items() if column not in known},
            reverse=frozenset(choices.reverse - known),
            segments=(),
        )
        found = propose(self.names.headers, self.names.letters, profile, rest, place, self.layout).items
        return [item for item in found if item.column in measure or item.column in parts]


def find_columns(file: PlanFile, names: Names, layout: Layout = GENERIC) -> Pinned:
    """Find every column that a plan file names. Raises InputError naming all that are not in the survey."""
    errors: list[tuple[Path, str]] = []
    by_place: set[int] = set()

    def find(wanted: Wanted) -> int | None:
        found = _matching(names, wanted)
        if isinstance(found, int):
            if names.only_a_place(wanted.name.strip()):
                by_place.add(found)
            return found
        errors.append((wanted.path, found))
        return None

    items: list[Item] = []
    seen: set[tuple[int, str]] = set()
    paths: dict[int, Path] = {}
    for wanted, item in file.items:
        if (column := find(wanted)) is not None:
            if (column, item.measure) in seen:
                errors.append((wanted.path, f'column "{wanted.name}" is scored twice as {item.measure}'))
            seen.add((column, item.measure))
            items.append(replace(item, column=column, header=names.headers[column], why=SAID))
            paths[column] = wanted.path
    segments: dict[int, Grouping] = {}
    for wanted, grouping in file.segments:
        if (column := find(wanted)) is not None:
            if names.headers[column] in {names.headers[other] for other in segments}:
                errors.append(
                    (wanted.path, f'column "{wanted.name}" is a segment twice, or another of its name is one')
                )
            segments[column] = grouping
            paths.setdefault(column, wanted.path)
    roles: dict[int, Role] = {}
    hidden: set[int] = set()
    for wanted, role in file.roles:
        if (column := find(wanted)) is None:
            continue
        dated = role == "date" and column in segments and segments[column].period
        if column in paths and not dated:
            what = "is hidden" if role == "personal data" else f"is the {role}"
            errors.append((wanted.path, f'column "{wanted.name}" {what}, and an item or a segment; choose one'))
        if role == "personal data":
            hidden.add(column)  # a respondent id may be hidden and still tell who comes twice
        roles.setdefault(column, role)
    multiple = []
    for listed, question in file.multiple:
        places = {place: column for place, wanted in enumerate(listed) if (column := find(wanted)) is not None}
        for place, column in places.items():
            written = any(option.written and option.column == place for option in question.options)
            other = "an item" if paths.get(column, ("",))[0] == "item" else "" if written else roles.get(column, "")
            if other:
                name = listed[place].name
                errors.append((listed[place].path, f'column "{name}" is one of a multiple choice, and {other}; choose'))
        if len(places) == len(listed):
            chosen = placed(question, places, dict(enumerate(names.headers)))
            moved = by_place.intersection(chosen.columns)
            multiple.append(replace(chosen, by_place=bool(moved)))
    by_place.difference_update(column for question in multiple for column in question.columns)
    constructs = []
    of_id = {item.id: item for item in items}
    first_of = {item.column: item.id for item in reversed(items)}
    for name, members, path in file.constructs:
        columns = tuple(of_id[id].column for id in members if id in of_id)
        for id in members:
            if id in of_id and (first := first_of[of_id[id].column]) != id:
                errors.append((path, f'construct "{name}": "{id}" is another measure of "{first}"; name that one'))
        constructs.append(Construct(name, columns, SAID))
    filters = []
    for wanted, filter in file.filters:
        if (column := find(wanted)) is not None:
            filters.append(replace(filter, column=column, header=names.headers[column]))
    weighting = None
    if "weighting" in file.body:
        from csat.weighting.asked import of_table

        weighting = of_table(file.body["weighting"], lambda key, name: find(Wanted(name, ("weighting", key))))
    file.complain(errors)
    return Pinned(
        file,
        names,
        tuple(items),
        tuple(constructs),
        segments,
        roles,
        frozenset(hidden),
        tuple(filters),
        frozenset(by_place),
        layout,
        tuple(multiple),
        tuple(analysis_of(kind, entry) for kind, entry in file.analyses),
        weighting,
    )


def _columns_of(every: Iterable[MultipleChoice], kept: Iterable[MultipleChoice]) -> dict[int, Role]:
    """What the columns of multiple choices are: of words, of a tabulated question, or of one that is not tabulated."""
    roles: dict[int, Role] = {column: "nothing" for question in every for column in question.columns}
    for question in kept:
        roles |= dict.fromkeys(question.columns, "multiple choice")
        written = [option.column for option in question.options if option.written and option.column is not None]
        roles |= dict.fromkeys(written, "comment")
    return roles


def _matching(names: Names, wanted: Wanted) -> int | str:
    """The column that a plan file means, or what is wrong. A wave may have moved, recoded or reworded its columns."""
    name = wanted.name.strip()
    found = names.matching(name)
    code = read_header(name).code
    if not found and code:
        found = names.matching(code)
        same_text = [c for c, header in enumerate(names.headers) if uncoded(header) == uncoded(name)]
        if found and same_text and found != same_text:
            places = f"column {names.letters[found[0]]}, by its text column {names.letters[same_text[0]]}"
            return f'"{name}" is in the survey by its code {places}: name one as it is there'
    if not found:
        found = [c for c, header in enumerate(names.headers) if header and uncoded(header) == uncoded(name)]
    if not found and wanted.text:
        words = {key(wanted.text), uncoded(wanted.text)}
        found = [c for c, header in enumerate(names.headers) if header and {key(header), uncoded(header)} & words]
        found = found or names.saying(wanted.text)
    if len(found) == 1 and wanted.text and (asked := names.questions.get(found[0])):
        said = names.saying(wanted.text)
        if said and found[0] not in said and uncoded(asked) != uncoded(wanted.text):
            places = f"column {names.letters[found[0]]}, by its text column {names.letters[said[0]]}"
            return f'"{name}" is in the survey by its name {places}: name the one that is meant'
    if len(found) > 1:
        places = " and ".join(f"column {names.letters[c]}" for c in found[:5])
        return f'"{name}" names {len(found)} columns of the survey: {places}; name one by its letter'
    return found[0] if found else names.unknown(name)
