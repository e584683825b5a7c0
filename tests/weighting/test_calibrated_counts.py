"""Calibrated counts beside R's survey package: post-stratified and raked means and totals with standard errors."""

from __future__ import annotations

import csv
import json
from collections import Counter
from fractions import Fraction
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from csat.accumulators import Answers
from csat.accumulators.weighted_counts import WeightedCounts
from csat.io.source import Chunk, Coded
from csat.plan import Item, Scale
from csat.prepare import positions
from csat.weighting import Weighting, named_columns, of_entry
from csat.weighting.calibrated_counts import calibrate
from csat.weighting.linearization import Design, mean_of
from csat.weighting.margins import Margin

SHARED = Path(__file__).parents[3] / "shared"
COLUMNS = ["stype", "sch.wide", "dnum", "fpc", "pw", "api00", "enroll"]
TYPE, WIDE, DISTRICT, POPULATION, WEIGHT, API, ENROLL = range(7)
API00, ENROLLED = Item(API, "api00", "api00", "part", Scale(0, 1000)), Item(ENROLL, "e", "e", "part", Scale(0, 5000))


def seen(rows: list[list[str]]) -> Answers:
    columns = {}
    for column in range(len(COLUMNS)):
        cells = [row[column] for row in rows]
        values = list(dict.fromkeys(cells))
        columns[column] = Coded(values, np.array([values.index(cell) for cell in cells], dtype=np.int32))
    return Answers(Chunk(0, len(rows), columns), lambda item, texts: positions(item, texts))


def sample() -> tuple[list[list[str]], dict[str, dict[str, int]]]:
    import gzip

    if not (SHARED / "data" / "apipop.csv.gz").is_file():
        pytest.skip("the real data and reference figures are not beside the project")
    with (SHARED / "data" / "apiclus1.csv").open(encoding="utf-8", newline="") as file:
        rows = [[line[column] for column in COLUMNS] for line in csv.DictReader(file)]
    with gzip.open(SHARED / "data" / "apipop.csv.gz", "rt", encoding="utf-8", newline="") as packed:
        population = list(csv.DictReader(packed))
    return rows, {column: dict(Counter(line[column] for line in population)) for column in ("stype", "sch.wide")}


def margin(column: str, targets: dict[str, int]) -> Margin:
    return Margin((column,), tuple(((value,), Fraction(n)) for value, n in targets.items()))


def reference(name: str) -> float:
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    return float(figures[name]["value"])


def counted(weighting: Weighting, rows: list[list[str]]) -> WeightedCounts:
    counts = WeightedCounts(weighting.weight, weighting.axes, [API00, ENROLLED])
    counts.count(seen(rows))
    return counts


@pytest.mark.parametrize("kind", ["poststrat", "rake"])
def test_means_and_standard_errors_are_those_of_r_survey(kind: str) -> None:
    rows, targets = sample()
    margins = [((TYPE,), margin("stype", targets["stype"]))]
    if kind == "rake":
        margins.append(((WIDE,), margin("sch.wide", targets["sch.wide"])))
    weighting = Weighting(WEIGHT, clusters=(DISTRICT,), population=(POPULATION,), margins=tuple(margins))
    made = calibrate(counted(weighting, rows), weighting)
    design = Design(weighting, weighting.axes, made.counts.cells, residuals=made.residuals)
    values = {position: Fraction(position) for position in range(5001)}
    mean = mean_of(design, made.counts.answered(0), made.counts.unit, values)
    assert mean is not None
    assert float(mean.value) == pytest.approx(reference(f"{kind}/clus1/mean_api00"), rel=1e-9)
    assert sqrt(mean.variance) == pytest.approx(reference(f"{kind}/clus1/mean_api00_se"), rel=1e-9)
    if kind == "poststrat":
        table = made.counts.answered(1)
        total = sum(Fraction(w, made.counts.unit) * key for (_, key), (_, w, _) in table.items())
        assert float(total) == pytest.approx(reference("poststrat/clus1/total_enroll"), rel=1e-9)
        assert sqrt(design.variance(table, made.counts.unit, values)) == pytest.approx(
            reference("poststrat/clus1/total_enroll_se"), rel=1e-9
        )
    else:
        assert made.calibration.n_eff == pytest.approx(reference("rake/clus1/n_eff_kish"), rel=1e-9)
        assert float(mean.n_eff) == pytest.approx(reference("rake/clus1/n_eff_kish"), rel=1e-9)


