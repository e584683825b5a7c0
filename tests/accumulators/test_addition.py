"""What analyses have counted: the same in any order and cut anywhere, exactly, and no more than a cap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from csat.accumulators import Accumulator, Answers
from csat.accumulators.complete_products import CompleteProducts
from csat.accumulators.pairwise_products import PairwiseProducts
from csat.accumulators.patterns import Patterns
from csat.io.source import Chunk, Coded
from csat.plan import Item, Scale

ITEMS = [Item(column, f"q{column}", f"q{column}", "csat", Scale(1, 5)) for column in range(3)]
Rows = Sequence[tuple[int, int, int]]
KINDS: dict[str, Callable[[], Accumulator]] = {
    "complete products": lambda: CompleteProducts(ITEMS),
    "pairwise products": lambda: PairwiseProducts(ITEMS),
    "patterns": lambda: Patterns(ITEMS),
    "patterns of complete rows": lambda: Patterns(ITEMS, complete=True),
}
rows_of_answers = st.lists(st.tuples(*[st.integers(-1, 4)] * 3), max_size=30)


def positions(item: Item, values: Sequence[str]) -> NDArray[np.int16]:
    """Texts here are positions; a blank is none."""
    return np.array([int(value) if value else -1 for value in values], dtype=np.int16)


def answers(rows: Rows) -> Answers:
    columns = {}
    for column in range(3):
        told = [str(row[column]) if row[column] >= 0 else "" for row in rows]
        values = sorted(set(told), reverse=True)
        columns[column] = Coded(values, np.array([values.index(text) for text in told], dtype=np.int32))
    return Answers(Chunk(0, len(rows), columns), positions)


def counted(kind: str, chunks: Sequence[Rows]) -> Accumulator:
    made = KINDS[kind]()
    for rows in chunks:
        made.count(answers(rows))
    return made


def told(accumulator: Any) -> Any:
    """All that it holds, as plain lists."""
    if isinstance(accumulator, Patterns):
        table, counts = accumulator.table()
        return accumulator.n, table.tolist(), counts.tolist()
    if isinstance(accumulator, CompleteProducts):
        found = accumulator.products
        return found.n, found.sums.tolist(), found.cross.tolist()
    return (
        accumulator.rows,
        *(part.tolist() for part in (accumulator.n, accumulator.sums, accumulator.squares)),
        (accumulator.cross.tolist()),
    )


@pytest.mark.parametrize("kind", KINDS)
@given(rows=rows_of_answers, cut=st.integers(0, 30), seed=st.randoms(use_true_random=False))
def test_chunks_addition_and_order_make_no_difference(kind: str, rows: list[Any], cut: int, seed: Any) -> None:
    whole = told(counted(kind, [rows]))
    assert told(counted(kind, [rows[:cut], rows[cut:]])) == whole
    one, other = counted(kind, [rows[:cut]]), counted(kind, [rows[cut:]])
    before = told(one), told(other)
    assert told(one + other) == whole == told(other + one)
    assert (told(one), told(other)) == before, "adding up changed what was added"
    assert told(KINDS[kind]() + one + other) == whole
    mixed = list(rows)
    seed.shuffle(mixed)
    assert told(counted(kind, [mixed])) == whole


@given(rows=rows_of_answers)
def test_products_are_those_of_rows(rows: list[Any]) -> None:
    complete = [row for row in rows if min(row, default=-1) >= 0]
    found: Any = counted("complete products", [rows])
    assert found.products.n == len(complete)
    pairs: Any = counted("pairwise products", [rows])
    for i, j in combinations_with_replacement(range(3), 2):
        assert found.products.cross[i, j] == sum(row[i] * row[j] for row in complete)
        both = [row for row in rows if row[i] >= 0 and row[j] >= 0]
        assert pairs.n[i, j] == pairs.n[j, i] == len(both)
        assert pairs.sums[i, j] == sum(row[i] for row in both)
        assert pairs.sums[j, i] == sum(row[j] for row in both)
        assert pairs.squares[i, j] == sum(row[i] ** 2 for row in both)
        assert pairs.cross[i, j] == sum(row[i] * row[j] for row in both)


@given(rows=rows_of_answers)
def test_patterns_are_the_distinct_rows_in_order(rows: list[Any]) -> None:
    found: Any = counted("patterns", [rows])
    table, counts = found.table()
    assert [tuple(row) for row in table.tolist()] == sorted(set(rows))
    assert counts.tolist() == [rows.count(row) for row in sorted(set(rows))]


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4])
def test_too_many_patterns_keep_none_however_they_came(cut: int) -> None:
    rows = [(place, 0, 0) for place in range(4)]
    parts = Patterns(ITEMS, most=3), Patterns(ITEMS, most=3)
    for part, some in zip(parts, (rows[:cut], rows[cut:]), strict=True):
        part.count(answers(some))
    both = parts[0] + parts[1]
    assert both.over
    assert both.n == 0
    with pytest.raises(ValueError, match="too many"):
        both.table()
    both.count(answers(rows[:1]))
    assert (both + Patterns(ITEMS, most=3)).over


def test_as_many_patterns_as_are_kept_are_kept() -> None:
    found = Patterns(ITEMS, most=4)
    found.count(answers([(place, 0, 0) for place in range(4)] * 2))
    assert not found.over
    assert found.table()[1].tolist() == [2, 2, 2, 2]


def test_products_stay_exact_beyond_what_single_floats_hold() -> None:
    """4,097 rows of the far end of a long scale: their squares add up beyond 2**24 within one chunk."""
    items = [Item(column, f"q{column}", f"q{column}", "csat", Scale(0, 100)) for column in range(3)]
    made = CompleteProducts(items)
    made.count(answers([(100, 99, 97)] * 4097))
    assert made.products.cross.tolist() == [
        [4097 * 100 * 100, 4097 * 100 * 99, 4097 * 100 * 97],
        [4097 * 99 * 100, 4097 * 99 * 99, 4097 * 99 * 97],
        [4097 * 97 * 100, 4097 * 97 * 99, 4097 * 97 * 97],
    ]
