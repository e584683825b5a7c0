"""Gaps between paired items, against paired t intervals worked out row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.results import Estimate

PAIRS = [["ea", "pa", "Tangibles"], ["eb", "pb", "Tangibles"], ["ec", "pc", "Empathy"]]


def survey(rows: int = 45, seed: int = 11) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    data = {f"e{n}": draw.integers(4, 8, rows).astype(float) for n in "abc"}
    data |= {f"p{n}": draw.integers(1, 8, rows).astype(float) for n in "abc"}
    frame = pd.DataFrame(data)
    frame.loc[:3, "ea"] = np.nan
    frame.loc[2:6, "pb"] = np.nan
    return frame


def made(data: pd.DataFrame, pairs: Any = PAIRS, scale: Any = ("1-7",), **more: Any) -> dict[str, Estimate]:
    record = csat.gap(data, pairs, csat=list(data.columns), scale=scale, **more)
    return {e.id.removeprefix("gap."): e for e in record.estimates if e.analysis == "gap"}


def paired(differences: pd.Series[float]) -> tuple[float, float, float]:
    from scipy import stats

    found = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    return differences.mean(), found.low, found.high


def told(e: Estimate) -> tuple[float | None, float | None, float | None]:
    assert e.interval is not None
    return e.value, e.interval.low, e.interval.high


def test_each_pair_is_a_paired_t_interval() -> None:
    data, found = survey(), made(survey())
    for name in "abc":
        both = data[[f"e{name}", f"p{name}"]].dropna()
        gap = found[f"gap.p{name}"]
        assert gap.n == len(both)
        assert told(gap) == pytest.approx(paired(both[f"p{name}"] - both[f"e{name}"]), rel=1e-10)
        assert found[f"gap_first.p{name}"].value == pytest.approx(both[f"e{name}"].mean())
        assert found[f"gap_second.p{name}"].value == pytest.approx(both[f"p{name}"].mean())
    assert found["gap.pa"].about == {"gap": "Gap", "first": "ea", "second": "pa", "dimension": "Tangibles"}


def test_dimensions_and_the_whole_are_of_complete_cases() -> None:
    data, found = survey(), made(survey())
    differences = pd.DataFrame({name: data[f"p{name}"] - data[f"e{name}"] for name in "abc"})
    for id, names in {"gap_dimension.tangibles": "ab", "gap_dimension.empathy": "c", "gap_overall": "abc"}.items():
        own = differences[list(names)].dropna().mean(axis=1)
        assert found[id].n == len(own)
        assert told(found[id]) == pytest.approx(paired(own), rel=1e-10)


def test_different_scales_are_moved_to_100_and_said() -> None:
    data = survey().rename(columns=str)
    data["ia"] = np.tile([1, 2, 3], 15)
    scale = {name: "1-3" if name == "ia" else "1-7" for name in data}
    found = made(data, [["ia", "pa"]], scale, of="importance")
    own = 100 * (data["pa"] - 1) / 6 - 100 * (data["ia"] - 1) / 2
    assert told(found["gap.pa"]) == pytest.approx(paired(own.dropna()), rel=1e-10)
    assert any("0-100" in note for note in found["gap.pa"].notes)
    with pytest.raises(InputError, match="no points in common"):
        made(data, [["ia", "pa"]], scale, on="points")


def test_points_and_100_are_the_same_on_one_scale() -> None:
    one, other = made(survey()), made(survey(), on="0-100")
    assert {id: e.value for id, e in other.items() if "first" not in id and "second" not in id} == pytest.approx(
        {id: (e.value or 0) * 100 / 6 for id, e in one.items() if "first" not in id and "second" not in id}
    )
    assert not other["gap.pa"].notes


@settings(max_examples=30)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=25))
def test_the_gap_of_an_item_with_itself_is_nought(answers: list[int]) -> None:
    found = made(pd.DataFrame({"q": answers}), [["q", "q"]], ("1-5",))["gap.q"]
    assert found.value == 0
    assert found.n == len(answers)
    assert found.interval is None


@settings(max_examples=30)
@given(st.permutations(range(45)))
def test_order_of_rows_changes_nothing(order: list[int]) -> None:
    assert made(survey()) == made(survey().iloc[order].reset_index(drop=True))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([["ea", "pa"], ["eb", "pa"]], "second of two pairs"),
        ([["ea", "pa", "x"], ["eb", "pb"]], "some have none"),
        ([["ea", "pa", "x y"], ["eb", "pb", "X-Y"]], "alike"),
        ([["ea", "nope"]], "no scored item|no column"),
    ],
)
def test_what_cannot_be_done_is_said(pairs: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(survey(), pairs)
