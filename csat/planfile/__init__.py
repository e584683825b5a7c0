"""A plan file (TOML): read, checked against its description, and understood as far as that needs no survey.

Every error is told at once, with its line. What the columns of a survey then are: :mod:`csat.planfile.pinned`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from csat.choices import canonical
from csat.errors import InputError, one_line
from csat.io.text import plain
from csat.multiple import MultipleChoice
from csat.plan import Filter, Grouping, Item, Role, Rule, Target
from csat.planfile.analyses import ANALYSIS_TABLES
from csat.planfile.items import as_tuple, read_item
from csat.planfile.kinds import Path
from csat.planfile.multiple import read_multiple
from csat.planfile.schema import check

_LARGEST = 10_000_000  # bytes; a plan of 10,000 items has 3 million
_TOLD = 20  # errors in one message
_ROLES: tuple[tuple[str, str, Role], ...] = (
    ("columns", "respondent_id", "respondent id"),
    ("columns", "date", "date"),
    ("columns", "duration", "duration"),
    ("columns", "weight", "weight"),
    ("columns", "comment", "comment"),
    ("privacy", "hide", "personal data"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that a plan file names, with the place of the name and the question in full that may find it too."""

    name: str
    path: Path
    text: str | None = None


@dataclass(slots=True)
class PlanFile:
    """A plan file that holds no error of its own. Items have no column yet: ``wanted`` says which they mean."""

    name: str
    text: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)
    size: int = 0  # bytes of the file
    sha256: str = ""
    items: list[tuple[Wanted, Item]] = field(default_factory=list)
    segments: list[tuple[Wanted, Grouping]] = field(default_factory=list)
    constructs: list[tuple[str, tuple[str, ...], Path]] = field(default_factory=list)  # name, ids of items, place
    roles: list[tuple[Wanted, Role]] = field(default_factory=list)
    filters: list[tuple[Wanted, Filter]] = field(default_factory=list)
    targets: list[tuple[Target, Path]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    analyses: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)  # kind, and its table
    multiple: list[tuple[tuple[Wanted, ...], MultipleChoice]] = field(default_factory=list)

    def of(self, table: str, key: str, otherwise: Any = None) -> Any:
        """A value of a table that is there once."""
        return self.body.get(table, {}).get(key, otherwise)

    def complain(self, errors: list[tuple[Path, str]]) -> None:
        """Raises InputError with all the errors, in the order of their lines, where there are any."""
        if not errors:
            return
        from csat.planfile.lines import lines_of

        try:
            lines = lines_of(self.text)
        except RecursionError:  # brackets nested as deep as the reader just bears
            lines = {}
        placed = sorted((_line(path, lines), message) for path, message in errors)
        told = [f"{self.name}:{line}: {_sentence(message)}" for line, message in placed[:_TOLD]]
        if len(placed) > _TOLD:
            told.append(f"{self.name}: and {len(placed) - _TOLD} more errors.")
        raise InputError("\n".join(told))


def _line(path: Path, lines: Mapping[Path, int]) -> int:
    while path:
        found = [line for place, line in lines.items() if place[: len(path)] == path]
        if found:  # of a table that is only there as its entries, the first of them
            return min(found)
        path = path[:-1]
    return 1


def _sentence(message: str) -> str:
    message = plain(message)
    return message if message.endswith((".", "?")) else message + "."


