"""The questions asked across metrics, as library calls: one function each, and what they share."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csat.analysis.analysis import Analysis
    from csat.analysis.compare.analysis import Compare
    from csat.results import Record

Data = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""What :func:`csat.score` takes: a path, several of one layout, or ``"-"``."""


def drivers(
    data: Data | pd.DataFrame,
    *,
    of: str,
    items: str | Sequence[str] = (),
    method: str = "auto",
    bootstrap: int | None = None,
    seed: int = 1,
    **chosen: Any,
) -> Record:
    """Key drivers of an outcome: how far answers to each item go with it, and how much of it each accounts for.

    ``of``: the outcome, an item by its id or column. ``items``: the drivers; none: all scored items that ask about
    single things. ``method``: ``lmg`` (exact, to 15 drivers), ``johnson`` or ``auto``. ``bootstrap``: draws for the
    intervals of the shares, 0 for none (1,000 where that is quick); ``seed`` of these draws. ``chosen``: the other
    arguments of :func:`csat.score`, such as ``plan`` and ``scale``.

    The figures are the record's estimates whose ``analysis`` is ``drivers``: of the regression (``r2``, ``r2_adj``,
    ``model_f``, ``model_p``, ``intercept``), and of each driver, ``about["item"]`` (``lmg`` as a part of R squared,
    ``lmg_share`` in percent of it, ``relative_weight`` likewise, ``driver_rank``, correlations, slopes, VIF; see
    docs/analyses/drivers.md). Association, not cause. Raises as :func:`csat.score`.
    """
    entry = {"of": of, "items": items, "method": method, "bootstrap": bootstrap, "seed": seed}
    return asked(data, [_said("drivers", entry)], **chosen)


def index(
    data: Data | pd.DataFrame,
    items: Sequence[str],
    *,
    weights: str | Mapping[str, float] = "equal",
    of: str = "",
    type: str = "csi",
    base: str = "complete",
    name: str = "Index",
    **chosen: Any,
) -> Record:
    """A customer satisfaction index, 0-100: the weighted mean of items moved to 0-100 by their declared scales.

    ``items``: ids or columns. ``weights``: ``equal``; ``importance`` (a plan's ``importance`` keys); ``drivers`` (LMG
    shares for the outcome ``of``); or numbers by item. ``type``: ``csi``, or ``acsi``: the computation of the ACSI.
    ``base``: ``complete`` (who answered every item: with interval) or ``items`` (each item by those who answered it).
    ``chosen``: the other arguments of :func:`csat.score`, such as ``plan`` and ``scale``.

    The figures are the record's estimates whose ``analysis`` is ``index``: ``index``, and for each item
    ``index_weight`` and ``index_score``; see docs/analyses/indices.md. Raises as :func:`csat.score`.
    """
    entry = {"name": name, "items": items, "weights": weights, "of": of, "type": type, "base": base}
    return asked(data, [_said("index", entry)], **chosen)


def gap(
    data: Data | pd.DataFrame,
    pairs: Sequence[Sequence[str]],
    *,
    of: str = "expectation",
    on: str = "",
    name: str = "Gap",
    **chosen: Any,
) -> Record:
    """Gaps between the two items of each pair, second minus first, with paired t intervals.

    ``pairs``: (expected, perceived) or (expected, perceived, dimension), items by id or column. ``of``: what the first
    items ask for, ``expectation`` or ``importance``. ``on``: ``points`` of the one scale that all items have, or
    ``0-100``; by default points where there is one scale. ``chosen``: the other arguments of :func:`csat.score`.

    The figures are the record's estimates whose ``analysis`` is ``gap``: of each pair ``gap``, ``gap_first`` and
    ``gap_second``, ``gap_dimension`` and ``gap_overall``; see docs/analyses/gaps.md. Raises as :func:`csat.score`.
    """
    return asked(data, [_said("gap", {"name": name, "pairs": pairs, "of": of, "on": on})], **chosen)


def kano(
    data: Data | pd.DataFrame, features: Sequence[Sequence[str]], *, order: str, name: str = "Kano", **chosen: Any
) -> Record:
    """Features by Kano's method.

    ``features``: (functional item, dysfunctional item, and a name of the feature where wanted). ``order``: which end of
    the five answers is liking, ``like first`` (1 is "I like it") or ``dislike first``. ``chosen``: the other arguments
    of :func:`csat.score`.

    The figures are the record's estimates whose ``analysis`` is ``kano``: shares of the categories (percent, Wilson),
    ``kano_strength`` (its ``about["category"]`` is the feature's), ``kano_better`` and ``kano_worse``; see
    docs/analyses/kano.md. Raises as :func:`csat.score`.
    """
    return asked(data, [_said("kano", {"features": features, "order": order, "name": name})], **chosen)


