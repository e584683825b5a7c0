"""What a scoring gives: intervals, estimates and the record that holds them. All frozen."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "csat.record/2"

Count = int | float
"""A named input of a formula: an integer wherever the statistic is a function of counts."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of an estimate, in its own unit, at a confidence ``level`` such as 0.95."""

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure with everything needed to redo it. Never rounded: rounding is the renderer's.

    ``value`` is None where the figure is undefined or suppressed; ``notes`` then says why in words.
    ``formula`` evaluates, on the names in ``counts``, to ``value``.
    ``unit`` is ``percent`` (0-100), ``points`` (-100-100), ``score``, ``ratio`` or ``count``.
    """

    id: str
    metric: str
    unit: str
    value: float | None
    n: int
    column: str | None = None
    construct: str | None = None
    segment: Mapping[str, str] = field(default_factory=dict)
    interval: Interval | None = None
    no_interval_because: str | None = None
    n_eff: float | None = None
    counts: Mapping[str, Count] = field(default_factory=dict)
    formula: str = ""
    source: str = ""
    missing: Mapping[str, int] = field(default_factory=dict)
    distribution: Mapping[str, int] | None = None  # answers by scale point, on the headline figure of an item
    notes: tuple[str, ...] = ()
    option: str | None = None  # of a multiple choice
    analysis: str | None = None  # the kind of the analysis that it answers (see :mod:`csat.analysis`)
    about: Mapping[str, str] = field(default_factory=dict)  # what an analysis' figure is about: item, groups, theme …
    n_weighted: float | None = None  # sum of the weights of the base
    standard_error: float | None = None  # in the unit of the figure, by the design of the sample
    deff: float | None = None  # design effect: how many times the variance of a simple random sample


@dataclass(frozen=True, slots=True)
class Record:
    """Everything one scoring found out. Same input, same bytes: it holds no clock and no path.

    ``source``: name, format, size, sha256, sheet, encoding, delimiter, header_row,
    header_rows, question_columns, platform.
    ``plan``: what every column was taken to mean and why (see :mod:`csat.plan`), with its digest.
    ``ledger``: ``read``, ``scored``, ``set_aside`` by reason, and ``items`` with their counts.
    ``targets``: what figures were to reach, and whether they do (see :mod:`csat.targets`).
    ``previous``: an earlier record's figures and how these differ (see :mod:`csat.changes`); empty without one.
    ``comments``: redacted comments, only where they were asked for (see :mod:`csat.comments`).
    ``notices``: what was assumed, what looks wrong, what was not scored, one sentence each.
    """

    source: Mapping[str, Any]
    plan: Mapping[str, Any]
    ledger: Mapping[str, Any]
    estimates: Sequence[Estimate]
    notices: Sequence[str]
    environment: Mapping[str, str]
    targets: Sequence[Mapping[str, Any]] = ()
    previous: Mapping[str, Any] = field(default_factory=dict)
    comments: Sequence[Mapping[str, Any]] = ()
    schema: str = SCHEMA

    @property
    def digest(self) -> str:
        """SHA-256 of the record's canonical JSON without this digest: what its reports name it by."""
        return digest_of_body(self._body())

    def find(
        self,
        metric: str,
        column: str | None = None,
        construct: str | None = None,
        segment: Mapping[str, str] | None = None,
        option: str | None = None,
    ) -> Estimate:
        """The first estimate of that metric, column, construct, option and segment (None: the whole file).

        Raises KeyError where the record holds none.
        """
        for estimate in self.estimates:
            if (
                estimate.metric == metric
                and (column is None or estimate.column == column)
                and (construct is None or estimate.construct == construct)
                and dict(estimate.segment) == dict(segment or {})
                and (option is None or estimate.option == option)
            ):
                return estimate
        raise KeyError(f"no {metric} of {option or column or construct or 'any column'}")

    def to_dict(self) -> dict[str, Any]:
        """The record as plain dictionaries, lists, texts and numbers, with its ``digest``."""
        body = self._body()
        return {**body, "digest": digest_of_body(body)}

    def _body(self) -> dict[str, Any]:
        body = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("estimates", *_SELDOM)}
        body["estimates"] = [plainly(estimate) for estimate in self.estimates]
        return body | {name: part for name in _SELDOM if (part := getattr(self, name))}

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, shortest floats that read back the same, an estimate a line, a final newline."""
        return canonical_json(self.to_dict())

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat row an estimate, in the order of the record: the tidy form for tables."""
        for e in self.estimates:
            yield {
                "id": e.id,
                "metric": e.metric,
                "column": e.column,
                "construct": e.construct,
                "option": e.option,
                "segment": "; ".join(f"{name}={value}" for name, value in e.segment.items()),
                "value": e.value,
                "unit": e.unit,
                "low": e.interval.low if e.interval else None,
                "high": e.interval.high if e.interval else None,
                "level": e.interval.level if e.interval else None,
                "method": e.interval.method if e.interval else None,
                "n": e.n,
                "formula": e.formula,
                "counts": "; ".join(f"{name}={count}" for name, count in e.counts.items()),
                "notes": " ".join(e.notes),
                "analysis": e.analysis,
                "about": "; ".join(f"{name}={value}" for name, value in e.about.items()),
                "n_weighted": e.n_weighted,
                "n_eff": e.n_eff,
                "standard_error": e.standard_error,
                "deff": e.deff,
            }

    def to_frame(self) -> pd.DataFrame:
        """The estimates as a pandas DataFrame, one row each."""
        import pandas as pd

        return pd.DataFrame(list(self.rows()))


_SELDOM = ("previous", "comments")
"""Parts that are told only where there are any."""


def digest_of_body(told: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a record, told as plain dictionaries, without its digest."""
    body = {name: part for name, part in told.items() if name != "digest"}
    return hashlib.sha256(canonical_json(body).encode("utf-8", "backslashreplace")).hexdigest()


def plainly(value: Estimate | Interval) -> dict[str, Any]:
    """An estimate as plain dictionaries, texts and numbers."""
    plain: dict[str, Any] = {}
    for f in fields(value):
        item = getattr(value, f.name)
        if f.name in _RARE and not item and item != 0:
            continue  # most figures are of no option, no analysis, and not weighted
        plain[f.name] = plainly(item) if isinstance(item, Interval) else item
    return plain


_RARE = frozenset({"option", "analysis", "about", "n_weighted", "standard_error", "deff"})


# What would turn a line about, or steer a terminal, written raw: DEL and C1, marks and overrides of direction, line and
# paragraph separators, the BOM, lone surrogates. JSON says the same with an escape.
_RAW = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def canonical_json(body: Mapping[str, Any]) -> str:
    """Sorted keys, shortest floats that read back the same, an entry of a list a line, a final newline.

    Controls and marks of direction are escaped, inside strings, where alone they can be.
    """
    encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False).encode
    parts = []
    for name, part in sorted(body.items()):
        # json's own indenting is ten times slower, and no easier to compare line by line
        lines = [encode(entry) for entry in part] if isinstance(part, list) else None
        told = "[\n" + ",\n".join(lines) + "\n]" if lines else encode(part)
        parts.append(f"{encode(name)}: {told}")
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", "{\n" + ",\n".join(parts) + "\n}\n")
