"""The shape of a record, as JSON Schema: what ``csat schema --record`` prints and records are checked by when read.

The parts that say what was done (``plan``, ``ledger``, ``source``) may have more keys than stand here; figures and what
is beside them have no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csat.results import SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_YES: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_NUMBER_OR_NONE: Schema = {"type": ["number", "null"]}
_ID_OR_NUMBER: Schema = {"type": ["string", "number"]}
_LEVEL: Schema = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
_UNIT: Schema = {"enum": ["percent", "points", "score", "ratio", "count"]}
_POINTS: Schema = {"type": "object", "propertyNames": {"pattern": r"^-?\d+(\.\d+)?$"}, "additionalProperties": _COUNT}


def _of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _named(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def _object(must: Mapping[str, Schema], may: Mapping[str, Schema] | None = None, closed: bool = False) -> Schema:
    keys = {**must, **(may or {})}
    return {"type": "object", "properties": keys, "required": list(must)} | (
        {"additionalProperties": False} if closed else {}
    )


def json_schema() -> Schema:
    """The JSON Schema (2020-12) of a record of this version."""
    from csat.targets import STATES

    target = {
        "figure": _TEXT, "at_least": _NUMBER_OR_NONE, "at_most": _NUMBER_OR_NONE, "unit": _UNIT,
        "value": _NUMBER_OR_NONE, "low": _NUMBER_OR_NONE, "high": _NUMBER_OR_NONE,
        "n": {"type": ["integer", "null"], "minimum": 0}, "met": _YES, "state": {"enum": list(STATES)},
    }  # fmt: skip
    comment = {"column": _TEXT, "letter": _TEXT, "answered": _COUNT, "shown": _COUNT, "redacted": _named(_COUNT),
               "texts": _of(_TEXT)}  # fmt: skip
    whole = {
        "schema": {"const": SCHEMA}, "source": _source(), "plan": _plan(), "ledger": _ledger(),
        "estimates": _of(_estimate()), "notices": _of(_TEXT), "environment": _named(_TEXT), "targets":
        _of(_object(target, closed=True)),
    }  # fmt: skip
    seldom = {
        "digest": _TEXT,
        "previous": _previous(),
        "comments": _of(_object(comment, {"theme": _TEXT, "of": _TEXT})),
    }
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"A record of csat, {SCHEMA}"}
    return about | _object(whole, seldom, closed=True)


def _estimate() -> Schema:
    interval = _object({"low": _NUMBER, "high": _NUMBER, "level": _LEVEL, "method": _TEXT}, closed=True)
    return _object(
        {
            "id": _TEXT, "metric": _TEXT, "unit": _UNIT, "value": _NUMBER_OR_NONE, "n": _COUNT, "column": _MAYBE,
            "construct": _MAYBE, "segment": _named(_TEXT), "interval": interval | {"type": ["object", "null"]},
            "no_interval_because": _MAYBE, "n_eff": _NUMBER_OR_NONE, "counts": _named(_NUMBER), "formula": _TEXT,
            "source": _TEXT, "missing": _named(_COUNT),
            "distribution": _POINTS | {"type": ["object", "null"]}, "notes": _of(_TEXT),
        },
        {
            "option": _TEXT, "analysis": _TEXT, "about": _named(_TEXT), "n_weighted": _NUMBER,
            "standard_error": _NUMBER, "deff": _NUMBER,
        },
        closed=True,
    )  # fmt: skip


def _source() -> Schema:
    told = {
        "name": _TEXT, "format": _MAYBE, "platform": _MAYBE, "size": {"type": ["integer", "null"]}, "sha256": _MAYBE,
        "sheet": _MAYBE, "encoding": _MAYBE, "delimiter": _MAYBE, "header_row": {"type": ["integer", "null"]},
        "header_rows": {"type": ["integer", "null"]},
    }  # fmt: skip
    more = {"question_columns": {"type": ["integer", "null"]}, "files": _of(_object(told))}
    return _object({"name": _TEXT}, told | more)


def _plan() -> Schema:
    step = {"type": "number", "exclusiveMinimum": 0}
    scale = _object({"low": {"type": "integer"}, "high": {"type": "integer"}, "step": step})
    item = {
        "column": _TEXT, "letter": _TEXT, "id": _TEXT, "measure": {"enum": ["csat", "nps", "ces", "part"]},
        "variant": _MAYBE, "scale": scale, "top": _of(_NUMBER), "labels": _named({"type": "integer"}),
        "missing": _of(_TEXT), "reverse": _YES, "why": _TEXT,
    }  # fmt: skip
    item_more = {
        "text": _TEXT,
        "role": _TEXT,
        "numbers": _YES,
        "not_answers": _named(_TEXT),
        "importance": _ID_OR_NUMBER,
    }
    reading: Schema = {"enum": [None, "gregorian", "jalali"]}
    order: Schema = {"enum": [None, "ymd", "dmy", "mdy"]}
    filtered = {
        "column": _TEXT, "letter": _TEXT, "keep": _of(_TEXT), "drop": _of(_TEXT), "from": _MAYBE, "to": _MAYBE,
        "of_dates": _YES,
    }  # fmt: skip
    rule = {"check": _TEXT, "exclude": _YES, "block": _YES, "off": _YES, "threshold": _NUMBER_OR_NONE,
            "items": {"type": ["integer", "null"]}, "most": _NUMBER}  # fmt: skip
    construct = {"name": _TEXT, "id": _TEXT, "columns": _of(_TEXT), "items": _of(_TEXT), "why": _TEXT}
    column = {"column": _TEXT, "letter": _TEXT, "role": _TEXT, "why": _TEXT, "settle": _MAYBE}
    option = _object(
        {"option": _TEXT, "id": _TEXT},
        {"column": _TEXT, "letter": _TEXT, "code": _TEXT, "written": _YES, "escape": _YES},
    )
    multiple = {
        "id": _TEXT, "text": _TEXT, "columns": _of(_TEXT), "letters": _of(_TEXT), "options": _of(option),
        "separator": _MAYBE, "ticked": _of(_TEXT), "missing": _of(_TEXT), "why": _TEXT,
    }  # fmt: skip
    target = {"figure": _TEXT, "at_least": _NUMBER_OR_NONE, "at_most": _NUMBER_OR_NONE}
    group = _object({"order": _of(_TEXT), "groups": _named(_of(_TEXT))})
    places = {"type": "integer", "minimum": 0, "maximum": 6}
    at = _object({"column": _TEXT, "letter": _TEXT})
    weighting = {
        "weight": at,
        "strata": at,
        "clusters": _of(at),
        "population": _of(at),
        "sizes": _named(_COUNT),
        "margins": _of(_object({"columns": _of(at), "targets": {"type": "array"}})),
        "trim": {"type": "array"},
    }
    return _object(
        {
            "items": _of(_object(item, item_more)), "constructs": _of(_object(construct)), "segments": _of(_TEXT),
            "columns": _of(_object(column, {"by_place": _YES})), "level": _LEVEL,
            "suppress_below": _COUNT, "flag_below": _COUNT, "digest": _TEXT,
        },
        {
            "survey": {"type": "object"}, "decimals": _named(places), "filters": _of(_object(filtered)),
            "dates": _object({"calendar": reading, "order": order}),
            "analyses": _of(_object({"kind": _TEXT})), "finished_only": _YES,
            "targets": _of(_object(target)), "rules": _of(_object(rule)),
            "response": {"type": "object"}, "groupings": _named(group), "periods": _named(_object({"unit": _TEXT})),
            "multiple": _of(_object(multiple, {"by_place": _YES})), "file": _object({"sha256": _TEXT, "size": _COUNT}),
            "weighting": _object({}, weighting),
        },
    )  # fmt: skip


def _ledger() -> Schema:
    odd = _of(_object({"answer": _TEXT, "count": _COUNT, "first": _TEXT}))
    item = {
        "column": _TEXT, "rows": _COUNT, "valid": _COUNT, "blank": _COUNT, "not_applicable": _COUNT,
        "dont_know": _COUNT, "invalid": _COUNT, "distribution": _POINTS, "odd": odd,
    }  # fmt: skip
    chosen = _of(_object({"option": _TEXT, "chosen": _COUNT}))
    multiple = {
        "id": _TEXT, "text": _TEXT, "rows": _COUNT, "chose": _COUNT, "no_choice": _COUNT, "not_applicable": _COUNT,
        "options": chosen, "other_answers": _COUNT, "odd": odd,
    }  # fmt: skip
    file = {"name": _TEXT, "read": _COUNT, "scored": _COUNT}
    excluded = {"rule": _TEXT, "reason": _TEXT, "count": _COUNT}
    return _object(
        {"read": _COUNT, "scored": _COUNT, "set_aside": _named(_COUNT), "items": _of(_object(item))},
        {
            "multiple": _of(_object(multiple)), "fieldwork": _fieldwork(), "files": _of(_object(file)),
            "weights": _object(
                dict.fromkeys(("sum", "n_eff", "deff_kish", "zero", "units", "df"), _NUMBER),
                {"margins": _object({"passes": _COUNT, "rounds": _COUNT, "values": _of({"type": "object"})})},
            ),
            "exclusions": _of(_object(excluded)), "not_applied": _of(_object({"rule": _TEXT, "why": _TEXT})),
        },
    )  # fmt: skip


def _fieldwork() -> Schema:
    return _of(_object({"column": _TEXT, "calendar": _TEXT, "first": _TEXT, "last": _TEXT}))


def _previous() -> Schema:
    change = {
        "figure": _TEXT, "unit": _UNIT, "value": _NUMBER_OR_NONE, "low": _NUMBER_OR_NONE, "high": _NUMBER_OR_NONE,
        "level": _NUMBER_OR_NONE, "method": _MAYBE, "counts": _named(_NUMBER), "formula": _TEXT,
        "before": _NUMBER_OR_NONE, "because": _MAYBE, "no_interval_because": _MAYBE,
    }  # fmt: skip
    difference = {"what": _TEXT, "of": _TEXT, "before": _MAYBE, "after": _MAYBE}
    source = _object({"name": _TEXT, "sha256": _MAYBE}, closed=True)
    return _object(
        {
            "source": source, "digest": _TEXT, "differences": _of(_object(difference, closed=True)),
            "changes": _of(_object(change, closed=True)),
        },
        {"fieldwork": _fieldwork()},
        closed=True,
    )  # fmt: skip
