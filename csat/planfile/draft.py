"""Drafts a plan file for a survey, with what undecided columns would be if each one's flag were taken."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from csat.choices import Choices, choose
from csat.detect import Place, propose
from csat.errors import InputError
from csat.io.source import About
from csat.names import Names
from csat.opening import Opened, open_survey
from csat.plan import Item, Plan, Use
from csat.planfile.writer import plan_text
from csat.reading import Progress, placer, read, told_by_period
from csat.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

_TRIED = 50  # columns tried one by one where they cannot be settled together; more would take long


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan file's text, with the plan that it says and the survey it was made from."""

    text: str
    plan: Plan
    about: About

    def summary(self, name: str) -> str:
        """What was written, in a sentence or two."""
        waiting = sum(use.role == "not scored" for use in self.plan.uses)
        items, constructs = len(self.plan.items), len(self.plan.constructs)
        found = f"{items} item{'s' * (items != 1)}, {constructs} construct{'s' * (constructs != 1)}"
        if several := len(self.plan.multiple):
            found += f", {several} multiple choice{'s' * (several > 1)}"
        decide = f" {waiting} column{'s' * (waiting > 1)} not scored: decide at its end." if waiting else ""
        return f"{name} written: {found}.{decide}"


def draft_plan(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    *,
    progress: Progress | None = None,
    **flags: Any,
) -> Draft:
    """The plan that :func:`score` would score by, as a plan file's text. The flags are its arguments but ``plan``."""
    survey = open_survey(data, **flags)
    source, dated = told_by_period(survey)
    reading = read(source, survey.letters, survey.choices, progress, dated=dated)
    names = Names(
        survey.source.headers, survey.letters, survey.source.about.layout.questions, survey.source.about.partly
    )
    place = placer(survey.source, reading.tally)
    settled = _settled(reading.plan, names, survey, reading.tally, place)
    insisted = {name: flags.get(name) for name in ("sheet", "header", "encoding")}
    text = plan_text(survey.source.about, reading.plan, reading.tally, names, settled, insisted)
    return Draft(text, reading.plan, survey.source.about)


def _settled(plan: Plan, names: Names, survey: Opened, tally: Tally, place: Place) -> Mapping[int, Sequence[Item]]:
    """The items, by column, that columns not scored would be with the flag that settles them."""
    waiting = [use for use in plan.uses if use.role == "not scored" and use.settle]
    profile, layout = tally.profile(len(names.headers)), survey.source.about.layout

    def tried(uses: Iterable[Use]) -> dict[int, list[Item]]:
        settled = _with(survey.choices, names, uses)
        items = propose(names.headers, names.letters, profile, settled, place, layout).items
        return {use.column: [item for item in items if item.column == use.column] for use in uses}

    if not waiting:
        return {}
    try:
        return tried(waiting)
    except InputError:
        found: dict[int, list[Item]] = {}
        for use in waiting[:_TRIED]:
            try:
                found |= tried([use])
            except InputError:
                continue  # then its flag alone is told
        return found


def _with(choices: Choices, names: Names, uses: Iterable[Use]) -> Choices:
    """The caller's choices and those that the uses suggest."""
    flags: dict[str, list[str]] = {"csat": [], "nps": [], "ces": [], "scale": [], "reverse": []}
    for use in uses:
        words = shlex.split(use.settle or "")
        for option, value in zip(words[::2], words[1::2], strict=False):
            flags.get(option.removeprefix("--"), []).append(value)
    more = choose(
        names,
        csat=flags["csat"],
        nps=flags["nps"],
        ces=flags["ces"],
        scale=flags["scale"],
        reverse=flags["reverse"],
    )
    return replace(
        choices,
        measure={**choices.measure, **more.measure},
        variant={**choices.variant, **more.variant},
        scale={**choices.scale, **more.scale},
        reverse=choices.reverse | more.reverse,
    )
