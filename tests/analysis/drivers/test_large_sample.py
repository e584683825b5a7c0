"""Large files: moments that add up, and errors by the delta method that are those of drawn rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import csat
from csat.accumulators import Answers
from csat.accumulators.outcome_tables import OutcomeTables
from csat.accumulators.product_moments import ProductMoments, places
from csat.analysis.drivers import analysis
from csat.analysis.drivers.bootstrap import draws
from csat.analysis.drivers.johnson import weights_of_many
from csat.analysis.drivers.large_sample import DELTA, errors
from csat.analysis.drivers.shapley import lmg_of_many
from csat.io.source import Chunk, Coded
from csat.plan import Item, Scale
from csat.prepare import positions


def table(n: int = 3000) -> pd.DataFrame:
    """An outcome and three drivers on 0-4, some cells blank."""
    random = np.random.default_rng(11)
    common = random.integers(0, 3, (n, 1))
    rows = np.clip(common + random.integers(0, 3, (n, 4)), 0, 4).astype(str)
    return pd.DataFrame(np.where(random.random((n, 4)) < 0.01, "", rows), columns=["y", "a", "b", "c"])


ITEMS = [Item(column, name, name, "csat", Scale(0, 4)) for column, name in enumerate("yabc")]


def seen(rows: pd.DataFrame) -> Answers:
    coded = {}
    for place, name in enumerate(rows.columns):
        codes, values = pd.factorize(rows[name])
        coded[place] = Coded(list(values), codes.astype(np.int32))
    return Answers(Chunk(0, len(rows), coded), positions)


@pytest.mark.parametrize("last", [4, 40])
def test_sums_are_those_of_all_products_and_add_up(last: int) -> None:
    items = [Item(item.column, item.header, item.id, "csat", Scale(0, last)) for item in ITEMS]
    rows = table()
    whole, parts = ProductMoments(items), ProductMoments(items)
    whole.count(seen(rows))
    for start in range(0, 3000, 700):
        part = ProductMoments(items)
        part.count(seen(rows[start : start + 700]))
        parts = parts + part
    complete = rows[(rows != "").all(axis=1)].astype(int).to_numpy()
    one, other = np.triu_indices(4)
    z = np.concatenate([complete, complete[:, one] * complete[:, other]], axis=1)
    for found in (whole, parts):
        assert found.n == len(complete)
        assert (found.sums == z.sum(axis=0)).all()
        assert (found.cross == z.T @ z).all()
    some = complete[:, [0, 2, 3]]
    one, other = np.triu_indices(3)
    z = np.concatenate([some, some[:, one] * some[:, other]], axis=1)
    assert (whole.sums[places(4, [0, 2, 3])] == z.sum(axis=0)).all()


def test_tables_of_the_outcome_add_up() -> None:
    rows = table()
    whole, parts = OutcomeTables(ITEMS), OutcomeTables(ITEMS)
    whole.count(seen(rows))
    for start in range(0, 3000, 700):
        part = OutcomeTables(ITEMS)
        part.count(seen(rows[start : start + 700]))
        parts = parts + part
    assert whole.rows == parts.rows == 3000
    complete = (rows != "").all(axis=1)
    for place, name in enumerate("abc"):
        both = (rows["y"] != "") & (rows[name] != "")
        for kept, told in ((both, "pairs"), (complete, "complete")):
            want = np.zeros((5, 5), dtype=int)
            np.add.at(want, (rows["y"][kept].astype(int), rows[name][kept].astype(int)), 1)
            assert (getattr(whole, told)[place] == want).all()
            assert (getattr(parts, told)[place] == want).all()


@pytest.mark.parametrize("of_many", [lmg_of_many, weights_of_many])
@pytest.mark.parametrize("kept", [[1, 2, 3], [3, 1][::-1]])
def test_errors_are_those_of_drawn_rows(of_many: object, kept: list[int]) -> None:
    assert callable(of_many)
    rows = table()
    moments = ProductMoments(ITEMS)
    moments.count(seen(rows))
    complete = rows[(rows != "").all(axis=1)].astype(np.int16).to_numpy()
    distinct, counts = np.unique(complete[:, [0, *kept]], axis=0, return_counts=True)
    drawn = draws(distinct, counts, of_many, 2000, 1)
    found = errors(moments, kept, of_many)
    assert found.parts.tolist() == pytest.approx(drawn.parts.std(axis=0).tolist(), rel=0.1)
    assert found.shares.tolist() == pytest.approx(drawn.shares.std(axis=0).tolist(), rel=0.1)


def test_a_file_with_many_different_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MOST_PATTERNS", 50)
    rows = table(400)
    asked: dict[str, Any] = {"of": "y", "csat": list("yabc"), "scale": ["0-4"]}
    large, drawn = (csat.drivers(rows, bootstrap=times, **asked) for times in (None, 2000))
    for name in "abc":
        one, other = (record.find("lmg_share", name) for record in (large, drawn))
        assert one.value == other.value
        assert one.interval is not None and other.interval is not None  # noqa: PT018
        assert one.interval.method == DELTA
        width, want = (e.high - e.low for e in (one.interval, other.interval))
        assert width == pytest.approx(want, rel=0.15)
        assert 0 <= one.interval.low < (one.value or 0) < one.interval.high <= 100
        assert large.find("driver_rank", name).interval is None
    monkeypatch.setattr(analysis, "MOST_ASKED", 50)
    none = csat.drivers(rows, bootstrap=200, **asked)
    why = none.find("lmg_share", "a").no_interval_because
    assert why == "No interval: the complete rows hold more than 50 different combinations of answers."
    assert any(why in notice for notice in none.notices)


def test_an_outcome_of_two_points_with_many_different_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its logistic regression needs them all, and its shares are not drawn for that."""
    monkeypatch.setattr(analysis, "MOST_PATTERNS", 50)
    rows = table(400)
    rows["y"] = np.where(rows["y"].isin(["3", "4"]), "1", np.where(rows["y"] == "", "", "0"))
    scale = dict.fromkeys("abc", "0-4") | {"y": "0-1"}
    asked: dict[str, Any] = {"of": "y", "csat": list("yabc"), "scale": scale}
    record = csat.drivers(rows, **asked)
    interval = record.find("lmg_share", "a").interval
    assert interval is not None
    assert interval.method == DELTA
    assert record.find("logit_b", "a").value is not None
    monkeypatch.setattr(analysis, "MOST_ASKED", 50)
    few = csat.drivers(rows, **asked)
    assert few.find("logit_b", "a").notes[0].startswith("It is not worked out")
    assert few.find("lmg_share", "a").interval == interval