def read_plan(path: str | os.PathLike[str]) -> PlanFile:
    """Read and check a plan file. Raises InputError with every error in it."""
    name = one_line(FilePath(path).name)
    raw = _bytes_of(FilePath(path), name)
    text = _text_of(raw, name)
    try:
        body = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise InputError(_no_toml(name, text, str(trouble))) from None
    plan = PlanFile(name, text, body, len(raw), hashlib.sha256(raw).hexdigest())
    plan.complain(list(check(body)))
    errors: list[tuple[Path, str]] = []
    for number, entry in enumerate(body.get("item", ())):
        where = Wanted(entry["column"], ("item", number, "column"), entry.get("text"))
        if item := read_item(entry, ("item", number), errors):
            plan.items.append((where, item))
    for number, entry in enumerate(body.get("segment", ())):
        where = Wanted(entry["column"], ("segment", number, "column"))
        groups = {label: tuple(values) for label, values in entry.get("groups", {}).items()}
        plan.segments.append((where, Grouping(as_tuple(entry.get("order")), groups, entry.get("period"))))
        errors += _in_two_groups(groups, ("segment", number, "groups"))
    for number, entry in enumerate(body.get("construct", ())):
        plan.constructs.append((entry["name"], as_tuple(entry["items"]), ("construct", number)))
    for number, entry in enumerate(body.get("filter", ())):
        plan.filters.append((Wanted(entry["column"], ("filter", number, "column")), _filter(entry)))
        errors += _one_way(entry, ("filter", number), (("keep",), ("drop",), ("from", "to")))
    errors += _filter_bounds(plan)
    for number, entry in enumerate(body.get("target", ())):
        target = Target(entry["figure"].strip(), entry.get("at_least"), entry.get("at_most"))
        plan.targets.append((target, ("target", number, "figure")))
        errors += _one_way(entry, ("target", number), (("at_least",), ("at_most",)))
    for number, entry in enumerate(body.get("rule", ())):
        errors += _rule(plan, entry, ("rule", number))
    for number, entry in enumerate(body.get("multiple", ())):
        place: Path = ("multiple", number)
        if question := read_multiple(entry, place, errors):
            columns = tuple(Wanted(name, (*place, "columns")) for name in as_tuple(entry["columns"]))
            plan.multiple.append((columns, question))
    for kind in ANALYSIS_TABLES:
        listed = body.get(kind, ())
        for entry in [listed] if isinstance(listed, dict) else listed:
            plan.analyses.append((kind, _beside(FilePath(path).parent, kind, entry)))
    for table, name_, role in _ROLES:
        plan.roles += [(Wanted(column, (table, name_)), role) for column in as_tuple(plan.of(table, name_))]
    if "weighting" in body:
        from csat.weighting.asked import mistakes

        errors += [(("weighting", key), message) for key, message in mistakes(body["weighting"])]
    errors += [*_period(plan), *_reported(plan), *_twice(plan)]
    errors += _constructs(plan, errors)
    errors += _importance(plan, errors)
    plan.complain(errors)
    return plan


