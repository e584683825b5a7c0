"""Respondents matched across waves: nobody twice, nobody by chance, and nothing depends on the order of rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from csat.accumulators import Answers
from csat.accumulators.by_respondent import ByRespondent, Matched
from csat.io.source import Chunk, Coded
from csat.io.text import plain
from csat.plan import Item, Scale
from csat.prepare import positions

ITEM = Item(2, "Overall", "overall", "csat", Scale(1, 3))
Row = tuple[str, str, str]


def counted(rows: Sequence[Row]) -> ByRespondent:
    made = ByRespondent([ITEM], 0, 1)
    columns = {}
    for column in range(3):
        values = list(dict.fromkeys(row[column] for row in rows))
        codes = np.array([values.index(row[column]) for row in rows], np.int32)
        columns[column] = Coded(values, codes)
    made.count(Answers(Chunk(0, len(rows), columns), positions))
    return made


def told(found: Matched) -> tuple[object, ...]:
    return found.tables[0].tolist(), found.n, found.only, found.twice, found.blank


def test_who_is_matched() -> None:
    rows = [
        *[("a", "w1", "1"), ("b", "w1", "2"), ("c", "w1", "3"), ("c", "w1", "1"), ("d", "w1", "2"), ("", "w1", "3")],
        *[(" a ", "w2", "3"), ("b", "w2", ""), ("c", "w2", "2"), ("e", "w2", "1"), ("A", "w2", "1"), ("", "w2", "3")],
    ]
    found = counted(rows).matched(["w1"], ["w2"])
    assert found.n == 2  # a and b; c comes twice in w1
    assert found.tables[0].tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]  # b did not answer again
    assert found.only == (1, 2)  # d; e and A
    assert found.twice == (1, 0)
    assert found.blank == (1, 1)


def test_ids_are_compared_without_differences_of_digits_and_marks() -> None:
    found = counted([("P-12", "w1", "1"), ("\u200fP-۱۲ ", "w2", "2")]).matched(["w1"], ["w2"])
    assert found.n == 1


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_ids_are_read_the_quick_way_as_any_others(text: str) -> None:
    assert " ".join(text.split()) == plain(text)


def test_a_wave_may_have_several_spellings() -> None:
    rows = [("a", "W1", "1"), ("b", "w1", "1"), ("a", "w2", "1"), ("b", "w2", "1")]
    assert counted(rows).matched(["w1", "W1"], ["w2"]).n == 2


def test_nobody_at_all() -> None:
    assert told(counted([("a", "w1", "1")]).matched(["w1"], ["w2"]))[1:] == (0, (1, 0), (0, 0), (0, 0))


ROWS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "c", "d"]), st.sampled_from(["w1", "w2"]), st.sampled_from("123")),
    min_size=1, max_size=30,
)  # fmt: skip


@given(ROWS, st.integers(0, 30), st.randoms())
def test_chunks_and_order_do_not_matter_and_waves_swap(rows: list[Row], cut: int, draw: object) -> None:
    whole = counted(rows).matched(["w1"], ["w2"])
    cut = min(cut, len(rows) - 1)
    mixed = list(rows)
    draw.shuffle(mixed)  # type: ignore[attr-defined]
    other = counted(mixed[cut:]) + counted(mixed[:cut]) if cut else counted(mixed)
    assert told(other.matched(["w1"], ["w2"])) == told(whole)
    swapped = whole_swapped = counted(rows).matched(["w2"], ["w1"])
    assert swapped.tables[0].T.tolist() == whole.tables[0].tolist()
    assert (whole_swapped.only, swapped.twice, swapped.blank) == (
        whole.only[::-1],
        whole.twice[::-1],
        whole.blank[::-1],
    )


@given(ROWS)
def test_as_by_hand(rows: list[Row]) -> None:
    ids = [{wave: [r for r in rows if r[:2] == (id, wave)] for wave in ("w1", "w2")} for id in "abcd"]
    once = [of for of in ids if len(of["w1"]) == 1 == len(of["w2"])]
    found = counted(rows).matched(["w1"], ["w2"])
    assert found.n == len(once)
    table = np.zeros((3, 3), int)
    for of in once:
        table[int(of["w1"][0][2]) - 1, int(of["w2"][0][2]) - 1] += 1
    assert found.tables[0].tolist() == table.tolist()
    assert found.twice == tuple(sum(len(of[wave]) > 1 for of in ids) for wave in ("w1", "w2"))
    assert found.only[0] == sum(len(of["w1"]) == 1 and not of["w2"] for of in ids)