KINDS = [("E", "Yes"), ("E", "No"), ("H", "Yes"), ("H", "No"), ("E", "Yes")] * 4
ROWS = [[kind, wide, "1", "10", str(1 + at % 3), str(100 + 7 * at), "5"] for at, (kind, wide) in enumerate(KINDS)]


def test_a_margin_itself_no_longer_varies() -> None:
    """The share of a value whose share is known has a standard error of nothing."""
    weighting = Weighting(WEIGHT, margins=(((TYPE,), margin("stype", {"E": 400, "H": 600})),))
    counts = WeightedCounts(
        WEIGHT, weighting.axes, [Item(TYPE, "t", "t", "part", Scale(0, 1), labels={"e": 0, "h": 1})]
    )
    counts.count(seen(ROWS))
    made = calibrate(counts, weighting)
    design = Design(weighting, weighting.axes, made.counts.cells, residuals=made.residuals)
    mean = mean_of(design, made.counts.answered(0), made.counts.unit, {0: Fraction(0), 1: Fraction(1)})
    assert mean is not None
    assert float(mean.value) == pytest.approx(0.6, rel=1e-14)
    assert sqrt(mean.variance) < 1e-14


def test_trimmed_weights_are_one_base_weight_a_cell() -> None:
    weighting = Weighting(WEIGHT, margins=(((TYPE,), margin("stype", {"E": 400, "H": 600})),), trim=(None, 1.7))
    assert WEIGHT in weighting.axes
    made = calibrate(counted(weighting, ROWS), weighting)
    assert made.calibration.fit.rounds > 0
    heaviest = max(Fraction(w, n) for n, w, _ in made.counts.cells.values()) / made.counts.unit
    assert float(heaviest) == pytest.approx(1.7 * made.calibration.mean, rel=1e-9)
    assert made.calibration.total == pytest.approx(1000, rel=1e-12)


def test_margins_that_hang_together_are_no_trouble() -> None:
    """A margin of the same column under another name: the normal equations are singular twice over."""
    rows = [[row[0], row[0], *row[2:]] for row in ROWS]
    both = (((TYPE,), margin("a", {"E": 400, "H": 600})), ((WIDE,), margin("b", {"E": 40, "H": 60})))
    variances = []
    for margins in (both[:1], both):
        weighting = Weighting(WEIGHT, margins=margins)
        made = calibrate(counted(weighting, rows), weighting)
        design = Design(weighting, weighting.axes, made.counts.cells, residuals=made.residuals)
        values = {position: Fraction(position) for position in range(1001)}
        variances.append(design.variance(made.counts.answered(0), made.counts.unit, values))
    assert float(variances[0]) == pytest.approx(float(variances[1]), rel=1e-12)


def test_a_weighting_with_margins_is_told_and_read_again() -> None:
    weighting = Weighting(
        None, margins=(((0, 2), Margin(("A", "C"), ((("x", "y"), Fraction("0.1")), (("x", "z"), Fraction("0.9"))))),),
        trim=(None, 3.0),
    )  # fmt: skip
    told = json.loads(json.dumps(weighting.to_dict({0: "A", 1: "B", 2: "C"}, {0: "#1", 1: "#2", 2: "#3"})))
    assert of_entry(told, {"#1": 0, "#2": 1, "#3": 2}) == weighting
    assert named_columns(told) == [("A", "#1"), ("C", "#3")]
