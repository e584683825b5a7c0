"""The questions asked across metrics, as library calls: one function each, and what they share."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from csat.analysis.analysis import Analysis
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
    from csat.analysis.drivers.analysis import KeyDrivers

    named = (items,) if isinstance(items, str) else tuple(items)
    return asked(data, [KeyDrivers(of, named, method, bootstrap, seed)], **chosen)


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
    from csat.analysis.reliability.analysis import Reliability
    from csat.analysis.reliability.asked import named_and_declared

    names, declared = named_and_declared(of)
    asked_for = Reliability(names, bootstrap, seed, pairwise, ordinal)
    return asked(data, [asked_for], **({"alpha": declared} if declared else {}), **chosen)
