"""How the counts of a figure follow from the answers, or from counts of other figures of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from csat.results import Count, Estimate, Record

_LONGEST = 400  # more terms than a person adds up


@dataclass(frozen=True, slots=True)
class Counted:
    """``distribution``: answers by point, where the record has them. ``formulas``: sums that give a count, in numbers.
    ``more``: counts that only the interval needs.
    """

    distribution: Mapping[str, int] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Count] = field(default_factory=dict)


def counted(record: Record, estimate: Estimate, owner: Mapping[str, Any] | None) -> Counted:
    """What the record holds of how the counts of a figure came about."""
    told_otherwise = estimate.analysis is not None or estimate.n_weighted is not None  # weights are not told by answer
    if owner is None or estimate.option is not None or told_otherwise:
        return Counted()
    if estimate.construct is not None:
        return _of_construct(record, estimate, owner)
    return _of_item(record, estimate, owner)


def _of_item(record: Record, estimate: Estimate, item: Mapping[str, Any]) -> Counted:
    beside = {
        one.metric: one
        for one in record.estimates
        if one.id == estimate.id.replace(f"{item['id']}.{estimate.metric}", f"{item['id']}.{one.metric}", 1)
    }
    distribution = next((one.distribution for one in beside.values() if one.distribution), None)
    more: dict[str, Count] = {}
    if "sum" in estimate.counts and estimate.interval is not None and "sd" in beside:
        more["sum_of_squares"] = beside["sd"].counts["sum_of_squares"]
    if not distribution:
        return Counted(more=more)
    distribution = dict(sorted(distribution.items(), key=lambda pair: float(pair[0])))
    formulas = {"base": _sum(distribution)}
    for name, points in _groups(item).items():
        formulas[name] = _sum({point: n for point, n in distribution.items() if float(point) in points})
    formulas["sum"] = _sum({point: f"{_signed(point)} * {n}" for point, n in distribution.items() if n})
    squares = {point: f"{_signed(point)} ** 2 * {n}" for point, n in distribution.items() if n}
    formulas["sum_of_squares"] = _sum(squares)
    return Counted(distribution, {name: told for name, told in formulas.items() if len(told) <= _LONGEST}, more)


def _groups(item: Mapping[str, Any]) -> dict[str, set[float]]:
    """Which points each group of answers holds."""
    scale, top = item["scale"], {float(point) for point in item["top"]}
    last = round((scale["high"] - scale["low"]) / scale["step"])
    points = [float(scale["low"] + place * scale["step"]) for place in range(last + 1)]
    if item["measure"] == "nps":
        return {"promoters": top, "passives": {7.0, 8.0}, "detractors": set(points[:7])}
    if item["measure"] == "ces":
        return {"easy": top}
    return {"top": top, "bottom": set(points[: len(top)])}


def _of_construct(record: Record, estimate: Estimate, construct: Mapping[str, Any]) -> Counted:
    """Alpha's variations from those of its items: Σ and, with what each has in common with the rest, of the total."""
    if estimate.metric != "alpha" or estimate.value is None:
        return Counted()
    suffix = estimate.id.removeprefix(f"{construct['id']}.alpha")
    of_id = {one.id: one for one in record.estimates}
    items = [of_id.get(f"{construct['id']}.item_rest_r.{id}{suffix}") for id in construct["items"]]
    parts = [one.counts for one in items if one is not None]
    if len(parts) != len(items) or not all({"item_ss", "with_rest_ss"} <= set(one) for one in parts):
        return Counted()
    own = _sum(dict(enumerate(one["item_ss"] for one in parts)))
    shared = _sum(dict(enumerate(_signed(one["with_rest_ss"]) for one in parts)))
    formulas = {"items_ss": own, "total_ss": f"items_ss + {shared}"}
    return Counted(formulas={name: told for name, told in formulas.items() if len(told) <= _LONGEST})


def _sum(terms: Mapping[Any, Any]) -> str:
    return " + ".join(str(term) for term in terms.values() if term != 0) or "0"


def _signed(number: object) -> str:
    told = str(number)
    return f"({told})" if told.startswith("-") else told
