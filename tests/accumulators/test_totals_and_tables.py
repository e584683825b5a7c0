"""Totals and joint tables against plain counting, whole and added up."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from csat.accumulators.joint_tables import JointTables
from csat.accumulators.totals import Totals
from csat.plan import Construct, Item, Plan, Scale, Use
from csat.tally import Tally
from tests.test_tally import chunk

ITEMS = (
    Item(0, "a", "a", "csat", Scale(1, 3)),
    Item(1, "b", "b", "csat", Scale(1, 3, Fraction(1, 2))),
    Item(2, "c", "c", "csat", Scale(0, 4)),
)
USES = tuple(Use(item.column, item.header, f"#{item.column + 1}", "item", "") for item in ITEMS)
PLAN = Plan(ITEMS, (Construct("s", (0, 1, 2), id="s"),), (), USES)
ROW = st.tuples(
    st.sampled_from(["1", "2", "3", ""]),
    st.sampled_from(["1", "1.5", "2", "2.5", "3", "x"]),
    st.sampled_from(["0", "1", "2", "3", "4", "9"]),
)
VALID = (("1", "2", "3"), ("1", "1.5", "2", "2.5", "3"), ("0", "1", "2", "3", "4"))


class _Counting:
    """A plan's analysis in the place of which two accumulators stand."""

    kind = "test"

    def tallies(self, plan: Plan) -> dict[str, object]:
        return {"totals": Totals(plan.items), "joint": JointTables(plan.items)}


@given(st.lists(ROW, min_size=1, max_size=40), st.integers(1, 40))
def test_against_plain_counting(rows: list[tuple[str, ...]], cut: int) -> None:
    plan = Plan(ITEMS, PLAN.constructs, (), USES, analyses=(_Counting(),))  # type: ignore[arg-type]
    tallies = [Tally(plan), Tally(plan)]
    for tally, part in zip(tallies, (rows[:cut], rows[cut:]), strict=True):
        if part:
            tally.count(chunk(part))
    whole = tallies[0] + tallies[1] if rows[cut:] else tallies[0]
    totals, joint = whole.also[0, "totals"], whole.also[0, "joint"]
    assert isinstance(totals, Totals)
    assert isinstance(joint, JointTables)
    complete = [row for row in rows if all(cell in valid for cell, valid in zip(row, VALID, strict=True))]
    sums = Counter(sum(Fraction(cell) for cell in row) - 2 for row in complete)
    assert {total * totals.unit: n for total, n in enumerate(totals.counts.tolist()) if n} == dict(sums)
    n, first, squares, cubes = totals.power_sums()
    units = [(sum(Fraction(cell) for cell in row) - 2) / totals.unit for row in complete]
    assert (n, first, squares, cubes) == (len(units), *(sum(unit**power for unit in units) for power in (1, 2, 3)))
    for one in range(3):
        for other in range(3):
            pairs = Counter((VALID[one].index(row[one]), VALID[other].index(row[other])) for row in complete)
            table = joint.table(one, other)
            assert table.shape == (len(VALID[one]), len(VALID[other]))
            assert {(i, j): n for (i, j), n in _cells(table) if n} == dict(pairs)


def _cells(table: object) -> list[tuple[tuple[int, int], int]]:
    return [((i, j), n) for i, row in enumerate(table.tolist()) for j, n in enumerate(row)]  # type: ignore[attr-defined]