def _beside(folder: FilePath, kind: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A table whose files are those beside the plan, wherever csat is run."""
    keys = ANALYSIS_TABLES[kind].keys
    return {key: str(folder / value) if keys[key].kind == "file" else value for key, value in entry.items()}


def _bytes_of(path: FilePath, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise InputError(f'There is no plan "{name}" there. csat init FILE -o {name} writes one.') from None
    except OSError as trouble:
        why = os.strerror(trouble.errno).lower() if trouble.errno else "the machine refused"
        raise InputError(f'The plan "{name}" cannot be read: {why}.') from None
    if len(raw) > _LARGEST:
        raise InputError(f'The plan "{name}" is larger than any plan: is it the survey? Name the TOML file.')
    return raw


def _text_of(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as trouble:
        line = raw.count(b"\n", 0, trouble.start) + 1
        raise InputError(f"{name}:{line}: not UTF-8 text. Save the plan as UTF-8.") from None


def _no_toml(name: str, text: str, trouble: str) -> str:
    place = re.search(r"at line (\d+), column (\d+)", trouble)
    line = int(place[1]) if place else text.rstrip().count("\n") + 1
    if "overwrite" in trouble or "declare" in trouble or "mutate" in trouble or "expand" in trouble:
        return f"{name}:{line}: a key or table that is given already. Give each once; tables of many are [[item]]."
    column = f" from column {place[2]} on" if place else ""
    return f'{name}:{line}: not understood{column}. Write key = value, with text in "quotes", and tables as [name].'


def _filter(entry: Mapping[str, Any]) -> Filter:
    low, high = (None if (bound := entry.get(name)) is None else str(bound) for name in ("from", "to"))
    keep, drop = (tuple(str(value) for value in as_tuple(entry.get(name))) for name in ("keep", "drop"))
    days = any(isinstance(entry.get(name), (str, date)) for name in ("from", "to"))
    return Filter(-1, "", keep, drop, low, high, days)


def _filter_bounds(plan: PlanFile) -> Iterator[tuple[Path, str]]:
    """From and to are numbers, or days and periods of the survey's calendar."""
    for wanted, filter in plan.filters:
        for name, bound in (("from", filter.low), ("to", filter.high)):
            path = (*wanted.path[:2], name)
            if bound is None or not filter.of_dates:
                continue
            if trouble := _no_period(bound, plan):
                yield path, f'{name} = "{bound}" is no day and no period: {trouble}'


def _no_period(text: str, plan: PlanFile) -> str | None:
    """What is wrong with a period; None where nothing is."""
    from csat.dates import PeriodError, read_period

    try:
        read_period(text, plan.of("survey", "calendar"))
    except PeriodError as trouble:
        return str(trouble)
    return None


def _rule(plan: PlanFile, entry: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    """Add a rule to the plan; what is wrong with it."""
    from csat.checks import CHECKS

    rule = Rule(**entry)
    check = CHECKS[rule.check]
    if any(other.check == rule.check for other in plan.rules):
        yield path, f'there are two rules for the check "{rule.check}"; write one'
    plan.rules.append(rule)
    if rule.exclude and not check.excludes:
        yield (*path, "exclude"), f'"{rule.check}" is not about single rows, so there are none to exclude'
    if rule.threshold is not None and check.threshold is None:
        yield (*path, "threshold"), f'the rule of "{rule.check}" has no threshold'
    elif rule.threshold is not None and not check.low <= rule.threshold <= check.high:
        wanted = f"from {check.low:g} to {check.high:g}: {check.about}"
        yield (*path, "threshold"), f'the threshold of "{rule.check}" must be {wanted}'
    if rule.items is not None and check.items is None:
        yield (*path, "items"), f'the rule of "{rule.check}" has no least number of items'
    if "most" in entry and not rule.block:
        yield (*path, "most"), "most says when a check blocks; write block = true too"
    if rule.off and len(entry) > 2:
        yield (*path, "off"), f'"{rule.check}" is turned off, so nothing else can be said of it'


def _one_way(entry: Mapping[str, Any], path: Path, ways: Sequence[tuple[str, ...]]) -> Iterator[tuple[Path, str]]:
    """Of several ways to say what is wanted, exactly one is to be used."""
    used = [way for way in ways if any(name in entry for name in way)]
    if len(used) != 1:
        listed = ", ".join(" and ".join(way) for way in ways)
        yield path, f"[[{path[0]}]] needs one of {listed}" + (", and only one" if used else "")


def _in_two_groups(groups: Mapping[str, tuple[str, ...]], path: Path) -> Iterator[tuple[Path, str]]:
    home: dict[str, str] = {}
    for label, values in groups.items():
        for value in values:
            if home.setdefault(canonical(value), label) != label:
                yield (*path, label), f'"{value}" is in two groups, "{home[canonical(value)]}" and "{label}"'


def _period(plan: PlanFile) -> Iterator[tuple[Path, str]]:
    if (period := plan.of("survey", "period")) is None:
        return
    if trouble := _no_period(period, plan):
        yield ("survey", "period"), f'period "{period}": {trouble}'


def _reported(plan: PlanFile) -> Iterator[tuple[Path, str]]:
    """The reporting date brought to a text of the Gregorian calendar, as records hold it; what is wrong with it."""
    if (told := plan.of("survey", "reported")) is None:
        return
    from csat.dates import PeriodError, read_period

    try:
        first, last = read_period(str(told), plan.of("survey", "calendar"))
    except PeriodError as trouble:
        yield ("survey", "reported"), f'reported "{told}": {trouble}'
        return
    if first != last:
        yield ("survey", "reported"), f'reported "{told}" must be one day, such as 2026-07-10 or 1405/04/19'
    plan.body["survey"]["reported"] = first.isoformat()


def _twice(plan: PlanFile) -> Iterator[tuple[Path, str]]:
    seen: set[str] = set()
    for wanted, item in plan.items:
        if item.id in seen:
            yield (*wanted.path[:2], "id"), f'two items have the id "{item.id}"; give each its own'
        seen.add(item.id)
    for columns, question in plan.multiple:
        if question.id in seen:
            yield (*columns[0].path[:2], "id"), f'another question has the id "{question.id}"; give each its own'
        seen.add(question.id)
    said: set[tuple[str, str]] = set()
    for number, entry in enumerate(plan.body.get("themes", ())):
        about = ", ".join(as_tuple(entry.get("column"))), entry.get("id", "")
        if about in said:
            yield ("themes", number), "two [[themes]] are about the same column; give one an id of its own"
        said.add(about)
    names: set[str] = set()
    for name, _, path in plan.constructs:
        if name in names:
            yield path, f'two constructs are named "{name}"'
        names.add(name)


def _importance(plan: PlanFile, errors: list[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    ids = {item.id for _, item in plan.items}
    for wanted, item in plan.items if not errors else ():
        path = (*wanted.path[:2], "importance")
        if isinstance(item.importance, str) and item.importance not in ids:
            yield path, f'no item has the id "{item.importance}"; write the id of the item that asks for importance'
        elif item.importance == item.id:
            yield path, f'"{item.id}" cannot be its own importance'


def _constructs(plan: PlanFile, errors: list[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    import difflib

    ids = [item.id for _, item in plan.items]
    whole = not errors  # an item with an error of its own is not among the ids
    for name, members, path in plan.constructs:
        for member in members:
            if member not in ids and whole:
                near = difflib.get_close_matches(member, ids, n=1, cutoff=0.6)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                yield (*path, "items"), f'construct "{name}": no item has the id "{member}"{hint}'
        if len(set(members)) < max(2, len(members)):
            yield (*path, "items"), f'construct "{name}" needs at least two items, each once'