def priorities(
    data: Data | pd.DataFrame,
    *,
    of: str = "",
    items: Sequence[str] = (),
    importance: str = "",
    crosshair: str | tuple[float, float] = "means",
    **chosen: Any,
) -> Record:
    """Importance and performance of items, in four quadrants.

    ``of``: the outcome that importance is derived from. ``items``: ids or columns; none: all satisfaction items about
    single things. ``importance``: ``derived`` (correlation with the outcome), ``drivers`` (LMG shares) or ``stated`` (a
    plan's ``importance`` keys). ``crosshair``: ``means``, ``midpoints``, or (performance, importance). ``chosen``: the
    other arguments of :func:`csat.score`.

    The figures are the record's estimates whose ``analysis`` is ``priorities``: for each item ``priority_performance``
    (0-100) and ``priority_importance``, whose ``about`` says the ``quadrant`` and whether it is ``settled``, and the
    two cross-hairs; see docs/analyses/priorities.md. Raises as :func:`csat.score`.
    """
    entry = {"items": items, "of": of, "importance": importance, "crosshair": crosshair}
    return asked(data, [_said("priorities", entry)], **chosen)


def _said(kind: str, entry: Mapping[str, Any]) -> Analysis:
    """An analysis as a plan file would ask for it. Raises InputError where that may not say so."""
    from csat.analysis import analysis_of
    from csat.planfile.schema import table_of_call

    return analysis_of(kind, table_of_call(kind, entry))


def asked(data: Data | pd.DataFrame, analyses: Sequence[Analysis], **chosen: Any) -> Record:
    """The record of a survey with these analyses; ``chosen`` are the arguments of :func:`csat.score`."""
    from csat.scoring import score

    return score(data, analyses=analyses, **chosen)


