"""The questions asked across metrics, as library calls: one function each, and what they share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csat.analysis.analysis import Analysis
    from csat.analysis.compare.analysis import Compare
    from csat.results import Record

Data = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""What :func:`csat.score` takes: a path, several of one layout, or ``"-"``."""


def asked(data: Data | pd.DataFrame, analyses: Sequence[Analysis], **chosen: Any) -> Record:
    """The record of a survey with these analyses; ``chosen`` are the arguments of :func:`csat.score`."""
    from csat.scoring import score

    return score(data, analyses=analyses, **chosen)


def compare(
    data: Data | pd.DataFrame,
    *,
    plan: str | os.PathLike[str] | None = None,
    by: Sequence[str] = (),
    items: Sequence[str] = (),
    adjust: str | None = None,
    previous: str | os.PathLike[str] | Record | None = None,
    **chosen: Any,
) -> Record:
    """Compare groups of respondents: the segments of ``by``, and this wave with an earlier record.

    ``items``: the items to compare, by id or column (all that have figures of their own). ``adjust``: ``holm`` (the
    default), ``bh`` (Benjamini-Hochberg) or ``none``. What is not given is the plan file's, table ``[compare]``.
    ``previous``: an earlier record or its path. ``chosen``: further arguments of :func:`csat.score`.

    The record has every difference with its interval (shares: Newcombe; NPS: adjusted Wald of two; means: Welch), tests
    from the exact counts of answers, effect sizes, and p values as they are and adjusted; ``estimate.about`` tells
    item, column and the two groups. See docs/analyses/compare.md. Raises InputError where there is nothing to compare.
    """
    comparison = comparing(data, plan, by, items, adjust, previous)
    return asked(data, [comparison], plan=plan, by=by, **chosen)


def comparing(
    data: Data | pd.DataFrame,
    plan: str | os.PathLike[str] | None,
    by: Sequence[str],
    items: Sequence[str],
    adjust: str | None,
    previous: str | os.PathLike[str] | Record | None,
) -> Compare:
    """The comparison that is asked for: what the caller says, over what the plan file says."""
    from csat.analysis.compare.analysis import Compare
    from csat.analysis.compare.earlier import Earlier, refuse_same_file
    from csat.results import Record

    entry: dict[str, Any] = {}
    if plan is not None:
        from csat.planfile import read_plan

        entry = dict(read_plan(plan).body.get("compare", {}))
    if by:
        entry.pop("by", None)  # the segments are those of the call then, and all of them are compared
    entry |= {name: value for name, value in (("items", list(items)), ("adjust", adjust)) if value}
    comparison = Compare.of_entry(entry)
    if previous is None:
        return comparison
    if not isinstance(previous, Record):
        from csat.record.file import read_record

        previous = read_record(previous, unchanged=True)
    refuse_same_file(data, previous)
    return replace(comparison, previous=Earlier.of_record(previous))
