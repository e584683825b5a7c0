"""How the figures of a record differ from those of an earlier one, each difference with its interval.

Two waves are taken for independent samples. Only figures that are defined alike are compared, and only those that both
records may show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from csat.definitions import (
    Difference,
    Entry,
    Pairs,
    analysis_differs,
    construct_differs,
    item_differs,
    items_of,
    multiple_differs,
    segment_differs,
    survey_differs,
)
from csat.errors import InputError, one_line
from csat.intervals import adjusted_wald_of_two, newcombe, welch
from csat.metrics.mean import Moments
from csat.record.formulas import IrrationalError, exact, prefixed
from csat.results import Count, Estimate, Interval, Record
from csat.suppression import suppressed

ABSENT = "The earlier record has no such figure."
OTHER = "The earlier record has another question under this id."
DEFINED = "It is defined otherwise in the earlier record: {differ}."
WITHHELD = "It is withheld in one of the two records, or would be by the limit of this one."
UNDEFINED = "It is undefined in one of the two records."
SAME_FILE = "Both records rest on the same file, so they are no independent samples."
FEW = "It needs at least 2 answers in each record."
NO_SPREAD = "All answers of a record are the same in both records, so their spread says nothing about precision."
NO_METHOD = "No interval is given for the change of this figure."

ONE_WEIGHTED = "The figure is weighted in one of the two records, and not in the other."

NETS = {"nps": ("promoters", "detractors"), "csat_net": ("top", "bottom")}
_Told = TypeVar("_Told")

MEANS = frozenset({"mean", "ces", "score"})


def changes(record: Record, earlier: Record) -> dict[str, Any]:
    """What becomes ``previous`` of a record: the earlier record's name and the change of every figure.

    ``source`` (name and sha256), ``digest`` and ``fieldwork`` are those of the earlier record; ``differences`` is what
    the two plans say differently. A change: ``figure`` (id), ``unit``, ``value`` (later minus earlier, rounded once),
    ``low``, ``high``, ``level``, ``method``, ``counts`` and the ``formula`` in their names, ``before`` (the earlier
    value), ``because`` (why there is no change), ``no_interval_because``.
    """
    comparing = _Comparing(record, earlier)
    told: dict[str, Any] = {
        "source": {name: earlier.source.get(name) for name in ("name", "sha256")},
        "digest": earlier.digest,
        "differences": [difference._asdict() for difference in comparing.differences()],
        "changes": [_checked(estimate, comparing.change) for estimate in record.estimates],
    }
    if earlier.ledger.get("fieldwork"):
        told["fieldwork"] = earlier.ledger["fieldwork"]
    return told


def figures_before(record: Record, earlier: Record) -> dict[str, Estimate]:
    """The figures of the earlier record that are those of this one, by the ids of this one."""
    comparing = _Comparing(record, earlier)
    found = {estimate.id: _checked(estimate, comparing.matched)[0] for estimate in record.estimates}
    return {id: other for id, other in found.items() if other is not None}


def _checked(estimate: Estimate, told: Callable[[Estimate], _Told]) -> _Told:
    try:
        return told(estimate)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise InputError(
            f"The two records cannot be compared: in one of them {one_line(estimate.id)} does not follow from its "
            "counts. Give records as csat wrote them."
        ) from None


class _Comparing:
    """Two records with what they say of the same things side by side."""

    def __init__(self, record: Record, earlier: Record) -> None:
        self.record, self.earlier = record, earlier
        self.now = {estimate.id: estimate for estimate in record.estimates}
        self.then = {estimate.id: estimate for estimate in earlier.estimates}
        self.pairs = Pairs(record.plan, earlier.plan)
        self.level: float = record.plan.get("level", 0.95)
        self.same_file = bool(files_of(record) & files_of(earlier))
        self.owners: dict[str, tuple[Entry | None, list[Difference]]] = {}
        for item, other in self.pairs.items:
            self.owners[item["id"]] = other, list(item_differs(item, other)) if other else []
        for construct, other in self.pairs.constructs:
            found = list(construct_differs(construct, other, self.pairs)) if other else []
            self.owners[construct["id"]] = other, found
        for question, other in self.pairs.multiple:
            self.owners[question["id"]] = other, list(multiple_differs(question, other)) if other else []
        self.item_before = {entry["id"]: other["id"] for entry, other in self.pairs.items if other is not None}
        self.too_small = _withheld_by(earlier, record.plan.get("suppress_below", 5))

    def differences(self) -> list[Difference]:
        """What the two plans say differently, of the survey and of what both have."""
        columns = self.record.plan.get("segments", ())
        found = list(survey_differs(self.record.plan, self.earlier.plan))
        found += [one for column in columns for one in segment_differs(column, self.record.plan, self.earlier.plan)]
        found += [difference for _, differences in self.owners.values() for difference in differences]
        return list(dict.fromkeys(found))

    def change(self, estimate: Estimate) -> dict[str, Any]:
        """The change of one figure, or the words why there is none."""
        change: dict[str, Any] = {
            "figure": estimate.id, "unit": estimate.unit, "value": None, "low": None, "high": None, "level": None,
            "method": None, "counts": {}, "formula": "", "before": None, "because": None, "no_interval_because": None,
        }  # fmt: skip
        other, because = self._before(estimate)
        if other is None or because:
            return change | {"because": because}
        change["before"] = other.value
        value = _difference(estimate, other)
        formula = f"{_bracketed(estimate.formula)} - {_bracketed(prefixed(other.formula, 'previous_'))}"
        counts = dict(estimate.counts) | {f"previous_{name}": count for name, count in other.counts.items()}
        interval, reason = (None, SAME_FILE) if self.same_file else self._interval(estimate, other, counts)
        change |= {"value": value, "counts": counts, "formula": formula, "no_interval_because": reason}
        if interval is not None:
            low, high = min(interval.low, value), max(interval.high, value)
            change |= {"low": low, "high": high, "level": interval.level, "method": interval.method}
        return change

    def matched(self, estimate: Estimate) -> tuple[Estimate | None, list[Difference]]:
        """The same figure of the earlier record, and what is defined otherwise there."""
        if estimate.analysis is not None:
            return self._of_analysis(estimate)
        suffix = _suffix(estimate)
        owner, rest = self._owner(estimate, estimate.id.removesuffix(suffix))
        matched, differences = self.owners.get(owner, (None, []))
        if matched is None:
            return None, []
        if estimate.construct is not None and estimate.column is not None:
            metric, item = rest.split(".", 2)[1:]
            rest = f".{metric}.{self.item_before.get(item, item)}"
        other = self.then.get(f"{matched['id']}{rest}{suffix}")
        if other is None or dict(other.segment) != dict(estimate.segment):
            return None, []
        for column in estimate.segment:
            differences = [*differences, *segment_differs(column, self.record.plan, self.earlier.plan)]
        return other, differences

    def _of_analysis(self, estimate: Estimate) -> tuple[Estimate | None, list[Difference]]:
        """The same of a figure of an analysis: it has the same id, and is of the same items."""
        other = self.then.get(estimate.id)
        if other is None or (other.analysis, other.metric, dict(other.segment)) != (
            estimate.analysis, estimate.metric, dict(estimate.segment),
        ):  # fmt: skip
            return None, []
        if any(self.owners[item][0] is None for item in items_of(estimate, self.record.plan)):
            return None, []
        return other, list(analysis_differs(estimate, self.record.plan, self.earlier.plan, self.pairs))

    def _before(self, estimate: Estimate) -> tuple[Estimate | None, str | None]:
        """The earlier figure, or why there is none to compare with."""
        other, differences = self.matched(estimate)
        if other is None:
            owner, _ = self._owner(estimate, estimate.id.removesuffix(_suffix(estimate)))
            unmatched = self.owners.get(owner, (None, []))[0] is None
            return None, OTHER if unmatched and estimate.id in self.then else ABSENT
        if differences:
            names = dict.fromkeys(difference.what for difference in differences)
            return None, DEFINED.format(differ=", ".join(DIFFER[name] for name in names))
        if withheld(estimate) or withheld(other) or other.id in self.too_small:
            return None, WITHHELD
        if estimate.value is None or other.value is None:
            return None, UNDEFINED
        return other, None

    def _owner(self, estimate: Estimate, name: str) -> tuple[str, str]:
        """The id of the item, construct or multiple choice that a figure is of, and the rest of the figure's id."""
        entries = [self.record.plan.get(part, ()) for part in ("items", "constructs", "multiple")]
        of = entries[2] if estimate.option is not None else entries[1] if estimate.construct is not None else entries[0]
        for entry in of:
            own = f"{entry['id']}.{estimate.metric}"
            if name == own or name.startswith(f"{own}."):
                return entry["id"], name.removeprefix(entry["id"])
        return "", name

    def _interval(
        self, estimate: Estimate, other: Estimate, counts: dict[str, Count]
    ) -> tuple[Interval | None, str | None]:
        """The interval of a difference or the words why there is none; what it needs is added to ``counts``."""
        n, m = estimate.counts, other.counts
        if estimate.analysis is not None and not (is_share(estimate) and is_share(other)):
            return None, NO_METHOD
        if estimate.n_weighted is not None or other.n_weighted is not None:
            return self._weighted(estimate, other, counts)
        if estimate.metric in NETS and estimate.analysis is None:
            up, down = NETS[estimate.metric]
            one, two = ((int(counts[up]), int(counts[down]), int(counts["base"])) for counts in (n, m))
            return adjusted_wald_of_two(one, two, self.level), None
        if estimate.unit == "percent":
            (name,) = set(n) - {"base"}
            return newcombe(int(n[name]), int(n["base"]), int(m[name]), int(m["base"]), self.level), None
        if estimate.metric not in MEANS:
            return None, NO_METHOD
        squares = [self._squares(self.now, estimate), self._squares(self.then, other)]
        first, second = (
            Moments(int(one["base"]), Fraction(one["sum"]), Fraction(square))
            for one, square in zip((n, m), squares, strict=True)
        )
        if first.variance is None or second.variance is None:
            return None, FEW
        if not first.variance and not second.variance:
            return None, NO_SPREAD
        counts |= {"sum_of_squares": squares[0], "previous_sum_of_squares": squares[1]}
        found = welch(first.mean - second.mean, first.variance, first.n, second.variance, second.n, self.level)
        if estimate.metric == "score":
            wide = int(n["high"]) - int(n["low"])
            return Interval(100 * found.low / wide, 100 * found.high / wide, found.level, found.method), None
        return found, None

    def _weighted(
        self, estimate: Estimate, other: Estimate, counts: dict[str, Count]
    ) -> tuple[Interval | None, str | None]:
        """The interval from both standard errors by the design; other methods would take weights for answers."""
        from csat.weighting.intervals import difference

        if estimate.n_weighted is None or other.n_weighted is None:
            return None, ONE_WEIGHTED
        if estimate.unit not in ("percent", "points") and estimate.metric not in MEANS:
            return None, NO_METHOD
        if estimate.standard_error is None or other.standard_error is None:
            return None, NO_SPREAD
        counts |= {"standard_error": estimate.standard_error, "previous_standard_error": other.standard_error}
        most = {"percent": 100.0, "points": 200.0}.get(estimate.unit)
        return difference(_difference(estimate, other), *_errors(counts), self.level, most), None

    def _squares(self, figures: Mapping[str, Estimate], estimate: Estimate) -> Count:
        """The sum of squares beside a sum: it stands with the standard deviation; 0 of fewer than two answers."""
        suffix = _suffix(estimate)
        name = estimate.id.removesuffix(suffix).removesuffix(estimate.metric)
        spread = figures.get(f"{name}sd{suffix}")
        return spread.counts.get("sum_of_squares", 0) if spread is not None else 0


