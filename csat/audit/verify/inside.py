"""A record checked by itself: every figure from the counts it holds, and that its counts add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from csat.analysis.compare import WAVE
from csat.audit.closed_forms import of_counts
from csat.audit.verify.compare import TOLERANCE, differences
from csat.audit.verify.outcome import Difference
from csat.audit.verify.weighted import reweighed
from csat.intervals import feldt
from csat.metrics import HEADLINE, OF_MEASURE
from csat.metrics.chosen import chosen
from csat.metrics.figure import Answered, Figure
from csat.plan import Item, Plan
from csat.planfile.stored import stored_alone
from csat.record.formulas import IrrationalError, decimal, exact
from csat.results import Estimate, Interval, Record, plainly
from csat.targets import judge


def formulas(record: Record) -> Iterator[Difference]:
    """Figures that are not what their formula gives on their counts.

    Exactly, where the counts are whole and no root is taken; else within the tolerance, since a root is rounded.
    """
    for estimate in record.estimates:
        if estimate.value is None or not (estimate.formula or estimate.analysis):
            continue
        where = f"{estimate.id}, formula on its counts"
        whole = all(isinstance(count, int) for count in estimate.counts.values())
        try:
            found, rational = _worked_out(estimate)
            whole = whole and rational
        except (ValueError, OverflowError) as trouble:
            yield Difference(where, estimate.value, str(trouble))
            continue
        gap = abs(found - estimate.value)
        if gap > (0 if whole else TOLERANCE * max(abs(found), abs(estimate.value))):
            yield Difference(where, estimate.value, found, gap)


def _worked_out(estimate: Estimate) -> tuple[float, bool]:
    """What the formula of a figure gives on its counts, and whether that is a ratio of them. Raises ValueError."""
    try:
        return float(exact(estimate.formula, estimate.counts)), True
    except IrrationalError:
        return decimal(estimate.formula, estimate.counts), False


def changed(record: Record) -> Iterator[Difference]:
    """Changes against an earlier record that do not follow from the counts they hold, or from another figure's."""
    told = record.previous.get("changes", ()) if record.previous else ()
    if not told:
        return
    if [one["figure"] for one in told] != [estimate.id for estimate in record.estimates]:
        yield Difference("changes", "of other figures than the record has", "")
        return
    for change, estimate in zip(told, record.estimates, strict=True):
        where, value = f"change of {estimate.id}", change["value"]
        if value is None:
            continue
        for name, count in estimate.counts.items():
            yield from _equal(f"{where}, {name}", change["counts"][name], count)
        try:
            found, allowed = float(exact(change["formula"], change["counts"])), 0.0
        except IrrationalError:
            found = decimal(change["formula"], change["counts"])
            allowed = TOLERANCE * max(abs(estimate.value or 0), abs(change["before"]))
        if abs(found - value) > allowed:
            yield Difference(f"{where}, formula on its counts", value, found, abs(found - value))
        apart = (estimate.value or 0) - change["before"] - value
        if abs(apart) > TOLERANCE * max(abs(estimate.value or 0), abs(change["before"]), 1):
            yield Difference(f"{where}, later minus earlier", value, value + apart, abs(apart))
        if change["low"] is not None and not change["low"] <= value <= change["high"]:
            yield Difference(f"{where}, interval", f"{change['low']} to {change['high']}", f"holds {value}")


def sums(record: Record) -> Iterator[Difference]:
    """Counts that do not add up."""
    ledger = record.ledger
    yield from _equal("rows read", ledger["read"], ledger["scored"] + sum(ledger["set_aside"].values()))
    for place, entry in enumerate(ledger["items"], 1):
        where = f"ledger, item {place}"
        parts = sum(entry[name] for name in ("valid", "blank", "not_applicable", "dont_know", "invalid"))
        yield from _equal(f"{where}, rows", entry["rows"], parts)
        yield from _equal(f"{where}, rows scored", entry["rows"], ledger["scored"])
        yield from _equal(f"{where}, distribution", sum(entry["distribution"].values()), entry["valid"])
    for entry in ledger.get("multiple", ()):
        parts = sum(entry[name] for name in ("chose", "no_choice", "not_applicable"))
        yield from _equal(f"ledger, {entry['id']}, rows", entry["rows"], parts)
    if "files" in ledger:
        for name in ("read", "scored"):
            yield from _equal(f"ledger, files, {name}", sum(file[name] for file in ledger["files"]), ledger[name])
    for estimate in record.estimates:
        if estimate.interval and estimate.interval.level != record.plan["level"]:
            yield Difference(f"{estimate.id}, level", estimate.interval.level, record.plan["level"])
        if estimate.analysis is not None:
            yield from _of_analysis(estimate, ledger["scored"])
            continue
        if estimate.value is None:
            continue
        if "base" in estimate.counts:
            base = estimate.n if estimate.n_weighted is None else estimate.n_weighted
            yield from _equal(f"{estimate.id}, base", estimate.counts["base"], base)
        if not estimate.segment and estimate.analysis is None:
            rows = estimate.n + sum(estimate.missing.values())
            yield from _equal(f"{estimate.id}, base and missing", rows, ledger["scored"])
    for item, entry in zip(record.plan["items"], ledger["items"], strict=True):
        head = f"{item['id']}.{HEADLINE[item['measure']]}"
        for estimate in record.estimates:
            if estimate.id == head and not estimate.segment:
                yield from differences(estimate.distribution, entry["distribution"], f"{head}, distribution")


