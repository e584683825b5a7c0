"""What the functions of the library are asked with is held to what a plan file may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csat
from csat.errors import InputError

ITEMS = ["y", "a", "b", "c"]
DATA = pd.DataFrame(np.random.default_rng(1).integers(1, 6, (40, 4)), columns=ITEMS)
SCALE: dict[str, Any] = {"csat": ITEMS, "scale": ["1-5"]}
PAIR = [("a", "b")]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: csat.index(DATA, ["a", "b"], weights={"a": 0, "b": 1}, **SCALE), "numbers above 0"),
        (lambda: csat.index(DATA, ["a", "b"], weights={"a": float("inf"), "b": 1}, **SCALE), "numbers above 0"),
        (lambda: csat.index(DATA, ["a", "b"], weights="equally", **SCALE), "weights must be one of"),
        (lambda: csat.index(DATA, ["a", "b"], base="complete cases", **SCALE), "base must be one of"),
        (lambda: csat.index(DATA, ["a", "b"], type="ecsi", **SCALE), "type must be one of"),
        (lambda: csat.index(DATA, [], **SCALE), "no items"),
        (lambda: csat.gap(DATA, PAIR, on="percent", **SCALE), "on must be one of"),
        (lambda: csat.gap(DATA, [("a",)], **SCALE), "list of pairs"),
        (lambda: csat.kano(DATA, PAIR, order="likes first", **SCALE), "order must be one of"),
        (lambda: csat.priorities(DATA, of="y", crosshair="medians", **SCALE), "crosshair must be one of"),
        (lambda: csat.priorities(DATA, of="y", crosshair=(float("inf"), 1), **SCALE), "crosshair must be one of"),
        (lambda: csat.priorities(DATA, of="y", importance="asked", **SCALE), "importance must be one of"),
        (lambda: csat.drivers(DATA, of="y", seed=1.5, **SCALE), "seed must be a whole number"),  # type: ignore[arg-type]
        (lambda: csat.reliability(DATA, {"C": ["a", "b"]}, bootstrap=-1, **SCALE), "bootstrap must be a whole number"),
    ],
)
def test_what_a_plan_file_may_not_say_is_refused(call: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_numbers_and_lists_of_numpy_are_taken() -> None:
    weights = {"a": np.int64(2), "b": np.float64(0.5)}
    record = csat.index(DATA, np.array(["a", "b"]), weights=weights, **SCALE)  # type: ignore[arg-type]
    assert record.plan["analyses"][0]["weights"] == {"a": 2, "b": 0.5}
    assert record.to_json() == csat.index(DATA, ["a", "b"], weights={"a": 2, "b": 0.5}, **SCALE).to_json()


def test_an_item_of_no_importance_has_no_weight(tmp_path: Any) -> None:
    """Where everybody chose the lowest point of a scale that begins with 0."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "".join(f'[[item]]\nid = "{id}"\ncolumn = "{id}"\nmeasure = "csat"\nscale = "1-5"\nimportance = "i{id}"\n'
                f'[[item]]\nid = "i{id}"\ncolumn = "i{id}"\nmeasure = "part"\nscale = "0-5"\n' for id in "ab")
        + '[[index]]\nname = "n"\nitems = ["a", "b"]\nweights = "importance"\n', "utf-8"
    )  # fmt: skip
    record = csat.score(DATA.assign(ia=0, ib=4), plan=plan)
    value = {estimate.id: estimate.value for estimate in record.estimates}
    assert (value["n.index_weight.a"], value["n.index_weight.b"]) == (0, 1)
    assert value["n.index"] == value["n.index_score.b"]
    nobody = csat.score(DATA.assign(ia=0, ib=0), plan=plan)
    assert [estimate.value for estimate in nobody.estimates if estimate.analysis == "index"] == [None]