DIFFER = {
    "measure": "measure", "variant": "variant", "scale": "scale", "top": "points that count", "reverse": "direction",
    "labels": "labels", "numbers": "reading of bare numbers", "not_answers": "labels that are no answer",
    "missing": "missing codes", "items": "items", "separator": "separator", "ticked": "signs of a tick",
    "groups": "groups", "period": "period", "analysis": "analysis",
}  # fmt: skip
"""The English words of table ``differ`` that a reason may hold."""


def is_share(estimate: Estimate) -> bool:
    """Whether a figure is an unweighted share of a base in percent, by its counts and its formula."""
    names = set(estimate.counts) - {"base"}
    plain = estimate.n_weighted is None and estimate.standard_error is None and estimate.unit == "percent"
    whole = all(isinstance(count, int) for count in estimate.counts.values())
    return plain and whole and len(names) == 1 and estimate.formula == f"100 * {min(names)} / base"


def withheld(estimate: Estimate) -> bool:
    """Whether a figure is not shown since too few people are behind it, or behind another that it would give away."""
    return estimate.value is None and any(note.startswith("Withheld") for note in estimate.notes)


def _difference(estimate: Estimate, other: Estimate) -> float:
    """Later minus earlier: exact where both are ratios of counts, and rounded once."""
    assert estimate.value is not None
    assert other.value is not None
    try:
        return float(exact(estimate.formula, estimate.counts) - exact(other.formula, other.counts))
    except IrrationalError:
        return float(Fraction(estimate.value) - Fraction(other.value))


