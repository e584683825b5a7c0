"""What the caller pinned: measures, scales, constructs, segments, by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csat.errors import InputError
from csat.io.text import key, number, plain
from csat.names import Names
from csat.plan import PERIOD_KINDS, Measure, PeriodKind, Scale, Target, Variant
from csat.scales import parse_scale

if TYPE_CHECKING:
    from csat.analysis.analysis import Analysis

VARIANTS: dict[str, Variant] = {"ces2": "ces2", "ces1": "ces1", "ease": "ease"}


@dataclass(frozen=True, slots=True)
class Choices:
    """The caller's decisions, with columns as indexes. Whatever is not here is detected."""

    measure: Mapping[int, tuple[Measure, ...]] = field(default_factory=dict)
    variant: Mapping[int, Variant] = field(default_factory=dict)
    constructs: Mapping[str, tuple[int, ...]] | None = None
    scale: Mapping[int, Scale] = field(default_factory=dict)
    every_scale: Scale | None = None
    reverse: frozenset[int] = frozenset()
    missing: Mapping[int, frozenset[str]] = field(default_factory=dict)
    every_missing: frozenset[str] = frozenset()
    segments: tuple[int, ...] = ()
    level: float = 0.95
    suppress_below: int = 5
    finished_only: bool = False
    periods: Mapping[int, PeriodKind] = field(default_factory=dict)  # of segments that are dates
    targets: tuple[Target, ...] = ()
    analyses: tuple[Analysis, ...] = ()  # replace those of their kind in a plan file
    needed: frozenset[int] = frozenset()  # columns that analyses name, and those of the plan's weighting
    weight: int | None = None

    def scale_of(self, column: int) -> Scale | None:
        """The pinned scale of a column, its own before the one for all."""
        return self.scale.get(column, self.every_scale)

    def columns(self) -> set[int]:
        """Every column that the caller named."""
        parts = {column for group in (self.constructs or {}).values() for column in group}
        weight = () if self.weight is None else (self.weight,)
        named = (*self.measure, *parts, *self.scale, *self.reverse, *self.missing, *self.segments)
        return {*named, *self.needed, *weight}

    def missing_of(self, column: int) -> frozenset[str]:
        """The declared missing codes of a column, as canonical text."""
        return self.missing.get(column, frozenset()) | self.every_missing


def choose(
    names: Names,
    *,
    csat: Iterable[str] = (),
    nps: Iterable[str] = (),
    ces: Mapping[str, str] | Iterable[str] = (),
    alpha: Mapping[str, Sequence[str]] | Iterable[str] = (),
    scale: Mapping[str, str] | Iterable[str] = (),
    reverse: Iterable[str] = (),
    missing: Mapping[str, Iterable[str]] | Iterable[str] = (),
    by: Iterable[str] = (),
    level: float = 0.95,
    suppress_below: int = 5,
    finished_only: bool = False,
    weight: str | None = None,
) -> Choices:
    """Turn what the caller wrote into columns. Raises InputError at the first thing that is not understood."""
    if not 0.5 <= level <= 0.9999:
        raise InputError(f"A confidence level of {level} makes no sense; write for example 0.95.")
    if suppress_below < 0:
        raise InputError("--suppress-below takes the smallest number of answers that may be shown, such as 5.")
    csat, nps, reverse, by = _several(csat), _several(nps), _several(reverse), _several(by)
    measure: dict[int, tuple[Measure, ...]] = {}
    variant: dict[int, Variant] = {}
    kinds: tuple[tuple[Measure, Iterable[str]], ...] = (("csat", csat), ("nps", nps))
    for pinned, wanted in kinds:
        for name in wanted:
            _pin(measure, names.find(name), pinned)
    for text in [f"{name}:{v}" for name, v in ces.items()] if isinstance(ces, Mapping) else _several(ces):
        name, _, kind = text.rpartition(":")
        if kind not in VARIANTS or not name:
            raise InputError(
                f'--ces "{text}" does not say which effort question it is. Write --ces "{text or "COLUMN"}:ces2" '
                "(1-7 agreement that it was easy, high is easy), :ces1 (1-5 effort, low is easy) or :ease (how easy, "
                "high is easy)."
            )
        column = names.find(name)
        if variant.setdefault(column, VARIANTS[kind]) != kind:
            raise InputError(f'--ces is given two kinds for "{plain(name)}", {variant[column]} and {kind}. Choose one.')
        _pin(measure, column, "ces")
    constructs: dict[str, tuple[int, ...]] = {}
    for name, columns in _alpha(alpha, names):
        if name in constructs:
            raise InputError(f'Two constructs are named "{name}". Give each --alpha a name of its own.')
        constructs[name] = tuple(names.find(column) for column in columns)
    for name, members in constructs.items():
        if len(set(members)) < max(2, len(members)):
            raise InputError(f'The construct "{name}" needs at least two different columns: --alpha "{name}=q1,q2".')
    told: dict[int, PeriodKind | None] = {}
    for name in by:
        column, unit = _by(name, names)
        if told.setdefault(column, unit) != unit:
            raise InputError(f'--by names "{plain(names.headers[column])}" twice, by other periods. Choose one.')
    segments = tuple(told)
    for header, times in Counter(names.headers[column] for column in segments).items():
        if times > 1:
            raise InputError(
                f'{times} columns to report by are named "{plain(header)}", so that their segments could not be told '
                "apart. Rename one in the file."
            )
    scales, every_scale = _scales(scale, names)
    missing_of, every_missing = _missing(missing, names)
    return Choices(
        measure,
        variant,
        constructs or None,
        scales,
        every_scale,
        frozenset(names.find(name) for name in reverse),
        missing_of,
        every_missing,
        segments,
        level,
        suppress_below,
        finished_only,
        {column: unit for column, unit in told.items() if unit},
        weight=_weight(weight, {*measure, *(c for members in constructs.values() for c in members)}, names),
    )


