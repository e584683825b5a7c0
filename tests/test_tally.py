"""The tally against plain counting in Python: exact, in any chunks, in any order, for any segmenting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csat.counts import Counts
from csat.io.source import Chunk, Coded
from csat.plan import Construct, Item, Plan, Scale, Use
from csat.products import Products
from csat.tally import MANY, WHOLE, Tally

HEADERS = ("region", "channel", "q1", "q2", "q3", "comment")
Row = tuple[str, ...]

ITEMS = tuple(Item(column, HEADERS[column], HEADERS[column], "csat", Scale(1, 5)) for column in (2, 3, 4))
USES = tuple(Use(column, header, f"#{column + 1}", "item", "") for column, header in enumerate(HEADERS))
SERVICE = Construct("Service", (2, 3, 4))
PLAN = Plan(ITEMS, (SERVICE,), (0, 1), USES)


def chunk(rows: Sequence[Row], first: int = 0, **set_aside: int) -> Chunk:
    columns = {}
    for column in range(len(rows[0]) if rows else 0):
        cells = [row[column] for row in rows]
        values = sorted(set(cells))
        columns[column] = Coded(values, np.array([values.index(cell) for cell in cells], dtype=np.int32))
    return Chunk(first, len(rows), columns, set_aside)


def tally(rows: Sequence[Row], size: int = 10**9, plan: Plan = PLAN) -> Tally:
    made = Tally(plan)
    for start in range(0, len(rows), size):
        made.count(chunk(rows[start : start + size], start))
    return made


def known(made: Tally) -> dict[str, object]:
    """Everything a report takes from a tally, without regard to how it holds it."""
    segments = {(s, value) for s in made.plan.segments for value in made.texts(s)}
    counts = {(c, s, v): made.texts(c, s, [v]) for c in made.plan.item_of for s, v in segments}
    products = {}
    for construct in made.plan.constructs:
        for segment in (WHOLE, *segments):
            found = made.products_of(construct, segment[0], [segment[1]])
            pairs = None if found.pairs is None else found.pairs.tolist()
            products[construct.name, segment] = (found.n, found.sums.tolist(), found.cross.tolist(), pairs)
    profile = [None if texts is None else dict(texts) for texts in made.profile(len(HEADERS))]
    return {
        "rows": made.rows, "aside": dict(made.set_aside), "many": set(made.many),
        "counts": counts, "products": products, "profile": profile,
    }  # fmt: skip


rows = st.lists(
    st.tuples(
        st.sampled_from(["North", "South", "", "north "]),
        st.sampled_from(["web", "shop", "phone"]),
        *[st.sampled_from(["1", "2", "3", "4", "5", "5", "", "N/A", "9"])] * 3,
        st.sampled_from(["good", "bad", ""]),
    ),
    min_size=1,
    max_size=60,
)


@given(rows)
def test_it_counts_what_a_person_counts(table: list[Row]) -> None:
    made = tally(table)
    assert made.rows == len(table)
    for column in range(len(HEADERS)):
        assert made.texts(column) == Counter(row[column] for row in table)
        assert made.profile(6)[column] == Counter(row[column] for row in table)
        for text, first in made.first[column].items():
            assert first == [row[column] for row in table].index(text)
    for column in (2, 3, 4):
        for segmenting in (0, 1):
            for value in {row[segmenting] for row in table}:
                wanted = Counter(row[column] for row in table if row[segmenting] == value)
                assert made.texts(column, segmenting, [value]) == wanted
    both = made.texts(2, 0, ["North", "north "])
    assert both == Counter(row[2] for row in table if row[0] in ("North", "north "))


@given(rows)
def test_products_are_of_complete_rows(table: list[Row]) -> None:
    made = tally(table)
    valid = {"1", "2", "3", "4", "5"}
    for segmenting, value in (WHOLE, *((0, row[0]) for row in table), *((1, row[1]) for row in table)):
        inside = [row for row in table if segmenting < 0 or row[segmenting] == value]
        complete = [[int(row[c]) - 1 for c in (2, 3, 4)] for row in inside if {row[2], row[3], row[4]} <= valid]
        found = made.products_of(SERVICE, segmenting, [value])
        assert found.n == len(complete)
        assert found.sums.tolist() == [sum(row[i] for row in complete) for i in range(3)]
        assert found.cross.tolist() == [[sum(r[i] * r[j] for r in complete) for j in range(3)] for i in range(3)]
    pairs = made.products_of(SERVICE).pairs
    assert pairs is not None
    wanted = [[sum(row[i] in valid and row[j] in valid for row in table) for j in (2, 3, 4)] for i in (2, 3, 4)]
    assert pairs.tolist() == wanted


@given(rows, st.integers(1, 20), st.integers(0, 60))
def test_chunks_and_parts_add_up(table: list[Row], size: int, cut: int) -> None:
    whole, chunked = tally(table), tally(table, size)
    assert known(chunked) == known(whole)
    assert chunked.first == whole.first
    one, other = tally(table[:cut]), tally(table[cut:])
    before = known(one), known(other)
    assert known(one + other) == known(other + one) == known(whole)
    assert (one + other).first == whole.first  # the second part's rows come after the first's
    assert (known(one), known(other)) == before  # adding changes neither


@settings(max_examples=20)
@given(rows, rows, rows)
def test_adding_is_associative(a: list[Row], b: list[Row], c: list[Row]) -> None:
    one, two, three = tally(a), tally(b), tally(c)
    assert known((one + two) + three) == known(one + (two + three)) == known(tally([*a, *b, *c]))


def test_adding_the_same_tally_twice_doubles_it() -> None:
    table = [("North", "web", "1", "2", "3", ""), ("South", "web", "4", "4", "", "")]
    one = tally(table)
    assert known(one + one) == known(tally(table * 2))
    assert known(one) == known(tally(table))


def test_sums_are_exact_where_floats_are_not() -> None:
    huge = Products(2**53, np.array([2**53 + 1]), np.array([[2**60 + 1]]), np.array([[3]]))
    huge += Products(1, np.array([1]), np.array([[1]]), np.array([[4]]))
    assert (huge.n, huge.sums[0], huge.cross[0, 0]) == (2**53 + 1, 2**53 + 2, 2**60 + 2)
    assert huge.pairs is not None
    assert huge.pairs[0, 0] == 7


def test_rows_set_aside_add_up() -> None:
    made = Tally(PLAN)
    made.count(chunk([("", "", "1", "1", "1", "")], 0, preview=2, blank=1))
    made.count(chunk([("", "", "1", "1", "1", "")], 1, preview=1))
    assert made.set_aside == {"preview": 3, "blank": 1}
    assert (made + made).set_aside == {"preview": 6, "blank": 2}


def test_reversed_and_missing_answers_in_products() -> None:
    items = (ITEMS[0], replace(ITEMS[1], reverse=True), replace(ITEMS[2], missing=frozenset({"5"})))
    table = [("", "", "1", "1", "1", ""), ("", "", "5", "2", "4", ""), ("", "", "5", "5", "5", "")]
    found = tally(table, plan=replace(PLAN, items=items)).products_of(SERVICE)
    assert found.n == 2  # the third row's last answer is declared missing
    assert found.sums.tolist() == [0 + 4, 4 + 3, 0 + 3]  # reversal is around 1 and 5, though nobody used 5


def test_counts_grow() -> None:
    counts = Counts()
    for step in range(40):
        counts.add([f"g{step % 7}"], [f"t{step}", "common"], np.array([[1, 2]]))
    assert counts.of("g0") == {"common": 12, **{f"t{step}": 1 for step in range(0, 40, 7)}}
    assert counts.of("nobody") == {}
    assert counts.total() == {"common": 80, **{f"t{step}": 1 for step in range(40)}}


def test_counts_leave_out_zeros() -> None:
    counts = Counts()
    counts.add(["a", "b"], ["x", "y"], np.array([[1, 0], [0, 0]]))
    assert counts.of("a") == counts.total() == {"x": 1}
    assert counts.of("b") == {}


@pytest.mark.parametrize("size", [100, MANY + 5, 10**6])
def test_too_many_texts(size: int) -> None:
    table = [("North", "web", str(1 + row % 5), "2", str(row), f"words {row}") for row in range(MANY + 1)]
    made = tally(table, size)
    assert made.many == {4, 5}
    assert made.profile(6)[4] is made.profile(6)[5] is None
    assert made.texts(5) == {}
    assert made.texts(2) == Counter(row[2] for row in table)
    assert not any(column in (4, 5) for column, _ in made.answers)


def test_as_many_texts_as_allowed() -> None:
    table = [("North", "web", "1", "2", "3", str(row)) for row in range(MANY)]
    assert tally(table).many == set()
    assert len(tally(table).texts(5)) == MANY


def test_too_many_texts_only_together() -> None:
    table = [("North", "web", "1", "2", "3", str(row)) for row in range(MANY + 1)]
    one, other = tally(table[:600]), tally(table[600:])
    assert one.many == other.many == set()
    assert (one + other).many == (other + one).many == {5}
    assert (one + other).profile(6)[5] is None
    again = tally(table) + tally(table[:3])  # given up in one part only
    assert again.many == {5}
    assert again.texts(5) == {}


def test_parts_of_different_plans_do_not_add_up() -> None:
    one = tally([("", "", "1", "1", "1", "")])
    for plan in (
        replace(PLAN, segments=(0,)),
        replace(PLAN, constructs=()),
        replace(PLAN, items=ITEMS[:2], constructs=()),
        replace(PLAN, items=(replace(ITEMS[0], reverse=True), *ITEMS[1:])),
        replace(PLAN, items=(replace(ITEMS[0], scale=Scale(1, 7)), *ITEMS[1:])),
        replace(PLAN, items=(replace(ITEMS[0], missing=frozenset({"9"})), *ITEMS[1:])),
        replace(PLAN, items=(replace(ITEMS[0], labels={"good": 5}), *ITEMS[1:])),
    ):
        with pytest.raises(ValueError, match="do not add up"):
            one + tally([("", "", "1", "1", "1", "")], plan=plan)


def test_plans_that_need_the_same_tally_add_up() -> None:
    one = tally([("", "", "1", "1", "1", "")])
    other = tally([("", "", "1", "1", "1", "")], plan=replace(PLAN, level=0.9, suppress_below=0))
    assert (one + other).rows == 2


def test_segment_that_is_also_an_item() -> None:
    plan = replace(PLAN, segments=(2,))
    made = tally([("", "", "5", "1", "1", ""), ("", "", "5", "2", "1", ""), ("", "", "3", "3", "1", "")], plan=plan)
    assert made.texts(2) == {"5": 2, "3": 1}
    assert made.texts(2, 2, ["5"]) == {"5": 2}
    assert made.texts(3, 2, ["5"]) == {"1": 1, "2": 1}


def test_columns_that_were_not_read() -> None:
    made = Tally(PLAN)
    whole = chunk([("North", "web", "1", "1", "1", "")])
    made.count(Chunk(0, 1, {2: whole.columns[2]}))
    assert made.texts(2) == {"1": 1}
    assert made.texts(3) == {}
    assert made.products_of(SERVICE).n == 0
    assert made.products_of(SERVICE, 0, ["North"]).n == 0


def test_texts_that_no_row_holds() -> None:
    # a chunk's dictionary may have values that its rows do not use
    made = Tally(PLAN)
    made.count(Chunk(0, 2, {5: Coded(["gone", "here"], np.array([1, 1], dtype=np.int32))}))
    assert made.texts(5) == {"here": 2}
    assert made.first[5] == {"here": 0}


def test_no_rows() -> None:
    made = Tally(PLAN)
    assert (made.rows, made.texts(2), made.products_of(SERVICE).n) == (0, {}, 0)
    assert (made + made).rows == 0


@pytest.mark.parametrize("rows_at_once", [(1 << 20) + 3])
def test_pairs_of_more_rows_than_are_counted_at_once(rows_at_once: int) -> None:
    plan = Plan(ITEMS[:2], (Construct("Two", (2, 3)),), (), USES)
    codes = np.zeros(rows_at_once, dtype=np.int32)
    half = codes.copy()
    half[-2:] = 1
    made = Tally(plan)
    made.count(Chunk(0, rows_at_once, {2: Coded(["1"], codes), 3: Coded(["5", ""], half)}))
    found = made.products_of(plan.constructs[0])
    assert found.pairs is not None
    assert found.pairs.tolist() == [[rows_at_once, rows_at_once - 2], [rows_at_once - 2, rows_at_once - 2]]
    assert (found.n, found.sums.tolist()) == (rows_at_once - 2, [0, 4 * (rows_at_once - 2)])