def _errors(counts: Mapping[str, Count]) -> tuple[float, float]:
    return float(counts["standard_error"]), float(counts["previous_standard_error"])


def _bracketed(formula: str) -> str:
    return f"({formula})"


def _suffix(estimate: Estimate) -> str:
    return "".join(f"@{name}={value}" for name, value in estimate.segment.items())


def files_of(record: Record) -> set[str]:
    """The digests of the files that a record rests on."""
    files = [record.source, *(record.source.get("files") or ())]
    return {str(file["sha256"]) for file in files if file.get("sha256")}


def _withheld_by(earlier: Record, below: int) -> frozenset[str]:
    """The segment figures of an earlier record that would be withheld by this limit."""
    if earlier.plan.get("suppress_below", 5) >= below:
        return frozenset()
    return frozenset(_small(earlier, below))


def _small(earlier: Record, below: int) -> Iterator[str]:
    alike: dict[tuple[str, tuple[str, ...]], list[Estimate]] = {}
    for estimate in earlier.estimates:
        if estimate.segment:
            name = estimate.id.removesuffix(_suffix(estimate))
            alike.setdefault((name, tuple(estimate.segment)), []).append(estimate)
        elif estimate.analysis is not None and estimate.n < below:
            yield estimate.id  # it may be of groups, which its id alone tells
    for figures in alike.values():
        hidden = suppressed([figure.n for figure in figures], below)
        yield from (figures[place].id for place in hidden)
