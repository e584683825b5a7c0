"""No withheld segment can be worked out from the totals and the other segments, of two segmentings."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import csat
from csat.changes import withheld
from csat.results import Record
from csat.suppression import withheld_of

CITIES, SHARES = "ABCDEFGH", (4, 6, 10, 10, 20, 20, 15, 15)
REGION = dict(zip(CITIES, ("North", "North", "North", "South", "South", "South", "West", "West"), strict=True))
RENAMED = {city: chr(ord("z") - place) for place, city in enumerate(CITIES)}
SECOND: dict[str, Callable[[random.Random, str], str]] = {
    "crossing": lambda chance, city: chance.choice("xyz"),
    "nested": lambda chance, city: REGION[city],
    "renamed": lambda chance, city: RENAMED[city],
    "nearly nested": lambda chance, city: REGION[city] if chance.random() < 0.97 else "North",
}


def given_away(record: Record, rows: pd.DataFrame) -> list[str]:
    """The ids of withheld figures of the item that are a sum and difference of what is told: by linear algebra."""
    rows = rows[rows["Q1"].notna()]
    names = [name for name in rows.columns if name != "Q1"]
    cells = rows[names].drop_duplicates()
    found = [e for e in record.estimates if e.metric == "csat" and e.segment]

    def holds(segment: dict[str, str]) -> np.ndarray:
        [(name, value)] = segment.items()
        return (cells[name] == value).to_numpy(float)

    told = np.vstack([np.ones(len(cells)), *(holds(dict(e.segment)) for e in found if not withheld(e))])
    rank = np.linalg.matrix_rank(told)
    hidden = [e for e in found if withheld(e) and e.n]
    return [e.id for e in hidden if np.linalg.matrix_rank(np.vstack([told, holds(dict(e.segment))])) == rank]


@pytest.mark.parametrize("kind", SECOND)
def test_what_is_withheld_cannot_be_worked_out(kind: str) -> None:
    for seed in range(25):
        chance = random.Random(seed)
        cities = chance.choices(CITIES, SHARES, k=80)
        rows = pd.DataFrame(
            {
                "City": cities,
                "Area": [SECOND[kind](chance, city) for city in cities],
                "Q1": [chance.choice([1, 2, 3, 4, 5, 5, None]) for _ in cities],
            }
        )
        record = csat.score(rows, csat=["Q1"], by=["City", "Area"], scale={"Q1": "1-5"})
        assert given_away(record, rows) == []


def test_segmentings_that_cross_withhold_no_more_than_each_alone() -> None:
    segmentings = [["A", "B", "C"], ["x", "y"]]
    bases = {"A": 3, "B": 8, "C": 20, "x": 15, "y": 16}
    met = [(one, other) for one in "ABC" for other in "xy"]
    assert withheld_of(segmentings, bases, met, 5) == {"A", "B"}


def test_a_region_is_withheld_whose_other_cities_are_told() -> None:
    segmentings = [["A", "B", "C", "D"], ["North", "South"]]
    bases = {"A": 3, "B": 8, "C": 7, "D": 20, "North": 11, "South": 27}
    met = [("A", "North"), ("B", "North"), ("C", "South"), ("D", "South")]
    # A and C alone would be North less B and South less D
    assert withheld_of(segmentings, bases, met, 5) == {"A", "B", "C", "D"}


def test_one_column_under_two_names_withholds_the_same() -> None:
    segmentings = [["A", "B", "C", "D"], ["1", "2", "3", "4"]]
    bases = {"A": 3, "B": 6, "C": 6, "D": 20, "1": 6, "2": 6, "3": 3, "4": 20}  # ties, in another order
    met = [("A", "3"), ("B", "2"), ("C", "1"), ("D", "4")]
    hidden = withheld_of(segmentings, bases, met, 5)
    assert {"A", "3"} < hidden
    assert all((one in hidden) == (other in hidden) for one, other in met)


def test_no_sum_of_too_few_follows_whatever_two_columns_share() -> None:
    """Random rows in few pairs of segments: no withheld one is a sum and difference of those told."""
    for seed in range(1500):
        chance = random.Random(seed)
        first, second = [f"a{n}" for n in range(chance.randint(2, 6))], [f"b{n}" for n in range(chance.randint(2, 6))]
        rows = {
            (chance.choice(first), chance.choice(second)): chance.randint(1, 12) for _ in range(chance.randint(2, 9))
        }
        cells = list(rows)
        bases = {g: sum(n for cell, n in rows.items() if g in cell) for g in (*first, *second)}
        hidden = withheld_of([first, second], bases, cells, 5)
        assert {g for g, n in bases.items() if 0 < n < 5} <= hidden
        told = np.vstack([np.ones(len(cells)), *([float(g in c) for c in cells] for g in bases if g not in hidden)])
        rank = np.linalg.matrix_rank(told)
        follows = {g for g in hidden if _in_span(told, rank, [float(g in cell) for cell in cells])}
        for group in follows:  # only where its whole side is withheld already, or is one segment alone
            side = first if group in first else second
            assert {g for g in side if bases[g]} <= hidden, (seed, follows)


def _in_span(told: np.ndarray, rank: int, row: list[float]) -> bool:
    return bool(np.linalg.matrix_rank(np.vstack([told, row])) == rank)
