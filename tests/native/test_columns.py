"""Cells to distinct values and codes, and back again from what a reading process hands over."""

from __future__ import annotations

import datetime as dt
import marshal
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.io.cells import revive, text_of, unpack
from csat.native.columns import Column, pack, pack_rows

CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.0, -0.0, 1.0, 4.5, 1e300]),
    st.text(max_size=3),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize(
    "value",
    [
        *(dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 10, 30, 1, 5), dt.time(9, 5), dt.timedelta(-1, 5, 7)),
        dt.datetime(2026, 1, 5, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=3, minutes=30))),
        *(True, False, 5, 4.5, "", "true", None, b"\xff", Decimal("1.50"), 10**30),
    ],
)
def test_packed_is_plain_data_and_comes_back(value: object) -> None:
    packed: Any = pack(value)
    back = revive(marshal.loads(marshal.dumps(packed)))
    assert back == value
    assert type(back) is type(value)
    assert text_of(back) == text_of(value)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=30))
def test_every_cell_keeps_its_text(rows: list[list[Any]]) -> None:
    count, columns = marshal.loads(marshal.dumps(pack_rows(rows, 2)))
    assert count == len(rows)
    for at, packed in enumerate(columns):
        coded = unpack(packed)
        assert len(set(coded.values)) == len(coded.values)
        assert [coded.values[code] for code in coded.codes] == [text_of(row[at]) for row in rows]


def test_slices_and_rows_above() -> None:
    assert not Column(2).filled
    column = Column(2)
    column.add(["", "a"])
    column.add(["a", 1, True, ("x", 1)])
    assert column.filled
    coded = unpack(column.packed())
    assert [coded.values[code] for code in coded.codes] == ["", "", "", "a", "a", "1", "TRUE", "('x', 1)"]
