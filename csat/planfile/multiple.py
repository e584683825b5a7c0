"""The multiple choices of a plan file: [[multiple]] tables checked, and understood as far as that needs no survey."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from csat.labels import NOT_APPLICABLE, not_an_answer
from csat.multiple import MultipleChoice, Option
from csat.multiple.selections import choice_key, code_key, slug, with_ids
from csat.plan import SAID
from csat.planfile.kinds import Path


def read_multiple(entry: Mapping[str, Any], path: Path, errors: list[tuple[Path, str]]) -> MultipleChoice | None:
    """One table. ``column`` of an option is its place among the table's columns, until those are found."""
    wrong = list(_wrong(entry, path))
    errors += wrong
    if wrong:
        return None
    names, separator = _listed(entry["columns"]), entry.get("separator")
    options: list[Option]
    if separator is None and "codes" not in entry:
        labels = _listed(entry.get("options")) or ("",) * len(names)
        written = set(_listed(entry.get("written")))
        options = [Option(label, column=at, written=label in written) for at, label in enumerate(labels)]
    else:
        by_key = choice_key if separator else code_key
        named = entry.get("codes") or {label: label for label in _listed(entry["options"])}
        options = [Option(label, key=by_key(code)) for code, label in named.items()]
    return MultipleChoice(
        id=entry.get("id") or slug(entry.get("text") or names[0]) or "choice",
        text=entry.get("text", ""),
        columns=tuple(range(len(names))),
        options=tuple(options),
        separator=separator,
        ticked=frozenset(code_key(str(code)) for code in _listed(entry.get("ticked"))),
        missing=frozenset(code_key(str(code)) for code in _listed(entry.get("missing"))),
        why=SAID,
    )


def placed(question: MultipleChoice, columns: Mapping[int, int], headers: Mapping[int, str]) -> MultipleChoice:
    """The question with the columns that its places are in a survey; what has no name is named by its header."""
    options = [
        option if option.column is None else replace(option, column=columns[option.column])
        for option in question.options
    ]
    options = [o if o.label or o.column is None else replace(o, label=headers[o.column]) for o in options]
    options = [replace(option, escape=not_an_answer(option.label) == NOT_APPLICABLE) for option in options]
    mine = tuple(columns[place] for place in question.columns)
    return replace(question, columns=mine, options=with_ids(options), text=question.text or headers[mine[0]])


def _wrong(entry: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    columns, labels = _listed(entry["columns"]), _listed(entry.get("options"))
    joined, coded = "separator" in entry, "codes" in entry
    if (id := entry.get("id")) and not re.fullmatch(r"\w+", id):
        yield (*path, "id"), f'id "{id}" must be of letters, digits and _ alone'
    for name, times in Counter(columns).items():
        if times > 1:
            yield (*path, "columns"), f'column "{name}" is there twice'
    if coded and labels:
        yield (*path, "codes"), "there are options and codes; choose one: codes gives each option its code"
    if joined and len(columns) != 1:
        yield (*path, "columns"), f"choices joined by a separator are in one column, and there are {len(columns)}"
    if joined and not (labels or coded):
        yield path, "joined choices need their options, each as the cells have it"
    if joined or coded:
        for name in ("ticked", "written"):
            if name in entry:
                yield (*path, name), f"{name} is for columns of one option each"
        by_key = choice_key if joined else code_key
        keys = Counter(by_key(name) for name in (entry.get("codes") or labels))
        if any(times > 1 or not key for key, times in keys.items()):
            yield (*path, "codes" if coded else "options"), "two options are the same, or one has no letters or digits"
        return
    if len(columns) < 2:
        yield (*path, "columns"), "one column alone holds several choices only with a separator between them"
    if labels and len(labels) != len(columns):
        yield (*path, "options"), f"{len(labels)} options for {len(columns)} columns: name one for each, in their order"
    for name in _listed(entry.get("written")):
        if name not in labels:
            yield (*path, "written"), f'"{name}" is not one of the options'


def _listed(value: Any) -> tuple[Any, ...]:
    return () if value is None else tuple(value) if isinstance(value, list) else (value,)