def _weight(name: str | None, scored: set[int], names: Names) -> int | None:
    if name is None:
        return None
    column = names.find(name)
    if column in scored:
        raise InputError(
            f'--weight names "{plain(name)}", which is to be scored too. A weight is no answer; choose one.'
        )
    return column


def _by(name: str, names: Names) -> tuple[int, PeriodKind | None]:
    """A column to report by, and the period where one is named: ``Submit date:month``."""
    column, colon, wanted = name.rpartition(":")
    if names.matching(name.strip()) or not colon or not names.matching(column.strip()):
        return names.find(name), None
    for unit in PERIOD_KINDS:
        if wanted.strip().casefold() == unit:
            return names.find(column), unit
    raise InputError(f'--by "{plain(name)}": a period is {", ".join(PERIOD_KINDS[:-1])} or {PERIOD_KINDS[-1]}.')


def _several(values: Iterable[str]) -> Iterable[str]:
    """One text where a list of them is meant: its letters would be taken one by one, and ``"99"`` for a 9."""
    return [values] if isinstance(values, str) else values


def _pin(measure: dict[int, tuple[Measure, ...]], column: int, kind: Measure) -> None:
    measure[column] = tuple(dict.fromkeys((*measure.get(column, ()), kind)))


def _alpha(alpha: Mapping[str, Sequence[str]] | Iterable[str], names: Names) -> Iterable[tuple[str, Sequence[str]]]:
    if isinstance(alpha, Mapping):
        for name, listed in alpha.items():
            yield name, split_columns(listed, names) if isinstance(listed, str) else listed
        return
    for text in _several(alpha):
        name, equals, columns = text.partition("=")
        if not equals or not name.strip() or not columns.strip():
            raise InputError(f'--alpha "{text}" is not understood. Write --alpha "NAME=COLUMN,COLUMN".')
        yield name.strip(), split_columns(columns, names)


def split_columns(columns: str, names: Names) -> list[str]:
    """Split at commas, putting back together what only makes a column name with its comma."""
    known = {*names.headers, *names.questions.values()}
    parts, found, start = columns.split(","), [], 0
    while start < len(parts):
        end = next(
            (e for e in range(len(parts), start + 1, -1) if ",".join(parts[start:e]).strip() in known), start + 1
        )
        found.append(",".join(parts[start:end]).strip())
        start = end
    return found


def _scales(scale: Mapping[str, str] | Iterable[str], names: Names) -> tuple[dict[int, Scale], Scale | None]:
    scales: dict[int, Scale] = {}
    every: Scale | None = None
    for text in [f"{name}={s}" for name, s in scale.items()] if isinstance(scale, Mapping) else _several(scale):
        name, equals, points = text.rpartition("=")
        given = parse_scale(points)
        if equals and name:
            known = scales.setdefault(names.find(name), given)
        else:
            known = every = every or given
        if known != given:
            raise InputError(f'--scale is given twice for "{plain(name) or "all columns"}": {known} and {given}.')
    return scales, every


def _missing(
    missing: Mapping[str, Iterable[str]] | Iterable[str], names: Names
) -> tuple[dict[int, frozenset[str]], frozenset[str]]:
    pairs: list[tuple[str, list[str]]] = []
    if isinstance(missing, Mapping):
        for name, codes in missing.items():
            pairs.append((name, codes.split(",") if isinstance(codes, str) else [str(code) for code in codes]))
    else:
        for text in _several(missing):
            name, _, listed = text.rpartition("=")
            pairs.append((name, listed.split(",")))
    of: dict[int, frozenset[str]] = {}
    every: frozenset[str] = frozenset()
    for name, codes in pairs:
        known = frozenset(canonical(code) for code in codes if code.strip())
        if not known:
            raise InputError("--missing names no code. Write --missing 99,-1 or --missing COLUMN=99.")
        if name:
            column = names.find(name)
            of[column] = of.get(column, frozenset()) | known
        else:
            every |= known
    return of, every


def canonical(code: str) -> str:
    """One spelling for an answer that may be written 6, 6.0, ۶ or, in words, with other letters."""
    value = number(code)
    return str(value) if value is not None else key(code)
