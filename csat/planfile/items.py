"""A table ``[[item]]`` of a plan file, as an item that has no column yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from csat.choices import canonical
from csat.errors import InputError
from csat.io.text import key
from csat.labels import BLANK, DONT_KNOW, NOT_APPLICABLE
from csat.plan import Item, Scale, usual_boxes
from csat.planfile.kinds import Path
from csat.scales import parse_scale

_NPS = Scale(0, 10)


def read_item(entry: Mapping[str, Any], path: Path, errors: list[tuple[Path, str]]) -> Item | None:
    """The item of a table at ``path``, None where something is wrong with it, which is added to ``errors``."""
    found = len(errors)
    measure, variant = entry["measure"], entry.get("variant")
    id = entry.get("id") or re.sub(r"\W+", "_", key(entry["column"]))[:40].strip("_") or "item"
    if not re.fullmatch(r"\w+", id):
        errors.append(((*path, "id"), f'id "{id}" must be of letters, digits and _ alone'))
    if (measure == "ces") != (variant is not None):
        wrong = "ces needs a variant: ces2, ces1 or ease" if measure == "ces" else f"{measure} has no variant; ces has"
        errors.append(((*path, "measure" if measure == "ces" else "variant"), wrong))
    scale = _scale(entry, path, errors)
    if scale is None:
        return None
    labels: dict[str, int] = {}
    for text, point in entry.get("labels", {}).items():
        place = (*path, "labels", text)
        if not key(text):
            errors.append((place, "a label of no letters or digits"))
        elif labels.setdefault(key(text), point) != point:
            errors.append((place, f'label "{text}" is there twice, with other points'))
        elif scale.position(Fraction(point)) is None:
            errors.append((place, f'label "{text}" has the point {point}, which is not on the scale {scale}'))
    escapes: dict[str, str] = {}
    for name, reason in (("not_applicable", NOT_APPLICABLE), ("dont_know", DONT_KNOW), ("blank", BLANK)):
        for code in codes(entry.get(name)):
            if escapes.setdefault(code, reason) != reason:
                errors.append(((*path, name), f'"{code}" is {escapes[code]} and {reason}; choose one'))
    missing = codes(entry.get("missing"))
    for code in sorted(labels.keys() & {*escapes, *missing}):
        errors.append(((*path, "labels"), f'"{code}" is a label with a point, and no answer; choose one'))
    boxes = entry.get("top", usual_boxes(scale))
    if "top" in entry and measure != "csat":
        errors.append(((*path, "top"), f"{measure} has no top boxes to choose; csat has"))
    elif "top" in entry and 2 * boxes > scale.last + 1:
        errors.append(((*path, "top"), f"top = {boxes} is more than half of the scale {scale}"))
    if len(errors) > found:
        return None
    return Item(
        column=-1,
        header="",
        id=id,
        measure=measure,
        scale=scale,
        variant=variant,
        labels=labels,
        numeric=entry.get("numbers", not labels),
        not_answers=escapes,
        missing=missing,
        reverse=entry.get("reverse", False),
        boxes=boxes,
        text=entry.get("text"),
        role=entry.get("role"),
        importance=entry.get("importance"),
    )


def _scale(entry: Mapping[str, Any], path: Path, errors: list[tuple[Path, str]]) -> Scale | None:
    nps = entry["measure"] == "nps"
    if "scale" not in entry:
        if nps:
            return _NPS
        errors.append((path, 'the item has no scale; write for example scale = "1-5"'))
        return None
    try:
        scale = parse_scale(entry["scale"])
    except InputError as trouble:
        errors.append(((*path, "scale"), str(trouble)))
        return None
    if nps and scale != _NPS:
        errors.append(((*path, "scale"), f'NPS is defined on 0-10, not on {scale}; score it as measure = "csat"'))
        return None
    return scale


def codes(given: Any) -> frozenset[str]:
    """Codes in one spelling each, of one or a list of them."""
    return frozenset(canonical(str(code)) for code in as_tuple(given))


def as_tuple(value: Any) -> tuple[Any, ...]:
    """What a key says once or in a list; nothing where it is not there."""
    return () if value is None else tuple(value) if isinstance(value, list) else (value,)
