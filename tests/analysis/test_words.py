"""Words that choose a way of working, given by Python or by a record, where no schema of a plan file has seen them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import csat
from csat.errors import InputError

DATA = pd.DataFrame({name: [1 + (i * k) % 5 for i in range(40)] for k, name in enumerate("abcd", 1)})
ASKED: dict[str, Any] = {"csat": list("abcd"), "scale": ["1-5"]}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: csat.index(DATA, ["a", "b"], type="scis", **ASKED),
        lambda: csat.index(DATA, ["a", "b"], base="all", **ASKED),
        lambda: csat.index(DATA, ["a", "b"], weights="equally", **ASKED),
        lambda: csat.gap(DATA, [("a", "b")], of="hope", **ASKED),
        lambda: csat.gap(DATA, [("a", "b")], on="percent", **ASKED),
        lambda: csat.kano(DATA, [("a", "b")], order="ascending", **ASKED),
        lambda: csat.priorities(DATA, of="d", importance="guessed", **ASKED),
        lambda: csat.priorities(DATA, of="d", crosshair="median", **ASKED),
        lambda: csat.drivers(DATA, of="d", method="shapely", **ASKED),
        lambda: csat.compare(DATA, by=["a"], adjust="tukey", **ASKED),
        lambda: csat.banner(DATA, by=["a"], adjust="tukey", **ASKED),
        lambda: csat.paired(DATA, "c", by=["a"], adjust="tukey", csat=["b"], scale=["1-5"]),
    ],
)
def test_a_word_that_is_not_known_is_refused(ask: Callable[[], csat.Record]) -> None:
    with pytest.raises(InputError, match='"?(scis|all|equally|hope|percent|ascending|guessed|median|shapely|tukey)"?'):
        ask()
