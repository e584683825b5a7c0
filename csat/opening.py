"""Opens a survey: the file, what the caller chose for it, and the plan file brought to it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from csat.analysis import analysis_of
from csat.choices import Choices, choose
from csat.errors import InputError
from csat.io import open_source
from csat.io.source import Source
from csat.io.text import number, plain
from csat.labels import is_label
from csat.names import Names
from csat.plan import FILE, Filter, Grouping, PeriodKind, Plan, Role
from csat.targets import wanted_by_flags

if TYPE_CHECKING:
    import pandas as pd

    from csat.analysis.analysis import Analysis
    from csat.dates import Calendar, Order
    from csat.detect import Place, Profile
    from csat.planfile import PlanFile
    from csat.weighting import Weighting


class Pins(Protocol):
    """What was settled before the survey was read: a plan file's (:class:`csat.planfile.pinned.Pinned`), or the meaning
    that a record holds (:class:`csat.planfile.stored.Stored`). All by columns of the survey.
    """

    @property
    def roles(self) -> Mapping[int, Role]: ...

    @property
    def segments(self) -> Mapping[int, Grouping]: ...

    @property
    def filters(self) -> tuple[Filter, ...]: ...

    @property
    def date_pins(self) -> tuple[Calendar | None, Order | None]: ...

    @property
    def calendar(self) -> Calendar | None: ...

    @property
    def analyses(self) -> tuple[Analysis, ...]: ...

    @property
    def weighting(self) -> Weighting | None: ...

    def columns(self) -> set[int]:
        """Every column whose answers it is about."""
        ...

    def plan(self, profile: Profile, choices: Choices, place: Place) -> Plan:
        """The plan to score by."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A survey opened, with what the caller chose for it; ``pinned`` where there is a plan file."""

    source: Source
    letters: Sequence[str]
    choices: Choices
    pinned: Pins | None

    @property
    def periods(self) -> Mapping[int, PeriodKind]:
        """The columns of dates that are to be reported by period; flags replace the plan's segments."""
        if self.pinned is None or self.choices.segments:
            return self.choices.periods
        return {column: grouping.period for column, grouping in self.pinned.segments.items() if grouping.period}


def open_survey(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    plan: str | os.PathLike[str] | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    header: int | None = None,
    limit: int | None = None,
    max_memory: int | None = None,
    max_seconds: float | None = None,
    level: float | None = None,
    suppress_below: int | None = None,
    finished_only: bool | None = None,
    fail_under: Mapping[str, float] | Iterable[str] = (),
    analyses: Sequence[Analysis] = (),
    **flags: Any,
) -> Opened:
    """Open a survey and turn flags and plan file to its columns; the arguments are those of :func:`score`."""
    targets = wanted_by_flags(fail_under)
    file = None
    if plan is not None:
        from csat.planfile import read_plan

        file = read_plan(plan)
        sheet = sheet if sheet is not None else file.of("source", "sheet")
        encoding = encoding if encoding is not None else file.of("source", "encoding")
        header = header if header is not None else file.of("source", "header")
        level = level if level is not None else file.of("figures", "level")
        finished_only = finished_only if finished_only is not None else file.of("respondents", "finished_only")
        suppress_below = suppress_below if suppress_below is not None else file.of("figures", "suppress_below")
    source = open_source(
        data, sheet=sheet, encoding=encoding, header=header, limit=limit, max_memory=max_memory, max_seconds=max_seconds
    )
    if file is not None and (platform := file.of("source", "platform")):
        _check_platform(source, platform, file.name)
    _check_header(source)
    if _by_file(flags.get("by", ()), file, analyses):
        from csat.by_file import by_file

        source = by_file(source)
    letters = [source.letter(column) for column in range(len(source.headers))]
    names = Names(source.headers, letters, source.about.layout.questions, source.about.partly)
    choices = choose(
        names,
        level=Plan.level if level is None else level,
        suppress_below=Plan.suppress_below if suppress_below is None else suppress_below,
        finished_only=bool(finished_only),
        **flags,
    )
    if targets:
        choices = replace(choices, targets=targets)
    if analyses:
        choices = replace(choices, analyses=tuple(analyses))
    pinned = None
    if file is not None:
        from csat.planfile.pinned import find_columns

        pinned = find_columns(file, names, source.about.layout)
    asked = (*choices.analyses, *(pinned.analyses if pinned else ()))
    weighted = pinned.weighting if pinned else None
    if asked or weighted:
        named = frozenset(weighted.columns) if weighted else frozenset()
        choices = replace(choices, needed=needed(asked, names) | named)
    if choices.finished_only or (pinned and pinned.filters):
        from csat.filters import sifted

        filters, pins = (pinned.filters, pinned.date_pins) if pinned else ((), (None, None))
        source = sifted(source, filters, choices.finished_only, pinned.calendar if pinned else None, pins)
    return Opened(source, letters, choices, pinned)


def _by_file(by: Sequence[str], file: PlanFile | None, analyses: Sequence[Analysis]) -> bool:
    """Whether the files of the survey are asked for as a column."""
    named = {by} if isinstance(by, str) else {*by}
    named |= {name for analysis in analyses for name in analysis.columns()}
    if file is not None:
        named |= {wanted.name for wanted, _ in (*file.segments, *file.filters)}
        named |= {name for kind, entry in file.analyses for name in analysis_of(kind, entry).columns()}
    return any(name.strip() == FILE for name in named)


def needed(analyses: Sequence[Analysis], names: Names) -> frozenset[int]:
    """The columns that analyses name, which must be read to the end."""
    return frozenset(found for analysis in analyses for name in analysis.columns() for found in names.matching(name))


def _check_platform(source: Source, wanted: str, plan: str) -> None:
    """Raise InputError where the plan says that another platform wrote the file: its columns may mean others."""
    found = source.about.layout.platform
    if found != wanted.strip().lower().replace("-", "_").replace(" ", "_"):
        raise InputError(
            f'{source.about.name}: {plan} is for files of platform "{plain(wanted)}", and by its header this one is '
            f"{found}. Give the export that was meant, or mend platform under [source]."
        )


def _check_header(source: Source) -> None:
    """Raise InputError where the header holds answers: the first respondent would be lost as names of columns."""
    names = [header for header in source.headers if header]
    numbers = [value for name in names if (value := number(name)) is not None]
    if not numbers or (len(numbers) == len(names) and all(a < b for a, b in pairwise(numbers))):
        return  # words, or questions named 1, 2, 3 …
    if all(number(name) is not None or is_label(name) for name in names):
        where = f"row {source.about.header_row}" if source.about.header_row else "the header"
        raise InputError(
            f"{source.about.name}: {where} holds answers where the names of the columns belong, so the first "
            "respondent would be lost. Put a row with a name for each column above it."
        )
