"""Words that choose a way of working, given by Python or by a record, where no schema of a plan file has seen them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import csat
from csat.analysis import analysis_of
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
    with pytest.raises(InputError, match=r'"?(scis|all|equally|hope|percent|ascending|guessed|median|shapely|tukey)"?'):
        ask()


@pytest.mark.parametrize(
    "weights",
    [
        {"a": 1, "b": float("nan")},
        {"a": 1, "b": float("inf")},
        {"a": -1, "b": 1},
        {"a": 0, "b": 0},
        {"a": True, "b": 1},
    ],
)
def test_weights_that_are_none_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(InputError):
        csat.index(DATA, ["a", "b"], weights=weights, **ASKED)


@pytest.mark.parametrize("pairs", [[], ["ab"], [("a",)], [("a", "b", "c", "d")]])
def test_pairs_that_are_none_are_refused(pairs: list[tuple[str, ...]]) -> None:
    with pytest.raises(InputError):
        csat.gap(DATA, pairs, **ASKED)
    with pytest.raises(InputError):
        csat.kano(DATA, pairs, order="like first", **ASKED)


@pytest.mark.parametrize("crosshair", [(float("nan"), 1.0), (1.0,), (1.0, 2.0, 3.0), ("a", "b")])
def test_a_crosshair_that_is_none_is_refused(crosshair: Any) -> None:
    with pytest.raises(InputError):
        csat.priorities(DATA, of="d", crosshair=crosshair, **ASKED)


def test_a_target_beyond_all_numbers_is_refused() -> None:
    with pytest.raises(InputError):
        csat.weigh(DATA, {"a": {"1": 10**400, "2": 1}})


def test_ids_of_paired_waves_and_letters_stay_apart_whatever_the_waves_are_called() -> None:
    waves = ["a", "b|c", "a|b", "c"]
    frame = pd.DataFrame(
        [
            {"guest": f"g{i}", "wave": wave, "overall": 1 + (i + 2 * k) % 5, "price": 1 + i % (3 + k % 2)}
            for i in range(60)
            for k, wave in enumerate(waves)
        ]
    )
    asked: dict[str, Any] = {"csat": ["overall", "price"], "scale": ["1-5"], "by": ["wave"]}
    for record in (
        csat.paired(frame, "guest", items=["overall", "overall"], **asked),
        csat.banner(frame, items=["overall", "price", "overall"], levels=[0.6], adjust="none", **asked),
    ):
        ids = [estimate.id for estimate in record.estimates]
        assert len(ids) == len(set(ids))
        assert any(estimate.analysis for estimate in record.estimates)


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("index", {"name": "I", "items": ["a"], "type": "scis"}),
        ("index", {"name": "I", "items": ["a"], "weights": "equally"}),
        ("index", {"name": "I", "items": ["a", "b"], "weights": {"a": -1, "b": 1}}),
        ("gap", {"name": "G", "pairs": [["a", "b"]], "on": "percent"}),
        ("gap", {"name": "G", "pairs": []}),
        ("kano", {"features": [["a"]], "order": "like first"}),
        ("kano", {"features": [["a", "b"]], "order": "ascending"}),
        ("priorities", {"importance": "guessed"}),
        ("priorities", {"crosshair": "median"}),
        ("priorities", {"crosshair": [1]}),
    ],
)
def test_a_record_that_was_changed_by_hand_is_refused(kind: str, entry: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        analysis_of(kind, entry)
