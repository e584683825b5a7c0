"""The questions asked across metrics, as library calls: one function each, and what they share."""

from __future__ import annotations

import os
from collections.abc import Sequence
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
