"""Groups of respondents compared: differences with intervals, tests from exact counts, effect sizes, adjusted p values.

Every function of these modules takes counts, or sums of answers, and gives a figure with its formula; what is compared
with what is decided in :mod:`csat.analysis.compare.analysis`.
"""

from __future__ import annotations

import re

WAVE = "(wave)"
NOW, BEFORE = "now", "before"
"""What a comparison with an earlier record is by, and its two sides."""


_LABEL = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)


def pair_of(first: str, second: str) -> str:
    """The two groups of a pair in one text, ``North|South``. A ``|`` within a name has a backslash before it."""
    return "|".join(label.replace("\\", "\\\\").replace("|", "\\|") for label in (first, second))


def sides_of(pair: str) -> tuple[str, str]:
    """The two groups that :func:`pair_of` has put into one text."""
    first = _LABEL.match(pair)
    assert first is not None, "it matches the empty text too"
    return _plain(first[0]), _plain(pair[first.end() + 1 :])


def _plain(label: str) -> str:
    return re.sub(r"\\(.)", r"\1", label, flags=re.DOTALL)