def _of_analysis(estimate: Estimate, scored: int) -> Iterator[Difference]:
    """A figure of an analysis may be of some groups or pairs of rows: its base is what its counts call so, and no more
    than all rows scored.
    """
    for name in ("base", "n"):
        if estimate.value is not None and name in estimate.counts:
            yield from _equal(f"{estimate.id}, {name}", estimate.counts[name], estimate.n)
    rows = estimate.n + sum(estimate.missing.values())
    if rows > scored and estimate.about.get("by") != WAVE:  # which has the answers of the earlier record too
        yield Difference(f"{estimate.id}, base and missing", rows, f"at most {scored}", rows - scored)
    found = estimate.interval
    if found is not None and found.low > found.high:
        yield Difference(
            f"{estimate.id}, interval", f"{found.low} to {found.high}", "its bounds are the other way round"
        )


def recounted(record: Record) -> Iterator[Difference]:
    """Figures that are not what csat makes of the counts that the record holds: of an item from its distribution."""
    plan = stored_alone(record.plan)
    of_id = {estimate.id: estimate for estimate in record.estimates}
    suffixes = dict.fromkeys("".join(f"@{name}={value}" for name, value in e.segment.items()) for e in of_id.values())
    for suffix in suffixes:
        for item in plan.items:
            yield from _item(item, suffix, of_id, plan)
    for estimate in record.estimates:
        counts = estimate.counts
        if estimate.analysis is not None:
            if estimate.interval is not None and (found := of_counts(estimate, plan.level)) is not None:
                yield from _interval(estimate, found)
        elif estimate.metric == "chosen" and estimate.n_weighted is not None:
            yield from reweighed(estimate, plan.level)
        elif estimate.metric == "chosen" and counts:
            figure = chosen(int(counts["chosen"]), int(counts["base"]), plan.level)
            yield from _against(estimate, figure)
        elif estimate.metric == "alpha" and estimate.value is not None and estimate.interval:
            k, n = int(counts["k"]), int(counts["n"])
            alpha = Fraction(k, k - 1) * (1 - Fraction(counts["items_ss"]) / Fraction(counts["total_ss"]))
            yield from _interval(estimate, feldt(alpha, k, n, plan.level))
    again = judge(plan, record.estimates)
    yield from differences(list(record.targets), again, "targets")


def unfollowed(record: Record) -> int:
    """How many intervals of analyses do not follow from the counts that the record holds."""
    bounded = (e for e in record.estimates if e.analysis is not None and e.interval is not None)
    return sum(of_counts(estimate, record.plan["level"]) is None for estimate in bounded)


def _item(item: Item, suffix: str, of_id: Mapping[str, Estimate], plan: Plan) -> Iterator[Difference]:
    if not (headline := HEADLINE[item.measure]):
        return
    head = of_id.get(f"{item.id}.{headline}{suffix}")
    if head is None:
        yield Difference(f"{item.id}.{headline}{suffix}", "not there", "there")
        return
    if head.distribution is None:  # withheld
        if head.value is not None:
            yield Difference(f"{head.id}, distribution", "not there", "there")
        return
    counts = [head.distribution[item.scale.name(position)] for position in range(item.scale.last + 1)]
    for metric in OF_MEASURE[item.measure]:
        for figure in metric(Answered(item, counts, plan.level)):
            estimate = of_id.get(f"{item.id}.{figure.metric}{suffix}")
            if estimate is None:
                yield Difference(f"{item.id}.{figure.metric}{suffix}", "not there", "there")
                continue
            yield from _equal(f"{estimate.id}, n", estimate.n, sum(counts))
            if estimate.n_weighted is None:
                yield from _against(estimate, figure)
            else:  # weights are not told by point, so values follow by their formula alone
                yield from reweighed(estimate, plan.level)


def _against(estimate: Estimate, figure: Figure) -> Iterator[Difference]:
    for name in ("value", "unit", "counts"):
        yield from differences(_plain(getattr(estimate, name)), _plain(getattr(figure, name)), f"{estimate.id}, {name}")
    yield from _interval(estimate, figure.interval)


def _interval(estimate: Estimate, interval: Interval | None) -> Iterator[Difference]:
    recorded, found = (plainly(one) if one else None for one in (estimate.interval, interval))
    yield from differences(recorded, found, f"{estimate.id}, interval")


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _equal(where: str, recorded: float, found: float) -> Iterator[Difference]:
    if recorded != found:
        yield Difference(where, recorded, found, abs(recorded - found))


def _formulas(record: Record) -> Iterator[Difference]:
    yield from formulas(record)
    yield from changed(record)


CHECKS: Sequence[tuple[str, str, str, Any]] = (
    ("sums", "its counts add up", "its counts do not add up", sums),
    ("formulas", "every formula gives its figure", "a formula does not give its figure", _formulas),
    ("counts", "every figure follows from its counts", "a figure does not follow from its counts", recounted),
)


def inside(record: Record) -> Iterable[tuple[str, str, str, list[Difference]]]:
    """Per check its name, what is said where it holds and where it fails, and what differs."""
    for name, holds, fails, check in CHECKS:
        try:
            found = list(check(record))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration) as trouble:
            found = [Difference("the record", f"not made as csat makes it ({type(trouble).__name__})", "")]
        yield name, holds, fails, found
