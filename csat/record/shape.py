"""Whether what JSON holds has the shape that a JSON Schema asks for, and where it has not.

Only the keywords that csat's own schema uses; a test holds this against the library ``jsonschema``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_TOLD = {
    "object": "an object", "array": "a list", "string": "a text", "integer": "a whole number", "number": "a number",
    "boolean": "true or false", "null": "null",
}  # fmt: skip
_DEEPEST = 40
_LARGEST = 10**300


def wrong(value: Any, schema: Mapping[str, Any], where: str = "") -> str | None:
    """The first thing that is not as the schema asks, in words that begin with where it is; None where all is."""
    return next(_wrong(value, schema, where), None)


def _wrong(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    kinds = schema.get("type")
    if kinds is not None and not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        wanted = " or ".join(_TOLD[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
        yield f"{_at(where)} is {_told(value)}, and {wanted} belongs there"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{_at(where)} is none of {', '.join(map(str, schema['enum']))}"
    if "const" in schema and value != schema["const"]:
        yield f"{_at(where)} is not {schema['const']}"
    if _is(value, "number"):
        yield from _of_number(value, schema, where)
    elif isinstance(value, dict):
        yield from _of_object(value, schema, where)
    elif isinstance(value, list) and "items" in schema:
        for place, entry in enumerate(value):
            yield from _wrong(entry, schema["items"], f"{where}[{place}]")


def _of_number(value: float, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    bounds = (
        ("minimum", value < schema.get("minimum", value), "less than"),
        ("maximum", value > schema.get("maximum", value), "more than"),
        ("exclusiveMinimum", "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"], "not above"),
        ("exclusiveMaximum", "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"], "not below"),
    )
    for bound, broken, told in bounds:
        if broken:
            yield f"{_at(where)} is {told} {schema[bound]}"


def _of_object(value: Mapping[str, Any], schema: Mapping[str, Any], where: str) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{_at(_inner(where, key))} is missing"
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    pattern = schema.get("propertyNames", {}).get("pattern")
    for key, inner in value.items():
        place = _inner(where, key)
        if pattern and not re.search(pattern, key):
            yield f"{_at(place)}: the name is not one that belongs there"
        if key in known:
            yield from _wrong(inner, known[key], place)
        elif others is False:
            yield f"{_at(place)} is no part of a record"
        elif isinstance(others, dict):
            yield from _wrong(inner, others, place)


def unwieldy(value: Any) -> str | None:
    """Why no program should take it: nested too deep, or a number beyond all measure. None where it is neither."""
    level = [value]
    for _ in range(_DEEPEST):
        if not level:
            return None
        for one in level:
            if isinstance(one, int | float) and not (isfinite(one) if isinstance(one, float) else abs(one) < _LARGEST):
                return "it holds a number that is beyond all measure"
        level = [inner for one in level if isinstance(one, dict | list)
                 for inner in (one.values() if isinstance(one, dict) else one)]  # fmt: skip
    return "its parts are nested too deep"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _told(value: Any) -> str:
    return next(told for kind, told in _TOLD.items() if _is(value, kind))


def _inner(where: str, key: str) -> str:
    short = key if len(key) <= 60 else f"{key[:60]}…"
    return f"{where}.{short}" if where else short


def _at(where: str) -> str:
    return where or "the record"
