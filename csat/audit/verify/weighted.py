"""A weighted figure checked by itself: its interval from its counts, and that error, n and effects agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from csat.audit.verify.compare import TOLERANCE, differences
from csat.audit.verify.outcome import Difference
from csat.results import Count, Estimate, Interval, plainly
from csat.weighting import intervals

NETS = {"nps": ("promoters", "detractors"), "csat_net": ("top", "bottom")}
ADDED = frozenset({"base", "effective_n", "deff_kish", "standard_error", "df"})
"""Counts that are no part of the base."""


def part_of(counts: Mapping[str, Count]) -> str:
    """The count of a weighted share that is a part of its base."""
    (name,) = set(counts) - ADDED
    return name


def reweighed(estimate: Estimate, level: float) -> Iterator[Difference]:
    """What in a weighted figure does not follow from its counts."""
    counts = estimate.counts
    if estimate.value is None:
        return
    if not estimate.n_eff or estimate.n_eff > estimate.n * (1 + TOLERANCE):
        yield Difference(f"{estimate.id}, n_eff", estimate.n_eff, estimate.n)
        return
    if "deff_kish" in counts:
        yield from _near(f"{estimate.id}, deff_kish", counts["deff_kish"], estimate.n / estimate.n_eff)
    if "standard_error" in counts:
        yield from _near(f"{estimate.id}, standard_error", counts["standard_error"], estimate.standard_error or 0.0)
    effective = float(counts.get("effective_n", estimate.n_eff))
    if effective > estimate.n_eff * (1 + TOLERANCE):
        yield Difference(f"{estimate.id}, effective_n", effective, estimate.n_eff)
    recorded = plainly(estimate.interval) if estimate.interval else None
    interval = _interval(estimate, effective, level)
    yield from differences(recorded, plainly(interval) if interval else None, f"{estimate.id}, interval")


def _interval(estimate: Estimate, effective: float, level: float) -> Interval | None:
    counts = {name: float(count) for name, count in estimate.counts.items()}
    if estimate.metric in NETS:
        up, down = NETS[estimate.metric]
        return intervals.net(counts[up], counts[down], counts["base"], effective, level)
    if estimate.unit == "percent":
        return intervals.share(counts[part_of(counts)], counts["base"], effective, level)
    if "standard_error" not in counts or estimate.value is None:
        return None
    return intervals.mean(estimate.value, counts["standard_error"], int(counts["df"]), level)


def _near(where: str, recorded: float, found: float) -> Iterator[Difference]:
    if abs(recorded - found) > TOLERANCE * max(abs(recorded), abs(found)):
        yield Difference(where, recorded, found, abs(recorded - found))
