"""The second road of margins: every row's weight raked in pandas, and the residuals of a least-squares fit on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from csat.audit.second_road.row_answers import value

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_MET = 1e-13
_MOST_PASSES = 10_000
_BLANK = "(blank)"

Margin = tuple["pd.Series[str]", "pd.Series[float]"]
"""The value of each row, and how many people each value is to have."""


def margins_of(
    entries: Sequence[Mapping[str, Any]], column: Callable[[str], pd.Series[str]], base: float
) -> list[Margin]:
    """The margins that a record's weighting tells of; of shares, the people are the sum of the ``base`` weights."""
    import pandas as pd

    found: list[Margin] = []
    counted: list[float] = []
    for entry in entries:
        own = pd.concat([column(told["letter"]).map(value) for told in entry["columns"]], axis=1).agg(
            "\x00".join, axis=1
        )
        target = pd.Series({"\x00".join(map(_named, values)): float(number) for values, number in entry["targets"]})
        if not any(abs(target.sum() / whole - 1) < 1e-5 for whole in (1, 100)):
            counted.append(float(target.sum()))
        found.append((own, target / target.sum()))
    people = counted[0] if counted else base
    return [(own, target * people) for own, target in found]


def raked(
    base: pd.Series[float], margins: Sequence[Margin], trim: Sequence[float | None] = (None, None)
) -> pd.Series[float]:
    """The weight of each row: brought to one margin after another until all hold, between the bounds of trimming."""
    low, high = trim
    there = base > 0
    mean = float(margins[0][1].sum()) / int(there.sum())
    weights = base
    while True:
        for _ in range(_MOST_PASSES):
            before = weights
            for own, target in margins:
                weights = weights * own.map(target / weights.groupby(own).sum())
            if float((weights[there] / before[there] - 1).abs().max()) <= _MET:
                break
        bounded = weights.clip(None if low is None else low * mean, None if high is None else high * mean).where(
            there, 0.0
        )
        if bool(((weights - bounded).abs() <= 1e-10 * bounded).all()):
            return weights
        weights = bounded


def unexplained(values: pd.Series[float], base: pd.Series[float], margins: Sequence[Margin]) -> pd.Series[float]:
    """What least squares by the base weights leave of the values, on the values of all margins."""
    import numpy as np
    import pandas as pd

    x: np.ndarray[Any, np.dtype[np.float64]] = np.hstack([pd.get_dummies(own).to_numpy(float) for own, _ in margins])
    root = np.sqrt(base.to_numpy(float))
    slopes = np.linalg.lstsq(x * root[:, None], values.to_numpy(float) * root, rcond=None)[0]
    return values - x @ slopes


def _named(said: str) -> str:
    return value("" if said == _BLANK else said)