def reliability(
    data: Data | pd.DataFrame,
    of: Mapping[str, Sequence[str]] | Sequence[str] = (),
    *,
    bootstrap: int = 2000,
    seed: int = 1,
    pairwise: bool = False,
    ordinal: bool = True,
    **chosen: Any,
) -> Record:
    """Reliability and validity of constructs in full; see docs/analyses/reliability.md for each figure.

    ``of``: name of a construct → its columns, or names of constructs that are found or that the plan has, or texts such
    as ``"Service=q1,q2,q3"``; none: all constructs. ``bootstrap``: resamples for the intervals of alpha (0: none),
    drawn from ``seed``. ``pairwise``: also alpha from the covariances of pairs of items. ``ordinal``: also ordinal
    alpha. ``chosen`` are the arguments of :func:`csat.score`.

    Returns the record; the figures are those of ``estimate.analysis == "reliability"``, beside alpha itself. Raises as
    :func:`csat.score`.
    """
    from csat.analysis.reliability.asked import named_and_declared

    names, declared = named_and_declared(of)
    entry = {"constructs": names, "bootstrap": bootstrap, "seed": seed, "pairwise": pairwise, "ordinal": ordinal}
    return asked(data, [_said("reliability", entry)], **({"alpha": declared} if declared else {}), **chosen)


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

    Several files without ``by`` are compared with each other, as waves.

    ``items``: the items to compare, by id or column (all that have figures of their own). ``adjust``: ``holm`` (the
    default), ``bh`` (Benjamini-Hochberg) or ``none``. What is not given is the plan file's, table ``[compare]``.
    ``previous``: an earlier record or its path. ``chosen``: further arguments of :func:`csat.score`.

    The record has every difference with its interval (shares: Newcombe; NPS: adjusted Wald of two; means: Welch), tests
    from the exact counts of answers, effect sizes, and p values as they are and adjusted; ``estimate.about`` tells
    item, column and the two groups. See docs/analyses/compare.md. Raises InputError where there is nothing to compare.
    """
    by = waves(data, plan, by)
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


def paired(
    data: Data | pd.DataFrame,
    respondent: str,
    *,
    plan: str | os.PathLike[str] | None = None,
    by: Sequence[str] = (),
    items: Sequence[str] = (),
    adjust: str = "holm",
    **chosen: Any,
) -> Record:
    """Compare the same respondents in one wave and in the next: two or more files, or the values of one ``by``.

    ``respondent``: the column of ids, the same of a respondent in each wave. ``items`` and ``adjust`` as for
    :func:`compare`; ``chosen``: further arguments of :func:`csat.score`. The record has for each two waves how many
    respondents are matched, and per item the change with its paired interval, McNemar's, the paired t and Wilcoxon's
    test, and effect sizes. See docs/analyses/waves.md. Raises InputError where nothing can be paired.
    """
    from csat.analysis.paired import Paired

    asked_for = Paired(respondent, "", tuple(items), adjust)
    return asked(data, [asked_for], plan=plan, by=waves(data, plan, by), **chosen)


def banner(
    data: Data | pd.DataFrame,
    *,
    plan: str | os.PathLike[str] | None = None,
    by: Sequence[str] = (),
    items: Sequence[str] = (),
    levels: Sequence[float] = (),
    min_base: int | None = None,
    adjust: str | None = None,
    **chosen: Any,
) -> Record:
    """Banner tables: ``items`` down, the segments of every ``by`` across; of several files without ``by`` the files.

    ``levels``: one or two, of capital and of small letters (0.95 and 0.80). ``min_base``: columns of fewer answers to
    an item are not tested (30, or the plan's ``flag_below``). ``adjust``: as for :func:`compare`, within a line and
    segment. What is not given is the plan file's, table ``[[banner]]``. ``chosen``: further arguments of
    :func:`csat.score`. The record has the difference and the p value that each letter rests on; see
    docs/analyses/banner.md. Raises InputError where columns overlap, or there are none.
    """
    by = waves(data, plan, by)
    told = ",".join(map(str, levels)) or None
    return asked(data, banners(plan, by, items, told, min_base, adjust), plan=plan, by=by, **chosen)


def banners(
    plan: str | os.PathLike[str] | None,
    by: Sequence[str],
    items: Sequence[str],
    levels: str | None,
    min_base: int | None,
    adjust: str | None,
) -> list[Analysis]:
    """The banners that are asked for: what the caller says, over what the plan file says of each."""
    from csat.analysis.banner import Banner
    from csat.errors import InputError

    entries: list[dict[str, Any]] = []
    if plan is not None:
        from csat.planfile import read_plan

        entries = [dict(entry) for kind, entry in read_plan(plan).analyses if kind == Banner.kind]
    said: dict[str, Any] = {"items": list(items), "min_base": min_base, "adjust": adjust}
    if levels:
        try:
            said["levels"] = [float(level) for level in levels.split(",")]
        except ValueError:
            raise InputError(f'--letters "{levels}" is not understood. Write a level or two: 0.95,0.80.') from None
    made = []
    for entry in entries or [{}]:
        own = {name: value for name, value in entry.items() if name != "by" or not by}
        made.append(Banner.of_entry(own | {name: value for name, value in said.items() if value not in (None, [])}))
    return list(made)


def waves(data: Data | pd.DataFrame, plan: str | os.PathLike[str] | None, by: Sequence[str]) -> Sequence[str]:
    """``by``; of several files of which neither the caller nor a plan file says by what, the files themselves."""
    from csat.plan import FILE

    if by or not isinstance(data, (str, os.PathLike, list, tuple)):
        return by
    from csat.io.several import files_of

    if len(files_of([data] if isinstance(data, (str, os.PathLike)) else data)) < 2:
        return by
    if plan is not None:
        from csat.planfile import read_plan

        if read_plan(plan).segments:
            return by
    return (FILE,)


def themes(
    data: Data | pd.DataFrame,
    codebook: str | os.PathLike[str] | Sequence[Mapping[str, Any]],
    *,
    column: str | Sequence[str] = (),
    by_score: str = "",
    examples: int = 0,
    **chosen: Any,
) -> Record:
    """Themes of comments: the share of comments that speaks of each theme of a codebook, with Wilson intervals.

    ``codebook``: a TOML file of ``[[theme]]`` tables, or these as dictionaries: ``{"name": "Staff", "en": ["staff"]}``.
    ``column``: the columns of comments (those taken for comments). ``by_score``: id or column of a scored item; then
    also the share in each of its groups, and the bottom group's minus the top group's (Newcombe interval).
    ``examples``: how many redacted comments of each theme the record tells, at most 20. ``chosen``: the arguments of
    :func:`csat.score`. The figures have ``analysis`` ``themes``; shares are percent of the rows with a comment.

    Raises :class:`~csat.errors.InputError` where the codebook is none, or a column holds no comments.
    """
    from csat.analysis.themes import Themes
    from csat.comments.codebook import read_codebook, themes_of

    wanted = read_codebook(codebook) if isinstance(codebook, (str, os.PathLike)) else themes_of(codebook, "codebook")
    named = (column,) if isinstance(column, str) else tuple(column)
    return asked(data, [Themes(wanted, named, by_score, examples)], **chosen)
