"""Customer satisfaction indices, against respondents' own indices worked out row by row, and closed forms."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.accumulators import Answers
from csat.accumulators.complete_products import CompleteProducts
from csat.analysis.linear import moments_of
from csat.errors import InputError
from csat.io.source import Chunk, Coded
from csat.plan import Item, Scale
from csat.prepare import positions
from csat.results import Estimate
from tests.analysis.test_priorities import item, planned


def survey(rows: int = 50, seed: int = 7) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    mood = draw.normal(0, 1, rows)
    data = {
        "a": np.clip(np.rint(3 + mood + draw.normal(0, 1, rows)), 1, 5),
        "b": np.clip(np.rint(6 + 2 * mood + draw.normal(0, 1, rows)), 1, 10),
        "c": np.clip(np.rint(4 + mood + draw.normal(0, 1, rows)), 1, 7),
    }
    frame = pd.DataFrame(data)
    frame.loc[:5, "a"] = np.nan
    return frame


SCALES = {"a": "1-5", "b": "1-10", "c": "1-7"}
BOUNDS = {name: tuple(map(int, scale.split("-"))) for name, scale in SCALES.items()}


def made(data: pd.DataFrame, items: list[str] | None = None, **more: Any) -> dict[str, Estimate]:
    names = items or list(SCALES)
    scale = more.pop("scale", None) or {name: SCALES[name] for name in data.columns}
    record = csat.index(data, names, csat=list(data.columns), scale=scale, **more)
    return {e.id.removeprefix("index."): e for e in record.estimates if e.analysis == "index"}


def on_100(data: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: 100 * (data[name] - low) / (high - low) for name, (low, high) in BOUNDS.items()})


def t_interval(values: pd.Series[float]) -> tuple[float, float]:
    from scipy import stats

    half = stats.t.ppf(0.975, len(values) - 1) * values.std() / np.sqrt(len(values))
    return values.mean() - half, values.mean() + half


@pytest.mark.parametrize("weights", ["equal", {"a": 3, "b": 2, "c": 0.5}])
def test_it_is_the_mean_of_respondents_indices(weights: Any) -> None:
    data = survey()
    found = made(data, weights=weights)
    shares = np.array([1, 1, 1] if weights == "equal" else [weights[name] for name in "abc"], float)
    own = on_100(data).dropna() @ (shares / shares.sum())
    index = found["index"]
    assert index.n == len(own) == 44
    assert index.missing == {"incomplete": 6}
    assert index.value == pytest.approx(own.mean(), rel=1e-12)
    assert index.interval is not None
    assert (index.interval.low, index.interval.high) == pytest.approx(t_interval(own), rel=1e-10)
    for name, share in zip("abc", shares / shares.sum(), strict=True):
        assert found[f"index_weight.{name}"].value == pytest.approx(share)
        score = on_100(data).dropna()[name]
        assert found[f"index_score.{name}"].value == pytest.approx(score.mean())
    made_of = sum((found[f"index_weight.{n}"].value or 0) * (found[f"index_score.{n}"].value or 0) for n in "abc")
    assert index.value == pytest.approx(made_of)


def test_acsi_type_check_value() -> None:
    """Means of 8, 7.5 and 7 on 1-10 with equal weights: 72.22."""
    data = pd.DataFrame({"x": [7, 9, 8, 8], "y": [7, 8, 7, 8], "z": [6, 8, 7, 7]})
    scale = dict.fromkeys("xyz", "1-10")
    found = made(data, list("xyz"), type="acsi", scale=scale)["index"]
    assert found.value == pytest.approx(72.2222222222222, abs=1e-12)
    assert made(data, list("xyz"), scale=scale)["index"].value == found.value  # on one scale both are the same
    assert "Fornell" in found.source


def test_acsi_type_on_different_scales_is_of_sums_of_points() -> None:
    data, weights = survey().dropna(), {"a": 2, "b": 1, "c": 3}
    found = made(data, type="acsi", weights=weights)["index"]
    over = sum(w * (data[n].mean() - BOUNDS[n][0]) for n, w in weights.items())
    wide = sum(w * (BOUNDS[n][1] - BOUNDS[n][0]) for n, w in weights.items())
    assert found.value == pytest.approx(100 * over / wide, rel=1e-12)


def test_weights_by_stated_importance(tmp_path: Path) -> None:
    data = survey().assign(ia=[1, 3] * 25, ib=3, ic=[2, 2, 1, 1, 3] * 10)
    plan = "".join(item(n, scale=SCALES[n], more=f'importance = "i{n}"') for n in "abc")
    plan += "".join(item(f"i{n}", "part", "1-3") for n in "abc")
    plan += '[[index]]\nname = "CSI"\nitems = ["a", "b", "c"]\nweights = "importance"\n'
    record = planned(tmp_path, data, plan)
    found = {e.id: e for e in record.estimates}
    means = np.array([2, 3, 1.8])
    for name, share in zip("abc", means / means.sum(), strict=True):
        assert found[f"csi.index_weight.{name}"].value == pytest.approx(share)
    own = on_100(data).dropna() @ (means / means.sum())
    assert found["csi.index"].value == pytest.approx(own.mean())
    assert any("takes them as given" in note for note in found["csi.index"].notes)
    assert not any(e.column == "ia" and e.analysis is None for e in record.estimates)
    by_numbers = plan.replace('importance = "ia"', "importance = 2").replace('importance = "ib"', "importance = 3")
    by_numbers = by_numbers.replace('importance = "ic"', "importance = 1.8")
    again = {e.id: e for e in planned(tmp_path, data, by_numbers).estimates}["csi.index"]
    assert again.value == pytest.approx(found["csi.index"].value)
    assert not again.notes


def test_weights_of_drivers_are_lmg_shares() -> None:
    data = survey().dropna()
    data = data.assign(y=np.clip(np.rint((data["a"] + data["c"]) / 2), 1, 5))
    scale = {**SCALES, "y": "1-5"}
    found = made(data, list("abc"), weights="drivers", of="y", scale=scale)
    shares = [found[f"index_weight.{name}"].value or 0 for name in "abc"]
    assert sum(shares) == pytest.approx(1)
    two = data[["y", "a", "c"]]  # of two drivers LMG is known in closed form
    found = made(two, ["a", "c"], weights="drivers", of="y", scale={n: scale[n] for n in ("y", "a", "c")})
    r = two.corr().to_numpy()
    r2 = (r[0, 1] ** 2 + r[0, 2] ** 2 - 2 * r[0, 1] * r[0, 2] * r[1, 2]) / (1 - r[1, 2] ** 2)
    wanted = (r[0, 1] ** 2 + r2 - r[0, 2] ** 2) / 2 / r2
    assert found["index_weight.a"].value == pytest.approx(wanted, rel=1e-9)


def test_each_item_by_its_own_answers_has_no_interval() -> None:
    data = survey()
    found = made(data, base="items")
    assert found["index"].value == pytest.approx(on_100(data).mean().mean())
    assert found["index"].interval is None
    assert found["index"].n == 44
    assert (found["index_score.a"].n, found["index_score.b"].n) == (44, 50)


def test_nobody_complete_is_undefined() -> None:
    data = survey(10)
    data.loc[5:, "b"] = np.nan
    found = made(data)["index"]
    assert found.value is None
    assert found.n == 0
    assert found.notes == ("Nobody gave a valid answer to all of its items.",)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=30))
def test_of_one_item_it_is_its_score(answers: list[int]) -> None:
    record = csat.index(pd.DataFrame({"q": answers}), ["q"], csat=["q"], scale={"q": "1-5"})
    found = {e.id: e for e in record.estimates}
    assert found["index.index"].value == found["q.score"].value
    one, other = found["index.index"].interval, found["q.score"].interval
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)


@settings(max_examples=30)
@given(st.permutations(range(30)))
def test_order_of_rows_changes_nothing(order: list[int]) -> None:
    data = survey(30)
    assert made(data) == made(data.iloc[order].reset_index(drop=True))


def test_moving_answers_with_their_scale_changes_nothing() -> None:
    data = survey()
    moved = made(data.assign(a=data["a"] + 10), scale={**SCALES, "a": "11-15"})
    for id, e in made(data).items():
        assert moved[id].value == pytest.approx(e.value)


def counted(rows: Any) -> CompleteProducts:
    """What two items on 1-5 make of these rows of texts."""
    columns = {}
    for place in range(2):
        values, codes = np.unique(rows[:, place], return_inverse=True)
        columns[place] = Coded([str(value) for value in values], codes.astype(np.int32))
    items = [Item(place, name, name, "csat", Scale(1, 5)) for place, name in enumerate("ab")]
    products = CompleteProducts(items)
    products.count(Answers(Chunk(0, len(rows), columns), positions))
    return products


def test_chunks_change_nothing() -> None:
    rows = np.random.default_rng(3).integers(1, 6, (40, 2)).astype(str)
    whole, parts = counted(rows), counted(rows[:13]) + counted(rows[13:])
    factors = [Fraction(25, 3), Fraction(25, 7)]
    one, other = (moments_of(found.products, found.items, factors) for found in (whole, parts))
    assert one == other
    by_hand = [(25 / 3) * (int(a) - 1) + (25 / 7) * (int(b) - 1) for a, b in rows]
    assert float(one.sum) == pytest.approx(sum(by_hand))
    assert float(one.sum_of_squares) == pytest.approx(sum(value**2 for value in by_hand))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"items": ["a", "b"], "type": "acsi"}, "three items or more"),
        ({"weights": {"a": 1, "b": 1}}, "a weight for each"),
        ({"weights": {"a": 1, "b": 1, "c": 1, "y": 1}}, "a weight for each|no column|no scored"),
        ({"weights": "importance"}, "needs importance"),
        ({"weights": "drivers"}, "needs of"),
        ({"weights": "drivers", "of": "a"}, "is what the weights are to explain"),
        ({"of": "a"}, "alone"),
        ({"items": ["a", "b", "a"]}, "twice"),
        ({"type": "acsi", "weights": "drivers", "of": "a"}, "equal or given"),
    ],
)
def test_what_cannot_be_done_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(survey(), asked.pop("items", None), **asked)


def test_a_plan_checks_importance(tmp_path: Path) -> None:
    for more, said in (
        ('importance = "nobody"', 'no item has the id "nobody"'),
        ('importance = "a"', "cannot be its own importance"),
        ("importance = 0", "a number above 0"),
    ):
        with pytest.raises(InputError, match=said):
            planned(tmp_path, survey(), item("a", more=more))


def test_an_importance_item_that_is_scored_too_is_told(tmp_path: Path) -> None:
    data = survey().assign(ia=[1, 3] * 25)
    plan = item("a", more='importance = "ia"') + item("ia", "csat", "1-3")
    plan += '[[index]]\nname = "i"\nitems = ["a"]\nweights = "importance"\n'
    assert any("ask for importance have figures of their own" in said for said in planned(tmp_path, data, plan).notices)


def test_two_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    plan = item("a") + '[[index]]\nname = "A"\nitems = "a"\n[[index]]\nname = "A"\nitems = ["a"]\nweights = { a = 2 }\n'
    record = planned(tmp_path, survey(), plan)
    assert [entry["id"] for entry in record.plan["analyses"]] == ["a_2", "a_3"]
    assert len({e.id for e in record.estimates}) == len(record.estimates)
