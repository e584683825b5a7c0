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


def asked(data: Data | pd.DataFrame, analyses: Sequence[Analysis], **chosen: Any) -> Record:
    """The record of a survey with these analyses; ``chosen`` are the arguments of :func:`csat.score`."""
    from csat.scoring import score

    return score(data, analyses=analyses, **chosen)


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
