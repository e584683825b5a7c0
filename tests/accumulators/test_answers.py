"""What accumulators are handed: answers as positions on the scale of each item."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import csat
from csat.accumulators import Accumulator
from csat.accumulators.outcome_tables import OutcomeTables
from csat.plan import Item, Plan, Scale
from csat.tally import Tally
from tests.test_tally import chunk

NPS = Item(0, "rec", "rec", "nps", Scale(0, 10))
TURNED = Item(0, "rec", "rec_csat", "csat", Scale(1, 10), reverse=True)


class _Counting:
    kind = "test"

    def tallies(self, plan: Plan) -> dict[str, Accumulator]:
        return {"one": OutcomeTables([TURNED, TURNED]), "other": OutcomeTables([NPS, NPS])}


def test_a_column_scored_as_two_measures_has_positions_on_the_scale_of_each() -> None:
    plan = Plan((NPS, TURNED), analyses=(_Counting(),))  # type: ignore[arg-type]
    tally = Tally(plan)
    tally.count(chunk([("0",), ("1",), ("9",), ("10",), ("10",)]))
    one, other = tally.also[0, "one"], tally.also[0, "other"]
    assert isinstance(one, OutcomeTables)
    assert isinstance(other, OutcomeTables)
    assert one.pairs[0].sum(axis=0).tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]  # 10 is the lowest, and 0 no answer
    assert other.pairs[0].sum(axis=0).tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2]


def test_weighted_figures_of_a_column_scored_as_two_measures(tmp_path: Path) -> None:
    rows = [(0, 1), (1, 2), (9, 1), (10, 3), (10, 1), (7, 2), (4, 1)]
    survey, plan = tmp_path / "survey.csv", tmp_path / "plan.toml"
    survey.write_text("rec,w\n" + "".join(f"{answer},{weight}\n" for answer, weight in rows), "utf-8")
    plan.write_text(
        '[[item]]\nid = "rec_csat"\ncolumn = "rec"\nmeasure = "csat"\nscale = "1-10"\nreverse = true\n'
        '[[item]]\nid = "rec"\ncolumn = "rec"\nmeasure = "nps"\n[weighting]\nweight = "w"\n',
        "utf-8",
    )
    value = {estimate.id: estimate.value for estimate in csat.score(survey, plan=plan).estimates}
    weights = sum(weight for answer, weight in rows if answer > 0)
    assert value["rec_csat.mean"] == float(Fraction(sum((11 - a) * w for a, w in rows if a > 0), weights))
    assert value["rec.nps"] == float(Fraction(100 * (5 - 4), 11))
